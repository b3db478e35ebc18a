package console_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// holding is an office with a ticket petugas holds, on which a photo came.
func holding(t *testing.T) (*office, *webtest.Browser) {
	t.Helper()
	o := newOffice()
	o.put("t1", time.Hour, "akta?", func(v *loket.TicketView) {
		v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseUntil = loket.TicketClaimed, "petugas", o.clock.Now().Add(time.Minute)
		v.Ticket.LeaseEpoch = 1
		v.Lines = append(v.Lines, loket.Line{
			Seq: 2, FromCitizen: true, At: o.clock.Now(), Message: "m2", MessageKind: loket.MessagePhoto, HasFile: true,
		})
	})
	return o, o.signIn(t, "petugas")
}

func TestReplyWithAFile(t *testing.T) {
	t.Parallel()
	fields := []string{"epoch", "1", "sekali", "x1", "teks", "Ini suratnya."}
	t.Run("GoesToTheDesk/Once", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		for range 2 {
			if a := b.PostFile("/loket/tiket/t1/balas", "berkas", "surat.pdf", []byte("%PDF-"), fields...); a.Status != 303 {
				t.Fatalf("status %d\n%s", a.Status, a.Body)
			}
		}
		if files, _ := o.desk.Uploads(); len(files) != 1 || files[0].Name != "surat.pdf" || string(files[0].Body) != "%PDF-" {
			t.Errorf("the desk got %q, want the file once", files)
		}
	})
	t.Run("NoneChosen/WordsOnly", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		if a := b.PostFile("/loket/tiket/t1/balas", "berkas", "", nil, fields...); a.Status != 303 {
			t.Fatalf("status %d\n%s", a.Status, a.Body)
		}
		if files, _ := o.desk.Uploads(); len(files) != 0 {
			t.Errorf("the desk got %q, want no file", files)
		}
	})
	t.Run("OnlyItsName/Refused", func(t *testing.T) {
		t.Parallel()
		_, b := holding(t)
		a := b.Post("/loket/tiket/t1/balas", append(fields, "berkas", "surat.pdf")...)
		if text := a.Page(t).One(".pesan").Text(); a.Status != 400 || !strings.Contains(text, "tidak ikut terkirim") {
			t.Errorf("status %d, %q", a.Status, text)
		}
	})
	t.Run("OverTenMegabytes/Refused", func(t *testing.T) {
		t.Parallel()
		_, b := holding(t)
		if a := b.PostFile("/loket/tiket/t1/balas", "berkas", "a.pdf", make([]byte, loket.MostFile+1), fields...); a.Status != 413 {
			t.Errorf("status %d, want 413", a.Status)
		}
		if a := b.PostFile("/loket/tiket/t1/balas", "berkas", "a.pdf", make([]byte, 12<<20), fields...); a.Status != 413 {
			t.Errorf("status %d, want 413", a.Status)
		}
	})
	t.Run("SignedOut/IsNotRead", func(t *testing.T) {
		t.Parallel()
		o, _ := holding(t)
		if a := o.browser.PostFile("/loket/tiket/t1/balas", "berkas", "a.pdf", make([]byte, 12<<20), fields...); a.Status != 401 {
			t.Errorf("status %d, want 401 before anything of it is read", a.Status)
		}
	})
	t.Run("Form/OfAnEntry", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		if a := b.Post("/loket/tiket/t1/formulir", "epoch", "1", "sekali", "x1", "formulir", "F-1.01"); a.Status != 303 {
			t.Fatalf("status %d\n%s", a.Status, a.Body)
		}
		if _, forms := o.desk.Uploads(); len(forms) != 1 || forms[0] != "F-1.01" {
			t.Errorf("the desk got %q", forms)
		}
	})
}

func TestAttachment(t *testing.T) {
	t.Parallel()
	const reason = "memastikan suratnya terbaca"
	look := func(full bool) string {
		if full {
			return "/loket/tiket/t1/lampiran/isi"
		}
		return "/loket/tiket/t1/lampiran"
	}
	t.Run("IsOfferedWithAReason", func(t *testing.T) {
		t.Parallel()
		_, b := holding(t)
		link := b.Get("/loket/tiket/t1").Page(t).One(".percakapan .berkas a")
		if link.Text() != "Lihat lampiran" || !strings.Contains(b.Get("/loket/tiket/t1").Body, "foto (tidak diunduh)") {
			t.Errorf("the line says %q", link.Text())
		}
		page := b.Get(link.Attr["href"]).Page(t)
		if got := len(page.All("img.lampiran")); got != 0 {
			t.Errorf("%d pictures before a reason", got)
		}
		page.One("#lihat form textarea")
	})
	t.Run("Picture", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		o.desk.Attached = func(l loket.Look) (loket.File, error) {
			f := loket.File{Type: loket.FileJPEG, Body: []byte("kabur")}
			if l.Full {
				f.Body = []byte("penuh")
			}
			return f, nil
		}
		for full, want := range map[bool]string{false: "data:image/jpeg;base64,a2FidXI=", true: "data:image/jpeg;base64,cGVudWg="} {
			a := b.Post(look(full), "pesan", "m2", "alasan", reason)
			if got := a.Page(t).One("img.lampiran").Attr["src"]; got != want || a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("full %v shows %q", full, got)
			}
		}
		if a := b.Post(look(true), "pesan", "m2", "alasan", "lihat"); a.Status != 400 || len(a.Page(t).All("img.lampiran")) != 0 {
			t.Errorf("without a reason: status %d", a.Status)
		}
	})
	t.Run("PDF/IsOnlySaved", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		o.desk.Attached = func(loket.Look) (loket.File, error) {
			return loket.File{Name: "lampiran-x.pdf", Type: loket.FilePDF, Size: 5, Body: []byte("%PDF-")}, nil
		}
		if a := b.Post(look(false), "pesan", "m2", "alasan", reason); len(a.Page(t).All("img.lampiran")) != 0 || !strings.Contains(a.Body, "PDF, 1 kB") {
			t.Errorf("status %d\n%s", a.Status, a.Body)
		}
		a := b.Post(look(true), "pesan", "m2", "alasan", reason)
		for name, want := range map[string]string{
			"Content-Disposition": "attachment; filename=lampiran-x.pdf", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	})
	t.Run("Refused/WithTheReasonKept", func(t *testing.T) {
		t.Parallel()
		o, b := holding(t)
		o.desk.Attached = func(loket.Look) (loket.File, error) {
			return loket.File{}, loket.Errorf(loket.CodeInvalid, "Berkas ini bukan PDF.")
		}
		page := b.Post(look(false), "pesan", "m2", "alasan", reason).Page(t)
		if page.One(".pesan").Text() != "Berkas ini bukan PDF." || page.One("#alasan").Text() != reason {
			t.Errorf("%q, %q", page.One(".pesan").Text(), page.One("#alasan").Text())
		}
	})
	t.Run("Gone", func(t *testing.T) {
		t.Parallel()
		_, b := holding(t)
		if a := b.Get("/loket/tiket/t1/lampiran?pesan=lain"); a.Status != 200 || len(a.Page(t).All("form textarea")) != 0 {
			t.Errorf("status %d", a.Status)
		}
	})
}
