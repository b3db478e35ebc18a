package faq_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

// asks are questions that stand alone.
func asks(texts ...string) (all []faq.Query) {
	for _, text := range texts {
		all = append(all, faq.Query{Text: text})
	}
	return all
}

func TestRescues(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(catalogue("jawaban.yaml", `
entries:
  - id: kartu-hilang
    title: Kartu anggota hilang
    questions: [kartu anggota saya hilang, kehilangan kartu anggota, mau lapor kartu anggota hilang]
    answer: Lapor di meja layanan.
    status: published
  - id: ruang
    title: Sewa ruang rapat
    questions: [sewa ruang rapat, pinjam ruang rapat, pesan ruang rapat besok]
    answer: Di meja layanan.
    status: published
  - id: denda
    title: Denda buku
    questions: [berapa denda buku terlambat, denda telat mengembalikan buku]
    answer: Rp500 sehari.
    status: published
`, "words.yaml", `
slang:
  hilang: [kabur angin, raip]
  saya: [beta]
  rapat: [bakumpul]
  denda: [dende]
synonyms:
  kartu anggota: [pas perpus]
`))
	if err != nil {
		t.Fatal(err)
	}
	m, err := faq.NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	side := faq.Side{Matcher: m}
	asked := asks("pas perpus beta kabur angin", "pas perpus hilang", "sewa ruang bakumpul", "pinjam ruang rapat bakumpul", "zzz beta qqq", "kartu anggota hilang")
	steps := 0
	got := faq.Rescues(side, asked, func(done int) { steps = done })
	if steps != len(asked) {
		t.Errorf("step was told %d, want %d", steps, len(asked))
	}
	by := map[string]faq.Rescue{}
	for _, one := range got {
		by[one.Form] = one
	}
	// What the words did is what asking without them by hand gives.
	for _, tt := range []struct {
		form           string
		heard, rescued int
	}{
		{"pas perpus", 2, 2}, // without it nothing names the card
		{"beta", 2, 0},       // it says nothing about the matter
		{"bakumpul", 2, 1},   // "pinjam ruang rapat" says enough by itself, "sewa ruang" does not
		{"kabur angin", 1, 1},
	} {
		if one := by[tt.form]; one.Heard != tt.heard || one.Rescued != tt.rescued {
			t.Errorf("%s: heard %d, rescued %d, want %d and %d", tt.form, one.Heard, one.Rescued, tt.heard, tt.rescued)
		}
	}
	if _, there := by["raip"]; there {
		t.Error("a word that nobody wrote is listed")
	}
	if got[0].Rescued < got[len(got)-1].Rescued {
		t.Errorf("order = %+v, want those that rescued most first", got)
	}
	if diff := cmp.Diff(got, faq.Rescues(side, asked, nil)); diff != "" {
		t.Errorf("asked again it differs (-first +second):\n%s", diff)
	}
	none := faq.Side{Matcher: m, Quotable: func(string) bool { return false }}
	for _, one := range faq.Rescues(none, asked, nil) {
		if one.Rescued != 0 {
			t.Errorf("%s rescued %d questions where nothing may be quoted", one.Form, one.Rescued)
		}
	}
}

// TestRescuesLeavesReplies: who picks a choice asks nothing.
func TestRescuesLeavesReplies(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	reply := faq.Query{Text: "yg kk hilang", Choices: []string{"kk-hilang-rusak", "kk-baru"}}
	if entry, ok := m.Picks(reply); !ok || entry != "kk-hilang-rusak" {
		t.Fatalf("Picks = %q, %v, want the entry that is named", entry, ok)
	}
	if got := faq.Rescues(faq.Side{Matcher: m}, []faq.Query{reply}, nil); len(got) != 0 {
		t.Errorf("of a reply: %+v, want nothing", got)
	}
	for _, q := range []faq.Query{{Text: "2", Choices: nil}, {Text: "ktp saya hilang di pasar kemarin sore", Choices: []string{"kk-baru"}}} {
		if entry, ok := m.Picks(q); ok {
			t.Errorf("Picks(%+v) = %q, want nothing picked", q, entry)
		}
	}
}

func TestPlainly(t *testing.T) {
	t.Parallel()
	_, c := reference(t)
	plain := c.Plainly()
	if a, b := plain("Gmn cara urus KK ilang??"), plain("bagaimana cara urus kk hilang"); a != b {
		t.Errorf("plain words are %q and %q, want the same", a, b)
	}
	if a, b := plain("kk hilang"), plain("ktp hilang"); a == b {
		t.Errorf("two questions are both %q", a)
	}
}
