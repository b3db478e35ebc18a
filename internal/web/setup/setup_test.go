package setup_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/setup"
	"loket/internal/web/webtest"
)

const token = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// office remembers what it is set up as.
type office struct {
	standing setup.Standing
	change   string // of the configuration file
	refuse   error  // what Telegram says, and Finish

	opening  loket.Opening
	verified loket.Verification
	admin    loket.FirstAdmin
	ledger   *webtest.SetupLedger
}

func (o *office) Standing(context.Context) (setup.Standing, error) { return o.standing, nil }

func (o *office) Preview(_ context.Context, in loket.Opening) (string, error) {
	if in.Agency.Code == "" {
		return "", loket.Errorf(loket.CodeInvalid, "Instansi: code masih kosong.")
	}
	return o.change, nil
}

func (o *office) Bot(_ context.Context, _ string, group int64) (loket.BotAnswer, string, error) {
	answer := loket.BotAnswer{Username: "kupang_bot"}
	if group != 0 {
		answer.Group = "Petugas"
	}
	return answer, "data/token", o.refuse
}

func (o *office) Entries(context.Context, loket.Opening) ([]setup.Entry, error) {
	return []setup.Entry{
		{ID: "ktp-el-hilang", Title: "KTP hilang", Revision: "r1", Text: "Bawa surat polisi.", Silent: []string{"Biaya"}, Unfilled: []string{"Alamat (alamat)"}},
		{ID: "kk-baru", Title: "KK baru", Revision: "r2", Text: "Bawa buku nikah.", Verified: "Kepala Dinas, 1 November 2026"},
	}, nil
}

func (o *office) Finish(_ context.Context, in loket.Opening, v loket.Verification, a loket.FirstAdmin) error {
	if o.refuse != nil {
		return o.refuse
	}
	o.opening, o.verified, o.admin, o.ledger.Staff = in, v, a, true
	return nil
}

// room opens a house with the room in it, and a browser on its machine.
func room(change func(*office)) (*office, *webtest.Browser, *int) {
	clock, finished := webtest.NewClock(), 0
	o := &office{ledger: &webtest.SetupLedger{Token: token}}
	o.standing.Opening.Agency = loket.Agency{ID: "dinas", Code: "DNS", Name: "Dinas", Zone: "Asia/Makassar"}
	if change != nil {
		change(o)
	}
	s := &web.Server{
		Title: "Loket", Gate: &console.Gate{Accounts: webtest.NewAccounts(), Sessions: webtest.NewSessions(), Now: clock.Now, ClientIP: web.ClientIP(nil)},
		Log: slog.New(slog.DiscardHandler), Proxies: web.LocalProxies(),
		Parts: []web.Part{&setup.Setup{
			Ledger: o.ledger, Office: o, Sessions: webtest.NewSessions(), Now: clock.Now, ClientIP: web.ClientIP(nil), Finished: func() { finished++ },
		}},
	}
	return o, webtest.NewBrowser(s.Handler()), &finished
}

// wantTo holds an answer to leading on.
func wantTo(t *testing.T, what string, got webtest.Answer, to string) {
	t.Helper()
	if got.Status != http.StatusSeeOther || got.Location() != to {
		t.Fatalf("%s: status %d to %q, want %s\n%s", what, got.Status, got.Location(), to, got.Body)
	}
}

// wantProblem holds an answer to saying what is wrong, once.
func wantProblem(t *testing.T, what string, got webtest.Answer, status int, words string) {
	t.Helper()
	if got.Status != status || strings.Count(got.Body, `role="alert"`) != 1 || !strings.Contains(got.Body, words) {
		t.Fatalf("%s: status %d, want %d and %q\n%s", what, got.Status, status, words, got.Body)
	}
}

var week = []string{"nama", "Disdukcapil Ende", "kode", "end", "id", "", "zona", "Asia/Makassar", "senin", "08.00 - 12.00, 13.00-15.00", "bagian", "Seksi Pengaduan\n\nakta = Seksi Akta"}

// through takes every step but the last.
func through(t *testing.T, b *webtest.Browser) {
	t.Helper()
	wantTo(t, "the token", b.Post("/mulai", "kunci", strings.ToLower(setup.Printed(token))), "/mulai/kantor")
	wantTo(t, "the office", b.Post("/mulai/kantor", week...), "/mulai/telegram")
	wantTo(t, "the bot", b.Post("/mulai/telegram", "token", "1:a", "grup", "-5"), "/mulai/jawaban")
	wantTo(t, "the answers", b.Post("/mulai/jawaban", "jabatan", "Kepala  Dinas", "tanggal", "2026-11-01", "periksa", "ktp-el-hilang@r1"), "/mulai/admin")
}

