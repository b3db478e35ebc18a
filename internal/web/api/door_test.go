package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

func TestWhoMayEnter(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token := h.token("petugas")
		list := func(change func(*request)) said {
			q := request{method: "GET", path: "/api/v1/tickets", token: token}
			change(&q)
			return h.ask(q)
		}
		want(t, "a good token", list(func(*request) {}), 200, "")
		for what, wrong := range map[string]string{
			"none": "", "another word": "lkt", "short": token[:len(token)-1], "longer": token + "A", "unknown": loket.NewToken(),
			"other prefix": "xkt_" + token[4:], "capitals": strings.ToUpper(token), "no base64": token[:len(token)-1] + "!",
		} {
			got := list(func(q *request) { q.token = wrong })
			want(t, "token: "+what, got, 401, "unauthorized")
			if got.header.Get("WWW-Authenticate") == "" {
				t.Errorf("token: %s: no WWW-Authenticate", what)
			}
		}
		want(t, "Basic", list(func(q *request) { q.token = ""; q.header = map[string]string{"Authorization": "Basic " + token} }), 401, "unauthorized")
		want(t, "a cookie", list(func(q *request) {
			q.token, q.header = "", map[string]string{"Cookie": "loket=" + token + "; __Host-loket=" + token}
		}), 401, "unauthorized")
		want(t, "in the address", list(func(q *request) { q.token = ""; q.path += "?access_token=" + token }), 401, "unauthorized")

		want(t, "plain http", list(func(q *request) { q.host = "loket.example.org" }), 403, "plain_http")
		want(t, "plain http on a LAN", list(func(q *request) { q.host = "192.168.1.5:8080" }), 403, "plain_http")
		want(t, "https at the proxy", list(func(q *request) {
			q.host, q.header = "loket.example.org", map[string]string{"X-Forwarded-Proto": "https"}
		}), 200, "")
		for _, origin := range []map[string]string{{}, {"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}} {
			got := h.ask(request{method: "POST", path: "/api/v1/ask", token: token, body: `{"text":"ktp hilang"}`, header: origin})
			want(t, fmt.Sprint("asked with ", origin), got, 200, "")
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Error("the API invites scripts of other sites")
			}
		}
	})
}

// TestTokenEnds: what ends a token does so from the next request on, on every
// replica.
func TestTokenEnds(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		second := h.replica()
		checkOut := func(what, token string) {
			t.Helper()
			want(t, what, h.get(token, "/api/v1/tickets"), 401, "unauthorized")
			want(t, what+", on another replica", second.get(token, "/api/v1/tickets"), 401, "unauthorized")
		}
		token := h.token("petugas")
		want(t, "before", second.get(token, "/api/v1/tickets"), 200, "")
		all, err := h.ledger.Tokens(t.Context(), lokettest.Agency().ID, "petugas")
		h.must(err)
		if len(all) != 1 || !all[0].UsedOn.Equal(h.clock.Now().UTC().Truncate(24*time.Hour)) {
			t.Fatalf("tokens = %+v, want one used today", all)
		}
		if err := h.ledger.RevokeToken(t.Context(), other().ID, "petugas", all[0].ID); !errors.Is(err, loket.ErrNotFound) {
			t.Errorf("revoked by another agency = %v, want %v", err, loket.ErrNotFound)
		}
		h.must(h.ledger.RevokeToken(t.Context(), lokettest.Agency().ID, "petugas", all[0].ID))
		checkOut("revoked", token)

		token = h.token("petugas")
		h.clock.Add(24*time.Hour - time.Second)
		want(t, "a second before its end", h.get(token, "/api/v1/tickets"), 200, "")
		h.clock.Add(time.Second)
		checkOut("expired", token)

		token = h.token("petugas")
		h.must(h.ledger.DisableStaff(t.Context(), lokettest.Agency().ID, "petugas"))
		checkOut("of a disabled account", token)
	})
}

