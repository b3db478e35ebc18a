package loket

import "time"

// MessageKind tells what a citizen sent.
type MessageKind string

// The kinds of messages. Everything a channel cannot name is MessageUnknown.
const (
	MessageText     MessageKind = "text"
	MessageCommand  MessageKind = "command" // Text holds "/start payload", without "@bot"
	MessageButton   MessageKind = "button"  // Data holds what the button carried
	MessagePhoto    MessageKind = "photo"   // Text holds the caption
	MessageDocument MessageKind = "document"
	MessageVoice    MessageKind = "voice"
	MessageVideo    MessageKind = "video"
	MessageSticker  MessageKind = "sticker"
	MessageLocation MessageKind = "location"
	MessageContact  MessageKind = "contact"
	MessageUnknown  MessageKind = "unknown"
	MessageUnread   MessageKind = "unread" // it could not be read or stored: a human has to ask
)

// Considered tells whether the words of this kind of message are looked at as
// a question: text, and the caption of a photo or a document.
func (k MessageKind) Considered() bool {
	return k == MessageText || k == MessagePhoto || k == MessageDocument
}

// MessageState is where a message stands. Text without a CHECK in SQL.
type MessageState string

// A message is pending until one decision settles it.
const (
	MessagePending MessageState = "pending"
	MessageSettled MessageState = "settled"
)

// Outcome is what came of a message: exactly one, set when it is settled.
type Outcome string

// The outcomes of a message.
const (
	OutcomeQuoted    Outcome = "quoted"     // an entry was quoted
	OutcomeAsked     Outcome = "asked"      // choices were offered
	OutcomeHandedOff Outcome = "handed_off" // it opened a ticket
	OutcomeJoined    Outcome = "joined"     // it joined a ticket, or what was considered with it
	OutcomeNoticed   Outcome = "noticed"    // a fixed sentence: greeting, help, media
	OutcomeGuarded   Outcome = "guarded"    // personal data, emergency, abuse
	OutcomeReplaced  Outcome = "replaced"   // edited before it was considered; the edit stands for it
	OutcomeUnchanged Outcome = "unchanged"  // an edit that kept the words
	OutcomeFailed    Outcome = "failed"     // considering it failed repeatedly: handed to a human
	OutcomeErased    Outcome = "erased"     // erased before it was considered
	OutcomeBlocked   Outcome = "blocked"    // kept, and nothing else: staff blocked the person
	OutcomeWithdrawn Outcome = "withdrawn"  // not looked into: consent was withdrawn; its text is not kept
)

// Inbound is one thing a citizen did, as a channel's adapter hands it in. It is
// not stored yet and its text is not redacted yet.
type Inbound struct {
	Channel   ChannelID
	OriginKey string // unique on the channel: "m:<chat>:<message>", "e:…", "b:…", "w:…"
	Replaces  string // origin key of the message this one edits; empty: not an edit
	Person    string // the channel's id of the person
	Name      string // the person's name as the channel gives it
	Address   string // where an answer goes
	Kind      MessageKind
	Text      string    // text, caption or command
	Data      string    // what a button carried
	SentAt    time.Time // the platform's date; zero: unknown
	Staff     bool      // said in the staff group: no citizen waits for an answer
	ID        string    // the channel's id of the message; of a button, of the one it stands under
	ReplyTo   string    // the channel's id of our message it answers; empty: none
	Thread    string    // the topic it stands in; empty: none
	File      string    // what the channel calls the file it brings; empty: none

	Hidden []Hidden // what redaction took out of Text; set by the clerk before storing
}

// Unread is what is stored of a message that could not be read: that it came, from
// whom and when, without its content.
func (in Inbound) Unread() Inbound {
	in.Kind, in.Text, in.Data, in.Name, in.File, in.Hidden = MessageUnread, "", "", "", "", nil
	return in
}

// Hidden is what stays of personal data that was destroyed at ingest: what it
// was, its last four characters, and a keyed hash to find the same again.
type Hidden struct {
	Label string `json:"label"` // "NIK", "nomor HP", …
	Last4 string `json:"last4"`
	Hash  []byte `json:"hash,omitempty"`
}

// Message is an Inbound in the ledger: redacted, numbered, stamped.
type Message struct {
	ID           MessageID
	Agency       AgencyID
	Channel      ChannelID
	Conversation ConversationID
	Episode      EpisodeID
	Ticket       TicketID // the ticket it opened or joined; empty: none
	Answer       AnswerID // the answer that settled it; empty: none
	OriginKey    string
	Kind         MessageKind
	Text         string // redacted
	Data         string // of a button
	Hidden       []Hidden
	EditOf       MessageID
	Seq          int64 // place in the conversation's transcript
	HasFile      bool  // it brought a file that can be fetched still

	State         MessageState
	Outcome       Outcome // empty until settled
	SentAt        time.Time
	ReceivedAt    time.Time
	ConsiderAfter time.Time // held until then; zero: at once
	SettledAt     time.Time
	Attempts      int // failed considerations so far
}

// Sent is when the channel says it was sent, else when it came in.
func (m Message) Sent() time.Time {
	if m.SentAt.IsZero() {
		return m.ReceivedAt
	}
	return m.SentAt
}

// Receipt tells what became of one Inbound handed to the ledger.
type Receipt struct {
	OriginKey    string
	Message      MessageID      // the row that holds it, whether new or known
	Conversation ConversationID // its conversation
	Duplicate    bool           // it was in the ledger before
	Pending      bool           // it waits to be considered
	Seq          int64          // its place in the transcript

	Heard Heard // of something said in the staff group
}

// Poison is an update no adapter could read, kept sealed so that a person can
// look at it, and acknowledged so that it never blocks what follows.
type Poison struct {
	Channel ChannelID
	Reason  string // one line for staff, without personal data
	Raw     []byte
	At      time.Time
}
