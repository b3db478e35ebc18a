package faq

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// someFacets is a small facets.yaml.
func someFacets() facetWords {
	return facetWords{
		Facets: []facetPhrases{
			{Fee, []string{"biaya", "bayar"}},
			{Deadline, []string{"terlambat"}},
			{Requirements, []string{"syarat", "bawa apa"}},
			{Lost, []string{"hilang"}},
			{Damaged, []string{"rusak", "tidak terbaca"}},
		},
		Subjects: []subject{
			{Prefix: "kk", Words: []string{"kk"}},
			{Prefix: "akta-kematian", Words: []string{"akta kematian", "meninggal"}},
			{Prefix: "akta", Words: []string{"akta"}},
			{Prefix: "nama", Words: []string{"nama"}, Topic: true},
		},
		Outside:  []string{"paspor", "luar ... negeri"},
		Ordinals: map[string][]string{"1": {"pertama"}, "2": {"kedua"}},
		Joints:   []string{"dan"},
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	b := newFacetBook(n, someFacets())
	for _, tt := range []struct{ name, text, want string }{
		{"DocumentAlone", "kk", "kk kk/"},
		{"Lost", "kk hilang", "/lost kk/lost kk"},
		{"LostAndNeed", "kk hilang bayar", "/fee kk/fee /lost kk/lost kk"},
		{"Need/NothingHappened", "syarat kk", "/requirements kk/requirements kk kk/"},
		{"Late", "akta terlambat", "/deadline akta/deadline akta"},
		{"LongerName", "akta kematian", "akta-kematian akta-kematian/"},
		{"LongerNameAndAnother", "akta kematian dan akta", "akta-kematian akta-kematian/"},
		{"TwoDocuments", "kk akta hilang", "/lost kk/lost akta/lost kk akta"},
		{"ByAnEvent", "bapak meninggal", "akta-kematian akta-kematian/"},
		{"Topic", "nama di kk", "/nama kk kk/"},
		{"NeedAlone", "bayar berapa", "/fee"},
		{"Outside", "paspor hilang", "!paspor /lost"},
		{"OutsideWithGap", "pindah luar ke negeri", "!luar ... negeri"},
		{"Nothing", "selamat pagi", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(b.tags(n.words(tt.text)), " "); got != tt.want {
				t.Errorf("tags(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestTagKinds(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string][2]bool{ // a document by itself, a document with what happened to it
		"kk": {true, false}, "kk/lost": {false, true}, "kk/damaged": {false, true}, "kk/change": {false, true},
		"kk/fee": {false, false}, "kk/": {false, false}, "/lost": {false, false}, "!paspor": {false, false},
	} {
		if got := [2]bool{isDocument(tag), isPair(tag)}; got != want {
			t.Errorf("%q is a document %v, a pair %v; want %v", tag, got[0], got[1], want)
		}
	}
}

func TestNeeds(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	b := newFacetBook(n, someFacets())
	for text, want := range map[string][]Facet{
		"kk hilang bayar berapa": {Fee, Lost}, // in the order of the file, not of the text
		"tidak terbaca":          {Damaged},
		"tidak bisa terbaca":     nil,
		"":                       nil,
	} {
		if diff := cmp.Diff(want, b.needs(n.words(text))); diff != "" {
			t.Errorf("needs(%q) (-want +got):\n%s", text, diff)
		}
		first := Whole
		if len(want) > 0 {
			first = want[0]
		}
		if got := b.facet(n.words(text)); got != first {
			t.Errorf("facet(%q) = %q, want %q", text, got, first)
		}
	}
}

func TestSubjects(t *testing.T) {
	t.Parallel()
	b := newFacetBook(newNormaliser(words{}), someFacets())
	for id, want := range map[string][2]string{
		"kk-hilang":     {"kk", "kk"},
		"akta-kematian": {"akta-kematian", "akta kematian"}, // the longest prefix wins
		"akta-lahir":    {"akta", "akta"},
		"biaya":         {"", ""},
	} {
		if prefix, noun := b.subjectOf(id); prefix != want[0] || noun != want[1] {
			t.Errorf("subjectOf(%q) = %q, %q; want %q", id, prefix, noun, want)
		}
	}
	if diff := cmp.Diff(map[string]bool{"kk": true, "akta": true, "kematian": true, "meninggal": true}, b.documentWords()); diff != "" {
		t.Errorf("words of documents (-want +got):\n%s", diff)
	}
}
