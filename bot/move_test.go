package bot

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

var moveLink = regexp.MustCompile(`https://t\.me/DemoLoketBot\?start=(\S+)`)

// visits is a message of a visitor of the web chat.
func (c *counter) visits(in loket.Inbound) came {
	c.t.Helper()
	in.Channel, in.Address = lokettest.Channels()[1].ID, "web-"+in.Person
	return c.does(in)
}

// offered opens a visitor's ticket on the web chat and returns a link's token.
func (c *counter) offered() (k loket.Ticket, token string) {
	c.t.Helper()
	const visitor = "w"
	got := c.visits(c.text(visitor, "petugas"))
	k = *got.situated.Ticket
	if !slices.Contains(buttonsOf(got.answers[0]), dataMove+k.Number) {
		c.t.Fatalf("the receipt's buttons are %q, want the way to Telegram", buttonsOf(got.answers[0]))
	}
	got = c.visits(c.of(visitor, loket.MessageButton, "", dataMove+k.Number))
	found := moveLink.FindStringSubmatch(got.words())
	if found == nil {
		c.t.Fatalf("no link in %q", got.words())
	}
	return k, found[1]
}

func (c *counter) starts(person, payload string) came {
	c.t.Helper()
	return c.does(c.of(person, loket.MessageCommand, "/start "+payload, ""))
}

func TestMoveToTelegram(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	k, token := c.offered()
	c.must(c.desk.Note(t.Context(), c.staff, k.ID, "sudah dicek"))
	got := c.starts("m", token)
	if got.situated.Ticket == nil || got.situated.Ticket.ID != k.ID || !strings.Contains(got.words(), "dilanjutkan di sini") {
		t.Fatalf("the ticket here is %+v after %q, want %s", got.situated.Ticket, got.words(), k.Number)
	}
	if got.situated.Conversation.Episode != k.Episode {
		t.Error("the episode did not come along")
	}
	c.who = "m"
	c.says("m", "ikan lele saya sakit")
	c.later(10 * time.Second)
	claimed := c.claims(came{situated: c.last()})
	c.replies(claimed, "Silakan datang ke loket 3.")
	if texts := c.port.textsTo("chat-m"); !slices.Contains(texts, "Silakan datang ke loket 3.") {
		t.Errorf("sent to Telegram: %q, want the reply", texts)
	}
	view, err := c.ledger.Ticket(t.Context(), k.Agency, k.ID)
	c.must(err)
	var read []string
	for _, line := range view.Lines {
		read = append(read, line.Text)
		if strings.Contains(line.Text, token) {
			t.Errorf("staff read the token in %q", line.Text)
		}
	}
	all := strings.Join(read, "\n")
	for _, want := range []string{"petugas", "sekarang dilanjutkan di Telegram", "ikan lele saya sakit", "Silakan datang ke loket 3."} {
		if !strings.Contains(all, want) {
			t.Errorf("staff read\n%s\nwant %q in it", all, want)
		}
	}
	if len(view.Notes) != 1 || view.Question != "petugas" {
		t.Errorf("notes %+v and question %q, want those from before the move", view.Notes, view.Question)
	}
	c.must(c.desk.Close(t.Context(), c.staff, k.ID, claimed.LeaseEpoch))
	if r := c.last().Rating; r == nil || r.Ticket != k.ID {
		t.Error("the citizen is not asked where the ticket is now")
	}
}

// TestMoveRefused holds that a token that is used, has expired or is forged does
// nothing but a sentence.
func TestMoveRefused(t *testing.T) {
	t.Parallel()
	refused := func(name, want string, prepare func(c *counter) (k loket.Ticket, payload string)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			k, payload := prepare(c)
			before, err := c.ledger.Ticket(t.Context(), k.Agency, k.ID)
			c.must(err)
			if got := c.starts("b", payload); !strings.Contains(got.words(), want) {
				t.Errorf("told %q, want %q", got.words(), want)
			}
			after, err := c.ledger.Ticket(t.Context(), k.Agency, k.ID)
			c.must(err)
			if after.Ticket.Conversation != before.Ticket.Conversation || after.Ticket.Channel != before.Ticket.Channel {
				t.Error("the ticket moved all the same")
			}
		})
	}
	refused("Used", sayMoveOver, func(c *counter) (loket.Ticket, string) {
		k, token := c.offered()
		c.starts("a", token)
		return k, token
	})
	refused("Expired", sayMoveOver, func(c *counter) (loket.Ticket, string) {
		k, token := c.offered()
		c.later(loket.MoveWithin)
		return k, token
	})
	refused("Forged", sayMoveOver, func(c *counter) (loket.Ticket, string) {
		k, _ := c.offered()
		return k, loket.NewMoveToken()
	})
	refused("Broken", "Selamat", func(c *counter) (loket.Ticket, string) {
		k, token := c.offered()
		return k, token[:len(token)-2]
	})
	refused("Closed", sayMoveOver, func(c *counter) (loket.Ticket, string) {
		k, token := c.offered()
		c.visits(c.text("w", "batal"))
		return k, token
	})
	refused("BesideAnOwnQuestion", "Di sini masih ada tiket", func(c *counter) (loket.Ticket, string) {
		k, token := c.offered()
		c.says("b", "petugas")
		return k, token
	})
}

// TestMoveAfterBusy: a token that was refused for an own question still moves when
// that is gone.
func TestMoveAfterBusy(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	k, token := c.offered()
	c.says("a", "petugas")
	c.starts("a", token)
	c.says("a", "batal")
	if got := c.starts("a", token); got.situated.Ticket == nil || got.situated.Ticket.ID != k.ID {
		t.Errorf("told %q, want the ticket here", got.words())
	}
}

// TestMoveAndMoreAtOnce: what comes in one breath with the move joins the ticket.
func TestMoveAndMoreAtOnce(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	k, token := c.offered()
	c.receives(c.of("a", loket.MessageCommand, "/start "+token, ""), c.text("a", "mau bicara sama petugas"))
	c.who = "a"
	if s := c.last(); s.Ticket == nil || s.Ticket.ID != k.ID || len(c.tickets(loket.KindQuestion)) != 1 || len(s.Pending) != 0 {
		t.Errorf("the ticket here is %+v of %d, %d messages wait; want one ticket and none", s.Ticket, len(c.tickets(loket.KindQuestion)), len(s.Pending))
	}
}

func TestNoTelegramNoOffer(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.bot.Telegram = nil
	got := c.visits(c.text("w", "petugas"))
	if buttons := buttonsOf(got.answers[0]); len(buttons) != 1 {
		t.Errorf("buttons = %q, want none to Telegram", buttons)
	}
	pressed := c.visits(c.of("w", loket.MessageButton, "", dataMove+got.situated.Ticket.Number))
	if pressed.words() != sayStaleChoice {
		t.Errorf("told %q, want %q", pressed.words(), sayStaleChoice)
	}
}
