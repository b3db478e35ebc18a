package report

import (
	"cmp"
	"slices"
	"time"
)

// Loads is M-18: what came in when, and whether it was served as fast.
type Loads struct {
	Cells   []Cell `json:"cells"`
	OpenNow int    `json:"open_now"`  // tickets at the end of the period, or as of now
	Most    int    `json:"open_most"` // open at once in the period

	Arrivals   int      `json:"arrivals"` // tickets
	Closes     int      `json:"closes"`
	OfficeMS   int64    `json:"office_ms"` // of the period so far
	ArrivalsPH *float64 `json:"arrivals_per_office_hour" jsonschema:"nullable"`
	ClosesPH   *float64 `json:"closes_per_office_hour" jsonschema:"nullable"`
	Projected  *int64   `json:"projected_wait_ms" jsonschema:"nullable"` // office time until what is open now is served
}

// Cell is one hour of the week, in the agency's zone; cells without anything are
// left out.
type Cell struct {
	Weekday  int `json:"weekday"` // 0: Sunday
	Hour     int `json:"hour"`
	Messages int `json:"messages"`
	Episodes int `json:"episodes"`
	Tickets  int `json:"tickets"`
}

// loadOf computes M-18 of a period up to a moment. Messages are the rows of M-02,
// episodes those of M-13, tickets its own, which may have begun before the period.
func loadOf(rows []*Wait, f Facts) (Loads, int) {
	end := f.AsOf
	if !f.To.IsZero() && f.To.Before(end) {
		end = f.To
	}
	week := map[[2]int]*Cell{}
	var out Loads
	var steps []step
	n := 0
	for _, w := range rows {
		began := f.in(w)
		if began {
			cellOf(week, w.Start.In(f.Hours.Zone())).count(w.Measure)
		}
		if w.Measure != Load {
			continue
		}
		if began {
			out.Arrivals++
			n++
		}
		closed := !w.End.IsZero() && w.End.Before(end) && !w.End.Before(f.From)
		if closed {
			out.Closes++
		}
		steps = append(steps, step{w.Start, 1})
		if !w.End.IsZero() && w.End.Before(end) {
			steps = append(steps, step{w.End, -1})
		}
	}
	out.OpenNow, out.Most = open(steps, f.From, end)
	out.rates(f, end)
	out.Cells = cellsOf(week)
	return out, n
}

// rates sets what came and went in an office hour.
func (l *Loads) rates(f Facts, end time.Time) {
	if f.From.IsZero() {
		return
	}
	l.OfficeMS = f.Hours.Between(f.From, end).Milliseconds()
	if l.OfficeMS == 0 {
		return
	}
	hours := float64(l.OfficeMS) / float64(time.Hour.Milliseconds())
	arrivals, closes := float64(l.Arrivals)/hours, float64(l.Closes)/hours
	l.ArrivalsPH, l.ClosesPH = &arrivals, &closes
	if l.Closes > 0 {
		projected := int64(l.OpenNow) * l.OfficeMS / int64(l.Closes)
		l.Projected = &projected
	}
}

// step is a ticket that came, or went.
type step struct {
	at time.Time
	by int
}

// open is how many were open at the end, and the most since a moment.
func open(steps []step, from, end time.Time) (now, most int) {
	slices.SortFunc(steps, func(a, b step) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	for _, s := range steps {
		if s.at.After(end) {
			break
		}
		if !s.at.Before(from) {
			most = max(most, now)
		}
		now += s.by
		if !s.at.Before(from) {
			most = max(most, now)
		}
	}
	return now, max(most, now)
}

func cellOf(week map[[2]int]*Cell, at time.Time) *Cell {
	key := [2]int{int(at.Weekday()), at.Hour()}
	if week[key] == nil {
		week[key] = &Cell{Weekday: key[0], Hour: key[1]}
	}
	return week[key]
}

func (c *Cell) count(measure string) {
	switch measure {
	case ChannelDelay:
		c.Messages++
	case BotOutcome:
		c.Episodes++
	case Load:
		c.Tickets++
	}
}

func cellsOf(week map[[2]int]*Cell) []Cell {
	cells := make([]Cell, 0, len(week))
	for _, c := range week {
		cells = append(cells, *c)
	}
	slices.SortFunc(cells, func(a, b Cell) int { return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.Hour, b.Hour)) })
	return cells
}
