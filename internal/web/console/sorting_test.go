package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestReplyAndClose(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	if got := b.Post("/loket/tiket/t1/balas?lalu=tutup", "epoch", "1", "teks", "Silakan datang."); got.Location() != "/loket?ditutup=1" {
		t.Fatalf("status %d to %q, want the list", got.Status, got.Location())
	}
	if page := b.Get("/loket/tiket/t1").Page(t); page.One("#balas h2").Text() != "Ditutup 21 Nov, 14.05 WITA" || len(page.All("li.petugas")) != 2 {
		t.Errorf("the ticket says %q, want it answered and closed", page.One("#balas").Text())
	}
	t.Log("closing leads to the next ticket")
	o.put("t2", time.Hour, "kk saya?", nil)
	o.put("t3", time.Minute, "kia anak?", nil)
	b.Post("/loket/tiket/t2/ambil")
	if got := b.Post("/loket/tiket/t2/tutup?lalu=berikut", "epoch", "1", "teks", "naskah"); got.Status != http.StatusConflict {
		t.Errorf("closing with words in the form: status %d, want it refused", got.Status)
	}
	for i, want := range []string{"/loket/tiket/t3#balas", "/loket?tab=milik"} { // the second is a double click
		if got := b.Post("/loket/tiket/t2/tutup?lalu=berikut", "epoch", "1", "sekali", "f"); got.Location() != want {
			t.Errorf("time %d: status %d to %q, want %q", i+1, got.Status, got.Location(), want)
		}
	}
	if got := b.Post("/loket/tiket/t3/tutup?lalu=berikut", "epoch", "1"); got.Location() != "/loket?kosong=1" {
		t.Errorf("nobody waits: to %q, want the list to say so", got.Location())
	}
}

func TestSorting(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	o.put("t2", time.Hour, "lambat sekali", func(v *loket.TicketView) { v.Ticket.Number, v.Ticket.Kind = "KPG-AAAAAA-A", loket.KindComplaint })
	got := b.Post("/loket/tiket/t1/jenis", "epoch", "1", "jenis", "request", "teks", "naskah")
	wantPage(t, "another kind", got, http.StatusOK, "main [role=status]", "Jenis tiket diubah. Tenggat hukumnya dihitung ulang sejak tiket dibuka.")
	if kept := got.Page(t).One("#teks").Raw(); kept != "naskah" {
		t.Errorf("the draft became %q", kept)
	}
	got = b.Post("/loket/tiket/t1/prioritas", "epoch", "1", "prioritas", "1")
	if text := got.Page(t).One(".fakta").Text(); !strings.Contains(text, "Prioritas Tinggi") || !strings.Contains(text, "Jenis Permohonan informasi") {
		t.Errorf("facts = %q, want the new kind and priority", text)
	}
	for path, field := range map[string]string{"jenis": "tidak-ada", "prioritas": "x"} {
		if got := b.Post("/loket/tiket/t1/"+path, "epoch", "1", path, field); got.Status != http.StatusBadRequest {
			t.Errorf("%s %q: status %d, want it refused", path, field, got.Status)
		}
	}
	if got := b.Post("/loket/tiket/t1/gabung", "epoch", "1", "gabung", "tidak-ada"); got.Status != http.StatusNotFound {
		t.Errorf("merging into nothing: status %d, want 404", got.Status)
	}
	got = b.Post("/loket/tiket/t1/gabung", "epoch", "1", "gabung", "t2")
	if got.Location() != "/loket/tiket/t2?digabung=1" {
		t.Fatalf("merging: status %d to %q\n%s", got.Status, got.Location(), got.Body)
	}
	wantPage(t, "the one that stands", b.Get(got.Location()), http.StatusOK, "main [role=status]",
		"Kedua tiket digabung. Yang tetap berlaku adalah tiket ini; warga diberi tahu nomornya.")
}

func TestSendAgain(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	o.put("t2", time.Hour, "kk?", func(v *loket.TicketView) {
		v.Lines = append(v.Lines,
			loket.Line{Send: "s1", Answer: loket.AnswerReply, State: loket.SendUncertain, Problem: "interrupted while sending", Text: "Siap."},
			loket.Line{Send: "s2", Answer: loket.AnswerReply, State: loket.SendDead, Problem: "Forbidden: bot was blocked by the user", Text: "Siap."},
			loket.Line{Send: "s3", Answer: loket.AnswerReply, State: loket.SendDead, Problem: "expired before it could be delivered", Text: "Siap."})
	})
	page := b.Get("/loket/tiket/t2").Page(t)
	for i, want := range []string{"Server berhenti saat mengirimnya.", "Warga memblokir bot", "Lewat 24 jam"} {
		if got := page.All("li.petugas")[i].Text(); !strings.Contains(got, want) {
			t.Errorf("line %d says %q, want %q", i+1, got, want)
		}
	}
	again := page.All("[name=kiriman]")
	if len(again) != 1 || again[0].Attr["value"] != "s1" {
		t.Fatalf("%d can be sent again, want the one in doubt", len(again))
	}
	got := b.Post("/loket/tiket/t2/kirim-lagi", "kiriman", "s1")
	wantPage(t, "sending again", got, http.StatusOK, "main [role=status]", "Dikirim sekali lagi. Keadaannya tertulis di bawah pesannya.")
	got = b.Post("/loket/tiket/t2/kirim-lagi", "kiriman", "s1")
	wantPage(t, "twice", got, http.StatusConflict, "main [role=alert]", loket.ErrNotUncertain.Message)
}

