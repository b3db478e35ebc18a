package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

// of lists a story's rows of some measures: how each ended and how long it lasted by
// both clocks, in seconds.
func (s *story) of(measures ...string) (lines []string) {
	rows := s.rows()
	slices.SortStableFunc(rows, func(a, b report.Wait) int { return a.Start.Compare(b.Start) })
	for _, id := range measures {
		for _, w := range rows {
			if w.Measure == id {
				line := fmt.Sprintf("%s %s %d %d %s", id, w.Ended, w.Wall/1000, w.Office/1000, w.Detail)
				lines = append(lines, strings.TrimSpace(line))
			}
		}
	}
	return lines
}

// denies has the citizen say of the last quote that they did not mean it.
func (s *story) denies(clock string) *story {
	return s.add(clock, loket.EventNotThis, func(e *loket.Event) { e.ActorKind = loket.ByCitizen })
}

// judged is what a curator makes of a quote.
func (s *story) judged(clock string, quote loket.EventID, how loket.Judgement) *story {
	return s.add(clock, loket.EventJudged, by("kur"), func(e *loket.Event) { e.Revision, e.Value = string(quote), int64(how) })
}

func kind(k loket.TicketKind) func(*loket.Event) {
	return func(e *loket.Event) { e.Revision = string(k) }
}

