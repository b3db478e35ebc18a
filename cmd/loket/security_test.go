package main

import (
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"loket/internal/loket"
	"loket/internal/testserver"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// overTLS makes a browser ask through a proxy with TLS on this machine.
func overTLS(b *webtest.Browser) *webtest.Browser {
	b.Host, b.Header["X-Forwarded-Proto"] = "loket.example", "https"
	return b
}

// TestHeadersEverywhere asks for every route of the whole counter, the chat's too,
// as a guest and as an admin, over TLS: what each answer carries, and each cookie.
func TestHeadersEverywhere(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	staff := overTLS(o.browser())
	if got := staff.Post("/masuk", "akun", "kupang.admin", "sandi", webtest.Password); got.Status != http.StatusSeeOther {
		t.Fatalf("sign in over TLS: status %d, want 303", got.Status)
	}
	chat := []web.Route{
		{Pattern: "GET /chat/kupang"}, {Pattern: "POST /chat/kupang/pesan"}, {Pattern: "GET /tidak-ada"}, {Pattern: "POST /healthz"},
	}
	cookies := 0
	for _, route := range append(o.server.Routes(), chat...) {
		for who, b := range map[string]*webtest.Browser{"guest": overTLS(o.browser()), "admin": staff.Clone()} {
			got := o.request(b, route, entrances()[route.Pattern])
			cookies += len(got.Header.Values("Set-Cookie"))
			wantHeaders(t, route.Pattern+" as "+who, got)
		}
	}
	if cookies < 3 {
		t.Errorf("%d cookies were seen, want those of signing in and out and of changes to the account", cookies)
	}
}

func wantHeaders(t *testing.T, what string, got webtest.Answer) {
	t.Helper()
	policy := got.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors ", "script-src 'self';"} {
		if !strings.Contains(policy, part) {
			t.Errorf("%s: policy %q lacks %s", what, policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("%s: policy %q allows what is unsafe", what, policy)
	}
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
	} {
		if value := got.Header.Get(name); value != want {
			t.Errorf("%s: %s = %q, want %q", what, name, value, want)
		}
	}
	if referrer := got.Header.Get("Referrer-Policy"); referrer != "same-origin" && referrer != "no-referrer" {
		t.Errorf("%s: Referrer-Policy = %q, want one that tells no other site", what, referrer)
	}
	if cached := got.Header.Get("Cache-Control"); strings.Contains(got.Body, "/keluar") && cached != "no-store" {
		t.Errorf("%s: Cache-Control = %q on a page of who is signed in, want no-store", what, cached)
	}
	for at := got.Body; ; {
		_, rest, found := strings.Cut(at, "<script")
		if !found {
			break
		}
		if tag, body, _ := strings.Cut(rest, ">"); !strings.Contains(tag, `src="/`) || !strings.HasPrefix(body, "</script>") {
			t.Errorf("%s: a script that is not a file of ours: <script%s>", what, tag)
		}
		at = rest
	}
	for _, line := range got.Header.Values("Set-Cookie") {
		c, err := http.ParseSetCookie(line)
		if err == nil && c.Name == "loket_chat" && c.Path == "/chat/" { // a citizen's, who is nobody elsewhere
			c.Name, c.Path = "__Host-", "/"
		}
		if err != nil || !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite < http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("%s: cookie %q, want __Host-, Secure, HttpOnly, SameSite, Path=/ and no Domain", what, line)
		}
	}
}

// TestCrossSiteEverywhere: no other site may send any form of the counter.
func TestCrossSiteEverywhere(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	staff := o.signIn(t, "kupang", loket.RoleAdmin)
	before := o.rows(t)
	for _, route := range o.server.Routes() {
		if !strings.HasPrefix(route.Pattern, "POST ") {
			continue
		}
		for _, header := range []map[string]string{
			{"Sec-Fetch-Site": "cross-site"},
			{"Sec-Fetch-Site": "same-site"},
			{"Origin": "https://jahat.example"},
			{"Origin": "null"},
			{"Origin": "http://127.0.0.1:9999"},
			{"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8080"},
		} {
			b := staff.Clone()
			b.Header = header
			if got := o.request(b, route, entrances()[route.Pattern]); got.Status != http.StatusForbidden {
				t.Errorf("%s with %v: status %d, want 403", route.Pattern, header, got.Status)
			}
		}
	}
	wantSameRows(t, before, o.rows(t))
}

