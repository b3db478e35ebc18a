package report

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Facts is what a report is computed from: the rows of one agency.
type Facts struct {
	Query

	Waits   []Wait // more than the query wants do no harm
	Hours   Hours  // the agency's; nil: it is never open
	Names   []Name // of channels and staff, as people read them
	Outages []Outage
}

// Name is how people read an id.
type Name struct{ ID, Text string }

// Report is every figure of one agency and period. Times in its JSON are
// RFC 3339 in the zone they were given in; To is the first moment not counted.
type Report struct {
	Agency   loket.AgencyID `json:"agency"`
	From     time.Time      `json:"from"`
	To       time.Time      `json:"to"`
	AsOf     time.Time      `json:"as_of"`
	By       By             `json:"by,omitempty"`
	Measures []Measure      `json:"measures"` // by id; first over all, then group by group
	Outages  []Outage       `json:"outages,omitempty"`
}

// hidden is below how many rows nobody's name is shown.
const hidden = 5

// Build computes the report. It is the one way from rows to figures.
func Build(f Facts) Report {
	if f.Hours == nil {
		f.Hours = calendar.NewMeter(nil)
	}
	r := Report{Agency: f.Agency, From: f.From, To: f.To, AsOf: f.AsOf, By: f.By, Outages: f.Outages}
	rows := map[string][]*Wait{}
	for i := range f.Waits {
		w := &f.Waits[i]
		if f.Filter.Takes(w) && f.counts(w) {
			rows[w.Measure] = append(rows[w.Measure], w)
		}
	}
	rows[EntryEffect] = rows[QuoteContested]
	rows[Load] = slices.Concat(rows[Load], rows[ChannelDelay], rows[BotOutcome])
	groups := f.groups(rows)
	for _, d := range Definitions() {
		of := split(f, rows[d.ID])
		for _, clock := range append(d.Clocks(), "")[:max(1, len(d.Clocks()))] {
			r.Measures = append(r.Measures, f.measure(d, clock, rows[d.ID]))
			for i, g := range groups {
				m := f.measure(d, clock, of[g.ID])
				m.Group, m.GroupName = g.ID, g.Text
				if f.By == ByStaff && g.ID != "" && m.N < hidden {
					m.Group, m.GroupName = "hidden-"+strconv.Itoa(i+1), "(nama tidak ditampilkan)"
				}
				r.Measures = append(r.Measures, m)
			}
		}
	}
	return r
}

// counts tells whether a row belongs to the period and was known of. What falls due
// later is counted apart; a ticket counts for M-18 as long as it is open.
func (f Facts) counts(w *Wait) bool {
	switch {
	case w.Start.After(f.AsOf):
		return dated(w.Measure) && f.in(w)
	case w.Measure == Load:
		return (f.To.IsZero() || w.Start.Before(f.To)) && (w.End.IsZero() || !w.End.Before(f.From))
	}
	return f.in(w)
}

// groups lists what the report tells apart, over all measures, so that each shows
// the same ones.
func (f Facts) groups(rows map[string][]*Wait) (all []Name) {
	if f.By == "" {
		return nil
	}
	names, seen := map[string]string{}, map[string]bool{}
	for _, n := range f.Names {
		names[n.ID] = n.Text
	}
	zone := f.Hours.Zone()
	for _, of := range rows {
		for _, w := range of {
			if id := f.group(w, zone); f.in(w) && !seen[id] {
				seen[id], all = true, append(all, Name{ID: id, Text: names[id]})
			}
		}
	}
	slices.SortFunc(all, func(a, b Name) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID)) })
	return all
}

// split puts rows into their groups.
func split(f Facts, rows []*Wait) map[string][]*Wait {
	if f.By == "" {
		return nil
	}
	zone, of := f.Hours.Zone(), map[string][]*Wait{}
	for _, w := range rows {
		id := f.group(w, zone)
		of[id] = append(of[id], w)
	}
	return of
}

// measure computes one definition over rows.
func (f Facts) measure(d Definition, clock Clock, rows []*Wait) Measure {
	m := d.begin(clock)
	switch d.Unit {
	case "ms":
		t := timing{measure: m}
		for _, w := range rows {
			t.add(d, w, f.AsOf, f.Hours)
		}
		return t.result()
	case "share":
		c := counting{measure: m, counts: map[Ending]int{}}
		for _, w := range rows {
			c.add(d, w, f.AsOf)
		}
		return c.result(d)
	case "load":
		loads, n := loadOf(rows, f)
		m.Load, m.N = &loads, n
	default:
		m.Entries, m.N = entriesOf(rows, f.AsOf), len(rows)
	}
	return m
}

// All returns the figure of one id by one clock over all groups.
func (r Report) All(id string, clock Clock) Measure {
	if of := r.Of(id, clock); len(of) > 0 {
		return of[0]
	}
	return Measure{ID: id, Clock: clock, Times: &Times{}, Share: &Share{}}
}

// Of returns the measures of one id by one clock (empty: it has none): first over
// all, then each group.
func (r Report) Of(id string, clock Clock) []Measure {
	var of []Measure
	for _, m := range r.Measures {
		if m.ID == id && m.Clock == clock {
			of = append(of, m)
		}
	}
	return of
}
