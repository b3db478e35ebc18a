package faq_test

import (
	"slices"
	"strings"
	"testing"

	"loket/faq"
	"loket/internal/loket"
)

// TestVerify: a verified entry says so and ends when told; the others stay, and what
// was not read in this revision is refused.
func TestVerify(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "alamat")
	e := c.Entries()[0]
	by := faq.Verified{ByRole: "Kepala Seksi", On: "2026-11-29"}
	got, err := c.Verify(by, "2027-05-29", map[string]string{e.ID: e.Revision})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := got.Entry(e.ID)
	if v.Verified == nil || *v.Verified != by || v.ValidUntil != "2027-05-29" || v.Revision == e.Revision || got.Version == c.Version {
		t.Errorf("Verify() = %+v (revision %s), want it verified, ending, of another revision", v, v.Revision)
	}
	if text := v.Render(faq.Whole, true); !strings.Contains(text, "Diperiksa Kepala Seksi, tanggal 29 November 2026.") {
		t.Errorf("Render() = %q, want who verified it", text)
	}
	if before, _ := c.Entry(e.ID); before.Verified != nil {
		t.Error("the catalogue itself was changed")
	}
	if kept, err := c.Verify(by, "", map[string]string{e.ID: e.Revision}); err != nil {
		t.Error(err)
	} else if k, _ := kept.Entry(e.ID); k.ValidUntil != e.ValidUntil {
		t.Errorf("without an end: %q, want %q as before", k.ValidUntil, e.ValidUntil)
	}
	for read, want := range map[string]loket.Code{"tidak-ada": loket.CodeNotFound, e.ID: loket.CodeConflict} {
		if _, err := c.Verify(by, "", map[string]string{read: "lain"}); loket.CodeOf(err) != want {
			t.Errorf("Verify(%s in another revision) = %v, want %s", read, err, want)
		}
	}
}

// TestGaps names what an entry does not say, and what the office has not filled in.
func TestGaps(t *testing.T) {
	t.Parallel()
	c := localCatalog(t, "alamat, tarif", "      where: Kantor dinas.\n", "", "      fee: Gratis.\n", "")
	e := c.Entries()[0]
	if got := e.Silent(); !slices.Contains(got, "Tempat") || !slices.Contains(got, "Biaya") || slices.Contains(got, "Syarat") {
		t.Errorf("Silent() = %q, want place and fee, not requirements", got)
	}
	if got := e.Unfilled(); len(got) != 2 || got[0].ID != "alamat" {
		t.Errorf("Unfilled() = %v, want both facts", got)
	}
	filled, _ := c.WithFacts(map[string]string{"alamat": "Jl. Contoh 1"}).Entry(e.ID)
	if slices.Contains(filled.Silent(), "Tempat") || len(filled.Unfilled()) != 1 {
		t.Errorf("with an address: silent on %q, unfilled %v, want the place told", filled.Silent(), filled.Unfilled())
	}
}
