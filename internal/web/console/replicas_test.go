package console_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// replica is a second process of the office: it shares its accounts and sessions, and
// nothing that it keeps in memory.
func (o *office) replica() http.Handler {
	gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: o.clock.Now, ClientIP: web.ClientIP(nil)}
	account := &console.Account{Gate: gate, Keys: o.factors, Zone: webtest.WITA, Telegram: func(loket.AgencyID) bool { return false }}
	house := &web.Server{
		Gate: gate, Parts: []web.Part{console.New(o.desk, gate, o.clock.Now, webtest.WITA), account}, Proxies: web.LocalProxies(),
		Title: "Disdukcapil Kota Kupang", Log: slog.New(slog.DiscardHandler),
	}
	return house.Handler()
}

// through is a browser that is sent to another replica from now on.
func through(b *webtest.Browser, replica http.Handler) *webtest.Browser {
	there := b.Clone()
	there.Handler = replica
	return there
}

// TestSessionsOfReplicas: a session begun at one replica is listed, named alike and
// ended at another, at once and for both.
func TestSessionsOfReplicas(t *testing.T) {
	t.Parallel()
	o := newOffice()
	second := o.replica()
	here, lost := o.signInFrom(t, edge), o.signInFrom(t, iphone)
	wantIn(t, "a session of the first replica at the second", through(lost, second))
	ids := namesOf(here.Get("/akun").Page(t))
	if got := namesOf(through(here, second).Get("/akun").Page(t)); len(ids) != 1 || !slices.Equal(got, ids) {
		t.Fatalf("the second replica offers to end %q, the first %q, want the same one", got, ids)
	}
	if got := through(here, second).Post("/akun/sesi", "sesi", ids[0]); got.Location() != "/akun?kabar=satu" {
		t.Fatalf("ending it at the second replica: status %d to %q", got.Status, got.Location())
	}
	wantOut(t, "an ended session at the first replica", lost)
	wantOut(t, "an ended session at the second replica", through(lost, second))
	if got := here.Post("/akun/sesi", "sesi", ids[0]); got.Status != http.StatusNotFound {
		t.Errorf("ending it again at the first replica: status %d, want 404", got.Status)
	}
	others := []*webtest.Browser{o.signInFrom(t, phone), o.signInFrom(t, phone)}
	there := through(here, second)
	if got := there.Post("/akun/sesi"); got.Location() != "/akun?kabar=sesi" {
		t.Fatalf("ending all others at the second replica: status %d to %q", got.Status, got.Location())
	}
	for n, b := range others {
		wantOut(t, fmt.Sprintf("session %d at the first replica", n), b)
	}
	back := through(there, here.Handler)
	wantIn(t, "who ended them, at the first replica", back)
	if left := namesOf(back.Get("/akun").Page(t)); len(left) != 0 {
		t.Errorf("after all others were ended the page offers %q", left)
	}
}

// TestLateRefresh: a replica that notes a request of a session brings back none that
// another ended meanwhile, and takes back no later request that another noted.
func TestLateRefresh(t *testing.T) {
	t.Parallel()
	t.Run("EndedMeanwhile", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		second := o.replica()
		here, lost := o.signInFrom(t, edge), o.signInFrom(t, phone)
		id := namesOf(here.Get("/akun").Page(t))[0]
		o.clock.Move(2 * time.Minute)
		here.Get("/akun") // its own request is noted
		o.sessions.Between(func() {
			if got := through(here, second).Post("/akun/sesi", "sesi", id); got.Location() != "/akun?kabar=satu" {
				t.Errorf("ending it meanwhile: status %d to %q", got.Status, got.Location())
			}
		})
		wantOut(t, "the request that was under way", lost)
		wantOut(t, "the session afterwards", lost)
		if left := len(o.sessions.Keys()); left != 1 {
			t.Errorf("%d sessions are kept, want the one that ended the other", left)
		}
	})
	t.Run("SeenLaterMeanwhile", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		second := o.replica()
		here := o.signInFrom(t, edge)
		o.clock.Move(2 * time.Minute)
		o.sessions.Between(func() {
			o.clock.Move(3 * time.Minute)
			wantIn(t, "a later request at the second replica", through(here, second))
		})
		wantIn(t, "the request that was under way", here)
		seen := here.Get("/akun").Page(t).One("#sesi li").Text()
		if want := o.clock.Now().UTC().Format("15.04"); !strings.Contains(seen, "terakhir dipakai 21 Nov, "+want) {
			t.Errorf("the session is %q, want it seen at %s", seen, want)
		}
	})
	t.Run("ChangedOften", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		here := o.signInFrom(t, edge)
		o.clock.Move(2 * time.Minute)
		var others sync.WaitGroup
		for range 8 {
			others.Go(func() {
				if got := through(here, o.replica()).Get("/loket"); got.Status != http.StatusOK {
					t.Errorf("one of many requests at once: status %d, want 200", got.Status)
				}
			})
		}
		others.Wait()
		wantIn(t, "the session after them", here)
	})
}

// TestSessionNamesOpenNothing: what the page calls a session neither opens it nor is cut
// from what does, and nothing but a name ends one.
func TestSessionNamesOpenNothing(t *testing.T) {
	t.Parallel()
	o := newOffice()
	here, other := o.signInFrom(t, edge), o.signInFrom(t, phone)
	id := namesOf(here.Get("/akun").Page(t))[0]
	for name, token := range other.Cookies {
		sum := sha256.Sum256([]byte(token))
		for what, secret := range map[string]string{"token": token, "hash": base64.RawURLEncoding.EncodeToString(sum[:])} {
			if strings.Contains(secret, id) || strings.Contains(id, secret[:8]) {
				t.Errorf("the name %q shows a part of the %s of cookie %s", id, what, name)
			}
			for _, guess := range []string{secret, secret[:len(id)]} {
				if got := here.Post("/akun/sesi", "sesi", guess); got.Status != http.StatusNotFound {
					t.Errorf("ending a session by its %s %q: status %d, want 404", what, guess, got.Status)
				}
			}
		}
		thief := webtest.NewBrowser(o.browser.Handler)
		thief.Cookies[name] = id
		wantOut(t, "a session's name for a token", thief)
	}
	for _, guess := range []string{id[:len(id)-1], id + "x", strings.ToUpper(id) + strings.ToLower(id), "0", "*", " "} {
		if got := here.Post("/akun/sesi", "sesi", guess); got.Status != http.StatusNotFound {
			t.Errorf("ending session %q: status %d, want 404", guess, got.Status)
		}
	}
	wantIn(t, "the other session after all guesses", other)
}
