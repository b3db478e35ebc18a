package faq

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// twoHundred is the shipped catalogue, filled up to 200 entries with copies that
// say every second word backwards.
func twoHundred(tb testing.TB) *Catalog {
	tb.Helper()
	c, err := Load(os.DirFS("disdukcapil/catalogue"))
	if err != nil {
		tb.Fatal(err)
	}
	for i := 0; len(c.entries) < 200; i++ {
		e := c.entries[i]
		e.ID += "-lain"
		e.Questions = slices.Clone(e.Questions)
		for k, q := range e.Questions {
			words := strings.Fields(q)
			for at := 1; at < len(words); at += 2 {
				letters := []byte(words[at])
				slices.Reverse(letters)
				words[at] = string(letters)
			}
			e.Questions[k] = strings.Join(words, " ")
		}
		c.byID[e.ID] = len(c.entries)
		c.entries = append(c.entries, e)
	}
	return c
}

// BenchmarkRetrain measures how long the weights of 200 entries take, which is
// when a new revision begins to serve, and how long confidence takes after that.
func BenchmarkRetrain(b *testing.B) {
	c := twoHundred(b)
	old, err := NewMatcher(&Catalog{entries: c.entries[:3], byID: c.byID, lexicon: c.lexicon})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("weights", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := old.Retrain(c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("confidence", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			_, finish, err := old.Retrain(c)
			if err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			if _, err := finish(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
