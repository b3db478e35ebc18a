package faq_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// withBars returns the reference catalogue with bars of the entries' own, and
// its matcher. bar returns 0 for none.
func withBars(t *testing.T, bar func(id string) float64) (*faq.Matcher, *faq.Catalog) {
	t.Helper()
	_, c := reference(t)
	items := c.Items()
	for i, item := range items {
		if item.Kind != "entry" {
			continue
		}
		var e faq.Entry
		if err := json.Unmarshal(item.Content, &e); err != nil {
			t.Fatal(err)
		}
		e.SureAt = bar(e.ID)
		content, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		items[i].Content = content
	}
	changed, err := faq.Assemble(items)
	if err != nil {
		t.Fatal(err)
	}
	m, err := faq.NewMatcher(changed, disdukcapil.Learned())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Learned(), disdukcapil.Learned()) {
		t.Error("a bar made the matcher learn anew, want what was learned before to be used")
	}
	return m, changed
}

// TestSureAt promises that an entry's own bar holds back that entry and
// changes nothing else.
func TestSureAt(t *testing.T) {
	t.Parallel()
	const id = "ktp-el-hilang"
	before, old := reference(t)
	m, c := withBars(t, func(entry string) float64 {
		if entry == id {
			return 0.999
		}
		return 0
	})
	held := 0
	for _, line := range goldenLines(t) {
		q := faq.Query{Text: line.question}
		want := before.Find(q)
		for i, p := range want.Parts {
			if p.Entry == id && p.Verdict == faq.Sure && p.Score < 0.999 {
				want.Parts[i].Verdict = faq.Unsure
				held++
			}
		}
		if diff := cmp.Diff(want, m.Find(q)); diff != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", line.question, diff)
		}
	}
	if held == 0 {
		t.Error("no golden question was held back, so that nothing was tested")
	}
	t.Run("Chosen", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "2", Choices: []string{"ktp-el-rusak", id}})
		if len(r.Parts) != 1 || r.Parts[0].Verdict != faq.Sure || r.Parts[0].Entry != id {
			t.Errorf("chosen: %s, want it quoted", shown(r.Parts))
		}
	})
	t.Run("AsTopic", func(t *testing.T) {
		t.Parallel()
		q := faq.Query{Text: "biayanya berapa", Topic: id}
		if diff := cmp.Diff(before.Find(q), m.Find(q)); diff != "" {
			t.Errorf("follow-up (-want +got):\n%s", diff)
		}
	})
	t.Run("Revision", func(t *testing.T) {
		t.Parallel()
		was, _ := old.Entry(id)
		is, _ := c.Entry(id)
		if was.Revision == is.Revision || old.Version == c.Version || before.Version() == m.Version() {
			t.Errorf("revision %s → %s, version %s → %s, want others", was.Revision, is.Revision, old.Version, c.Version)
		}
	})
	t.Run("Explained", func(t *testing.T) {
		t.Parallel()
		a := m.Explain(faq.Query{Text: "ktp hilang"}).Parts[0]
		if a.Thresholds.SureAt != 0.999 || a.Verdict != faq.Unsure {
			t.Errorf("Explain = %s at %+v, want it asked back for its own bar", a.Verdict, a.Thresholds)
		}
	})
}

// TestSureAtMakesNothingBolder sets every entry's bar to the lowest there is.
func TestSureAtMakesNothingBolder(t *testing.T) {
	t.Parallel()
	before, _ := reference(t)
	m, _ := withBars(t, func(string) float64 { return 0.5 })
	for _, line := range goldenLines(t) {
		q := faq.Query{Text: line.question}
		if diff := cmp.Diff(before.Find(q), m.Find(q)); diff != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", line.question, diff)
		}
	}
}
