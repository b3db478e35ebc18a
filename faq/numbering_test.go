package faq

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestNumberingNumbersLikeAMap compares a numbering with a map of its keys.
func TestNumberingNumbersLikeAMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringOfN(rapid.RuneFrom([]rune("abc_ ~é")), 0, 4, -1)
		var n numbering
		numbers := map[string]int32{}
		for _, k := range rapid.SliceOfN(key, 0, 300).Draw(t, "learned") {
			if _, ok := numbers[k]; !ok {
				numbers[k] = int32(len(numbers))
			}
			if got := n.learn([]byte(k)); got != numbers[k] {
				t.Fatalf("learn(%q) = %d, want %d", k, got, numbers[k])
			}
		}
		for _, k := range rapid.SliceOfN(key, 0, 50).Draw(t, "asked") {
			want, known := numbers[k]
			if got, ok := n.find([]byte(k)); ok != known || (ok && got != want) {
				t.Errorf("find(%q) = %d, %v; want %d, %v", k, got, ok, want, known)
			}
		}
		if int(n.count) != len(numbers) {
			t.Errorf("%d keys are counted, want %d", n.count, len(numbers))
		}
	})
}

// TestNumberingStaysLoose holds that a numbering has room, so that a search ends.
func TestNumberingStaysLoose(t *testing.T) {
	t.Parallel()
	var n numbering
	for i := range 5000 {
		if got := n.learn(fmt.Appendf(nil, "kata %d", i)); int(got) != i {
			t.Fatalf("key %d has number %d", i, got)
		}
		if len(n.slots) < 2*int(n.count) {
			t.Fatalf("%d keys stand in %d slots, want at least twice as many", n.count, len(n.slots))
		}
	}
}
