package faq_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

// replay puts questions to two catalogues of lines.
func replay(t *testing.T, was, now []string, texts ...string) faq.Changes {
	t.Helper()
	asked := make([]faq.Query, len(texts))
	for i, text := range texts {
		asked[i].Text = text
	}
	return faq.Compare(faq.Side{Matcher: trainOn(t, shelfOf(was...))}, faq.Side{Matcher: trainOn(t, shelfOf(now...))}, asked, nil)
}

// TestCompare: an entry that is withdrawn loses its questions, a new one gains them, and
// each is told under its entry, with how many.
func TestCompare(t *testing.T) {
	t.Parallel()
	now := slices.Clone(cardsAndFamilies())
	now[0] = strings.Replace(now[0], "published", "withdrawn", 1)
	now = append(now, "parkir published: parkir di mana; tempat parkir mobil")
	got := replay(t, cardsAndFamilies(), now,
		"kehilangan ktp di jalan", "kehilangan ktp di jalan", "parkir di mana", "buat kk baru", "kk setelah menikah", "harga beras")
	if got.Asked != 6 || got.Changed != 3 || len(got.Groups) != 2 || len(got.Reworded) != 0 {
		t.Fatalf("changes = %+v, want 3 of 6 in 2 groups", got)
	}
	lost, gained := got.Groups[0], got.Groups[1]
	if lost.Entry != "ktp-hilang" || lost.Title != "ktp hilang" || lost.N != 2 || len(lost.Changes) != 1 {
		t.Errorf("the larger group = %+v, want that of the withdrawn entry", lost)
	}
	if c := lost.Changes[0]; c.Was.What != faq.GotQuote || c.Now.What == faq.GotQuote || c.N != 2 || !slices.Equal(c.Examples, []string{"kehilangan ktp di jalan"}) {
		t.Errorf("its change = %+v, want the question once, counted twice", c)
	}
	if gained.Entry != "parkir" || gained.N != 1 || !slices.Equal(gained.Changes[0].Now.Entries, []string{"parkir"}) {
		t.Errorf("the smaller group = %+v, want that of the new entry", gained)
	}
}

// TestCompareOtherWords: the same entry with another text is no other answer, and told.
func TestCompareOtherWords(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(shelfOf(cardsAndFamilies()...))
	if err != nil {
		t.Fatal(err)
	}
	files := shelfOf(cardsAndFamilies()...)
	files["uji.yaml"].Data = []byte(strings.Replace(string(files["uji.yaml"].Data), "Jawaban kk-baru.", "Kini tiga hari.", 1))
	changed, err := faq.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	before, err := faq.NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	after, err := before.Preview(changed)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	got := faq.Compare(faq.Side{Matcher: before}, faq.Side{Matcher: after}, []faq.Query{
		{Text: "buat kk baru"}, {Text: "ktp saya hilang"}, {Text: "kk setelah menikah"},
	}, func(n int) { done += n })
	want := faq.Changes{Asked: 3, Groups: []faq.ChangeGroup{}, Reworded: []faq.Reworded{{Entry: "kk-baru", Title: "kk baru", N: 2}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if done != 1+2+3 {
		t.Errorf("steps add up to %d, want one for each question", done)
	}
}

// TestCompareNothing: a catalogue beside itself changes nothing, and lists are there.
func TestCompareNothing(t *testing.T) {
	t.Parallel()
	got := replay(t, cardsAndFamilies(), cardsAndFamilies(), "ktp saya hilang", "buat ktp", "harga beras", "")
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"asked":4,"changed":0,"groups":[],"reworded":[]}`; string(text) != want {
		t.Errorf("changes = %s, want %s", text, want)
	}
}

// TestCompareBounds: five examples stand for many questions, the latest first, and can be
// left out without touching the original.
func TestCompareBounds(t *testing.T) {
	t.Parallel()
	now := slices.Clone(cardsAndFamilies())
	now[0] = strings.Replace(now[0], "published", "draft", 1)
	var texts []string
	for i := range 9 {
		texts = append(texts, fmt.Sprintf("kehilangan ktp di jalan %d", i))
	}
	got := replay(t, cardsAndFamilies(), now, texts...)
	if len(got.Groups) != 1 || got.Changed != 9 || !slices.Equal(got.Groups[0].Changes[0].Examples, texts[:5]) {
		t.Fatalf("changes = %+v, want 9 questions and the first five as examples", got)
	}
	bare := got.WithoutTexts()
	if len(bare.Groups[0].Changes[0].Examples) != 0 || bare.Changed != 9 || len(got.Groups[0].Changes[0].Examples) != 5 {
		t.Errorf("without texts = %+v, of %+v, want the same without examples", bare, got)
	}
}

func TestChangesText(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]faq.Changes{
		"Belum ada pertanyaan warga yang tercatat untuk dicoba.":              {},
		"Dari 7 pertanyaan terakhir warga, tidak ada yang akan dijawab lain.": {Asked: 7},
		"Dari 1000 pertanyaan terakhir warga, 12 akan dijawab lain.":          {Asked: 1000, Changed: 12},
	} {
		if got := c.String(); got != want {
			t.Errorf("%+v = %q, want %q", c, got, want)
		}
	}
}

// TestPreview: a preview answers as the matcher that will serve, and one of a catalogue
// nobody can answer from is refused.
func TestPreview(t *testing.T) {
	t.Parallel()
	load := func(files fstest.MapFS) *faq.Catalog {
		c, err := faq.Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	before := trainOn(t, replayed(cardsAndFamilies()...))
	files := replayed(append(cardsAndFamilies(), "parkir published: parkir di mana; tempat parkir mobil")...)
	files["words.yaml"] = &fstest.MapFile{Data: []byte("slang:\n  hilang: [raib]\n")}
	preview, err := before.Preview(load(files))
	if err != nil {
		t.Fatal(err)
	}
	served := trainOn(t, files)
	for _, text := range []string{"ktp saya raib", "parkir di mana", "tempat parkir mobil", "kk setelah menikah", "baru", "kebakaran", "makasih", "harga beras"} {
		got, want := preview.Find(faq.Query{Text: text}), served.Find(faq.Query{Text: text})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Find(%q) of the preview (-will serve +preview):\n%s", text, diff)
		}
	}
	if preview.Learned() != nil {
		t.Error("a preview kept what it learned")
	}
	if same, err := before.Preview(load(replayed(cardsAndFamilies()...))); err != nil || same.Learned() == nil {
		t.Errorf("a preview of the same catalogue learned anew: %v", err)
	}
	if _, err := before.Preview(load(shelfOf("a draft: ktp hilang"))); err == nil {
		t.Error("a catalogue of drafts was taken")
	}
}
