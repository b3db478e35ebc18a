package console_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// talk is a conversation with a line of every sort.
func talk(at time.Time) []loket.Line {
	return []loket.Line{
		{FromCitizen: true, At: at, MessageKind: loket.MessageText, Text: "NIK ••••••••••••0001 akta?", Hidden: []string{"NIK", "telepon"}},
		{
			At: at, Answer: loket.AnswerAsk, State: loket.SendDelivered, Seen: true, Text: "Maksud Anda?",
			Buttons: [][]loket.Button{{{Label: "Akta kelahiran"}}, {{Label: "Petugas"}}},
		},
		{FromCitizen: true, At: at, MessageKind: loket.MessageButton, Text: "Petugas"},
		{At: at, Answer: loket.AnswerQuote, State: loket.SendDelivered, Entry: "akta-kelahiran", Text: "Syarat:\n1. surat"},
		{At: at, Answer: loket.AnswerReceipt, State: loket.SendDead, Text: "Tiket Anda"},
		{FromCitizen: true, At: at, MessageKind: loket.MessageSticker},
		{At: at, Answer: loket.AnswerReply, State: loket.SendUncertain, Author: "Rekan penyelia", Text: "Siap."},
		{At: at, Answer: loket.AnswerReply, State: loket.SendOwed, Text: "Lagi."},
		{At: at, Answer: loket.AnswerNotice, State: loket.SendSending, Text: "Tutup."},
	}
}

func TestTicketPage(t *testing.T) {
	t.Parallel()
	o := newOffice()
	now := o.clock.Now()
	o.put("t1", 2*time.Hour, "akta?", func(v *loket.TicketView) {
		v.Lines = talk(now.Add(-time.Hour))
		v.Ticket.DueAt, v.Ticket.Promise.At, v.Ticket.Reason = now.Add(20*time.Minute), now.Add(15*time.Minute), "asked"
	})
	b := o.signIn(t, "petugas")
	page := b.Get("/loket/tiket/t1").Page(t)

	t.Run("Facts", func(t *testing.T) {
		t.Parallel()
		want := "Keadaan Menunggu petugas Menunggu 2 jam sejak 12.05 WITA Tenggat 14.25 WITA sisa 20 mnt " +
			"Dijanjikan 14.20 WITA Jenis Pertanyaan Telegram Diserahkan karena warga meminta petugas"
		if got := page.One(".fakta").Text(); got != want {
			t.Errorf("facts:\n got %q\nwant %q", got, want)
		}
	})
	t.Run("Lines", func(t *testing.T) {
		t.Parallel()
		want := []string{
			"warga: Warga NIK ••••••••••••0001 akta? Disamarkan: NIK, telepon 21 Nov, 13.05 WITA",
			"bot: Bot pertanyaan balik Maksud Anda? Akta kelahiran Petugas 21 Nov, 13.05 WITA · terkirim, sudah tampil di layar warga",
			"warga: Warga tombol Petugas 21 Nov, 13.05 WITA",
			"bot: Bot kutipan akta-kelahiran Syarat: 1. surat 21 Nov, 13.05 WITA · terkirim",
			"bot: Bot tanda terima Tiket Anda 21 Nov, 13.05 WITA · gagal terkirim periksa Saluran menolaknya. Tulis balasan baru, dan sampaikan kepada admin bila terulang.",
			"warga: Warga stiker 21 Nov, 13.05 WITA",
			"petugas: Rekan penyelia Siap. 21 Nov, 13.05 WITA · mungkin sudah terkirim periksa Saluran tidak menjawab, jadi tidak ada yang tahu apakah ini sampai.",
			"petugas: Petugas Lagi. 21 Nov, 13.05 WITA · menunggu dikirim",
			"bot: Bot pemberitahuan Tutup. 21 Nov, 13.05 WITA · sedang dikirim",
		}
		var got []string
		for _, line := range page.All("ol.percakapan li[class]") {
			got = append(got, line.Attr["class"]+": "+line.Text())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("conversation (-want +got):\n%s", diff)
		}
		if got := page.All(".kata")[2].Raw(); got != "Syarat:\n1. surat" && got != "Petugas" {
			t.Errorf("words = %q, want their line breaks kept", got)
		}
	})
	t.Run("NotReloading", func(t *testing.T) {
		t.Parallel()
		if page.One("[http-equiv=refresh]") != nil {
			t.Error("the ticket's page reloads by itself: a draft would be lost")
		}
	})
	t.Run("OtherAgencyOrNone", func(t *testing.T) {
		t.Parallel()
		o.put("lain", time.Hour, "kantor lain", func(v *loket.TicketView) { v.Ticket.Agency = "soe" })
		for _, id := range []string{"lain", "tidak-ada"} {
			wantPage(t, id, b.Clone().Get("/loket/tiket/"+id), http.StatusNotFound, "[role=alert]", loket.ErrNotFound.Message)
			wantPage(t, "claim "+id, b.Clone().Post("/loket/tiket/"+id+"/ambil"), http.StatusNotFound, "[role=alert]", loket.ErrNotFound.Message)
		}
	})
}

