package report

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// rollupMaker gathers one rollup.
type rollupMaker struct {
	made   Rollup
	times  [mostTimes]*spreadMaker // by timeKey
	room   []spreadMaker           // for those to come
	counts map[Tally]int           // by all but N
	hours  map[int64]*Hour
	steps  []step
}

// mostTimes is how many timeKeys there are.
const mostTimes = 3 * (len(measureIDs)/4 + 1)

// timeKey numbers a measure by a clock.
func timeKey(measure string, clock Clock) int {
	n := 3 * (10*int(measure[2]-'0') + int(measure[3]-'0'))
	switch clock {
	case Office:
		return n + 1
	case heldClock:
		return n + 2
	default:
		return n
	}
}

// spreadMaker gathers one spread.
type spreadMaker struct {
	made                Spread
	answered, withdrawn bins
	room                [fewBins]Bin // for the first of the answered: most spreads of an hour have no more
}

// fewBins is for how many bins a spread has room from the start, and fewSpreads for how
// many spreads a rollup makes room at once.
const fewBins, fewSpreads = 2, 8

func newRollupMaker(start time.Time, span time.Duration, part By, key string) *rollupMaker {
	return &rollupMaker{made: Rollup{Start: start, Span: span, Part: part, Key: key}}
}

// add takes a settled row, or a ticket.
func (m *rollupMaker) add(w *Wait) {
	switch {
	case w.Measure == Load:
		m.ticket(w)
	case isTime(w.Measure):
		m.spread(w.Measure, Wall).add(w, w.Wall)
		m.spread(w.Measure, Office).add(w, w.Office)
		if ms := w.held(); ms > 0 {
			m.spread(w.Measure, heldClock).add(w, ms)
		}
	default:
		t := Tally{Measure: w.Measure, Ending: w.Ended}
		if w.Ended == Rated {
			t.Value = w.Value
		}
		if ofEntry(w.Measure) {
			t.Detail = w.Detail
		}
		m.count(t, 1)
	}
	m.hour(w)
}

// count takes n rows that a tally counts.
func (m *rollupMaker) count(t Tally, n int) {
	if m.counts == nil {
		m.counts = map[Tally]int{}
	}
	m.counts[t] += n
}

// ofEntry tells whether the rows of a measure are counted for each entry.
func ofEntry(id string) bool { return id == QuoteContested || id == EntryEffect }

// isTime tells whether a measure is a length of time.
func isTime(id string) bool { return id >= BotAnswer && id <= Resolution }

// ticket takes what of a ticket's life lies in the span.
func (m *rollupMaker) ticket(w *Wait) {
	if m.in(w.Start) {
		m.steps = append(m.steps, came(w.Start))
	}
	if !w.End.IsZero() && m.in(w.End) {
		m.steps = append(m.steps, went(w.End))
	}
}

func (m *rollupMaker) in(at time.Time) bool {
	return !at.Before(m.made.Start) && at.Before(m.made.Start.Add(m.made.Span))
}

// hour counts what M-18 counts by hour.
func (m *rollupMaker) hour(w *Wait) {
	var one Cell
	one.count(w.Measure)
	if one == (Cell{}) || !m.in(w.Start) {
		return
	}
	m.addHour(Hour{hourOf(w.Start), one.Messages, one.Episodes, one.Tickets})
}

func (m *rollupMaker) addHour(h Hour) {
	to := m.hours[h.Start]
	if m.hours == nil {
		m.hours = map[int64]*Hour{}
	}
	if to == nil {
		to = &Hour{Start: h.Start}
		m.hours[h.Start] = to
	}
	to.Messages += h.Messages
	to.Episodes += h.Episodes
	to.Tickets += h.Tickets
}

func (m *rollupMaker) spread(measure string, clock Clock) *spreadMaker {
	key := timeKey(measure, clock)
	s := m.times[key]
	if s == nil {
		if len(m.room) == 0 {
			m.room = make([]spreadMaker, fewSpreads)
		}
		s, m.room = &m.room[0], m.room[1:]
		s.made = Spread{Measure: measure, Clock: clock}
		s.answered = s.room[:0]
		m.times[key] = s
	}
	return s
}

func (s *spreadMaker) add(w *Wait, ms int64) {
	ms = max(0, ms)
	switch w.Ended {
	case Remark:
		s.made.Remarks++
		return
	case Undated:
		s.made.Undated++
		return
	case Answered:
		s.answered.add(ms)
		s.made.Sum += ms
	case Withdrawn:
		s.withdrawn.add(ms)
	default:
		s.made.Closed++
	}
	s.made.Latest = max(s.made.Latest, ms)
}

// merge takes the rollup of a span after all it has.
func (m *rollupMaker) merge(c *Rollup) {
	for _, with := range c.Times {
		s := m.spread(with.Measure, with.Clock)
		s.answered.merge(with.Answered)
		s.withdrawn.merge(with.Withdrawn)
		s.made.Closed += with.Closed
		s.made.Sum += with.Sum
		s.made.Latest = max(s.made.Latest, with.Latest)
		s.made.Remarks += with.Remarks
		s.made.Undated += with.Undated
	}
	for _, t := range c.Counts {
		n := t.N
		t.N = 0
		m.count(t, n)
	}
	for _, h := range c.Hours {
		m.addHour(h)
	}
	m.made.Flow = m.made.Flow.then(c.Flow)
}

// rollup is what was gathered, in an order of its own.
func (m *rollupMaker) rollup() Rollup {
	c := m.made
	slices.SortFunc(m.steps, step.compare)
	for _, s := range m.steps {
		c.Flow = c.Flow.then(s.flow)
	}
	for _, s := range m.times {
		if s == nil {
			continue
		}
		s.made.Answered, s.made.Withdrawn = s.answered.list(), s.withdrawn.list()
		c.Times = append(c.Times, s.made)
	}
	slices.SortFunc(c.Times, func(a, b Spread) int { return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Clock, b.Clock)) })
	for t, n := range m.counts {
		t.N = n
		c.Counts = append(c.Counts, t)
	}
	slices.SortFunc(c.Counts, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.Ending, b.Ending), cmp.Compare(a.Value, b.Value), cmp.Compare(a.Detail, b.Detail))
	})
	for _, at := range slices.Sorted(maps.Keys(m.hours)) {
		c.Hours = append(c.Hours, *m.hours[at])
	}
	return c
}
