package loket

import "time"

// Level is how far up the delay of a ticket was told.
type Level int

// The levels, in the order they are reached.
const (
	LevelNone       Level = iota
	LevelOwner            // whoever holds the ticket
	LevelGroup            // the staff group
	LevelSupervisor       // RoleSupervisor
	LevelHead             // RoleHead
)

// Name names who is told, as it stands in events; empty: nobody.
func (l Level) Name() string {
	switch l {
	case LevelOwner:
		return string(RoleOfficer)
	case LevelGroup:
		return "grup"
	case LevelSupervisor:
		return string(RoleSupervisor)
	case LevelHead:
		return string(RoleHead)
	case LevelNone:
	}
	return ""
}

// Escalation is a level that was told of a ticket.
type Escalation struct {
	Ticket TicketID
	To     string // a level's Name
	At     time.Time
}

// Share is how much of the time until a deadline has passed when a level is
// reached, in percent. An emergency is told to the group at once.
func (l Level) Share(p Priority) int {
	switch {
	case l >= LevelHead:
		return 150
	case l == LevelSupervisor:
		return 100
	case p >= PriorityEmergency || l <= LevelNone:
		return 0
	case l == LevelGroup:
		return 80
	}
	return 50
}

// Ladder is how the delay of an answer is told upwards. It belongs to one wait: a
// human's words end it, and the next wait begins another. Its zero value: no
// answer is owed.
type Ladder struct {
	From   time.Time // when the wait began; zero: no answer is owed
	Level  Level     // reached last in this wait; it never falls
	NextAt time.Time // when the next level is due; zero: none is, or it is not computed yet

	// ComputedBy names the hours and the policy by which the ticket's times were
	// computed; empty: they are to be recomputed.
	ComputedBy string
}

// BeginLadder is the ladder of a wait that begins at now; its times are to be
// computed.
func BeginLadder(now time.Time) Ladder { return Ladder{From: now} }

// Climbing tells whether an answer is owed whose delay is told upwards.
func (l Ladder) Climbing() bool { return !l.From.IsZero() }

// end is the ladder once the answer was given or is needed no more.
func (l *Ladder) end() { *l = Ladder{ComputedBy: l.ComputedBy} }

// takeOver lets the ladder go on for a ticket that is merged into its own: from the
// earlier beginning, at the higher level.
func (l *Ladder) takeOver(from Ladder) {
	if !from.Climbing() {
		return
	}
	if !l.Climbing() || from.From.Before(l.From) {
		l.From = from.From
	}
	l.Level, l.ComputedBy = max(l.Level, from.Level), ""
}

// Answered ends the ladder: a human's words were written.
func (t *Ticket) Answered(now time.Time) {
	if t.FirstReplyAt.IsZero() {
		t.FirstReplyAt = now
	}
	t.Ladder.end()
}

// Escalates tells whether the delay of the ticket is told upwards now: it waits
// for staff, and is not put aside.
func (t Ticket) Escalates() bool { return t.Open() && !t.Paused() && t.Ladder.Climbing() }

// Raise takes the next step of the ladder at now, if it is due, and tells when the
// one after it will be. It reports false when none is due.
func (t *Ticket) Raise(now time.Time, next func(Ticket) time.Time) bool {
	if !t.Escalates() || t.Ladder.Level >= LevelHead || t.Ladder.NextAt.IsZero() || now.Before(t.Ladder.NextAt) {
		return false
	}
	t.Ladder.Level++
	t.Ladder.NextAt = next(*t)
	return true
}

// Hurry makes the ticket an emergency at now: it goes to the front, and its delay
// counts from now on.
func (t *Ticket) Hurry(now time.Time) {
	if t.Priority < PriorityEmergency {
		t.Ladder = Ladder{From: now, Level: t.Ladder.Level}
		if t.Ladder.Level < LevelGroup {
			t.Ladder.NextAt = now
		}
	}
	t.Priority, t.DueAt = PriorityEmergency, earlier(t.DueAt, now)
}

// Hears tells from which level on a role is told of a ticket's delay on the
// page; LevelNone: never.
func (r Role) Hears() Level {
	switch r {
	case RoleSupervisor, RoleAdmin:
		return LevelSupervisor
	case RoleHead:
		return LevelHead
	case RoleOfficer, RoleCurator, RoleAuditor:
	}
	return LevelNone
}

// MayOversee tells whether the role is told of delays.
func (s Staff) MayOversee() bool { return s.Role.Hears() != LevelNone }

// Hears tells whether the member of staff is told of a ticket that has reached a
// level.
func (s Staff) Hears(l Level) bool { return s.MayOversee() && l >= s.Role.Hears() }
