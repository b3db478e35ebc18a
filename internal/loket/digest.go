package loket

import "time"

// DigestState is where a digest stands on its way.
type DigestState string

// The states of a digest. What is sending is given up as uncertain when its sender
// dies: it may have arrived.
const (
	DigestOwed      DigestState = "owed"
	DigestSending   DigestState = "sending"
	DigestSent      DigestState = "sent"
	DigestUncertain DigestState = "uncertain"
	DigestDead      DigestState = "dead"
)

// DigestSend is a digest on its way to one place. It holds no figures: those are
// computed from its moment.
type DigestSend struct {
	Agency   AgencyID
	Period   string    // "day", "week", "month"
	From     time.Time // when the period begins
	Target   string    // "mail:" and an address; "telegram:", a chat, ":" and the file
	AsOf     time.Time
	State    DigestState
	Attempts int
	Problem  string
}
