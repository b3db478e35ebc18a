package report

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Facts is what a report is computed from: the rows of one agency, and what is
// summed up of its other rows.
type Facts struct {
	Query

	Waits   []Wait   // more than the query wants do no harm
	Rolled  bool     // rows stand beside rollups: only those in none, those not settled, and open tickets
	Rollups []Rollup // of Query.Part and, without a key, of all, from Query.From up to AsOf
	Hours   Hours    // the agency's; nil: it is never open
	Names   []Name   // of channels and staff, as people read them
	Outages []Outage
	Abroad  string // as Report.Abroad
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
	Exact    bool           `json:"exact"`    // false: from rollups, quantiles are within 1 %
	Measures []Measure      `json:"measures"` // by id; first over all, then group by group
	Outages  []Outage       `json:"outages,omitempty"`
	Abroad   string         `json:"abroad,omitempty"` // who decided that texts without personal data are processed abroad now; empty: they are not
	Spread   []Bar          `json:"-"`                // of M-03 by the wall clock; nil: nobody asked; Build leaves it out where Facts are Rolled
	Frozen   *Frozen        `json:"frozen,omitempty"` // the figures are those a closed month was left with
}

// hidden is below how many rows nobody's name is shown.
const hidden = 5

// hiddenGroup begins the key of a group whose name is not shown.
const hiddenGroup = "hidden-"

// Build computes the report. It is the one way from rows to figures.
func Build(f Facts) Report { return BuildEach(f, f.By)[0] }

// BuildEach computes a report for each of some parts to tell apart. What they say over
// all is computed once.
func BuildEach(f Facts, parts ...By) []Report {
	if f.Hours == nil {
		f.Hours = calendar.NewMeter(nil)
	}
	rows := map[string][]*Wait{}
	for i := range f.Waits {
		w := &f.Waits[i]
		if f.Filter.Takes(w) && f.counts(w) {
			rows[w.Measure] = append(rows[w.Measure], w)
		}
	}
	r := Report{Agency: f.Agency, From: f.From, To: f.To, AsOf: f.AsOf, Exact: !f.Rolled, Outages: f.Outages, Abroad: f.Abroad}
	if f.Spread && !f.Rolled {
		r.Spread = f.spread(rows[HandOffWait])
	}
	rows[EntryEffect] = slices.Concat(rows[EntryEffect], rows[QuoteContested])
	rows[Load] = slices.Concat(rows[Load], rows[ChannelDelay], rows[BotOutcome])
	all := &part{rows: rows, rollups: f.of("")}
	all.inside = f.begun(all.rollups)
	var whole [][]Measure
	for _, d := range Definitions() {
		whole = append(whole, f.measures(d, all))
	}
	reports := make([]Report, len(parts))
	for i, by := range parts {
		reports[i], f.By = r, by
		reports[i].By, reports[i].Measures = by, f.told(whole, all)
	}
	return reports
}

// told are the figures over all, by definition and clock, each followed by those of what
// the report tells apart.
func (f Facts) told(whole [][]Measure, all *part) (measures []Measure) {
	of := f.split(all)
	for _, p := range of {
		p.inside = f.begun(p.rollups)
	}
	groups := f.groups(of)
	for i, d := range Definitions() {
		var apart [][]Measure // of each group
		for _, g := range groups {
			apart = append(apart, f.measures(d, of[g.ID]))
		}
		for clock, m := range whole[i] {
			measures = append(measures, m)
			for g, figures := range apart {
				measures = append(measures, f.named(figures[clock], groups[g], g))
			}
		}
	}
	return measures
}

// named is the figure of a group, whose name is not shown when it is somebody's and stands
// on few rows.
func (f Facts) named(m Measure, name Name, group int) Measure {
	m.Group, m.GroupName = name.ID, name.Text
	if f.By == ByStaff && name.ID != "" && m.N < hidden {
		m.Group, m.GroupName = hiddenGroup+strconv.Itoa(group+1), "(nama tidak ditampilkan)"
	}
	return m
}

// of are the rollups of a part. Of one key of another, that is all there is.
func (f Facts) of(part By) (of []*Rollup) {
	filtered, key, _ := f.Part()
	for i := range f.Rollups {
		if r := &f.Rollups[i]; r.Part == part || key != "" && r.Part == filtered {
			of = append(of, r)
		}
	}
	return of
}

