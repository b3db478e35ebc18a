package faq_test

import (
	"testing"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// TestClaims: what official-looking pages commonly get wrong is warned of when
// somebody writes it into an entry, and not when the entry says the contrary.
func TestClaims(t *testing.T) {
	t.Parallel()
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	base, _ := catalog.Entry("akta-kelahiran")
	marriage, _ := catalog.Entry("akta-perkawinan")
	for _, tt := range []struct {
		name  string
		of    faq.Entry
		wrong []string
		right []string
	}{
		{"CourtForLateBirths", base, []string{
			"Kelahiran yang dilaporkan lebih dari 60 hari harus dengan penetapan pengadilan.",
			"Lapor terlambat perlu penetapan pengadilan negeri.",
			"Penetapan pengadilan diperlukan bila lewat 60 hari.",
		}, []string{"Lewat 60 hari tetap bisa, tanpa penetapan pengadilan.", "Ganti nama perlu penetapan pengadilan."}},
		{"CardIsRenewed", base, []string{
			"KTP diperpanjang 5 tahun sekali.", "KTP-el berlaku selama lima tahun.", "Perpanjangan KTP dilakukan di loket.", "Segera memperpanjang KTP Anda.",
		}, []string{"KTP-el tidak perlu diperpanjang.", "KTP-el berlaku seumur hidup."}},
		{"NeighbourhoodLetter", base, []string{
			"Surat pengantar RT/RW.", "Bawa surat pengantar dari RT.", "Surat keterangan RT dan RW.", "Pengantar dari kelurahan.",
		}, []string{"Tidak perlu surat pengantar RT/RW.", "Datang tanpa pengantar RT."}},
		{"MuslimBookForTheDeed", marriage, []string{"Buku nikah asli."}, []string{"Buku nikah bukan syaratnya."}},
		{"StampedCopies", base, []string{"Fotokopi KK yang dilegalisir.", "Fotokopi akta legalisir."}, []string{"Fotokopi tidak perlu dilegalisir."}},
		{"CopiesOfWitnesses", base, []string{"Fotokopi KTP saksi.", "Fotokopi KTP-el dua saksi."}, []string{"Tidak perlu fotokopi KTP saksi.", "Dua saksi."}},
		{"ColourOfThePhoto", base, []string{"Foto 2x3 dengan latar merah.", "Pas foto latar belakang berwarna biru."}, []string{"Foto berwarna 2x3."}},
		{"OldHotlines", base, []string{"Hubungi 0813-2691-2479.", "SMS ke 0815-3636-9999."}, []string{"Hubungi 0811-800-5373."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range tt.wrong {
				wantClaim(t, catalog, tt.of, text, true)
			}
			for _, text := range tt.right {
				wantClaim(t, catalog, tt.of, text, false)
			}
		})
	}
}

// wantClaim writes a text into an answer, then into the requirements, and looks whether
// the linter warns of it there.
func wantClaim(t *testing.T, catalog *faq.Catalog, e faq.Entry, text string, want bool) {
	t.Helper()
	inAnswer, inList := e, e
	inAnswer.Answer = text
	inList.Facets.Requirements = []string{"Formulir.", text}
	for field, draft := range map[string]faq.Entry{"answer": inAnswer, "requirements": inList} {
		got := false
		for _, r := range catalog.LintEntry(draft, lintDay()) {
			got = got || r.Rule == faq.RuleClaim && r.Field == field
		}
		if got != want {
			t.Errorf("%q in %s: warned of as a common mistake: %v, want %v", text, field, got, want)
		}
	}
}
