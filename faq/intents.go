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

// intentBook recognises the special intents. An intent holds when a rule says so
// and the model does not hold it unlikely, or when the model is sure: it finds
// what no rule foresaw. Weak rules decide only where there is no model to weigh
// them, rules of emergencies always.
type intentBook struct {
	norm    *normaliser
	joints  map[string]bool     // words that a clause ends before
	beside  map[Intent][]string // entries whose questions may have an intent as well
	kin     *kinBook
	rules   ruleBook
	manners ruleBook     // of those rules the ones of greetings and thanks
	model   *intentModel // nil: there are no examples to learn from
}

// message is what intents are sought in.
type message struct {
	text    string
	words   []string
	subject bool // it names a document or a deed
	book    *intentBook
	split   [][]string // its clauses, once they were asked for
}

// newIntentBook compiles the rules of the intents.
func newIntentBook(n *normaliser, l lexicon) *intentBook {
	b := &intentBook{norm: n, joints: setOf(l.Facets.Joints), kin: newKinBook(n, l.Words.Kin), beside: map[Intent][]string{}}
	for _, f := range l.Intents {
		b.beside[f.Intent] = f.Beside
		for _, r := range f.Rules {
			b.rules.add(n, f.Intent, r)
			if f.Intent.courtesy() {
				b.manners.add(n, f.Intent, r)
			}
		}
	}
	return b
}

// message prepares a text; words are its plain words.
func (b *intentBook) message(text string, words []string, subject bool) *message {
	return &message{text: text, words: words, subject: subject, book: b}
}

// find returns the intents of a message: those that rules give, in the order of
// the rules, then those that the model alone gives. Guessed are the ones among
// these that are less sure than an answer has to be.
func (b *intentBook) find(text string, words []string, subject bool) (intents, guessed []Intent) {
	m := b.message(text, words, subject)
	s := b.rules.see(words)
	holding := b.rules.holding(m, s)
	chances := b.model.chances(m, s, holding)
	for _, i := range holding {
		if r := b.rules.rules[i]; b.model == nil || (!r.weak && !b.model.overrules(r.intent, chances)) {
			intents = appendOnce(intents, r.intent)
		}
	}
	if holdsCard(text) {
		intents = appendOnce(intents, IntentPersonalData)
	}
	learned, unsure := b.model.find(chances)
	for _, intent := range learned {
		if slices.Contains(intents, intent) {
			continue
		}
		intents = append(intents, intent)
		if slices.Contains(unsure, intent) {
			guessed = append(guessed, intent)
		}
	}
	return intents, guessed
}

// yields reports whether an intent that was only guessed gives way to what is
// surer: what is about the matter does, what is about the person does not.
func (i Intent) yields() bool {
	return slices.Contains([]Intent{IntentComplaint, IntentStatus, IntentHoax, IntentHuman, IntentMedia}, i)
}

// polite tells which words belong to a greeting or thanks.
func (b *intentBook) polite(words []string) []bool {
	polite := make([]bool, len(words))
	s := b.manners.see(words)
	for _, i := range b.manners.holding(b.message("", words, false), s) {
		for _, h := range s.found {
			if b.manners.owners[h.phrase] == (owner{i, roleAny}) {
				for k := h.from; k < h.to; k++ {
					polite[k] = true
				}
			}
		}
	}
	return polite
}

// clauses returns the words of the message clause by clause.
func (m *message) clauses() [][]string {
	if m.split == nil {
		for _, clause := range clausesOf(m.text, m.book.joints) {
			m.split = append(m.split, m.book.norm.words(clause))
		}
	}
	return m.split
}
