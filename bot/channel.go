package bot

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// Receiver is the door in, as a channel's adapter sees it.
type Receiver interface {
	// Receive stores what came in, in one transaction for the whole batch.
	// When it returns nil everything is in the ledger, once, whatever was
	// handed in before: only then may the channel acknowledge. On error
	// nothing was stored and nothing may be acknowledged. The receipts stand
	// in the order of the batch.
	Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error)

	// Quarantine stores an update that could not be read, so that it may be
	// acknowledged. On error it may not.
	Quarantine(ctx context.Context, p loket.Poison) error
}

// Channel is the door out of one channel.
type Channel interface {
	// Send makes the one call that s asks for and returns the channel's id of
	// the message. On failure it returns a *SendError; any other error counts
	// as Unknown. It must not retry by itself, and must not return before the
	// outcome is known or given up.
	Send(ctx context.Context, s loket.Send) (channelMessageID string, err error)
}

// Fate tells what is known about a send that failed.
type Fate int

// The fates of a send, as the delivery contract sets them apart.
const (
	// Unknown: the call may have been carried out. Class A is sent once more,
	// class B becomes uncertain.
	Unknown Fate = iota
	// NotDelivered: certainly not carried out (no connection, 429, 5xx with a
	// refusal). Owed again after RetryAfter.
	NotDelivered
	// Never: certainly not carried out and never will be (bad text, unknown
	// chat). Dead.
	Never
	// Unreachable: as Never, because the person blocked us or is gone.
	Unreachable
)

// Scope tells what a RetryAfter holds back.
type Scope int

// The scopes of a limit.
const (
	ScopeChat    Scope = iota // this conversation
	ScopeChannel              // everything the channel sends
)

// SendError says why a send failed and what is known of its fate.
type SendError struct {
	Fate       Fate
	RetryAfter time.Duration // zero: the outbox's own back-off
	Scope      Scope
	TooFast    bool          // the channel objects to how fast it is called, whoever it is about
	MovedTo    string        // the conversation's new address (a group became a supergroup); empty: none
	Missing    loket.Missing // what the call did not find; empty: nothing
	Err        error
}

func (e *SendError) Error() string { return fmt.Sprintf("send: %v", e.Err) }

func (e *SendError) Unwrap() error { return e.Err }

// Announcer is what a channel may also be: told, after the ledger has recorded
// a send as delivered, that there is something new to show. A hint only.
type Announcer interface {
	Announce(s loket.Send)
}
