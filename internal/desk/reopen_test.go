package desk_test

import (
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// closes claims a person's new ticket and closes it.
func (o *office) closes(person string) loket.Ticket {
	o.t.Helper()
	k := o.claims(petugasA(), o.ticket(person).ID)
	o.must(o.Close(o.ctx(), petugasA(), k.ID, k.LeaseEpoch))
	return o.now(k.ID)
}

func TestReopen(t *testing.T) {
	t.Parallel()
	t.Run("ByStaff/SameTicketAtTheFront", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.closes("a")
		o.clock.Add(time.Hour)
		other := o.ticket("b")
		o.must(o.Reopen(o.ctx(), petugasB(), k.ID))
		now := o.now(k.ID)
		if now.State != loket.TicketWaiting || now.Number != k.Number || now.Priority != loket.PriorityHigh || !now.ClosedAt.IsZero() ||
			now.LeaseEpoch != k.LeaseEpoch || now.DueAt.After(other.DueAt) {
			t.Errorf("reopened ticket = %+v, want the same one waiting before %+v", now, other)
		}
		rows, err := o.Inbox(o.ctx(), petugasA())
		o.must(err)
		if rows[0].Ticket.ID != k.ID {
			t.Error("a reopened ticket is not at the front")
		}
		if e := o.events(loket.EventReopen); len(e) != 1 || e[0].ActorID != "petugas-b" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one reopening by petugasB", e)
		}
		if s := o.situation("a", "masih belum"); s.Ticket == nil || s.Pending[0].Episode != now.Episode {
			t.Errorf("the citizen's next message: ticket %+v, episode %s, want the reopened one's", s.Ticket, s.Pending[0].Episode)
		}
		o.wantErr("Reopen() of an open ticket", o.Reopen(o.ctx(), petugasA(), k.ID), loket.ErrTicketOpen)
	})
	t.Run("UpToSevenDays", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		late, k := o.closes("a"), o.closes("b")
		o.clock.Add(7 * 24 * time.Hour)
		o.must(o.Reopen(o.ctx(), petugasA(), k.ID))
		o.clock.Add(time.Millisecond)
		o.wantErr("Reopen() after more than 7 days", o.Reopen(o.ctx(), petugasA(), late.ID), loket.ErrClosedTooLong)
	})
	t.Run("OneOpenQuestion", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.closes("a")
		o.handOver(o.situation("a", "hal lain"), loket.HandOff{Kind: loket.KindQuestion})
		o.wantErr("Reopen() beside an open question", o.Reopen(o.ctx(), petugasA(), k.ID), loket.ErrOtherOpen)
		if o.now(k.ID).State != loket.TicketClosed {
			t.Error("a refused reopening opened the ticket")
		}
	})
	t.Run("EndedByTheCitizen", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		_, err := o.ledger.UpdateTicket(o.ctx(), k.Agency, k.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			k.End(o.clock.Now(), loket.ByCitizen)
			return loket.Change{}, nil
		})
		o.must(err)
		o.wantErr("Reopen() of what its citizen ended", o.Reopen(o.ctx(), petugasA(), k.ID), loket.ErrEndedForGood)
	})
}

func TestClosed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		topic string // of the message; the ticket is about "kk-baru"
		after time.Duration
		kind  loket.TicketKind
		found bool
	}{
		"SameTopic":              {"kk-baru", 7 * 24 * time.Hour, loket.KindQuestion, true},
		"SameTopic/TooLate":      {"kk-baru", 7*24*time.Hour + time.Millisecond, loket.KindQuestion, false},
		"AnotherTopic":           {"akta-lahir", time.Minute, loket.KindQuestion, false},
		"AnotherKind":            {"kk-baru", time.Minute, loket.KindComplaint, false},
		"UnknownTopic/SameDay":   {"", 24*time.Hour - time.Millisecond, loket.KindQuestion, true},
		"UnknownTopic/LongAfter": {"", 24 * time.Hour, loket.KindQuestion, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			k := o.handOver(o.situation("a", "sulit"), loket.HandOff{Kind: loket.KindQuestion, Topic: "kk-baru"})
			k = o.claims(petugasA(), k.ID)
			o.must(o.Close(o.ctx(), petugasA(), k.ID, k.LeaseEpoch))
			o.clock.Add(c.after)
			got, err := o.Closed(o.ctx(), o.situation("a", "lagi"), loket.HandOff{Kind: c.kind, Topic: c.topic})
			o.must(err)
			if (got != nil) != c.found || c.found && (got.ID != k.ID || got.State != loket.TicketWaiting) {
				t.Errorf("Closed() = %+v, want found: %v", got, c.found)
			}
		})
	}
}

// TestReopenedByTheCitizen writes a decision that goes on with a closed ticket.
func TestReopenedByTheCitizen(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.closes("a")
	s := o.situation("a", "belum bisa juga")
	again, err := o.Closed(o.ctx(), s, loket.HandOff{Kind: loket.KindQuestion})
	o.must(err)
	o.must(o.ledger.Settle(o.ctx(), loket.Decision{
		Agency: lokettest.Agency().ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
		Episode: s.Conversation.Episode, Reopen: again, ReopenedBy: s.Pending[0].ID,
		Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: loket.OutcomeJoined, Ticket: again.ID}},
	}))
	if now := o.now(k.ID); now.State != loket.TicketWaiting || now.Episode != s.Pending[0].Episode {
		t.Errorf("ticket = %+v, want it waiting in the message's episode", now)
	}
	if e := o.events(loket.EventReopen); len(e) != 1 || e[0].ActorKind != loket.ByCitizen || e[0].Message != s.Pending[0].ID {
		t.Errorf("events = %+v, want one reopening by the citizen's message", e)
	}
}
