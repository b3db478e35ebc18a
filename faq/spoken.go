package faq

import "maps"

// Spoken is the texts by which an entry is asked for: its title and its patterns, as
// they were written. Embeddings are made of them.
type Spoken struct {
	Entry string // empty: what no entry answers
	Texts []string
}

// Fingerprint names the texts and their order.
func (s Spoken) Fingerprint() string {
	parts := make([][]byte, len(s.Texts))
	for i, text := range s.Texts {
		parts[i] = []byte(text)
	}
	return fingerprint(parts...)
}

// Spoken returns the texts of every published entry, and of what none answers, in the
// order of the matcher.
func (m *Matcher) Spoken() []Spoken {
	var all []Spoken
	m.eachSaying(func(e example, said string) {
		entry := ""
		if e.label < len(m.classes) {
			entry = m.entryOf(e.label).ID
		}
		if n := len(all); n == 0 || all[n-1].Entry != entry {
			all = append(all, Spoken{Entry: entry})
		}
		last := &all[len(all)-1]
		last.Texts = append(last.Texts, said)
	})
	return all
}

// Vectors are the embeddings of Spoken: by entry one for each text, each of length 1.
type Vectors map[string][][]float32

// complete tells whether there is a vector for each text, all of one size.
func (v Vectors) complete(all []Spoken) bool {
	size := 0
	for _, s := range all {
		if len(v[s.Entry]) != len(s.Texts) {
			return false
		}
	}
	for vectors := range maps.Values(v) {
		for _, one := range vectors {
			if size == 0 {
				size = len(one)
			}
			if len(one) != size || size == 0 {
				return false
			}
		}
	}
	return true
}
