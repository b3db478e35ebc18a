package faq

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// fewestExamples is how many examples an intent needs to be learned.
const fewestExamples = 20

// lessons are the messages that the model of the intents learns from.
type lessons struct {
	intents []Intent
	list    []lesson
}

// lesson is one of them.
type lesson struct {
	text   string
	has    classSet // the intents it has; none: it only looks like one, or an entry answers it
	spared classSet // intents that it is neither an example of nor a counterexample
	near   classSet // intents that it is there to look like
}

// classSet is a set of classes, which are few.
type classSet uint32

// oneClass is the set of one class.
func oneClass(class int) classSet { return 1 << class }

// newLessons gathers what a catalogue has to learn intents from: the examples
// of the intents, what is unlike them, and the questions of what is published.
// nil: no intent has enough examples.
func newLessons(c *Catalog) *lessons {
	l := &lessons{}
	for _, f := range c.lexicon.Intents {
		if f.Intent != noIntent && len(f.Examples) >= fewestExamples {
			l.intents = append(l.intents, f.Intent)
		}
	}
	if len(l.intents) == 0 {
		return nil
	}
	at := map[string]int{}
	beside := map[string]classSet{}
	for _, f := range c.lexicon.Intents {
		var class classSet
		if i := slices.Index(l.intents, f.Intent); i >= 0 {
			class = oneClass(i)
		}
		for _, text := range f.Examples {
			l.add(at, lesson{text: text, has: class})
		}
		for _, text := range f.Unlike {
			l.add(at, lesson{text: text, near: class})
		}
		for _, id := range f.Beside {
			beside[id] |= class
		}
	}
	for _, e := range c.entries {
		if e.Status != Published {
			continue
		}
		for _, text := range append([]string{e.Title}, e.Questions...) {
			l.add(at, lesson{text: text, spared: beside[e.ID]})
		}
	}
	return l
}

// add adds a lesson. A message that is there already is both: it has the
// intents of either.
func (l *lessons) add(at map[string]int, one lesson) {
	key := strings.Join(rawWords(one.text), " ")
	i, again := at[key]
	if !again {
		at[key] = len(l.list)
		l.list = append(l.list, one)
		return
	}
	l.list[i].has |= one.has
	l.list[i].spared |= one.spared
	l.list[i].near |= one.near
}

// key names everything that the model of the intents is learned from.
func (l *lessons) key(x lexicon) string {
	if l == nil {
		return ""
	}
	rules, _ := json.Marshal(x) // texts and numbers only: always marshals
	parts := [][]byte{rules}
	for _, one := range l.list {
		parts = append(parts, []byte(one.text), []byte(strconv.Itoa(int(one.spared))))
	}
	return fingerprint(parts...)
}
