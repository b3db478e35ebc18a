package store

import (
	"strconv"
	"strings"
	"testing"

	"loket/internal/report"
)

// hotQueries are those asked for every message, send, page or look around, and those of
// reports: on the answer's way, of the outbox, the inbox, claims, the queue's comparison,
// readers of events, figures and sums.
func hotQueries() map[string]string {
	return map[string]string{
		"selectParty": selectParty, "selectKnownMessage": selectKnownMessage, "advanceConversation": advanceConversation,
		"selectEdited": selectEdited, "selectEditBefore": selectEditBefore, "replaceMessage": replaceMessage,
		"selectConversation": selectConversation, "selectPending": selectPending, "selectOpenOfKind": selectOpenOfKind,
		"selectDue": selectDue, "selectBefore": selectBefore, "settleMessage": settleMessage, "holdMessage": holdMessage, "rememberTopic": rememberTopic,
		"selectContactKey": selectContactKey, "selectOwed": selectOwed, "beginSend": beginSend, "finishSend": finishSend,
		"nextSeq": nextSeq, "countUndelivered": countUndelivered, "deliverAnswer": deliverAnswer,
		"markUnreachable": markUnreachable, "selectOwedOf": selectOwedOf, "recoverA": recoverA, "recoverB": recoverB,
		"selectTicket": selectTicket, "updateTicket": updateTicket, "selectOpenTickets": selectOpenTickets,
		"selectOneTicket": selectOneTicket, "selectOurLines": selectOurLines, "selectTheirLines": selectTheirLines,
		"selectPersonConversation": selectPersonConversation, "selectUnseen": selectUnseen, "selectEvents": selectEvents,
		"selectQueued": selectQueued, "selectNext": selectNext, "selectWaits": selectWaits, "selectWaitsOf": selectWaitsOf + list(1, 8), "selectEventsOf": selectEventsOf + list(1, 8), "selectElsewhere": selectElsewhere + list(1, 8) + andElsewhere + list(9, 8),
		"selectTalks": selectTalks, "selectLeftOver": selectLeftOver, "deleteWaits": deleteWaits + list(1, 8), "deleteThreads": deleteThreads + list(1, 8), "selectKnown": selectKnown + list(1, 8),
		"fromFacts": "SELECT 1" + fromFacts, "fromOlder": "SELECT 1" + fromOlder, "fromStillOpen": "SELECT 1" + fromStillOpen, "fromEnds": "SELECT 1" + fromEnds,
		"fromUnsettled": "SELECT 1" + fromUnsettled + unpaused, "fromUnsettledPaused": "SELECT 1" + fromUnsettled + paused,
		"fromLasting": "SELECT 1" + fromLasting + unpaused, "fromLastingPaused": "SELECT 1" + fromLasting + paused,
		"fromOpenTickets": "SELECT 1" + fromStillOpen + unpaused, "fromOpenTicketsPaused": "SELECT 1" + fromStillOpen + paused,
		"fromHanded": "SELECT 1" + fromHanded + unpaused, "fromHandedPaused": "SELECT 1" + fromHanded + paused,
		"fromAhead": "SELECT 1" + fromAhead, "fromOpen": "SELECT 1" + fromOpen, "fromLater": "SELECT 1" + fromLater, "selectHoursDue": selectHoursDue, "selectPacked": selectPacked, "deletePacked": deletePacked,
		"keepHour": keepHour, "deleteRollups": deleteRollups, "selectHours": selectHours, "selectDays": selectDays,
		"selectSpans": selectSpans, "selectRollups": selectRollups, "selectRollupsOf": selectRollups + andKey,
		"selectQuotes": selectQuotes, "selectQuoted": selectQuoted, "selectQuote": selectQuote,
		"takenWaits": strings.Replace(selectWaitsPage, taken, takenWaits, 1), "takenEpisodes": strings.Replace(selectEpisodesPage, taken, takenWaits, 1),
		"takenTickets": strings.Replace(selectTicketsPage, taken, takenTickets, 1), "takenMessages": strings.Replace(selectMessagesPage, taken, takenMessages, 1),
		"selectUnconsidered": selectUnconsidered, "selectMeasured": selectMeasured, "selectKnownLater": selectKnownLater, "selectTicketNumber": selectTicketNumber, "selectLive": selectLive,
		"selectTicketsTalks": selectTicketsTalks + list(1, 8) + andTalks, "selectSession": selectSession, "keepOpen": keepOpen, "selectQuiet": selectQuiet, "closeQuiet": closeQuiet,
		"selectPublications": selectPublications, "selectItemsSince": selectItemsSince, "selectCatalogue": selectCatalogue,
		"selectEraseAsked": selectEraseAsked, "selectMessagesOf": selectMessagesOf, "selectSendsOf": selectSendsOf,
		"selectOpenOf": selectOpenOf, "selectTicketsOf": selectTicketsOf, "eraseMessage": eraseMessage, "eraseSend": eraseSend,
		"selectLease": selectLease, "takeLease": takeLease, "renewLease": renewLease, "dropLease": dropLease, "selectEpoch": selectEpoch,
		"selectHeard": selectHeard, "updateHeard": updateHeard, "closeGap": closeGap, "selectLastEvent": selectLastEvent,
		"selectUnprocessed": selectUnprocessed, "selectUndelivered": selectUndelivered, "selectUnderWay": selectUnderWay,
		"selectAsked": selectAsked, "selectReach": selectReach, "insertRecipients": insertRecipients, "selectErratum": selectErratum, "selectErrata": selectErrata,
		"approveErratum": approveErratum, "selectTallyOf": selectTallyOf, "selectErrataDue": selectErrataDue, "selectRecipients": selectRecipients,
		"takeRecipient": takeRecipient, "skipRecipient": skipRecipient, "dropBroadcasts": dropBroadcasts, "selectItemHistory": selectItemHistory, "selectLatestFrom": selectLatestFrom,
		"countBefore": countBefore, "selectAttendance": selectAttendance, "selectHolds": selectHolds, "selectShifts": selectShifts, "countHeld": countHeld,
		"selectHeldBy": selectHeldBy, "leaveSilent": leaveSilent, "workPresence": workPresence, "sayPresence": sayPresence,
		"selectActive": selectActive, "selectViewers": selectViewers, "upsertViewer": upsertViewer, "deleteViewers": deleteViewers,
		"selectHandlings": selectHandlings, "selectPromisesDue": selectPromisesDue,
		"closeTicket": closeTicket, "rememberInsults": rememberInsults,
		"selectTopics": selectTopics, "selectNotes": selectNotes, "blockContact": blockContact, "selectPastPause": selectPastPause,
		"selectClosures": selectClosures, "selectClosure": selectClosure, "deleteSwitch": deleteSwitch, "releaseWaiting": releaseWaiting,
		"selectEscalations": selectEscalations, "selectStepsDue": selectStepsDue, "selectOutdated": selectOutdated,
		"selectWorklist": selectWorklist, "selectRowOf": selectRowOf, "selectRowsOf": selectRowsOf, "selectDelayed": selectDelayed, "selectTally": selectTally,
		"selectOpenTopics": selectOpenTopics, "upsertRead": upsertRead, "selectSpoken": selectSpoken, "selectNumbered": selectNumbered,
		"selectFolders": selectFolders, "selectMostQuoted": selectMostQuoted, "countFolders": countFolders, "renameFolder": renameFolder, "deleteFolder": deleteFolder,
		"selectStirred": selectStirred,
		"selectByCode":  selectByCode, "selectContents": selectContents,
		"selectLastSurvey": selectLastSurvey, "selectSurveysOf": selectSurveysOf, "stepSurvey": stepSurvey, "forgetProfiles": forgetProfiles,
		"selectTrouble": selectTrouble, "selectSheets": selectSheets, "countServed": countServed,
		"selectLastClosed": selectLastClosed, "selectOtherQuestion": selectOtherQuestion, "openEpisode": openEpisode, "deleteNotes": deleteNotes,
	}
}

