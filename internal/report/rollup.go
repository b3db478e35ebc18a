package report

import (
	"cmp"
	"slices"
	"time"
)

// Rollup sums up the rows of one span of time that share one key of a part: all that
// figures need of them once nothing about them changes any more. rollups of spans that
// follow each other merge into that of both.
type Rollup struct {
	Start time.Time
	Span  time.Duration
	Part  By     // what Key is of: a unit, a channel, …; empty: all rows
	Key   string // empty: rows that have none

	Times  []Spread // by measure and clock
	Counts []Tally  // by measure, ending, value and detail
	Hours  []Hour   // for M-18, in order
	Flow   Flow     // of tickets
}

// Spread holds the lengths of one measure by one clock. What was answered and what
// was withdrawn, seen to be open so long at least, are kept apart.
type Spread struct {
	Measure   string
	Clock     Clock // or, of M-01, for how long messages were held
	Answered  []Bin
	Withdrawn []Bin
	Closed    int   // unanswered
	Sum       int64 // of the answered, ms
	Latest    int64 // the longest, ms
	Remarks   int   // M-05
	Undated   int   // M-02
}

// Tally counts rows of a share that ended alike.
type Tally struct {
	Measure string
	Ending  Ending
	Value   int64  // M-15: the score
	Detail  string // M-17, M-19: the entry
	N       int
}

// Hour is how much began in one hour.
type Hour struct {
	Start                       int64 // hours since 1970
	Messages, Episodes, Tickets int
}

// Flow is what became of the number of open tickets in a span.
type Flow struct {
	Came, Went int
	Peak       int // the most there were above those at its start
}

// net is how many more are open at the end.
func (f Flow) net() int { return f.Came - f.Went }

// then is the flow of a span and of the one after it.
func (f Flow) then(next Flow) Flow {
	return Flow{f.Came + next.Came, f.Went + next.Went, max(f.Peak, f.net()+next.Peak)}
}

// idle tells that nothing of the rollup began in it: tickets ended, no more.
func (r *Rollup) idle() bool {
	return len(r.Times) == 0 && len(r.Counts) == 0 && r.Flow.Came == 0
}

// Parts are what rollups are kept by, beside all rows together.
func Parts() []By { return []By{"", ByChannel, ByUnit, ByTopic, ByStaff, ByKind} }

// ByKind is a part that is only filtered by.
const ByKind By = "kind"

// key is a row's key of a part.
func (w *Wait) key(part By) string {
	switch part {
	case ByChannel:
		return string(w.Channel)
	case ByUnit:
		return string(w.Unit)
	case ByTopic:
		return w.Topic
	case ByStaff:
		return string(w.Staff)
	case ByKind:
		return string(w.Kind)
	default:
		return ""
	}
}

// Part is the one part whose rollups answer the query, and the one key of it that is
// filtered by, if any. It reports false for a query about two parts at once, which
// rollups cannot tell.
func (q Query) Part() (part By, key string, ok bool) {
	switch q.By {
	case ByChannel, ByUnit, ByTopic, ByStaff:
		part = q.By
	default:
	}
	f := q.Filter
	for _, by := range []struct {
		part By
		key  string
	}{
		{ByChannel, string(f.Channel)}, {ByUnit, string(f.Unit)}, {ByTopic, f.Topic}, {ByStaff, string(f.Staff)}, {ByKind, string(f.Kind)},
	} {
		if by.key == "" {
			continue
		}
		if part != "" && (part != by.part || key != "") {
			return "", "", false
		}
		part, key = by.part, by.key
	}
	return part, key, true
}

// Settles is when a row counts as it always will; zero: not as far as is known.
func (w *Wait) Settles() time.Time {
	if w.at(w.End) == Waiting {
		return time.Time{}
	}
	if w.Measure == Resolution {
		return w.End.Add(lasting)
	}
	return w.End
}

// Summing gathers the rollups of a span out of the rows that begin in it and the tickets
// that end in it, a row at a time and in any order. Rows that are not settled at a moment
// are left out.
type Summing struct {
	start time.Time
	span  time.Duration
	since time.Time // what was settled then is in before; zero: nothing is
	at    time.Time
	made  []partMade
	next  time.Time

	before map[[2]string]*Rollup // by part and key, of a span that goes on
}

// partMade are the rollups of one part that are being made, by key.
type partMade struct {
	part By
	of   map[string]*rollupMaker
}

// NewSumming begins a span, as things stand at a moment.
func NewSumming(start time.Time, span time.Duration, at time.Time) *Summing {
	s := &Summing{start: start, span: span, at: at}
	for _, part := range Parts() {
		s.made = append(s.made, partMade{part, map[string]*rollupMaker{}})
	}
	return s
}

// GoOn begins a span that was summed up before, as things stood at a moment, and of which
// no row has changed: only those count that have settled since.
func GoOn(before []Rollup, since time.Time, start time.Time, span time.Duration, at time.Time) *Summing {
	s := NewSumming(start, span, at)
	s.since, s.before = since, map[[2]string]*Rollup{}
	for i := range before {
		s.before[[2]string{string(before[i].Part), before[i].Key}] = &before[i]
	}
	return s
}

// Add takes a row, and keeps nothing of it but what it counts for.
func (s *Summing) Add(w *Wait) {
	settles := w.Settles()
	if settles.After(s.at) && w.Measure != Load && (s.next.IsZero() || settles.Before(s.next)) {
		s.next = settles
	}
	if w.Measure != Load && (settles.IsZero() || settles.After(s.at)) {
		return
	}
	if s.before != nil && (w.Measure == Load || !settles.After(s.since)) {
		return
	}
	for _, made := range s.made {
		key := w.key(made.part)
		m := made.of[key]
		if m == nil {
			m = newRollupMaker(s.start, s.span, made.part, key)
			if before := s.before[[2]string{string(made.part), key}]; before != nil {
				m.merge(before)
			}
			made.of[key] = m
		}
		m.add(w)
	}
}

// Rollups are what was gathered, by part and key; of a span that goes on, those that are
// others than before. next is when the first row that was left out will be settled, zero:
// nobody knows. It is the end of s.
func (s *Summing) Rollups() (all []Rollup, next time.Time) {
	for _, made := range s.made {
		for _, m := range made.of {
			all = append(all, m.rollup())
		}
	}
	slices.SortFunc(all, func(a, b Rollup) int { return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Key, b.Key)) })
	return all, s.next
}

// RollUp sums up rows that are there; see Summing.
func RollUp(start time.Time, span time.Duration, rows []Wait, at time.Time) (all []Rollup, next time.Time) {
	s := NewSumming(start, span, at)
	for i := range rows {
		s.Add(&rows[i])
	}
	return s.Rollups()
}

// Merge makes the rollups of a longer span out of those of spans within it, in the
// order of time.
func Merge(start time.Time, span time.Duration, of []Rollup) (merged []Rollup) {
	made := map[[2]string]*rollupMaker{}
	for i := range of {
		c := &of[i]
		key := [2]string{string(c.Part), c.Key}
		if made[key] == nil {
			made[key] = newRollupMaker(start, span, c.Part, c.Key)
		}
		made[key].merge(c)
	}
	for _, m := range made {
		merged = append(merged, m.rollup())
	}
	slices.SortFunc(merged, func(a, b Rollup) int { return cmp.Or(cmp.Compare(a.Part, b.Part), cmp.Compare(a.Key, b.Key)) })
	return merged
}
