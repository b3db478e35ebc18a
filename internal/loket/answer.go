package loket

import "time"

// AnswerKind tells what an answer is.
type AnswerKind string

// The kinds of answers. Only a quote and a reply settle a question: a receipt
// does not, it must never make a response time look short.
const (
	AnswerQuote   AnswerKind = "quote"   // an entry's text at a revision
	AnswerAsk     AnswerKind = "ask"     // "did you mean", up to three choices
	AnswerReceipt AnswerKind = "receipt" // ticket number and promise
	AnswerReply   AnswerKind = "reply"   // a human's words
	AnswerNotice  AnswerKind = "notice"  // closed office, help, warning, reminder
)

// Class decides what happens to a send whose fate is unknown.
type Class string

// Class A is sent once more; class B never by itself, staff decide.
const (
	ClassA Class = "A" // automatic answers, receipts, notices
	ClassB Class = "B" // staff replies, ratings, broadcasts
)

// Lane orders what is owed when a limit holds sends back: lower goes first.
type Lane int

// The lanes.
const (
	LaneReply Lane = iota + 1
	LaneAnswer
	LaneNotice
	LaneBroadcast
)

// Answer is what is owed to a conversation. It is delivered with the last of
// its sends.
type Answer struct {
	ID           AnswerID
	Agency       AgencyID
	Conversation ConversationID
	Message      MessageID // the message it answers; empty: none
	Ticket       TicketID
	Kind         AnswerKind
	Entry        string // of a quote
	Revision     string // of the entry quoted
	Model        string // version of the matcher that chose it
	Verdict      string
	Facet        string
	CheckCode    string // citizens check with it that the agency wrote this
	Author       StaffID
	CreatedAt    time.Time
	DeliveredAt  time.Time // zero until the channel has accepted the last send
	Sends        []Send
}

// SendOp is what one channel call does.
type SendOp string

// The calls a channel may be asked for.
const (
	OpSend   SendOp = "send"
	OpEdit   SendOp = "edit"
	OpDelete SendOp = "delete"
	OpFile   SendOp = "file"

	OpOpenTopic  SendOp = "open_topic"  // of the name in Content; its id is the call's result
	OpCloseTopic SendOp = "close_topic" // Thread
)

// SendState is where a send stands.
type SendState string

// A send goes owed → sending → delivered, uncertain or dead; a failure that
// certainly delivered nothing takes it back to owed.
const (
	SendOwed      SendState = "owed"
	SendSending   SendState = "sending"
	SendDelivered SendState = "delivered"
	SendUncertain SendState = "uncertain"
	SendDead      SendState = "dead"
)

// Target tells whom a send is for.
type Target string

// The targets of a send.
const (
	ToConversation Target = "conversation"
	ToStaffGroup   Target = "group"
	ToPerson       Target = "person"
)

// Button is one choice under a text. Data is at most 64 bytes.
type Button struct {
	Label string `json:"label"`
	Data  string `json:"data"`
}

// Content is what one send shows: plain text, the check code of its answer, rows of
// buttons under it, and of OpFile the file it stands under.
type Content struct {
	Text    string     `json:"text"`
	Check   string     `json:"check,omitempty"` // of an answer's last send; empty: not shown here
	Buttons [][]Button `json:"buttons,omitempty"`
	File    *File      `json:"file,omitempty"`
}

// Send is one channel call owed.
type Send struct {
	ID           SendID
	Agency       AgencyID
	Channel      ChannelID
	Conversation ConversationID
	Message      MessageID // the message its answer answers; empty: none
	Ticket       TicketID  // the ticket its answer belongs to; empty: none
	Answer       AnswerID
	Kind         AnswerKind // of its answer
	Target       Target
	Address      string // where it goes, opaque outside the adapter
	Thread       string // the topic there; empty: none
	ReplyTo      string // the channel's id of the message it answers there; empty: none
	Op           SendOp
	Part, Parts  int // 1-based
	Lane         Lane
	Class        Class
	Content      Content

	State            SendState
	Epoch            int64     // of the channel's lease under which it was begun
	Attempts         int       // calls begun
	Doubts           int       // calls whose fate stayed unknown
	NotBefore        time.Time // zero: at once
	ExpiresAt        time.Time // zero: never
	ChannelMessageID string    // the channel's id of what was delivered
	Seq              int64     // place in the conversation's transcript; 0 until delivered
	Problem          string    // why it is owed again, uncertain or dead
	CreatedAt        time.Time
	DeliveredAt      time.Time
	SeenAt           time.Time
}

// Envelope is what the sends of one answer have in common.
type Envelope struct {
	Channel ChannelID
	Address string
	Lane    Lane
	Class   Class
	At      time.Time
}
