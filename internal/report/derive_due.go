package report

import (
	"time"

	"loket/internal/loket"
)

// promiseRows make M-11: what became of the first time told in each round of a
// ticket. A promise that a merged ticket hands on is the same promise.
func (t *thread) promiseRows() {
	for i, e := range t.events {
		if e.Kind == loket.EventPromise && e.Conversation == t.id && e.Ticket != "" && !t.takenOver(e) {
			t.promiseRow(i)
		}
	}
}

// takenOver tells whether a promise came with a ticket that was merged.
func (t *thread) takenOver(promise loket.Event) bool {
	for _, e := range t.events {
		if e.Kind == loket.EventMerge && e.Revision == string(promise.Ticket) && e.Message != promise.Message && e.At.Equal(promise.At) {
			return true
		}
	}
	return false
}

// promiseRow reads on from a promise: whoever writes in time keeps it, who tells a
// later time before it is over renews it; closing the ticket is neither.
func (t *thread) promiseRow(from int) {
	promise := t.events[from]
	w := t.row(PromiseKept, promise)
	due, ticket := promise.Until, promise.Ticket
	w.end(Broken, due)
	for _, e := range t.events[from+1:] {
		if e.At.After(due) {
			break
		}
		if e.Ticket != ticket {
			continue
		}
		ends := true
		switch {
		case e.Kind == loket.EventMerge && e.Revision != "":
			ticket, ends = loket.TicketID(e.Revision), false
		case e.Kind == loket.EventReply:
			w.end(Kept, e.At)
			w.Staff = loket.StaffID(e.ActorID)
		case e.Kind == loket.EventPromiseRenewed:
			w.end(Renewed, e.At)
		case e.Kind == loket.EventAbandon, e.Kind == loket.EventMerge, e.Kind == loket.EventClose && e.ActorKind == loket.ByCitizen:
			w.end(Withdrawn, e.At)
		case e.Kind == loket.EventClose:
			w.end(Broken, e.At)
		default:
			ends = false
		}
		if ends {
			break
		}
	}
	t.add(w)
}

// The clocks of a statute, in Wait.Detail.
const (
	clockVerify   = "verify"
	clockFollowUp = "follow_up"
	clockClose    = "close"
)

// statuteRows make M-20: each clock of the law that runs for a ticket's kind, from
// the day it came in. No pause stops them, and opening a ticket again does not
// start them anew.
func (t *thread) statuteRows() {
	begun := map[loket.TicketID]bool{}
	for i, e := range t.events {
		if e.Kind != loket.EventHandoff || e.Conversation != t.id || begun[e.Ticket] {
			continue
		}
		begun[e.Ticket] = true
		law, r := t.kinds[e.Ticket].Statute(), t.round(i)
		t.statuteRow(e, clockVerify, t.lawful(e, law.Verify), r, t.firstOf(r, loket.EventClaim, loket.EventReply, loket.EventTransfer))
		t.statuteRow(e, clockFollowUp, t.lawful(e, law.FollowUp), r, r.reply)
		due := t.lawful(e, law.Close)
		for _, moved := range t.events {
			if moved.Kind == loket.EventDeadline && moved.Ticket == e.Ticket && !moved.Until.IsZero() && law.Close > 0 {
				due = moved.Until
			}
		}
		t.statuteRow(e, clockClose, due, r, r.ended)
	}
}

// lawful is the end of the n-th working day; zero: no such clock.
func (t *thread) lawful(opened loket.Event, days int) time.Time {
	if days == 0 {
		return time.Time{}
	}
	if due := t.hours.AddWorkingDays(opened.At, days); !due.IsZero() {
		return due
	}
	return opened.At.AddDate(0, 0, days) // an office that never opens still owes it
}

func (t *thread) firstOf(r round, kinds ...loket.EventKind) time.Time {
	for _, e := range r.events {
		for _, kind := range kinds {
			if e.Kind == kind {
				return e.At
			}
		}
	}
	return time.Time{}
}

func (t *thread) statuteRow(opened loket.Event, clock string, due time.Time, r round, done time.Time) {
	if due.IsZero() {
		return
	}
	w := t.row(StatuteMet, opened)
	w.ID, w.Detail, w.Start = w.ID+":"+clock, clock, due
	w.end(Missed, due)
	switch {
	case r.withdrawn() && !r.ended.After(due) && (done.IsZero() || done.Equal(r.ended)):
		w.Ended = Withdrawn
	case !done.IsZero() && !done.After(due):
		w.Ended = Met
	}
	t.add(w)
}
