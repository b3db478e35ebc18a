package report

import (
	"math"
	"strings"
)

// Measure is one figure: one definition over one set of rows. The JSON form is
// stable: scripts read it. A time has Times, a share has Share.
type Measure struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	Clock   Clock  `json:"clock,omitempty"` // of a time
	Unit    string `json:"unit"`            // "ms", "share", "load", "entries"

	Group     string `json:"group,omitempty"` // what Query.By tells apart; empty: all
	GroupName string `json:"group_name,omitempty"`

	N int `json:"n"` // the rows it stands on

	*Times
	*Share

	Parts       []Part   `json:"parts,omitempty"`       // they sum to N
	Provisional int      `json:"provisional,omitempty"` // of N, that may still change
	NotDue      int      `json:"not_due,omitempty"`     // beside N
	Remarks     int      `json:"remarks,omitempty"`     // M-05: closing remarks beside N
	Undated     int      `json:"undated,omitempty"`     // M-02: messages beside N
	Held        *Holding `json:"held,omitempty"`        // M-01 by the wall clock
	Response    *Share   `json:"response,omitempty"`    // M-15: who rated, of those asked
	Load        *Loads   `json:"load,omitempty"`
	Entries     []Entry  `json:"entries,omitempty"`
}

// Times are the figures of a length of time, in milliseconds.
type Times struct {
	Answered         int `json:"answered"` // the four counts sum to n
	Waiting          int `json:"waiting"`
	ClosedUnanswered int `json:"closed_unanswered"`
	Withdrawn        int `json:"withdrawn"`

	Median *int64 `json:"median" jsonschema:"nullable"` // nil: not reached
	P90    *int64 `json:"p90" jsonschema:"nullable"`
	P95    *int64 `json:"p95" jsonschema:"nullable"`
	P99    *int64 `json:"p99" jsonschema:"nullable"`
	Mean   *int64 `json:"mean" jsonschema:"nullable"` // of answered waits only; nil: none

	Reached Reached `json:"reached"`
	AtLeast Bounds  `json:"at_least,omitzero"`
}

// Reached tells which quantiles the curve came down to.
type Reached struct {
	Median bool `json:"median"`
	P90    bool `json:"p90"`
	P95    bool `json:"p95"`
	P99    bool `json:"p99"`
}

// Bounds holds, for each quantile not reached, the largest time observed in
// milliseconds: the quantile is at least that. Nil: reached, or nothing seen.
type Bounds struct {
	Median *int64 `json:"median,omitempty"`
	P90    *int64 `json:"p90,omitempty"`
	P95    *int64 `json:"p95,omitempty"`
	P99    *int64 `json:"p99,omitempty"`
}

// Small tells that the figure stands on fewer than ten rows.
func (m Measure) Small() bool { return m.N < 10 }

// Hidden tells that whom the figure is of is not shown.
func (m Measure) Hidden() bool { return strings.HasPrefix(m.Group, hiddenGroup) }

// begin is an empty figure of a definition.
func (d Definition) begin(clock Clock) Measure {
	return Measure{ID: d.ID, Version: d.Version, Clock: clock, Unit: d.Unit}
}

// timing computes one length of time by one clock.
type timing struct {
	measure Measure
	times   Times
	curve   curve
	sum     float64 // of answered waits, ms
	holds   holds

	answered, withdrawn dense // of rollups
}

// add counts a row as it stands at the moment of a report.
func (t *timing) add(d Definition, w *Wait, ending Ending, f Facts) {
	switch ending {
	case Remark:
		t.measure.Remarks++
		return
	case Undated:
		t.measure.Undated++
		return
	case Answered:
		t.times.Answered++
	case ClosedUnanswered:
		t.times.ClosedUnanswered++
	case Withdrawn:
		t.times.Withdrawn++
	default:
		ending = Waiting
		t.times.Waiting++
	}
	ms := w.lasted(ending, f.AsOf, t.measure.Clock, f.Hours)
	if ending == Answered {
		t.sum += float64(ms)
		t.holds.add(w.held())
	}
	t.measure.N++
	if d.provisional && ending != Waiting && w.End.Add(lasting).After(f.AsOf) {
		t.measure.Provisional++
	}
	t.curve.add(ending, ms)
}

// merge counts what a rollup has of the measure.
func (t *timing) merge(d Definition, r *Rollup) {
	for i := range r.Times {
		s := &r.Times[i]
		if s.Measure == d.ID && s.Clock == heldClock {
			t.holds.merge(s)
		}
		if s.Measure != d.ID || s.Clock != t.measure.Clock {
			continue
		}
		answered, withdrawn := t.answered.merge(s.Answered), t.withdrawn.merge(s.Withdrawn)
		t.times.Answered += answered
		t.times.Withdrawn += withdrawn
		t.times.ClosedUnanswered += s.Closed
		t.measure.N += answered + withdrawn + s.Closed
		t.measure.Remarks += s.Remarks
		t.measure.Undated += s.Undated
		t.sum += float64(s.Sum)
		t.curve.never += s.Closed
		t.curve.latest = max(t.curve.latest, s.Latest)
	}
}

func (t *timing) result() Measure {
	f := t.times
	t.answered.observe(&t.curve, true)
	t.withdrawn.observe(&t.curve, false)
	t.curve.sort()
	f.Median, f.AtLeast.Median = t.quantile(50)
	f.P90, f.AtLeast.P90 = t.quantile(90)
	f.P95, f.AtLeast.P95 = t.quantile(95)
	f.P99, f.AtLeast.P99 = t.quantile(99)
	f.Reached = Reached{Median: f.Median != nil, P90: f.P90 != nil, P95: f.P95 != nil, P99: f.P99 != nil}
	if f.Answered > 0 {
		mean := int64(math.Round(t.sum / float64(f.Answered)))
		f.Mean = &mean
	}
	m := t.measure
	m.Times = &f
	if m.ID == BotAnswer && m.Clock == Wall {
		m.Held = t.holds.result(f.Answered)
	}
	return m
}

// quantile returns the value, or nil and what it is at least.
func (t *timing) quantile(percent int) (value, atLeast *int64) {
	if t.measure.N == 0 {
		return nil, nil
	}
	if ms, ok := t.curve.quantile(percent); ok {
		return &ms, nil
	}
	return nil, &t.curve.latest
}
