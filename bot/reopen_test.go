package bot

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// ended has staff close the citizen's open question.
func (c *counter) ended() loket.Ticket {
	c.t.Helper()
	k, err := c.desk.Claim(c.t.Context(), c.staff, c.tickets(loket.KindQuestion)[0].ID)
	c.must(err)
	c.must(c.desk.Close(c.t.Context(), c.staff, k.ID, k.LeaseEpoch))
	return k
}

func TestNextMessageReopens(t *testing.T) {
	t.Parallel()
	t.Run("OnTheMatter/SameTicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.does(c.text("a", "petugas"))
		k := c.ended()
		c.later(time.Hour)
		got := c.does(c.text("a", "petugas"))
		open := c.tickets(loket.KindQuestion)
		if len(open) != 1 || open[0].ID != k.ID || open[0].State != loket.TicketWaiting || open[0].Priority != loket.PriorityHigh {
			t.Fatalf("open tickets = %+v, want the one before, at the front", open)
		}
		if got.outcome() != loket.OutcomeJoined || !strings.Contains(got.words(), "buka lagi") || !strings.Contains(got.words(), k.Number) {
			t.Errorf("the citizen read %q (%s), want that %s goes on", got.words(), got.outcome(), k.Number)
		}
		if p := open[0].Promise; !strings.Contains(got.words(), "paling lambat") || p.State != loket.PromiseGiven || !p.At.After(c.clock.Now()) {
			t.Errorf("the citizen read %q and was promised %+v, want a new latest time", got.words(), p)
		}
	})
	t.Run("LongAfter/NewTicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.does(c.text("a", "petugas"))
		k := c.ended()
		c.later(8 * 24 * time.Hour)
		c.does(c.text("a", "petugas"))
		if open := c.tickets(loket.KindQuestion); len(open) != 1 || open[0].ID == k.ID {
			t.Errorf("open tickets = %+v, want a new one", open)
		}
	})
	t.Run("Danger/NewTicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.does(c.text("a", "petugas"))
		k := c.ended()
		c.does(c.text("a", "tolong saya dipukul suami"))
		if open := c.tickets(loket.KindQuestion); len(open) != 1 || open[0].ID == k.ID || open[0].Priority != loket.PriorityEmergency {
			t.Errorf("open tickets = %+v, want a new one for the danger", open)
		}
	})
}
