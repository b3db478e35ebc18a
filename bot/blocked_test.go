package bot

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// blocks has staff block the citizen for a week from their open question, and close it.
func (c *counter) blocks() {
	c.t.Helper()
	c.does(c.text("a", "petugas"))
	k, err := c.desk.Claim(c.t.Context(), c.staff, c.tickets(loket.KindQuestion)[0].ID)
	c.must(err)
	c.must(c.desk.Block(c.t.Context(), c.staff, k.ID, k.LeaseEpoch, 7, "mengganggu terus"))
	c.must(c.desk.Close(c.t.Context(), c.staff, k.ID, k.LeaseEpoch))
	c.later(time.Minute)
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	t.Run("KeptAndToldOnce", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.blocks()
		first := c.does(c.text("a", "petugas"))
		if first.outcome() != loket.OutcomeBlocked || len(first.answers) != 1 || !strings.Contains(first.words(), "kami simpan") {
			t.Errorf("the first message became %q, told %q, want it kept and said so", first.outcome(), first.words())
		}
		for _, text := range []string{"petugas", "syarat ktp hilang", "kecewa dengan pelayanan", "status"} {
			if got := c.does(c.text("a", text)); got.outcome() != loket.OutcomeBlocked || len(got.answers) != 0 {
				t.Errorf("%q became %q with %d answers, want it kept without a word", text, got.outcome(), len(got.answers))
			}
		}
		if open := c.tickets(loket.KindQuestion); len(open) != 0 {
			t.Errorf("a blocked citizen opened %+v", open)
		}
		view, err := c.ledger.Archive(c.t.Context(), first.situated.Conversation.ID)
		c.must(err)
		kept := false
		for _, line := range view.Lines {
			kept = kept || line.Text == "kecewa dengan pelayanan"
		}
		if !kept {
			t.Error("what a blocked citizen wrote was not kept")
		}
	})
	t.Run("DangerIsHeard", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.blocks()
		if got := c.does(c.text("a", "saya mau bunuh diri")); !strings.Contains(got.words(), "112") {
			t.Errorf("danger got %q, want the numbers", got.words())
		}
		open := c.tickets(loket.KindQuestion)
		if len(open) != 1 || open[0].Priority != loket.PriorityEmergency {
			t.Fatalf("open tickets = %+v, want one for the danger", open)
		}
		if got := c.does(c.text("a", "tolong cepat")); got.outcome() == loket.OutcomeBlocked {
			t.Error("who is in danger is not heard on")
		}
	})
	t.Run("RightsAreServed", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.blocks()
		if got := c.does(c.of("a", loket.MessageCommand, "/privasi", "")); got.outcome() != loket.OutcomeNoticed {
			t.Errorf("/privasi became %q, want it answered", got.outcome())
		}
	})
	t.Run("EndsByItself", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.blocks()
		c.later(8 * 24 * time.Hour)
		if got := c.does(c.text("a", "syarat ktp hilang")); got.outcome() != loket.OutcomeQuoted {
			t.Errorf("after its end a message became %q, want quoted", got.outcome())
		}
	})
}
