package bot

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// commands has citizen a give a command.
func (c *counter) commands(text string) came {
	return c.does(c.of("a", loket.MessageCommand, text, ""))
}

// TestWithdraw follows a citizen who withdraws their consent: asked once, then
// nothing of theirs is processed until they agree again.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("a", "mau bicara sama petugas")
	c.deliver()
	asked := c.commands("/tarik")
	if len(c.tickets(loket.KindQuestion)) != 1 || !strings.Contains(asked.words(), "KPG-") {
		t.Errorf("asking closed the ticket, or does not name it: %s", asked.words())
	}
	c.does(c.of("a", loket.MessageButton, "", dataStay))
	if len(c.tickets(loket.KindQuestion)) != 1 {
		t.Error("\"Tidak jadi\" closed the ticket")
	}
	done := c.does(c.of("a", loket.MessageButton, "", asked.answers[0].Sends[0].Content.Buttons[0][0].Data))
	if n := len(c.tickets(loket.KindQuestion)); n != 0 || !strings.Contains(done.words(), "sudah ditarik") {
		t.Errorf("%d tickets are open and the citizen reads %q, want none and that it is done", n, done.words())
	}
	c.wantLeftAlone()
	c.wantRights()
	back := c.commands("/setuju")
	c.wantNotice(back, true)
	if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted {
		t.Errorf("after /setuju the question became %q, want a quote", got.outcome())
	}
}

// wantLeftAlone holds the clerk to looking into nothing of citizen a.
func (c *counter) wantLeftAlone() {
	c.t.Helper()
	c.later(time.Minute)
	for i, text := range []string{"syarat ktp hilang", "mau bicara sama petugas", "/start", "/petugas"} {
		in := c.text("a", text)
		if strings.HasPrefix(text, "/") {
			in.Kind = loket.MessageCommand
		}
		got := c.does(in)
		if got.outcome() != loket.OutcomeWithdrawn || len(c.tickets(loket.KindQuestion)) != 0 {
			c.t.Errorf("%q became %q, want it left alone", text, got.outcome())
		}
		if told := len(got.answers); told != 1-min(i, 1) {
			c.t.Errorf("%q is owed %d answers, want the citizen told once", text, told)
		}
	}
	c.later(tellAgain)
	if got := c.says("a", "halo"); !strings.Contains(got.words(), "/setuju") || !strings.Contains(got.words(), "112") {
		c.t.Errorf("ten minutes later the citizen reads %q, want the way back and 112", got.words())
	}
}

// wantRights holds the clerk to serving the rights of who withdrew, and to
// having nothing left to show.
func (c *counter) wantRights() {
	c.t.Helper()
	c.deliver()
	copied := c.commands("/data")
	for _, gone := range []string{"syarat ktp hilang", "petugas", "Warga"} {
		if strings.Contains(copied.words(), "Anda: "+gone) {
			c.t.Errorf("/data shows %q:\n%s", gone, copied.words())
		}
	}
	if got := c.commands("/privasi"); !strings.Contains(got.words(), "365 hari") {
		c.t.Errorf("/privasi gives %q", got.words())
	}
	if got := c.commands("/hapus"); !strings.Contains(got.words(), "/hapus ya") {
		c.t.Errorf("/hapus gives %q", got.words())
	}
}

// TestWithdrawInOneBreath: what was written before in the same turn opens no
// ticket that lasts, and what follows is left alone.
func TestWithdrawInOneBreath(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	question, withdraw, more := c.text("a", "mau bicara sama petugas"), c.of("a", loket.MessageCommand, "/tarik ya", ""), c.text("a", "syarat ktp hilang")
	receipts := c.receives(question, withdraw, more)
	if n := len(c.tickets(loket.KindQuestion)); n != 0 {
		t.Errorf("%d tickets are open, want none", n)
	}
	archive, err := c.ledger.Archive(t.Context(), receipts[0].Conversation)
	c.must(err)
	for _, line := range archive.Lines {
		if line.FromCitizen && line.Text != loket.ErasedText {
			t.Errorf("line %q is left", line.Text)
		}
	}
	c.commands("/setuju")
	if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted {
		t.Errorf("after /setuju the question became %q, want a quote", got.outcome())
	}
}