// TestDay is a ticket's way: taken, answered, closed.
func TestDay(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("t1", time.Hour, "akta saya?", nil)
	b := o.signIn(t, "petugas")

	take := b.Get("/loket/tiket/t1").Page(t).One("#balas form")
	if got := b.Submit(take); got.Status != http.StatusSeeOther || got.Location() != "/loket/tiket/t1#balas" {
		t.Fatalf("taking it: status %d to %q, want 303 to the form", got.Status, got.Location())
	}
	page := b.Get("/loket/tiket/t1").Page(t)
	if got := page.One("#balas p.redup[id=petunjuk]").Text(); !strings.Contains(got, "Jangan meminta NIK") {
		t.Errorf("hint at the form = %q", got)
	}
	if got := page.One(".fakta dd").Text() + page.All(".fakta dd")[0].Text(); !strings.Contains(got, "Anda pegang") {
		t.Errorf("state after taking it = %q, want Anda pegang", got)
	}
	form := page.One("#balas form")
	if got := b.Submit(form, "teks", " Besok pukul 8.\r\nBawa KTP. "); got.Location() != "/loket/tiket/t1?terkirim=1" {
		t.Fatalf("replying: status %d to %q\n%s", got.Status, got.Location(), got.Body)
	}
	t.Log("the same form again is no second reply")
	if got := b.Submit(form, "teks", " Besok pukul 8.\r\nBawa KTP. "); got.Location() != "/loket/tiket/t1?terkirim=1" {
		t.Errorf("the form a second time: status %d to %q, want the same answer", got.Status, got.Location())
	}
	page = b.Get("/loket/tiket/t1?terkirim=1").Page(t)
	replies := page.All("li.petugas .kata")
	if len(replies) != 1 || replies[0].Raw() != "Besok pukul 8.\nBawa KTP." {
		t.Errorf("replies in the conversation: %d, want the one, trimmed", len(replies))
	}
	if got := page.One("[role=status]").Text(); got != "Balasan Anda tercatat dan sedang dikirim kepada warga." {
		t.Errorf("notice = %q", got)
	}
	if got := b.Post("/loket/tiket/t1/tutup", "epoch", "1"); got.Location() != "/loket?ditutup=1" {
		t.Errorf("closing: status %d to %q, want the list", got.Status, got.Location())
	}
	page = b.Get("/loket/tiket/t1").Page(t)
	if page.One("#balas form") != nil || page.One("#balas h2").Text() != "Ditutup 21 Nov, 14.05 WITA" {
		t.Errorf("a closed ticket offers %q", page.One("#balas").Text())
	}
}

