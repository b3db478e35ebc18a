package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// TestDocumentedEntries promises that the table in docs/catalogue.md is that of
// the shipped catalogue.
func TestDocumentedEntries(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile(filepath.Join("..", "..", "docs", "catalogue.md"))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	want, err := replaceTable(string(document), entryTable(catalog))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(document), "\n"), strings.Split(want, "\n")); diff != "" {
		t.Errorf("docs/catalogue.md is old; run make catalogue (-file +made):\n%s", diff)
	}
}

func TestEntryTable(t *testing.T) {
	t.Parallel()
	catalog, err := faq.Load(fstest.MapFS{
		"uji.yaml": &fstest.MapFile{Data: []byte(`entries:
  - id: kk-hilang
    title: KK | kartu hilang
    questions: [kk hilang, kartu ilang]
    answer: Lapor.
    basis: [{rule: UU 24/2013, article: Pasal 7}, {rule: PP 40/2019}]
    reviewed_on: 2026-11-20
    verified: {by_role: Kepala Bidang, on: 2026-11-21}
    local: [alamat]
    status: published
  - {id: sim, title: SIM, questions: [sim], answer: Ke polisi., refer_to: Satpas, status: published}
  - {id: belum, title: Belum, questions: [belum], answer: Nanti., status: draft}
`)},
		"facts.yaml": &fstest.MapFile{Data: []byte("facts: [{id: alamat, about: Alamat, facet: where}]")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `| id | title | patterns | sources | local facts | reviewed | verified |
|---|---|--:|---|---|---|---|
| ` + "`kk-hilang`" + ` | KK \| kartu hilang | 2 | UU 24/2013 Pasal 7; PP 40/2019 | alamat | 2026-11-20 | 2026-11-21, Kepala Bidang |
| ` + "`sim`" + ` | SIM | 1 | refers to Satpas |  |  | no |

2 entries, 3 patterns.
`
	if diff := cmp.Diff(want, entryTable(catalog)); diff != "" {
		t.Errorf("entryTable (-want +got):\n%s", diff)
	}
}

func TestReplaceTable(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, document, want string }{
		{"Between", "a\n" + tableBegins + "old\n" + tableEnds + "b\n", "a\n" + tableBegins + "new\n" + tableEnds + "b\n"},
		{"Empty", tableBegins + tableEnds, tableBegins + "new\n" + tableEnds},
		{"NoEnd", tableBegins + "old\n", ""},
		{"WrongOrder", tableEnds + tableBegins, ""},
		{"None", "a\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := replaceTable(tt.document, "new\n")
			if got != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("replaceTable(%q) = %q, %v, want %q", tt.document, got, err, tt.want)
			}
		})
	}
}
