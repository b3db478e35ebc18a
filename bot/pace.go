package bot

import (
	"slices"
	"time"
)

// pace keeps calls within so many in a span of time, wherever the other side
// begins to count. A call weighs from its beginning until a span after its end:
// when in between it arrived, only the other side knows. Its sender's lock
// guards it.
type pace struct {
	limit int           // calls in a span
	span  time.Duration // at the other side
	gap   time.Duration // between two beginnings; 0: they may come at once

	flying int         // begun, not ended
	ended  []time.Time // within the last span
	last   time.Time   // when the last one began
}

// set makes it a rate of evenly spread calls, a second.
func (p *pace) set(rate float64) {
	p.limit = max(1, int(rate))
	p.span = time.Duration(float64(p.limit) / rate * float64(time.Second))
	p.gap = time.Duration(float64(time.Second) / rate)
}

// wait tells how long until the next call may begin; 0: now. When only calls
// under way stand before it, it is how long until to ask again.
func (p *pace) wait(now time.Time) time.Duration {
	p.ended = slices.DeleteFunc(p.ended, func(at time.Time) bool { return now.Sub(at) >= p.span })
	wait := max(0, min(p.gap, p.last.Add(p.gap).Sub(now)))
	switch {
	case p.flying+len(p.ended) < p.limit:
		return wait
	case len(p.ended) == 0:
		return max(p.gap, time.Millisecond)
	}
	return max(wait, slices.MinFunc(p.ended, time.Time.Compare).Add(p.span).Sub(now))
}

// begin counts a call that begins now.
func (p *pace) begin(now time.Time) { p.flying, p.last = p.flying+1, now }

// end counts the end of a call that was begun.
func (p *pace) end(at time.Time) { p.flying, p.ended = p.flying-1, append(p.ended, at) }

const (
	startShare = 25.0 / 30 // of a channel's rate, to begin with
	climbStep  = 0.05      // calls a second more for every call that went through
	creepStep  = 0.001     // the same, near a rate that was refused
	nearShare  = 0.9       // of a refused rate: near it from there on
)

// adaptivePace climbs towards a rate while calls go through, halves when the
// other side objects, and from then on only creeps past where it did.
type adaptivePace struct {
	pace

	rate    float64 // calls a second, now
	highest float64 // what it climbs to
	near    float64 // above this it creeps
}

func newAdaptivePace(highest float64) *adaptivePace {
	p := &adaptivePace{rate: highest * startShare, highest: highest, near: highest}
	p.set(p.rate)
	return p
}

// climb follows a call that went through.
func (p *adaptivePace) climb() {
	step := climbStep
	if p.rate >= p.near {
		step = creepStep
	}
	p.rate = min(p.highest, p.rate+step)
	p.set(p.rate)
}

// halve follows an objection.
func (p *adaptivePace) halve() {
	p.near = p.rate * nearShare
	p.rate = max(min(1, p.highest), p.rate/2)
	p.set(p.rate)
}
