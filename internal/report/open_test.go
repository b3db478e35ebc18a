package report_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// openFacts are so many messages, bot answers, hand-offs, promises and quotes of a day
// in a period of two.
func openFacts(n int) report.Facts {
	f := report.Facts{Query: report.Query{Agency: "kupang", From: monday, To: monday.AddDate(0, 0, 2), AsOf: monday.AddDate(0, 0, 2)}}
	add := func(measure string, i int, ended report.Ending, took time.Duration) {
		at := monday.Add(time.Duration(i) * time.Minute)
		f.Waits = append(f.Waits, report.Wait{
			ID: fmt.Sprint(measure, i), Measure: measure, Start: at, End: at.Add(took), Ended: ended, Wall: took.Milliseconds(), Office: took.Milliseconds(),
			Detail: "ktp", Ticket: loket.TicketID(fmt.Sprint(i)),
		})
	}
	for i := range n {
		add(report.ChannelDelay, i, report.Undated, 0)
		add(report.BotOutcome, i, report.OutcomeAnswered, 0)
		add(report.Load, i, report.Answered, time.Hour)
		add(report.BotAnswer, i, report.Answered, time.Duration(i+1)*time.Second)
		add(report.HandOffWait, i, report.Answered, time.Duration(i+1)*time.Minute)
		add(report.PromiseKept, i, report.Kept, time.Minute)
		add(report.QuoteContested, i, report.Helped, 0)
	}
	return f
}

func openOf(n int) report.Open {
	return report.OpenOf(report.Build(openFacts(n)), "Dinas Contoh", map[string]string{"ktp": "KTP hilang"})
}

// shownTexts are the figures as "name part clock: text".
func shownTexts(o report.Open) map[string]string {
	texts := map[string]string{}
	for _, f := range o.Figures {
		texts[strings.TrimSpace(strings.Join([]string{f.ID, f.Name, f.Part, string(f.Clock)}, " "))] = f.Text
	}
	return texts
}

func TestOpenFigures(t *testing.T) {
	t.Parallel()
	o := openOf(10)
	if o.From != "2026-11-02" || o.To != "2026-11-03" || o.License != "CC BY 4.0" || o.Name != "Dinas Contoh" {
		t.Errorf("open = %s to %s, %s, %s, want both days, the license and the name", o.From, o.To, o.License, o.Name)
	}
	for name, want := range map[string]string{
		"M-18 Pesan warga": "10", "M-18 Percakapan": "10", "M-18 Tiket kepada petugas": "10",
		"M-01 Waktu jawab bot median wall": "5,0 dtk", "M-01 Waktu jawab bot p90 wall": "9,0 dtk",
		"M-03 Waktu tunggu petugas median office": "5 mnt", "M-03 Waktu tunggu petugas p90 wall": "9 mnt",
		"M-11 Janji ditepati": "100,0 %", "M-10 Tenggat dipenuhi": "tidak ditampilkan (kurang dari 10 kejadian)",
	} {
		if got := shownTexts(o)[name]; got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if len(o.Entries) != 1 || o.Entries[0] != (report.OpenEntry{Entry: "ktp", Title: "KTP hilang", Quoted: 10}) {
		t.Errorf("entries = %+v, want the one by its title", o.Entries)
	}
}

func TestNotReachedIsNotHidden(t *testing.T) {
	t.Parallel()
	f := openFacts(12)
	for i := range f.Waits {
		if w := &f.Waits[i]; w.Measure == report.HandOffWait && w.Wall > 120_000 {
			w.Ended, w.End = report.Waiting, time.Time{}
		}
	}
	o := report.OpenOf(report.Build(f), "Dinas", nil)
	if got := shownTexts(o)["M-03 Waktu tunggu petugas median wall"]; !strings.HasPrefix(got, "belum tercapai (≥ ") {
		t.Errorf("median of two answered of twelve = %q, want that it is not reached", got)
	}
	if len(o.Entries) != 0 {
		t.Errorf("entries = %+v, want none without a title: it is not in the catalogue any more", o.Entries)
	}
}

// TestSmallCountsAreHidden: nothing below five and no figure on fewer than ten is in
// any of the forms, whatever the count.
func TestSmallCountsAreHidden(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 15).Draw(r, "n")
		o := openOf(n)
		for _, f := range o.Figures {
			switch {
			case f.N != nil && *f.N < 5:
				r.Errorf("n = %d of %s is told", *f.N, f.Name)
			case f.Value != nil && f.Unit != "count" && n < 10:
				r.Errorf("%s on %d rows is told: %v", f.Name, n, *f.Value)
			case f.Value == nil && f.Why == "":
				r.Errorf("%s is missing without a reason", f.Name)
			case f.Value != nil && f.Why != "":
				r.Errorf("%s is told and said to be hidden: %s", f.Name, f.Why)
			}
		}
		if shown := len(o.Entries) > 0; shown != (n >= 5) {
			r.Errorf("an entry quoted %d times is shown: %v", n, shown)
		}
	})
}

func TestOpenDataForms(t *testing.T) {
	t.Parallel()
	o := openOf(10)
	var table strings.Builder
	if err := o.CSV(&table); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
	if err != nil || len(lines) != 1+len(o.Figures)+len(o.Entries) {
		t.Fatalf("CSV has %d lines, %v, want a head, %d figures and %d entries", len(lines), err, len(o.Figures), len(o.Entries))
	}
	for _, line := range lines[1:] {
		if line[len(line)-1] != "CC BY 4.0" || line[8] != "2026-11-02" {
			t.Errorf("line = %q, want its days and the license", line)
		}
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var back report.Open
	if err := json.Unmarshal(text, &back); err != nil || len(back.Figures) != len(o.Figures) || *back.Figures[3].Value != 5000 {
		t.Errorf("JSON read back = %+v, %v, want the same figures, in ms", back, err)
	}
}
