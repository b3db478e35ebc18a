package faq

// What a text must show before anything is Sure. Where no document is named,
// a foreign word may be the very thing that is asked about.
const (
	leastKnown         = 0.5  // share of known words
	leastKnownOfNone   = 0.75 // the same, where no document is named
	leastCoveredOfNone = 0.6  // share of words the best class uses, where no document is named
	alwaysNamedShare   = 0.9  // a class whose texts name a document this often needs one named
)

// What makes a text Unknown, where no document is named, and what makes it
// Unsure, where one is.
const (
	alienCovered = 0.3 // share of words the best class uses, below which nothing is known
	openCovered  = 0.8 // the same, from which the question is only vague
)

// rating turns signals into a verdict.
type rating struct {
	right logistic // the chance that the best class is right
	near  logistic // the chance that the right class is among those offered
	sure  float64  // right from which a verdict is Sure
	offer float64  // near from which it is Unsure
}

// cautious is the rating of a catalogue too small to learn one from: only
// what nearly repeats a pattern is Sure.
func cautious() rating {
	var right, near logistic
	right.bias, right.weights[signalCovered], right.weights[signalTop] = -27, 12, 10
	near.bias, near.weights[signalCovered] = -1.5, 10
	return rating{right: right, near: near, sure: 0.9, offer: 0.5}
}

// verdict judges what a model made of a text. chance is that the best class
// is right; what forbids to quote it lowers the chance that was learned.
func (r rating) verdict(k ranked) (v Verdict, chance float64) {
	learned := r.right.chance(k.signals)
	chance = learned
	if !k.quotable() {
		chance = min(learned, r.sure/2)
	}
	switch {
	case k.alien() || (k.outside && learned < r.sure/2):
		return Unknown, chance
	case chance >= r.sure:
		return Sure, chance
	case r.near.chance(k.signals) >= r.offer || k.open():
		return Unsure, chance
	default:
		return Unknown, chance
	}
}

// alien reports whether a text has nothing to do with the catalogue: no word
// of it is known, or it names no document and most of it is foreign.
func (k ranked) alien() bool {
	known, covered := k.signals[signalKnown], k.signals[signalCovered]
	return known == 0 || (!k.named && (known < leastKnown || covered < alienCovered))
}

// open reports whether a text names a document and leaves open what about it:
// then the choices are the answer.
func (k ranked) open() bool {
	s := k.signals
	return k.named && s[signalStrange] == 0 && (k.bare || s[signalCovered] >= openCovered)
}

// quotable reports whether the best class may be called Sure at all.
func (k ranked) quotable() bool {
	switch known := k.signals[signalKnown]; {
	case k.outside || k.alone:
		return false
	case k.named:
		return known >= leastKnown
	default:
		return known >= leastKnownOfNone && k.signals[signalCovered] >= leastCoveredOfNone && k.expected < alwaysNamedShare
	}
}
