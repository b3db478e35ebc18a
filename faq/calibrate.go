package faq

import (
	"cmp"
	"slices"
)

// How confidence is learned from the training texts alone: in each of a few
// rounds a part of the entries is hidden whole, and a part of the patterns of
// the others. What a model without them makes of these patterns shows how a
// right choice looks. How a question without an entry looks is shown by those
// of the hidden entries, and by near misses: the same patterns with the word
// that tells most made unknown.
const (
	rounds          = 6
	wantedPrecision = 0.97 // of what is called Sure
	hiddenShare     = 0.1  // of the weight, for patterns of hidden entries
	missShare       = 0.05 // of the weight, for near misses
	foreignShare    = 0.05 // of the weight, for examples that no entry answers
	apartShare      = 0.4  // the same, for telling what to offer nothing for
	lostShare       = 0.14 // of answerable questions that may be called Unknown
	fewestSamples   = 60   // below, nothing can be learned: be cautious
	choicesOffered  = 3
)

// samples are judged texts of a trial.
type samples struct {
	held    []sample // patterns of visible entries: is the best class right?
	near    []sample // the same: is the right class among those offered?
	hidden  []sample // patterns of hidden entries: nothing is right
	misses  []sample // near misses: nothing is right either
	foreign []sample // examples that no entry answers
}

// calibrate learns a rating from the trials of a corpus.
func (c *corpus) calibrate() rating {
	var s samples
	trials := make([]samples, rounds)
	spread(rounds, func(round int) { trials[round] = c.trial(round) })
	for _, t := range trials {
		s.add(t)
	}
	if len(s.held) < fewestSamples || len(s.hidden) < fewestSamples {
		return cautious()
	}
	right := (1 - hiddenShare - missShare - foreignShare) / float64(len(s.held))
	weigh(s.hidden, hiddenShare/float64(len(s.hidden))/right)
	weigh(s.misses, missShare/float64(len(s.misses))/right)
	weigh(s.foreign, foreignShare/float64(len(s.foreign))/right)
	apart := slices.Clone(s.foreign)
	weigh(apart, apartShare/float64(len(apart))/right)
	r := rating{near: fitLogistic(slices.Concat(s.near, s.hidden, apart))}
	r.offer = inclusive(r.near, s.near)
	// A near miss differs by a word nobody knows: that there is one must not
	// be all that is learned from it.
	all := slices.Concat(s.held, s.hidden, s.misses, s.foreign)
	for i := range all {
		all[i].signals[signalKnown] = 0
	}
	r.right = fitLogistic(all)
	r.sure = precise(r.right, all, wantedPrecision)
	return r
}

// add appends the samples of another trial.
func (s *samples) add(t samples) {
	s.held, s.near = append(s.held, t.held...), append(s.near, t.near...)
	s.hidden, s.misses = append(s.hidden, t.hidden...), append(s.misses, t.misses...)
	s.foreign = append(s.foreign, t.foreign...)
}

// weigh gives every sample the same weight.
func weigh(list []sample, weight float64) {
	for i := range list {
		list[i].weight = weight
	}
}

// trial trains without a part of the examples and judges that part.
func (c *corpus) trial(round int) (s samples) {
	rest, held, hidden := c.divide(round)
	if len(rest) == 0 {
		return s
	}
	m := c.train(rest)
	for _, i := range held {
		e := c.examples[i]
		r := c.rank(m, i)
		if c.foreign(i) {
			s.foreign = append(s.foreign, sample{r.signals, false, 1})
			continue
		}
		offered := r.classes[:min(choicesOffered, len(r.classes))]
		s.held = append(s.held, sample{r.signals, offered[0] == e.label, 1})
		s.near = append(s.near, sample{r.signals, slices.Contains(offered, e.label), 1})
		if miss, ok := c.miss(m, e); ok {
			s.misses = append(s.misses, sample{m.rank(miss, nil).signals, false, 1})
		}
	}
	for _, i := range hidden {
		s.hidden = append(s.hidden, sample{c.rank(m, i).signals, false, 1})
	}
	return s
}

// rank lets a model judge one of the examples, whose features are known
// unless a word is repaired.
func (c *corpus) rank(m *model, i int) ranked {
	e := c.examples[i]
	words, known := m.repair(e.words)
	if !slices.Equal(words, e.words) {
		return m.rank(e.text, nil)
	}
	return m.judge(e.text, known, c.encoded[i], nil)
}

// miss makes a near miss of an example: the word that tells most, except what
// documents are called, becomes one that nobody knows.
func (c *corpus) miss(m *model, e example) (text, bool) {
	at, most := -1, 0.0
	for i, w := range e.words {
		weight := m.evidence.weight[w]
		if weight > most && !c.nouns[w] && has(m.evidence.words[w], e.label) {
			at, most = i, weight
		}
	}
	if at < 0 {
		return text{}, false
	}
	words := slices.Clone(e.words)
	words[at] = "?"
	return text{words, c.tags(words)}, true
}

// divide tells which examples a round trains on, which patterns it holds
// back, and which belong to the entries it hides.
func (c *corpus) divide(round int) (rest, held, hidden []int) {
	nth := make([]int, c.classes+1)
	for i, e := range c.examples {
		nth[e.label]++
		switch {
		case !c.foreign(i) && e.label%rounds == round:
			hidden = append(hidden, i)
		case nth[e.label]%rounds == (round+e.label)%rounds:
			held = append(held, i)
		default:
			rest = append(rest, i)
		}
	}
	return rest, held, hidden
}

// precise returns the lowest chance above which the wanted share of the
// samples is good.
func precise(l logistic, samples []sample, wanted float64) float64 {
	slices.SortStableFunc(samples, func(a, b sample) int { return cmp.Compare(l.chance(b.signals), l.chance(a.signals)) })
	threshold, good, total := 0.995, 0.0, 0.0
	for _, s := range samples {
		total += s.weight
		if s.good {
			good += s.weight
		}
		if good/total >= wanted {
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