// TestDerive holds single rules to cases reckoned by hand. 2 November 2026 is a Monday.
func TestDerive(t *testing.T) {
	t.Parallel()
	asked := func(name string) *story { return tale(name).begin("kk").says("02 09:00:00") }
	handed := func(name string) *story {
		return asked(name).hands("02 09:00:00", "unknown", "02 10:00:00", "02 09:00:01")
	}
	cases := []struct {
		name  string
		story *story
		ids   []string
		want  []string
	}{
		{
			"HandOff/WordsOnTheirWayAreStillWaitedFor",
			handed("a").owes(loket.EventReply, "02 09:10:00", "02 09:30:00", by("ina")).does("02 09:10:00", loket.EventClose),
			[]string{"M-03"},
			[]string{"M-03 answered 1800 1800"},
		},
		{
			"HandOff/WordsThatNeverArriveAreNoAnswer",
			handed("a").owes(loket.EventReply, "02 09:10:00", "", by("ina")).does("02 09:10:00", loket.EventClose),
			[]string{"M-03", "M-10", "M-11"},
			[]string{"M-03 waiting 0 0", "M-10 missed 0 0", "M-11 kept 600 600"},
		},
		{
			"HandOff/ClosedStaysUnanswered/OpenedAgainWaitsAgain",
			handed("a").does("02 09:20:00", loket.EventClose).does("02 09:40:00", loket.EventReopen).replies("02 09:50:00"),
			[]string{"M-03", "M-04"},
			[]string{"M-03 closed_unanswered 1200 1200", "M-03 answered 600 600", "M-04 closed_unanswered 1200 1200"},
		},
		{
			"HandOff/TakenBack",
			handed("a").does("02 09:20:00", loket.EventAbandon).does("02 09:20:00", loket.EventClose),
			[]string{"M-03", "M-06", "M-10", "M-11", "M-14", "M-09"},
			[]string{"M-03 withdrawn 1200 1200", "M-06 withdrawn 1200 1200", "M-10 withdrawn 0 0", "M-11 withdrawn 1200 1200", "M-14 left_said 1200 1200"},
		},
		{
			"HandOff/MergedGoesOn",
			handed("a").merged("02 09:20:00", "b").as("b").does("02 09:25:00", loket.EventClaim).replies("02 09:30:00"),
			[]string{"M-03", "M-11"},
			[]string{"M-03 answered 1800 1800", "M-11 kept 1800 1800"},
		},
		{
			"HandOff/ReceiptsNoticesAndNotesAreNoReply",
			handed("a").owes(loket.EventNotice, "02 09:05:00", "02 09:05:00").does("02 09:06:00", loket.EventNote).owes(loket.EventQuote, "02 09:07:00", "02 09:07:00"),
			[]string{"M-03"},
			[]string{"M-03 waiting 0 0"},
		},
		{
			"Quote/NotMeant/OnlyTheOneBeforeIt",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).denies("02 09:01:00").
				owes(loket.EventQuote, "02 09:01:00", "02 09:01:01", entry("akta")),
			[]string{"M-17"},
			[]string{"M-17 denied 59 59 kk", "M-17 quoted 0 0 akta"},
		},
		{
			"Quote/NotMeant/OfAChoiceIsOfNoQuote",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).owes(loket.EventAsk, "02 09:00:30", "02 09:00:30").denies("02 09:01:00"),
			[]string{"M-17"},
			[]string{"M-17 quoted 0 0 kk"},
		},
		{
			"Quote/NotMeant/HandedOverIsThat",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).denies("02 09:01:00").
				hands("02 09:01:00", "unknown", "02 10:00:00", "02 09:01:01"),
			[]string{"M-17"},
			[]string{"M-17 handed_off 59 59 kk"},
		},
		{
			"Quote/NotMeant/OfAnotherEpisode",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).begin("akta").denies("04 09:01:00"),
			[]string{"M-17"},
			[]string{"M-17 quoted 0 0 kk"},
		},
		{
			"Judged/TheLatestStands/OnItsQuoteAlone",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).owes(loket.EventQuote, "02 09:01:00", "02 09:01:01", entry("akta")).
				judged("05 09:00:00", "a-01", loket.JudgedRight).judged("05 10:00:00", "a-01", loket.JudgedWrong).judged("05 11:00:00", "lain", loket.JudgedRight),
			[]string{"M-21", "M-17", "M-12"},
			[]string{"M-21 wrong 262799 79199 kk", "M-17 quoted 0 0 kk", "M-17 quoted 0 0 akta", "M-12 deflected 259260 75660"},
		},
		{
			"NextReply/ClosedOverIt",
			handed("a").replies("02 09:10:00").says("02 09:20:00").says("02 09:21:00").does("02 09:30:00", loket.EventClose),
			[]string{"M-05"},
			[]string{"M-05 closed_unanswered 600 600"},
		},
		{
			"NextReply/RemarkThenQuestion",
			handed("a").replies("02 09:10:00").says("02 09:11:00").remarked("02 09:11:00").says("02 09:12:00").replies("02 09:22:00"),
			[]string{"M-05"},
			[]string{"M-05 remark 0 0", "M-05 answered 600 600"},
		},
		{
			"Handling/WithoutWaitsOnTheCitizen",
			handed("a").does("02 09:10:00", loket.EventClaim).does("02 09:20:00", loket.EventAwait).says("02 11:50:00").
				does("02 11:50:00", loket.EventWake).does("02 13:10:00", loket.EventClose),
			[]string{"M-07"},
			[]string{"M-07 answered 5400 1800"}, // 4 h less 2.5; office 3 h less 2.5
		},
		{
			"Queue/GivenByASupervisor", handed("a").add("02 09:30:00", loket.EventReassign, by("ketua"), func(e *loket.Event) { e.Ticket, e.Revision = "a-t1", "ina" }),
			[]string{"M-06"},
			[]string{"M-06 answered 1800 1800"},
		},
		{
			"Deadline/Moved",
			handed("a").add("02 09:30:00", loket.EventRecomputed, func(e *loket.Event) { e.Ticket, e.Until = "a-t1", tale("").at("03 09:00:00") }).replies("02 15:00:00"),
			[]string{"M-10"},
			[]string{"M-10 met 0 0"},
		},
		{
			"Deflection/AskedAgainWithinThreeDays",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).add("03 09:00:01", loket.EventClose).
				begin("kk").says("05 09:00:00").owes(loket.EventQuote, "05 09:00:01", "05 09:00:01", entry("kk")),
			[]string{"M-12", "M-09"},
			[]string{"M-12 asked_again 259200 75600", "M-12 deflected 259201 46800", "M-09 reopened 172799 50399"},
		},
		{
			"Deflection/AnotherTopicIsAnotherMatter",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).add("03 09:00:01", loket.EventClose).
				begin("ktp").says("05 09:00:00").owes(loket.EventQuote, "05 09:00:01", "05 09:00:01", entry("ktp")),
			[]string{"M-09"},
			[]string{"M-09 lasted 604800 126000"},
		},
		{
			"Outcome/ClarifiedThenAnswered",
			asked("a").owes(loket.EventAsk, "02 09:00:01", "02 09:00:01").says("02 09:00:30").owes(loket.EventQuote, "02 09:00:31", "02 09:00:31", entry("kk")),
			[]string{"M-13", "M-14"},
			[]string{"M-13 bot_clarified 31 31", "M-14 stayed 0 0"},
		},
		{
			"Outcome/Reasons",
			asked("a").hands("02 09:00:00", loket.ReasonEmergency, "02 09:00:00", "02 09:00:01").begin("x").says("02 09:01:00").
				hands("02 09:01:00", loket.ReasonFailed, "02 09:00:00", "02 09:01:01").begin("y").says("02 09:02:00"),
			[]string{"M-13"},
			[]string{"M-13 bot_guarded 0 0", "M-13 bot_failed 0 0", "M-13 bot_none 0 0"},
		},
		{
			"Left/SilentAfterOurQuestion",
			asked("a").owes(loket.EventAsk, "02 09:00:00", "02 09:00:00"),
			[]string{"M-14", "M-01"},
			[]string{"M-14 left_silent 86400 25200", "M-01 answered 0 0"},
		},
		{
			"Quote/WhatFollowed",
			asked("a").owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).owes(loket.EventQuote, "02 09:00:02", "02 09:00:02", entry("ktp")).
				hands("02 09:05:00", loket.ReasonAsked, "02 10:00:00", "02 09:05:01"),
			[]string{"M-17"},
			[]string{"M-17 quoted 0 0 kk", "M-17 handed_off 298 298 ktp"},
		},
		{
			"Imported/NamesNoAnswer",
			asked("a").add("02 09:00:03", loket.EventQuote, entry("kk")).says("02 09:05:00").
				add("02 09:05:01", loket.EventHandoff, func(e *loket.Event) { e.Ticket = "t" }).
				add("02 09:15:01", loket.EventReply, by("ina"), func(e *loket.Event) { e.Ticket = "t" }),
			[]string{"M-01", "M-03"},
			[]string{"M-01 answered 3 3", "M-03 answered 600 600"},
		},
		{
			// Monday: verified by the end of Thursday, followed up by Monday the 9th, settled by
			// Friday the 20th. Claimed on Tuesday, answered on Tuesday the 10th, open still.
			"Statute/Complaint",
			handed("a").add("02 09:00:00", loket.EventKindSet, func(e *loket.Event) { e.Ticket = "a-t1" }, kind(loket.KindComplaint)).
				does("03 09:00:00", loket.EventClaim).replies("10 09:00:00"),
			[]string{"M-20"},
			[]string{"M-20 met 0 0 verify", "M-20 missed 0 0 follow_up", "M-20 missed 0 0 close"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, c.story.of(c.ids...)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// merged ends the ticket in another.
func (s *story) merged(clock, into string) *story {
	return s.add(clock, loket.EventMerge, s.ofTicket, func(e *loket.Event) { e.Revision = into })
}

// as goes on with another ticket.
func (s *story) as(ticket loket.TicketID) *story { s.ticket = ticket; return s }

func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		of, n     int
		low, high string
	}{ // by hand: (p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n), z² = 3.8415
		{0, 0, "0.0000", "1.0000"},
		{0, 10, "0.0000", "0.2775"},
		{10, 10, "0.7225", "1.0000"},
		{5, 10, "0.2366", "0.7634"},
		{81, 263, "0.2553", "0.3662"},
	} {
		got := report.Wilson(c.of, c.n)
		if low, high := fmt.Sprintf("%.4f", got.Low), fmt.Sprintf("%.4f", got.High); low != c.low || high != c.high {
			t.Errorf("Wilson(%d, %d) = %s to %s, want %s to %s", c.of, c.n, low, high, c.low, c.high)
		}
	}
}

