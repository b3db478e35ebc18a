package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/setup"
	"loket/internal/web/webtest"
)

// TestNoDefaultAccount is S08: a fresh program has no account that any password
// opens, and what it prints opens the first-run page once.
func TestNoDefaultAccount(t *testing.T) {
	t.Parallel()
	o := openCounter(t, "console: {second_factor: off}\n", nil)
	b := o.browser()
	for _, guess := range [][2]string{{"admin", "admin"}, {"admin", ""}, {"demo", "demo"}, {"root", "password"}, {"", ""}, {"cli", "cli"}, {"setup", "setup"}} {
		if got := b.Post("/masuk", "akun", guess[0], "sandi", guess[1]); got.Status != http.StatusUnauthorized {
			t.Errorf("%q opens a fresh program: status %d, want 401", guess, got.Status)
		}
	}
	if all, err := o.ledger.ListStaff(t.Context(), o.config.Agencies[0].ID); err != nil || len(all) != 0 {
		t.Errorf("a fresh program has the accounts %v, %v; want none", all, err)
	}
	var told strings.Builder
	s := &shell{ctx: t.Context(), stdout: &told, now: time.Now}
	if err := o.tellFirstRun(s, "127.0.0.1:8080"); err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(told.String(), "Kunci sekali pakai: ")
	token, _, _ = strings.Cut(token, "\n")
	if len(setup.Typed(token)) != 26 || !strings.Contains(told.String(), "http://127.0.0.1:8080/mulai") {
		t.Fatalf("printed: %q, want the way and a token of 26 characters", told.String())
	}
	if got := b.Get("/"); !strings.Contains(got.Body, `href="/mulai"`) {
		t.Error("the front page does not lead to the first-run page")
	}
	if got := b.Post("/mulai", "kunci", token); got.Location() != "/mulai/kantor" {
		t.Fatalf("the printed token: status %d\n%s", got.Status, got.Body)
	}
	if got := b.Clone().Post("/mulai", "kunci", token); got.Status != http.StatusUnauthorized {
		t.Errorf("the token again: status %d, want 401", got.Status)
	}
	o.wantNoToken(t, setup.Typed(token))
	if err := o.ledger.AddStaff(t.Context(), loket.Staff{ID: "x", Agency: o.config.Agencies[0].ID, Login: "x", Role: loket.RoleAdmin}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/mulai", "/mulai/admin"} {
		if got := b.Get(path); got.Location() != "/masuk" {
			t.Errorf("GET %s with an account: status %d to %q, want /masuk", path, got.Status, got.Location())
		}
	}
	told.Reset()
	if err := o.tellFirstRun(s, "127.0.0.1:8080"); err != nil || told.Len() > 0 {
		t.Errorf("with an account the program prints %q, %v; want nothing", told.String(), err)
	}
	if got := webtest.NewBrowser(o.handler).Get("/"); strings.Contains(got.Body, `href="/mulai"`) {
		t.Error("the front page leads to a closed page")
	}
}

// wantNoToken holds the audit log to telling what happened without the token.
func (o *offices) wantNoToken(t *testing.T, token string) {
	t.Helper()
	rows, err := o.ledger.AuditRows(t.Context(), loket.AuditFilter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]int{}
	for _, row := range rows {
		acts[row.Action]++
		if strings.Contains(row.ID+row.Reason, token) {
			t.Errorf("the audit log holds the token: %+v", row)
		}
	}
	if acts["setup.token"] != 1 || acts["setup.open"] != 1 || acts["setup.refused"] != 1 {
		t.Errorf("audited: %v, want the token, its use and its refusal", acts)
	}
}

// TestLineDiff shows a change and nothing around it.
func TestLineDiff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, after, want string }{
		{"a\nb\nc", "a\nb\nc", ""},
		{"a\nb\nc", "a\nx\nc", "- b\n+ x\n"},
		{"a\nc", "a\nb\nc", "+ b\n"},
		{"a\nb\nc", "a", "- b\n- c\n"},
		{"", "a", "- \n+ a\n"},
	} {
		if got := lineDiff(c.before, c.after); got != c.want {
			t.Errorf("lineDiff(%q, %q) = %q, want %q", c.before, c.after, got, c.want)
		}
	}
}
