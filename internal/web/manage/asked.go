package manage

import (
	"net/url"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var errBadKind = loket.Errorf(loket.CodeInvalid, "Jenis tiket tidak dikenal. Pilih dari daftar.")

// asked is what the reader wants to see: a period, and of it what a filter takes.
type asked struct {
	period
	filter report.Filter
	live   bool // as things stand now, of a month that is closed too
}

// readAsked reads an address. With an error it holds what could be read.
func readAsked(query url.Values, now time.Time, zone *time.Location) (asked, error) {
	span, err := readPeriod(query, now, zone)
	a := asked{period: span, live: query.Get("kini") == "1", filter: report.Filter{
		Unit: loket.UnitID(query.Get("unit")), Channel: loket.ChannelID(query.Get("channel")), Topic: query.Get("topic"),
		Staff: loket.StaffID(query.Get("staff")), Kind: loket.TicketKind(query.Get("kind")),
	}}
	if err == nil && a.filter.Kind != "" && !slices.Contains(loket.TicketKinds(), a.filter.Kind) {
		err = errBadKind
	}
	return a, err
}

// query is the question of a report.
func (a asked) query(agency loket.AgencyID) report.Query {
	return report.Query{Agency: agency, From: a.first, To: a.end(), Filter: a.filter, By: a.step(), Frozen: !a.live}
}

// step is what a trend over the period is told apart by: some thirty points.
func (a asked) step() report.By {
	switch days := a.days(); {
	case days == 1:
		return report.ByHour
	case days <= 35:
		return report.ByDay
	case days <= 240:
		return report.ByWeek
	}
	return report.ByMonth
}

func (p period) days() (n int) {
	for at := p.first; !at.After(p.last); at = at.AddDate(0, 0, 1) {
		n++
	}
	return n
}

// values write it as an address holds it.
func (a asked) values() url.Values {
	q := url.Values{"from": {a.first.Format(isoDay)}, "to": {a.last.Format(isoDay)}}
	if a.live {
		q.Set("kini", "1")
	}
	f := a.filter
	for name, value := range map[string]string{
		"unit": string(f.Unit), "channel": string(f.Channel), "topic": f.Topic, "staff": string(f.Staff), "kind": string(f.Kind),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

func (a asked) href() string { return "/laporan?" + a.values().Encode() }

// fileHref leads to a file, with names and values in turn beside those of the filter.
func (a asked) fileHref(more ...string) string {
	q := a.values()
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return "/laporan/unduh?" + q.Encode()
}

// rowsHref leads to the rows behind a figure, as they were at its moment.
func (a asked) rowsHref(measure string, asOf time.Time) string {
	q := a.values()
	q.Set("ukuran", measure)
	q.Set("per", asOf.UTC().Format(time.RFC3339Nano))
	return "/laporan/baris?" + q.Encode()
}

// links are the periods one click away, with the same filter; the current one is
// marked.
func (a asked) links(now time.Time, zone *time.Location) []web.Link {
	today := lastDays(1, now, zone)
	month := time.Date(today.first.Year(), today.first.Month(), 1, 0, 0, 0, 0, zone)
	choices := []struct {
		text words.Text
		span period
	}{
		{"Hari ini", today},
		{"7 hari", lastDays(7, now, zone)},
		{"28 hari", lastDays(28, now, zone)},
		{"Bulan lalu", period{first: month.AddDate(0, -1, 0), last: month.AddDate(0, 0, -1)}},
	}
	var links []web.Link
	for _, c := range choices {
		current := c.span.first.Equal(a.first) && c.span.last.Equal(a.last)
		links = append(links, web.Link{Href: asked{period: c.span, filter: a.filter}.href(), Text: c.text, Current: current})
	}
	return links
}

// choiceView is one condition of the filter.
type choiceView struct {
	Name, Value string
	Label       words.Text
	Options     []optionView
}

// optionView is one value of a condition.
type optionView struct {
	ID   string
	Text words.Text
}

func optionsOf(names []report.Name) []optionView {
	all := make([]optionView, len(names))
	for i, n := range names {
		all[i] = optionView{n.ID, words.Name(n.Text)}
	}
	return all
}

// conditions are the fields of the filter. A value the office does not offer, as from
// an old address, stays to be seen.
func (a asked) conditions(c Choices) []choiceView {
	kinds := make([]optionView, 0, len(loket.TicketKinds()))
	for _, k := range loket.TicketKinds() {
		kinds = append(kinds, optionView{string(k), web.KindName(k)})
	}
	f := a.filter
	all := []choiceView{
		{"unit", string(f.Unit), "Bagian", optionsOf(c.Units)},
		{"channel", string(f.Channel), "Kanal", optionsOf(c.Channels)},
		{"topic", f.Topic, "Topik", optionsOf(c.Topics)},
		{"staff", string(f.Staff), "Petugas", optionsOf(c.Staff)},
		{"kind", string(f.Kind), "Jenis tiket", kinds},
	}
	for i, v := range all {
		known := slices.ContainsFunc(v.Options, func(n optionView) bool { return n.ID == v.Value })
		if v.Value != "" && !known {
			all[i].Options = slices.Concat(v.Options, []optionView{{v.Value, words.Name(v.Value)}})
		}
	}
	return all
}

// filterText says what the filter takes; empty: everything.
func filterText(conditions []choiceView) (parts []words.Text) {
	for _, c := range conditions {
		for _, o := range c.Options {
			if c.Value != "" && o.ID == c.Value {
				parts = append(parts, words.Say("%s: %s", c.Label, o.Text))
			}
		}
	}
	return parts
}
