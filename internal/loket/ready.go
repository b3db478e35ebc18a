package loket

import "time"

// ReadyReply is what staff of a unit say often, with placeholders in it.
type ReadyReply struct {
	ID     ReadyID
	Agency AgencyID
	Unit   UnitID // empty: every unit
	Title  string // as staff find it
	Text   string

	ChangedBy string // the name of who wrote it last; empty: no longer known
	ChangedAt time.Time
}

// Mention is a ticket in whose notes a member of staff was named, and which they
// have not looked at since.
type Mention struct {
	Ticket TicketID
	Number string
	By     string // the name of who named them; empty: no longer known
	At     time.Time
}
