package loket

import (
	"strings"
	"time"
)

// Agency is an office that answers citizens. Every row of the ledger carries
// its id; one deployment serves many.
type Agency struct {
	ID   AgencyID // "disdukcapil-kota-kupang": stable, lower case, used in addresses
	Code string   // 2 to 5 capital letters that open every ticket number: "KPG"
	Name string   // as citizens read it: "Disdukcapil Kota Kupang"
	Zone string   // IANA time zone: "Asia/Makassar"
}

// ChannelKind names the network a channel speaks.
type ChannelKind string

// The networks Loket speaks.
const (
	Telegram ChannelKind = "telegram"
	WebChat  ChannelKind = "webchat"
)

// Channel is one bot or one chat box of one agency. It is the unit of
// ownership among replicas: who holds its lease polls, considers and sends.
type Channel struct {
	ID     ChannelID
	Agency AgencyID
	Kind   ChannelKind
	Name   string // as staff read it: "Telegram @loket_kupang_bot"

	Owner      string    // the process that holds the lease; empty: nobody
	Epoch      int64     // grows with every change of owner
	LeaseUntil time.Time // zero: never held
}

// DefaultUnit is the unit of an agency that names no others.
const DefaultUnit UnitID = "umum"

// UnitText names units in one line, with commas between.
func UnitText(units []UnitID) string {
	var names []string
	for _, u := range units {
		names = append(names, string(u))
	}
	return strings.Join(names, ", ")
}
