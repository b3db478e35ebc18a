package faq

import (
	"regexp"
	"slices"
)

// cardNumber is a run of 15 to 17 digits, as of NIK and KK, blanks, dots and
// hyphens between them allowed.
var cardNumber = regexp.MustCompile(`(?:^|\D)\d(?:[ .-]?\d){14,16}(?:\D|$)`)

// shortestCard is how many digits a card number has at least.
const shortestCard = 15

// holdsCard reports whether a card number stands in a text. Few texts have the
// digits for one: only these are searched.
func holdsCard(text string) bool {
	digits := 0
	for i := range len(text) {
		if text[i] >= '0' && text[i] <= '9' {
			digits++
		}
	}
	return digits >= shortestCard && cardNumber.MatchString(text)
}

// intentBook recognises the special intents. They are found by phrases alone,
// not by a model: who is in danger must not depend on a threshold.
type intentBook struct {
	book  phrasebook
	rules []compiledRule
}

// compiledRule is an intentRule with its phrases' numbers.
type compiledRule struct {
	intent            Intent
	any, with, unless []int
	maxWords          int
	noSubject         bool
}

// newIntentBook compiles the intents of a lexicon.
func newIntentBook(n *normaliser, files []intentFile) *intentBook {
	b := &intentBook{}
	for _, f := range files {
		for _, r := range f.Rules {
			b.rules = append(b.rules, compiledRule{
				intent:    f.Intent,
				any:       b.book.add(n, r.Any),
				with:      b.book.add(n, r.With),
				unless:    b.book.add(n, r.Unless),
				maxWords:  r.MaxWords,
				noSubject: r.NoSubject,
			})
		}
	}
	return b
}

// find returns the intents of a message in the order of the rules, and which
// of its words belong to a greeting or thanks.
func (b *intentBook) find(text string, words []string, hasSubject bool) (intents []Intent, polite []bool) {
	polite = make([]bool, len(words))
	found := b.book.find(words)
	if len(found) > 0 {
		for _, rule := range b.rules {
			if !rule.holds(found, len(words), hasSubject) {
				continue
			}
			if !slices.Contains(intents, rule.intent) {
				intents = append(intents, rule.intent)
			}
			if rule.intent == IntentGreeting || rule.intent == IntentThanks {
				mark(polite, found.of(rule.any))
			}
		}
	}
	if !slices.Contains(intents, IntentPersonalData) && holdsCard(text) {
		intents = append(intents, IntentPersonalData)
	}
	return intents, polite
}

// holds reports whether a rule is fulfilled by the phrases found.
func (r compiledRule) holds(found hits, words int, hasSubject bool) bool {
	if (r.maxWords > 0 && words > r.maxWords) || (r.noSubject && hasSubject) {
		return false
	}
	return len(found.of(r.any)) > 0 && (len(r.with) == 0 || len(found.of(r.with)) > 0) && len(found.of(r.unless)) == 0
}

// mark sets the words that what was found covers.
func mark(covered []bool, found hits) {
	for _, h := range found {
		for i := h.from; i < h.to; i++ {
			covered[i] = true
		}
	}
}
