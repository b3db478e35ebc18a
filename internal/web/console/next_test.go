package console_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// wantSent checks where a form leads.
func wantSent(t *testing.T, what string, got webtest.Answer, to string) {
	t.Helper()
	if got.Status != http.StatusSeeOther || got.Header.Get("Location") != to {
		t.Errorf("%s: status %d to %q, want 303 to %q", what, got.Status, got.Header.Get("Location"), to)
	}
}

// TestNext takes tickets one after the other, by their turn, until none waits.
func TestNext(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	o.put("darurat", time.Minute, "api", func(v *loket.TicketView) { v.Ticket.Priority = loket.PriorityEmergency })
	b := o.signIn(t, "petugas")
	for _, id := range []string{"darurat", "lama", "lepas", "baru"} {
		wantSent(t, "next", b.Post("/loket/ambil"), "/loket/tiket/"+id+"#balas")
	}
	wantSent(t, "next of none", b.Post("/loket/ambil"), "/loket?kosong=1")
	wantPage(t, "the list after it", b.Get("/loket?kosong=1"), http.StatusOK, "[role=status]",
		"Tidak ada tiket yang menunggu. Semua sudah dipegang atau dijawab.")
}

func TestNextTwice(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	b := o.signIn(t, "petugas")
	once := b.Get("/loket").Page(t).One("form.berikut [name=sekali]").Attr["value"]
	wantSent(t, "next", b.Post("/loket/ambil", "sekali", once), "/loket/tiket/lama#balas")
	wantSent(t, "the same form again", b.Post("/loket/ambil", "sekali", once), "/loket?tab=milik")
	if got := len(questions(t, b.Get("/loket?tab=milik"))); got != 2 {
		t.Errorf("%d tickets are held, want the one before and one more", got)
	}
}

func TestNextOfUnit(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	o.put("akta", time.Minute, "akta", func(v *loket.TicketView) { v.Ticket.Unit = "akta" })
	b := o.signIn(t, "petugas")
	wantSent(t, "next of a unit", b.Post("/loket/ambil", "bagian", "akta"), "/loket/tiket/akta#balas")
	wantSent(t, "next of it once more", b.Post("/loket/ambil", "bagian", "akta"), "/loket?kosong=1")
}

func TestNextFails(t *testing.T) {
	t.Parallel()
	o := newOffice()
	b := o.signIn(t, "petugas")
	o.desk.Break(errors.New("the ledger is gone"))
	if got := b.Post("/loket/ambil"); got.Status != http.StatusInternalServerError {
		t.Errorf("next while the ledger is gone: status %d, want 500", got.Status)
	}
}