// TestPlans holds every hot query to an index: a query that reads a whole table
// is fast in tests and slow in an office that has been open for a year.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	for name, query := range hotQueries() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := map[string]int{} // by the query itself: reading one of them through is no reading of a table
			for _, step := range explain(t, s, query) {
				if kind, of, _ := strings.Cut(step, " "); kind == "CO-ROUTINE" || kind == "MATERIALIZE" {
					made[of]++
				}
				if of, scans := strings.CutPrefix(step, "SCAN "); scans && !strings.Contains(step, "USING") {
					if made[of]--; made[of] < 0 {
						t.Errorf("%s reads a whole table: %s", name, step)
					}
				}
			}
		})
	}
}

// TestOlderTickets: tickets from before a period are found by when they end, or each
// report would read all there ever were.
func TestOlderTickets(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	for query, index := range map[string]string{
		"SELECT wall_ms" + fromOlder: "waits_tickets (agency_id=? AND end_at>", "SELECT wall_ms" + fromStillOpen: "waits_ends (agency_id=? AND end_at=? AND start_at<",
	} {
		if steps := strings.Join(explain(t, s, query), "; "); !strings.Contains(steps, "USING INDEX "+index) {
			t.Errorf("%s\nis read by %s, want the index %s", query, steps, index)
		}
	}
}

