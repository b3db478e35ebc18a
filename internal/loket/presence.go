package loket

import (
	"time"
)

// Presence tells whether a member of staff is at work.
type Presence string

// What members of staff say of themselves, and what is gathered of who says
// nothing.
const (
	PresenceUnsaid Presence = ""        // nothing was said
	PresenceWork   Presence = "at_work" // "Mulai bekerja"
	PresenceAway   Presence = "away"    // "Istirahat"
	PresenceHome   Presence = "home"    // "Pulang", or the shift is over
)

// Attendance is all the ledger knows of a member's presence.
type Attendance struct {
	Staff    StaffID
	Name     string // as colleagues read it; empty: the account is not known here
	Disabled bool   // the account was ended

	Said     Presence
	SaidAt   time.Time
	SaidBy   StaffID // themselves or a supervisor; empty: the clock, at the end of the shift
	Returned int     // tickets that went back to the queue with PresenceHome

	ActiveAt time.Time // when a page of theirs was last asked for, or told that it is open
	WorkedAt time.Time // when they last claimed or replied, or began to work; zero: never
	Unit     UnitID    // of the ticket they last claimed or replied to; empty: none
	Holds    []Hold
	Shift    []Shift  // when they serve within office hours; empty: whenever the office is open
	Units    []UnitID // whose tickets they take, sorted; empty: every unit's
}

// Hold is a ticket that a member of staff has claimed.
type Hold struct {
	Ticket TicketID
	Unit   UnitID
	Until  time.Time // of the lease
}

// Shift is hours of a weekday, on the agency's clock.
type Shift struct {
	Day      time.Weekday
	From, To int // minutes after midnight, 0 to 1440, From before To
}

// ClockOut ends a member's work for the day.
type ClockOut struct {
	Agency AgencyID
	Staff  StaffID
	By     StaffID // themselves or a supervisor; empty: the clock

	// Silent is the attendance the clock judged by: whoever gave a sign of life
	// since stays.
	Silent Attendance
}

// Colleague is a member of staff as others read of their presence.
type Colleague struct {
	Attendance
	Presence Presence // never PresenceUnsaid
}

// Doing is what somebody does on a ticket's page.
type Doing string

// What a page that is open tells.
const (
	DoingView  Doing = "viewing"
	DoingIdle  Doing = "idle" // the page is open, and nobody touches it
	DoingWrite Doing = "writing"
)

// Viewer is who has a ticket's page open.
type Viewer struct {
	Staff  StaffID
	Name   string
	Doing  Doing
	SeenAt time.Time
}

// Sight is what a page that is open tells of its reader.
type Sight struct {
	Ticket TicketID // empty: the page of no ticket
	Epoch  int64    // the lease the page was made under; 0: none
	Doing  Doing
}

// Watch is what a page that is open is told.
type Watch struct {
	Others []Viewer  // who else has the ticket open
	Until  time.Time // how long the reader holds it, renewed just now; zero: it was not renewed
	Lost   bool      // the lease the page was made under is somebody else's, or over
}

// ErrCapacity refuses a claim by who holds as many tickets as one may.
func ErrCapacity(most int) *Error {
	return Sayf(CodeConflict, "Anda sudah memegang %d tiket, sebanyak yang boleh dipegang sekaligus. "+
		"Tutup, tunda, atau lepas satu tiket Anda, lalu ambil lagi.", most)
}
