package loket

import "time"

// Line is one line of a conversation's transcript, as people read it: what the
// citizen wrote, or what was sent to them.
type Line struct {
	Seq         int64 // its place; grows by one with every line of the conversation
	FromCitizen bool
	At          time.Time

	Message     MessageID   // of a citizen's line; of ours, the one it answers; empty: none
	OriginKey   string      // of a citizen's line
	MessageKind MessageKind // of a citizen's line
	Outcome     Outcome     // of a citizen's line; empty while pending
	Hidden      []string    // labels of what redaction hid in it
	HasFile     bool        // a citizen's line brought a file that can be fetched still

	Send     SendID     // of our line
	Answer   AnswerKind // of our line
	State    SendState  // of our line; Seq is 0 until it is delivered
	Entry    string     // the entry quoted, offered first, or sent by staff as it is
	Revision string     // of the entry quoted
	Facet    string     // it was quoted for
	Owed     AnswerID   // of our line: what it is part of
	Verdict  string     // how sure the bot was, of what it answered with an entry
	Problem  string     // why it is owed again, uncertain or dead; empty: nothing
	Author   string     // the staff member's name, of a reply
	Staff    StaffID    // who wrote a reply
	Seen     bool       // the citizen's client has shown it
	Text     string
	Check    string // the code of the answer that ends with our line; empty: none
	Buttons  [][]Button
	File     *File // of our line, without its content; nil: none
}

// InboxRow is one ticket in a list.
type InboxRow struct {
	Ticket   Ticket
	Holder   string // the holder's name; empty: nobody
	Question string // the redacted words that opened it
	Channel  ChannelKind
	Messages int  // how many messages it holds
	Unread   bool // the citizen wrote since the reader of the list last opened it

	Insults    int       // of its conversation: see Conversation
	InsultedAt time.Time // zero: none came
}

// Insulting tells whether an insult or a threat came with the ticket: from a day
// before it was opened until it was closed.
func (r InboxRow) Insulting() bool {
	closed := r.Ticket.ClosedAt
	return !r.InsultedAt.IsZero() && r.Ticket.OpenedAt.Sub(r.InsultedAt) < InsultSpan &&
		(closed.IsZero() || !r.InsultedAt.After(closed))
}

// TicketView is one ticket with its conversation.
type TicketView struct {
	InboxRow
	Lines []Line
	Notes []Note // the oldest first

	Beside []Ticket // the contact's other open tickets, the oldest first
}

// TicketQuery asks for a page of tickets. Empty fields ask for all.
type TicketQuery struct {
	After  TicketID // the last one of the page before
	State  TicketState
	Open   bool // only those that are not closed
	Unit   UnitID
	Kind   TicketKind
	Holder StaffID
	Limit  int
}