// TestColleaguesWords: who is refused because a colleague was faster reads what the
// colleague wrote, beside their own draft.
func TestColleaguesWords(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	o.clock.Move(10 * time.Minute)
	other := o.signIn(t, "penyelia")
	other.Post("/loket/tiket/t1/ambil")
	other.Post("/loket/tiket/t1/balas", "epoch", "2", "teks", "Aktanya sudah jadi, silakan diambil.")
	got := b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", "naskah saya")
	wantPage(t, "too late", got, http.StatusConflict, "main [role=alert]", loket.ErrLeaseLost.Message)
	page := got.Page(t)
	if theirs := page.All("#balas .kata"); len(theirs) != 1 || theirs[0].Text() != "Aktanya sudah jadi, silakan diambil." {
		t.Errorf("%d of the colleague's replies beside the draft, want the one", len(theirs))
	}
	if kept := page.One("#teks").Raw(); kept != "naskah saya" {
		t.Errorf("the draft became %q", kept)
	}
}

func TestReadyPage(t *testing.T) {
	t.Parallel()
	o, b := stocked(t)
	if got := b.Get("/loket/balasan-siap"); got.Status != http.StatusForbidden {
		t.Errorf("an officer manages ready replies: status %d, want 403", got.Status)
	}
	boss := o.signIn(t, "penyelia")
	const words = "Halo dari {nama_kantor}, nomor {nomor_tiket}. {jam_buka} — {petugas}"
	if got := boss.Post("/loket/balasan-siap", "judul", "Salam", "isi", words); got.Location() != "/loket/balasan-siap?disimpan=1" {
		t.Fatalf("saving: status %d to %q\n%s", got.Status, got.Location(), got.Body)
	}
	got := boss.Post("/loket/balasan-siap", "judul", "Salah", "isi", "Kirim NIK Anda ke sini.")
	if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "Kirim NIK Anda ke sini.</textarea>") {
		t.Errorf("what the guard refuses: status %d, want 400 and the words kept", got.Status)
	}
	page := boss.Get("/loket/balasan-siap?disimpan=1").Page(t)
	if got := page.One(".siap .kata").Raw(); got != words {
		t.Errorf("the page shows %q, want it as it was written", got)
	}
	use := b.Get("/loket/tiket/t1").Page(t).One("[name=siap]")
	got = b.Post("/loket/tiket/t1/sunting", "epoch", "1", "siap", use.Attr["value"])
	want := "Halo dari Dinas Kota, nomor KPG-7F3Q9K-X. Jam buka: Senin 08.00–15.00 WITA. — Rekan petugas"
	if draft := got.Page(t).One("#teks").Raw(); draft != want {
		t.Errorf("draft = %q, want %q", draft, want)
	}
	if got := boss.Post("/loket/balasan-siap?hapus=1", "id", use.Attr["value"]); got.Location() != "/loket/balasan-siap?dihapus=1" {
		t.Errorf("deleting: status %d to %q", got.Status, got.Location())
	}
	if got := b.Post("/loket/tiket/t1/sunting", "siap", use.Attr["value"], "teks", "naskah"); got.Status != http.StatusConflict || got.Page(t).One("#teks").Raw() != "naskah" {
		t.Errorf("using what is deleted: status %d, want it refused with the draft", got.Status)
	}
}

func TestMentionsShown(t *testing.T) {
	t.Parallel()
	o, b := held(t)
	o.desk.Name(loket.Mention{Ticket: "t1", Number: "KPG-7F3Q9K-X", By: "Rekan penyelia", At: o.clock.Now()})
	wantPage(t, "the list", b.Get("/loket"), http.StatusOK, ".kabar", "Anda disebut di KPG-7F3Q9K-X oleh Rekan penyelia, 14.05 WITA.")
	o.signIn(t, "penyelia").Post("/loket/tiket/t1/catatan", "catatan", "@petugas tolong lihat")
	if got := b.Get("/loket/tiket/t1").Page(t).One(".catatan .cip").Text(); got != "menyebut Anda" {
		t.Errorf("the note is marked %q, want that it names the reader", got)
	}
}
