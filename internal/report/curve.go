package report

import (
	"cmp"
	"slices"
)

// slack is what rounding may add to a survival value: far below the smallest
// step of a curve over ten million waits, far above the error of the products.
const slack = 1e-9

// observation is n waits of the same length as the estimator sees them.
type observation struct {
	ms    int64
	n     int
	event bool // answered at ms; otherwise still unanswered when last seen, at ms
}

// curve is the Kaplan–Meier estimate of the share of citizens still waiting.
// Waits that were closed unanswered never end: they stay at risk for ever.
type curve struct {
	seen   []observation // by time; at equal times answers before censorings
	count  int           // waits in seen
	never  int           // waits that never end
	latest int64         // the largest time observed, ms
}

func (c *curve) add(ending Ending, ms int64) {
	c.latest = max(c.latest, ms)
	if ending == ClosedUnanswered {
		c.never++
		return
	}
	c.observe(observation{ms: ms, n: 1, event: ending == Answered})
}

func (c *curve) observe(o observation) {
	c.seen, c.count = append(c.seen, o), c.count+o.n
}

// sort puts the observations in order; quantile needs it.
func (c *curve) sort() {
	slices.SortFunc(c.seen, func(a, b observation) int {
		if a.ms != b.ms {
			return cmp.Compare(a.ms, b.ms)
		}
		switch {
		case a.event == b.event:
			return 0
		case a.event:
			return -1
		}
		return 1
	})
}

// quantile returns the smallest time t, in ms, at which the share still
// waiting has fallen to 1 − percent/100: nearest rank when nothing is
// censored. It reports false when the curve does not come down so far.
//
// The product of (1 − 1/risk) over answers telescopes between two censorings,
// so S is kept as base · risk / start and rounds only at a censoring.
func (c *curve) quantile(percent int) (int64, bool) {
	limit := float64(100-percent)/100 + slack
	risk := c.count + c.never
	base, start := 1.0, risk
	for _, o := range c.seen {
		if !o.event {
			base *= float64(risk) / float64(start)
			risk -= o.n
			start = risk
			continue
		}
		risk -= o.n
		if base*float64(risk)/float64(start) <= limit {
			return o.ms, true
		}
	}
	return 0, false
}
