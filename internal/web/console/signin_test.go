package console_test

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

const wrongWords = "Nama akun atau kata sandi salah."

func TestSignIn(t *testing.T) {
	t.Parallel()
	t.Run("WrongPassword", func(t *testing.T) {
		t.Parallel()
		got := newOffice().browser.Post("/masuk", "akun", "petugas", "sandi", "salah sama sekali")
		wantPage(t, "a wrong password", got, http.StatusUnauthorized, "[role=alert]", wrongWords)
		if value := got.Page(t).One("#akun").Attr["value"]; value != "petugas" {
			t.Errorf("the name in the form = %q, want it kept", value)
		}
		if strings.Contains(got.Body, "salah sama sekali") {
			t.Error("the page shows the password that was typed")
		}
	})
	t.Run("UnknownAccount/SameWords", func(t *testing.T) {
		t.Parallel()
		got := newOffice().browser.Post("/masuk", "akun", "siapa", "sandi", webtest.Password)
		wantPage(t, "an unknown account", got, http.StatusUnauthorized, "[role=alert]", wrongWords)
	})
	t.Run("AccountWithoutPassword", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.accounts.Change("petugas", func(s *loket.Staff) { s.PasswordHash = "" })
		got := o.browser.Post("/masuk", "akun", "petugas", "sandi", "")
		wantPage(t, "an account without a password", got, http.StatusUnauthorized, "[role=alert]", wrongWords)
	})
	t.Run("Disabled", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.accounts.Change("petugas", func(s *loket.Staff) { s.DisabledAt = o.clock.Now() })
		got := o.browser.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
		wantPage(t, "a disabled account", got, http.StatusForbidden, "[role=alert]", "Akun Anda dinonaktifkan. Hubungi admin kantor Anda.")
		got = o.browser.Post("/masuk", "akun", "petugas", "sandi", "bukan ini")
		wantPage(t, "a disabled account and a wrong password", got, http.StatusUnauthorized, "[role=alert]", wrongWords)
		if len(o.sessions.Keys()) != 0 {
			t.Error("a disabled account has a session")
		}
	})
	t.Run("Name/AsTyped", func(t *testing.T) {
		t.Parallel()
		got := newOffice().browser.Post("/masuk", "akun", "  Petugas ", "sandi", webtest.Password)
		if got.Location() != "/loket" {
			t.Errorf("signing in as \"  Petugas \" leads to %q, want /loket", got.Location())
		}
	})
	t.Run("Back/OnlyHere", func(t *testing.T) {
		t.Parallel()
		for typed, want := range map[string]string{
			"/loket/tiket/t1": "/loket/tiket/t1", "/loket?tab=semua": "/loket?tab=semua",
			"https://jahat.example/": "/loket", "//jahat.example": "/loket", `/\jahat.example`: "/loket",
			`\\jahat.example`: "/loket", "javascript:alert(1)": "/loket", "loket": "/loket", "/\tjahat": "/loket", "": "/loket",
		} {
			got := newOffice().browser.Post("/masuk", "akun", "petugas", "sandi", webtest.Password, "kembali", typed)
			if got.Location() != want {
				t.Errorf("signing in with kembali=%q leads to %q, want %q", typed, got.Location(), want)
			}
		}
	})
	t.Run("Back/FromPage", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		got := o.browser.Get("/loket/tiket/t1")
		form := o.browser.Get(got.Location()).Page(t).One("main form")
		got = o.browser.Submit(form, "akun", "petugas", "sandi", webtest.Password)
		if got.Location() != "/loket/tiket/t1" {
			t.Errorf("signing in on the way to a ticket leads to %q, want the ticket", got.Location())
		}
	})
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	try := func(o *office, ip, login, password string) webtest.Answer {
		b := webtest.NewBrowser(o.browser.Handler)
		b.Handler = from(ip, b.Handler)
		return b.Post("/masuk", "akun", login, "sandi", password)
	}
	t.Run("Pair/TenInFifteenMinutes", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		for range 90 { // one guess every ten seconds
			try(o, "198.51.100.1", "petugas", "tebakan")
			o.clock.Move(10 * time.Second)
		}
		if got := o.accounts.Asked(); got > 10 || got < 5 {
			t.Errorf("guesses evaluated in 15 minutes = %d, want 5 to 10", got)
		}
		try(o, "198.51.100.1", "petugas", "tebakan")
		got := try(o, "198.51.100.1", "petugas", webtest.Password)
		if got.Status != http.StatusTooManyRequests || !strings.Contains(got.Page(t).One("[role=alert]").Text(), "Terlalu banyak percobaan masuk. Coba lagi dalam") || got.Header.Get("Retry-After") == "" {
			t.Errorf("one guess too many: status %d, Retry-After %q, want 429 and how long to wait", got.Status, got.Header.Get("Retry-After"))
		}
		o.clock.Move(3 * time.Minute)
		if got := try(o, "198.51.100.1", "petugas", webtest.Password); got.Status != http.StatusSeeOther {
			t.Errorf("the right password three minutes later: status %d, want 303", got.Status)
		}
	})
	t.Run("ManyAddresses/OwnerStillEnters", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		if got := try(o, "203.0.113.7", "petugas", webtest.Password); got.Status != http.StatusSeeOther {
			t.Fatalf("the owner: status %d, want 303", got.Status)
		}
		before := o.accounts.Asked()
		for i := range 1000 {
			try(o, fmt.Sprintf("198.51.100.%d", i%100), "petugas", "tebakan")
		}
		if got := o.accounts.Asked() - before; got > 50 {
			t.Errorf("of 1,000 guesses from 100 addresses %d were evaluated, want at most 50", got)
		}
		if got := try(o, "203.0.113.7", "petugas", webtest.Password); got.Status != http.StatusSeeOther {
			t.Errorf("the owner during the attack: status %d, want 303", got.Status)
		}
	})
	t.Run("RightPasswords/Free", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		for i := range 100 {
			if got := try(o, "203.0.113.7", "petugas", webtest.Password); got.Status != http.StatusSeeOther {
				t.Fatalf("right password number %d: status %d, want 303", i+1, got.Status)
			}
		}
	})
}

