package storetest

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func policyCases() []contractCase {
	return []contractCase{
		{"IsKeptWithItsRules", policyKept},
		{"EnteredTwice/IsOne", policyTwice},
		{"Withdrawn/CountsNoMore", policyWithdrawn},
	}
}

// rules enters a policy of tomorrow.
func (o *office) rules(id loket.PolicyID) loket.PolicyChange {
	o.t.Helper()
	high := loket.PriorityHigh
	c := loket.PolicyChange{
		ID: id, Agency: o.agency.ID, From: o.clock.Now().Truncate(time.Hour).Add(24 * time.Hour), Reason: "antrean panjang", By: "penyelia",
		Answers: []loket.AnswerRule{
			{Within: 45 * time.Minute}, {Kind: loket.KindComplaint, Unit: "loket-2", Priority: &high, Within: 20 * time.Minute},
		},
	}
	o.must(o.EnterPolicy(o.ctx(), c))
	c.At = o.clock.Now()
	return c
}

func (o *office) policies(of loket.AgencyID) []loket.PolicyChange {
	o.t.Helper()
	all, err := o.Policies(o.ctx(), of)
	o.must(err)
	return all
}

func policyKept(o *office) {
	first := o.rules("zz")
	o.clock.Add(time.Minute)
	second := o.rules("aa")
	if diff := cmp.Diff([]loket.PolicyChange{first, second}, o.policies(o.agency.ID)); diff != "" {
		o.t.Errorf("Policies, in the order they were entered (-want +got):\n%s", diff)
	}
	if all := o.policies("lain"); len(all) != 0 {
		o.t.Errorf("another agency has %+v, want none", all)
	}
	var told []loket.Event
	for _, e := range o.events() {
		if e.Kind == loket.EventPolicy {
			told = append(told, e)
		}
	}
	if len(told) != 2 || told[0].Revision != "zz" || !told[0].Until.Equal(first.From) || told[0].ActorID != "penyelia" || o.audited("policy.add") != 2 {
		o.t.Errorf("events = %+v, want one of each with a row of the audit log", told)
	}
}

func policyTwice(o *office) {
	c := o.rules("p1")
	again := c
	again.Answers, again.Reason = again.Answers[:1], "dua kali"
	o.must(o.EnterPolicy(o.ctx(), again))
	if diff := cmp.Diff([]loket.PolicyChange{c}, o.policies(o.agency.ID)); diff != "" {
		o.t.Errorf("Policies (-want +got):\n%s", diff)
	}
	if o.audited("policy.add") != 1 || count(o.events(), loket.EventPolicy) != 1 {
		o.t.Error("a policy that is posted twice is told twice")
	}
}

func policyWithdrawn(o *office) {
	c := o.rules("p1")
	foreign := loket.PolicyChange{ID: c.ID, Agency: "lain", By: "x", Reason: "iseng"}
	if err := o.WithdrawPolicy(o.ctx(), foreign); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("withdrawing another agency's = %v, want %v", err, loket.ErrNotFound)
	}
	own := loket.PolicyChange{ID: c.ID, Agency: c.Agency, By: "penyelia", Reason: "keliru"}
	o.must(o.WithdrawPolicy(o.ctx(), own))
	if all := o.policies(o.agency.ID); len(all) != 0 {
		o.t.Errorf("after withdrawing: %+v, want none", all)
	}
	if err := o.WithdrawPolicy(o.ctx(), own); !errors.Is(err, loket.ErrPolicyGone) {
		o.t.Errorf("withdrawing it again = %v, want %v", err, loket.ErrPolicyGone)
	}
	o.must(o.EnterPolicy(o.ctx(), c)) // a late click brings nothing back
	if all := o.policies(o.agency.ID); len(all) != 0 {
		o.t.Errorf("entered again: %+v, want none", all)
	}
	if o.audited("policy.withdraw") != 1 || count(o.events(), loket.EventPolicyDropped) != 1 {
		o.t.Error("withdrawing is not told once")
	}
}
