package faq

import (
	"cmp"
	"slices"
)

// cues returns what revealed the given intents.
func (b *intentBook) cues(intents []Intent, text string, words []string, subject bool) []IntentCue {
	m := b.message(text, words, subject)
	s := b.rules.see(words)
	holding := b.rules.holding(m, s)
	cues := make([]IntentCue, 0, len(intents))
	for _, intent := range intents {
		c := IntentCue{Cue: Cue{Name: string(intent)}}
		i := slices.IndexFunc(holding, func(rule int) bool { return b.rules.rules[rule].intent == intent })
		if i >= 0 {
			c.Phrase = b.rules.phrase(s, words, holding[i], roleAny)
			if with := b.rules.phrase(s, words, holding[i], roleWith); with != "" {
				c.Phrase += " … " + with
			}
		}
		b.model.explain(&c, m, s, holding)
		cues = append(cues, c)
	}
	return cues
}

// explain writes into a cue what the model makes of its intent.
func (m *intentModel) explain(c *IntentCue, msg *message, s seen, holding []int) {
	if m == nil {
		return
	}
	i := slices.Index(m.intents, Intent(c.Name))
	if i < 0 {
		return
	}
	c.Chance = m.trust[i].logistic.chance(intentSignals(m.scores(msg, s, holding), i))
	c.Bar = m.trust[i].bar
	c.For = m.speakers(i, msg, s, holding)
}

// speakers returns the words that speak most for an intent, with what they and
// their letters add to its decision value.
func (m *intentModel) speakers(class int, msg *message, s seen, holding []int) []Contribution {
	var count [hintKinds]int
	msg.eachHint(s, holding, func(k hintKind, _ int32, _ int) { count[k]++ })
	by := hintScale(count)
	sums := make([]float64, len(msg.words))
	msg.eachHint(s, holding, func(k hintKind, h int32, at int) {
		for _, w := range m.weights[m.rows[h]:m.rows[h+1]] {
			if at >= 0 && int(w.class) == class {
				sums[at] += float64(by[k]) * weightStep * float64(w.steps)
			}
		}
	})
	var speakers []Contribution
	for at, sum := range sums {
		word := msg.words[at]
		if sum > 0 && !(len(word) > longestNumber && hasDigit(word)) { // a number of a card, a password: never repeated
			speakers = append(speakers, Contribution{Feature: word, Kind: KindWord, Weight: sum, Value: 1, Sum: sum})
		}
	}
	slices.SortStableFunc(speakers, func(a, b Contribution) int { return cmp.Compare(b.Sum, a.Sum) })
	return speakers[:min(len(speakers), runnerUp)]
}
