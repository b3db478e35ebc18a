package bot

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

var sixDigits = regexp.MustCompile(`PIN: (\d{6})\.`)

// pinOf has a person's open ticket told with its PIN.
func (c *counter) pinOf(person string) (number, pin string) {
	c.t.Helper()
	got := c.says(person, "pin")
	found := sixDigits.FindStringSubmatch(got.words())
	if found == nil || got.situated.Ticket == nil {
		c.t.Fatalf("no PIN in %q", got.words())
	}
	return got.situated.Ticket.Number, found[1]
}

// elsewhere is a counter at which a ticket of somebody with a PIN waits; the
// citizen at hand is another.
func elsewhere(t *testing.T) (c *counter, number, pin string) {
	t.Helper()
	c = openCounter(t)
	c.says("a", "petugas")
	number, pin = c.pinOf("a")
	c.who = "b"
	return c, number, pin
}

func TestNumberAndPIN(t *testing.T) {
	t.Parallel()
	c, number, pin := elsewhere(t)
	wrong := "000000"
	if pin == wrong {
		wrong = "111111"
	}
	for _, step := range []struct{ person, text, want string }{
		{"b", number, sayNeedsPIN},
		{"b", loket.NewTicketNumber("KPG"), sayNeedsPIN},
		{"b", number + " " + pin, "menunggu petugas"},
		{"b", "cek " + strings.ToLower(number) + " PIN: " + pin[:3] + " " + pin[3:], "menunggu petugas"},
		{"b", "/status " + number + " " + pin, "menunggu petugas"},
		{"b", number + " " + wrong, sayWrongPIN},
		{"b", loket.NewTicketNumber("KPG") + " " + pin, sayWrongPIN},
		{"a", number + " " + wrong, "menunggu petugas"},
		{"b", number + " " + pin + " saya mau bunuh diri", "119"},
	} {
		in := c.text(step.person, step.text)
		if strings.HasPrefix(step.text, "/") {
			in.Kind = loket.MessageCommand
		}
		if got := c.does(in); !strings.Contains(got.words(), step.want) {
			t.Errorf("%s says %q and is told %q, want %q", step.person, step.text, got.words(), step.want)
		}
	}
	if again, now := c.pinOf("a"); again != number || now == pin {
		t.Errorf("the PIN asked for anew is the old one")
	} else if got := c.says("b", number+" "+pin); got.words() != sayWrongPIN {
		t.Errorf("the old PIN still opens: %q", got.words())
	}
}

// TestPINTries holds both limits: five wrong ones for a number, whoever asks, and
// for an asker, whatever they ask for; the right one opens no more then.
func TestPINTries(t *testing.T) {
	t.Parallel()
	t.Run("PerTicket", func(t *testing.T) {
		t.Parallel()
		c, number, pin := elsewhere(t)
		for _, person := range []string{"b", "c", "d", "e", "f"} {
			if got := c.says(person, number+" "+other(pin)); got.words() != sayWrongPIN {
				t.Fatalf("%s is told %q", person, got.words())
			}
		}
		if got := c.says("g", number+" "+pin); got.words() != sayTooManyTries {
			t.Errorf("the sixth is told %q, want %q", got.words(), sayTooManyTries)
		}
		c.later(loket.PINSpan)
		if got := c.says("g", number+" "+pin); !strings.Contains(got.words(), "menunggu petugas") {
			t.Errorf("after %v it is told %q", loket.PINSpan, got.words())
		}
	})
	t.Run("PerAsker", func(t *testing.T) {
		t.Parallel()
		c, number, pin := elsewhere(t)
		for range loket.PINTries {
			c.says("b", loket.NewTicketNumber("KPG")+" "+pin)
		}
		if got := c.says("b", number+" "+pin); got.words() != sayTooManyTries {
			t.Errorf("the sixth is told %q, want %q", got.words(), sayTooManyTries)
		}
		if got := c.says("c", number+" "+pin); !strings.Contains(got.words(), "menunggu petugas") {
			t.Errorf("another asker is told %q", got.words())
		}
	})
}

// other is a PIN that is not this one.
func other(pin string) string {
	if pin == "000000" {
		return "111111"
	}
	return "000000"
}

// TestPINIsNotKept holds that no reader of the transcript finds a PIN: not the one
// that was told, not the one that was typed.
func TestPINIsNotKept(t *testing.T) {
	t.Parallel()
	c, number, pin := elsewhere(t)
	c.says("b", number+" "+pin)
	c.says("b", "petugas")
	c.deliver()
	for _, k := range c.tickets(loket.KindQuestion) {
		view, err := c.ledger.Ticket(c.t.Context(), lokettest.Agency().ID, k.ID)
		c.must(err)
		for _, line := range view.Lines {
			if strings.Contains(line.Text, pin) {
				t.Errorf("staff read the PIN in %q", line.Text)
			}
		}
		archive, err := c.ledger.Archive(context.Background(), k.Conversation)
		c.must(err)
		for _, line := range archive.Lines {
			if strings.Contains(line.Text, pin) {
				t.Errorf("the archive has the PIN in %q", line.Text)
			}
		}
	}
}

func TestStatusOfAClosedTicketByPIN(t *testing.T) {
	t.Parallel()
	c, number, pin := elsewhere(t)
	c.who = "a"
	c.ended()
	c.later(time.Minute)
	if got := c.says("b", number+" "+pin); !strings.Contains(got.words(), "sudah selesai") {
		t.Errorf("told %q, want that it is done", got.words())
	}
	c.later(loket.PINLasts)
	if got := c.says("b", number+" "+pin); got.words() != sayWrongPIN {
		t.Errorf("long after the close told %q, want %q", got.words(), sayWrongPIN)
	}
}

// TestWebReceiptTellsThePIN: a visitor's cookie may be gone tomorrow.
func TestWebReceiptTellsThePIN(t *testing.T) {
	t.Parallel()
	for text, told := range map[string]bool{"petugas": true, "pelayanan lambat sekali, saya kecewa": true, "saya mau bunuh diri": false} {
		c := openCounter(t)
		in := c.text("w", text)
		in.Channel = lokettest.Channels()[1].ID
		got := c.does(in)
		found := sixDigits.FindStringSubmatch(got.words())
		if (found != nil) != told {
			t.Fatalf("%q is told %q, want a PIN in it: %v", text, got.words(), told)
		}
		if !told {
			continue
		}
		if got := c.says("b", loket.FindTicketNumber(got.words())+" "+found[1]); !strings.Contains(got.words(), "menunggu petugas") {
			t.Errorf("the PIN of the receipt opens nothing: %q", got.words())
		}
	}
}
