package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"loket/bot"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/queue"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
	"loket/internal/web"
	"loket/internal/web/api"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// onEach runs a test on both engines, with a real desk.
func onEach(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, newHouse(t, storetest.ReadySQLite(t)))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		test(t, newHouse(t, testserver.SharedPostgres(t).Copy(t, storetest.MakeTables)))
	})
}

// house is the door for programs in front of a real desk and ledger, with two
// agencies. Its clock stands still until it is moved.
type house struct {
	t       testing.TB
	clock   *lokettest.Clock
	address string
	ledger  *store.Store
	desk    *desk.Desk
	api     *api.API
	handler http.Handler
	noted   chan struct{} // what came of a delivery was written down
}

// other is the second agency.
func other() loket.Agency {
	return loket.Agency{ID: "dinas-lain", Code: "LAI", Name: "Dinas Lain", Zone: "Asia/Jakarta"}
}

func newHouse(t testing.TB, address string) *house {
	t.Helper()
	h := &house{t: t, clock: lokettest.NewClock(), address: address, noted: make(chan struct{}, 10_000)}
	h.open()
	h.must(h.ledger.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...))
	h.must(h.ledger.Register(t.Context(), other(), loket.Channel{ID: "lain-web", Agency: other().ID, Kind: loket.WebChat, Name: "Chat"}))
	for agency, prefix := range map[loket.AgencyID]string{lokettest.Agency().ID: "", other().ID: "lain-"} {
		for _, role := range loket.Roles() {
			login := prefix + string(role)
			h.must(h.ledger.AddStaff(t.Context(), loket.Staff{
				ID: loket.StaffID(login), Agency: agency, Login: login, Name: "Rekan " + login, Role: role, PasswordHash: "-",
			}))
		}
	}
	return h
}

// replica is a second process on the same ledger.
func (h *house) replica() *house {
	second := &house{t: h.t, clock: h.clock, address: h.address, noted: h.noted}
	second.open()
	return second
}

func (h *house) open() {
	h.t.Helper()
	log := slog.New(slog.DiscardHandler)
	ledger, err := store.Open(h.t.Context(), h.address, store.Options{Sealer: storetest.Sealer(h.t, 1), Now: h.clock.Now})
	h.must(err)
	h.t.Cleanup(func() { _ = ledger.Close() })
	lines, err := queue.Open(h.t.Context(), "embedded", queue.Trust{}, log)
	h.must(err)
	h.t.Cleanup(func() { _ = lines.Close() })
	office, err := calendar.Default(lokettest.Agency().Zone)
	h.must(err)
	units := []loket.Destination{
		{Agency: lokettest.Agency().ID, Unit: loket.DefaultUnit, Name: "Umum"},
		{Agency: lokettest.Agency().ID, Unit: "aduan", Name: "Aduan"},
		{Agency: other().ID, Unit: loket.DefaultUnit, Name: "Dinas Lain"},
		{Agency: other().ID, Unit: "aduan", Name: "Aduan Dinas Lain"},
	}
	h.ledger = ledger
	h.desk = &desk.Desk{
		Ledger: ledger, Team: ledger, Pages: ledger, Terms: desk.DefaultTerms(), Now: ledger.Now, Log: log, Compose: bot.Compose,
		Owe:      func(...loket.Send) {},
		Policy:   func(loket.AgencyID) loket.Policy { return loket.Policy{} },
		Queue:    queue.Staff{Queue: lines, Now: ledger.Now, Units: func(loket.AgencyID) []loket.UnitID { return []loket.UnitID{loket.DefaultUnit} }},
		Due:      func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time { return now.Add(within) },
		Calendar: func(loket.AgencyID) calendar.Calendar { return office },
		Words: desk.Words{
			Transferred: func(number, to string) string { return "Tiket " + number + " diteruskan ke " + to },
		},
		Destinations: func(loket.AgencyID) []loket.Destination { return units },
	}
	catalog, matcher := clerk()
	h.api = &api.API{
		Read: h.desk, Work: h.desk, Bearers: ledger, Calls: ledger, Hooks: ledger, Figures: h,
		Entries: func(loket.AgencyID) *faq.Catalog { return catalog },
		Ask: func(_ loket.AgencyID, text string) (faq.Result, string, bool) {
			return matcher.Find(faq.Query{Text: text}), "Bawa surat kehilangan.", true
		},
		Allowed: api.Guard{}.Check, Now: ledger.Now, Log: log,
	}
	h.serve()
}

// serve builds the handler anew, after the door was changed.
func (h *house) serve() {
	h.handler = (&web.Server{Mounts: []web.Mount{h.api}, Proxies: web.LocalProxies(), Log: slog.New(slog.DiscardHandler)}).Handler()
}

// Ask implements api.Figures from two made-up rows, whatever the period.
func (h *house) Ask(_ context.Context, agency loket.AgencyID, wish report.Wish) (report.Report, error) {
	q, err := wish.Query(agency, h.clock.Now(), time.UTC)
	if err != nil {
		return report.Report{}, err
	}
	f := report.Facts{Query: q, Outages: []report.Outage{{Channel: "c", From: q.From}}}
	for _, measure := range []string{report.HandOffWait, report.PromiseKept, report.Load, report.QuoteContested, report.Satisfaction} {
		f.Waits = append(f.Waits, report.Wait{
			Measure: measure, Channel: "c", Start: q.AsOf.Add(-time.Hour), End: q.AsOf.Add(-time.Minute), Ended: report.Answered, Detail: "ktp",
		})
	}
	return report.Build(f), nil
}

