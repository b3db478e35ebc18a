package loket_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// TestPromise is the state machine: every transition, and every one that must not
// be.
func TestPromise(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	later := at.Add(time.Hour)
	given := loket.GivenPromise(at)
	renewed := loket.Promise{State: loket.PromiseRenewed, At: later, First: at, Renewals: 1}
	is := func(p loket.Promise, s loket.PromiseState) loket.Promise { p.State = s; return p }
	keep := func(now time.Time) func(*loket.Promise) bool {
		return func(p *loket.Promise) bool { return p.Keep(now) }
	}
	renew := func(now, to time.Time) func(*loket.Promise) bool {
		return func(p *loket.Promise) bool { return p.Renew(now, to) }
	}
	cases := []struct {
		name   string
		before loket.Promise
		do     func(*loket.Promise) bool
		after  loket.Promise // the one before: refused
	}{
		{"Given/Kept/AtTheLastMoment", given, keep(at), is(given, loket.PromiseKept)},
		{"Given/TooLateIsNotKept", given, keep(at.Add(1)), given},
		{"Given/Renewed", given, renew(at.Add(-time.Minute), later), renewed},
		{"Given/RenewedToNoLaterTime", given, renew(at.Add(-time.Minute), at), given},
		{"Given/RenewedIntoThePast", given, renew(later, later), given},
		{"Given/Broken", given, (*loket.Promise).Break, is(given, loket.PromiseBroken)},
		{"Given/Withdrawn", given, (*loket.Promise).Withdraw, is(given, loket.PromiseWithdrawn)},
		{"Renewed/Kept", renewed, keep(later), is(renewed, loket.PromiseKept)},
		{"Renewed/Again", renewed, renew(at, later.Add(time.Hour)), loket.Promise{State: loket.PromiseRenewed, At: later.Add(time.Hour), First: at, Renewals: 2}},
		{"Renewed/Broken", renewed, (*loket.Promise).Break, is(renewed, loket.PromiseBroken)},
		{"Renewed/Withdrawn", renewed, (*loket.Promise).Withdraw, is(renewed, loket.PromiseWithdrawn)},
		{"Broken/ANewTimeDoesNotMendIt", is(given, loket.PromiseBroken), renew(at, later), is(renewed, loket.PromiseBroken)},
		{"Broken/IsNotKeptAfterwards", is(renewed, loket.PromiseBroken), keep(at), is(renewed, loket.PromiseBroken)},
		{"Broken/Once", is(given, loket.PromiseBroken), (*loket.Promise).Break, is(given, loket.PromiseBroken)},
		{"Broken/StaysSoWhenWithdrawn", is(given, loket.PromiseBroken), (*loket.Promise).Withdraw, is(given, loket.PromiseBroken)},
		{"Kept/IsTheEnd", is(given, loket.PromiseKept), renew(at, later), is(given, loket.PromiseKept)},
		{"Kept/IsNotBrokenAfterwards", is(given, loket.PromiseKept), (*loket.Promise).Break, is(given, loket.PromiseKept)},
		{"Withdrawn/IsTheEnd", is(given, loket.PromiseWithdrawn), renew(at, later), is(given, loket.PromiseWithdrawn)},
		{"None/NothingToKeep", loket.Promise{}, keep(at), loket.Promise{}},
		{"None/NothingToRenew", loket.Promise{}, renew(at, later), loket.Promise{}},
		{"None/NothingToBreak", loket.Promise{}, (*loket.Promise).Break, loket.Promise{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := c.before
			if done := c.do(&p); done != (c.after != c.before) {
				t.Errorf("reported %v", done)
			}
			if p != c.after {
				t.Errorf("became %+v, want %+v", p, c.after)
			}
		})
	}
}
