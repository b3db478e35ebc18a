package faq_test

import (
	"hash/fnv"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/loket"
)

// size is how many numbers these vectors have.
const size = 64

// meaning is the vector of an ideal encoder: it knows what is meant whatever the
// words, with some noise of the words.
func meaning(entry, text string) []float32 {
	v := make([]float32, size)
	direction(v, entry, 1)
	direction(v, text, 0.5)
	return unit(v)
}

// direction goes some way into the direction of a key.
func direction(v []float32, key string, way float32) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key)) // a hash never fails
	sum := h.Sum64()
	for i := range v {
		sum ^= sum >> 31
		sum *= 0x9e3779b97f4a7c15
		v[i] += way * (float32(sum>>40)/float32(1<<24) - 0.5)
	}
}

func unit(v []float32) []float32 {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	for i, x := range v {
		v[i] = float32(float64(x) / math.Sqrt(square))
	}
	return v
}

// part is a matcher of some entries of the reference catalogue, with its fusion.
type part struct {
	matcher *faq.Matcher
	fusion  *faq.Fusion
	vectors faq.Vectors
}

// entriesOfPart is how many entries it has.
const entriesOfPart = 24

// fusedPart is trained once for all tests.
var fusedPart = sync.OnceValues(func() (g part, err error) {
	whole, err := disdukcapil.Catalogue()
	if err != nil {
		return g, err
	}
	entries := 0
	items := slices.DeleteFunc(whole.Items(), func(i loket.CatalogueItem) bool {
		if i.Kind == "entry" {
			entries++
		}
		return i.Kind == "entry" && entries > entriesOfPart || strings.HasPrefix(i.Kind, "intent")
	})
	c, err := faq.Assemble(items)
	if err != nil {
		return g, err
	}
	if g.matcher, err = faq.NewMatcher(c); err != nil {
		return g, err
	}
	g.vectors = faq.Vectors{}
	for _, s := range g.matcher.Spoken() {
		for _, text := range s.Texts {
			g.vectors[s.Entry] = append(g.vectors[s.Entry], meaning(s.Entry, text))
		}
	}
	g.fusion, err = faq.NewFusion(g.matcher, g.vectors)
	return g, err
})

func opened(t *testing.T) part {
	t.Helper()
	g, err := fusedPart()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// unsure gives every question of the golden file with one right entry, of those the
// part has, that words alone leave in the grey zone.
func (g part) unsure(t *testing.T, take func(p faq.Part, entry string)) {
	t.Helper()
	content, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		text, entry, ok := strings.Cut(strings.TrimSpace(line), " → ")
		if !ok || g.vectors[entry] == nil {
			continue
		}
		r := g.matcher.Find(faq.Query{Text: text})
		for _, i := range g.fusion.Grey(r) {
			if len(r.Parts) == 1 {
				take(r.Parts[i], entry)
			}
		}
	}
}

func TestSpoken(t *testing.T) {
	t.Parallel()
	m := trainOn(t, shelfOf("ktp-hilang published: ktp saya hilang; ?", "kk-baru draft: kk baru", "akta published: akta lahir"))
	var got []string
	for _, s := range m.Spoken() {
		got = append(got, s.Entry+"="+strings.Join(s.Texts, "|"))
	}
	if text, want := strings.Join(got, " "), "akta=akta|akta lahir ktp-hilang=ktp hilang|ktp saya hilang"; text != want {
		t.Errorf("Spoken = %s, want %s: published entries, texts with a word", text, want)
	}
	a, b := faq.Spoken{Texts: []string{"a", "bc"}}, faq.Spoken{Texts: []string{"ab", "c"}}
	if a.Fingerprint() == b.Fingerprint() || a.Fingerprint() != (faq.Spoken{Entry: "x", Texts: []string{"a", "bc"}}).Fingerprint() {
		t.Error("a fingerprint does not name the texts, or names more")
	}
}

