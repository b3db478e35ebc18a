package faq_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/faq/disdukcapil"
)

func TestSections(t *testing.T) {
	t.Parallel()
	e := fullEntry(t, "status: published", "refer_to: Kantor lain\n    plain: Bawa surat polisi saja.\n    status: published")
	got := e.Sections()
	want := []faq.Section{
		{Head: "Syarat", Lines: []string{"Surat polisi.", "KTP-el."}},
		{Head: "Langkah", Lines: []string{"Lapor polisi.", "Datang ke loket."}},
		{Head: "Formulir", Lines: []string{"F-1.02 (pendaftaran; dulu F-1.15)"}},
		{Head: "Tempat", Lines: []string{"Kantor dinas."}},
		{Head: "Jam layanan", Lines: []string{"Senin-Jumat."}},
		{Head: "Biaya", Lines: []string{"Gratis."}},
		{Head: "Waktu", Lines: []string{"Satu hari."}},
		{Head: "Batas waktu", Lines: []string{"Segera."}},
		{Head: "Tidak perlu", Lines: []string{"surat RT, pas foto"}},
		{Head: "Keadaan khusus", Lines: []string{"Hilang di luar kota? Tanyakan petugas."}},
		{Head: "Yang berwenang", Lines: []string{"Kantor lain"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Sections differ (-want +got):\n%s", diff)
	}
	if direct := e.Direct(); direct != "Bawa surat polisi ke loket." {
		t.Errorf("Direct = %q, want the first line of the answer", direct)
	}
	plain := e.RenderPlain()
	for _, part := range []string{"KK hilang\n\nBawa surat polisi saja.", "Dasar: Perpres 96/2018 Pasal 13; UU 24/2013.", "Belum diperiksa dinas"} {
		if !strings.Contains(plain, part) {
			t.Errorf("RenderPlain = %q, want %q in it", plain, part)
		}
	}
	if none := fullEntry(t).RenderPlain(); none != "" {
		t.Errorf("RenderPlain of an entry without simpler words = %q, want none", none)
	}
}

// TestSectionsSayWhatDetailSays: for every shipped answer, a page made of the sections
// leaves nothing out of what the chat says in full.
func TestSectionsSayWhatDetailSays(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.WithFacts(map[string]string{"jam-loket": "08.00-14.00"}).Entries() {
		detail := e.RenderDetail()
		said := len(e.Title) + len(e.Answer)
		for _, s := range e.Sections() {
			if !strings.Contains(detail, s.Head) {
				t.Errorf("%s: the detail lacks %q", e.ID, s.Head)
			}
			for _, line := range s.Lines {
				said += len(line)
				if !strings.Contains(detail, line) {
					t.Errorf("%s: the detail lacks %q", e.ID, line)
				}
			}
		}
		if e.Direct() == "" || strings.Contains(e.Direct(), "\n") {
			t.Errorf("%s: Direct = %q, want one line", e.ID, e.Direct())
		}
		if said > len(detail) {
			t.Errorf("%s: the sections say %d bytes, the detail only %d", e.ID, said, len(detail))
		}
	}
}
