package console_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"testing"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
)

// acts are what the door has told the audit log.
type acts struct {
	all []string
	err error
}

func (a *acts) Audit(_ context.Context, e loket.AuditEntry) error {
	a.all = append(a.all, e.Action+" "+string(e.Agency)+" "+e.ID+" "+e.Reason+" "+e.Origin)
	return a.err
}

// TestDoorIsAudited signs in, out and in vain: who, from where and how it went is
// kept, and of a name nobody has nothing.
func TestDoorIsAudited(t *testing.T) {
	t.Parallel()
	o, kept := newOffice(), &acts{}
	gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: o.clock.Now, ClientIP: web.ClientIP(nil), Audit: kept}
	house := &web.Server{Gate: gate, Parts: []web.Part{console.New(o.desk, gate, o.clock.Now, webtest.WITA)}, Log: slog.New(slog.DiscardHandler)}
	b := webtest.NewBrowser(house.Handler())
	b.Post("/masuk", "akun", "petugas", "sandi", "salah")
	b.Post("/masuk", "akun", "Rahasia-yang-tertukar1", "sandi", "salah")
	b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
	b.Post("/keluar")
	b.Post("/keluar")
	o.accounts.Change("petugas", func(s *loket.Staff) { s.DisabledAt = o.clock.Now() })
	b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
	want := []string{
		"staff.refused kupang petugas kata sandi salah 127.0.0.1", "staff.refused   akun tidak dikenal 127.0.0.1",
		"staff.signin kupang petugas  127.0.0.1", "staff.signout kupang petugas  127.0.0.1", "staff.refused kupang petugas akun mati 127.0.0.1",
	}
	if !slices.Equal(kept.all, want) {
		t.Errorf("the audit log was told\n%q\nwant\n%q", kept.all, want)
	}
	kept.err = errors.New("disk full")
	if got := b.Post("/masuk", "akun", "penyelia", "sandi", webtest.Password); got.Status != http.StatusInternalServerError || len(b.Cookies) != 0 {
		t.Errorf("signing in that cannot be noted: status %d, cookies %v, want 500 and no session", got.Status, b.Cookies)
	}
}
