package report

import (
	"cmp"
	"slices"
	"time"
)

// Loads is M-18: what came in when, and whether it was served as fast.
type Loads struct {
	Cells   []Cell `json:"cells"`
	OpenNow int    `json:"open_now"`                        // tickets at the end of the period, or as of now
	Most    *int   `json:"open_most" jsonschema:"nullable"` // open at once in the period; null: of the tickets of one span sums do not tell

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

// loadOf computes M-18 of a part of a period up to a moment. Messages are the rows of
// M-02, episodes those of M-13, tickets its own, which may have begun before the period,
// unless the part is one span of it: what became of the tickets that came then.
func loadOf(of *part, f Facts) (Loads, int) {
	end := f.AsOf
	if !f.To.IsZero() && f.To.Before(end) {
		end = f.To
	}
	l := loading{Facts: f, end: end, week: map[[2]int]*Cell{}, covered: coveredBy(of.rollups)}
	row, rollup, open := l.row, l.rollup, l.open
	if of.span {
		row, rollup, open = l.rowOfSpan, l.rollupOfSpan, l.left
	}
	for _, w := range of.rows[Load] {
		row(w)
	}
	for _, r := range of.rollups {
		rollup(r)
	}
	open()
	l.out.rates(f, end)
	l.out.Cells = cellsOf(l.week)
	return l.out, l.out.Arrivals
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
