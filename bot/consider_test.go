package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

func TestPoison(t *testing.T) {
	t.Parallel()
	t.Run("EndsAfterThreeAttemptsAsATicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		poisoned(c)
		got := c.says("a", "syarat ktp hilang")
		for attempt := 1; attempt <= failTries; attempt++ {
			if got.outcome() != "" || len(got.answers) != 0 {
				t.Fatalf("attempt %d: %q, want nothing yet", attempt, got.outcome())
			}
			c.later(failPause)
			got.settled = c.ledger.settled[got.message]
		}
		tickets := c.tickets(loket.KindQuestion)
		if got.outcome() != loket.OutcomeFailed || len(tickets) != 1 || tickets[0].Reason != "failed" {
			t.Fatalf("after %d attempts: %q, tickets %+v, want failed and one ticket", failTries, got.outcome(), tickets)
		}
		receipt := wordsOf(c.ledger.answers[0])
		if !strings.Contains(receipt, tickets[0].Number) || strings.Contains(receipt, "\n\n") {
			t.Errorf("the receipt says %q, want the number and no empty line", receipt)
		}
	})
	t.Run("WhileATicketWaits/JoinsIt", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		ticketWaits(c)
		poisoned(c)
		got := c.says("a", "syarat ktp hilang")
		for range failTries {
			c.later(failPause)
		}
		if s := c.ledger.settled[got.message]; len(s) != 1 || s[0].Outcome != loket.OutcomeFailed || s[0].Ticket == "" {
			t.Errorf("settled %+v, want failed, on the ticket", s)
		}
		if n := len(c.tickets(loket.KindQuestion)); n != 1 {
			t.Errorf("%d tickets, want 1", n)
		}
	})
	t.Run("NeverBlocksOthers", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		good, book := c.book, c.bot.Book
		c.says("b", "ikan lele")
		c.bot.Book = func(loket.AgencyID) *Book { panic("broken") }
		c.says("a", "syarat ktp hilang")
		c.bot.Book, c.book = book, good
		if got := c.says("b", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted {
			t.Errorf("another conversation's message became %q, want quoted", got.outcome())
		}
		c.later(DefaultSettings().Quiet)
		c.wantOutcomes(loket.OutcomeQuoted, loket.OutcomeQuoted, loket.OutcomeHandedOff)
	})
	t.Run("NoCatalogue/EndsAsATicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.bot.Book = func(loket.AgencyID) *Book { return nil }
		c.says("a", "syarat ktp hilang")
		for range failTries {
			c.later(failPause)
		}
		c.wantOutcomes(loket.OutcomeFailed)
	})
}

// poisoned makes every look into the catalogue panic.
func poisoned(c *counter) { c.book.Matcher = nil }

func TestSettleRefused(t *testing.T) {
	t.Parallel()
	t.Run("Once/IsDecidedAgain", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		refusals := 2
		c.ledger.refuse = func(loket.Decision) error {
			if refusals--; refusals >= 0 {
				return loket.ErrStale
			}
			return nil
		}
		if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted || len(got.answers) != 1 {
			t.Errorf("after two stale decisions: %q with %d answers, want quoted with 1", got.outcome(), len(got.answers))
		}
	})
	for name, refusal := range map[string]error{"AlwaysStale": loket.ErrStale, "AlwaysBroken": errors.New("constraint failed")} {
		t.Run(name+"/RestsAndEndsAsATicket", func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			tries := 0
			c.ledger.refuse = func(d loket.Decision) error {
				if len(d.Answers) > 0 && d.Answers[0].Kind == loket.AnswerQuote {
					tries++
					return refusal
				}
				return nil
			}
			c.says("a", "syarat ktp hilang")
			for range failTries {
				c.later(failPause)
			}
			c.wantOutcomes(loket.OutcomeFailed)
			if tries > failTries*staleTries {
				t.Errorf("the decision was tried %d times, want at most %d", tries, failTries*staleTries)
			}
		})
	}
	t.Run("LedgerDown/NothingIsCounted", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		down := errors.New("ledger is down")
		c.ledger.refuse = func(loket.Decision) error { return down }
		c.says("a", "syarat ktp hilang")
		for range 10 {
			c.later(time.Second)
		}
		c.ledger.refuse = nil
		c.later(time.Second)
		c.wantOutcomes(loket.OutcomeQuoted)
	})
	t.Run("ATicketOpenedByAnotherProcess/IsJoined", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		first := true
		c.ledger.refuse = func(d loket.Decision) error {
			if !first || d.Ticket == nil {
				return nil
			}
			first = false
			other := *d.Ticket
			other.ID, other.Number = loket.NewID[loket.TicketID](), loket.NewTicketNumber("KPG")
			return c.ledger.Store.Settle(t.Context(), loket.Decision{Channel: d.Channel, Conversation: d.Conversation, Ticket: &other})
		}
		c.says("a", "mau bicara sama petugas")
		c.wantOutcomes(loket.OutcomeJoined)
	})
}