// TestCovered: what a page of a busy office reads by the ten thousand stands in an index,
// whatever it tells apart and is filtered by; with the table it takes three times as long.
func TestCovered(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	filter := report.Filter{Channel: "c", Unit: "u", Topic: "t", Staff: "s", Kind: "k"}
	f := newFactReader(report.Query{Filter: filter}, []report.By{report.ByChannel, report.ByUnit, report.ByTopic, report.ByStaff})
	where, _ := filtered(filter, 5)
	for index, query := range map[string]string{
		"waits_handed":   f.lengthColumns(report.HandOffWait) + fromHanded + unpaused + f.where,
		"waits_open":     f.lengthColumns(report.Load) + fromStillOpen + unpaused + f.where,
		"waits_lasting":  f.lengthColumns(report.ReopenRate) + fromLasting + unpaused + where,
		"waits_resolved": f.lengthColumns(report.Resolution) + fromUnsettled + unpaused + where,
	} {
		if steps := explain(t, s, query); len(steps) != 1 || !strings.HasPrefix(steps[0], "SEARCH waits USING COVERING INDEX "+index+" (") {
			t.Errorf("%s\nis read by %q, want the index %s and no table", query, steps, index)
		}
	}
	for index, query := range map[string]string{
		"waits_handed_paused":   f.columns + fromHanded + paused + f.where,
		"waits_open_paused":     f.columns + fromStillOpen + paused + f.where,
		"waits_lasting_paused":  f.columns + fromLasting + paused + where,
		"waits_resolved_paused": f.columns + fromUnsettled + paused + where,
	} {
		if steps := explain(t, s, query); len(steps) != 1 || !strings.HasPrefix(steps[0], "SEARCH waits USING INDEX "+index+" (") {
			t.Errorf("%s\nis read by %q, want the index %s", query, steps, index)
		}
	}
}

// explain returns the steps of a query's plan.
func explain(t *testing.T, s *Store, query string) []string {
	t.Helper()
	var steps []string
	err := s.read.each(t.Context(), func(r scanner) error {
		var id, parent, unused int
		var step string
		err := r.Scan(&id, &parent, &unused, &step)
		steps = append(steps, step)
		return err
	}, "EXPLAIN QUERY PLAN "+query, make([]any, highestPlace(t, query))...)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

// highestPlace is the number of the last value a query takes.
func highestPlace(t *testing.T, query string) (highest int) {
	t.Helper()
	for _, m := range placeholder.FindAllStringSubmatch(query, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			t.Fatal(err)
		}
		highest = max(highest, n)
	}
	return highest
}
