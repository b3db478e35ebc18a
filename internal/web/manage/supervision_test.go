package manage_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
	"loket/internal/words"
)

// floor is the supervisor's room with the real desk and ledger behind it. It is the
// office as the room sees it, too.
type floor struct {
	*desk.Desk
	t        *testing.T
	clock    *lokettest.Clock
	ledger   *store.Store
	rules    calendar.Rules
	zone     *time.Location
	policy   loket.Policy
	serial   int
	controls *desk.Controls
}

func openFloor(t *testing.T) *floor {
	t.Helper()
	clock := lokettest.NewClock()
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t), store.Options{Sealer: storetest.Sealer(t, 1), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	agency := lokettest.Agency()
	f := &floor{t: t, clock: clock, ledger: ledger, rules: calendar.Rules{Zone: agency.Zone, Week: calendar.DefaultWeek()}}
	t.Cleanup(func() { f.must(ledger.Close()) })
	f.must(ledger.Register(t.Context(), agency, lokettest.Channels()...))
	f.rules.Holidays, err = calendar.Holidays()
	f.must(err)
	f.zone, err = time.LoadLocation(agency.Zone)
	f.must(err)
	f.Desk = &desk.Desk{
		Ledger: ledger, Team: ledger, Viewers: ledger, Floor: ledger, Ladder: ledger, Queue: webtest.NoQueue{}, Terms: desk.DefaultTerms(),
		Policy: func(loket.AgencyID) loket.Policy { return f.policies() }, Now: clock.Now, Log: slog.New(slog.DiscardHandler),
		Due: func(a loket.AgencyID, now time.Time, within time.Duration) time.Time {
			return f.Calendar(a).Add(now, within).UTC()
		},
		Calendar: f.Calendar, Capacity: func(loket.AgencyID) int { return 1 },
		Promises:     &desk.Promises{Ledger: ledger, Handling: func(loket.AgencyID) time.Duration { return 15 * time.Minute }},
		Destinations: func(loket.AgencyID) []loket.Destination { return nil },
		Words:        desk.Words{Delay: func(loket.Ticket, bool, time.Time) loket.Content { return loket.Content{Text: "waktu baru"} }},
		Compose:      func(loket.Answer, loket.Envelope, loket.Content) []loket.Send { return nil },
		Owe:          func(...loket.Send) {},
	}
	f.controls = &desk.Controls{
		Ledger: ledger, Desk: f.Desk, Channels: func(loket.AgencyID) []loket.ChannelID { return []loket.ChannelID{lokettest.Channels()[0].ID} },
		Hours:    func(c loket.Closure) (calendar.Calendar, error) { return f.hours(c), nil },
		Policies: ledger, Policy: func(c loket.PolicyChange) loket.Policy { return f.policies(c) },
		Units: func(loket.AgencyID) []loket.UnitID { return []loket.UnitID{loket.DefaultUnit, "loket-2"} },
		Changed: func(ctx context.Context, agency loket.AgencyID) {
			f.must(f.Recompute(ctx, agency, lokettest.Channels()[0].ID))
		},
	}
	for _, role := range []loket.Role{loket.RoleOfficer, loket.RoleSupervisor, loket.RoleHead} {
		f.must(ledger.AddStaff(t.Context(), f.member(role)))
	}
	return f
}

func (f *floor) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *floor) member(role loket.Role) loket.Staff {
	return loket.Staff{ID: loket.StaffID(role), Agency: lokettest.Agency().ID, Login: string(role), Name: "Rekan " + string(role), Role: role, PasswordHash: "x"}
}

// hours are those of the ledger, with some closings more.
func (f *floor) hours(more ...loket.Closure) calendar.Calendar {
	all, err := f.ledger.Closures(context.Background(), lokettest.Agency().ID, f.clock.Now().AddDate(0, 0, -400))
	f.must(err)
	c, err := calendar.New(f.rules.WithClosures(append(all, more...), f.zone))
	f.must(err)
	return c
}

// Calendar implements manage.Office.
func (f *floor) Calendar(loket.AgencyID) calendar.Calendar { return f.hours() }

// Closures implements manage.Office.
func (f *floor) Closures(ctx context.Context, agency loket.AgencyID) ([]loket.Closure, error) {
	return f.ledger.Closures(ctx, agency, f.clock.Now())
}