// TestScopesAndRoles walks every operation with every role and every single scope.
func TestScopesAndRoles(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	h.api.PerMinute = 10_000
	h.serve()
	c := newContract(t, h)
	serves := map[loket.Role]bool{loket.RoleOfficer: true, loket.RoleSupervisor: true, loket.RoleAdmin: true}
	supervises := map[loket.Role]bool{loket.RoleSupervisor: true, loket.RoleAdmin: true}
	reports := map[loket.Role]bool{loket.RoleSupervisor: true, loket.RoleAdmin: true, loket.RoleHead: true, loket.RoleAuditor: true}
	for _, role := range loket.Roles() {
		for _, scope := range loket.Scopes() {
			token := h.token(string(role), scope)
			for path, methods := range c.doc.Paths {
				for method := range methods {
					method = strings.ToUpper(method)
					got := h.ask(request{method: method, path: "/api/v1" + strings.ReplaceAll(path, "{id}", "x"), token: token, body: bodyFor(method, path)})
					scoped := scopeOf(method, path) == scope
					allowed := scoped && (role != "" && roleMay(path, serves[role], supervises[role], reports[role]))
					if forbidden := got.status == http.StatusForbidden; forbidden == allowed || (got.problem() == "scope") == scoped {
						t.Errorf("%s %s as %s with %s = %d %q, allowed should be %v", method, path, role, scope, got.status, got.problem(), allowed)
					}
				}
			}
		}
	}
}

// scopeOf and roleMay say in their own words who may do what.
func scopeOf(method, path string) loket.Scope {
	first, _, _ := strings.Cut(path[1:], "/")
	if first == "ask" {
		return "ask"
	}
	part := ":read"
	if method != http.MethodGet {
		part = ":write"
	}
	return loket.Scope(first + part)
}

func roleMay(path string, serves, supervises, reports bool) bool {
	switch {
	case strings.HasPrefix(path, "/tickets"), strings.HasPrefix(path, "/conversations"):
		return serves
	case strings.HasPrefix(path, "/webhooks"):
		return supervises
	case path == "/report", path == "/report/ikm":
		return reports
	}
	return true
}

// bodyFor is one that is read as it should be.
func bodyFor(method, path string) string {
	switch {
	case method != http.MethodPost:
		return ""
	case strings.HasSuffix(path, "/transfer"):
		return `{"epoch":1,"unit":"aduan","reason":"Ini aduan."}`
	case strings.HasSuffix(path, "/reply"):
		return `{"epoch":1,"text":"Silakan datang."}`
	case strings.HasSuffix(path, "/note"), path == "/ask":
		return `{"text":"ktp hilang"}`
	}
	return "{}"
}

// TestIsolation: with a token of one agency everything of another is not there.
func TestIsolation(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		ours, theirs := lokettest.Agency().ID, other().ID
		k, foreign := h.ticket("a", ours), h.ticket("b", theirs)
		h.must(second(h.ledger.AddWebhook(t.Context(), loket.Staff{ID: "penyelia", Agency: ours}, loket.Webhook{
			ID: "hook-a", URL: "https://a.example.org", Events: loket.HookEvents(), Secret: "s",
		})))
		c, token := newContract(t, h), h.token("lain-admin")
		ids := map[string]string{"tickets": string(k.ID), "conversations": string(k.Conversation), "webhooks": "hook-a"}
		before, err := h.ledger.Events(t.Context(), 0, 1000)
		h.must(err)
		for path, methods := range c.doc.Paths {
			first, _, _ := strings.Cut(path[1:], "/")
			if !strings.Contains(path, "{id}") || first == "entries" {
				continue
			}
			for method := range methods {
				method = strings.ToUpper(method)
				got := h.ask(request{method: method, path: "/api/v1" + strings.ReplaceAll(path, "{id}", ids[first]), token: token, body: bodyFor(method, path)})
				want(t, method+" "+path+" of another agency", got, 404, "not_found")
				nothing := h.ask(request{method: method, path: "/api/v1" + strings.ReplaceAll(path, "{id}", "x"), token: token, body: bodyFor(method, path)})
				if strip(got.body) != strip(nothing.body) {
					t.Errorf("%s %s tells what is another's from what is not there:\n%s\n%s", method, path, got.body, nothing.body)
				}
			}
		}
		for _, path := range []string{"/tickets?state=all", "/webhooks"} {
			if got := h.get(token, "/api/v1"+path); strings.Contains(got.body, string(k.ID)) || strings.Contains(got.body, "hook-a") {
				t.Errorf("%s shows another agency's: %s", path, got.body)
			}
		}
		if got := h.post(token, "/api/v1/tickets/next", "{}"); !strings.Contains(got.body, string(foreign.ID)) {
			t.Errorf("next = %s, want the agency's own ticket", got.body)
		}
		after, err := h.ledger.Events(t.Context(), 0, 1000)
		h.must(err)
		if len(after) != len(before)+1 {
			t.Errorf("%d events came of it, want that of one claim", len(after)-len(before))
		}
		if got := h.get(h.token("penyelia"), "/api/v1/tickets/"+string(k.ID)); got.status != 200 {
			t.Errorf("its own agency = %d, want it untouched", got.status)
		}
	})
}

