package console_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// counter is a house with the console before the real desk and ledger, on a Monday
// at 09.00.
type counter struct {
	t       *testing.T
	clock   *webtest.Clock
	ledger  *store.Store
	desk    *desk.Desk
	handler http.Handler
}

const kupang loket.AgencyID = "kupang"

func openCounter(t *testing.T) *counter {
	t.Helper()
	clock := webtest.NewClock()
	clock.Move(42*time.Hour + 55*time.Minute)
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t), store.Options{
		Sealer: storetest.Sealer(t, 1), Now: clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{t: t, clock: clock, ledger: ledger}
	t.Cleanup(func() { c.must(ledger.Close()) })
	agency := loket.Agency{ID: kupang, Code: "KPG", Name: "Kupang", Zone: "Asia/Makassar"}
	c.must(ledger.Register(t.Context(), agency, loket.Channel{ID: "kupang/web", Agency: kupang, Kind: loket.WebChat, Name: "Web"}))
	accounts := webtest.NewAccounts()
	for _, role := range loket.Roles() {
		account, err := accounts.StaffByID(t.Context(), loket.StaffID(role))
		c.must(err)
		c.must(ledger.AddStaff(t.Context(), account))
	}
	office, err := calendar.Default("Asia/Makassar")
	c.must(err)
	c.desk = &desk.Desk{
		Ledger: ledger, Team: ledger, Viewers: ledger, People: ledger, Lists: ledger, Folders: ledger, Ladder: ledger, Ready: ledger,
		Mentions: ledger, Queue: webtest.NoQueue{}, Terms: desk.DefaultTerms(),
		Policy: func(loket.AgencyID) loket.Policy { return loket.Policy{} }, Now: clock.Now,
		Log: slog.New(slog.DiscardHandler), Calendar: func(loket.AgencyID) calendar.Calendar { return office },
		Capacity: func(loket.AgencyID) int { return 2 },
		Due:      func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time { return now.Add(within) },
		Compose:  func(loket.Answer, loket.Envelope, loket.Content) []loket.Send { return nil },
		Owe:      func(...loket.Send) {},
	}
	gate := &console.Gate{Accounts: accounts, Sessions: store.Sessions{Store: ledger}, Now: clock.Now, ClientIP: web.ClientIP(nil)}
	house := &web.Server{
		Gate: gate, Parts: []web.Part{console.New(c.desk, gate, clock.Now, webtest.WITA)}, Log: slog.New(slog.DiscardHandler),
	}
	c.handler = house.Handler()
	return c
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// signIn opens a browser in which an account is signed in.
func (c *counter) signIn(login string) *webtest.Browser {
	c.t.Helper()
	b := webtest.NewBrowser(c.handler)
	if a := b.Post("/masuk", "akun", login, "sandi", webtest.Password); a.Status != http.StatusSeeOther {
		c.t.Fatalf("sign in as %s: status %d", login, a.Status)
	}
	return b
}

// asked is the address of a ticket that a person's question opened.
func (c *counter) asked(person string) string {
	c.t.Helper()
	receipts, err := c.ledger.Ingest(c.t.Context(), []loket.Inbound{{
		Channel: "kupang/web", OriginKey: "w:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: "sulit " + person,
	}})
	c.must(err)
	s, err := c.ledger.Situation(c.t.Context(), receipts[0].Conversation)
	c.must(err)
	k := c.desk.Open(c.clock.Now(), s, loket.HandOff{Message: s.Pending[0], Kind: loket.KindQuestion, Reason: "unknown"})
	c.must(c.ledger.Settle(c.t.Context(), loket.Decision{
		Channel: k.Channel, Conversation: k.Conversation, Ticket: &k,
		Settled: []loket.Settlement{{Message: k.Message, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	}))
	return "/loket/tiket/" + string(k.ID)
}

// says compares what the first such element of a page says.
func (c *counter) says(page webtest.Answer, selector, want string) {
	c.t.Helper()
	if got := append(page.Page(c.t).All(selector), nil)[0].Text(); got != want {
		c.t.Errorf("%s says %q, want %q", selector, got, want)
	}
}

// follows goes where a form leads.
func (c *counter) follows(b *webtest.Browser, done webtest.Answer) webtest.Answer {
	c.t.Helper()
	if done.Status != http.StatusSeeOther {
		c.t.Fatalf("the form was answered %d: %s", done.Status, done.Page(c.t).One("main").Text())
	}
	to, _, _ := strings.Cut(done.Location(), "#")
	return b.Get(to)
}

func TestPresenceOnTheQueue(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a, boss := c.signIn("petugas"), c.signIn("penyelia")
	c.says(a.Get("/loket"), ".tugas p", "Anda bertugas.")
	page := boss.Get("/loket")
	c.says(page, ".tugas summary", "2 petugas bertugas")

	page = c.follows(a, a.Post("/loket/kehadiran", "sedang", "istirahat"))
	c.says(page, "[role=status]", "Kehadiran Anda dicatat.")
	c.says(page, ".tugas p", "Anda istirahat sejak 09.00 WITA. Tiket Anda tetap pada Anda selama masa pegangnya.")
	c.says(page, ".tugas form", "Mulai bekerja Pulang")
	c.says(boss.Get("/loket"), ".tugas summary", "1 petugas bertugas")
	c.says(boss.Get("/loket"), ".rekan", "Rekan penyelia bertugas Rekan petugas istirahat sejak 09.00 WITA Pulangkan")
	c.says(a.Get("/loket"), ".rekan", "Rekan penyelia bertugas Rekan petugas istirahat sejak 09.00 WITA")

	c.says(c.follows(a, a.Post("/loket/kehadiran", "sedang", "kerja")), ".tugas p", "Anda bertugas.")
	if got := a.Post("/loket/kehadiran", "sedang", "entah"); got.Status < http.StatusBadRequest {
		t.Errorf("a presence that is none: status %d, want a refusal", got.Status)
	}
}

func TestGoHomeOnThePage(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a, b := c.signIn("petugas"), c.signIn("penyelia")
	first, second := c.asked("a"), c.asked("b")
	a.Post(first + "/ambil")
	a.Post(second + "/ambil")
	c.says(a.Get("/loket"), ".tugas p", "Anda bertugas, memegang 2 tiket.")
	form := a.Get(first).Page(t).One("#balas form")

	page := c.follows(a, a.Post("/loket/pulang"))
	c.says(page, "[role=status]", "Selamat pulang.")
	c.says(page, ".tugas p", "Anda tercatat pulang sejak 09.00 WITA. 2 tiket kembali ke antrean di tempat semula.")
	c.says(page, ".tugas form", "Mulai bekerja")
	if waiting := page.Page(t).All("ol.antrean .tanya"); len(waiting) != 2 {
		t.Errorf("%d tickets wait, want both", len(waiting))
	}

	late := a.Submit(form, "teks", "Bawa surat polisi.")
	if late.Status != http.StatusConflict || late.Page(t).One("#teks").Raw() != "Bawa surat polisi." {
		t.Errorf("a late reply: status %d, draft %q, want it refused and kept", late.Status, late.Page(t).One("#teks").Raw())
	}
	c.says(late, "[role=alert]", loket.ErrLeaseLost.Message)
	b.Post(first + "/ambil")
	c.says(b.Get(first), ".fakta dd", "Anda pegang")
	again := c.follows(a, a.Post(second+"/ambil", "teks", ""))
	c.says(again, ".fakta dd", "Anda pegang")
	c.says(a.Get("/loket"), ".tugas p", "Anda bertugas, memegang 1 tiket.")
}

func TestSupervisorSendsHome(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a, boss := c.signIn("petugas"), c.signIn("penyelia")
	a.Post(c.asked("a") + "/ambil")
	boss.Get("/loket")
	form := boss.Get("/loket").Page(t).One(".rekan form")
	page := c.follows(boss, boss.Submit(form))
	c.says(page, "[role=status]", "Rekan tercatat pulang. 1 tiketnya kembali ke antrean di tempat semula.")
	c.says(a.Get("/loket"), ".tugas p", "Penyelia mencatat Anda pulang sejak 09.00 WITA. 1 tiket kembali ke antrean di tempat semula.")
	if got := a.Post("/loket/pulang", "petugas", "penyelia"); got.Status != http.StatusForbidden {
		t.Errorf("an officer sends a colleague home: status %d, want %d", got.Status, http.StatusForbidden)
	}
	if got := boss.Post("/loket/pulang", "petugas", "siapa"); got.Status != http.StatusNotFound {
		t.Errorf("nobody is sent home: status %d, want %d", got.Status, http.StatusNotFound)
	}
}

func TestShiftEndsOnThePage(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a := c.signIn("petugas")
	a.Post(c.asked("a") + "/ambil")
	c.clock.Move(7*time.Hour + 20*time.Minute)
	if n, err := c.desk.EndShifts(t.Context(), kupang); err != nil || n != 1 {
		t.Fatalf("EndShifts() = %d, %v, want one", n, err)
	}
	a = c.signIn("petugas")
	c.says(a.Get("/loket"), ".tugas p",
		"Jam jaga Anda sudah selesai. Anda tercatat pulang sejak 16.20 WITA. 1 tiket kembali ke antrean di tempat semula.")
	a = c.signIn("kurator")
	if got := a.Post("/loket/hadir"); got.Status != http.StatusForbidden {
		t.Errorf("a curator's page tells that it is open: status %d, want %d", got.Status, http.StatusForbidden)
	}
}

func TestOutsideOnesShift(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	staff := loket.Staff{ID: "petugas", Agency: kupang}
	c.must(c.ledger.SetShift(t.Context(), staff, []loket.Shift{{Day: time.Friday, From: 480, To: 720}}))
	a := c.signIn("petugas")
	page := a.Get("/loket")
	c.says(page, ".tugas p", "Di luar jam jaga Anda: belum dihitung bertugas. Tekan Mulai bekerja bila Anda melayani sekarang.")
	c.says(page, ".tugas summary", "0 petugas bertugas")
	c.says(c.follows(a, a.Post("/loket/kehadiran", "sedang", "kerja")), ".tugas summary", "1 petugas bertugas")
}

func TestCapacityOnThePage(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a := c.signIn("petugas")
	for i := range 2 {
		a.Post(c.asked(fmt.Sprint(i)) + "/ambil")
	}
	third := a.Post(c.asked("c")+"/ambil", "teks", "naskah")
	if third.Status != http.StatusConflict || third.Page(t).One("#teks").Raw() != "naskah" {
		t.Errorf("one ticket too many: status %d, draft %q, want a refusal that keeps it", third.Status, third.Page(t).One("#teks").Raw())
	}
	c.says(third, "[role=alert]", loket.ErrCapacity(2).Message)
}

func TestWhoHasTheTicketOpen(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	a, boss := c.signIn("petugas"), c.signIn("penyelia")
	at := c.asked("a")
	id := strings.TrimPrefix(at, "/loket/tiket/")
	a.Post(at + "/ambil")
	if got := a.Get(at).Page(t).One(".dilihat"); got.Text() != "" || got.Attr["data-hadir"] != id || got.Attr["data-epoch"] != "1" {
		t.Errorf("viewers = %q, %v, want nobody else, and what the script tells", got.Text(), got.Attr)
	}
	page := boss.Get(at)
	c.says(page, ".dilihat", "Tiket ini juga dibuka Rekan petugas (membuka).")
	c.says(page, ".fakta dd", "Dipegang Rekan petugas")
	if _, set := page.Page(t).One(".dilihat").Attr["data-epoch"]; set {
		t.Error("a page of who does not hold the ticket renews a lease")
	}
	c.clock.Move(time.Minute)
	beat := a.Post("/loket/hadir?otomatis=1", "tiket", id, "sedang", "menulis", "epoch", "1")
	if beat.Status != http.StatusOK || beat.Body != "Tiket ini juga dibuka Rekan penyelia (membuka)." ||
		!strings.HasPrefix(beat.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("beat = %d %q %v, want who else has it open, as plain text", beat.Status, beat.Body, beat.Header)
	}
	a.Post("/bahasa", "bahasa", "en")
	if got := a.Post("/loket/hadir?otomatis=1", "tiket", id, "sedang", "menulis", "epoch", "1").Body; got != "Also open at Rekan penyelia (viewing)." {
		t.Errorf("in English the beat says %q", got)
	}
	a.Post("/bahasa", "bahasa", "id")
	c.says(a.Get(at), "#balas .redup", "Anda pegang sampai 09.06 WITA. Tiap balasan memperpanjangnya.")
	if got := boss.Post("/loket/hadir", "tiket", id, "sedang", "melihat"); got.Body != "Tiket ini juga dibuka Rekan petugas (membuka)." {
		t.Errorf("beat = %q, want the page the officer just opened", got.Body)
	}
	a.Post("/loket/hadir", "tiket", id, "sedang", "diam")
	if got := boss.Post("/loket/hadir", "tiket", id, "sedang", "menulis"); got.Body != "Tiket ini juga dibuka Rekan petugas (tidak aktif)." {
		t.Errorf("beat = %q, want the officer's page idle", got.Body)
	}
	if got := a.Post("/loket/hadir"); got.Status != http.StatusOK || got.Body != "" {
		t.Errorf("beat of the queue = %d %q, want nothing", got.Status, got.Body)
	}
}

// TestBeatKeepsNoSession: a page nobody touches signs nobody's idle time back.
func TestBeatKeepsNoSession(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	idle, busy := c.signIn("petugas"), c.signIn("penyelia")
	for range 4 {
		c.clock.Move(10 * time.Minute)
		idle.Post("/loket/hadir?otomatis=1")
		busy.Post("/loket/hadir")
	}
	if got := idle.Post("/loket/hadir?otomatis=1"); got.Status != http.StatusUnauthorized {
		t.Errorf("a page untouched for 40 minutes: status %d, want %d", got.Status, http.StatusUnauthorized)
	}
	if got := busy.Post("/loket/hadir"); got.Status != http.StatusOK {
		t.Errorf("a page that is written on for 40 minutes: status %d, want %d", got.Status, http.StatusOK)
	}
}
