package calendar

import (
	"slices"
	"sort"
	"time"
)

// Meter measures office time again and again: it reckons the openings of each day
// once. Each moment is judged by the calendar of the history that was in force
// then. It is not for concurrent use.
type Meter struct {
	history History // by From

	first, last Date // the days laid out; first after last: none
	open        []span
	until       []time.Duration // office time from the first opening to the end of each
}

// NewMeter makes a meter of an agency's calendars. Without any there is no office
// time.
func NewMeter(history History) *Meter {
	ordered := slices.Clone(history)
	slices.SortStableFunc(ordered, func(a, b Dated) int { return a.From.Compare(b.From) })
	return &Meter{history: ordered, first: Date{Year: 1, Month: 1, Day: 1}}
}

// Between is the office time from a to b; 0 when b is not after a.
func (m *Meter) Between(a, b time.Time) time.Duration {
	if len(m.history) == 0 || !b.After(a) {
		return 0
	}
	m.reach(a, b)
	return m.upTo(b) - m.upTo(a)
}

// AddWorkingDays is Calendar.AddWorkingDays by the calendar in force at t.
func (m *Meter) AddWorkingDays(t time.Time, n int) time.Time {
	return m.history.At(t).AddWorkingDays(t, n)
}

// Zone is that of the latest calendar; UTC when there is none.
func (m *Meter) Zone() *time.Location {
	if len(m.history) == 0 {
		return time.UTC
	}
	return m.history[len(m.history)-1].Zone()
}

// upTo is the office time from the first day laid out to t.
func (m *Meter) upTo(t time.Time) time.Duration {
	i := sort.Search(len(m.open), func(i int) bool { return m.open[i].to.After(t) })
	var sum time.Duration
	if i > 0 {
		sum = m.until[i-1]
	}
	if i < len(m.open) && t.After(m.open[i].from) {
		sum += t.Sub(m.open[i].from)
	}
	return sum
}

// margin is how many days more are laid out than asked for, so that few times in a
// row make one layout.
const margin = 40

// reach lays out the days around a and b.
func (m *Meter) reach(a, b time.Time) {
	first, last := DateOf(a.In(m.Zone())).AddDays(-2), DateOf(b.In(m.Zone())).AddDays(2)
	laid := len(m.until) > 0 || m.last != Date{}
	if laid && first.Compare(m.first) >= 0 && last.Compare(m.last) <= 0 {
		return
	}
	if laid {
		first, last = slices.MinFunc([]Date{first, m.first}, Date.Compare), slices.MaxFunc([]Date{last, m.last}, Date.Compare)
	}
	m.first, m.last = first.AddDays(-margin), last.AddDays(margin)
	m.open, m.until = m.open[:0], m.until[:0]
	for d := m.first; d.Compare(m.last) <= 0; d = d.AddDays(1) {
		for i := range m.history {
			m.lay(i, d)
		}
	}
	slices.SortFunc(m.open, func(a, b span) int { return a.from.Compare(b.from) })
	var sum time.Duration
	for _, o := range m.open {
		sum += o.to.Sub(o.from)
		m.until = append(m.until, sum)
	}
}

// lay adds the openings of a day by one calendar, as far as it was in force.
func (m *Meter) lay(i int, d Date) {
	dated := m.history[i]
	for _, hours := range dated.Hours(d) {
		o := dated.opening(d, hours)
		if i > 0 {
			o.from = later(o.from, dated.From)
		}
		if i+1 < len(m.history) {
			o.to = earlier(o.to, m.history[i+1].From)
		}
		if o.from.Before(o.to) {
			m.open = append(m.open, o)
		}
	}
}
