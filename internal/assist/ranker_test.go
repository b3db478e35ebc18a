package assist_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
)

// memory is a shelf that counts.
type memory struct {
	mu   sync.Mutex // guards kept
	kept map[string]loket.EntryVectors
	full int // how many entries it takes; 0: any number
}

// Vectors implements assist.Shelf.
func (m *memory) Vectors(context.Context, loket.AgencyID, string) (all []loket.EntryVectors, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, v := range m.kept {
		all = append(all, v)
	}
	return all, nil
}

var errFull = errors.New("full")

// PutVectors implements assist.Shelf.
func (m *memory) PutVectors(_ context.Context, _ loket.AgencyID, v loket.EntryVectors) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full > 0 && len(m.kept) == m.full {
		return errFull
	}
	if m.kept == nil {
		m.kept = map[string]loket.EntryVectors{}
	}
	m.kept[v.Entry] = v
	return nil
}

func embedded(l *lab) (texts int) {
	for _, sent := range l.server.Sent() {
		var asked struct{ Input []string }
		_ = json.Unmarshal([]byte(sent.Body), &asked) // the server has read it
		texts += len(asked.Input)
	}
	return texts
}

// TestIndex: what is stopped goes on where it was, and only what changed is paid for
// again.
func TestIndex(t *testing.T) {
	t.Parallel()
	l, shelf := open(t, assisttest.New(t), nil), &memory{full: 1}
	long := make([]string, assist.BatchTexts+10)
	for i := range long {
		long[i] = strings.Repeat("kata ", i+1)
	}
	all := []faq.Spoken{{Entry: "a", Texts: []string{"satu", "dua"}}, {Entry: "b", Texts: long}, {Entry: "", Texts: []string{"cuaca"}}}
	if _, err := l.Index(t.Context(), shelf, all, nil); !errors.Is(err, errFull) {
		t.Fatalf("Index = %v, want it stopped", err)
	}
	shelf.full = 0
	before := embedded(l)
	var steps [][2]int
	vectors, err := l.Index(t.Context(), shelf, all, func(done, total int) { steps = append(steps, [2]int{done, total}) })
	if err != nil || len(vectors["a"]) != 2 || len(vectors["b"]) != len(long) || len(vectors[""]) != 1 {
		t.Fatalf("Index = %d, %d, %d vectors, %v", len(vectors["a"]), len(vectors["b"]), len(vectors[""]), err)
	}
	if got, want := embedded(l)-before, len(long)+1; got != want || len(steps) != 3 || steps[2] != [2]int{3, 3} {
		t.Errorf("%d texts were embedded in steps %v, want the %d that were missing", got, steps, want)
	}
	before, all[0].Texts = embedded(l), []string{"satu", "tiga"}
	if _, err := l.Index(t.Context(), shelf, all, nil); err != nil || embedded(l)-before != 2 {
		t.Errorf("after a change %d texts were embedded, %v, want the 2 of the entry", embedded(l)-before, err)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	offered := []faq.Candidate{{Entry: "ktp-hilang", Title: "KTP hilang"}, {Entry: "none-such", Title: "Lain"}}
	for name, c := range map[string]struct {
		says, want string
		garbage    bool
		outcome    string
	}{
		"Chosen":     {`{"entry_id":"ktp-hilang","confidence":0.9}`, "ktp-hilang", false, "ok"},
		"None":       {`{"entry_id":"none","confidence":1}`, "", false, "ok"},
		"Unsure":     {`{"entry_id":"ktp-hilang","confidence":0.5}`, "", false, "ok"},
		"NotOffered": {`{"entry_id":"akta-lahir","confidence":1}`, "", true, "not-offered"},
		"NotThat":    {`{"entry_id":"","confidence":0}`, "", true, "not-offered"},
		"Title":      {`{"entry_id":"KTP hilang","confidence":1}`, "", true, "not-offered"},
		"NoWord":     {`{"entry_id":"ktp-hilang"}`, "", true, "garbage"},
		"TooSure":    {`{"entry_id":"ktp-hilang","confidence":42}`, "", true, "garbage"},
		"Null":       {`{"entry_id":null,"confidence":1}`, "", true, "garbage"},
		"Talks":      {`{"entry_id":"ktp-hilang","confidence":1} karena jelas`, "", true, "garbage"},
		"Extra":      {`{"entry_id":"ktp-hilang","confidence":1,"answer":"Bayar Rp50.000"}`, "", true, "garbage"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t, assisttest.New(t), nil)
			l.server.Writes(func(assisttest.Chat) string { return c.says })
			got, err := l.Choose(t.Context(), "", `KTP "hilang" 5371011203900001`, offered)
			if got != c.want || errors.Is(err, assist.ErrGarbage) != c.garbage || (err != nil) != c.garbage {
				t.Errorf("the answer %s chose %q, %v, want %q", c.says, got, err, c.want)
			}
			calls := l.ledger.Calls()
			if len(calls) != 1 || calls[0].Outcome != c.outcome || calls[0].Input == 0 || len(l.told) != 1 || l.told[0].Outcome != c.outcome {
				t.Errorf("the answer %s is recorded as %+v and told as %+v, want %s with its tokens", c.says, calls, l.told, c.outcome)
			}
			var ask assisttest.Chat
			if err := json.Unmarshal([]byte(l.server.Sent()[0].Body), &ask); err != nil {
				t.Fatal(err)
			}
			const want = `{"question":"KTP \"hilang\" [NIK]","entries":[{"id":"ktp-hilang","title":"KTP hilang"},{"id":"none-such","title":"Lain"}]}`
			if ask.User() != want || !strings.Contains(string(ask.ResponseFormat.JSONSchema.Schema), `"enum":["none","ktp-hilang","none-such"]`) {
				t.Errorf("asked %s by %s, want %s", ask.User(), ask.ResponseFormat.JSONSchema.Schema, want)
			}
		})
	}
}

