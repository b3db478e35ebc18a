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

// Entry is M-19: how often one entry was asked for, and what followed its quotes.
type Entry struct {
	Entry     string `json:"entry"`
	Asked     int    `json:"asked"`     // the sum of the next three
	Offered   int    `json:"offered"`   // among the choices, and not quoted
	Resembled int    `json:"resembled"` // most like what was handed over, and neither quoted nor offered
	Quoted    int    `json:"quoted"`
	Helped    int    `json:"helped"`
	Denied    int    `json:"denied"`
	HandedOff int    `json:"handed_off"`
}

// entriesOf makes M-19, the most quoted first, and tells how often any was asked for.
func entriesOf(rows []*Wait, rollups []*Rollup, asOf time.Time) (all []Entry, asked int) {
	at := map[string]int{}
	add := func(entry string, ending Ending, n int) {
		i, ok := at[entry]
		if !ok {
			i = len(all)
			at[entry], all = i, append(all, Entry{Entry: entry})
		}
		all[i].count(ending, n)
		asked += n
	}
	for _, w := range rows {
		add(w.Detail, w.at(asOf), 1)
	}
	for _, r := range rollups {
		for _, t := range r.Counts {
			if ofEntry(t.Measure) {
				add(t.Detail, t.Ending, t.N)
			}
		}
	}
	slices.SortFunc(all, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Quoted, a.Quoted), cmp.Compare(b.Asked, a.Asked), cmp.Compare(a.Entry, b.Entry))
	})
	return all, asked
}

// count takes n times that it was asked for, by what followed.
func (e *Entry) count(followed Ending, n int) {
	e.Asked += n
	switch followed {
	case Offered:
		e.Offered += n
		return
	case Resembled:
		e.Resembled += n
		return
	default:
		e.Quoted += n
	}
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
