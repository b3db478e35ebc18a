package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"
)

const (
	// fewest is the smallest count that is told to everybody: behind a smaller one
	// stands somebody whom neighbours know.
	fewest = 5
	// fewestFor is on how many rows a time or a share must stand to be told.
	fewestFor = 10
	// openEntries is how many of the entries asked most are told.
	openEntries = 10
)

// License and LicenseURL are under which open data are given.
const (
	License    = "CC BY 4.0"
	LicenseURL = "https://creativecommons.org/licenses/by/4.0/deed.id"
)

// Open is what everybody may know of an office's figures: the public page and its
// open data. Nothing in it stands on fewer than five.
type Open struct {
	Agency     string       `json:"agency"`
	Name       string       `json:"name"`
	From       string       `json:"from"` // days, both included
	To         string       `json:"to"`
	License    string       `json:"license"`
	LicenseURL string       `json:"license_url"`
	Figures    []OpenFigure `json:"figures"`
	Entries    []OpenEntry  `json:"entries"` // asked most
	Survey     *OpenSurvey  `json:"survey,omitempty"`
}

// OpenFigure is one figure.
type OpenFigure struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Clock Clock    `json:"clock,omitempty"`
	Unit  string   `json:"unit"` // "count", "ms", "share"
	Part  string   `json:"part,omitempty"`
	N     *int     `json:"n" jsonschema:"nullable"`     // nil: fewer than 5
	Value *float64 `json:"value" jsonschema:"nullable"` // nil: hidden, or not reached; why says which
	Why   string   `json:"hidden,omitempty"`
	Text  string   `json:"-"` // as people read it
}

// OpenEntry is how often an answer was given.
type OpenEntry struct {
	Entry  string `json:"entry"`
	Title  string `json:"title"`
	Quoted int    `json:"quoted"`
}

// Why a figure is not told.
const (
	whyFew        = "kurang dari 10 kejadian"
	whyFewCounted = "kurang dari 5"
	whyNotReached = "belum tercapai"
)

// OpenOf takes out of a report what everybody may know. Titles are those of entries.
func OpenOf(r Report, name string, titles map[string]string) Open {
	o := Open{
		Agency: string(r.Agency), Name: name, From: r.From.Format(time.DateOnly), To: r.To.AddDate(0, 0, -1).Format(time.DateOnly),
		License: License, LicenseURL: LicenseURL, Entries: []OpenEntry{},
	}
	loads := r.All(Load, "").Load
	if loads == nil {
		loads = &Loads{}
	}
	messages, episodes := 0, 0
	for _, c := range loads.Cells {
		messages, episodes = messages+c.Messages, episodes+c.Episodes
	}
	o.count("Pesan warga", messages)
	o.count("Percakapan", episodes)
	o.count("Tiket kepada petugas", loads.Arrivals)
	o.time(r.All(BotAnswer, Wall))
	o.time(r.All(HandOffWait, Wall))
	o.time(r.All(HandOffWait, Office))
	o.share(r.All(PromiseKept, ""))
	o.share(r.All(DeadlinesMet, ""))
	for _, e := range r.All(EntryEffect, "").Entries {
		if e.Quoted >= fewest && len(o.Entries) < openEntries && titles[e.Entry] != "" {
			o.Entries = append(o.Entries, OpenEntry{Entry: e.Entry, Title: titles[e.Entry], Quoted: e.Quoted})
		}
	}
	return o
}

// count tells how many there were.
func (o *Open) count(name string, n int) {
	f := OpenFigure{ID: Load, Name: name, Unit: "count", Text: "kurang dari 5", Why: whyFewCounted}
	if n >= fewest {
		value := float64(n)
		f.N, f.Value, f.Text, f.Why = &n, &value, strconv.Itoa(n), ""
	}
	o.Figures = append(o.Figures, f)
}

// time tells the median and the 90th percentile.
func (o *Open) time(m Measure) {
	for _, q := range []struct {
		part  string
		value *int64
		text  string
	}{{"median", m.times().Median, m.MedianText().String()}, {"p90", m.times().P90, m.P90Text().String()}} {
		f := o.begin(m, m.N)
		f.Part = q.part
		switch {
		case m.N < fewestFor:
		case q.value == nil:
			f.Why, f.Text = whyNotReached, q.text
		default:
			value := float64(*q.value)
			f.Value, f.Text, f.Why = &value, q.text, ""
		}
		o.Figures = append(o.Figures, f)
	}
}

// share tells a part of a whole.
func (o *Open) share(m Measure) {
	f := o.begin(m, m.Denominator)
	if m.Value != nil && m.Denominator >= fewestFor {
		value := *m.Value
		f.Value, f.Text, f.Why = &value, percent(value).String(), ""
	}
	o.Figures = append(o.Figures, f)
}

// begin is a figure that is hidden for standing on few.
func (o *Open) begin(m Measure, n int) OpenFigure {
	f := OpenFigure{ID: m.ID, Name: Define(m.ID).Name, Clock: m.Clock, Unit: Define(m.ID).Unit, Why: whyFew, Text: "tidak ditampilkan (" + whyFew + ")"}
	if n >= fewest {
		f.N = &n
	}
	return f
}

// CSV writes a line for each figure and entry. What is hidden is empty.
func (o Open) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"id", "name", "clock", "unit", "part", "n", "value", "hidden", "from", "to", "license"}}
	for _, f := range o.Figures {
		lines = append(lines, []string{
			f.ID, harmless(f.Name), string(f.Clock), f.Unit, f.Part, optional(f.N, strconv.Itoa),
			optional(f.Value, func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }), f.Why, o.From, o.To, License,
		})
	}
	for _, e := range o.Entries {
		n := strconv.Itoa(e.Quoted)
		lines = append(lines, []string{EntryEffect, harmless(e.Title), "", "count", harmless(e.Entry), n, n, "", o.From, o.To, License})
	}
	if o.Survey != nil {
		lines = append(lines, o.Survey.csv()...)
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write open data: %w", err)
	}
	return nil
}
