package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// held is a house with a ticket that the signed-in officer has answered.
func held(t *testing.T) (*office, *webtest.Browser) {
	t.Helper()
	o := newOffice()
	o.put("t1", time.Hour, "akta saya?", nil)
	b := o.signIn(t, "petugas")
	b.Post("/loket/tiket/t1/ambil")
	b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", "Apakah akta lahirnya ada?")
	return o, b
}

func TestOnward(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		form   string
		fields []string
		done   string
		tab    string // where the ticket is found
		says   string
	}{
		{"lepas", nil, "dilepas", "menunggu", "Tiket kembali ke antrean di tempat semula."},
		{"menunggu", nil, "ditunda", "milik", "Menunggu warga sampai 15.05 WITA"},
		{"tunda", []string{"sampai", "jam"}, "ditunda", "milik", "Ditunda sampai 15.05 WITA"},
		{"tunda", []string{"sampai", "tanggal", "tanggal", "2026-11-25"}, "ditunda", "milik", "Ditunda sampai 25 Nov, 00.00 WITA"},
		{"alihkan", []string{"tujuan", "kupang/pengaduan", "alasan", "bukan wewenang kami"}, "dialihkan", "menunggu", "Tiket dialihkan."},
	} {
		t.Run(c.form+"/"+strings.Join(c.fields, "="), func(t *testing.T) {
			t.Parallel()
			_, b := held(t)
			fields := append([]string{"epoch", "1"}, c.fields...)
			got := b.Post("/loket/tiket/t1/"+c.form, append(fields, "teks", "naskah")...)
			wantPage(t, "with a draft", got, http.StatusConflict, "main [role=alert]",
				"Belum dijalankan: naskah balasan Anda belum dikirim. Kirim dulu, atau kosongkan, lalu ulangi.")
			if kept := got.Page(t).One("#teks").Raw(); kept != "naskah" {
				t.Errorf("the draft became %q", kept)
			}
			got = b.Post("/loket/tiket/t1/"+c.form, fields...)
			if got.Location() != "/loket?"+c.done+"=1" {
				t.Fatalf("status %d to %q, want the list\n%s", got.Status, got.Location(), got.Body)
			}
			page := b.Get(got.Location() + "&tab=" + c.tab).Page(t)
			if text := page.One("main").Text(); !strings.Contains(text, c.says) || !strings.Contains(text, "akta saya?") {
				t.Errorf("the list says %q, want the ticket and %q", text, c.says)
			}
			again := b.Post("/loket/tiket/t1/"+c.form, fields...)
			wantPage(t, "by who has it no more", again, http.StatusConflict, "main [role=alert]", loket.ErrLeaseLost.Message)
		})
	}
	t.Run("tunda/UntilNothing", func(t *testing.T) {
		t.Parallel()
		_, b := held(t)
		if got := b.Post("/loket/tiket/t1/tunda", "epoch", "1"); got.Status != http.StatusUnprocessableEntity && got.Status != http.StatusBadRequest {
			t.Errorf("status %d, want a refusal", got.Status)
		}
	})
}

func TestNotesPage(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	if got := b.Post("/loket/tiket/t1/catatan", "catatan", "sudah ditelepon"); got.Location() != "/loket/tiket/t1?dicatat=1" {
		t.Fatalf("status %d to %q, want the ticket", got.Status, got.Location())
	}
	got := b.Post("/loket/tiket/t1/catatan", "catatan", "tunggu berkas", "teks", "naskah")
	wantPage(t, "with a draft", got, http.StatusOK, "main [role=status]", "Catatan disimpan. Warga tidak melihatnya.")
	page := got.Page(t)
	if kept := page.One("#teks").Raw(); kept != "naskah" {
		t.Errorf("the draft became %q", kept)
	}
	if notes := page.All(".catatan .kata"); len(notes) != 2 || notes[0].Text() != "sudah ditelepon" {
		t.Errorf("%d notes on the page, want both", len(notes))
	}
	t.Log("a colleague who does not hold it notes too")
	other := o.signIn(t, "penyelia")
	if got := other.Submit(other.Get("/loket/tiket/t1").Page(t).One("#lain form"), "catatan", "sudah saya baca"); got.Location() == "" {
		t.Errorf("a colleague's note: status %d", got.Status)
	}
}

func TestReopenPage(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	b.Post("/loket/tiket/t1/tutup", "epoch", "1")
	page := b.Get("/loket/tiket/t1").Page(t)
	if page.One("[action=/loket/tiket/t1/buka]") == nil {
		t.Fatal("a ticket closed just now offers no Buka lagi")
	}
	o.clock.Move(loket.ReopenWithin + time.Minute)
	b = o.signIn(t, "petugas")
	if b.Get("/loket/tiket/t1").Page(t).One("[action=/loket/tiket/t1/buka]") != nil {
		t.Error("a ticket closed long ago offers Buka lagi")
	}
	got := b.Post("/loket/tiket/t1/buka")
	wantPage(t, "too late", got, http.StatusConflict, "main [role=alert]", loket.ErrClosedTooLong.Message)
	o.clock.Move(-loket.ReopenWithin)
	b = o.signIn(t, "petugas")
	if got := b.Post("/loket/tiket/t1/buka"); got.Location() != "/loket/tiket/t1?dibuka=1" {
		t.Errorf("status %d to %q, want the ticket", got.Status, got.Location())
	}
}
