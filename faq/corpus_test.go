package faq

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCorpusCountsItsWords(t *testing.T) {
	t.Parallel()
	c := documents()
	c.extra = []string{"paspor", "ktp"}
	all := c.count(c.all())
	for word, want := range map[string]int{"ktp": 7, "hilang": 2, "jam": 2, "paspor": 1, "xyzzy": 0} {
		if all[word] != want {
			t.Errorf("%q occurs %d times, want %d", word, all[word], want)
		}
	}
	if some := c.count([]int{6, 7}); some["hilang"] != 0 || some["jam"] != 2 || some["paspor"] != 1 {
		t.Errorf("words of two examples = %v, want only theirs and the extra ones", some)
	}
}

// TestTrialKnowsNothingOfTheRest holds that what a model was not trained on is
// unknown to it, though the corpus has it.
func TestTrialKnowsNothingOfTheRest(t *testing.T) {
	t.Parallel()
	c := documents()
	c.model()
	m := c.train([]int{0, 1, 2, 3, 6, 7}) // without "patah", "kena air" and "sabtu"
	for _, words := range []string{"patah", "sabtu", "air"} {
		r := m.rank(said(words), nil)
		if r.signals[signalKnown] != 0 || r.signals[signalCovered] != 0 {
			t.Errorf("signals of %q = %v, want nothing known", words, r.signals)
		}
	}
	if weight := m.rarity.weights[wordBlock][numberOf(c.space, "patah")]; weight != 0 {
		t.Errorf("weight of a word that was held back = %v, want 0", weight)
	}
}

func TestStart(t *testing.T) {
	t.Parallel()
	c := documents()
	if diff := cmp.Diff(append(nothing(2), make([]float64, 2)), c.start([]int{4, 8})); diff != "" {
		t.Errorf("before there is a solution training starts at (-want +got):\n%s", diff)
	}
	c.model()
	start := c.start([]int{4, 8})
	for class := range start {
		want := []float64{c.duals[class][4], c.duals[class][8]}
		if !slices.Equal(start[class], want) {
			t.Errorf("class %d starts at %v, want the solution's %v", class, start[class], want)
		}
	}
	start[0][0] = 99
	if c.duals[0][4] == 99 {
		t.Error("a trial changes the solution it starts at, want a copy")
	}
}

func TestEvidenceCountsOnlyItsMembers(t *testing.T) {
	t.Parallel()
	c := documents()
	c.loreRoots = [][]string{{"polisi"}, {"loket"}, {"senin"}}
	e := newEvidence(c, []int{0, 1, 6})
	if want := []float64{2, 0, 1}; !slices.Equal(e.sizes, want) {
		t.Errorf("texts of each class = %v, want %v", e.sizes, want)
	}
	if want := []float64{2, 0, 0}; !slices.Equal(e.documents, want) {
		t.Errorf("texts that name a document = %v, want %v", e.documents, want)
	}
	if !has(e.words["polisi"], 0) || has(e.words["loket"], 1) {
		t.Errorf("uses of polisi %v and loket %v, want the answers of present classes only", e.words["polisi"], e.words["loket"])
	}
	if e.weight["hilang"] <= e.weight["ktp"]-1e-9 || e.unseen <= e.weight["hilang"] {
		t.Errorf("weights: ktp %.2f, hilang %.2f, unseen %.2f; want the unseen heaviest", e.weight["ktp"], e.weight["hilang"], e.unseen)
	}
}
