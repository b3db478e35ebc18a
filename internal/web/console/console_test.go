package console_test

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// office is a house with the console alone, and all that stands behind it.
type office struct {
	clock    *webtest.Clock
	accounts *webtest.Accounts
	factors  *webtest.Factors
	sessions *webtest.Sessions
	desk     *webtest.Desk
	room     *console.Console
	browser  *webtest.Browser
}

// newOffice opens one in which the password alone opens an account.
func newOffice() *office { return openOffice(false) }

// openOffice opens one; strict: staff show a second factor.
func openOffice(strict bool) *office {
	clock := webtest.NewClock()
	o := &office{
		clock: clock, accounts: webtest.NewAccounts(), sessions: webtest.NewSessions(), desk: &webtest.Desk{Now: clock.Now},
	}
	o.factors = webtest.NewFactors(o.accounts)
	gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: clock.Now, ClientIP: web.ClientIP(nil)}
	if strict {
		gate.Factors = o.factors
	}
	account := &console.Account{Gate: gate, Keys: o.factors, Zone: func(loket.AgencyID) *time.Location { return time.UTC }, Telegram: func(loket.AgencyID) bool { return true }}
	o.room = console.New(o.desk, gate, clock.Now, webtest.WITA)
	house := &web.Server{
		Gate: gate, Parts: []web.Part{o.room, account}, Proxies: web.LocalProxies(),
		Title: "Disdukcapil Kota Kupang", Log: slog.New(slog.DiscardHandler),
	}
	o.browser = webtest.NewBrowser(house.Handler())
	return o
}

// signIn returns a browser in which the account is signed in.
func (o *office) signIn(t *testing.T, login string) *webtest.Browser {
	t.Helper()
	b := webtest.NewBrowser(o.browser.Handler)
	if a := b.Post("/masuk", "akun", login, "sandi", webtest.Password); a.Status != http.StatusSeeOther {
		t.Fatalf("sign in as %s: status %d, want 303\n%s", login, a.Status, a.Body)
	}
	return b
}

// put adds a waiting ticket opened so long ago; change may alter it.
func (o *office) put(id loket.TicketID, ago time.Duration, question string, change func(*loket.TicketView)) {
	view := loket.TicketView{
		InboxRow: loket.InboxRow{
			Ticket: loket.Ticket{
				ID: id, Number: "KPG-7F3Q9K-X", Agency: "kupang", Kind: loket.KindQuestion,
				State: loket.TicketWaiting, OpenedAt: o.clock.Now().Add(-ago), DueAt: o.clock.Now().Add(2*time.Hour - ago),
			},
			Question: question, Channel: loket.Telegram, Messages: 1,
		},
		Lines: []loket.Line{{Seq: 1, FromCitizen: true, At: o.clock.Now().Add(-ago), MessageKind: loket.MessageText, Text: question}},
	}
	if change != nil {
		change(&view)
	}
	o.desk.Put(view)
}

// wantPage checks the status and what an element says.
func wantPage(t *testing.T, what string, got webtest.Answer, status int, selector, says string) {
	t.Helper()
	if got.Status != status {
		t.Errorf("%s: status %d, want %d", what, got.Status, status)
	}
	if text := got.Page(t).One(selector).Text(); text != says {
		t.Errorf("%s: %s says %q, want %q", what, selector, text, says)
	}
}
