package loket

import "time"

// ErasedText is what staff read where a text was.
const ErasedText = "(isi sudah dihapus)"

// EraseWithin bounds how long an erasure waits for what is still being sent.
const EraseWithin = time.Hour

// Consent is what a citizen decides about the processing of their data.
type Consent string

// The decisions. Nothing of who withdrew is processed until they give it again.
const (
	ConsentWithdrawn Consent = "withdrawn"
	ConsentGiven     Consent = "given"
)

// Retention is how long each class of data is kept.
type Retention struct {
	Conversations time.Duration // texts; names and addresses of whoever was silent for as long
	Quarantine    time.Duration // updates nobody could read
}

// Swept is what a sweep erased.
type Swept struct {
	Contacts, Messages, Sends, Quarantined, Files int
}

// Any tells whether anything was erased.
func (s Swept) Any() bool { return s != Swept{} }

// Archive is everything the ledger keeps of a person on a channel.
type Archive struct {
	Name    string // as the channel gives it
	Channel ChannelKind
	Since   time.Time
	Lines   []Line   // in order
	Tickets []Ticket // oldest first
	Surveys []Survey // likewise

	Insults    int // insults and threats counted in a row; 0: none
	InsultedAt time.Time
}
