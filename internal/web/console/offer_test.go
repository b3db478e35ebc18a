package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web/webtest"
)

// shelf is a library of two entries, the first of them meant by whatever is asked.
type shelf struct{ ended bool }

func (s shelf) entries() []faq.Entry {
	return []faq.Entry{
		{
			ID: "ktp-hilang", Title: "KTP-el hilang", Answer: "Bawa surat kehilangan.", Revision: "0123456789ab", Status: faq.Published,
			Verified: &faq.Verified{ByRole: "Kepala Bidang", On: "2026-11-01"},
		},
		{ID: "kk-hilang", Title: "KK hilang", Answer: "Bawa <b>KTP</b>.", Revision: "ba9876543210", Status: faq.Published},
	}
}

func (s shelf) Find(_ loket.AgencyID, q faq.Query) faq.Result {
	part := faq.Part{Text: q.Text, Verdict: faq.Unsure, Entry: "ktp-hilang", Score: 0.734}
	for i, e := range s.entries() {
		part.Candidates = append(part.Candidates, faq.Candidate{Entry: e.ID, Title: e.Title, Score: part.Score / float64(1+9*i)})
	}
	return faq.Result{Parts: []faq.Part{part}}
}

func (s shelf) Entry(_ loket.AgencyID, id string) (faq.Entry, bool) {
	for _, e := range s.entries() {
		if e.ID == id {
			return e, !s.ended
		}
	}
	return faq.Entry{}, false
}

func (s shelf) Search(_ loket.AgencyID, words string, _ int) (found []faq.Entry) {
	for _, e := range s.entries() {
		if strings.Contains(strings.ToLower(e.Title), strings.ToLower(words)) {
			found = append(found, e)
		}
	}
	return found
}

// stocked is a house with a library, a guard and a ticket that the signed-in officer
// holds.
func stocked(t *testing.T) (*office, *webtest.Browser) {
	t.Helper()
	o := newOffice()
	o.room.Library = shelf{}
	o.room.Office = func(loket.AgencyID) (name, hours string) { return "Dinas Kota", "Jam buka: Senin 08.00–15.00 WITA." }
	o.desk.Guard = privacy.Guard{}.Check
	o.desk.Quote = func(_ loket.AgencyID, q loket.Quoted) (string, error) {
		if q.Revision != "0123456789ab" {
			return "", loket.ErrEntryChanged
		}
		return "Bawa surat kehilangan.", nil
	}
	o.put("t1", time.Hour, "ktp saya hilang", func(v *loket.TicketView) {
		v.Ticket.Message, v.Ticket.Reason = "m1", "unknown"
		v.Lines[0].Message, v.Lines[0].Outcome = "m1", loket.OutcomeHandedOff
	})
	b := o.signIn(t, "petugas")
	b.Post("/loket/tiket/t1/ambil")
	return o, b
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	o, b := stocked(t)
	page := b.Get("/loket/tiket/t1").Page(t)
	want := "Bot: tidak tahu, menyerahkan kepada petugas Diserahkan karena bot tidak menemukan jawaban yang pasti. " +
		"Dihitung sekarang dari teks yang disamarkan: ragu. KTP-el hilang 73 % KK hilang 7 %"
	if got := page.One(".usaha").Text(); got != want {
		t.Errorf("attempt:\n got %q\nwant %q", got, want)
	}
	if got := page.All(".usaha a")[0].Attr["href"]; got != "/loket/tiket/t1?jawaban=ktp-hilang#katalog" {
		t.Errorf("a candidate leads to %q, want what it says", got)
	}
	t.Log("what was quoted then is told beside what is found now")
	o.put("t2", time.Hour, "ktp saya hilang", func(v *loket.TicketView) {
		v.Lines[0].Message, v.Lines[0].Outcome = "m2", loket.OutcomeQuoted
		v.Lines = append(v.Lines, loket.Line{
			Message: "m2", Answer: loket.AnswerQuote, Entry: "ktp-hilang", Verdict: "sure", State: loket.SendDelivered, Text: "Bawa surat.",
		})
	})
	if got := b.Get("/loket/tiket/t2").Page(t).One(".usaha").Text(); !strings.HasPrefix(got, "Bot: yakin, mengutip KTP-el hilang Dikutip: KTP-el hilang") {
		t.Errorf("attempt = %q, want the quote told", got)
	}
}

