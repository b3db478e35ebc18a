package faq

import (
	"cmp"
	"slices"
)

// What may go wrong in trials: of the intents that are seen, the share that is
// not there is what answers may have too; of an emergency, the share of the
// messages that are there to look like one, and of all others. Trials are harder
// than a day at the counter: each is judged by what was learned from fewer
// messages, and many are written to be taken for what they are not.
const (
	nearAlarms     = 0.02
	otherAlarms    = 0.002
	wantedCourtesy = 0.95 // of courtesies: half of the wrong ones are greetings in examples of something else
	never          = 2    // a bar that no chance reaches
)

// trial is what those who did not learn from a lesson make of it.
type trial struct {
	chance float64 // of the intent
	good   bool    // it has the intent
	near   bool    // it is there to look like it
}

// calibrate learns from trials what the decision values are worth. What is about a
// matter shares one bar, which gives most for the wanted precision together. An
// emergency has its own, for there a miss is worse than an alarm, and courtesies
// have theirs.
func (t *intentLearner) calibrate() []intentTrust {
	scores := t.trials()
	trust := make([]intentTrust, len(t.intents))
	judged := make([][]trial, len(t.intents))
	spread(len(t.intents), func(i int) {
		trust[i].logistic = t.fit(scores, i)
		judged[i] = t.judged(scores, i, trust[i].logistic)
	})
	var matters, courtesies []trial
	for i, intent := range t.intents {
		switch {
		case intent == IntentEmergency:
			trust[i].bar = alarmBar(judged[i])
		case intent.courtesy():
			courtesies = append(courtesies, judged[i]...)
		default:
			matters = append(matters, judged[i]...)
		}
	}
	ofMatters, ofCourtesies := preciseBar(matters, wantedPrecision), preciseBar(courtesies, wantedCourtesy)
	for i, intent := range t.intents {
		switch {
		case intent == IntentEmergency:
		case intent.courtesy():
			trust[i].bar = ofCourtesies
		default:
			trust[i].bar = ofMatters
		}
	}
	return trust
}

// fit learns the chance of an intent from decision values.
func (t *intentLearner) fit(scores [][]float32, intent int) logistic {
	var samples []sample
	for i := range t.list {
		if example, counts := t.side(i, intent); counts {
			samples = append(samples, sample{intentSignals(scores[i], intent), example, 1})
		}
	}
	return fitLogistic(samples)
}

// judged returns the trials of an intent, the surest first.
func (t *intentLearner) judged(scores [][]float32, intent int, l logistic) []trial {
	var trials []trial
	for i, one := range t.list {
		if example, counts := t.side(i, intent); counts {
			chance := l.chance(intentSignals(scores[i], intent))
			trials = append(trials, trial{chance, example, one.near&oneClass(intent) != 0})
		}
	}
	sortTrials(trials)
	return trials
}

func sortTrials(trials []trial) {
	slices.SortStableFunc(trials, func(a, b trial) int { return cmp.Compare(b.chance, a.chance) })
}

// preciseBar returns the lowest chance from which the wanted share is good, a half
// at least.
func preciseBar(trials []trial, wanted float64) float64 {
	sortTrials(trials)
	bar, good := float64(never), 0
	for i, t := range trials {
		if t.good {
			good++
		}
		if float64(good) >= wanted*float64(i+1) && lastOf(trials, i) {
			bar = t.chance
		}
	}
	return max(bar, 0.5)
}

// alarmBar returns the lowest chance from which hardly anything is a false
// alarm.
func alarmBar(trials []trial) float64 {
	var near, other, nears, others int
	for _, t := range trials {
		switch {
		case t.near:
			nears++
		case !t.good:
			others++
		}
	}
	bar := float64(never)
	for i, t := range trials {
		switch {
		case t.near:
			near++
		case !t.good:
			other++
		}
		if float64(near) > nearAlarms*float64(nears) || float64(other) > otherAlarms*float64(others) {
			break
		}
		if lastOf(trials, i) {
			bar = t.chance
		}
	}
	return bar
}

// lastOf reports whether the trials behind the i-th are less sure: a bar lets in
// all that are as sure as one.
func lastOf(trials []trial, i int) bool {
	return i+1 == len(trials) || trials[i+1].chance < trials[i].chance
}