func TestWholeWay(t *testing.T) {
	t.Parallel()
	o, b, finished := room(nil)
	through(t, b)
	page := b.Get("/mulai/admin")
	for _, told := range []string{"Disdukcapil Ende", "@kupang_bot, grup Petugas", "1 diperiksa"} {
		if !strings.Contains(page.Body, told) {
			t.Errorf("the progress does not tell %q\n%s", told, page.Body)
		}
	}
	wantProblem(t, "unlike passwords", b.Post("/mulai/admin", "akun", "ina", "sandi", "a", "ulang", "b"), http.StatusBadRequest, "tidak sama")
	done := b.Post("/mulai/admin", "akun", " Ina ", "nama", "Bu Ina", "sandi", "empat kata", "ulang", "empat kata")
	if done.Status != http.StatusOK || !strings.Contains(done.Body, `href="/masuk"`) || !strings.Contains(done.Body, `href="/chat/disdukcapil-ende"`) || *finished != 1 {
		t.Fatalf("the last step: status %d, finished %d times\n%s", done.Status, *finished, done.Body)
	}
	if strings.Contains(done.Body, "empat kata") {
		t.Error("the password is shown")
	}
	want := loket.Opening{
		Agency: loket.Agency{ID: "disdukcapil-ende", Code: "END", Name: "Disdukcapil Ende", Zone: "Asia/Makassar"}, TokenFile: "data/token", StaffChat: -5,
	}
	if o.opening.Agency != want.Agency || o.opening.TokenFile != want.TokenFile || o.opening.StaffChat != want.StaffChat ||
		strings.Join(o.opening.Hours["senin"], " ") != "08.00-12.00 13.00-15.00" || len(o.opening.Hours) != 1 ||
		len(o.opening.Units) != 2 || o.opening.Units[0].ID != "seksi-pengaduan" || o.opening.Units[1].Name != "Seksi Akta" {
		t.Errorf("set up as %+v, want %+v with its hours and units", o.opening, want)
	}
	if o.admin != (loket.FirstAdmin{Login: "ina", Name: "Bu Ina", Password: "empat kata"}) || o.verified.Entries["ktp-el-hilang"] != "r1" || o.verified.Role != "Kepala Dinas" {
		t.Errorf("admin %+v, verified %+v", o.admin, o.verified)
	}
	acts := []string{}
	for _, row := range o.ledger.Rows {
		acts = append(acts, row.Action+" "+row.Origin)
	}
	if got := strings.Join(acts, ", "); got != "setup.office 127.0.0.1, setup.telegram 127.0.0.1, setup.verify 127.0.0.1" {
		t.Errorf("audited: %s, want every step", got)
	}
	for _, path := range []string{"/mulai", "/mulai/kantor", "/mulai/admin"} {
		wantTo(t, "GET "+path+" afterwards", b.Get(path), "/masuk")
		wantTo(t, "POST "+path+" afterwards", b.Post(path, "kunci", token), "/masuk")
	}
}

