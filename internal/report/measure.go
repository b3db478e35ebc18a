package report

import (
	"math"

	"loket/internal/loket"
)

// Measure is one figure: one definition over one set of waits. Times are in
// milliseconds. The JSON form is stable: scripts read it.
type Measure struct {
	ID          string          `json:"id"`
	Version     int             `json:"version"`
	Clock       string          `json:"clock"`             // "wall" or "office"
	Unit        string          `json:"unit"`              // "ms"
	Channel     loket.ChannelID `json:"channel,omitempty"` // empty: all channels
	ChannelName string          `json:"channel_name,omitempty"`

	N                int `json:"n"` // the four counts below sum to it
	Answered         int `json:"answered"`
	Waiting          int `json:"waiting"`
	ClosedUnanswered int `json:"closed_unanswered"`
	Withdrawn        int `json:"withdrawn"`

	Median *int64 `json:"median"` // nil: not reached
	P90    *int64 `json:"p90"`
	P95    *int64 `json:"p95"`
	Mean   *int64 `json:"mean"` // of answered waits only; nil: none

	Reached Reached `json:"reached"`
	AtLeast Bounds  `json:"at_least,omitzero"`
}

// Reached tells which quantiles the curve came down to.
type Reached struct {
	Median bool `json:"median"`
	P90    bool `json:"p90"`
	P95    bool `json:"p95"`
}

// Bounds holds, for each quantile not reached, the largest time observed in
// milliseconds: the quantile is at least that. Nil: reached, or nothing seen.
type Bounds struct {
	Median *int64 `json:"median,omitempty"`
	P90    *int64 `json:"p90,omitempty"`
	P95    *int64 `json:"p95,omitempty"`
}

// Small tells that the figure stands on fewer than ten waits.
func (m Measure) Small() bool { return m.N < 10 }

// tally counts waits and computes one measure from them.
type tally struct {
	measure Measure
	curve   curve
	sum     float64 // of answered waits, ms
}

func newTally(d Definition) *tally {
	return &tally{measure: Measure{ID: d.ID, Version: d.Version, Clock: d.Clock, Unit: d.Unit}}
}

func (t *tally) add(ending Ending, ms int64) {
	m := &t.measure
	m.N++
	switch ending {
	case Answered:
		m.Answered++
		t.sum += float64(ms)
	case Waiting:
		m.Waiting++
	case ClosedUnanswered:
		m.ClosedUnanswered++
	case Withdrawn:
		m.Withdrawn++
	}
	t.curve.add(ending, ms)
}

func (t *tally) result() Measure {
	m := t.measure
	t.curve.sort()
	m.Median, m.AtLeast.Median = t.quantile(50)
	m.P90, m.AtLeast.P90 = t.quantile(90)
	m.P95, m.AtLeast.P95 = t.quantile(95)
	m.Reached = Reached{Median: m.Median != nil, P90: m.P90 != nil, P95: m.P95 != nil}
	if m.Answered > 0 {
		mean := int64(math.Round(t.sum / float64(m.Answered)))
		m.Mean = &mean
	}
	return m
}

// quantile returns the value, or nil and what it is at least.
func (t *tally) quantile(percent int) (value, atLeast *int64) {
	if t.measure.N == 0 {
		return nil, nil
	}
	if ms, ok := t.curve.quantile(percent); ok {
		return &ms, nil
	}
	return nil, &t.curve.latest
}
