package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// twoSteps are two agencies whose staff show a second factor.
func twoSteps() string { return strings.Replace(twoOffices, "off", "required", 1) }

// at makes a browser ask from an address, through a proxy with TLS.
func at(b *webtest.Browser, ip string) *webtest.Browser {
	overTLS(b).Header["X-Forwarded-For"] = ip
	return b
}

// TestGuessing guesses at an account from a hundred addresses, first its password,
// then, with the password, its codes. Few are looked at, and the owner signs in
// all the while.
func TestGuessing(t *testing.T) {
	t.Parallel()
	const login, home = "kupang.petugas", "203.0.113.7"
	o := openOffices(t, twoSteps(), nil)
	guesser := func(i int) string { return fmt.Sprint("198.51.100.", i%100) }
	owner := at(o.browser(), home)
	owner.Post("/masuk", "akun", login, "sandi", webtest.Password)
	form := owner.Get("/masuk/kode").Page(t).One("[action=/masuk/pasang]")
	secret := form.One("[name=kunci]").Attr["value"]
	now, err := totp.GenerateCode(secret, time.Now())
	mustDo(t, err)
	page := owner.Submit(form, "kode", now).Page(t)
	codes := page.All(".pemulihan code")
	if len(codes) != 10 {
		t.Fatalf("setting up the second step showed %d recovery codes, want 10: %s", len(codes), page.Text())
	}
	used := 0
	enters := func(when string) {
		t.Helper()
		b := at(o.browser(), home)
		b.Post("/masuk", "akun", login, "sandi", webtest.Password)
		if got := b.Post("/masuk/kode", "kode", codes[used].Text()); got.Location() != "/loket" {
			t.Errorf("the owner %s: status %d to %q, want the queue", when, got.Status, got.Location())
		}
		used++
	}
	enters("before")

	passwords := 0
	for i := range 1000 {
		b := at(o.browser(), guesser(i))
		if got := b.Post("/masuk", "akun", login, "sandi", fmt.Sprint("tebakan ke-", i)); got.Status == http.StatusUnauthorized {
			passwords++
		}
	}
	if passwords > 50 {
		t.Errorf("of 1,000 passwords from 100 addresses %d were looked at, want at most 50", passwords)
	}
	enters("while passwords are guessed")

	thief := at(o.browser(), home) // behind the office's own address, at first
	if got := thief.Post("/masuk", "akun", login, "sandi", webtest.Password); got.Location() != "/masuk/kode" {
		t.Fatalf("who has the password: status %d to %q, want the second step", got.Status, got.Location())
	}
	tried := 0
	for i := range 1000 {
		b := at(thief.Clone(), guesser(i))
		switch got := b.Post("/masuk/kode", "kode", fmt.Sprintf("%06d", i)); got.Status {
		case http.StatusUnauthorized:
			tried++
		case http.StatusTooManyRequests:
		default:
			t.Fatalf("a guessed code: status %d", got.Status)
		}
	}
	if tried > loket.FactorTries {
		t.Errorf("of 1,000 codes from 100 addresses %d were looked at, want at most %d", tried, loket.FactorTries)
	}
	enters("while codes are guessed")
	if got := o.audited(t, "staff.second_factor", "staff.recovery_used"); got != [2]int{1, used} {
		t.Errorf("the audit log has %v lines of setting up and of recovery codes, want 1 and %d", got, used)
	}
}

// audited counts lines of the audit log by what was done.
func (o *offices) audited(t *testing.T, actions ...string) (n [2]int) {
	t.Helper()
	for _, row := range o.rows(t)["audit"] {
		for i, action := range actions {
			if strings.Contains(row, action+"staff") {
				n[i]++
			}
		}
	}
	return n
}
