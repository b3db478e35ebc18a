package disdukcapil_test

import (
	"testing"
	"time"

	"loket/faq/disdukcapil"
)

// TestMostAsked: there are ten, each an entry that may be quoted, none twice.
func TestMostAsked(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, id := range disdukcapil.MostAsked() {
		if e, known := c.Entry(id); !known || !e.Quotable(time.Now()) || seen[id] {
			t.Errorf("%s: known %v, quotable %v, before %v", id, known, e.Quotable(time.Now()), seen[id])
		}
		seen[id] = true
	}
	if len(seen) != 10 {
		t.Errorf("%d entries, want 10", len(seen))
	}
}