// strip leaves out the request's own code.
func strip(problem string) string {
	before, after, _ := strings.Cut(problem, `"instance":"`)
	_, after, _ = strings.Cut(after, `"`)
	return before + after
}

func second[T any](_ T, err error) error { return err }

func TestBodies(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	token := h.token("petugas")
	cases := []struct {
		name, body, kind string
		status           int
		code             string
	}{
		{"Good", `{"text":"ktp hilang"}`, "application/json", 200, ""},
		{"GoodWithCharset", `{"text":"ktp hilang"}`, "application/json; charset=utf-8", 200, ""},
		{"NoType", `{"text":"ktp hilang"}`, "", 415, "media_type"},
		{"Form", "text=ktp", "application/x-www-form-urlencoded", 415, "media_type"},
		{"OtherCharset", `{"text":"ktp"}`, "application/json; charset=latin1", 415, "media_type"},
		{"Unknown", `{"text":"ktp","teks":"x"}`, "application/json", 400, "invalid"},
		{"WrongKind", `{"text":5}`, "application/json", 400, "invalid"},
		{"Two", `{"text":"ktp"}{"text":"kk"}`, "application/json", 400, "invalid"},
		{"Broken", `{"text":"ktp"`, "application/json", 400, "invalid"},
		{"NotUTF8", "{\"text\":\"\xff\"}", "application/json", 400, "invalid"},
		{"List", `[1]`, "application/json", 400, "invalid"},
		{"Deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), "application/json", 400, "invalid"},
		{"VeryDeep", strings.Repeat("[", 60_000), "application/json", 400, "invalid"},
		{"AtTheLimit", `{"text":"` + strings.Repeat("a", 64<<10-len(`{"text":""}`)) + `"}`, "application/json", 400, "invalid"},
		{"TooLarge", `{"text":"` + strings.Repeat("a", 64<<10) + `"}`, "application/json", 413, "too_large"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := h.ask(request{method: "POST", path: "/api/v1/ask", token: token, body: c.body, header: map[string]string{"Content-Type": c.kind}})
			want(t, c.name, got, c.status, c.code)
			if c.status >= 400 && strings.Contains(got.body, "<") {
				t.Errorf("%s answers with a page: %s", c.name, got.body)
			}
		})
	}
}

