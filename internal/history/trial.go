package history

import "slices"

// Trial is all that is known of one run.
type Trial struct {
	Entries  []Entry
	Accepted []Accepted // in the order they were accepted
	Messages []Message
	Sends    []Send   // in the order they were owed
	Events   []Event  // by number
	Shown    []string // sends that staff see to be uncertain
}

// Accepted is a message that a person got.
type Accepted struct {
	Chat, ID string
	Text     string
}

// Message is a citizen's message in the ledger.
type Message struct {
	ID, Origin, Chat string
	Seq              int64 // its place in the conversation
	Settled          bool
	Turn             int64  // when it was settled; the same for what was settled together
	Answer           string // what settled it; empty: it was settled by joining something
	Ticket           string // empty: none
	Joined           bool   // it is considered with an earlier or later message, or with a ticket
}

// State is where a send stands.
type State string

// The states in which a send may end; others are unfinished.
const (
	Delivered State = "delivered"
	Uncertain State = "uncertain"
	Dead      State = "dead"
)

// Send is one message owed to a person.
type Send struct {
	ID, Chat, Message, Answer string
	Human                     bool // class B; otherwise A
	Lane                      int  // order is kept among the sends of one lane
	State                     State
	Doubts                    int
	ChannelID                 string // of the delivered message
	Text                      string // empty: not known, of class A that is not delivered
	Mark                      string // of a human's reply
}

// Event is one event of the ledger, with its times in milliseconds.
type Event struct {
	Seq, At                       int64
	Kind, Ticket, Message, Answer string
}

// Check returns everything the run must not have done.
func (t Trial) Check() []Violation {
	ops, all := pair(t.Entries)
	return slices.Concat(all, t.lost(ops), t.order(ops), holders(ops, t.reopened()), t.replies(ops), t.sends(), t.times())
}