// TestToken: it opens the room once, in one browser, and only in private.
func TestToken(t *testing.T) {
	t.Parallel()
	t.Run("Once", func(t *testing.T) {
		t.Parallel()
		_, b, _ := room(nil)
		thief := b.Clone()
		wantTo(t, "no token", b.Get("/mulai/kantor"), "/mulai")
		wantTo(t, "a form without", b.Post("/mulai/admin", "akun", "x"), "/mulai")
		wantProblem(t, "a wrong token", b.Post("/mulai", "kunci", "SALAH"), http.StatusUnauthorized, "loket setup --token")
		wantTo(t, "the token", b.Post("/mulai", "kunci", token), "/mulai/kantor")
		wantTo(t, "who comes back", b.Get("/mulai"), "/mulai/kantor")
		wantTo(t, "a step too far", b.Get("/mulai/admin"), "/mulai/kantor")
		wantProblem(t, "again", thief.Post("/mulai", "kunci", token), http.StatusUnauthorized, "sudah dipakai")
		wantTo(t, "without the cookie", thief.Get("/mulai/kantor"), "/mulai")
	})
	t.Run("Throttled", func(t *testing.T) {
		t.Parallel()
		_, b, _ := room(nil)
		for range 10 {
			wantProblem(t, "a guess", b.Post("/mulai", "kunci", "SALAH"), http.StatusUnauthorized, "tidak berlaku")
		}
		got := b.Post("/mulai", "kunci", token)
		wantProblem(t, "the eleventh", got, http.StatusTooManyRequests, "Terlalu banyak percobaan")
		if got.Header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	})
	t.Run("PlainHTTP", func(t *testing.T) {
		t.Parallel()
		o, b, _ := room(nil)
		b.Peer, b.Host = "192.168.1.9:4000", "192.168.1.2:8080"
		if got := b.Get("/mulai"); got.Status != http.StatusOK || strings.Contains(got.Body, `action="/mulai"`) || !strings.Contains(got.Body, "tanpa HTTPS") {
			t.Errorf("over a LAN: status %d\n%s\nwant why not, and no form", got.Status, got.Body)
		}
		if got := b.Post("/mulai", "kunci", token); got.Status != http.StatusForbidden || o.ledger.Token == "" {
			t.Errorf("a token over a LAN: status %d, left %q; want 403 and the token unused", got.Status, o.ledger.Token)
		}
	})
	t.Run("Expires", func(t *testing.T) {
		t.Parallel()
		if loket.SetupTokenLife != 15*time.Minute {
			t.Errorf("a token lives %v, want 15 minutes", loket.SetupTokenLife)
		}
	})
}

// TestProblems: each is told on its page, with what was typed.
func TestProblems(t *testing.T) {
	t.Parallel()
	o, b, _ := room(func(o *office) { o.standing.File, o.change = "loket.yaml", "- name: Dinas\n+ name: Disdukcapil Ende\n" })
	wantTo(t, "the token", b.Post("/mulai", "kunci", token), "/mulai/kantor")
	wantProblem(t, "closed all week", b.Post("/mulai/kantor", "nama", "Dinas <b>", "kode", "D"), http.StatusBadRequest, "belum ada satu hari pun")
	wantProblem(t, "no code", b.Post("/mulai/kantor", "nama", "Dinas <b>", "senin", "08.00-09.00"), http.StatusBadRequest, "Dinas &lt;b&gt;")
	wantTo(t, "the office", b.Post("/mulai/kantor", week...), "/mulai/telegram")
	o.refuse = loket.Errorf(loket.CodeUnavailable, "Telegram tidak terjangkau.")
	wantProblem(t, "no number", b.Post("/mulai/telegram", "token", "1:rahasia", "grup", "@grup"), http.StatusBadRequest, "bilangan bulat")
	got := b.Post("/mulai/telegram", "token", "1:rahasia")
	wantProblem(t, "out of reach", got, http.StatusServiceUnavailable, "tidak terjangkau")
	if strings.Contains(got.Body, "rahasia") {
		t.Error("the token is shown")
	}
	wantTo(t, "without Telegram", b.Post("/mulai/telegram", "tanpa", "1"), "/mulai/jawaban")
	wantProblem(t, "no role", b.Post("/mulai/jawaban", "periksa", "ktp-el-hilang@r1", "tanggal", "2026-11-01"), http.StatusBadRequest, "Jabatan yang memeriksa")
	wantProblem(t, "tomorrow", b.Post("/mulai/jawaban", "periksa", "ktp-el-hilang@r1", "jabatan", "K", "tanggal", "2999-01-01"), http.StatusBadRequest, "belum tiba")
	wantTo(t, "nothing verified", b.Post("/mulai/jawaban"), "/mulai/admin")
	fields := []string{"akun", "ina", "sandi", "x", "ulang", "x"}
	wantProblem(t, "a change unseen", b.Post("/mulai/admin", fields...), http.StatusConflict, "&#43; name: Disdukcapil Ende")
	seen := b.Get("/mulai/admin").Page(t).One("[name=setuju]").Attr["value"]
	wantProblem(t, "refused at the end", b.Post("/mulai/admin", append(fields, "setuju", seen)...), http.StatusServiceUnavailable, "tidak terjangkau")
	o.refuse = nil
	if got := b.Post("/mulai/admin", append(fields, "setuju", seen)...); got.Status != http.StatusOK || o.opening.TokenFile != "" || o.opening.StaffChat != 0 {
		t.Errorf("the last step: status %d, %+v; want it done, without Telegram", got.Status, o.opening)
	}
}
