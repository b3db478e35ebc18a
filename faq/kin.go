package faq

// kinBook tells which words are near in meaning. It replaces nothing: it only
// lets what was learned of one word count a little for the others.
type kinBook struct {
	groups  map[string][]uint16 // word → the groups it belongs to
	stemmer *stemmer
}

// newKinBook compiles the groups of a lexicon, in the order of their names.
func newKinBook(n *normaliser, groups map[string][]string) *kinBook {
	b := &kinBook{groups: map[string][]uint16{}, stemmer: newStemmer()}
	for i, name := range sortedKeys(groups) {
		for _, member := range groups[name] {
			for _, w := range n.words(member) {
				b.groups[w] = appendOnce(b.groups[w], uint16(i))
			}
		}
	}
	return b
}

// of returns the groups of a word, or those of its root.
func (b *kinBook) of(word string) []uint16 {
	if len(b.groups) == 0 {
		return nil
	}
	if groups, ok := b.groups[word]; ok {
		return groups
	}
	return b.groups[b.stemmer.stem(word)]
}
