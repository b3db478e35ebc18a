package bot

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// at moves the clock to a time of the office's, which must be ahead.
func (c *counter) at(to string) {
	c.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15.04", to, c.book.Calendar.Zone())
	c.must(err)
	c.clock.Add(at.Sub(c.clock.Now()))
}

// asked hands a person's question over at a time.
func (c *counter) asked(person, at string) came {
	c.t.Helper()
	c.at(at)
	return c.says(person, "saya mau bicara dengan petugas")
}

// looks lets the desk look after promises, and returns what came of it.
func (c *counter) looks() string {
	c.t.Helper()
	channel := c.bot.Channels[0]
	c.must(c.desk.RenewDue(c.t.Context(), c.staff.Agency, channel))
	c.deliver()
	return c.port.got[len(c.port.got)-1].Content.Text
}

var ticketNumber = regexp.MustCompile(`KPG-[0-9A-Z]{6}-[0-9A-Z]`)

// story is what citizens read of a ticket in one situation.
type story struct {
	name string
	tell func(*counter) string
}

func stories() []story {
	receipt := func(at string) func(*counter) string {
		return func(c *counter) string { return c.asked("a", at).words() }
	}
	behind := func(n int, at string) func(*counter) string {
		return func(c *counter) string {
			for i := range n {
				c.asked(fmt.Sprint("orang", i), at)
			}
			return c.asked("a", at).words()
		}
	}
	return []story{
		{"Buka, antrean kosong", receipt("2026-11-23 09.00")},
		{"Buka, dua orang di depan", behind(2, "2026-11-23 09.00")},
		{"Buka, sepuluh orang di depan", behind(10, "2026-11-23 09.05")},
		{"Sore, tidak sempat lagi", receipt("2026-11-23 15.40")},
		{"Hari penuh", behind(30, "2026-11-23 10.00")},
		{"Jumat sore", receipt("2026-11-27 15.50")},
		{"Malam", receipt("2026-11-23 21.00")},
		{"Sabtu", receipt("2026-11-28 10.00")},
		{"Cuti bersama", receipt("2026-12-24 10.00")},
		{"Natal", receipt("2026-12-25 10.00")},
		{"Akhir tahun", receipt("2026-12-31 15.50")},
		{"Aduan", func(c *counter) string { return c.says("a", "pelayanan lambat sekali, saya kecewa").words() }},
		{"Darurat tidak dijanjikan", func(c *counter) string { return c.says("a", "tolong ada kebakaran di rumah saya").words() }},
		{"Status menunggu", func(c *counter) string { behind(1, "2026-11-23 09.00")(c); return c.says("a", "status").words() }},
		{"Status di luar jam", func(c *counter) string {
			c.asked("a", "2026-11-23 15.40")
			c.at("2026-11-23 19.00")
			return c.says("a", "sampai mana").words()
		}},
		{"Status diambil petugas", func(c *counter) string {
			c.claims(c.asked("a", "2026-11-23 09.00"))
			return c.does(c.of("a", loket.MessageCommand, "/status", "")).words()
		}},
		{"Status sudah dibalas", func(c *counter) string {
			c.replies(c.claims(c.asked("a", "2026-11-23 09.00")), "Silakan datang ke loket 3.")
			return c.says("a", "status").words()
		}},
		{"Status terlambat", func(c *counter) string {
			c.asked("a", "2026-11-23 09.00")
			c.at("2026-11-23 09.31")
			return c.says("a", "status").words()
		}},
		{"Janji baru", func(c *counter) string {
			c.asked("a", "2026-11-23 09.00")
			c.at("2026-11-23 09.20")
			return c.looks()
		}},
		{"Janji baru untuk besok", func(c *counter) string {
			c.asked("a", "2026-11-23 15.30")
			c.at("2026-11-23 15.50")
			return c.looks()
		}},
		{"Janji terlewat", func(c *counter) string {
			c.asked("a", "2026-11-23 09.00")
			c.at("2026-11-23 10.00")
			return c.looks()
		}},
		{"Batal", func(c *counter) string { c.asked("a", "2026-11-23 09.00"); return c.says("a", "Batal.").words() }},
		{"Batal, sudah diambil", func(c *counter) string {
			c.claims(c.asked("a", "2026-11-23 09.00"))
			return c.says("a", "batal").words()
		}},
		{"Batal tanpa tiket", func(c *counter) string { return c.does(c.of("a", loket.MessageCommand, "/batal", "")).words() }},
	}
}

