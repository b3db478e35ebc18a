package history

import (
	"cmp"
	"slices"
)

// holders holds each ticket to being a register with one writer at a time,
// ordered by the epoch of its lease: an epoch has one holder, epochs grow with
// real time, a change of holder needs the lease to have run out, and no writing
// of a holder is accepted that has been replaced. A closed ticket is taken again
// only when it was opened again, of which reopened has how often.
func holders(ops []Operation, reopened map[string]int) (all []Violation) {
	tickets := map[string][]Operation{}
	var lapses []Operation
	for _, o := range ops {
		switch o.Action {
		case Claim, Reply, Close:
			if o.Phase == OK {
				tickets[o.Key] = append(tickets[o.Key], o)
			}
		case Lapse:
			lapses = append(lapses, o)
		case Ask:
		}
	}
	for ticket, accepted := range tickets {
		for i, a := range accepted {
			for _, b := range accepted[i+1:] {
				all = append(all, conflict(ticket, a, b, reopened[ticket] > 0)...)
			}
		}
		if taken := handovers(ticket, accepted, lapses); len(taken) > reopened[ticket] {
			all = append(all, taken...)
		}
	}
	return all
}

// reopened counts how often each ticket was opened again after its close.
func (t Trial) reopened() map[string]int {
	times := map[string]int{}
	for _, e := range t.Events {
		if e.Kind == "reopen" {
			times[e.Ticket]++
		}
	}
	return times
}

// conflict compares two accepted operations on one ticket, of which a began
// first.
func conflict(ticket string, a, b Operation, reopened bool) (all []Violation) {
	if a.Epoch == b.Epoch && a.Client != b.Client {
		all = append(all, violation(Holder, "ticket %s: %s and %s both hold it under epoch %d", ticket, a.Client, b.Client, a.Epoch))
	}
	if a.before(b) && a.Epoch > b.Epoch {
		all = append(all, violation(Holder, "ticket %s: %s of %s under epoch %d was accepted after %s of %s under epoch %d",
			ticket, b.Action, b.Client, b.Epoch, a.Action, a.Client, a.Epoch))
	}
	if a.Action == Close && a.before(b) && (!reopened || b.Epoch <= a.Epoch) {
		all = append(all, violation(Holder, "ticket %s: %s of %s was accepted after it was closed", ticket, b.Action, b.Client))
	}
	return all
}

// handovers wants a lapse between two holders: one that did not end before the
// earlier holder's last accepted operation began, each of which renews the lease,
// and did not begin after the later one's claim had ended.
func handovers(ticket string, accepted, lapses []Operation) (all []Violation) {
	slices.SortStableFunc(accepted, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Epoch, b.Epoch), cmp.Compare(a.Began, b.Began))
	})
	for i := 1; i < len(accepted); i++ {
		a, b := accepted[i-1], accepted[i]
		if a.Epoch == b.Epoch || b.Action != Claim {
			continue
		}
		lapsed := slices.ContainsFunc(lapses, func(l Operation) bool { return !l.before(a) && !b.before(l) })
		if !lapsed {
			all = append(all, violation(Holder, "ticket %s: %s took it under epoch %d while %s held it", ticket, b.Client, b.Epoch, a.Client))
		}
	}
	return all
}

// replies holds each human reply to its end: an accepted one is owed once, a
// refused one never, one of unknown fate at most once.
func (t Trial) replies(ops []Operation) (all []Violation) {
	owed := map[string]int{}
	for _, s := range t.Sends {
		if s.Human {
			owed[s.Mark]++
		}
	}
	known := map[string]bool{}
	for _, o := range ops {
		if o.Action != Reply {
			continue
		}
		known[o.Mark] = true
		n := owed[o.Mark]
		switch {
		case n > 1:
			all = append(all, violation(Holder, "reply %s stands %d times in the ledger", o.Mark, n))
		case n == 1 && !o.maybe():
			all = append(all, violation(Holder, "reply %s of %s under epoch %d was refused and stands in the ledger", o.Mark, o.Client, o.Epoch))
		case n == 0 && o.Phase == OK:
			all = append(all, violation(Lost, "reply %s of %s was accepted and is not in the ledger", o.Mark, o.Client))
		}
	}
	for mark := range owed {
		if !known[mark] {
			all = append(all, violation(Holder, "reply %s stands in the ledger and nobody wrote it", mark))
		}
	}
	return all
}
