package report

import "loket/internal/words"

// Holding tells, of M-01 by the wall clock, for how long messages were held on purpose to
// see whether more comes. It is part of their time and stands beside it: M-01 counts it.
type Holding struct {
	N      int    `json:"n"`                            // held at all
	Of     int    `json:"of"`                           // the answered, held or not
	Median *int64 `json:"median" jsonschema:"nullable"` // of those held, nearest rank, ms; nil: none
	P95    *int64 `json:"p95" jsonschema:"nullable"`
	Mean   *int64 `json:"mean" jsonschema:"nullable"`
}

// Text says it in words: "40,0 % (4/10) sengaja ditahan menunggu lanjutan: …"; empty:
// nothing was held. A nil Holding says nothing.
func (h *Holding) Text() words.Text {
	if h == nil || h.N == 0 {
		return ""
	}
	return words.Say("%s sengaja ditahan menunggu lanjutan: median %s, p95 %s", ShareOf(h.N, h.Of).Text(), show(h.Median, nil), show(h.P95, nil))
}

// heldClock is the pretended clock by which rollups keep for how long messages of M-01
// were held. No measure is computed by it.
const heldClock Clock = "held"

// held is what of a row of M-01 was holding, in ms; 0: none, or it is no such row.
func (w *Wait) held() int64 {
	if w.Measure != BotAnswer || w.Ended != Answered {
		return 0
	}
	return max(0, w.Value)
}

// holds computes a Holding.
type holds struct {
	curve  curve
	sum    float64 // ms
	rolled dense   // of rollups
}

// add counts one answered message.
func (h *holds) add(ms int64) {
	if ms > 0 {
		h.curve.add(Answered, ms)
		h.sum += float64(ms)
	}
}

// merge counts what a rollup has of it.
func (h *holds) merge(s *Spread) {
	h.rolled.merge(s.Answered)
	h.sum += float64(s.Sum)
}

// result is what was held of so many that were answered.
func (h *holds) result(answered int) *Holding {
	h.rolled.observe(&h.curve, true)
	h.curve.sort()
	r := Holding{N: h.curve.count, Of: answered}
	if r.N == 0 {
		return &r
	}
	quantile := func(percent int) *int64 {
		ms, _ := h.curve.quantile(percent)
		return &ms
	}
	mean := int64(h.sum/float64(r.N) + 0.5)
	r.Median, r.P95, r.Mean = quantile(50), quantile(95), &mean
	return &r
}
