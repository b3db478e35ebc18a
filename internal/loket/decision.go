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
	Rating       *Rating   // what the citizen was asked last; nil: they never were
	Survey       *Survey   // what they were offered last; nil: they never were, or were never asked for a rating
	Troubled     bool      // danger, rage or an open ticket of any kind within SurveyCalm; known while a rating ends
	Asked        bool      // the episode of a ticket that is changed was asked about; of a ticket only

	Before []time.Time // when the messages before the pending ones were sent: the last Flood of them, oldest first
}

// Decision is what the clerk made of a conversation's pending messages. It is
// written in one transaction or not at all.
type Decision struct {
	Agency       AgencyID
	Channel      ChannelID
	Conversation ConversationID
	Episode      EpisodeID
	At           time.Time
	Epoch        int64 // of the channel's lease under which it was decided

	Settled   []Settlement // messages that are settled by this decision
	Held      []MessageID  // messages that wait on, until HoldUntil
	HoldUntil time.Time
	Problem   string // why considering the held ones failed; empty: they are only held

	Answers    []Answer  // owed from now on, with their sends
	Ticket     *Ticket   // a new ticket; nil: none
	Reopen     *Ticket   // a closed ticket that goes on, as it is then; nil: none
	ReopenedBy MessageID // the message it goes on with
	Cancel     TicketID  // a ticket nobody holds whose citizen needs no answer any more; empty: none
	NextDue    time.Time // the deadline of a ticket that waited for its citizen and is joined
	Urgent     TicketID  // an open ticket that goes to the front; empty: none
	Events     []Event   // recorded with it

	Rating *RatingStep // what it makes of a rating; nil: nothing
	Survey *SurveyStep // what it makes of a survey; nil: nothing
	Offer  *MoveOffer  // that a ticket goes on elsewhere; nil: none
	Move   *MoveStep   // an offer that is taken; nil: none
	PINs   []TicketPIN // drawn for tickets of the conversation, in the place of those before

	SetTopic bool // Topic and Choices replace the conversation's
	Topic    string
	Choices  []string
	Consent  Consent // what the citizen decided about their data; empty: nothing
	Insults  int     // insults and threats in a row, with what this decision settles; 0: it settles none
	Told     bool    // the citizen was told that the ticket still stands
	Notice   string  // the version of the data-protection notice that was given; empty: none was
	Erase    bool    // the citizen wants everything about them erased: open tickets are closed, the rest follows
}

// Settlement is one message's outcome.
type Settlement struct {
	Message MessageID
	Outcome Outcome
	Ticket  TicketID // the ticket it opened or joined; empty: none
	Answer  AnswerID // the answer that settles it; empty: a ticket does, or an edit stands for it
}

// Change is what is written with a ticket when its state changes.
type Change struct {
	Answers      []Answer
	Notes        []Note
	Rating       *Rating // the citizen is asked; nil: they are not
	Block        *Block  // of the ticket's contact; nil: as it was
	Events       []Event
	CloseEpisode bool
	OpenEpisode  bool   // the conversation's last episode goes on
	Resend       SendID // an uncertain send of the conversation that is owed once more; empty: none
	Said         *Said  // in the staff group, which asked for it; ErrSaid when it was taken before; nil: asked for elsewhere
}

// SendResult is what became of one channel call.
type SendResult struct {
	Send             Send
	State            SendState // owed again, delivered, uncertain or dead
	ChannelMessageID string
	NotBefore        time.Time // of a send owed again
	Doubt            bool      // its fate was unknown
	Problem          string
	MovedTo          string  // the conversation's new address; empty: unchanged
	Missing          Missing // what the call did not find; empty: nothing
	Unreachable      bool    // the person cannot be reached any more
	At               time.Time
}