func TestIKM(t *testing.T) {
	t.Parallel()
	same := func(score int) (s report.Survey) {
		for i := range s {
			s[i] = score
		}
		return s
	}
	mixed := same(3)
	mixed[0], mixed[8] = 4, 1
	for _, c := range []struct {
		name    string
		surveys []report.Survey
		value   string
		grade   string
	}{
		{"AllFour", []report.Survey{same(4)}, "100.00", "A"},
		{"AllThree", []report.Survey{same(3)}, "75.00", "C"},
		{"AllOne", []report.Survey{same(1)}, "25.00", "D"},
		{"HalfThreeHalfFour", []report.Survey{same(3), same(4)}, "87.50", "B"},
		{"ElementsDiffer", []report.Survey{mixed}, "72.22", "C"}, // (4 + 7·3 + 1)/9 · 25
		{"ExactlyC", []report.Survey{same(3), same(3), same(2), same(2), same(3)}, "65.00", "C"},
		{"Nobody", nil, "0.00", ""},
	} {
		got, err := ikmOf(c.surveys...)
		if err != nil || fmt.Sprintf("%.2f", got.Value) != c.value || got.Grade != c.grade || got.N != len(c.surveys) {
			t.Errorf("%s: IKM = %+v, %v, want %s %s", c.name, got, err, c.value, c.grade)
		}
	}
	if _, err := ikmOf(same(0)); err == nil {
		t.Error("a score of 0 was counted")
	}
}

// ikmOf is the index of surveys.
func ikmOf(surveys ...report.Survey) (report.Index, error) {
	var t report.SurveySum
	for _, s := range surveys {
		if err := t.Add(s); err != nil {
			return report.Index{}, err
		}
	}
	return t.Index(), nil
}
