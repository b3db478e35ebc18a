package faq

import (
	"cmp"
	"slices"
)

// How confidence is learned from the training texts alone: in each of a few
// rounds a part of the entries is hidden whole, and a part of the patterns of
// the others. What a model without them makes of the hidden ones shows how a
// right choice looks, and how a question without an entry looks.
const (
	rounds          = 4
	wantedPrecision = 0.97 // of what is called Sure
	hiddenShare     = 0.22 // of the weight, for questions without an entry
	lostShare       = 0.05 // of answerable questions that may be called Unknown
	fewestSamples   = 60   // below, nothing can be learned: be cautious
	choicesOffered  = 3
	leastKnown      = 0.65 // share of known words below which nothing is Sure
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
	right.bias, right.weights[signalAgreement] = -17, 20
	near.bias, near.weights[signalCosine] = -4, 10
	return rating{right: right, near: near, sure: 0.9, offer: 0.5}
}

// verdict judges signals. chance is that the best class is right.
func (r rating) verdict(s signals) (v Verdict, chance float64) {
	chance = r.right.chance(s)
	switch {
	case s[signalKnown] == 0:
		return Unknown, min(chance, r.sure/2)
	case chance >= r.sure && s[signalKnown] >= leastKnown:
		return Sure, chance
	case r.near.chance(s) >= r.offer:
		return Unsure, chance
	default:
		return Unknown, chance
	}
}

// calibrate learns a rating from examples of the given number of classes.
func calibrate(examples []example, classes int, extra []string) rating {
	var seen, hidden, near []sample
	for round := range rounds {
		s, h, n := trial(examples, classes, round, extra)
		seen, hidden, near = append(seen, s...), append(hidden, h...), append(near, n...)
	}
	if len(seen) < fewestSamples || len(hidden) < fewestSamples {
		return cautious()
	}
	weight := hiddenShare / (1 - hiddenShare) * float64(len(seen)) / float64(len(hidden))
	for i := range hidden {
		hidden[i].weight = weight
	}
	all := append(slices.Clone(seen), hidden...)
	r := rating{right: fitLogistic(all), near: fitLogistic(append(near, hidden...))}
	r.sure = precise(r.right, all)
	r.offer = inclusive(r.near, near)
	return r
}

// trial trains without a part of the examples and judges that part: patterns
// of visible entries (seen: is the best class right? near: is one of those
// offered?) and of hidden ones.
func trial(examples []example, classes, round int, extra []string) (seen, hidden, near []sample) {
	var rest, held, foreign []example
	nth := make([]int, classes)
	for _, e := range examples {
		nth[e.label]++
		switch {
		case e.label%rounds == round:
			foreign = append(foreign, e)
		case nth[e.label]%rounds == (round+e.label)%rounds:
			held = append(held, e)
		default:
			rest = append(rest, e)
		}
	}
	if len(rest) == 0 {
		return nil, nil, nil
	}
	m := trainModel(rest, classes, extra)
	visible := func(class int) bool { return class%rounds != round }
	for _, e := range held {
		r := m.rank(e.text, visible)
		offered := r.classes[:min(choicesOffered, len(r.classes))]
		seen = append(seen, sample{r.signals, len(offered) > 0 && offered[0] == e.label, 1})
		near = append(near, sample{r.signals, slices.Contains(offered, e.label), 1})
	}
	for _, e := range foreign {
		hidden = append(hidden, sample{m.rank(e.text, visible).signals, false, 1})
	}
	return seen, hidden, near
}

// precise returns the lowest chance above which the wanted share of the
// samples is good.
func precise(l logistic, samples []sample) float64 {
	slices.SortStableFunc(samples, func(a, b sample) int { return cmp.Compare(l.chance(b.signals), l.chance(a.signals)) })
	threshold, good, total := 0.995, 0.0, 0.0
	for _, s := range samples {
		total += s.weight
		if s.good {
			good += s.weight
		}
		if good/total >= wantedPrecision {
			threshold = l.chance(s.signals)
		}
	}
	return max(threshold, 0.5)
}

// inclusive returns the chance that all but a small share of the good samples
// reach.
func inclusive(l logistic, samples []sample) float64 {
	var chances []float64
	for _, s := range samples {
		if s.good {
			chances = append(chances, l.chance(s.signals))
		}
	}
	if len(chances) == 0 {
		return 0.5
	}
	slices.Sort(chances)
	return chances[int(lostShare*float64(len(chances)))]
}
