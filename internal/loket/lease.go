package loket

import (
	"errors"
	"time"
)

// The times of a channel's lease.
const (
	LeaseTime  = 15 * time.Second // how long a lease holds without a renewal
	LeaseRenew = 5 * time.Second  // how often its owner renews it
)

// Owner names a process that may own channels.
type Owner struct {
	Replica string // its place: a data directory, which one process at most uses at a time
	Process string // drawn at every start
}

// String is the owner as the ledger keeps it.
func (o Owner) String() string { return o.Replica + "/" + o.Process }

// Lease is a process's ownership of a channel: it polls, considers and sends
// for it. What it writes carries the epoch, which no other ownership ever has.
type Lease struct {
	Channel ChannelID
	Owner   Owner
	Epoch   int64
	Until   time.Time // others may take the channel from then on

	// Asleep tells that the owner before let its lease run out. It may be dead
	// or only stopped, with calls under way whose end it has yet to tell.
	Asleep bool
}

// Renewal is what came of renewing a lease.
type Renewal struct {
	Until time.Time
	Gap   *ChannelGap // found, or ended, with this renewal; nil: neither
}

var (
	// ErrOwned says that another process owns the channel.
	ErrOwned = errors.New("another process owns the channel")
	// ErrFenced says that a write came from a process that does not own the
	// channel any more: nothing of it was written, and nothing ever will be.
	ErrFenced = errors.New("refused: the channel has a newer owner")
)

// UpdateRetention is how long a platform keeps what nobody fetches (Telegram:
// "will not be kept longer than 24 hours").
const UpdateRetention = 24 * time.Hour

// ChannelGap is a time in which a channel was not heard for longer than its
// platform keeps messages: those that were dropped nobody will ever see.
type ChannelGap struct {
	Channel     ChannelID
	ChannelName string
	From        time.Time // last heard
	Until       time.Time // heard again; zero: not yet
}

// GapText is what staff read of a gap.
const GapText = "pesan 24 jam ke belakang mungkin hilang"

// Hearing tells when a channel was last heard.
type Hearing struct {
	Channel ChannelID
	Name    string
	At      time.Time // the last poll or delivery whose messages, if any, are stored
}
