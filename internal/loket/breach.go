package loket

import "time"

// BreachNotice bounds how long after a breach was found the citizens concerned
// and the authority must know of it: 3×24 hours (UU 27/2022, Pasal 46).
const BreachNotice = 3 * 24 * time.Hour

// Breach is what may have been seen by somebody who must not: everything, when
// a copy of the ledger and its key is gone, or what one account could see.
type Breach struct {
	From, To time.Time // the window, To not included
	Login    string    // of the account that was abused; empty: everything was open
}

// Exposure is how a person's data was open to view.
type Exposure string

// The exposures.
const (
	ExposedOpened Exposure = "opened" // the account opened the conversation or acted on it
	ExposedListed Exposure = "listed" // the beginning of the question stood in the queue's list
	ExposedKept   Exposure = "kept"   // it stood in the ledger
)

// Subject is a person a breach concerns.
type Subject struct {
	Conversation ConversationID `json:"conversation"`
	Channel      ChannelKind    `json:"channel"`
	Name         string         `json:"name"` // as the channel gives it; empty: none, or erased since
	Exposure     Exposure       `json:"exposure"`
	Tickets      []string       `json:"tickets"` // their numbers, as far as they were concerned
	First        time.Time      `json:"first"`   // when it was first opened; else since when it was open to view
	Last         time.Time      `json:"last"`
	Data         []string       `json:"data"` // labels of what was hidden in their messages: "NIK"
	Erased       bool           `json:"erased"`
	Unmasked     int            `json:"unmasked"` // how often the account read their contact data in full
}

// Measure is an act of the audit log that bears on a breach.
type Measure struct {
	At     time.Time `json:"at"`
	Action string    `json:"action"` // "staff.disable"
	Object string    `json:"object"`
}