func TestSendAnEntry(t *testing.T) {
	t.Parallel()
	_, b := stocked(t)
	page := b.Get("/loket/tiket/t1").Page(t)
	send := page.All("#katalog button[name=jawaban]")
	if len(send) != 4 || send[0].Attr["value"] != "ktp-hilang 0123456789ab " || send[0].Attr["formaction"] != "/loket/tiket/t1/jawab" {
		t.Fatalf("%d buttons, the first %v, want to send and to edit each of two", len(send), send[0].Attr)
	}
	if got := page.One("#katalog .redup").Text() + page.All("#katalog summary")[0].Text(); got != "Untuk pertanyaan terakhir warga:KTP-el hilang 73 % · diperiksa Kepala Bidang" {
		t.Errorf("offer = %q", got)
	}
	once := page.One("#balas form").One("[name=sekali]").Attr["value"]
	fields := []string{"epoch", "1", "sekali", once, "jawaban", send[0].Attr["value"]}
	for range 2 { // a double click
		if got := b.Post("/loket/tiket/t1/jawab", fields...); got.Location() != "/loket/tiket/t1?terkirim=1" {
			t.Fatalf("sending it: status %d to %q\n%s", got.Status, got.Location(), got.Body)
		}
	}
	replies := b.Get("/loket/tiket/t1").Page(t).All("ol.percakapan li.petugas")
	if len(replies) != 1 || !strings.HasPrefix(replies[0].Text(), "Rekan petugas jawaban katalog ktp-hilang, apa adanya Bawa surat kehilangan.") {
		t.Errorf("%d replies, want the one, marked as the entry's words", len(replies))
	}
	t.Log("a draft beside it stays")
	got := b.Post("/loket/tiket/t1/jawab", "epoch", "1", "jawaban", send[0].Attr["value"], "teks", "naskah")
	if got.Status != http.StatusOK || got.Page(t).One("#teks").Raw() != "naskah" {
		t.Errorf("with a draft: status %d, draft %q", got.Status, got.Page(t).One("#teks").Raw())
	}
	got = b.Post("/loket/tiket/t1/jawab", "epoch", "1", "jawaban", "ktp-hilang ffffffffffff ", "teks", "naskah")
	wantPage(t, "an old revision", got, http.StatusConflict, "main [role=alert]", loket.ErrEntryChanged.Message)
	if kept := got.Page(t).One("#teks").Raw(); kept != "naskah" {
		t.Errorf("draft after the refusal = %q", kept)
	}
}

func TestEditAnEntry(t *testing.T) {
	t.Parallel()
	o, b := stocked(t)
	got := b.Post("/loket/tiket/t1/sunting", "epoch", "1", "jawaban", "ktp-hilang 0123456789ab ", "teks", "Selamat pagi. ")
	draft := got.Page(t).One("#teks").Raw()
	if !strings.HasPrefix(draft, "Selamat pagi.\n\nBawa surat kehilangan.") || strings.Contains(draft, "Diperiksa") {
		t.Errorf("draft = %q, want the entry after the words, without who checked it", draft)
	}
	b.Submit(got.Page(t).One("#balas form"), "teks", draft+" Saya tunggu.")
	line := b.Get("/loket/tiket/t1").Page(t).One("ol.percakapan li.petugas").Text()
	if strings.Contains(line, "apa adanya") || !strings.Contains(line, "Saya tunggu.") {
		t.Errorf("line = %q, want it shown as the member's own words", line)
	}
	t.Log("what may not be quoted is not put into the form either")
	o.room.Library = shelf{ended: true}
	got = b.Post("/loket/tiket/t1/sunting", "epoch", "1", "jawaban", "ktp-hilang", "teks", "naskah")
	wantPage(t, "an ended entry", got, http.StatusConflict, "main [role=alert]", loket.ErrEntryGone.Message)
	if page := b.Get("/loket/tiket/t1?jawaban=ktp-hilang").Page(t); len(page.All("#katalog button[name=jawaban]")) != 0 {
		t.Error("an ended entry is offered")
	}
}

func TestSearchEntries(t *testing.T) {
	t.Parallel()
	_, b := stocked(t)
	page := b.Get("/loket/tiket/t1?cari=kk").Page(t)
	if got := page.One("#cari").Attr["value"]; got != "kk" {
		t.Errorf("the search says %q, want what was looked for", got)
	}
	if got := page.All(".jawaban")[0].All("summary"); len(got) != 2 {
		t.Errorf("found %d, want what it means and what holds the word, each once", len(got))
	}
	page = b.Get("/loket/tiket/t1?jawaban=kk-hilang").Page(t)
	if open := page.All("#katalog details[open]"); len(open) != 1 || !strings.Contains(open[0].Text(), "Bawa <b>KTP</b>.") {
		t.Errorf("%d entries are open, want the one that was asked for, as words", len(open))
	}
}

// TestGuardExplains: what may not be said is marked where it stands, with what to
// write instead; the draft stays.
func TestGuardExplains(t *testing.T) {
	t.Parallel()
	_, b := stocked(t)
	const draft = "Selamat pagi. Kirim NIK Anda ke sini.\nLalu buka <i>dukcapil-cepat.com</i>."
	got := b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", draft)
	page := got.Page(t)
	if got.Status != http.StatusBadRequest || page.One("#teks").Raw() != draft {
		t.Errorf("status %d, draft %q, want 400 and the draft whole", got.Status, page.One("#teks").Raw())
	}
	if whole := page.One(".tolak .kata").Raw(); whole != draft {
		t.Errorf("shown as %q, want the draft word for word", whole)
	}
	marks := page.All(".tolak mark")
	if len(marks) != 2 || marks[0].Text() != "Kirim NIK Anda ke sini." || marks[1].Text() != "dukcapil-cepat.com" {
		t.Errorf("%d marks, want the sentence and the link", len(marks))
	}
	if why := page.All(".tolak li"); len(why) != 2 || !strings.Contains(page.One(".tolak ul").Text(), "Silakan datang ke loket") {
		t.Errorf("%d reasons, want one for each with what to write instead", len(why))
	}
}