// part is what one figure of each measure is computed from.
type part struct {
	rows    map[string][]*Wait
	rollups []*Rollup // some of a time after the period, for M-18
	inside  []*Rollup // those of the period
	span    bool      // one span of the period
}

// counts tells whether a row belongs to the period and was known of. What falls due
// later is counted apart; a ticket counts for M-18 as long as it is open, and beside
// rollups, which tell only who came and went, if it is open after the period too.
func (f Facts) counts(w *Wait) bool {
	switch {
	case w.Start.After(f.AsOf):
		return dated(w.Measure) && f.in(w)
	case w.Measure == Load:
		return (f.Rolled || f.To.IsZero() || w.Start.Before(f.To)) && (w.End.IsZero() || !w.End.Before(f.From))
	}
	return f.in(w)
}

// groups lists what the report tells apart, over all measures, so that each shows
// the same ones. A group of nothing but tickets from before the period is none.
func (f Facts) groups(of map[string]*part) (all []Name) {
	names := map[string]string{}
	for _, n := range f.Names {
		names[n.ID] = n.Text
	}
	for id, p := range of {
		if f.begins(p) {
			all = append(all, Name{ID: id, Text: names[id]})
		}
	}
	slices.SortFunc(all, func(a, b Name) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID)) })
	return all
}

// begins tells whether anything of a part began in the period.
func (f Facts) begins(p *part) bool {
	for _, rows := range p.rows {
		if slices.ContainsFunc(rows, f.in) {
			return true
		}
	}
	return slices.ContainsFunc(p.inside, func(r *Rollup) bool { return !r.idle() })
}

// quarterOf numbers the quarter of an hour of a moment. Hours and days begin on one in
// every zone.
func quarterOf(at time.Time) int64 { return at.UnixMilli() / (15 * time.Minute).Milliseconds() }

// split puts rows and rollups into their groups.
func (f Facts) split(all *part) map[string]*part {
	of := map[string]*part{}
	if f.By == "" {
		return of
	}
	get := func(id string) *part {
		if of[id] == nil {
			of[id] = &part{rows: map[string][]*Wait{}, span: f.By.IsTime()}
		}
		return of[id]
	}
	zone, spans := f.Hours.Zone(), map[int64]string{}
	for measure, rows := range all.rows {
		for _, w := range rows {
			key := spans[quarterOf(w.Start)]
			if key == "" {
				if key = f.group(w, zone); f.By.IsTime() {
					spans[quarterOf(w.Start)] = key
				}
			}
			p := get(key)
			p.rows[measure] = append(p.rows[measure], w)
		}
	}
	told, _, _ := f.Part()
	for _, r := range f.of(told) {
		p := get(f.groupOf(r, zone))
		p.rollups = append(p.rollups, r)
	}
	return of
}

// measures computes one definition over a part: a time by each of its clocks, in one pass
// over the rows, which is what a long report takes most of its time for.
func (f Facts) measures(d Definition, of *part) []Measure {
	if d.Unit != "ms" {
		return []Measure{f.measure(d, of)}
	}
	var times []timing
	for _, clock := range d.Clocks() {
		times = append(times, timing{measure: d.begin(clock)})
	}
	for _, w := range of.rows[d.ID] {
		ending := w.at(f.AsOf)
		for i := range times {
			times[i].add(d, w, ending, f)
		}
	}
	all := make([]Measure, len(times))
	for i := range times {
		for _, r := range of.inside {
			times[i].merge(d, r)
		}
		all[i] = times[i].result()
	}
	return all
}

// measure computes one definition that has no clock over a part.
func (f Facts) measure(d Definition, of *part) Measure {
	m, rows := d.begin(""), of.rows[d.ID]
	switch d.Unit {
	case "share":
		c := counting{measure: m, counts: map[Ending]int{}}
		for _, w := range rows {
			c.add(d, w, f.AsOf)
		}
		for _, r := range of.inside {
			c.merge(d, r)
		}
		return c.result(d)
	case "load":
		loads, n := loadOf(of, f)
		m.Load, m.N = &loads, n
	default:
		m.Entries, m.N = entriesOf(rows, of.inside, f.AsOf)
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
