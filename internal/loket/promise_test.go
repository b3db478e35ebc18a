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
	answer := func(now time.Time, made loket.PromiseState) func(*loket.Promise) bool {
		return func(p *loket.Promise) bool {
			before := *p
			if got := p.Answer(now); got != made {
				t.Errorf("the words made it %q, want %q", got, made)
			}
			return *p != before
		}
	}
	kept, broken, nothing := loket.PromiseKept, loket.PromiseBroken, loket.PromiseNone
	renew := func(now, to time.Time) func(*loket.Promise) bool {
		return func(p *loket.Promise) bool { return p.Renew(now, to) }
	}
	cases := []struct {
		name   string
		before loket.Promise
		do     func(*loket.Promise) bool
		after  loket.Promise // the one before: refused
	}{
		{"Given/Kept/AtTheLastMoment", given, answer(at, kept), is(given, loket.PromiseKept)},
		{"Given/AnsweredTooLate", given, answer(at.Add(1), broken), is(given, loket.PromiseLate)},
		{"Given/Renewed", given, renew(at.Add(-time.Minute), later), renewed},
		{"Given/RenewedToNoLaterTime", given, renew(at.Add(-time.Minute), at), given},
		{"Given/RenewedIntoThePast", given, renew(later, later), given},
		{"Given/Broken", given, (*loket.Promise).Break, is(given, loket.PromiseBroken)},
		{"Given/Withdrawn", given, (*loket.Promise).Withdraw, is(given, loket.PromiseWithdrawn)},
		{"Renewed/Kept", renewed, answer(later, kept), is(renewed, loket.PromiseKept)},
		{"Renewed/Again", renewed, renew(at, later.Add(time.Hour)), loket.Promise{State: loket.PromiseRenewed, At: later.Add(time.Hour), First: at, Renewals: 2}},
		{"Renewed/Broken", renewed, (*loket.Promise).Break, is(renewed, loket.PromiseBroken)},
		{"Renewed/Withdrawn", renewed, (*loket.Promise).Withdraw, is(renewed, loket.PromiseWithdrawn)},
		{"Broken/ANewTimeDoesNotMendIt", is(given, loket.PromiseBroken), renew(at, later), is(renewed, loket.PromiseBroken)},
		{"Broken/IsLateAfterwards", is(renewed, loket.PromiseBroken), answer(at, nothing), is(renewed, loket.PromiseLate)},
		{"Broken/Once", is(given, loket.PromiseBroken), (*loket.Promise).Break, is(given, loket.PromiseBroken)},
		{"Broken/StaysSoWhenWithdrawn", is(given, loket.PromiseBroken), (*loket.Promise).Withdraw, is(given, loket.PromiseBroken)},
		{"Late/IsTheEnd", is(given, loket.PromiseLate), renew(at, later), is(given, loket.PromiseLate)},
		{"Late/IsNotBrokenAgain", is(given, loket.PromiseLate), (*loket.Promise).Break, is(given, loket.PromiseLate)},
		{"Late/OtherWordsChangeNothing", is(given, loket.PromiseLate), answer(at, nothing), is(given, loket.PromiseLate)},
		{"Kept/OtherWordsChangeNothing", is(given, loket.PromiseKept), answer(later, nothing), is(given, loket.PromiseKept)},
		{"Kept/IsTheEnd", is(given, loket.PromiseKept), renew(at, later), is(given, loket.PromiseKept)},
		{"Kept/IsNotBrokenAfterwards", is(given, loket.PromiseKept), (*loket.Promise).Break, is(given, loket.PromiseKept)},
		{"Withdrawn/IsTheEnd", is(given, loket.PromiseWithdrawn), renew(at, later), is(given, loket.PromiseWithdrawn)},
		{"None/NothingToKeep", loket.Promise{}, answer(at, nothing), loket.Promise{}},
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

// TestPromiseTakeOver: a merged ticket's promise is not lost, and the earlier time
// holds.
func TestPromiseTakeOver(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	early, late := loket.GivenPromise(at), loket.GivenPromise(at.Add(time.Hour))
	kept, withdrawn := late, early
	kept.State, withdrawn.State = loket.PromiseKept, loket.PromiseWithdrawn
	moved := late
	moved.At = early.At
	cases := []struct {
		name             string
		into, from       loket.Promise
		intoNow, fromNow loket.Promise
		anew             bool
	}{
		{"TheEarlierTimeHolds", late, early, moved, withdrawn, false},
		{"ALaterOneChangesNothing", early, late, early, loket.Promise{State: loket.PromiseWithdrawn, At: late.At, First: late.First}, false},
		{"AnAnsweredTicketOwesItAgain", kept, early, early, withdrawn, true},
		{"OneWithoutAPromiseOwesIt", loket.Promise{}, early, early, withdrawn, true},
		{"NothingStood", late, kept, late, kept, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			into, from := c.into, c.from
			if anew := into.TakeOver(&from); anew != c.anew || into != c.intoNow || from != c.fromNow {
				t.Errorf("anew %v, into %+v, from %+v; want %v, %+v, %+v", anew, into, from, c.anew, c.intoNow, c.fromNow)
			}
		})
	}
}
