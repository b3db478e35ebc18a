package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// quotes are so many of each entry, a minute apart.
func quotes(of map[string]int) (all []report.Sampled) {
	for entry, n := range of {
		for i := range n {
			all = append(all, report.Sampled{Quote: loket.EventID(fmt.Sprintf("%s-%03d", entry, i)), Entry: entry, At: midnight().Add(time.Duration(i) * time.Minute)})
		}
	}
	return all
}

func perEntry(drawn []report.Sampled) map[string]int {
	n := map[string]int{}
	for _, q := range drawn {
		n[q.Entry]++
	}
	return n
}

// TestSampleIsStratified: each entry comes as often as it was quoted, by hand.
func TestSampleIsStratified(t *testing.T) {
	t.Parallel()
	drawn := report.Sample(quotes(map[string]int{"ktp": 60, "kk": 30, "akta": 10}), 20, "a")
	if diff := cmp.Diff(map[string]int{"ktp": 12, "kk": 6, "akta": 2}, perEntry(drawn)); diff != "" {
		t.Errorf("of 60, 30 and 10, twenty (-want +got):\n%s", diff)
	}
	drawn = report.Sample(quotes(map[string]int{"ktp": 5, "kk": 3, "akta": 2}), 4, "a") // 2.0, 1.2, 0.8
	if diff := cmp.Diff(map[string]int{"ktp": 2, "kk": 1, "akta": 1}, perEntry(drawn)); diff != "" {
		t.Errorf("of 5, 3 and 2, four (-want +got):\n%s", diff)
	}
	for n, want := range map[int]int{-1: 0, 0: 0, 1: 1, 10: 10, 11: 10} {
		if got := len(report.Sample(quotes(map[string]int{"ktp": 5, "kk": 3, "akta": 2}), n, "a")); got != want {
			t.Errorf("%d of ten: %d drawn, want %d", n, got, want)
		}
	}
	if got := len(report.Sample(quotes(map[string]int{"ktp": 900}), 900, "a")); got != report.MostSampled {
		t.Errorf("900 of 900: %d drawn, want the bound", got)
	}
	if got := report.Sample(nil, 10, "a"); len(got) != 0 {
		t.Errorf("of nothing %v", got)
	}
}

// TestSampleIsReproducible: in any order the same, with one more nearly the same, with
// another seed another, and nothing twice.
func TestSampleIsReproducible(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		of := map[string]int{}
		for _, entry := range []string{"ktp", "kk", "akta", "kia"} {
			of[entry] = rapid.IntRange(0, 40).Draw(t, entry)
		}
		all, n := quotes(of), rapid.IntRange(0, 50).Draw(t, "n")
		want := report.Sample(all, n, "benih")
		if len(want) != min(n, len(all)) {
			t.Fatalf("%d drawn of %d, want %d", len(want), len(all), min(n, len(all)))
		}
		seen := map[loket.EventID]bool{}
		for i, q := range want {
			if seen[q.Quote] || i > 0 && q.At.After(want[i-1].At) {
				t.Fatalf("%s twice, or out of order", q.Quote)
			}
			seen[q.Quote] = true
		}
		if diff := cmp.Diff(want, report.Sample(rapid.Permutation(all).Draw(t, "order"), n, "benih")); diff != "" {
			t.Fatalf("in another order (-want +got):\n%s", diff)
		}
		one := report.Sampled{Quote: "baru", Entry: "ktp", At: midnight()}
		gone := 0
		kept := map[loket.EventID]bool{}
		for _, q := range report.Sample(append(all, one), n, "benih") {
			kept[q.Quote] = true
		}
		for id := range seen {
			if !kept[id] {
				gone++
			}
		}
		if gone > 8 { // of each entry two at most: its whole part and its rest
			t.Fatalf("one quote more changes %d of %d", gone, len(want))
		}
	})
	all := quotes(map[string]int{"ktp": 200})
	if cmp.Equal(report.Sample(all, 20, "a"), report.Sample(all, 20, "b")) {
		t.Error("another seed draws the same twenty of 200")
	}
}