// Policy implements manage.Office.
func (f *floor) Policy(loket.AgencyID) loket.Policy { return f.policies() }

// policies are those of the ledger over the configuration's, with some more.
func (f *floor) policies(more ...loket.PolicyChange) loket.Policy {
	all, err := f.ledger.Policies(context.Background(), lokettest.Agency().ID)
	f.must(err)
	return f.policy.With(append(all, more...))
}

// Switches implements manage.Office.
func (f *floor) Switches(loket.AgencyID) []loket.Switch {
	all, err := f.ledger.Switches(context.Background())
	f.must(err)
	return all
}

// Targets implements manage.Office.
func (f *floor) Targets(loket.AgencyID) []manage.Target {
	return []manage.Target{{Kind: loket.SwitchBot, Name: "Bot"}, {Kind: loket.SwitchEntry, ID: "kk-baru", Name: "Jawaban kk-baru"}}
}

// as opens the room for a role.
func (f *floor) as(role loket.Role) *webtest.Browser {
	room := &manage.Supervision{
		Floor: f.Desk, Controls: f.controls, Policies: f.controls, Office: officeOf{f}, Figures: &webtest.Figures{Facts: facts(f.clock.Now())}, Now: f.clock.Now,
		Zone: func(loket.AgencyID) *time.Location { return f.zone },
		Units: func(a loket.AgencyID) []loket.Destination {
			return []loket.Destination{{Agency: a, Unit: loket.DefaultUnit, Name: "Umum"}, {Agency: a, Unit: "loket-2", Name: "Loket 2"}}
		},
		Troubles: func(context.Context, loket.AgencyID) []words.Text { return []words.Text{"Telegram tertinggal."} },
	}
	house := &web.Server{Gate: gate{f.member(role)}, Parts: []web.Part{room}, Log: slog.New(slog.DiscardHandler)}
	return webtest.NewBrowser(house.Handler())
}

// officeOf keeps apart what the desk and the office call alike.
type officeOf struct{ *floor }

// Calendar implements manage.Office.
func (o officeOf) Calendar(agency loket.AgencyID) calendar.Calendar { return o.floor.Calendar(agency) }

// Policy implements manage.Office.
func (o officeOf) Policy(agency loket.AgencyID) loket.Policy { return o.floor.Policy(agency) }

// ticket hands a question over, with a promise.
func (f *floor) ticket() loket.Ticket {
	f.t.Helper()
	f.serial++
	person := string(rune('a' + f.serial))
	receipts, err := f.ledger.Ingest(f.t.Context(), []loket.Inbound{{
		Channel: lokettest.Channels()[0].ID, OriginKey: "m:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: "rahasia warga",
	}})
	f.must(err)
	s, err := f.ledger.Situation(f.t.Context(), receipts[0].Conversation)
	f.must(err)
	k := f.Open(f.clock.Now(), s, loket.HandOff{Kind: loket.KindQuestion, Message: s.Pending[0]})
	outlook, err := f.Outlook(f.t.Context(), k)
	f.must(err)
	k.Promise = loket.GivenPromise(outlook.Latest)
	f.must(f.ledger.Settle(f.t.Context(), loket.Decision{
		Channel: s.Conversation.Channel, Conversation: s.Conversation.ID, Ticket: &k,
		Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	}))
	return k
}

func TestFloorPage(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	held, late := f.ticket(), f.ticket()
	_, err := f.Claim(t.Context(), f.member(loket.RoleOfficer), held.ID)
	f.must(err)
	f.clock.Add(time.Hour)
	f.must(f.EscalateDue(t.Context(), lokettest.Channels()[0].ID))
	got := f.as(loket.RoleSupervisor).Get("/penyelia")
	page := got.Page(t)
	if got.Status != http.StatusOK || strings.Contains(got.Body, "rahasia warga") {
		t.Fatalf("status %d, want the page without a citizen's words\n%s", got.Status, got.Body)
	}
	for selector, want := range map[string]string{
		".tim":           held.Number,
		".pesan":         "Telegram tertinggal.",
		"main":           "Satu jam terakhir: 11 pesan dijawab bot; 2 diteruskan ke petugas, 1 di antaranya sudah dibalas dan 1 masih menunggu.",
		"form .pindah":   late.Number,
		"form .tunggu":   "menunggu 1 j",
		"form .cip.awas": "terlambat",
		"form .rinci":    "diberi tahu: petugas",
	} {
		found := slices.ContainsFunc(page.All(selector), func(n *webtest.Node) bool { return strings.Contains(n.Text(), want) })
		if !found {
			t.Errorf("%s does not say %q: %q", selector, want, page.One("main").Text())
		}
	}
	if n := len(page.All("form .pindah [type=checkbox]")); n != 2 {
		t.Errorf("%d tickets to choose, want 2", n)
	}
	if only := f.as(loket.RoleSupervisor).Get("/penyelia?lihat=menunggu").Page(t); len(only.All(".pindah [type=checkbox]")) != 2 {
		t.Error("of those that wait not both are shown: the lease of one ran out")
	}
	head := f.as(loket.RoleHead).Get("/penyelia").Page(t)
	if len(head.All(".pindah li")) != 2 || len(head.All("form button")) != 2 || len(head.All(".pindah a")) != 0 {
		t.Error("the head of office reads no tickets, or may do more than read, sign out and choose a language")
	}
}

