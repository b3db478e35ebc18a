package storetest

import "testing"

// Run checks the whole contract. Every case gets a ledger of its own.
func Run(t *testing.T, at Places) {
	t.Helper()
	for _, suite := range contract() {
		for _, c := range suite.cases {
			t.Run(suite.name+"/"+c.name, func(t *testing.T) {
				t.Parallel()
				o := openOffice(t, at.Ready(t))
				o.fresh = func() string { return at.Empty(t) }
				c.check(o)
			})
		}
	}
}

// contract is all that is promised.
func contract() []contractSuite {
	return []contractSuite{
		{"Ingest", ingestCases()},
		{"Edit", editCases()},
		{"Settle", settleCases()},
		{"Outbox", outboxCases()},
		{"Lease", leaseCases()},
		{"Hearing", hearingCases()},
		{"Backlog", backlogCases()},
		{"Ticket", ticketCases()},
		{"Turn", turnCases()},
		{"Units", unitCases()},
		{"Inbox", inboxCases()},
		{"Promise", promiseCases()},
		{"Presence", presenceCases()},
		{"ClockOut", clockOutCases()},
		{"Ladder", ladderCases()},
		{"Note", noteCases()},
		{"Resend", resendCases()},
		{"File", fileCases()},
		{"Ready", readyCases()},
		{"Mention", mentionCases()},
		{"Pause", pauseCases()},
		{"Reopen", reopenCases()},
		{"Rating", ratingCases()},
		{"Survey", surveyCases()},
		{"PIN", pinCases()},
		{"Check", checkCases()},
		{"Move", moveCases()},
		{"Block", blockCases()},
		{"Transcript", transcriptCases()},
		{"Event", eventCases()},
		{"Topic", topicCases()},
		{"Link", linkCases()},
		{"Said", saidCases()},
		{"Insult", insultCases()},
		{"Switch", switchCases()},
		{"Policy", policyCases()},
		{"Staff", staffCases()},
		{"Setup", setupCases()},
		{"SecondFactor", factorCases()},
		{"Program", programCases()},
		{"Figures", figuresCases()},
		{"Rollups", rollupCases()},
		{"Packed", packedCases()},
		{"Sums", sumCases()},
		{"Frozen", frozenCases()},
		{"Rows", rowCases()},
		{"RowEdges", rowEdgeCases()},
		{"Judge", judgeCases()},
		{"Digests", digestCases()},
		{"Gaps", gapCases()},
		{"Asked", askedCases()},
		{"Erratum", erratumCases()},
		{"Public", publicCases()},
		{"Dashboard", dashboardCases()},
		{"Catalogue", catalogueCases()},
		{"Draft", draftCases()},
		{"Pick", pickCases()},
		{"Erase", eraseCases()},
		{"Consent", consentCases()},
		{"Breach", breachCases()},
		{"Rekey", rekeyCases()},
		{"Swap", swapCases()},
		{"Backup", backupCases()},
		{"Audit", auditCases()},
		{"History", historyCases()},
		{"Assist", assistCases()},
		{"Edges", edgeCases()},
	}
}

type contractSuite struct {
	name  string
	cases []contractCase
}

type contractCase struct {
	name  string
	check func(*office)
}
