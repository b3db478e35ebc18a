package console_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/web/webtest"
)

const (
	phone  = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36"
	edge   = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
	iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/131.0 Mobile/15E148 Safari/604.1"
)

// oneByOne signs in from three browsers, and ends two of the sessions from the third.
func oneByOne(t *testing.T) {
	t.Parallel()
	o := newOffice()
	here, there, third := o.signInFrom(t, edge), o.signInFrom(t, phone), o.signInFrom(t, iphone)
	colleague := o.signIn(t, "penyelia")
	o.clock.Move(2 * time.Minute)
	page := here.Get("/akun")
	rows := page.Page(t).All("#sesi li")
	if len(rows) != 3 || !strings.Contains(rows[0].Text(), "Edge di Windows di sini") {
		t.Fatalf("sessions = %q, want one's own of three, this one first", page.Body)
	}
	for _, want := range []string{"Chrome di Android", "Chrome di iPhone", "dari 127.0.0.0/24", "masuk ", "terakhir dipakai "} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if strings.Contains(page.Body, "127.0.0.1") {
		t.Error("the list shows a whole address")
	}
	for _, key := range o.sessions.Keys() {
		if strings.Contains(page.Body, key) {
			t.Error("the list shows what a session is found by")
		}
	}
	ids := namesOf(page.Page(t))
	if slices.Contains(namesOf(colleague.Get("/akun").Page(t)), ids[0]) {
		t.Error("a colleague is shown a session that is not theirs")
	}
	if got := colleague.Post("/akun/sesi", "sesi", ids[0]); got.Status != http.StatusNotFound {
		t.Errorf("ending a colleague's session: status %d, want 404", got.Status)
	}
	for n, id := range ids {
		if got := here.Post("/akun/sesi", "sesi", id); got.Location() != "/akun?kabar=satu" {
			t.Fatalf("ending session %d: status %d to %q", n, got.Status, got.Location())
		}
	}
	wantIn(t, "who ended the others", here)
	wantIn(t, "a colleague", colleague)
	wantOut(t, "the phone", there)
	wantOut(t, "the third", third)
	if got := here.Post("/akun/sesi", "sesi", ids[0]); got.Status != http.StatusNotFound {
		t.Errorf("ending it again: status %d, want 404", got.Status)
	}
}

// namesOf are the sessions a page offers to end.
func namesOf(page *webtest.Node) (ids []string) {
	for _, field := range page.All("#sesi [name=sesi]") {
		ids = append(ids, field.Attr["value"])
	}
	return ids
}

// signInFrom signs in with a browser that calls itself so.
func (o *office) signInFrom(t *testing.T, agent string) *webtest.Browser {
	t.Helper()
	b := webtest.NewBrowser(o.browser.Handler)
	b.Header["User-Agent"] = agent
	if a := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password); a.Status != http.StatusSeeOther {
		t.Fatalf("sign in with %s: status %d, want 303", agent, a.Status)
	}
	return b
}
