package report

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// counting computes one share.
type counting struct {
	measure Measure
	counts  map[Ending]int
	scores  [5]int // M-15: by score
}

// dated tells whether a measure is dated by when something falls due, which may lie
// ahead.
func dated(id string) bool { return id == DeadlinesMet || id == StatuteMet }

// presumed is how a row counts that may still change.
func presumed(id string) Ending {
	switch id {
	case ReopenRate:
		return Lasted
	case Deflection:
		return Deflected
	default:
		return Stayed
	}
}

// add counts a row as it stands at a moment.
func (c *counting) add(d Definition, w *Wait, asOf time.Time) {
	ending := w.at(asOf)
	switch {
	case ending == Waiting && d.provisional:
		c.measure.Provisional++
		ending = presumed(d.ID)
	case ending == Waiting:
		c.measure.NotDue++
		return
	}
	c.measure.N++
	c.counts[ending]++
	if ending == Rated && w.Value >= 1 && w.Value <= 4 {
		c.scores[w.Value]++
	}
}

// merge counts what a rollup has of the measure.
func (c *counting) merge(d Definition, r *Rollup) {
	for _, t := range r.Counts {
		if t.Measure != d.ID {
			continue
		}
		c.measure.N += t.N
		c.counts[t.Ending] += t.N
		if t.Ending == Rated && t.Value >= 1 && t.Value <= 4 {
			c.scores[t.Value] += t.N
		}
	}
}

func (c *counting) result(d Definition) Measure {
	m := c.measure
	for _, name := range d.parts {
		m.Parts = append(m.Parts, Part{Name: name, N: c.counts[name]})
	}
	if d.ID == Satisfaction {
		c.satisfied(&m)
		return m
	}
	whole := m.N
	if d.denominator != nil {
		whole = c.sum(d.denominator)
	}
	share := ShareOf(c.sum(d.numerator), whole)
	m.Share = &share
	return m
}

func (c *counting) sum(of []Ending) (n int) {
	for _, name := range of {
		n += c.counts[name]
	}
	return n
}

// satisfied makes M-15: good scores of all scores, and who answered.
func (c *counting) satisfied(m *Measure) {
	rated := c.counts[Rated]
	share, response := ShareOf(c.scores[3]+c.scores[4], rated), ShareOf(rated, m.N)
	m.Share, m.Response, m.Parts = &share, &response, nil
	for score := 1; score <= 4; score++ {
		m.Parts = append(m.Parts, Part{Name: Ending(strconv.Itoa(score)), N: c.scores[score]})
	}
	m.Parts = append(m.Parts, Part{Name: Silent, N: c.counts[Silent]})
}

// Entry is M-19: what followed the quotes of one entry.
type Entry struct {
	Entry     string `json:"entry"`
	Quoted    int    `json:"quoted"`
	Helped    int    `json:"helped"`
	Denied    int    `json:"denied"`
	HandedOff int    `json:"handed_off"`
}

// entriesOf makes M-19, the most quoted first, and tells how many quotes there were.
func entriesOf(rows []*Wait, rollups []*Rollup, asOf time.Time) (all []Entry, quotes int) {
	at := map[string]int{}
	add := func(entry string, ending Ending, n int) {
		i, ok := at[entry]
		if !ok {
			i = len(all)
			at[entry], all = i, append(all, Entry{Entry: entry})
		}
		all[i].count(ending, n)
		quotes += n
	}
	for _, w := range rows {
		add(w.Detail, w.at(asOf), 1)
	}
	for _, r := range rollups {
		for _, t := range r.Counts {
			if t.Measure == QuoteContested {
				add(t.Detail, t.Ending, t.N)
			}
		}
	}
	slices.SortFunc(all, func(a, b Entry) int { return cmp.Or(cmp.Compare(b.Quoted, a.Quoted), cmp.Compare(a.Entry, b.Entry)) })
	return all, quotes
}

// count takes n quotes of what followed them.
func (e *Entry) count(followed Ending, n int) {
	e.Quoted += n
	switch followed {
	case Helped:
		e.Helped += n
	case Denied:
		e.Denied += n
	case HandedOff:
		e.HandedOff += n
	default:
	}
}