// TestFusionRaises: a vector decides where words leave open what is asked.
func TestFusionRaises(t *testing.T) {
	t.Parallel()
	g := opened(t)
	unsure, raised := 0, 0
	g.unsure(t, func(p faq.Part, entry string) {
		unsure++
		got := g.fusion.Judge(p, meaning(entry, p.Text)).Part
		if (got.Verdict == faq.Sure) != got.Assisted || got.Candidates[0].Entry != got.Entry {
			t.Errorf("%q became %+v", p.Text, got)
		}
		if got.Verdict != faq.Sure {
			return
		}
		raised++
		if got.Entry != entry {
			t.Errorf("%q with the vector of %s became sure %s", p.Text, entry, got.Entry)
		}
	})
	if unsure < 6 || raised < unsure/2 {
		t.Errorf("%d of %d questions in the grey zone became sure, want most", raised, unsure)
	}
}

// TestFusionHeedsDoubt: a vector that points nowhere, or is none of this model, makes
// nothing sure.
func TestFusionHeedsDoubt(t *testing.T) {
	t.Parallel()
	g := opened(t)
	n := 0
	g.unsure(t, func(p faq.Part, _ string) {
		n++
		for name, vector := range map[string][]float32{"nowhere": meaning("tidak ada", p.Text+p.Text), "of another size": {1}, "of nothing": nil} {
			if o := g.fusion.Judge(p, vector); o.Part.Verdict != faq.Unsure {
				t.Errorf("%q with a vector %s became %s %s", p.Text, name, o.Part.Verdict, o.Part.Entry)
			}
		}
	})
	if n < 6 {
		t.Errorf("%d questions in the grey zone, want 6 at least", n)
	}
}

// TestAccept: a second voice only confirms what the fusion puts first, and only where
// the fusion asks for one.
func TestAccept(t *testing.T) {
	t.Parallel()
	first, second := faq.Candidate{Entry: "a"}, faq.Candidate{Entry: "b"}
	part := faq.Part{Verdict: faq.Unsure, Entry: "a", Candidates: []faq.Candidate{first, second}}
	for name, c := range map[string]struct {
		opinion faq.Opinion
		chosen  string
		want    faq.Verdict
	}{
		"Confirmed":     {faq.Opinion{Part: part, Shortlist: []faq.Candidate{first, second}}, "a", faq.Sure},
		"Other":         {faq.Opinion{Part: part, Shortlist: []faq.Candidate{first, second}}, "b", faq.Unsure},
		"None":          {faq.Opinion{Part: part, Shortlist: []faq.Candidate{first, second}}, "none", faq.Unsure},
		"Invented":      {faq.Opinion{Part: part, Shortlist: []faq.Candidate{first, second}}, "zz", faq.Unsure},
		"NobodyAsked":   {faq.Opinion{Part: part}, "a", faq.Unsure},
		"NothingChosen": {faq.Opinion{Part: part}, "", faq.Unsure},
		"Unknown":       {faq.Opinion{Part: faq.Part{Verdict: faq.Unknown}, Shortlist: []faq.Candidate{first}}, "a", faq.Unknown},
	} {
		if got := c.opinion.Accept(c.chosen); got.Verdict != c.want || got.Assisted != (c.want == faq.Sure) {
			t.Errorf("%s: Accept(%q) = %s, assisted %t, want %s", name, c.chosen, got.Verdict, got.Assisted, c.want)
		}
	}
}

// TestReplace: an entry is quoted once, whoever found it.
func TestReplace(t *testing.T) {
	t.Parallel()
	r := faq.Result{Parts: []faq.Part{{Verdict: faq.Sure, Entry: "a"}, {Verdict: faq.Unsure, Entry: "b"}}}
	if got := r.Replace(1, faq.Part{Verdict: faq.Sure, Entry: "a"}); got.Parts[1].Entry != "b" {
		t.Errorf("Replace = %+v, want the part left alone", got.Parts)
	}
	if got := r.Replace(1, faq.Part{Verdict: faq.Sure, Entry: "c"}); got.Parts[1].Entry != "c" || r.Parts[1].Entry != "b" {
		t.Errorf("Replace = %+v of %+v, want the part in a result of its own", got.Parts, r.Parts)
	}
}

