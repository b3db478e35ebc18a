package loket

import "time"

// PromiseState is what became of the time a citizen was told.
type PromiseState string

// none → given → kept | renewed | broken | withdrawn. A renewed promise may be
// renewed again; a broken one stays broken, whatever is promised after it.
const (
	PromiseNone      PromiseState = ""
	PromiseGiven     PromiseState = "given"
	PromiseRenewed   PromiseState = "renewed" // a later time was told before it passed
	PromiseKept      PromiseState = "kept"
	PromiseBroken    PromiseState = "broken"
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

// Keep takes a human's first words at now. It reports false when they keep
// nothing: they came late, or nothing stood.
func (p *Promise) Keep(now time.Time) bool {
	if !p.Stands() || p.Passed(now) {
		return false
	}
	p.State = PromiseKept
	return true
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
	Before  int // waiting tickets that go before it
	Present int // staff at work, as far as known; may be 0
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