// TestReadingChangesNothing follows every link of every page, as every role: what a
// GET leaves is a trace of who was there, and no more.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	var browsers []*webtest.Browser
	for _, role := range loket.Roles() {
		browsers = append(browsers, o.signIn(t, "kupang", role))
	}
	if err := o.figures().catchUp(t.Context(), mostBehind); err != nil { // reports read what follows the events
		t.Fatal(err)
	}
	before := o.rows(t)
	pages := 0
	for _, b := range append(browsers, o.browser()) {
		pages += o.crawl(t, b)
	}
	after := o.rows(t)
	seen := 0
	for _, row := range after["audit"][len(before["audit"]):] { // who read what, by law
		if !strings.Contains(row, "ticket.view") && !strings.Contains(row, "contact.view") && !strings.Contains(row, "gaps.view") && !strings.Contains(row, "sample.view") &&
			!strings.Contains(row, "report.export") && !strings.Contains(row, "report.rows") {
			t.Errorf("reading wrote into the audit log: %s", row)
		}
		seen++
	}
	after["audit"] = after["audit"][:len(before["audit"])]
	wantSameRows(t, before, after)
	if pages < 60 || seen == 0 {
		t.Errorf("%d pages were read, a ticket %d times, want all of them", pages, seen)
	}
}

// mostAlike is how many pages of one kind a crawl reads, as those of single answers.
const mostAlike = 8

// kindOf is what pages have in common that differ in the last part of their path, or in
// what a query asks for.
func kindOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatalf("a page links to %q: %v", address, err)
	}
	kind := u.Path
	if strings.Count(kind, "/") > 2 {
		kind = path.Dir(kind) + "/…"
	}
	return kind + "?" + strings.Join(slices.Sorted(maps.Keys(u.Query())), "&")
}

// crawl reads every page there is for a browser, and what they link to; of pages of one
// kind only some.
func (o *offices) crawl(t *testing.T, b *webtest.Browser) (pages int) {
	t.Helper()
	var todo []string
	done, alike := map[string]bool{}, map[string]int{}
	for _, route := range o.server.Routes() {
		if address, is := strings.CutPrefix(route.Pattern, "GET "); is {
			address = strings.NewReplacer("{$}", "", "{name}", "loket.css", "{agency}", "kupang", "{id}", string(o.tickets["kupang"].ID)).Replace(address)
			todo = append(todo, address)
		}
	}
	for ; len(todo) > 0; todo = todo[1:] {
		address, _, _ := strings.Cut(todo[0], "#")
		if done[address] || !strings.HasPrefix(address, "/") {
			continue
		}
		done[address] = true
		if kind := kindOf(t, address); alike[kind] < mostAlike {
			alike[kind]++
		} else {
			continue
		}
		got := b.Get(address)
		pages++
		if got.Status == http.StatusInternalServerError {
			t.Errorf("GET %s = 500", address)
		}
		todo = append(todo, got.Location())
		if strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
			for _, link := range got.Page(t).All("[href]") {
				todo = append(todo, link.Attr["href"])
			}
		}
	}
	return pages
}

