package trial_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

// demoAgency is the agency of the demo configuration.
const demoAgency = loket.AgencyID("disdukcapil-kota-kupang")

// officer is a member of staff with a browser: signs in once, then takes
// tickets, replies and closes. When the program dies under a form, the officer
// looks at the ticket again before doing anything twice, as a person should.
type officer struct {
	c       *counter
	base    func() string // where the program is now
	client  *http.Client
	account url.Values   // to sign in with
	ledger  *store.Store // to find the next ticket

	replied map[loket.TicketID]bool // a reply was accepted, or stands on the ticket
	refused []string                // answers that no form should get
}

func newOfficer(t testing.TB, c *counter) *officer {
	t.Helper()
	return signIn(t, c, c.ledger(), "demo", c.password)
}

// roomy adds a configuration to an environment under which officers may hold all
// the tickets a trial gives them.
func roomy(t testing.TB, env map[string]string) map[string]string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	config := "agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, capacity: 100}\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	env["LOKET_CONFIG"] = path
	return env
}

// signIn lets somebody sign in who finds tickets in a ledger opened before.
func signIn(t testing.TB, c *counter, ledger *store.Store, login, password string) *officer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o := &officer{
		c: c, base: func() string { return c.base }, client: &http.Client{Jar: jar, CheckRedirect: stay, Timeout: 10 * time.Second},
		ledger: ledger, replied: map[loket.TicketID]bool{},
	}
	o.account = url.Values{"akun": {login}, "sandi": {password}}
	if err := o.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

// enter signs in.
func (o *officer) enter(ctx context.Context) error {
	status, _, err := o.post(ctx, "/masuk", o.account)
	if err == nil && status != http.StatusSeeOther {
		err = fmt.Errorf("sign in = %d, want %d", status, http.StatusSeeOther)
	}
	return err
}

// post sends a form; an error says that no answer came.
func (o *officer) post(ctx context.Context, path string, form url.Values) (status int, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.base()+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.fetch(r)
}

// fetch reads an answer. Being sent to sign in is read as a 401: it is no success.
func (o *officer) fetch(r *http.Request) (status int, body string, err error) {
	answer, err := o.client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if strings.HasPrefix(answer.Header.Get("Location"), "/masuk") {
		return http.StatusUnauthorized, string(content), err
	}
	return answer.StatusCode, string(content), err
}

// serve takes one ticket after the other, until ctx ends, no ticket is left or
// the program is gone.
func (o *officer) serve(ctx context.Context) {
	for more := true; more && ctx.Err() == nil; {
		more = o.one(ctx)
	}
}

// one serves the ticket whose turn it is; false when there is none or no answer
// came.
func (o *officer) one(ctx context.Context) bool {
	rows, err := o.ledger.OpenTickets(ctx, demoAgency, 1)
	if err != nil || len(rows) == 0 {
		return false
	}
	ticket := rows[0].Ticket
	if !o.did(ctx, ticket.ID, "ambil", nil) {
		return false
	}
	view, err := o.ledger.Ticket(ctx, demoAgency, ticket.ID)
	if err != nil {
		return false
	}
	form := url.Values{"epoch": {fmt.Sprint(view.Ticket.LeaseEpoch)}}
	if !stands(view) {
		form.Set("teks", "Ini "+markOf(ticket.ID)+" dari petugas.")
		form.Set("sekali", "formulir-"+string(ticket.ID))
		if !o.did(ctx, ticket.ID, "balas", form) {
			return false
		}
		form.Del("teks")
	}
	o.replied[ticket.ID] = true
	return o.did(ctx, ticket.ID, "tutup", form)
}

// did posts one of a ticket's forms, and tells whether it was accepted.
func (o *officer) did(ctx context.Context, ticket loket.TicketID, action string, form url.Values) bool {
	status, body, err := o.post(ctx, "/loket/tiket/"+string(ticket)+"/"+action, form)
	if err != nil {
		return false
	}
	if status != http.StatusSeeOther {
		o.refused = append(o.refused, fmt.Sprintf("%s of %s: %d %s", action, ticket, status, problemOn(body)))
		return false
	}
	return true
}

// stands tells whether a human's reply is on the ticket already.
func stands(view loket.TicketView) bool {
	for _, line := range view.Lines {
		if line.Answer == loket.AnswerReply {
			return true
		}
	}
	return false
}

// markOf finds the reply to a ticket again among what citizens read.
func markOf(ticket loket.TicketID) string { return "balasan-" + string(ticket) }

var problemLine = regexp.MustCompile(`class="pesan"[^>]*>([^<]*)`)

// problemOn is what a page complains of.
func problemOn(body string) string {
	if m := problemLine.FindStringSubmatch(body); m != nil {
		return m[1]
	}
	return ""
}

// page fetches a page as the officer sees it.
func (o *officer) page(path string) string {
	o.c.t.Helper()
	body, err := o.see(o.c.t.Context(), path)
	if err != nil {
		o.c.t.Fatal(err)
	}
	return body
}

// see is page for a program that may be gone, or have signed the officer out.
func (o *officer) see(ctx context.Context, path string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, o.base()+path, http.NoBody)
	if err != nil {
		return "", err
	}
	status, body, err := o.fetch(r)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s = %d, want %d", path, status, http.StatusOK)
	}
	return body, err
}
