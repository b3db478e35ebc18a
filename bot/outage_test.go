package bot

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// brokenLedger fails to settle as it is told.
type brokenLedger struct {
	*watchedLedger
	settle func(loket.Decision) error // nil: it settles
}

func (l *brokenLedger) Settle(ctx context.Context, d loket.Decision) error {
	if l.settle != nil {
		if err := l.settle(d); err != nil {
			return err
		}
	}
	return l.watchedLedger.Settle(ctx, d)
}

// TestLedgerTrouble lets the ledger fail in the middle of a conversation.
func TestLedgerTrouble(t *testing.T) {
	t.Parallel()
	t.Run("AFullDisk/IsNoFailureOfTheConversation", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		broken := &brokenLedger{c.ledger, func(loket.Decision) error { return fmt.Errorf("settle: %w", loket.ErrNoLedger) }}
		c.bot.Ledger = broken
		got := c.says("a", "syarat ktp hilang")
		for range 2 * failTries {
			c.later(failPause)
		}
		broken.settle = nil
		c.later(failPause)
		if s := c.ledger.settled[got.message]; len(s) != 1 || s[0].Outcome != loket.OutcomeQuoted {
			t.Errorf("once the disk has room the message is settled %+v, want quoted", s)
		}
	})
	t.Run("APanicOfTheLedger/EndsAsATicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.bot.Ledger = &brokenLedger{c.ledger, func(d loket.Decision) error {
			if len(d.Settled) > 0 && d.Settled[0].Outcome != loket.OutcomeFailed {
				panic("no such luck")
			}
			return nil
		}}
		got := c.says("a", "syarat ktp hilang")
		for range 2 * failTries {
			c.later(failPause)
		}
		if s := c.ledger.settled[got.message]; len(s) != 1 || s[0].Outcome != loket.OutcomeFailed || s[0].Ticket == "" {
			t.Errorf("after panics of the ledger the message is settled %+v, want failed, with a ticket", s)
		}
	})
}

// TestUnreadable gives the redactor a message that breaks it: the message is kept
// aside whole, and a human gets a ticket.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.bot.Redactor = privacy.Redactor{Hash: func([]byte) []byte { panic("no such luck") }}
	got := c.says("a", "NIK saya 5371014503900001")
	tickets := c.tickets(loket.KindQuestion)
	if got.outcome() != loket.OutcomeHandedOff || len(tickets) != 1 || tickets[0].Reason != "failed" {
		t.Fatalf("it became %q with tickets %+v, want one of reason failed", got.outcome(), tickets)
	}
	if strings.Contains(fmt.Sprint(got.situated), "5371014503900001") {
		t.Error("what could not be redacted is kept with the conversation")
	}
	if other := c.says("b", "syarat ktp hilang"); other.outcome() != loket.OutcomeQuoted {
		t.Errorf("the next message became %q, want quoted", other.outcome())
	}
}
