package report

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// rollupForm is the form of encoded rollups. Another form is read as nothing: the
// rollup is made anew.
const rollupForm = 1

const measureIDs = BotAnswer + ChannelDelay + HandOffWait + TotalWait + NextReply + QueueTime + HandlingTime + Resolution + ReopenRate +
	DeadlinesMet + PromiseKept + Deflection + BotOutcome + Left + Satisfaction + IKM + QuoteContested + Load + EntryEffect + StatuteMet + AnswerRight

// mostBin is the bin of the longest time there can be.
const mostBin = (63-fine)<<fine + 1<<fine

// errRollup says that bytes are no rollup.
var errRollup = errors.New("not a rollup of this form")

// writer appends numbers and texts.
type writer struct{ out []byte }

func (w *writer) number(n int64)   { w.out = binary.AppendVarint(w.out, n) }
func (w *writer) count(n int)      { w.number(int64(n)) }
func (w *writer) text(text string) { w.count(len(text)); w.out = append(w.out, text...) }

func (w *writer) measure(id string) { w.number(int64(id[2]-'0')*10 + int64(id[3]-'0')) }

func (w *writer) clock(c Clock) {
	switch c {
	case Office:
		w.number(1)
	case heldClock:
		w.number(2)
	default:
		w.number(0)
	}
}

func (w *writer) bins(all []Bin) {
	w.count(len(all))
	before := 0
	for _, b := range all {
		w.count(b.At - before)
		w.count(b.N)
		before = b.At
	}
}

// Encode writes what is summed up, without what it is the sum of. Equal rollups give
// equal bytes.
func (r *Rollup) Encode() []byte {
	w := &writer{out: []byte{rollupForm}}
	w.count(len(r.Times))
	for _, s := range r.Times {
		w.measure(s.Measure)
		w.clock(s.Clock)
		w.bins(s.Answered)
		w.bins(s.Withdrawn)
		for _, n := range []int64{int64(s.Closed), s.Sum, s.Latest, int64(s.Remarks), int64(s.Undated)} {
			w.number(n)
		}
	}
	w.count(len(r.Counts))
	for _, t := range r.Counts {
		w.measure(t.Measure)
		w.text(string(t.Ending))
		w.number(t.Value)
		w.text(t.Detail)
		w.count(t.N)
	}
	w.count(len(r.Hours))
	for _, h := range r.Hours {
		w.number(h.Start)
		w.count(h.Messages)
		w.count(h.Episodes)
		w.count(h.Tickets)
	}
	w.count(r.Flow.Came)
	w.count(r.Flow.Went)
	w.count(r.Flow.Peak)
	return w.out
}

// reader reads what writer wrote, and notes that it cannot.
type reader struct {
	in     []byte
	broken bool
}

func (r *reader) number() int64 {
	n, size := binary.Varint(r.in)
	if size <= 0 {
		r.in, r.broken = nil, true
		return 0
	}
	r.in = r.in[size:]
	return n
}

// count reads a number of what was counted, never less than none; length of what
// follows, which is no more than the bytes that are left.
func (r *reader) count() int {
	n := r.number()
	if n < 0 {
		r.in, r.broken = nil, true
		return 0
	}
	return int(n)
}

func (r *reader) length() int {
	n := r.number()
	if n < 0 || n > int64(len(r.in)) {
		r.in, r.broken = nil, true
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.length()
	text := string(r.in[:n])
	r.in = r.in[n:]
	return text
}

// measure is a part of measureIDs: a text of its own for each would take longer than
// all the rest.
func (r *reader) measure() string {
	n := r.number()
	if n < 1 || n > int64(len(measureIDs)/4) {
		r.in, r.broken = nil, true
		n = 1
	}
	return measureIDs[4*(n-1) : 4*n]
}

// clock reads by what a measure was timed; only messages to the bot are held.
func (r *reader) clock(of string) Clock {
	switch n := r.number(); {
	case n == 0:
		return Wall
	case n == 1:
		return Office
	case n == 2 && of == BotAnswer:
		return heldClock
	}
	r.in, r.broken = nil, true
	return Wall
}

func (r *reader) bins() []Bin {
	all := make([]Bin, r.length())
	before := 0
	for i := range all {
		before += r.count()
		all[i] = Bin{At: before, N: r.count()}
		if before < 0 || before > mostBin {
			r.in, r.broken = nil, true
			return nil
		}
	}
	return all
}

// Decode reads what Encode wrote into a rollup.
func (r *Rollup) Decode(encoded []byte) error {
	if len(encoded) == 0 || encoded[0] != rollupForm {
		return fmt.Errorf("read a rollup: %w", errRollup)
	}
	in := &reader{in: encoded[1:]}
	r.Times = make([]Spread, in.length())
	for i := range r.Times {
		measure := in.measure()
		r.Times[i] = Spread{
			Measure: measure, Clock: in.clock(measure), Answered: in.bins(), Withdrawn: in.bins(),
			Closed: in.count(), Sum: in.number(), Latest: in.number(), Remarks: in.count(), Undated: in.count(),
		}
	}
	r.Counts = make([]Tally, in.length())
	for i := range r.Counts {
		r.Counts[i] = Tally{Measure: in.measure(), Ending: Ending(in.text()), Value: in.number(), Detail: in.text(), N: in.count()}
	}
	r.Hours = make([]Hour, in.length())
	for i := range r.Hours {
		r.Hours[i] = Hour{Start: in.number(), Messages: in.count(), Episodes: in.count(), Tickets: in.count()}
	}
	r.Flow = Flow{Came: in.count(), Went: in.count(), Peak: in.count()}
	if in.broken || len(in.in) > 0 {
		return fmt.Errorf("read a rollup: %w", errRollup)
	}
	return nil
}
