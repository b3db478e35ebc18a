package faq

import (
	"cmp"
	"errors"
	"math"
	"slices"
)

const (
	// agreedPrecision is wanted of the fusion's best entry where a second, independent
	// voice has to name the same entry before it is Sure.
	agreedPrecision = 0.90

	// shortlist is how many entries a second voice may choose among.
	shortlist = 8
)

// weightsTried are how much embeddings may count beside the classifier. 0: they do
// not help.
func weightsTried() []float64 { return []float64{0, 0.25, 0.5, 1, 2, 4} }

// Fusion joins what the matcher makes of a question's words with how near its
// embedding comes to those of the entries' texts. It learns how far to trust that
// from the same trials as the matcher does, does not change, and is safe for
// concurrent use.
type Fusion struct {
	matcher *Matcher
	texts   neighbours
	size    int     // of a vector
	weight  float64 // of embeddings beside the classifier, each standing among the classes
	right   logistic
	sure    float64 // chance from which a question in the grey zone is Sure
	agreed  float64 // chance from which it is, if a second voice says the same
}

// NewFusion learns the fusion of a matcher from the embeddings of what Spoken
// returned. It takes about as long as training the matcher.
func NewFusion(m *Matcher, vectors Vectors) (*Fusion, error) {
	spoken := m.Spoken()
	if !vectors.complete(spoken) {
		return nil, errors.New("learn the fusion: the vectors are not those of this catalogue")
	}
	f := &Fusion{matcher: m, texts: neighbours{classes: len(m.classes)}}
	for _, s := range spoken {
		f.texts.vectors = append(f.texts.vectors, vectors[s.Entry]...)
	}
	m.eachSaying(func(e example, _ string) { f.texts.labels = append(f.texts.labels, e.label) })
	f.size = len(f.texts.vectors[0])
	_, corpus, err := prepare(m.catalog)
	if err != nil {
		return nil, err
	}
	corpus.model()
	f.calibrate(corpus)
	return f, nil
}

// fused is a text in a trial: what words say, and what neighbours say.
type fused struct {
	ranked
	model *model
	text  text
	near  []float64
	label int
}

// kept are the texts of all trials by what is right for them.
type kept struct{ held, none []fused }

// calibrate learns weight, confidence and lines. The lines are drawn on questions that
// the words alone leave in the grey zone, since only there they are used.
func (f *Fusion) calibrate(c *corpus) {
	trials := make([]kept, rounds)
	spread(rounds, func(round int) { trials[round] = f.trial(c, round) })
	var all kept
	for _, t := range trials {
		all.held, all.none = append(all.held, t.held...), append(all.none, t.none...)
	}
	f.sure, f.agreed = 1, 1
	if len(all.held) < fewestSamples || len(all.none) < fewestSamples {
		return
	}
	f.weight = f.bestWeight(all.held)
	samples, grey := f.judged(all)
	f.right = fitLogistic(samples)
	if len(grey) >= fewestSamples {
		f.sure = precise(f.right, grey, wantedPrecision)
		f.agreed = min(precise(f.right, grey, agreedPrecision), f.sure)
	}
}

// trial looks at the texts that a round keeps back, with a model and with neighbours
// that do not know them.
func (f *Fusion) trial(c *corpus, round int) (out kept) {
	rest, held, hidden := c.divide(round)
	m := c.train(rest)
	others := neighbours{classes: c.classes}
	for _, i := range rest {
		others.vectors, others.labels = append(others.vectors, f.texts.vectors[i]), append(others.labels, f.texts.labels[i])
	}
	for _, i := range slices.Concat(held, hidden) {
		e := c.examples[i]
		one := fused{ranked: c.rank(m, i), model: m, text: e.text, near: others.near(f.texts.vectors[i]), label: e.label}
		one.text.words, _ = m.repair(e.words)
		if c.foreign(i) || slices.Contains(hidden, i) {
			out.none = append(out.none, one)
		} else {
			out.held = append(out.held, one)
		}
	}
	return out
}

// bestWeight is the one that puts most texts first where they belong; of equals the
// smallest.
func (f *Fusion) bestWeight(held []fused) (best float64) {
	most := -1
	for _, weight := range weightsTried() {
		right := 0
		for _, one := range held {
			if order(one.ranked, one.near, weight, 1)[0] == one.label {
				right++
			}
		}
		if right > most {
			best, most = weight, right
		}
	}
	return best
}

// judged makes samples of all texts, and tells those of the grey zone.
func (f *Fusion) judged(all kept) (samples, grey []sample) {
	none := (hiddenShare + missShare + foreignShare) / float64(len(all.none))
	held := (1 - hiddenShare - missShare - foreignShare) / float64(len(all.held))
	take := func(list []fused, weight float64, good bool) {
		for _, one := range list {
			verdict, _ := f.matcher.rating.verdict(one.ranked)
			r := one.ranked
			r.classes = order(r, one.near, f.weight, choicesOffered)
			one.model.look(&r, one.text)
			s := sample{fusedSignals(r, one.near), good && r.classes[0] == one.label, weight / held}
			samples = append(samples, s)
			if verdict == Unsure && r.quotable() && !r.alien() {
				grey = append(grey, s)
			}
		}
	}
	take(all.held, held, true)
	take(all.none, none, false)
	return samples, grey
}

// order returns the best classes that may be chosen, best first: how far each stands out
// by its words and, weighed, by its nearest text.
func order(r ranked, near []float64, weight float64, most int) []int {
	scores := make([]float64, len(r.scores))
	for class, score := range r.scores {
		scores[class] = float64(score)
	}
	words, texts := standing(scores), standing(near[:len(scores)])
	joint := make([]float64, len(scores))
	var classes []int
	for class := range scores {
		if joint[class] = words[class] + weight*texts[class]; !math.IsInf(scores[class], 0) {
			classes = append(classes, class)
		}
	}
	slices.SortStableFunc(classes, func(a, b int) int { return cmp.Compare(joint[b], joint[a]) })
	return classes[:min(most, len(classes))]
}

// fusedSignals are the signals of the first class, with what its nearest text tells in
// the places of two that say little beside it: how near it is, and how much nearer
// than the next class or what no entry answers.
func fusedSignals(r ranked, near []float64) signals {
	best, next := r.classes[0], -1.0
	for class, cosine := range near {
		if class != best {
			next = max(next, cosine)
		}
	}
	s := r.signals
	s[signalKnown], s[signalPair] = near[best], near[best]-next
	return s
}