// TestRefusals: what the desk refuses is said as it says it, and the words
// that were typed stay on the page.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const draft = "Balasan <panjang> & \"penting\"\n\nbaris tiga"
	setUp := func(t *testing.T) (*office, *webtest.Browser) {
		t.Helper()
		o := newOffice()
		o.put("t1", time.Hour, "akta saya?", nil)
		return o, o.signIn(t, "petugas")
	}
	wantDraft := func(t *testing.T, what string, got webtest.Answer, status int, says string) {
		t.Helper()
		wantPage(t, what, got, status, "main [role=alert]", says)
		if kept := got.Page(t).One("#teks").Raw(); kept != draft {
			t.Errorf("%s: draft = %q, want %q", what, kept, draft)
		}
	}
	t.Run("Claim/HeldByAnother", func(t *testing.T) {
		t.Parallel()
		o, b := setUp(t)
		o.signIn(t, "penyelia").Post("/loket/tiket/t1/ambil")
		got := b.Post("/loket/tiket/t1/ambil")
		wantPage(t, "a second claim", got, http.StatusConflict, "main [role=alert]", loket.ErrTicketHeld.Message)
		if h := got.Page(t).One("#balas h2").Text(); h != "Dipegang Rekan penyelia" {
			t.Errorf("the page of a held ticket says %q, want its holder", h)
		}
		wantDraft(t, "a second claim with a draft", b.Post("/loket/tiket/t1/ambil", "teks", draft), http.StatusConflict, loket.ErrTicketHeld.Message)
	})
	t.Run("Reply/LeaseLost", func(t *testing.T) {
		t.Parallel()
		o, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		form := b.Get("/loket/tiket/t1").Page(t).One("#balas form")
		o.clock.Move(webtest.Lease)
		o.signIn(t, "penyelia").Post("/loket/tiket/t1/ambil")
		got := b.Submit(form, "teks", draft)
		wantDraft(t, "a late reply", got, http.StatusConflict, loket.ErrLeaseLost.Message)
		t.Log("the draft goes on once the ticket is free again")
		o.clock.Move(webtest.Lease)
		got = b.Submit(got.Page(t).One("#balas form"))
		if got.Status != http.StatusOK || got.Page(t).One("#teks").Raw() != draft {
			t.Errorf("taking it again: status %d, draft %q, want it in the reply form", got.Status, got.Page(t).One("#teks").Raw())
		}
		if got = b.Submit(got.Page(t).One("#balas form")); got.Status != http.StatusSeeOther {
			t.Errorf("sending it: status %d, want 303", got.Status)
		}
	})
	t.Run("Reply/LapsedButMine", func(t *testing.T) {
		t.Parallel()
		o, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		o.clock.Move(2 * webtest.Lease)
		page := b.Get("/loket/tiket/t1").Page(t)
		if got := page.One("#balas .kabar").Text(); !strings.HasPrefix(got, "Masa pegang Anda habis pukul 14.10 WITA") {
			t.Errorf("after the lease: %q, want that others may take it", got)
		}
		if got := b.Submit(page.One("#balas form"), "teks", "Siap."); got.Status != http.StatusSeeOther {
			t.Errorf("a reply under an unchanged epoch: status %d, want it taken", got.Status)
		}
	})
	t.Run("Reply/Closed", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		b.Post("/loket/tiket/t1/tutup", "epoch", "1")
		got := b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", draft)
		wantDraft(t, "a reply to a closed ticket", got, http.StatusConflict, loket.ErrTicketClosed.Message)
	})
	t.Run("Reply/Empty", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		got := b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", " \r\n ")
		wantPage(t, "an empty reply", got, http.StatusBadRequest, "main [role=alert]", "Balasan masih kosong. Tulis jawaban untuk warga, lalu kirim.")
	})
	t.Run("Reply/TooLong", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		long := strings.Repeat("é", 8001)
		got := b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", long)
		if got.Status != http.StatusBadRequest || got.Page(t).One("#teks").Raw() != long {
			t.Errorf("a reply of 8,001 characters: status %d, want 400 and the draft whole", got.Status)
		}
	})
	t.Run("Reply/NoEpoch", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		got := b.Post("/loket/tiket/t1/balas", "teks", draft)
		wantDraft(t, "a form without epoch", got, http.StatusBadRequest, "Formulir ini tidak lengkap. Muat ulang tiket, lalu coba lagi.")
	})
	t.Run("Reply/Broken", func(t *testing.T) {
		t.Parallel()
		o, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		form := b.Get("/loket/tiket/t1").Page(t).One("#balas form")
		o.desk.Break(errors.New("ledger is locked"))
		if got := b.Submit(form, "teks", draft); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "locked") {
			t.Errorf("a reply without ledger: status %d, want 500 without the reason", got.Status)
		}
		o.desk.Break(nil)
		if got := b.Submit(form, "teks", draft); got.Status != http.StatusSeeOther {
			t.Errorf("the same form once the ledger is back: status %d, want it sent", got.Status)
		}
	})
	t.Run("Close/WithDraft", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		b.Post("/loket/tiket/t1/ambil")
		got := b.Post("/loket/tiket/t1/tutup", "epoch", "1", "teks", draft)
		wantDraft(t, "closing with words in the form", got, http.StatusConflict,
			"Tiket belum ditutup: naskah balasan Anda belum dikirim. Kirim dulu, atau kosongkan, lalu tutup.")
	})
	t.Run("Close/NotHeld", func(t *testing.T) {
		t.Parallel()
		_, b := setUp(t)
		got := b.Post("/loket/tiket/t1/tutup", "epoch", "0")
		wantPage(t, "closing what nobody holds", got, http.StatusConflict, "main [role=alert]", loket.ErrLeaseLost.Message)
	})
}

