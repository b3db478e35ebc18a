package faq_test

import (
	"reflect"
	"strings"
	"testing"

	"loket/faq"
)

func TestReadLabelled(t *testing.T) {
	t.Parallel()
	one := []faq.Labelled{{Line: 1, Label: "kk", Text: "bikin kk"}}
	cases := []struct {
		name, content string
		want          []faq.Labelled
	}{
		{"LabelAndText", "kk\tbikin kk\n", one},
		{"NoLastLineEnd", "kk\tbikin kk", one},
		{"WindowsLineEnds", "kk\tbikin kk\r\n", one},
		{"ByteOrderMark", "\uFEFFkk\tbikin kk\n", one},
		{"EmptyLines", "kk\tbikin kk\n\n  \n", one},
		{"Blanks", " kk \t bikin kk \n", one},
		{"Register", "kk\tgaul\tbikin kk\n", []faq.Labelled{{1, "kk", "gaul", "bikin kk"}}},
		{"Header", "label\ttext\nkk\tbikin kk\n", []faq.Labelled{{2, "kk", "", "bikin kk"}}},
		{"HeaderInAnyOrder", "\nText\tRegister\tLabel\nbikin kk\tgaul\tkk\n", []faq.Labelled{{3, "kk", "gaul", "bikin kk"}}},
		{"HeaderWithMore", "label\tsource\ttext\nkk\tsurvey\tbikin kk\n", []faq.Labelled{{2, "kk", "", "bikin kk"}}},
		{"SpecialLabels", "_oos\tcuaca\n_pii|kk+_thanks\tkk\n", []faq.Labelled{{1, "_oos", "", "cuaca"}, {2, "_pii|kk+_thanks", "", "kk"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, problems := faq.ReadLabelled("a.tsv", []byte(c.content))
			if !reflect.DeepEqual(got, c.want) || len(problems) > 0 {
				t.Errorf("ReadLabelled(%q) = %v, %v, want %v", c.content, got, problems, c.want)
			}
		})
	}
}

// Each mistake is told with its line and what to do.
func TestReadLabelledRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, content string
		line          int
		want          string
	}{
		{"Empty", "\n\n", 0, "tidak memuat satu pun pertanyaan. Tulis"},
		{"OnlyHeader", "label\ttext\n", 0, "tidak memuat satu pun"},
		{"NoTab", "kk\tbikin kk\nkk bikin kk\n", 2, "punya 1 kolom. Tulis"},
		{"TooManyTabs", "kk\ta\tb\tc\n", 1, "punya 4 kolom"},
		{"FewerThanTheHeader", "label\tregister\ttext\nkk\tbikin kk\n", 2, "punya 2 kolom"},
		{"HeaderWithoutText", "label\tpertanyaan\nkk\tbikin kk\n", 1, `tidak punya kolom "text"`},
		{"NoLabel", "\tbikin kk\n", 1, "Label baris ini kosong. Tulis"},
		{"NoText", "kk\t \n", 1, "Teks baris ini kosong. Tulis"},
		{"UnknownSpecial", "_marah\tbikin kk\n", 1, `Label "_marah" tidak dikenal. Yang diawali garis bawah: _oos, _greeting`},
		{"HalfALabel", "kk|\tbikin kk\n", 1, `Label "kk|" tidak dikenal`},
		{"NoText8", "kk\t\xff\n", 0, "bukan teks UTF-8"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, problems := faq.ReadLabelled("a.tsv", []byte(c.content))
			if len(problems) != 1 || problems[0].Line != c.line || problems[0].File != "a.tsv" || !strings.Contains(problems[0].Text, c.want) {
				t.Errorf("ReadLabelled(%q) reports %v, want line %d: %q", c.content, problems, c.line, c.want)
			}
		})
	}
}

func TestReadLabelledTellsEverything(t *testing.T) {
	t.Parallel()
	_, problems := faq.ReadLabelled("a.tsv", []byte("kk\nkk\tbikin kk\n\tb\n"))
	if len(problems) != 2 || problems[0].Line != 1 || problems[1].Line != 3 {
		t.Errorf("problems %v, want lines 1 and 3", problems)
	}
}

func TestCatalogOf(t *testing.T) {
	t.Parallel()
	c, problems := faq.CatalogOf("latih.tsv", []faq.Labelled{{Label: "B/2", Text: "dua"}, {Label: "a", Text: "satu"}, {Label: "B/2", Text: "kedua"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	entries := c.Entries()
	if len(entries) != 2 || entries[0].ID != "B/2" || entries[1].ID != "a" || len(entries[0].Questions) != 2 || entries[0].Status != faq.Published {
		t.Errorf("entries %+v, want B/2 with two patterns, then a", entries)
	}
	if e, ok := c.Entry("a"); !ok || e.Questions[0] != "satu" {
		t.Errorf("Entry(a) = %+v, %v", e, ok)
	}
	other, _ := faq.CatalogOf("latih.tsv", []faq.Labelled{{Label: "a", Text: "satu"}})
	if other.Version == c.Version || c.Version == "" {
		t.Errorf("versions %q and %q of different texts", c.Version, other.Version)
	}
}

func TestCatalogOfRefuses(t *testing.T) {
	t.Parallel()
	for _, label := range []string{"a|b", "a+b", "_oos"} {
		_, problems := faq.CatalogOf("latih.tsv", []faq.Labelled{{Line: 7, Label: label, Text: "x"}})
		if len(problems) != 1 || problems[0].Line != 7 || !strings.Contains(problems[0].Text, "tidak dapat dilatih. Tulis tepat satu label") {
			t.Errorf("CatalogOf(%q) reports %v", label, problems)
		}
	}
}
