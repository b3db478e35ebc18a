package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Wish is a query as people write it: in a command, in an address.
type Wish struct {
	From, To string // days, both included; empty: 28 days until today
	AsOf     string // a moment (RFC 3339), or a day: its end; empty: now
	Unit     string
	Channel  string
	Topic    string
	Staff    string
	Kind     string
	By       string
	Live     bool // as things stand now, of a closed month too
}

// defaultDays is how long a report looks back when nobody says.
const defaultDays = 28

// Query reads a wish in an agency's zone. What is wrong with it comes as a
// *loket.Error that begins with the name of the field.
func (w Wish) Query(agency loket.AgencyID, now time.Time, zone *time.Location) (Query, error) {
	q := Query{Agency: agency, By: By(w.By), Filter: Filter{
		Unit: loket.UnitID(w.Unit), Channel: loket.ChannelID(w.Channel), Topic: w.Topic, Staff: loket.StaffID(w.Staff), Kind: loket.TicketKind(w.Kind),
	}}
	q.Frozen = !w.Live && w.AsOf == ""
	var err error
	if q.AsOf, err = moments(w.AsOf, now, zone); err != nil {
		return q, err
	}
	if w.By != "" && !slices.Contains(Bys(), q.By) {
		return q, wrong("by %q tidak dikenal; pilih salah satu: %s", w.By, list(Bys()))
	}
	if w.Kind != "" && !slices.Contains(loket.TicketKinds(), q.Filter.Kind) {
		return q, wrong("kind %q bukan jenis tiket; pilih salah satu: %s", w.Kind, list(loket.TicketKinds()))
	}
	q.From, q.To, err = w.period(now, zone)
	return q, err
}

func list[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, one := range all {
		names[i] = string(one)
	}
	return strings.Join(names, ", ")
}

// period reads the two days, both included.
func (w Wish) period(now time.Time, zone *time.Location) (from, to time.Time, err error) {
	first, last := calendar.DateOf(now.In(zone)), calendar.DateOf(now.In(zone))
	for _, field := range []struct {
		name, text string
		day        *calendar.Date
	}{{"from", w.From, &first}, {"to", w.To, &last}} {
		if field.text == "" {
			continue
		}
		if *field.day, err = calendar.ParseDate(field.text); err != nil {
			return from, to, wrong("%s %q bukan tanggal; tulis misalnya 2026-11-01", field.name, field.text)
		}
	}
	to = time.Date(last.Year, last.Month, last.Day+1, 0, 0, 0, 0, zone)
	from = time.Date(first.Year, first.Month, first.Day, 0, 0, 0, 0, zone)
	if w.From == "" {
		from = to.AddDate(0, 0, -defaultDays)
	}
	if !from.Before(to) {
		return from, to, wrong("from %s sesudah --to %s; tukar keduanya", from.Format(time.DateOnly), to.AddDate(0, 0, -1).Format(time.DateOnly))
	}
	return from, to, nil
}

// moments reads the moment a report is made as of.
func moments(text string, now time.Time, zone *time.Location) (time.Time, error) {
	if text == "" {
		return now.In(zone), nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.In(zone), nil
	}
	day, err := calendar.ParseDate(text)
	if err != nil {
		return time.Time{}, wrong("as-of %q bukan waktu; tulis misalnya 2026-11-30 atau 2026-11-30T12:00:00+08:00", text)
	}
	return time.Date(day.Year, day.Month, day.Day+1, 0, 0, 0, 0, zone), nil
}

func wrong(format string, args ...any) error {
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf(format, args...))
}

// The forms of a report.
const (
	FormatTable = "table"
	FormatJSON  = "json"
	FormatCSV   = "csv"
	FormatXLSX  = "xlsx"
	FormatPDF   = "pdf"
	FormatHTML  = "html"
)

// Format reads the form of a report; empty: a table.
func Format(text string) (string, error) {
	switch text = cmp.Or(text, FormatTable); text {
	case FormatTable, FormatJSON, FormatCSV, FormatXLSX, FormatPDF, FormatHTML:
		return text, nil
	}
	return "", wrong("format %q tidak dikenal; pakai table, json, csv, xlsx, pdf, atau html", text)
}
