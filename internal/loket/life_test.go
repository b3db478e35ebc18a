package loket_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"loket/internal/loket"
)

// A ticket's life: every state × every step, and where it leads. What is not
// named is refused and changes nothing.
func TestTicketTransitions(t *testing.T) {
	t.Parallel()
	const (
		waiting, claimed, lapsed = loket.TicketWaiting, loket.TicketClaimed, "lapsed"
		await, snoozed           = loket.TicketWaitingCitizen, loket.TicketSnoozed
		review, closed           = loket.TicketReview, loket.TicketClosed
	)
	want := map[loket.TicketState]map[string]loket.TicketState{
		waiting: {"claim": claimed, "claim by another": claimed, "prioritise": waiting},
		claimed: {
			"claim": claimed, "release": waiting, "renew": claimed, "await": await, "snooze": snoozed, "transfer": waiting,
			"merge": closed, "write": claimed, "classify": claimed, "extend": claimed, "prioritise": claimed,
		},
		lapsed: { // the holder goes on under the same epoch, or a colleague takes it
			"claim": claimed, "claim by another": claimed, "release": waiting, "renew": claimed, "await": await, "snooze": snoozed,
			"transfer": waiting, "merge": closed, "write": claimed, "classify": claimed, "extend": claimed, "prioritise": claimed,
		},
		await:   {"claim": claimed, "claim by another": claimed, "wake": waiting, "prioritise": await},
		snoozed: {"claim": claimed, "claim by another": claimed, "wake": waiting, "prioritise": snoozed},
		review:  {"readmit": waiting, "prioritise": review},
		closed:  {"reopen": waiting},
	}
	for state, allowed := range want {
		for name, step := range steps() {
			t.Run(fmt.Sprintf("%s/%s", state, name), func(t *testing.T) {
				t.Parallel()
				k := ticketIn(state, state == lapsed)
				before := k
				err := step(&k)
				to, ok := allowed[name]
				switch {
				case !ok && (err == nil || k != before):
					t.Errorf("it became %s (%v), want a refusal and no change", k.State, err)
				case ok && (err != nil || k.State != to):
					t.Errorf("it became %s (%v), want %s", k.State, err, to)
				case !ok && !isForPeople(err):
					t.Errorf("refused with %v, want words for the person", err)
				}
				if k.State == claimed && k.Staff == "" || k.State == waiting && k.Staff != "" || k.LeaseEpoch < before.LeaseEpoch {
					t.Errorf("it became %+v, want a holder only where it is held", k)
				}
			})
		}
	}
}

func isForPeople(err error) bool {
	_, ok := errors.AsType[*loket.Error](err)
	return ok
}

var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

// ticketIn is a request for information in a state, last claimed by a under
// epoch 1.
func ticketIn(state loket.TicketState, lapsed bool) loket.Ticket {
	k := loket.Ticket{
		ID: "t", Agency: "kupang", Unit: loket.DefaultUnit, Conversation: "c", Kind: loket.KindRequest, State: state,
		LeaseEpoch: 1, OpenedAt: noon.Add(-time.Hour), DueAt: noon, FirstReplyAt: noon,
	}
	switch {
	case lapsed:
		k.State, k.Staff, k.LeaseUntil = loket.TicketClaimed, "a", noon
	case state == loket.TicketClaimed:
		k.Staff, k.LeaseUntil = "a", noon.Add(time.Minute)
	case k.Paused():
		k.Staff, k.ReturnAt = "a", noon.Add(time.Hour)
	case state == loket.TicketClosed:
		k.ClosedAt, k.ClosedBy = noon, string(loket.ByStaff)
	}
	return k
}

// steps are all there are, taken by a under epoch 1 unless they say otherwise.
func steps() map[string]func(*loket.Ticket) error {
	soon := noon.Add(time.Hour)
	return map[string]func(*loket.Ticket) error{
		"claim": func(k *loket.Ticket) error {
			if k.MayWrite("a", 1) == nil {
				return k.Renew("a", 1, soon)
			}
			return k.Claim("a", noon, soon)
		},
		"claim by another": func(k *loket.Ticket) error { return k.Claim("b", noon, soon) },
		"release":          func(k *loket.Ticket) error { return k.Release("a", 1) },
		"renew":            func(k *loket.Ticket) error { return k.Renew("a", 1, soon) },
		"await":            func(k *loket.Ticket) error { return k.Await("a", 1, soon) },
		"snooze":           func(k *loket.Ticket) error { return k.Snooze("a", 1, soon) },
		"wake":             func(k *loket.Ticket) error { return k.Wake(noon, soon) },
		"write":            func(k *loket.Ticket) error { return k.MayWrite("a", 1) },
		"classify":         func(k *loket.Ticket) error { return k.Classify("a", 1, loket.KindComplaint, loket.Legal{}) },
		"extend":           func(k *loket.Ticket) error { return k.Extend("a", 1, soon) },
		"prioritise":       func(k *loket.Ticket) error { return k.Prioritise(1, loket.PriorityHigh, noon) },
		"readmit":          func(k *loket.Ticket) error { return k.Readmit() },
		"reopen":           func(k *loket.Ticket) error { return k.Reopen(soon, "e") },
		"transfer": func(k *loket.Ticket) error {
			return k.Transfer("a", 1, loket.Destination{Agency: "kupang", Unit: "aduan"})
		},
		"merge": func(k *loket.Ticket) error {
			into := loket.Ticket{ID: "u", Agency: "kupang", Conversation: "c", State: loket.TicketWaiting}
			return k.Merge("a", 1, &into, noon)
		},
		// Whoever does not hold it under the epoch has no step but to claim.
		"release by another":       func(k *loket.Ticket) error { return k.Release("b", 1) },
		"release under epoch 2":    func(k *loket.Ticket) error { return k.Release("a", 2) },
		"renew under epoch 2":      func(k *loket.Ticket) error { return k.Renew("a", 2, soon) },
		"await by another":         func(k *loket.Ticket) error { return k.Await("b", 1, soon) },
		"snooze under epoch 2":     func(k *loket.Ticket) error { return k.Snooze("a", 2, soon) },
		"classify by another":      func(k *loket.Ticket) error { return k.Classify("b", 1, loket.KindFraud, loket.Legal{}) },
		"extend by another":        func(k *loket.Ticket) error { return k.Extend("b", 1, soon) },
		"prioritise under epoch 2": func(k *loket.Ticket) error { return k.Prioritise(2, loket.PriorityHigh, noon) },
		"reopen too late":          func(k *loket.Ticket) error { return k.Reopen(noon.Add(loket.ReopenWithin+1), "e") },
		"transfer by another": func(k *loket.Ticket) error {
			return k.Transfer("b", 1, loket.Destination{Agency: "kupang", Unit: "aduan"})
		},
		"merge by another": func(k *loket.Ticket) error {
			into := loket.Ticket{ID: "u", Agency: "kupang", Conversation: "c", State: loket.TicketWaiting}
			return k.Merge("b", 1, &into, noon)
		},
	}
}
