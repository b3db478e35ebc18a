package loket

import "time"

// Situation is what the ledger knows of a conversation when it is considered.
type Situation struct {
	Conversation Conversation
	Contact      Contact
	Agency       Agency
	ChannelKind  ChannelKind
	Pending      []Message // not settled yet, in the order they came in
	Ticket       *Ticket   // the open question ticket; nil: none
}

// Decision is what the clerk made of a conversation's pending messages. It is
// written in one transaction or not at all.
type Decision struct {
	Agency       AgencyID
	Channel      ChannelID
	Conversation ConversationID
	Episode      EpisodeID
	At           time.Time

	Settled   []Settlement // messages that are settled by this decision
	HoldUntil time.Time    // non-zero: Held wait until then, nothing else is written
	Held      []MessageID

	Answers []Answer // owed from now on, with their sends
	Ticket  *Ticket  // a new ticket; nil: none
	Events  []Event  // recorded with it

	SetTopic bool // Topic and Choices replace the conversation's
	Topic    string
	Choices  []string
	Told     bool // the citizen was told that the ticket still stands
	Noticed  bool // the data-protection notice was given
}

// Settlement is one message's outcome.
type Settlement struct {
	Message MessageID
	Outcome Outcome
	Ticket  TicketID // the ticket it opened or joined; empty: none
}
