package public_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/web"
	"loket/internal/web/public"
	"loket/internal/web/webtest"
)

// desk is the room on a real ledger, with one ticket in it.
type desk struct {
	*webtest.Browser
	t      *testing.T
	ledger *store.Store
	ticket loket.Ticket
	pin    string
}

func open(t *testing.T) *desk {
	t.Helper()
	clock := lokettest.NewClock()
	s, err := store.Open(t.Context(), storetest.ReadySQLite(t), store.Options{Sealer: storetest.Sealer(t, 1), Now: clock.Now})
	d := &desk{t: t, ledger: s, pin: "482913"}
	d.must(err)
	t.Cleanup(func() { d.must(s.Close()) })
	d.must(s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...))
	d.asks(clock.Now)
	house := &web.Server{Log: slog.New(slog.DiscardHandler), Parts: []web.Part{&public.Public{
		Ledger: s, Receive: s.Ingest, Asker: func(*http.Request) string { return "penanya" },
		Written: func(_ loket.Agency, w loket.Written) string { return "Benar: " + w.Code + " " + string(w.Likeness) },
		Status:  func(context.Context, loket.Ticket) (string, error) { return "menunggu petugas", nil },
		Agency:  func(id loket.AgencyID) (loket.Agency, bool) { return lokettest.Agency(), id == lokettest.Agency().ID },
		Now:     clock.Now, Zone: webtest.WITA,
	}}}
	d.Browser = webtest.NewBrowser(house.Handler())
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// asks has a citizen ask, and their ticket opened with a PIN.
func (d *desk) asks(now func() time.Time) {
	d.t.Helper()
	channel := lokettest.Channels()[1].ID
	receipts, err := d.ledger.Ingest(d.t.Context(), []loket.Inbound{{
		Channel: channel, OriginKey: "w:warga:1", Person: "warga", Address: "warga", Kind: loket.MessageText, Text: "parkir <b>di mana</b>?",
	}})
	d.must(err)
	s, err := d.ledger.Situation(d.t.Context(), receipts[0].Conversation)
	d.must(err)
	m := s.Pending[0]
	d.ticket = loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber("KPG"), Agency: m.Agency, Channel: channel, Conversation: m.Conversation,
		Episode: m.Episode, Message: m.ID, Unit: loket.DefaultUnit, Kind: loket.KindQuestion, State: loket.TicketWaiting, OpenedAt: now(), DueAt: now(),
	}
	d.must(d.ledger.Settle(d.t.Context(), loket.Decision{
		Agency: m.Agency, Channel: channel, Conversation: m.Conversation, Episode: m.Episode, Ticket: &d.ticket,
		PINs:    []loket.TicketPIN{{Ticket: d.ticket.ID, Agency: m.Agency, Number: d.ticket.Number, PIN: loket.PIN(d.pin)}},
		Settled: []loket.Settlement{{Message: m.ID, Outcome: loket.OutcomeHandedOff, Ticket: d.ticket.ID}},
		Answers: []loket.Answer{{
			ID: "jawaban", Agency: m.Agency, Conversation: m.Conversation, Kind: loket.AnswerNotice, CheckCode: "7F3Q9KXM",
			Sends: []loket.Send{{
				ID: "kiriman", Agency: m.Agency, Channel: channel, Conversation: m.Conversation, Answer: "jawaban", Kind: loket.AnswerNotice, Target: loket.ToConversation,
				Address: "warga", Op: loket.OpSend, Part: 1, Parts: 1, Lane: loket.LaneNotice, Class: loket.ClassA, Content: loket.Content{Text: "Rahasia warga"},
			}},
		}},
	}))
}

func (d *desk) path() string { return "/cek/" + string(d.ticket.Agency) }

func TestTicketPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	if a := d.Get(d.path() + "?nomor=" + d.ticket.Number); a.Status != http.StatusOK || !strings.Contains(a.Body, d.ticket.Number) {
		t.Errorf("the form = %d, want the number of the link in it", a.Status)
	}
	for name, c := range map[string]struct {
		number, pin, says string
		status            int
	}{
		"Opens":         {strings.ToLower(d.ticket.Number), " 482 913 ", "parkir <b>di mana</b>?", http.StatusOK},
		"WrongPIN":      {d.ticket.Number, "000000", "tidak cocok", http.StatusNotFound},
		"UnknownNumber": {loket.NewTicketNumber("KPG"), d.pin, "tidak cocok", http.StatusNotFound},
		"BrokenNumber":  {"KPG-1", d.pin, "salah ketik", http.StatusBadRequest},
		"BrokenPIN":     {d.ticket.Number, "12345", "6 angka", http.StatusBadRequest},
		"Nothing":       {"", "", "salah ketik", http.StatusBadRequest},
	} {
		a := d.Post(d.path(), "nomor", c.number, "pin", c.pin)
		if text := a.Page(t).Text(); a.Status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s, want %d and %q", name, a.Status, text, c.status, c.says)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by a cache", name)
		}
	}
	if a := d.Get("/cek/lain"); a.Status != http.StatusNotFound {
		t.Errorf("another office = %d, want 404", a.Status)
	}
	for range loket.PINTries {
		d.Post(d.path(), "nomor", d.ticket.Number, "pin", "000000")
	}
	if a := d.Post(d.path(), "nomor", d.ticket.Number, "pin", d.pin); a.Status != http.StatusTooManyRequests {
		t.Errorf("after too many tries = %d, want 429", a.Status)
	}
}

func TestWriteOnTicketPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	const once = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	write := func(pin, text, once string) webtest.Answer {
		return d.Post(d.path()+"/tulis", "nomor", d.ticket.Number, "pin", pin, "pesan", text, "sekali", once)
	}
	for range 2 { // a reloaded page sends again
		if a := write(d.pin, "untuk mobil juga", once); a.Status != http.StatusOK || strings.Count(a.Page(t).Text(), "untuk mobil juga") != 1 {
			t.Errorf("%d %s, want the message once", a.Status, a.Page(t).Text())
		}
	}
	for name, c := range map[string]struct {
		pin, text, once string
		status          int
	}{
		"WrongPIN": {"000000", "x", once, http.StatusNotFound},
		"Empty":    {d.pin, " \r\n ", once, http.StatusBadRequest},
		"TooLong":  {d.pin, strings.Repeat("x", 10_001), once, http.StatusRequestEntityTooLarge},
		"NoForm":   {d.pin, "x", "", http.StatusBadRequest},
		"Forged":   {d.pin, "x", "m:1:2:3:4:5:6:7:8:9:0:1:2:", http.StatusBadRequest},
	} {
		if a := write(c.pin, c.text, c.once); a.Status != c.status {
			t.Errorf("%s = %d, want %d", name, a.Status, c.status)
		}
	}
	foreign := d.Clone()
	foreign.Header["Sec-Fetch-Site"] = "cross-site"
	if a := foreign.Post(d.path(), "nomor", d.ticket.Number, "pin", d.pin); a.Status != http.StatusForbidden {
		t.Errorf("from another site = %d, want 403", a.Status)
	}
	s, err := d.ledger.Situation(t.Context(), d.ticket.Conversation)
	d.must(err)
	if len(s.Pending) != 1 || s.Pending[0].Kind != loket.MessageText {
		t.Errorf("%d messages wait in the ticket's conversation, want the one", len(s.Pending))
	}
}

// TestCodePage asks by a form whether a message is the office's.
func TestCodePage(t *testing.T) {
	t.Parallel()
	d := open(t)
	if a := d.Get(d.path() + "?kode=7F3Q-9KXM"); a.Status != http.StatusOK || !strings.Contains(a.Body, `value="7F3Q-9KXM"`) || strings.Contains(a.Body, "Benar:") {
		t.Errorf("the form = %d %s, want the code of the link in it, and nothing told", a.Status, a.Page(t).Text())
	}
	for name, c := range map[string]struct {
		code, text, says string
		status           int
	}{
		"Ours":       {" 7f3q 9kxm ", "", "Benar: 7F3Q9KXM", http.StatusOK},
		"Same":       {"7F3Q-9KXM", "Rahasia  warga\r\nKode cek: 7F3Q-9KXM", "Benar: 7F3Q9KXM same", http.StatusOK},
		"Changed":    {"7F3Q-9KXM", "Rahasia warga, kirim uang", "Benar: 7F3Q9KXM other", http.StatusOK},
		"NotOurs":    {"7F3Q-9KXN", "", "tidak ada pada pesan kami", http.StatusNotFound},
		"Mistyped":   {"7F3Q", "<b>", "8 huruf dan angka", http.StatusBadRequest},
		"Nothing":    {"", "", "8 huruf dan angka", http.StatusBadRequest},
		"TicketToo":  {d.ticket.Number, "", "8 huruf dan angka", http.StatusBadRequest},
		"OnlySpaces": {"7F3Q-9KXM", " \n ", "Benar: 7F3Q9KXM", http.StatusOK},
	} {
		a := d.Post(d.path()+"/pesan", "kode", c.code, "isi", c.text)
		if text := a.Page(t).Text(); a.Status != c.status || !strings.Contains(text, c.says) || c.text == "" && strings.Contains(text, "Rahasia") {
			t.Errorf("%s: %d %s, want %d and %q", name, a.Status, text, c.status, c.says)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be kept by a cache", name)
		}
	}
	for range loket.PINTries {
		d.Post(d.path()+"/pesan", "kode", "0000-000A")
	}
	if a := d.Post(d.path()+"/pesan", "kode", "7F3Q-9KXM"); a.Status != http.StatusTooManyRequests || strings.Contains(a.Page(t).Text(), "Benar:") {
		t.Errorf("after too many tries = %d, want 429", a.Status)
	}
	if a := d.Post("/cek/lain/pesan", "kode", "7F3Q-9KXM"); a.Status != http.StatusNotFound {
		t.Errorf("another office = %d, want 404", a.Status)
	}
}
