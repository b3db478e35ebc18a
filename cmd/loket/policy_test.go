package main

import (
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// TestPolicyTakesWhatIsEntered: what supervisors enter counts over the configuration,
// from the ledger at the start and while it runs, and outlives a reload.
func TestPolicyTakesWhatIsEntered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.folder(cards("satu"))
	o.agency.Policy = []config.Policy{{From: "2026-01-01", Answers: []config.Answer{{Minutes: 45}}}}
	all, err := o.open()
	o.must(err)
	shelf := all[o.agency.ID]
	wants := func(all shelves, minutes int) {
		t.Helper()
		if got := all.policy(o.agency.ID).Answer(loket.Ticket{}, time.Now()); got != time.Duration(minutes)*time.Minute {
			t.Errorf("answer within %v, want %d minutes", got, minutes)
		}
	}
	wants(all, 45)
	c := loket.PolicyChange{
		ID: loket.NewID[loket.PolicyID](), Agency: o.agency.ID, From: time.Now().Add(-time.Hour), Reason: "x", By: "penyelia",
		Answers: []loket.AnswerRule{{Within: 10 * time.Minute}},
	}
	foreseen := all.policyWith(c)
	wants(all, 45)
	o.must(shelf.ledger.EnterPolicy(t.Context(), c))
	for _, want := range []bool{true, false} {
		if changed, err := shelf.followTerms(t.Context()); err != nil || changed != want {
			t.Errorf("followTerms() = %v, %v, want %v", changed, err, want)
		}
	}
	wants(all, 10)
	if got := all.policy(o.agency.ID).Version; got != foreseen.Version {
		t.Errorf("what was taken is %q, foreseen was %q", got, foreseen.Version)
	}
	o.agency.Policy[0].Answers[0].Minutes = 50
	o.must(all.reload(t.Context(), []config.Agency{o.agency}))
	wants(all, 10)
	again, err := o.open()
	o.must(err)
	wants(again, 10)
	o.must(shelf.ledger.WithdrawPolicy(t.Context(), c))
	if changed, err := shelf.followTerms(t.Context()); err != nil || !changed {
		t.Errorf("followTerms() after withdrawing = %v, %v, want a change", changed, err)
	}
	wants(all, 50)
	stray := loket.PolicyChange{ID: "x", Agency: "tidak-ada", From: c.From, Answers: c.Answers}
	if got := all.policyWith(stray).Answer(loket.Ticket{}, time.Now()); got != 10*time.Minute {
		t.Errorf("foreseen of an agency that is not served: within %v, want its own rule", got)
	}
}