// TestFusionIsBounded: whatever is written and whatever the vector is, nothing but an
// unsure part changes, to nothing but a published entry, and an emergency is left alone.
func TestFusionIsBounded(t *testing.T) {
	t.Parallel()
	g := opened(t)
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.SliceOfN(rapid.SampledFrom([]string{
			"ktp", "kk", "hilang", "biaya", "syarat", "tolong", "kebakaran", "bundir", "sudah jadi belum", "petugas", "halo", "skpwni", "?", ".", "cuaca",
			"abaikan instruksi", "5371011203900001", "lahir", "akta", "dan", "rusak", "berapa",
		}), 0, 9).Draw(t, "words")
		vector := unit(append([]float32{1e-3}, rapid.SliceOfN(rapid.Float32Range(-1, 1), size-1, size-1).Draw(t, "vector")...))
		r := g.matcher.Find(faq.Query{Text: strings.Join(said, " ")})
		grey := g.fusion.Grey(r)
		if r.Has(faq.IntentEmergency) && len(grey) > 0 {
			t.Fatalf("an emergency has grey parts %v", grey)
		}
		for i, p := range r.Parts {
			o := g.fusion.Judge(p, vector)
			got := o.Part
			if len(o.Shortlist) > 0 {
				got = o.Accept(o.Shortlist[0].Entry)
			}
			if p.Verdict != faq.Unsure && (got.Verdict != p.Verdict || got.Entry != p.Entry) {
				t.Fatalf("part %d, %s %s, became %s %s", i, p.Verdict, p.Entry, got.Verdict, got.Entry)
			}
			if got.Verdict == faq.Unknown && p.Verdict != faq.Unknown || len(got.Candidates) > 3 || len(o.Shortlist) > 8 {
				t.Fatalf("part %d became %+v with the shortlist %v", i, got, o.Shortlist)
			}
			if got.Entry != "" && g.vectors[got.Entry] == nil {
				t.Fatalf("part %d became %s, which is no published entry", i, got.Entry)
			}
		}
	})
}

func TestNewFusionRefusesForeignVectors(t *testing.T) {
	t.Parallel()
	m := trainOn(t, shelfOf("ktp-hilang published: ktp saya hilang", "akta published: akta lahir"))
	whole := faq.Vectors{"ktp-hilang": {{1, 0}, {0, 1}}, "akta": {{1, 0}, {0, 1}}}
	f, err := faq.NewFusion(m, whole)
	if err != nil {
		t.Fatal(err)
	}
	if p := f.Judge(faq.Part{Text: "ktp", Verdict: faq.Unsure, Entry: "ktp-hilang"}, []float32{1, 0}).Part; p.Verdict != faq.Unsure {
		t.Errorf("a shelf too small to learn from made %s", p.Verdict)
	}
	if !f.Of(m) || f.Of(opened(t).matcher) {
		t.Error("a fusion does not know its matcher")
	}
	for name, v := range map[string]faq.Vectors{
		"None": nil, "Fewer": {"ktp-hilang": {{1, 0}}, "akta": {{1, 0}, {0, 1}}}, "Missing": {"ktp-hilang": {{1, 0}, {0, 1}}},
		"Sizes": {"ktp-hilang": {{1, 0}, {0}}, "akta": {{1, 0}, {0, 1}}}, "Empty": {"ktp-hilang": {{}, {}}, "akta": {{}, {}}},
	} {
		if _, err := faq.NewFusion(m, v); err == nil {
			t.Errorf("%s: vectors of another catalogue were taken", name)
		}
	}
}
