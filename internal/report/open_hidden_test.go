package report_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// drawnOpen are figures of any number of rows, drawn for each measure apart, and that
// number; those of quotes are told by their entry.
func drawnOpen(r *rapid.T) (report.Open, map[string]int) {
	f := report.Facts{Query: report.Query{Agency: "kupang", From: monday, To: monday.AddDate(0, 0, 2), AsOf: monday.AddDate(0, 0, 2)}}
	rows := map[string]int{}
	add := func(measure, detail string, endings ...report.Ending) {
		for i := range rapid.IntRange(0, 14).Draw(r, measure+detail) {
			ended, took := rapid.SampledFrom(endings).Draw(r, "ended"), time.Duration(rapid.IntRange(0, 5000).Draw(r, "took"))*time.Second
			w := report.Wait{
				ID: fmt.Sprint(measure, detail, i), Measure: measure, Detail: detail, Start: monday.Add(time.Duration(i) * time.Minute), Ended: ended,
				Wall: took.Milliseconds(), Office: took.Milliseconds(), Ticket: loket.TicketID(fmt.Sprint(i)),
			}
			if ended != report.Waiting {
				w.End = w.Start.Add(took)
			}
			f.Waits = append(f.Waits, w)
			rows[strings.TrimSpace(measure+" "+detail)]++
		}
	}
	add(report.ChannelDelay, "", report.Undated)
	add(report.BotOutcome, "", report.OutcomeAnswered)
	add(report.Load, "", report.Answered, report.Waiting)
	add(report.BotAnswer, "", report.Answered)
	add(report.HandOffWait, "", report.Answered, report.Waiting, report.ClosedUnanswered, report.Withdrawn)
	add(report.PromiseKept, "", report.Kept, report.Broken)
	add(report.DeadlinesMet, "", report.Met, report.Missed)
	for _, entry := range []string{"ktp", "kk", "akta"} {
		add(report.QuoteContested, entry, report.Helped, report.Denied)
	}
	return report.OpenOf(report.Build(f), "Dinas", map[string]string{"ktp": "=KTP", "kk": "KK"}), rows
}

// cell is a figure as the open data have it; empty: it is not told.
type cell struct{ id, name, unit, part, n, value, hidden string }

// wantHidden holds cells to the rule that nothing below five is told and no time or
// share of fewer than ten rows.
func wantHidden(r *rapid.T, form string, cells []cell, rows map[string]int) {
	volumes := map[string]string{"Pesan warga": report.ChannelDelay, "Percakapan": report.BotOutcome, "Tiket kepada petugas": report.Load}
	for _, c := range cells {
		of := rows[c.id]
		switch volume, is := volumes[c.name]; {
		case is:
			of = rows[volume]
		case c.id == report.EntryEffect:
			of = rows[report.QuoteContested+" "+strings.TrimPrefix(c.part, "'")]
		}
		if n, err := strconv.Atoi(c.n); c.n != "" && (err != nil || n < 5 || n > of) {
			r.Errorf("%s: n of %+v on %d rows is told", form, c, of)
		}
		least := 10
		if c.unit == "count" {
			least = 5
		}
		if c.value != "" && of < least {
			r.Errorf("%s: the value of %+v on %d rows is told", form, c, of)
		}
		if (c.value == "") != (c.hidden != "") {
			r.Errorf("%s: %+v has both a value and why it has none, or neither", form, c)
		}
	}
}

func csvCells(r *rapid.T, o report.Open) (cells []cell) {
	var table strings.Builder
	if err := o.CSV(&table); err != nil {
		r.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
	if err != nil {
		r.Fatal(err)
	}
	for _, l := range lines[1:] {
		cells = append(cells, cell{id: l[0], name: l[1], unit: l[3], part: l[4], n: l[5], value: l[6], hidden: l[7]})
	}
	return cells
}

func jsonCells(r *rapid.T, o report.Open) (cells []cell) {
	var read struct {
		Figures []map[string]any `json:"figures"`
		Entries []map[string]any `json:"entries"`
	}
	text, err := json.Marshal(o)
	if err == nil {
		err = json.Unmarshal(text, &read)
	}
	if err != nil {
		r.Fatal(err)
	}
	told := func(of map[string]any, name string) string {
		if of[name] == nil {
			return ""
		}
		return fmt.Sprint(of[name])
	}
	for _, f := range read.Figures {
		cells = append(cells, cell{told(f, "id"), told(f, "name"), told(f, "unit"), told(f, "part"), told(f, "n"), told(f, "value"), told(f, "hidden")})
	}
	for _, e := range read.Entries {
		n := told(e, "quoted")
		cells = append(cells, cell{id: report.EntryEffect, unit: "count", part: told(e, "entry"), n: n, value: n})
	}
	return cells
}

// TestNoFormTellsOfFew: whatever happened at an office, the page, the CSV and the JSON
// keep the same figures back, and say why.
func TestNoFormTellsOfFew(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o, rows := drawnOpen(r)
		table, text := csvCells(r, o), jsonCells(r, o)
		if len(table) != len(text) || len(table) != len(o.Figures)+len(o.Entries) {
			r.Fatalf("CSV has %d, JSON %d of %d figures and %d entries", len(table), len(text), len(o.Figures), len(o.Entries))
		}
		wantHidden(r, "CSV", table, rows)
		wantHidden(r, "JSON", text, rows)
		for i := range table {
			if told := table[i].value != ""; told != (text[i].value != "") || table[i].n != text[i].n || table[i].hidden != text[i].hidden {
				r.Errorf("CSV has %+v, JSON %+v, want the same told", table[i], text[i])
			}
		}
		for _, f := range o.Figures {
			if few := strings.HasPrefix(f.Why, "kurang dari"); few && f.Text != f.Why && f.Text != "tidak ditampilkan ("+f.Why+")" {
				r.Errorf("the page shows %q for %s, want only that it is kept back", f.Text, f.Name)
			}
		}
		for _, e := range o.Entries {
			if e.Entry == "akta" {
				r.Errorf("an entry that the catalogue has no more is told: %+v", e)
			}
		}
	})
}

// TestOpenTellsFromFiveAndTen: the rule hides nothing more than it must.
func TestOpenTellsFromFiveAndTen(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]struct{ counts, others, rows int }{0: {}, 4: {}, 5: {3, 0, 10}, 9: {3, 0, 10}, 10: {3, 7, 10}} {
		counts, others, rows := 0, 0, 0
		for _, f := range openOf(n).Figures {
			if f.N != nil {
				rows++
			}
			switch {
			case f.Value == nil:
			case f.Unit == "count":
				counts++
			default:
				others++
			}
		}
		if counts != want.counts || others != want.others || rows != want.rows {
			t.Errorf("of %d each: %d counts, %d times and shares, %d n are told, want %+v", n, counts, others, rows, want)
		}
	}
}
