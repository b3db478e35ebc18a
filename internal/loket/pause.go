package loket

import "time"

// PauseKind is until when a ticket is put aside.
type PauseKind string

// The kinds of pauses. A citizen's message ends each of them.
const (
	PauseCitizen  PauseKind = "citizen"  // the citizen owes something; a limit in office time
	PauseReply    PauseKind = "reply"    // until the citizen writes, MostPause at most
	PauseHour     PauseKind = "hour"     // for an hour
	PauseTomorrow PauseKind = "tomorrow" // until the counter opens on a later day
	PauseDate     PauseKind = "date"     // until the counter opens on or after a date
)

// MostPause bounds a pause: no ticket is put aside for good.
const MostPause = 30 * 24 * time.Hour

// Pause is what a member of staff asks for.
type Pause struct {
	Kind PauseKind
	Date time.Time // any moment of the day, of PauseDate
}

// What a pause is refused for.
var (
	ErrNothingAsked = Errorf(CodeConflict, "Warga belum mendapat balasan di tiket ini. Tanyakan dulu apa yang Anda perlukan, "+
		"lalu tandai menunggu warga.")
	ErrNotPaused = Errorf(CodeConflict, "Tiket ini tidak sedang ditunda. Muat ulang halaman.")
)

// Await puts the ticket aside until the citizen writes, or until the given time.
// The citizen must have had a human's words: without a reply it is the office
// that owes something. Its clock stands still: see Wake.
func (t *Ticket) Await(by StaffID, epoch int64, until time.Time) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	if t.FirstReplyAt.IsZero() || t.Promise.Owed() {
		return ErrNothingAsked
	}
	t.pause(TicketWaitingCitizen, until)
	return nil
}

// Snooze puts the ticket aside until the citizen writes, or until the given time.
// That is the office's own wish: the deadline stays where it is.
func (t *Ticket) Snooze(by StaffID, epoch int64, until time.Time) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	t.pause(TicketSnoozed, until)
	return nil
}

// pause keeps the holder's name, so that they find the ticket again; they hold
// it no more.
func (t *Ticket) pause(state TicketState, until time.Time) {
	t.State, t.LeaseUntil, t.ReturnAt = state, time.Time{}, until
}

// Paused tells whether the ticket is put aside: it is nobody's turn.
func (t Ticket) Paused() bool { return t.State == TicketWaitingCitizen || t.State == TicketSnoozed }

// Wake puts a paused ticket back into the queue. One that waited for the citizen
// gets the deadline due, which is counted from now: what was owed before was
// given with the reply, and a new wait begins with the citizen's message (M-05).
// A snoozed one keeps its deadline and with it its place.
func (t *Ticket) Wake(now, due time.Time) error {
	switch t.State {
	case TicketWaitingCitizen:
		t.DueAt, t.Ladder = due, BeginLadder(now)
	case TicketSnoozed:
	case TicketWaiting, TicketClaimed, TicketReview, TicketClosed:
		return ErrNotPaused
	default:
		return ErrNotPaused
	}
	t.wait()
	return nil
}

// Overdue tells whether a pause has reached its end by now.
func (t Ticket) Overdue(now time.Time) bool { return t.Paused() && !now.Before(t.ReturnAt) }

// Wakes tells whether a message of this outcome is one a human should read. A
// greeting, a thanks or a question for the status is served by the clerk and
// opens no new wait (M-05).
func (o Outcome) Wakes() bool {
	switch o {
	case OutcomeQuoted, OutcomeAsked, OutcomeHandedOff, OutcomeJoined, OutcomeGuarded, OutcomeFailed:
		return true
	case OutcomeNoticed, OutcomeReplaced, OutcomeUnchanged, OutcomeErased, OutcomeBlocked, OutcomeWithdrawn:
	}
	return false
}