func TestMove(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	a, b, c := f.ticket(), f.ticket(), f.ticket()
	chief := f.as(loket.RoleSupervisor)
	move := func(fields ...string) *webtest.Node {
		t.Helper()
		return chief.Post("/penyelia/pindah", fields...).Page(t)
	}
	if page := move("tiket", string(a.ID), "kepada", "petugas"); !strings.Contains(page.One(".pesan[role=alert]").Text()+page.One("main").Text(), "Isian masih kosong") {
		t.Errorf("without a reason: %q, want it asked for", page.One("main").Text())
	}
	if page := move("tiket", string(a.ID), "kepada", "petugas"); len(page.All("[checked]")) != 1 {
		t.Error("what was chosen is forgotten with a refusal")
	}
	if page := move("tiket", string(a.ID), "alasan", "x"); !strings.Contains(page.One("main").Text(), "Pilih dulu kepada siapa") {
		t.Error("nobody was chosen, and nothing is said of it")
	}
	page := move("tiket", string(a.ID), "tiket", string(b.ID), "kepada", "petugas", "alasan", "bantu dulu")
	if text := page.One(".kabar").Text(); !strings.Contains(text, "2 tiket diberikan kepada Rekan petugas") || !strings.Contains(text, "kini memegang 2 tiket, lebih dari 1") {
		t.Errorf("said %q, want two moved and a warning", text)
	}
	page = move("tiket", string(a.ID), "tiket", string(c.ID), "kepada", "antrean", "alasan", "terlalu banyak")
	if text := page.One(".kabar").Text(); !strings.Contains(text, "1 tiket kembali ke antrean") {
		t.Errorf("said %q, want one taken back", text)
	}
	if text := page.One("main").Text(); !strings.Contains(text, c.Number+": Tiket ini tidak pada siapa pun") {
		t.Errorf("said %q, want the other's refusal by its number", text)
	}
}

func TestShut(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	k := f.ticket()
	chief := f.as(loket.RoleSupervisor)
	preview := chief.Get("/penyelia/tutup?alasan=listrik+padam").Page(t)
	if text := preview.One("main").Text(); !strings.Contains(text, "listrik padam") || !strings.Contains(text, "Tenggat bergeser 1 tiket") || !strings.Contains(text, k.Number) {
		t.Fatalf("preview = %q, want the reason and the ticket that moves", text)
	}
	if all, err := f.Closures(t.Context(), k.Agency); err != nil || len(all) != 0 {
		t.Fatalf("the preview closed the office: %+v, %v", all, err)
	}
	form := preview.One("main form")
	for range 2 {
		if got := chief.Submit(form); got.Status != http.StatusSeeOther {
			t.Fatalf("closing: status %d, want 303\n%s", got.Status, got.Body)
		}
	}
	all, err := f.Closures(t.Context(), k.Agency)
	f.must(err)
	if len(all) != 1 || all[0].Until.In(f.zone).Hour() != 0 || all[0].By != "penyelia" {
		t.Fatalf("closures = %+v, want one to the end of the day, though posted twice", all)
	}
	calendar := chief.Get("/penyelia/kalender").Page(t)
	if text := calendar.One("main").Text(); !strings.Contains(text, "Sekarang tutup (listrik padam)") || !strings.Contains(text, "Hari Raya Natal") && !strings.Contains(text, "Natal") {
		t.Errorf("calendar = %q, want the closing, and the holidays by name", text)
	}
	if n := len(calendar.All(".hari li")); n != 60 {
		t.Errorf("%d days, want 60", n)
	}
	if got := chief.Submit(calendar.One(".mati form"), "salah", ""); got.Status != http.StatusSeeOther {
		t.Errorf("lifting: status %d, want 303", got.Status)
	}
	if text := chief.Get("/penyelia/kalender?dibuka=1").Page(t).One("main").Text(); strings.Contains(text, "listrik padam") {
		t.Errorf("calendar after lifting = %q, want nothing of it", text)
	}
	for name, address := range map[string]string{
		"WithoutAReason": "/penyelia/tutup?alasan=", "BadDay": "/penyelia/tutup?alasan=x&dari=besok",
		"Backwards": "/penyelia/tutup?alasan=x&dari=2026-12-02&sampai=2026-12-01",
	} {
		if got := chief.Get(address); got.Status != http.StatusBadRequest || got.Page(t).One(".pesan") == nil {
			t.Errorf("%s: status %d, want 400 and the reason on the calendar", name, got.Status)
		}
	}
	if got := chief.Post("/penyelia/tutup", "id", "x", "dari", "1", "sampai", "2", "alasan", "x"); got.Status != http.StatusBadRequest {
		t.Errorf("a form of nobody's: status %d, want 400", got.Status)
	}
}