// rows reads every table of the ledger, but what follows the person and not the
// page: sessions, who is at work, who looks at a ticket, who read which.
func (o *offices) rows(t *testing.T) map[string][]string {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(o.config.DataDir, "loket.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	all := map[string][]string{}
	for _, table := range tableNames(t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`) {
		if !slices.Contains([]string{"sessions", "presence", "viewers", "ticket_reads"}, table) {
			all[table] = rowsOf(t, db, table)
		}
	}
	return all
}

func tableNames(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// rowsOf writes every row of a table, in the order they were written in.
func rowsOf(t *testing.T, db *sql.DB, table string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM `+table+` ORDER BY rowid`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(values...))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

func wantSameRows(t *testing.T, before, after map[string][]string) {
	t.Helper()
	if len(before) < 20 {
		t.Errorf("%d tables were compared, want all there are", len(before))
	}
	for table := range before {
		if !slices.Equal(before[table], after[table]) {
			t.Errorf("%s changed: from %d rows to %d", table, len(before[table]), len(after[table]))
		}
	}
}

// TestFreshCounter: before anybody made an account, nothing opens one.
func TestFreshCounter(t *testing.T) {
	t.Parallel()
	o := openCounter(t, strings.Replace(twoOffices, "console: {second_factor: off}\n", "", 1), nil)
	for table, rows := range o.rows(t) {
		if (table == "staff" || table == "recovery_codes") && len(rows) > 0 {
			t.Errorf("a fresh ledger has %d rows in %s, want none", len(rows), table)
		}
	}
	b := o.browser()
	for _, login := range []string{"admin", "demo", "root", "loket", "petugas", "administrator", ""} {
		for _, password := range []string{"", "admin", "password", "demo", "loket", webtest.Password} {
			got := b.Post("/masuk", "akun", login, "sandi", password)
			if got.Status != http.StatusUnauthorized && got.Status != http.StatusTooManyRequests || len(b.Cookies) > 0 {
				t.Errorf("%q with %q on a fresh counter: status %d, want 401", login, password, got.Status)
			}
		}
	}
}

// TestSessionsEnd: an old token is refused from the next request on after whatever
// ends it, with Redis gone too: sessions are the ledger's.
func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	redis, err := testserver.StartRedis("")
	if err != nil {
		t.Fatal(err)
	}
	o := openOffices(t, twoOffices, map[string]string{"LOKET_REDIS_URL": redis.URL()})
	if err := redis.Stop(); err != nil {
		t.Fatal(err)
	}
	ahead := time.Duration(0)
	later := o.gate()
	later.Now = func() time.Time { return o.now().Add(ahead) }
	clockwork := web.Server{Gate: later, Log: o.log, Parts: []web.Part{console.New(o.desk, later, later.Now, o.zone)}}
	ends := map[string]func(b *webtest.Browser){
		"signing out":     func(b *webtest.Browser) { b.Post("/keluar") },
		"signing in anew": func(b *webtest.Browser) { b.Post("/masuk", "akun", "kupang.petugas", "sandi", webtest.Password) },
		"ending others": func(*webtest.Browser) {
			o.signIn(t, "kupang", loket.RoleOfficer).Post("/akun/sesi")
		},
		"resetting the second factor": func(*webtest.Browser) {
			mustDo(t, o.ledger.ResetSecondFactor(t.Context(), "kupang", "kupang.petugas"))
		},
		"a new password": func(*webtest.Browser) {
			hash, err := console.HashPassword("", webtest.Password)
			mustDo(t, err)
			mustDo(t, o.ledger.SetPassword(t.Context(), "kupang", "kupang.petugas", hash, ""))
		},
		"30 idle minutes": func(*webtest.Browser) { ahead = 30 * time.Minute },
		"12 hours": func(b *webtest.Browser) {
			for ahead = 0; ahead < 12*time.Hour; ahead += 20 * time.Minute {
				b.Get("/loket")
			}
		},
		"the account's end": func(*webtest.Browser) {
			mustDo(t, o.ledger.DisableStaff(t.Context(), "kupang", "kupang.petugas"))
		},
	}
	for _, what := range slices.Sorted(maps.Keys(ends)) { // the account's end is last
		ahead = 0
		b := o.signIn(t, "kupang", loket.RoleOfficer)
		b.Handler = clockwork.Handler()
		if got := b.Get("/loket"); got.Status != http.StatusOK {
			t.Fatalf("before %s: status %d, want 200, without Redis too", what, got.Status)
		}
		old, actor := b.Clone(), b.Clone()
		if what == "signing out" || what == "signing in anew" {
			actor.Handler = o.handler
		}
		ends[what](actor)
		if got := old.Post("/loket/tiket/" + string(o.tickets["kupang"].ID) + "/ambil"); got.Status != http.StatusUnauthorized {
			t.Errorf("the old token after %s: status %d, want 401", what, got.Status)
		}
	}
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