// Opinion implements api.Figures: one citizen answered the survey of the unit "umum",
// and nobody that of others.
func (h *house) Opinion(_ context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error) {
	q, err := wish.Query(agency, h.clock.Now(), time.UTC)
	if err != nil {
		return report.Opinion{}, err
	}
	f := report.OpinionFacts{Query: q, Served: 3}
	if wish.Unit == "umum" {
		f.Sheets = []loket.Survey{{State: loket.SurveyOffered, Topic: "ktp", Scores: [loket.SurveyElements]int{4, 3, 3, 3, 3, 3, 3, 3, 2}}}
	}
	return report.OpinionOf(f)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// token makes one for an account; no scopes: all.
func (h *house) token(login string, scopes ...loket.Scope) string {
	h.t.Helper()
	if len(scopes) == 0 {
		scopes = loket.Scopes()
	}
	secret, agency := loket.NewToken(), lokettest.Agency().ID
	if strings.HasPrefix(login, "lain-") {
		agency = other().ID
	}
	hash, _ := loket.HashToken(secret)
	h.must(h.ledger.AddToken(h.t.Context(), login, loket.Token{
		ID: loket.NewID[loket.TokenID](), Agency: agency, Scopes: scopes, ExpiresAt: h.clock.Now().Add(24 * time.Hour),
	}, hash))
	return secret
}

// ticket opens one for a person of an agency.
func (h *house) ticket(person string, agency loket.AgencyID) loket.Ticket {
	h.t.Helper()
	ctx, channel := h.t.Context(), lokettest.Channels()[1].ID
	if agency == other().ID {
		channel = "lain-web"
	}
	receipts, err := h.ledger.Ingest(ctx, []loket.Inbound{{
		Channel: channel, OriginKey: "m:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: "pertanyaan yang sulit",
	}})
	h.must(err)
	s, err := h.ledger.Situation(ctx, receipts[0].Conversation)
	h.must(err)
	m := s.Pending[0]
	k := h.desk.Open(h.clock.Now(), s, loket.HandOff{Message: m, Kind: loket.KindQuestion, Reason: "unknown"})
	h.must(h.ledger.Settle(ctx, loket.Decision{
		Agency: agency, Channel: channel, Conversation: s.Conversation.ID, Ticket: &k,
		Settled: []loket.Settlement{{Message: m.ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
		Events:  []loket.Event{{Agency: agency, Kind: loket.EventHandoff, Ticket: k.ID, Conversation: s.Conversation.ID, Channel: channel, ActorKind: loket.ByBot}},
	}))
	h.desk.Announce(ctx, k)
	return k
}

// clerk is the shipped catalogue and what recognises it: made once, it is only read.
var clerk = sync.OnceValues(func() (*faq.Catalog, *faq.Matcher) {
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		panic(err)
	}
	matcher, err := faq.NewMatcher(catalog, disdukcapil.Learned())
	if err != nil {
		panic(err)
	}
	return catalog, matcher
})

// said is what came back.
type said struct {
	status int
	header http.Header
	body   string
}

// into reads the answer.
func (s said) into(t testing.TB, to any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s.body), to); err != nil {
		t.Fatalf("read %q: %v", s.body, err)
	}
}

// problem is the code of a problem; empty: it is none.
func (s said) problem() string {
	var p api.Problem
	if s.header.Get("Content-Type") != "application/problem+json" || json.Unmarshal([]byte(s.body), &p) != nil {
		return ""
	}
	return p.Code
}

// request is one of a program.
type request struct {
	method, path string
	token        string
	key          string // Idempotency-Key; empty: a new one
	body         string
	header       map[string]string
	host         string
}

func (h *house) ask(q request) said {
	h.t.Helper()
	r := httptest.NewRequestWithContext(h.t.Context(), q.method, q.path, io.NopCloser(bytes.NewBufferString(q.body)))
	if r.Host = q.host; q.host == "" {
		r.Host = "127.0.0.1:8080"
	}
	r.RemoteAddr = "127.0.0.1:40000"
	if q.token != "" {
		r.Header.Set("Authorization", "Bearer "+q.token)
	}
	if q.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if q.key == "" {
		q.key = string(loket.NewID[loket.EventID]())
	}
	r.Header.Set("Idempotency-Key", q.key)
	for name, value := range q.header {
		r.Header.Set(name, value)
		if value == "" {
			r.Header.Del(name)
		}
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return said{w.Code, w.Header(), w.Body.String()}
}

func (h *house) get(token, path string) said {
	h.t.Helper()
	return h.ask(request{method: http.MethodGet, path: path, token: token})
}

func (h *house) post(token, path, body string) said {
	h.t.Helper()
	return h.ask(request{method: http.MethodPost, path: path, token: token, body: body})
}

// want fails unless the answer has a status and, for a problem, a code.
func want(t testing.TB, what string, got said, status int, code string) {
	t.Helper()
	if got.status != status || got.problem() != code {
		t.Errorf("%s = %d %q, want %d %q\n%s", what, got.status, got.problem(), status, code, got.body)
	}
}

// held claims a ticket and returns it as it is now.
func (h *house) held(token string, id loket.TicketID) api.Ticket {
	h.t.Helper()
	got := h.post(token, "/api/v1/tickets/"+string(id)+"/claim", "")
	if got.status != http.StatusOK {
		h.t.Fatalf("claim = %d %s", got.status, got.body)
	}
	var k api.Held
	got.into(h.t, &k)
	return k.Ticket
}

// events counts what happened to a ticket.
func (h *house) events(kind loket.EventKind, id loket.TicketID) (n int) {
	h.t.Helper()
	all, err := h.ledger.Events(h.t.Context(), 0, 100_000)
	h.must(err)
	for _, e := range all {
		if e.Kind == kind && e.Ticket == id {
			n++
		}
	}
	return n
}