func TestTurn(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	chief := f.as(loket.RoleSupervisor)
	if got := chief.Post("/penyelia/sakelar", "sakelar", "bot:", "alasan", ""); got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "Alasan masih kosong") {
		t.Errorf("without a reason: status %d, want 400", got.Status)
	}
	if got := chief.Post("/penyelia/sakelar", "sakelar", "entry:kk-baru", "alasan", "biaya keliru"); got.Status != http.StatusSeeOther {
		t.Fatalf("switching off: status %d, want 303\n%s", got.Status, got.Body)
	}
	page := chief.Get("/penyelia").Page(t)
	if text := page.One(".mati").Text(); !strings.Contains(text, "Jawaban kk-baru dimatikan") || !strings.Contains(text, "Rekan penyelia: biaya keliru") {
		t.Errorf("page says %q, want what, who and why", text)
	}
	if len(page.All("[value=entry:kk-baru]")) != 1 || len(page.All("option[value=bot:]")) != 1 {
		t.Error("what is off can be switched off again, or what is on cannot")
	}
	if got := chief.Submit(page.One(".mati form")); got.Status != http.StatusSeeOther || len(f.Switches("")) != 0 {
		t.Errorf("switching on: status %d, want 303 and nothing off", got.Status)
	}
	if got := f.as(loket.RoleHead).Post("/penyelia/sakelar", "sakelar", "bot:", "alasan", "x"); got.Status != http.StatusForbidden {
		t.Errorf("by the head: status %d, want 403", got.Status)
	}
}

func TestPolicyPage(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	if text := f.as(loket.RoleHead).Get("/penyelia/tenggat").Page(t).One("main").Text(); !strings.Contains(text, "Belum ada kebijakan tertulis") || !strings.Contains(text, "loket.yaml") {
		t.Errorf("without a policy: %q, want that there is none, and where to write one", text)
	}
	high, day := loket.PriorityEmergency, func(n int) time.Time { return f.clock.Now().AddDate(0, 0, n) }
	f.policy.Dated = []loket.DatedPolicy{
		{From: day(5), Answers: []loket.AnswerRule{{Within: time.Hour}}},
		{From: day(-9), Answers: []loket.AnswerRule{{Within: 3 * time.Hour}}},
		{From: day(-2), Answers: []loket.AnswerRule{{Kind: loket.KindComplaint, Unit: "loket-2", Priority: &high, Within: 20 * time.Minute}}},
	}
	text := f.as(loket.RoleSupervisor).Get("/penyelia/tenggat").Page(t).One("main").Text()
	for _, want := range []string{"Berlaku sejak", "Tiket pengaduan, bagian loket-2, prioritas darurat 20 mnt (menurut jam dinding)", "Direncanakan mulai", "Semua tiket 1 j"} {
		if !strings.Contains(text, want) {
			t.Errorf("policy = %q, want %q in it", text, want)
		}
	}
	if strings.Contains(text, "3 j") {
		t.Errorf("policy = %q, want nothing of what is over", text)
	}
}