// from makes every request come from an address, over TLS.
func from(ip string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.RemoteAddr, r.TLS = ip+":4000", &tls.ConnectionState{}
		next.ServeHTTP(w, r)
	})
}

// TestDraftSurvivesSession: the words typed while a session ran out go through
// signing in to the ticket's form.
func TestDraftSurvivesSession(t *testing.T) {
	t.Parallel()
	const draft = "Selamat siang.\n<b>Akta</b> Anda & KTP-nya siap."
	o := newOffice()
	o.put("t1", time.Hour, "akta saya?", nil)
	b := o.signIn(t, "petugas")
	b.Post("/loket/tiket/t1/ambil")
	form := b.Get("/loket/tiket/t1").Page(t).One("#balas form")
	o.clock.Move(31 * time.Minute)

	got := b.Submit(form, "teks", draft)
	if got.Status != http.StatusUnauthorized {
		t.Fatalf("reply after the session ran out: status %d, want 401", got.Status)
	}
	signIn := got.Page(t).One("main form")
	if kept := signIn.One("#draf").Raw(); kept != draft {
		t.Fatalf("draft on the sign-in page = %q, want %q", kept, draft)
	}
	got = b.Submit(signIn, "akun", "petugas", "sandi", webtest.Password)
	if got.Status != http.StatusOK {
		t.Fatalf("signing in with a draft: status %d, want the page that shows it", got.Status)
	}
	got = b.Submit(got.Page(t).One("main form"))
	if kept := got.Page(t).One("#teks").Raw(); got.Status != http.StatusOK || kept != draft {
		t.Fatalf("taking the ticket again: status %d with draft %q, want 200 and %q", got.Status, kept, draft)
	}
	got = b.Submit(got.Page(t).One("#balas form"))
	if got.Location() != "/loket/tiket/t1?terkirim=1" {
		t.Errorf("sending it: status %d to %q, want the ticket", got.Status, got.Location())
	}
}

// FuzzBack: whatever stands in kembali, signing in leads to an address of this
// house.
func FuzzBack(f *testing.F) {
	for _, seed := range []string{"/loket", "//x", "/\\x", "https://x", "/%2f%2fx", "/a?b=//c", "/loket\r\nSet-Cookie: a=b", "\x00"} {
		f.Add(seed)
	}
	o := newOffice()
	f.Fuzz(func(t *testing.T, typed string) {
		b := webtest.NewBrowser(o.browser.Handler)
		to := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password, "kembali", typed).Location()
		u, err := url.Parse(to)
		if err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) {
			t.Errorf("kembali=%q leads to %q", typed, to)
		}
	})
}