// TestPages reads a list page by page while tickets are opened, and by its filters.
func TestPages(t *testing.T) {
	onEach(t, func(t *testing.T, h *house) {
		token := h.token("petugas")
		var opened []loket.Ticket
		for i := range 7 {
			opened = append(opened, h.ticket(fmt.Sprint(i), lokettest.Agency().ID))
		}
		type page struct {
			Tickets []struct{ ID, State string }
			Next    string `json:"next_cursor"`
		}
		read := func(query string) (p page) {
			t.Helper()
			got := h.get(token, "/api/v1/tickets?"+query)
			want(t, query, got, 200, "")
			got.into(t, &p)
			return p
		}
		var seen []string
		for cursor, more := "", true; more; {
			p := read("limit=3&cursor=" + cursor)
			for _, k := range p.Tickets {
				seen = append(seen, k.ID)
			}
			if len(seen) == 3 {
				opened = append(opened, h.ticket("late", lokettest.Agency().ID))
			}
			cursor, more = p.Next, p.Next != ""
		}
		for i, k := range opened {
			if i >= len(seen) || seen[i] != string(k.ID) {
				t.Fatalf("read page by page: %q, want %d tickets in the order they were opened", seen, len(opened))
			}
		}
		mine := h.held(token, opened[2].ID)
		h.must(h.desk.Close(t.Context(), loket.Staff{ID: "petugas", Agency: lokettest.Agency().ID, Role: loket.RoleOfficer}, opened[2].ID, mine.Epoch))
		h.held(token, opened[3].ID)
		for query, want := range map[string]int{
			"": 7, "state=open": 7, "state=all": 8, "state=closed": 1, "state=claimed": 1, "state=waiting": 6, "holder=me": 1,
			"kind=question": 7, "kind=complaint": 0, "unit=umum": 7, "unit=aduan": 0,
		} {
			if got := len(read(query).Tickets); got != want {
				t.Errorf("%q shows %d tickets, want %d", query, got, want)
			}
		}
		for _, query := range []string{"state=x", "kind=x", "holder=petugas", "limit=101", "limit=x", "cursor=x", "cursor=a1.", "cursor=a1.!!", "page=2", "limit=1&limit=2", "%zz"} {
			want(t, query, h.get(token, "/api/v1/tickets?"+query), 400, "invalid")
		}
	})
}

func TestLimit(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	h.api.PerMinute = 3
	h.serve()
	token, colleague := h.token("petugas"), h.token("petugas")
	for left := 2; left >= 0; left-- {
		got := h.get(token, "/api/v1/tickets")
		want(t, "within the limit", got, 200, "")
		if limit := got.header.Get("RateLimit"); !strings.HasPrefix(limit, fmt.Sprintf(`"token";r=%d;t=`, left)) || got.header.Get("RateLimit-Policy") != `"token";q=3;w=60` {
			t.Errorf("RateLimit %q of %q, want %d left of 3", limit, got.header.Get("RateLimit-Policy"), left)
		}
	}
	got := h.get(token, "/api/v1/tickets")
	want(t, "over the limit", got, 429, "too_many")
	if got.header.Get("Retry-After") != "20" {
		t.Errorf("Retry-After %q, want 20 seconds", got.header.Get("Retry-After"))
	}
	want(t, "another token", h.get(colleague, "/api/v1/tickets"), 200, "")
	h.clock.Add(20 * time.Second)
	want(t, "when it said", h.get(token, "/api/v1/tickets"), 200, "")
	want(t, "and no more", h.get(token, "/api/v1/tickets"), 429, "too_many")
}

// TestOursIsNoPage: what fails on our side is a problem with the request's code too.
func TestOursIsNoPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "sqlite:"+t.TempDir()+"/loket.db")
	token := h.token("petugas")
	h.must(h.ledger.Close())
	got := h.get(token, "/api/v1/tickets")
	if got.problem() == "" || got.status < 500 || !strings.Contains(got.body, got.header.Get("X-Request-Id")) {
		t.Errorf("without a ledger = %d %s, want a problem with the request's code", got.status, got.body)
	}
	h.api.Bearers = nil
	h.serve()
	got = h.get(token, "/api/v1/tickets")
	want(t, "a panic", got, 500, "internal")
	if strings.Contains(got.body, "runtime") {
		t.Errorf("a panic tells of our inside: %s", got.body)
	}
}