// TestPromiseWords holds every text about a promise to testdata/promise.txt, where
// a person can read them as citizens do. LOKET_GOLDEN=1 writes the file anew.
func TestPromiseWords(t *testing.T) {
	t.Parallel()
	path := filepath.Join("testdata", "promise.txt")
	var all strings.Builder
	for _, s := range stories() {
		c := openCounter(t)
		text := ticketNumber.ReplaceAllString(s.tell(c), "KPG-7F3Q9K-X")
		fmt.Fprintf(&all, "== %s\n%s\n\n", s.name, text)
		if n := len([]rune(text)); n > 320 && !strings.Contains(text, "112 darurat") {
			t.Errorf("%s: %d characters, want a text that is read at a glance:\n%s", s.name, n, text)
		}
	}
	if os.Getenv("LOKET_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(all.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if all.String() != string(want) {
		t.Errorf("the texts are:\n%s\nwant:\n%s", all.String(), want)
	}
}

// happened are the events of a kind, so far.
func (c *counter) happened(kind loket.EventKind) (out []loket.Event) {
	c.t.Helper()
	all, err := c.ledger.Events(c.t.Context(), 0, 10_000)
	c.must(err)
	for _, e := range all {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// TestPromiseIsStored: what the receipt tells stands on the ticket and in an event.
func TestPromiseIsStored(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.asked("b", "2026-11-23 09.00")
	k := c.asked("a", "2026-11-23 09.01")
	promise := k.situated.Ticket.Promise
	want := c.clock.Now().Add(44 * time.Minute)
	if promise != loket.GivenPromise(want) {
		t.Errorf("promise = %+v, want 09.45, given", promise)
	}
	given := c.happened(loket.EventPromise)
	if len(given) != 2 || !given[1].Until.Equal(want) || given[1].Value != 2 || given[1].Ticket != k.situated.Ticket.ID || given[1].CalendarVersion == "" {
		t.Errorf("events = %+v, want the time and place 2", given)
	}
	if got := buttonsOf(k.answers[0]); len(got) != 2 || got[0] != dataStatus+k.situated.Ticket.Number || got[1] != dataPIN+k.situated.Ticket.Number {
		t.Errorf("buttons = %v, want where the ticket stands and its PIN", got)
	}
}

// TestHandedOverUnread: even who is handed over unread is promised a time, though
// not told with a word of the office's hours.
func TestHandedOverUnread(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.bot.Book = func(loket.AgencyID) *Book { return nil }
	c.says("a", "syarat ktp hilang")
	for range failTries {
		c.later(failPause)
	}
	if all := c.tickets(loket.KindQuestion); len(all) != 1 || all[0].Promise.State != loket.PromiseGiven {
		t.Errorf("tickets = %+v, want one with a promise", all)
	}
}

// TestStatusOfAComplaint: words that may be about documents are about the ticket
// while there is one of either kind, and about documents otherwise.
func TestStatusOfAComplaint(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("a", "pelayanan lambat sekali, saya kecewa")
	number := c.tickets(loket.KindComplaint)[0].Number
	if said := c.says("a", "sampai mana").words(); !strings.Contains(said, number+": menunggu petugas") {
		t.Errorf("after a complaint \"sampai mana\" = %q, want where %s stands", said, number)
	}
	if said := c.says("b", "sampai mana").words(); strings.Contains(said, "menunggu petugas, antrean") {
		t.Errorf("without a ticket \"sampai mana\" = %q", said)
	}
}

// TestCancel is what a citizen's wish to take a question back does, in every
// state of it.
func TestCancel(t *testing.T) {
	t.Parallel()
	button := func(k came) loket.Inbound {
		return loket.Inbound{Kind: loket.MessageButton, Data: dataCancel + k.situated.Ticket.Number}
	}
	for name, message := range map[string]func(k came) loket.Inbound{
		"Word":      func(came) loket.Inbound { return loket.Inbound{Kind: loket.MessageText, Text: " Batal! "} },
		"WithAWord": func(came) loket.Inbound { return loket.Inbound{Kind: loket.MessageText, Text: "batalkan tiket"} },
		"Number": func(k came) loket.Inbound {
			return loket.Inbound{Kind: loket.MessageText, Text: "batal " + k.situated.Ticket.Number}
		},
		"Command": func(came) loket.Inbound { return loket.Inbound{Kind: loket.MessageCommand, Text: "/batal"} },
		"Button":  button,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			k := c.asked("a", "2026-11-23 09.00")
			made := message(k)
			after := c.does(c.of("a", made.Kind, made.Text, made.Data))
			if after.situated.Ticket != nil || after.outcome() != loket.OutcomeNoticed {
				t.Errorf("after cancelling the ticket is %+v, outcome %s", after.situated.Ticket, after.outcome())
			}
			if len(c.queue.gone) != 1 || c.queue.gone[0].ID != k.situated.Ticket.ID {
				t.Errorf("the queue forgot %v, want the ticket", c.queue.gone)
			}
			if n := len(c.happened(loket.EventAbandon)); n != 1 {
				t.Errorf("%d waits withdrawn, want 1", n)
			}
		})
	}
	t.Run("ASentenceIsNoWish", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.asked("a", "2026-11-23 09.00")
		if after := c.says("a", "batal nikah apakah status KTP ikut berubah?"); after.situated.Ticket == nil {
			t.Error("a question with the word in it cancelled the ticket")
		}
	})
	t.Run("Claimed", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		k := c.asked("a", "2026-11-23 09.00")
		c.claims(k)
		if after := c.does(c.of("a", loket.MessageButton, "", button(k).Data)); after.situated.Ticket == nil {
			t.Error("a ticket that staff have was cancelled")
		}
	})
	t.Run("PutAside/NobodyHoldsIt", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		k := c.asked("a", "2026-11-23 09.00")
		held := c.claims(k)
		c.must(c.desk.Pause(t.Context(), c.staff, held.ID, held.LeaseEpoch, loket.Pause{Kind: loket.PauseHour}))
		if told := c.says("a", "status").words(); !strings.Contains(told, "sedang diproses petugas") {
			t.Errorf("status of a snoozed ticket = %q", told)
		}
		if after := c.does(c.of("a", loket.MessageButton, "", button(k).Data)); after.situated.Ticket != nil {
			t.Errorf("after cancelling a snoozed ticket it is %+v", after.situated.Ticket)
		}
	})
	t.Run("ClaimedComplaint/StaffReadTheWish", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "pelayanan lambat sekali, saya kecewa")
		complaint := c.tickets(loket.KindComplaint)[0]
		_, err := c.desk.Claim(t.Context(), c.staff, complaint.ID)
		c.must(err)
		after := c.says("a", "batal "+complaint.Number)
		if len(after.settled) != 1 || after.settled[0].Ticket != complaint.ID {
			t.Errorf("settled = %+v, want the wish on the complaint's ticket", after.settled)
		}
	})
	t.Run("TheComplaintByItsNumber", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.asked("a", "2026-11-23 09.00")
		c.says("a", "pelayanan lambat sekali, saya kecewa")
		c.says("a", "batal "+c.tickets(loket.KindComplaint)[0].Number)
		if questions, complaints := c.tickets(loket.KindQuestion), c.tickets(loket.KindComplaint); len(questions) != 1 || len(complaints) != 0 {
			t.Errorf("%d questions and %d complaints open, want 1 and 0", len(questions), len(complaints))
		}
	})
}

// TestCancelAmongOthers: a wish to cancel that comes in one batch with other
// messages.
func TestCancelAmongOthers(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	k := c.asked("a", "2026-11-23 09.00")
	c.receives(c.text("a", "halo pak"), c.text("a", "batal"), c.text("a", "saya mau bicara dengan petugas"))
	all := c.tickets(loket.KindQuestion)
	if len(all) != 1 || all[0].ID == k.situated.Ticket.ID {
		t.Errorf("tickets = %+v, want a new one", all)
	}
	c.receives(c.text("b", "saya mau bicara dengan petugas"), c.text("b", "batal"))
	if all := c.tickets(loket.KindQuestion); len(all) != 1 {
		t.Errorf("%d tickets, want what was opened and cancelled in one breath gone", len(all))
	}
}
