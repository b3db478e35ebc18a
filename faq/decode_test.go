package faq_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/faq"
)

// everything is an entry that fills each field.
const everything = `group: uji
unit: pelayanan
entries:
  - id: ktp-hilang
    title: "KTP: hilang"
    audience: pelaku-usaha
    questions: [ktp hilang, '0812']
    answer: |
      Bawa surat polisi.

      Datang ke loket.
    plain: >
      Bawa
      surat.
    facets:
      requirements: [Surat polisi.]
      steps:
        - Lapor.
        - "Datang: ke loket."
      forms: [F-1.02]
      where: Kantor.
      hours: 08.00
      fee: ~
      duration: "1"
      not_needed: [surat RT]
      deadline: Segera.
      cases: []
    basis:
      - {rule: UU 24/2013, article: Pasal 79A, url: "https://contoh.id/uu"}
    reviewed_on: 2026-11-21
    verified: {by_role: Kepala Bidang, on: 2026-11-20}
    valid_until: 2027-11-21
    risk: sensitive
    sure_at: 0.95
    local: [alamat]
    related: [ktp-hilang]
    refer_to: Kantor Imigrasi
    status: draft
`

func TestEveryFieldIsRead(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(catalogue("uji.yaml", everything, "forms.yaml", fullForms, "facts.yaml", fullFacts))
	if err != nil {
		t.Fatal(err)
	}
	want := faq.Entry{
		ID: "ktp-hilang", Title: "KTP: hilang", Group: "uji", Audience: "pelaku-usaha", Unit: "pelayanan",
		Questions: []string{"ktp hilang", "0812"},
		Answer:    "Bawa surat polisi.\n\nDatang ke loket.",
		Facets: faq.Facets{
			Requirements: []string{"Surat polisi."}, Steps: []string{"Lapor.", "Datang: ke loket."}, Forms: []string{"F-1.02"},
			Where: "Kantor.", Hours: "08.00", Duration: "1", NotNeeded: []string{"surat RT"}, Deadline: "Segera.",
		},
		Plain:      "Bawa surat.",
		Basis:      []faq.Basis{{Rule: "UU 24/2013", Article: "Pasal 79A", URL: "https://contoh.id/uu"}},
		ReviewedOn: "2026-11-21", Verified: &faq.Verified{ByRole: "Kepala Bidang", On: "2026-11-20"}, ValidUntil: "2027-11-21",
		Risk: "sensitive", SureAt: 0.95, Local: []string{"alamat"}, Related: []string{"ktp-hilang"}, ReferTo: "Kantor Imigrasi", Status: faq.Draft,
	}
	got := c.Entries()[0]
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(faq.Entry{}), cmpopts.IgnoreFields(faq.Entry{}, "Revision")); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
}

// TestRevisionFollowsEveryField holds that whatever a curator changes, the
// revision that answers are recorded with changes too.
func TestRevisionFollowsEveryField(t *testing.T) {
	t.Parallel()
	revision := func(source string) string {
		c, err := faq.Load(catalogue("uji.yaml", source, "forms.yaml", fullForms, "facts.yaml", fullFacts))
		if err != nil {
			t.Fatal(err)
		}
		return c.Entries()[0].Revision
	}
	base := revision(everything)
	for _, change := range [][2]string{
		{"id: ktp-hilang", "id: ktp-raib"},
		{"KTP: hilang", "KTP: raib"},
		{"group: uji", "group: coba"},
		{"unit: pelayanan", "unit: informasi"},
		{"audience: pelaku-usaha", "audience: warga"},
		{"'0812'", "'0813'"},
		{"Datang ke loket.", "Datang ke kantor."},
		{"      surat.", "      kartu."},
		{"requirements: [Surat polisi.]", "requirements: [Surat RT.]"},
		{"- Lapor.", "- Melapor."},
		{"forms: [F-1.02]", "forms: []"},
		{"where: Kantor.", "where: Loket."},
		{"hours: 08.00", "hours: 09.00"},
		{"fee: ~", "fee: Gratis."},
		{`duration: "1"`, `duration: "2"`},
		{"[surat RT]", "[surat RW]"},
		{"deadline: Segera.", "deadline: Besok."},
		{"cases: []", "cases: [Apa?]"},
		{"UU 24/2013", "UU 23/2006"},
		{"Pasal 79A", "Pasal 79B"},
		{"contoh.id/uu", "contoh.id/pp"},
		{"reviewed_on: 2026-11-21", "reviewed_on: 2026-11-22"},
		{"Kepala Bidang", "Kepala Seksi"},
		{"valid_until: 2027-11-21", "valid_until: 2027-11-22"},
		{"risk: sensitive", "risk: normal"},
		{"sure_at: 0.95", "sure_at: 0.96"},
		{"    sure_at: 0.95\n", ""},
		{"local: [alamat]", "local: [telepon]"},
		{"related: [ktp-hilang]", "related: []"},
		{"refer_to: Kantor Imigrasi", "refer_to: Polres"},
		{"status: draft", "status: published"},
	} {
		changed := strings.Replace(everything, change[0], change[1], 1)
		if change[0] == "id: ktp-hilang" {
			changed = strings.Replace(changed, "related: [ktp-hilang]", "related: [ktp-raib]", 1)
		}
		if changed == everything {
			t.Fatalf("%q is not in the entry", change[0])
		}
		if revision(changed) == base {
			t.Errorf("%q for %q keeps the revision, want another", change[1], change[0])
		}
	}
	if got := revision(strings.ReplaceAll(everything, "    title: \"KTP: hilang\"", "    # catatan\n    title: 'KTP: hilang'")); got != base {
		t.Errorf("a comment and other quotes change the revision to %s, want %s", got, base)
	}
}
