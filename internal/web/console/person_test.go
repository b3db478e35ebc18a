package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

const personAt = "/loket/tiket/t1/warga"

// held puts a ticket that an officer holds beside another of the same person.
func (o *office) held(t *testing.T) {
	t.Helper()
	o.put("t1", time.Hour, "KK hilang", func(v *loket.TicketView) {
		v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseEpoch = loket.TicketClaimed, "petugas", 3
		v.Ticket.LeaseUntil = o.clock.Now().Add(5 * time.Minute)
	})
	o.put("t0", 48*time.Hour, "jam buka <b>", func(v *loket.TicketView) {
		v.Ticket.Number, v.Ticket.State = "KPG-000000-0", loket.TicketClosed
	})
}

func TestPersonPage(t *testing.T) {
	t.Parallel()
	t.Run("Masked", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.held(t)
		b := o.signIn(t, "petugas")
		if link := b.Get("/loket/tiket/t1").Page(t).One("[href=" + personAt + "]"); link == nil {
			t.Error("the ticket's page does not lead here")
		}
		got := b.Get(personAt)
		page := got.Page(t)
		if text := page.One("#kontak").Text(); !strings.Contains(text, "••••• Loe") || strings.Contains(got.Body, "123456789") {
			t.Errorf("contact = %q, want it masked", text)
		}
		if text := page.One("#riwayat").Text(); !strings.HasPrefix(text, "jam buka <b>KPG-000000-0 Pertanyaan ditutup") {
			t.Errorf("other tickets = %q, want the other one", text)
		}
		if !strings.Contains(got.Body, "dimusnahkan saat masuk") {
			t.Error("the page does not say that NIK and the like can never be shown")
		}
	})
	t.Run("Unmask/OnceWithAReason", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.held(t)
		b := o.signIn(t, "petugas")
		short := b.Submit(b.Get(personAt).Page(t).One("#data form"), "alasan", "ingin")
		wantPage(t, "a short reason", short, http.StatusBadRequest, "[role=alert]", "Tulis alasannya.")
		if text := short.Page(t).One("#alasan").Text(); text != "ingin" || strings.Contains(short.Body, "123456789") {
			t.Errorf("after a refusal the form holds %q, want what was typed and nothing unmasked", text)
		}
		full := b.Submit(short.Page(t).One("#data form"), "alasan", "menghubungi lewat telepon kantor")
		if text := full.Page(t).One("#kontak").Text(); full.Status != http.StatusOK || !strings.Contains(text, "Maria <b>Loe") || !strings.Contains(text, "123456789") {
			t.Errorf("status %d, contact = %q, want it in full", full.Status, text)
		}
		if got := full.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control = %q, want no-store", got)
		}
		if got := o.desk.Reasons(); len(got) != 1 || got[0] != "menghubungi lewat telepon kantor" {
			t.Errorf("reasons = %q, want the one", got)
		}
		if again := b.Get(personAt); strings.Contains(again.Body, "123456789") {
			t.Error("the page shows it again without a reason")
		}
	})
	t.Run("Unmask/OnlyHolderAndSupervisor", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.held(t)
		o.accounts.Change("kurator", func(s *loket.Staff) { s.Role = loket.RoleOfficer })
		b := o.signIn(t, "kurator")
		if page := b.Get(personAt).Page(t); page.One("#data") != nil || page.One("#blokir") != nil {
			t.Error("a colleague is offered the data, want it to the holder and supervisors only")
		}
		wantPage(t, "a colleague's form", b.Post(personAt+"/data", "alasan", "ingin tahu saja siapa"), http.StatusForbidden, "[role=alert]", "Ambil tiketnya dahulu.")
		full := o.signIn(t, "penyelia").Post(personAt+"/data", "alasan", "memeriksa pengaduan")
		if full.Status != http.StatusOK || !strings.Contains(full.Body, "123456789") {
			t.Errorf("a supervisor: status %d, want the data", full.Status)
		}
		o.accounts.Change("penyelia", func(s *loket.Staff) { s.Agency = "lain" })
		other := o.signIn(t, "penyelia")
		for _, got := range []int{other.Get(personAt).Status, other.Post(personAt+"/data", "alasan", "memeriksa pengaduan").Status} {
			if got != http.StatusNotFound {
				t.Errorf("another agency: status %d, want 404", got)
			}
		}
		if got := o.desk.Reasons(); len(got) != 1 {
			t.Errorf("reasons = %q, want the supervisor's alone", got)
		}
	})
	t.Run("CrossSite", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.held(t)
		b := o.signIn(t, "petugas")
		b.Header["Sec-Fetch-Site"] = "cross-site"
		if got := b.Post(personAt+"/data", "alasan", "menghubungi warga"); got.Status != http.StatusForbidden || len(o.desk.Reasons()) != 0 {
			t.Errorf("another site's form: status %d, want 403 and nothing read", got.Status)
		}
	})
	t.Run("BlockAndUnblock", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		o.held(t)
		b := o.signIn(t, "petugas")
		form := b.Get(personAt).Page(t).One("#blokir form")
		bad := b.Submit(form, "hari", "0", "alasan", "spam berulang")
		wantPage(t, "no days", bad, http.StatusBadRequest, "[role=alert]", "Pilih lama blokir.")
		if text := bad.Page(t).One("#sebab").Text(); text != "spam berulang" {
			t.Errorf("the reason is %q after a refusal, want what was typed", text)
		}
		done := b.Submit(form, "hari", "7", "alasan", "spam berulang")
		if done.Location() != personAt+"?diblokir=1" {
			t.Fatalf("blocking leads to %q, want the page", done.Location())
		}
		page := b.Get(done.Location()).Page(t)
		if text := page.One("#kontak .awas").Text(); text != "sampai 28 Nov, 14.05 WITA: spam berulang" {
			t.Errorf("the block says %q, want until when and why", text)
		}
		lifted := b.Submit(page.One("#blokir form"))
		if lifted.Location() != personAt+"?dilepas=1" || b.Get(personAt).Page(t).One("#kontak .awas") != nil {
			t.Errorf("lifting leads to %q, want no block", lifted.Location())
		}
	})
}