func TestHints(t *testing.T) {
	t.Parallel()
	t.Run("ANewTicketIsAnnounced", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "mau bicara sama petugas")
		if len(c.queue.waiting) != 1 || c.queue.waiting[0].Priority != loket.PriorityNormal {
			t.Errorf("the queue was told %+v, want the ticket", c.queue.waiting)
		}
	})
	t.Run("AnEmergencyMovesATicketThatWaits", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "mau bicara sama petugas")
		c.later(time.Minute)
		c.says("a", "saya mau bunuh diri")
		if n := len(c.queue.waiting); n != 2 || c.queue.waiting[1].Priority != loket.PriorityEmergency || !c.queue.waiting[1].DueAt.Equal(c.clock.Now()) {
			t.Errorf("the queue was told %+v, want the ticket again, urgent and due now", c.queue.waiting)
		}
		if k := c.tickets(loket.KindQuestion)[0]; k.Priority != loket.PriorityEmergency || !k.DueAt.Equal(c.clock.Now()) {
			t.Errorf("the ledger has %+v, want it urgent and due now", k)
		}
	})
	t.Run("AnEmergencyLeavesAClaimedTicketWithItsHolder", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.claims(c.says("a", "mau bicara sama petugas"))
		c.says("a", "saya mau bunuh diri")
		if n := len(c.queue.waiting); n != 1 {
			t.Errorf("the queue was told %d times, want once", n)
		}
	})
}

func TestReceive(t *testing.T) {
	t.Parallel()
	t.Run("LedgerDown/NothingMayBeAcknowledged", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.must(c.ledger.Close())
		if _, err := c.bot.Receive(t.Context(), []loket.Inbound{c.text("a", "ktp")}); err == nil {
			t.Error("Receive() with a closed ledger = nil, want an error")
		}
		if err := c.bot.Quarantine(t.Context(), loket.Poison{Channel: "kupang-telegram"}); err == nil {
			t.Error("Quarantine() with a closed ledger = nil, want an error")
		}
		if len(c.bot.lanes.ready) != 0 {
			t.Error("a message that was not stored woke the clerk")
		}
	})
	t.Run("ReceiptsStandInTheOrderOfTheBatch", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		batch := []loket.Inbound{c.text("b", "satu"), c.text("a", "dua"), c.text("b", "tiga")}
		for i, r := range c.receives(batch...) {
			if r.OriginKey != batch[i].OriginKey {
				t.Errorf("receipt %d is of %s, want %s", i, r.OriginKey, batch[i].OriginKey)
			}
		}
	})
	t.Run("StaffGroup/IsNobodysQuestion", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		said := c.text("petugas", "/petugas")
		said.Staff = true
		receipts := c.receives(c.text("a", "ktp"), said, c.text("b", "kk"))
		for i, stored := range []bool{true, false, true} {
			if (receipts[i].Message != "") != stored || receipts[i].OriginKey == "" {
				t.Errorf("receipt %d = %+v, want stored: %v", i, receipts[i], stored)
			}
		}
		lines, err := c.ledger.Lines(t.Context(), said.Channel, "petugas", 0, 10)
		c.must(err)
		if len(lines) != 0 {
			t.Errorf("the staff group's words were kept: %+v", lines)
		}
	})
	t.Run("Quarantine/IsKept", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.must(c.bot.Quarantine(t.Context(), loket.Poison{Channel: lokettest.Channels()[0].ID, Reason: "x", Raw: []byte("{")}))
	})
	t.Run("NobodyWoke/TheSweepFindsIt", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		_, err := c.ledger.Ingest(t.Context(), []loket.Inbound{c.text("a", "syarat ktp hilang")})
		c.must(err)
		c.later(time.Second)
		c.wantOutcomes(loket.OutcomeQuoted)
	})
	t.Run("MoreThanOneTurnHolds", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		var batch []loket.Inbound
		for range 120 {
			batch = append(batch, c.text("a", "syarat ktp hilang"))
		}
		c.receives(batch...)
		c.later(time.Second)
		c.later(time.Second)
		if n := len(c.ledger.settled); n != len(batch) {
			t.Errorf("%d of %d messages are settled", n, len(batch))
		}
	})
}

// TestRun lets clerk and outbox run by themselves, with the clock on the wall.
func TestRun(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	arrived := make(chan loket.Send)
	port := portFunc(func(ctx context.Context, s loket.Send) (string, error) {
		select {
		case arrived <- s:
		case <-ctx.Done():
		}
		return "1", nil
	})
	c.bot.Outbox = NewOutbox(c.ledger, c.clock.Now, c.bot.Log, Line{Channel: lokettest.Channels()[0].ID, Port: port, Workers: 4})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- c.bot.Run(ctx) }()
	go func() {
		c.bot.Outbox.Run(ctx, loket.Lease{Channel: lokettest.Channels()[0].ID}, always)
		ended <- nil
	}()
	people := []string{"a", "b", "c"}
	for _, person := range people {
		if _, err := c.bot.Receive(t.Context(), []loket.Inbound{c.text(person, "syarat ktp hilang")}); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]int{}
	for range people {
		got[(<-arrived).Address]++
	}
	if len(got) != len(people) {
		t.Errorf("answers went to %v, want one to each of %v", got, people)
	}
	stop()
	for range 2 {
		if err := <-ended; err != nil {
			t.Errorf("Run() = %v, want nil", err)
		}
	}
}

// portFunc is a channel in one function.
type portFunc func(context.Context, loket.Send) (string, error)

func (f portFunc) Send(ctx context.Context, s loket.Send) (string, error) { return f(ctx, s) }
