package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"loket/internal/loket"
)

// Sampled is a quote that is to be judged.
type Sampled struct {
	Quote    loket.EventID
	At       time.Time
	Entry    string
	Question string           // redacted; empty: it was erased, or there is none to read
	Judged   *loket.Judgement // the latest; nil: nobody has
}

// MostSampled bounds a sample: what one person reads in an afternoon.
const MostSampled = 200

// Sample draws n of the quotes, by a seed: the same quotes, n and seed give the same
// sample, and one quote more changes little of it. Each entry is drawn as often as its
// share of the quotes, so that what is often asked weighs in a sample as it does outside;
// within an entry it is by chance. Latest first.
func Sample(quotes []Sampled, n int, seed string) []Sampled {
	n = max(0, min(n, len(quotes), MostSampled))
	by := map[string][]Sampled{}
	for _, q := range quotes {
		by[q.Entry] = append(by[q.Entry], q)
	}
	var drawn []Sampled
	for entry, take := range shareOut(by, n, seed) {
		of := by[entry]
		slices.SortFunc(of, func(a, b Sampled) int {
			return cmp.Or(cmp.Compare(lot(seed, string(a.Quote)), lot(seed, string(b.Quote))), cmp.Compare(a.Quote, b.Quote))
		})
		drawn = append(drawn, of[:take]...)
	}
	slices.SortFunc(drawn, func(a, b Sampled) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Quote, b.Quote)) })
	return drawn
}

// shareOut divides n among the entries by how many quotes each has: whole numbers first,
// then one more by the largest rest, and by chance where rests are alike.
func shareOut(by map[string][]Sampled, n int, seed string) map[string]int {
	all, left := 0, n
	for _, of := range by {
		all += len(of)
	}
	take, rests := map[string]int{}, []string{}
	for entry, of := range by {
		take[entry] = n * len(of) / max(1, all)
		left -= take[entry]
		rests = append(rests, entry)
	}
	slices.SortFunc(rests, func(a, b string) int {
		return cmp.Or(cmp.Compare(n*len(by[b])%all, n*len(by[a])%all), cmp.Compare(lot(seed, a), lot(seed, b)), cmp.Compare(a, b))
	})
	for _, entry := range rests[:left] {
		take[entry]++
	}
	return take
}

// lot is chance that comes out the same each time.
func lot(seed, of string) string {
	sum := sha256.Sum256([]byte(seed + "\x00" + of))
	return hex.EncodeToString(sum[:8])
}
