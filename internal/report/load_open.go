package report

import (
	"slices"
	"time"
)

// loading gathers M-18.
type loading struct {
	Facts

	end     time.Time // of what counts
	week    map[[2]int]*Cell
	covered map[int64]bool
	steps   []step
	before  int // open when the period began
	still   int // of the tickets of one span: open at the end
	out     Loads
}

// step is a ticket that came, or went; or what became of them in a rolled up span.
type step struct {
	at   time.Time
	flow Flow
}

// compare orders by time; who goes at the same moment goes first.
func (s step) compare(o step) int {
	if by := s.at.Compare(o.at); by != 0 {
		return by
	}
	return s.flow.Came - o.flow.Came
}

func came(at time.Time) step { return step{at, Flow{Came: 1, Peak: 1}} }
func went(at time.Time) step { return step{at, Flow{Went: 1}} }

// coveredBy lists the hours, since 1970, whose tickets rollups tell of.
func coveredBy(rollups []*Rollup) map[int64]bool {
	covered := map[int64]bool{}
	for _, r := range rollups {
		for at := r.Start; at.Before(r.Start.Add(r.Span)); at = at.Add(time.Hour) {
			covered[hourOf(at)] = true
		}
	}
	return covered
}

// hourOf numbers the hour of a moment since 1970.
func hourOf(at time.Time) int64 { return at.UnixMilli() / time.Hour.Milliseconds() }

// row takes a message, an episode or a ticket.
func (l *loading) row(w *Wait) {
	if w.Measure != Load {
		if l.in(w) {
			cellOf(l.week, w.Start.In(l.Hours.Zone())).count(w.Measure)
		}
		return
	}
	if l.Rolled && (w.End.IsZero() || w.End.After(l.AsOf)) {
		l.before++ // open now; what came since is taken off again
	}
	if !l.covered[hourOf(w.Start)] {
		l.came(w)
	}
	if !w.End.IsZero() && !w.End.After(l.AsOf) && !l.covered[hourOf(w.End)] {
		l.steps = append(l.steps, went(w.End))
		if w.End.Before(l.end) && !w.End.Before(l.From) {
			l.out.Closes++
		}
	}
}

func (l *loading) came(w *Wait) {
	if l.in(w) {
		l.out.Arrivals++
		cellOf(l.week, w.Start.In(l.Hours.Zone())).count(w.Measure)
	}
	l.steps = append(l.steps, came(w.Start))
}

// rollup takes what is summed up of a span.
func (l *loading) rollup(r *Rollup) {
	l.steps = append(l.steps, step{r.Start, r.Flow})
	if !l.within(r) {
		return
	}
	l.out.Closes += r.Flow.Went
	l.arrivals(r)
}

// arrivals takes what came in a rolled up span.
func (l *loading) arrivals(r *Rollup) {
	l.out.Arrivals += r.Flow.Came
	for _, h := range r.Hours {
		c := cellOf(l.week, time.UnixMilli(h.Start*time.Hour.Milliseconds()).In(l.Hours.Zone()))
		c.Messages += h.Messages
		c.Episodes += h.Episodes
		c.Tickets += h.Tickets
	}
}

// open sets how many were open at the end, and the most in the period. Rows tell
// all that came before it; beside rollups what was open then is what is open now
// without what came since.
func (l *loading) open() {
	slices.SortStableFunc(l.steps, step.compare)
	if l.Rolled {
		for _, s := range l.steps {
			if !s.at.Before(l.From) {
				l.before -= s.flow.net()
			}
		}
	}
	now, most := l.before, 0
	for _, s := range l.steps {
		switch {
		case s.at.Before(l.From) && !l.Rolled:
			now += s.flow.net()
			continue
		case s.at.Before(l.From):
			continue
		case s.at.After(l.end), s.flow.Came == 0 && s.at.Equal(l.end), !l.To.IsZero() && !s.at.Before(l.To):
			continue
		}
		most = max(most, now, now+s.flow.Peak)
		now += s.flow.net()
	}
	most = max(most, now)
	l.out.OpenNow, l.out.Most = now, &most
}

// rowOfSpan is row for the tickets that came in one span. Of hours that are summed up
// there are the rows of those that were open at the end.
func (l *loading) rowOfSpan(w *Wait) {
	switch {
	case w.Measure == Load && !l.in(w):
		return
	case w.Measure != Load || !l.Rolled:
		l.row(w)
		return
	case !l.covered[hourOf(w.Start)]:
		l.came(w)
	}
	if w.End.IsZero() || w.End.After(l.AsOf) || !w.End.Before(l.end) {
		l.still++
	}
}

// rollupOfSpan is rollup for the tickets that came in one span.
func (l *loading) rollupOfSpan(r *Rollup) {
	if l.within(r) {
		l.arrivals(r)
	}
}

// left is open for the tickets that came in one span.
func (l *loading) left() {
	if !l.Rolled {
		l.open()
		return
	}
	l.out.OpenNow, l.out.Closes = l.still, l.out.Arrivals-l.still
}
