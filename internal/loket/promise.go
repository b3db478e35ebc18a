package loket

import "time"

// PromiseState is what became of the time a citizen was told.
type PromiseState string

// none → given → kept | renewed | broken | withdrawn; broken → late. A renewed
// promise may be renewed again; a broken one is never kept, whatever is promised
// after it. A ticket that is opened again is promised anew.
const (
	PromiseNone      PromiseState = ""
	PromiseGiven     PromiseState = "given"
	PromiseRenewed   PromiseState = "renewed" // a later time was told before it passed
	PromiseKept      PromiseState = "kept"
	PromiseBroken    PromiseState = "broken"
	PromiseLate      PromiseState = "late"      // broken, and a human has written since
	PromiseWithdrawn PromiseState = "withdrawn" // the citizen needs no answer any more
)

// Promise is the latest time by which a citizen was told to hear from a human.
// Only a human's words keep it: closing a ticket does not.
type Promise struct {
	State    PromiseState
	At       time.Time // as last told; zero: none was given
	First    time.Time // as first told
	Renewals int       // times told since, in time or not
}

// GivenPromise is a promise as it is first told.
func GivenPromise(at time.Time) Promise {
	return Promise{State: PromiseGiven, At: at, First: at}
}

// Stands tells whether nothing has been decided about the promise yet.
func (p Promise) Stands() bool { return p.State == PromiseGiven || p.State == PromiseRenewed }

// Owed tells whether the citizen still waits for the time they were told last,
// which of a broken promise is the one told after it.
func (p Promise) Owed() bool { return p.Stands() || p.State == PromiseBroken }

// Passed tells whether the promised time is over at now.
func (p Promise) Passed(now time.Time) bool { return now.After(p.At) }

// Answer takes a human's words at now, and returns what they made of a promise
// that stood: PromiseKept, or PromiseBroken when they came too late; PromiseNone:
// nothing stood.
func (p *Promise) Answer(now time.Time) PromiseState {
	switch {
	case !p.Stands():
		if p.State == PromiseBroken {
			p.State = PromiseLate
		}
		return PromiseNone
	case p.Passed(now):
		p.State = PromiseLate
		return PromiseBroken
	}
	p.State = PromiseKept
	return PromiseKept
}

// TakeOver moves a promise that stands to the ticket that is answered in the
// other's place: the earlier time holds. It reports whether p had none of its own.
func (p *Promise) TakeOver(from *Promise) (anew bool) {
	if !from.Stands() {
		return false
	}
	switch {
	case !p.Owed():
		*p, anew = *from, true
	case from.At.Before(p.At):
		p.At = from.At
	}
	from.State = PromiseWithdrawn
	return anew
}

// Break ends a promise unkept; false: nothing stood.
func (p *Promise) Break() bool {
	if !p.Stands() {
		return false
	}
	p.State = PromiseBroken
	return true
}

// Withdraw ends a promise that the citizen needs no more; false: nothing stood.
func (p *Promise) Withdraw() bool {
	if !p.Stands() {
		return false
	}
	p.State = PromiseWithdrawn
	return true
}

// Renew tells a later time at now. A time that is not later changes nothing and
// reports false. Renewing too late does not mend what was broken.
func (p *Promise) Renew(now, at time.Time) bool {
	if !p.Owed() || !at.After(p.At) || !at.After(now) {
		return false
	}
	p.At = at
	p.Renewals++
	if p.State == PromiseGiven {
		p.State = PromiseRenewed
	}
	return true
}

// Load is how busy the staff of a queue are, as one ticket in it sees it.
type Load struct {
	Before int          // waiting tickets that go before it
	Staff  []Attendance // of its agency
}

// Handling is the work on one ticket, from the claim that led to its closing.
type Handling struct {
	From, To time.Time
}

// Outlook is what a citizen can be told of a ticket.
type Outlook struct {
	Place  int       // in the queue, from 1
	Latest time.Time // by when a human will have written; zero: nobody can say, the office never opens
}
