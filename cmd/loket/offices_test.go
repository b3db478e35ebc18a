package main

import (
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/webtest"
)

// twoOffices are two agencies in one counter.
const twoOffices = `
console: {second_factor: off}
agencies:
  - {id: kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar}
  - {id: jayapura, code: JYP, name: Disdukcapil Kota Jayapura, zone: Asia/Jayapura}
`

// offices is a whole counter with two agencies, a member of staff of every role in
// each, and a ticket of each, over a real ledger.
type offices struct {
	*house
	server  *web.Server
	handler http.Handler
	tickets map[loket.AgencyID]loket.Ticket
}

// asked is what a citizen of an agency wrote; nobody of the other may read it.
func asked(agency loket.AgencyID) string { return "pertanyaan warga " + string(agency) }

// openOffices opens it with a configuration and an environment.
func openOffices(t *testing.T, text string, env map[string]string) *offices {
	t.Helper()
	o := openCounter(t, text, env)
	cheap, err := webtest.NewAccounts().StaffByLogin(t.Context(), "petugas") // a hash of little cost
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range o.config.Agencies {
		for _, role := range loket.Roles() {
			m := loket.Staff{
				ID: staffAt(a.ID, role), Agency: a.ID, Login: string(staffAt(a.ID, role)), Name: "Rekan " + string(role), Role: role, PasswordHash: cheap.PasswordHash,
			}
			if err := o.ledger.AddStaff(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		o.tickets[a.ID] = o.ask(t, a)
	}
	return o
}

// openCounter opens one that nobody has used yet.
func openCounter(t testing.TB, text string, env map[string]string) *offices {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := &shell{
		ctx: t.Context(), stdout: io.Discard, stderr: io.Discard, now: time.Now, log: slog.New(slog.DiscardHandler), config: path,
		getenv: func(name string) string {
			if name == "LOKET_DATA_DIR" {
				return dir
			}
			return env[name]
		},
	}
	c, err := s.load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := openHouse(s, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	o := &offices{house: h, tickets: map[loket.AgencyID]loket.Ticket{}}
	o.server = h.wireWeb()
	o.handler = o.server.Handler()
	return o
}

// staffAt is the id and the login of who has a role in an agency.
func staffAt(agency loket.AgencyID, role loket.Role) loket.StaffID {
	return loket.StaffID(string(agency) + "." + string(role))
}

// ask opens a ticket of an agency that nobody holds.
func (o *offices) ask(t *testing.T, a config.Agency) loket.Ticket {
	t.Helper()
	return o.askIn(t, a, loket.DefaultUnit)
}

// askIn opens one of a section.
func (o *offices) askIn(t *testing.T, a config.Agency, unit loket.UnitID) loket.Ticket {
	t.Helper()
	channel, person := webChannel(a).ID, string(loket.NewID[loket.EventID]())
	receipts, err := o.ledger.Ingest(t.Context(), []loket.Inbound{{
		Channel: channel, OriginKey: "w:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: asked(a.ID),
	}})
	if err != nil {
		t.Fatal(err)
	}
	k := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber(a.Code), Agency: a.ID, Channel: channel,
		Conversation: receipts[0].Conversation, Message: receipts[0].Message, Unit: unit, Kind: loket.KindQuestion,
		State: loket.TicketWaiting, OpenedAt: time.Now(), DueAt: time.Now(),
	}
	err = o.ledger.Settle(t.Context(), loket.Decision{
		Channel: channel, Conversation: k.Conversation, Ticket: &k,
		Settled: []loket.Settlement{{Message: k.Message, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// browser is one in which nobody is signed in.
func (o *offices) browser() *webtest.Browser { return webtest.NewBrowser(o.handler) }

// signIn is a browser of who has a role in an agency.
func (o *offices) signIn(t *testing.T, agency loket.AgencyID, role loket.Role) *webtest.Browser {
	t.Helper()
	b := o.browser()
	got := b.Post("/masuk", "akun", string(staffAt(agency, role)), "sandi", webtest.Password)
	if got.Status != http.StatusSeeOther || strings.HasPrefix(got.Location(), "/masuk") {
		t.Fatalf("sign in as %s: status %d to %q\n%s", staffAt(agency, role), got.Status, got.Location(), got.Body)
	}
	return b
}