// TestCrossScript: what citizens write is shown as they wrote it, and does
// nothing.
func TestCrossScript(t *testing.T) {
	t.Parallel()
	payloads := []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</textarea><script>alert(1)</script>`,
		`<svg/onload=alert(1)>`, `javascript:alert(1)`, `{{.Title}}`, `<a href="javascript:alert(1)">klik</a>`, `&lt;script&gt;`,
		`<!--<script>alert(1)//-->`, "<scr\x00ipt>alert(1)</scr\x00ipt>", `<style>*{display:none}</style>`, `</title><script>alert(1)</script>`,
		`<iframe srcdoc="<script>alert(1)</script>">`, `<meta http-equiv=refresh content="0;url=//jahat">`, `＜script＞alert(1)＜/script＞`,
	}
	for _, payload := range payloads {
		o := newOffice()
		o.accounts.Change("petugas", func(s *loket.Staff) { s.Name = payload })
		o.accounts.Change("penyelia", func(s *loket.Staff) { s.Login = strings.ToLower(payload) })
		o.put("t1", time.Hour, payload, func(v *loket.TicketView) {
			v.Ticket.Number, v.Ticket.Reason, v.Holder, v.Channel = payload, payload, payload, loket.ChannelKind(payload)
			v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseUntil = loket.TicketClaimed, "penyelia", o.clock.Now().Add(time.Minute)
			v.Lines = []loket.Line{
				{FromCitizen: true, Text: payload, Hidden: []string{payload}},
				{Answer: loket.AnswerReply, Author: payload, Text: payload, State: loket.SendState(payload)},
				{Answer: loket.AnswerQuote, Entry: payload, Text: payload, Buttons: [][]loket.Button{{{Label: payload}}}},
			}
		})
		b := o.signIn(t, "petugas")
		pages := []webtest.Answer{
			b.Get("/loket?tab=semua"), b.Get("/loket/tiket/t1"), b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", payload),
			o.browser.Post("/masuk", "akun", payload, "kembali", "/loket/"+payload, "draf", payload),
			o.browser.Post("/loket/tiket/t1/balas", "teks", payload), o.browser.Get("/masuk?kembali=/" + "x"),
		}
		for i, page := range pages {
			checkHarmless(t, payload, i, page)
		}
		if got := pages[1].Page(t).All(".kata")[0].Raw(); got != strings.ReplaceAll(payload, "\x00", "\uFFFD") {
			t.Errorf("payload %q is shown as %q", payload, got)
		}
	}
}

func checkHarmless(t *testing.T, payload string, i int, got webtest.Answer) {
	t.Helper()
	page := got.Page(t)
	ours := map[string]bool{"/aset/hadir.js": true, "/aset/tombol.js": true, "/aset/naskah.js": true, "/aset/keluar.js": true}
	for _, script := range page.All("script") {
		if name, _, _ := strings.Cut(script.Attr["src"], "?v="); !ours[name] || script.Text() != "" {
			t.Errorf("payload %q made a script on page %d:\n%s", payload, i, got.Body)
		}
	}
	for _, bad := range []string{"style", "iframe", "svg", "[onerror]", "[onload]", "[onmouseover]", "[srcdoc]", "[src=x]"} {
		if found := page.All(bad); len(found) != 0 {
			t.Errorf("payload %q made a %s on page %d:\n%s", payload, bad, i, got.Body)
		}
	}
	for _, a := range page.All("a") {
		if !strings.HasPrefix(a.Attr["href"], "/") && !strings.HasPrefix(a.Attr["href"], "#") {
			t.Errorf("payload %q made a link to %q on page %d", payload, a.Attr["href"], i)
		}
	}
	if refresh := page.All("[http-equiv=refresh]"); len(refresh) > 1 || len(refresh) == 1 && !strings.HasPrefix(refresh[0].Attr["content"], "30;url=/loket") {
		t.Errorf("payload %q made page %d reload elsewhere", payload, i)
	}
}