// someEntries is the reference catalogue with some of its entries: enough, and soon
// learned.
var someEntries = sync.OnceValues(func() (*faq.Catalog, error) { // read once for all tests
	c, err := disdukcapil.Catalogue()
	if err != nil {
		return nil, err
	}
	kept := 0
	return faq.Assemble(slices.DeleteFunc(c.Items(), func(i loket.CatalogueItem) bool {
		if i.Kind == "entry" {
			kept++
		}
		return i.Kind == "entry" && kept > 24 || strings.HasPrefix(i.Kind, "intent")
	}))
})

// fused is their matcher.
var fused = sync.OnceValues(func() (*faq.Matcher, error) { // trained once for all tests
	c, err := someEntries()
	if err != nil {
		return nil, err
	}
	return faq.NewMatcher(c)
})

// ranking is a lab whose ranker has learned.
func ranking(t *testing.T) (*lab, *assist.Ranker, *faq.Matcher) {
	t.Helper()
	m, err := fused()
	if err != nil {
		t.Fatal(err)
	}
	l := open(t, assisttest.New(t), nil)
	r := &assist.Ranker{Client: l.Client}
	if r.Knows(m) {
		t.Error("a ranker knows a matcher before it has learned")
	}
	copyFusion(t, r, m)
	if !r.Knows(m) {
		t.Error("a ranker does not know the matcher it has learned")
	}
	return l, r, m
}

// unsure are questions that this catalogue leaves in the grey zone.
func unsure(t *testing.T, m *faq.Matcher) (all []string) {
	t.Helper()
	for _, text := range []string{
		"ktp", "kk", "akta", "ktp anak", "kk baru pindah", "akta lahir telat", "urus ktp", "kk hilang rusak", "ktp salah nama", "nikah kk", "cerai", "pindah", "kia",
	} {
		if r := m.Find(faq.Query{Text: text}); len(r.Parts) == 1 && r.Parts[0].Verdict == faq.Unsure {
			all = append(all, text)
		}
	}
	if len(all) < 3 {
		t.Fatalf("only %q are unsure", all)
	}
	return all
}

// TestRankFallsBack: whatever is wrong with the endpoint, the words answer as if there
// were none, and sure, unknown and urgent questions never reach it.
func TestRankFallsBack(t *testing.T) {
	t.Parallel()
	l, r, m := ranking(t)
	before := len(l.server.Sent())
	for _, text := range []string{"resep rendang", "ktp saya hilang, syaratnya apa?", "ada orang bawa pistol"} {
		found := m.Find(faq.Query{Text: text})
		if got := r.Rank(t.Context(), "", m, found); len(found.Parts) > 0 && got.Parts[0].Entry != found.Parts[0].Entry {
			t.Errorf("%q became %s", text, got.Parts[0].Entry)
		}
	}
	if n := len(l.server.Sent()) - before; n != 0 {
		t.Errorf("%d requests for questions that are not in the grey zone", n)
	}
	text := unsure(t, m)[0]
	found := m.Find(faq.Query{Text: text})
	if r.Rank(t.Context(), "", m, found); len(l.server.Sent()) == before {
		t.Errorf("%q in the grey zone was not embedded", text)
	}
	for name, fault := range map[string]assisttest.Fault{
		"Limited": assisttest.Status(429, "60"), "Broken": assisttest.Status(500, ""), "Garbage": assisttest.Body("halo"),
		"TenMegabytes": assisttest.Huge(10), "Cut": assisttest.Cut(), "Sizes": assisttest.Body(`{"data":[{"index":0,"embedding":[1,2]}]}`),
	} {
		l := open(t, l.server, nil)
		l.server.Fails(fault)
		other := &assist.Ranker{Client: l.Client}
		copyFusion(t, other, m)
		if got := other.Rank(t.Context(), "", m, found); got.Parts[0].Verdict != faq.Unsure || got.Parts[0].Entry != found.Parts[0].Entry {
			t.Errorf("%s: %q became %+v, want what the words say", name, text, got.Parts[0])
		}
	}
	if got := (assist.Second{"lain": r}).Rank(t.Context(), agency, "", m, found); got.Parts[0].Verdict != faq.Unsure {
		t.Error("an agency without an assistant had a second opinion")
	}
}

// copyFusion has a ranker learn from vectors that cost nothing.
func copyFusion(t *testing.T, r *assist.Ranker, m *faq.Matcher) {
	t.Helper()
	f, err := sharedFusion(m)
	if err != nil {
		t.Fatal(err)
	}
	r.Learn(f)
}

var sharedFusion = func() func(*faq.Matcher) (*faq.Fusion, error) { // learned once for all tests
	var once sync.Once
	var f *faq.Fusion
	var err error
	return func(m *faq.Matcher) (*faq.Fusion, error) {
		once.Do(func() {
			vectors := faq.Vectors{}
			for _, s := range m.Spoken() {
				for _, text := range s.Texts {
					vectors[s.Entry] = append(vectors[s.Entry], assisttest.Unit(text))
				}
			}
			f, err = faq.NewFusion(m, vectors)
		})
		return f, err
	}
}()
