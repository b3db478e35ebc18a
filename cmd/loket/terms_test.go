package main

import (
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// TestTermsAreReloaded: a changed policy and on-call line count from the reload on,
// with the hours; a policy that cannot be used changes neither.
func TestTermsAreReloaded(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.folder(cards("satu"))
	all, err := o.open()
	o.must(err)
	wants := func(answer time.Duration, onCall string) {
		t.Helper()
		terms := all.terms(o.agency.ID)
		if got := all.policy(o.agency.ID).Answer(loket.Ticket{}, time.Now()); got != answer || terms.onCall != onCall {
			t.Errorf("answer within %v, on call %q, want %v, %q", got, terms.onCall, answer, onCall)
		}
	}
	wants(loket.DefaultAnswer, "")
	before := all.policy(o.agency.ID).Version
	o.agency.Policy = []config.Policy{{From: "2026-01-01", Answers: []config.Answer{{Minutes: 45}}}}
	o.agency.OnCall = "Piket 0380 123456"
	o.must(all.reload(t.Context(), []config.Agency{o.agency}))
	wants(45*time.Minute, "Piket 0380 123456")
	if all.policy(o.agency.ID).Version == before {
		t.Error("the new policy has the version of the old one, so that nothing is recomputed")
	}
	o.agency.Policy = []config.Policy{{From: "kemarin"}}
	if err := all.reload(t.Context(), []config.Agency{o.agency}); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("reload() with a policy of no day = %v, want it refused", err)
	}
	wants(45*time.Minute, "Piket 0380 123456")
	if got := all.policy("tidak-ada").Answer(loket.Ticket{}, time.Now()); got != loket.DefaultAnswer {
		t.Errorf("answer of no agency within %v, want %v", got, loket.DefaultAnswer)
	}
}

// TestTermsAreNotFixed: a change of them needs no new start.
func TestTermsAreNotFixed(t *testing.T) {
	t.Parallel()
	c := config.Default()
	c.Agencies[0].Policy, c.Agencies[0].OnCall = []config.Policy{{From: "2026-01-01"}}, "Piket"
	if a := fixed(c).Agencies[0]; a.Policy != nil || a.OnCall != "" {
		t.Errorf("fixed() keeps %+v, %q", a.Policy, a.OnCall)
	}
}
