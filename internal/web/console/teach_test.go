package console_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"loket/internal/loket"
)

// TestTeach: what staff answered in their own words can go to the curators, as they have
// read it over; an entry that was sent as it is teaches nothing.
func TestTeach(t *testing.T) {
	t.Parallel()
	o, b := stocked(t)
	var learned []loket.Lesson
	var refusal error
	o.room.Teach = func(_ context.Context, by loket.Staff, l loket.Lesson) error {
		if by.Login != "petugas" {
			t.Errorf("taught by %q, want who asked", by.Login)
		}
		learned = append(learned, l)
		return refusal
	}
	if form := b.Get("/loket/tiket/t1").Page(t).One("#ajar"); form != nil {
		t.Errorf("before anybody replied the page offers to teach %q", form.Text())
	}
	b.Post("/loket/tiket/t1/jawab", "epoch", "1", "jawaban", "ktp-hilang 0123456789ab ", "sekali", "a")
	if form := b.Get("/loket/tiket/t1").Page(t).One("#ajar"); form != nil {
		t.Errorf("after an entry was sent as it is the page offers to teach %q", form.Text())
	}
	b.Post("/loket/tiket/t1/balas", "epoch", "1", "sekali", "b", "teks", "Bu Maria, bawa surat dari polisi.")
	form := b.Get("/loket/tiket/t1").Page(t).One("#ajar")
	if form == nil || form.One("#ajar-tanya").Attr["value"] != "ktp saya hilang" || form.One("#ajar-jawab").Raw() != "Bu Maria, bawa surat dari polisi." {
		t.Fatalf("after a reply the page offers %q, want question and reply", form.Text())
	}
	if options := form.All("option"); len(options) != 3 || options[1].Attr["value"] != "ktp-hilang" {
		t.Errorf("%d choices, want a new answer and the entries the question may ask for", len(options))
	}
	a := b.Post("/loket/tiket/t1/katalog", "tanya", " ktp hilang ", "jawab", "Bawa surat dari polisi.", "entri", "ktp-hilang")
	if a.Status != http.StatusSeeOther || !strings.Contains(b.Get(a.Location()).Page(t).One(".kabar").Text(), "Rancangan katalog dibuat.") {
		t.Errorf("teach: status %d to %q, want it said on the ticket's page", a.Status, a.Location())
	}
	want := loket.Lesson{Entry: "ktp-hilang", Question: "ktp hilang", Answer: "Bawa surat dari polisi."}
	if len(learned) != 1 || learned[0] != want {
		t.Errorf("learned %+v, want %+v as it stood in the form", learned, want)
	}
	refusal = loket.ErrLesson
	if a := b.Post("/loket/tiket/t1/katalog"); a.Status != http.StatusBadRequest || !strings.Contains(a.Body, "Isi pertanyaannya") {
		t.Errorf("a refused lesson: status %d, want the reason", a.Status)
	}
	if a := b.Post("/loket/tiket/lain/katalog", "tanya", "x"); a.Status != http.StatusNotFound || len(learned) != 2 {
		t.Errorf("of a ticket that is not there: status %d, want 404 and nothing learned", a.Status)
	}
}
