package console_test

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

func TestSession(t *testing.T) {
	t.Parallel()
	t.Run("SignIn/ThenOut", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		if got := b.Get("/loket").Page(t).One("header .siapa span").Text(); got != "Rekan petugas petugas" {
			t.Errorf("header names %q, want the account and its role", got)
		}
		stolen := b.Clone()
		if got := b.Post("/keluar"); got.Location() != "/masuk" || len(b.Cookies) != 0 {
			t.Errorf("sign out leads to %q with cookies %v, want /masuk and none", got.Location(), b.Cookies)
		}
		wantOut(t, "the old token after signing out", stolen)
		if keys := o.sessions.Keys(); len(keys) != 0 {
			t.Errorf("sessions left in the store: %v", keys)
		}
	})
	t.Run("Token/HashedInStore", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		token := o.signIn(t, "petugas").Cookies["loket"]
		sum := sha256.Sum256([]byte(token))
		want := []string{base64.RawURLEncoding.EncodeToString(sum[:])}
		if raw, err := base64.RawURLEncoding.DecodeString(token); err != nil || len(raw) < 16 {
			t.Errorf("token %q holds %d random bytes, %v, want 128 bits and more", token, len(raw), err)
		}
		if got := o.sessions.Keys(); !slices.Equal(got, want) {
			t.Errorf("store keys = %v, want the SHA-256 of the token %v", got, want)
		}
	})
	t.Run("SignIn/RenewsToken", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		before := b.Clone()
		b.Post("/masuk", "akun", "penyelia", "sandi", webtest.Password)
		if before.Cookies["loket"] == b.Cookies["loket"] {
			t.Error("signing in kept the token: want a new one")
		}
		wantOut(t, "the token from before signing in", before)
	})
	t.Run("Token/Foreign", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := webtest.NewBrowser(o.browser.Handler)
		b.Cookies["loket"] = "pilihan-penyerang"
		b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
		if b.Cookies["loket"] == "pilihan-penyerang" {
			t.Error("signing in took the token a stranger chose")
		}
	})
	t.Run("Idle", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		for range 3 {
			o.clock.Move(29 * time.Minute)
			wantIn(t, "29 minutes after the last request", b)
		}
		o.clock.Move(30 * time.Minute)
		wantOut(t, "30 minutes after the last request", b)
	})
	t.Run("Idle/ReloadingIsNoActivity", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		for range 59 {
			o.clock.Move(30 * time.Second)
			if got := b.Get("/loket?tab=menunggu&otomatis=1"); got.Status != http.StatusOK {
				t.Fatalf("a list that reloads itself: status %d, want 200", got.Status)
			}
		}
		o.clock.Move(30 * time.Second)
		got := b.Get("/loket?tab=menunggu&otomatis=1")
		if got.Location() != "/masuk?kembali=%2Floket%3Ftab%3Dmenunggu" {
			t.Errorf("a list left alone for 30 minutes leads to %q, want the sign-in page and back to the list", got.Location())
		}
	})
	t.Run("Absolute", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		for range 36 {
			wantIn(t, "within 12 hours", b)
			o.clock.Move(20 * time.Minute)
		}
		wantOut(t, "12 hours after signing in", b)
	})
	t.Run("Disabled", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		o.accounts.Change("petugas", func(s *loket.Staff) { s.DisabledAt = o.clock.Now() })
		wantOut(t, "a disabled account", b)
		o.accounts.Change("petugas", func(s *loket.Staff) { s.DisabledAt = time.Time{} })
		wantOut(t, "its old session after it was enabled again", b)
	})
	t.Run("NewPassword", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		o.accounts.Change("petugas", func(s *loket.Staff) { s.PasswordHash += "x" })
		wantOut(t, "a session from before the password changed", b)
	})
	t.Run("AccountGone", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		o.accounts.Change("petugas", func(s *loket.Staff) { s.ID = "lain" })
		wantOut(t, "a session of an account that is gone", b)
	})
	t.Run("StoreDown", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		o.sessions.Break(errors.New("ledger is locked"))
		if got := b.Get("/loket"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "locked") {
			t.Errorf("without sessions: status %d, want 500 without the reason\n%s", got.Status, got.Body)
		}
		o.sessions.Break(nil)
		wantIn(t, "once sessions are back", b)
	})
	t.Run("SignedIn/AtTheDoor", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		for login, home := range map[string]string{"petugas": "/loket", "pimpinan": "/laporan", "kurator": "/"} {
			if got := o.signIn(t, login).Get("/masuk"); got.Location() != home {
				t.Errorf("%s at the sign-in page is led to %q, want %q", login, got.Location(), home)
			}
		}
	})
}

func TestCookie(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ host, proto, want string }{
		{"127.0.0.1:8080", "", "loket=; Path=/; HttpOnly; SameSite=Lax"},
		{"loket.example", "https", "__Host-loket=; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{"localhost:8443", "https", "__Host-loket=; Path=/; HttpOnly; Secure; SameSite=Lax"},
	} {
		b := newOffice().browser
		b.Host, b.Header["X-Forwarded-Proto"] = c.host, c.proto
		got := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password).Header.Get("Set-Cookie")
		name, rest, _ := strings.Cut(got, "=")
		_, attributes, _ := strings.Cut(rest, ";")
		if got := name + "=;" + attributes; got != c.want {
			t.Errorf("cookie for %s %s = %q, want %q", c.proto, c.host, got, c.want)
		}
		if got := b.Get("/loket").Status; got != http.StatusOK {
			t.Errorf("list with the cookie of %s = %d, want 200", c.host, got)
		}
	}
}

func wantIn(t *testing.T, what string, b *webtest.Browser) {
	t.Helper()
	if got := b.Get("/loket"); got.Status != http.StatusOK {
		t.Fatalf("%s: status %d, want 200", what, got.Status)
	}
}

func wantOut(t *testing.T, what string, b *webtest.Browser) {
	t.Helper()
	if got := b.Clone().Post("/loket/tiket/t1/ambil"); got.Status != http.StatusUnauthorized {
		t.Errorf("%s: a claim has status %d, want 401", what, got.Status)
	}
	if got := b.Clone().Get("/loket"); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location(), "/masuk") {
		t.Errorf("%s: the list has status %d to %q, want 303 to the sign-in page", what, got.Status, got.Location())
	}
}
