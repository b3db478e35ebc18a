package faq

import "slices"

// intentModel tells the special intents of a message by what it learned from
// examples. A nil one knows none.
type intentModel struct {
	intents []Intent  // the classes; the one behind them is a message without any
	bias    []float32 // by class
	rows    []int32   // hint → where its weights begin; one more for the end
	weights []hintWeight
	trust   []intentTrust // by intent
}

// hintWeight is what a hint says about a class, in steps of weightStep.
type hintWeight struct {
	class uint8
	steps int8
}

// weightStep is how fine weights are kept; those below leastWeight are not.
const (
	weightStep  = 1.0 / 32
	leastWeight = 0.05
)

// intentTrust is what the decision values of an intent are worth.
type intentTrust struct {
	logistic logistic
	bar      float64 // the chance from which it holds
}

// unlikely is the chance below which a rule for an intent is not believed.
const unlikely = 0.2

// The signals that the chance of an intent rests on: its decision value, the
// best one of the other intents, and that of having none.
const (
	signalIntent = iota
	signalRival
	signalNone
)

// chances returns the chance of each intent of the model; nil of none, or when
// nothing is said.
func (m *intentModel) chances(msg *message, s seen, holding []int) []float64 {
	if m == nil || len(msg.words) == 0 {
		return nil
	}
	scores := m.scores(msg, s, holding)
	chances := make([]float64, len(m.trust))
	for i, t := range m.trust {
		chances[i] = t.logistic.chance(intentSignals(scores, i))
	}
	return chances
}

// find returns the intents that hold by the model, in the order of their names,
// and those among them that are less sure than an answer has to be.
func (m *intentModel) find(chances []float64) (found, guessed []Intent) {
	for i, chance := range chances {
		if chance < m.trust[i].bar {
			continue
		}
		found = append(found, m.intents[i])
		if chance < wantedPrecision {
			guessed = append(guessed, m.intents[i])
		}
	}
	return found, guessed
}

// overrules reports whether a rule for an intent is not believed, because the
// model holds it unlikely: of lessons that a rule found and the model, not having
// learned from them, held so unlikely, nine in ten were something else. It never
// overrules an emergency, which must not depend on a threshold, nor a courtesy,
// which harms nobody, nor where it has yet to learn what its values are worth.
func (m *intentModel) overrules(intent Intent, chances []float64) bool {
	if len(chances) == 0 || intent == IntentEmergency || intent.courtesy() {
		return false
	}
	i := slices.Index(m.intents, intent)
	return i >= 0 && m.trust[i].bar < never && chances[i] < unlikely
}

// scores returns the decision value of each class.
func (m *intentModel) scores(msg *message, s seen, holding []int) []float32 {
	n := len(m.bias)
	sums := make([]int32, n*int(hintKinds))
	var count [hintKinds]int
	msg.eachHint(s, holding, func(k hintKind, h int32, _ int) {
		count[k]++
		for _, w := range m.weights[m.rows[h]:m.rows[h+1]] {
			sums[int(k)*n+int(w.class)] += int32(w.steps)
		}
	})
	scores := append(make([]float32, 0, n), m.bias...)
	for k, by := range hintScale(count) {
		for class := range scores {
			scores[class] += by * weightStep * float32(sums[k*n+class])
		}
	}
	return scores
}

// intentSignals takes from the decision values what the chance of an intent
// rests on. An intent without another one has none of the messages as its rival.
func intentSignals(scores []float32, intent int) (s signals) {
	none := len(scores) - 1
	rival := none
	for class := range none {
		if class != intent && (rival == none || scores[class] > scores[rival]) {
			rival = class
		}
	}
	s[signalIntent], s[signalRival], s[signalNone] = float64(scores[intent]), float64(scores[rival]), float64(scores[none])
	return s
}

// trustAs takes over what the decision values of another model are worth, while
// it has to be learned anew. Intents that the other does not know never hold.
func (m *intentModel) trustAs(other *intentModel) {
	for i, intent := range m.intents {
		m.trust[i].bar = never
		if other != nil {
			if k := slices.Index(other.intents, intent); k >= 0 {
				m.trust[i] = other.trust[k]
			}
		}
	}
}

// trusting returns the same book with another trust in its model.
func (b *intentBook) trusting(trust []intentTrust) *intentBook {
	book, model := *b, *b.model
	model.trust = trust
	book.model = &model
	return &book
}
