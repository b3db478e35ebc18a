package report_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/report"
)

// sheet writes a report as CSV and reads it back: a map from column to cell for each
// line. Every line has to have all columns.
func sheet(t *testing.T, r report.Report) (text string, lines []map[string]string) {
	t.Helper()
	var out strings.Builder
	if err := r.CSV(&out); err != nil {
		t.Fatal(err)
	}
	cells, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatalf("read CSV back: %v\n%s", err, out.String())
	}
	for _, row := range cells[1:] {
		line := map[string]string{}
		for i, name := range cells[0] {
			line[name] = row[i]
		}
		lines = append(lines, line)
	}
	return out.String(), lines
}

// TestCSV compares lines with figures reckoned by hand. Of four hand-offs two were
// answered, after 10 and 20 s, one was taken back and one is open after 100 s.
func TestCSV(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(100 * time.Second)
	kept, broken := ended(report.Kept, 60), ended(report.Broken, 90)
	kept.Measure, broken.Measure = report.PromiseKept, report.PromiseKept
	r := build(asOf, append(answered(10, 20), ended(report.Withdrawn, 15), open(asOf, 100), kept, broken)...)
	text, lines := sheet(t, r)
	for _, want := range []string{
		"id,version,clock,unit,group,group_name,n,answered,waiting,closed_unanswered,withdrawn,median_ms,p90_ms,p95_ms,p99_ms," +
			"mean_ms,at_least_ms,value,numerator,denominator,low,high,provisional,not_due,parts,held_n,held_of,held_median_ms,held_p95_ms,held_mean_ms\n",
		"\nM-03,2,wall,ms,,,4,2,1,0,1,20000,,,,15000,100000,,,,,,0,0,,,,,,\n",
		"\nM-11,1,,share,,,2,,,,,,,,,,,0.500000,1,2,0.094531,0.905469,0,0,kept=1 renewed=0 broken=1 withdrawn=0,,,,,\n",
		"\nM-05,1,wall,ms,,,0,0,0,0,0,,,,,,,,,,,,0,0,,,,,,\n",   // nothing was measured: no time is 0
		"\nM-01,1,wall,ms,,,0,0,0,0,0,,,,,,,,,,,,0,0,,0,0,,,\n", // none was answered, so none was held
		"\nM-20,1,,share,,,0,,,,,,,,,,,,,,,,0,0,met=0 missed=0 withdrawn=0,,,,,\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("CSV:\n%s\nlacks %q", text, want)
		}
	}
	if got, want := len(lines), len(r.Measures); got != want {
		t.Errorf("%d lines, want one for each of %d figures", got, want)
	}
	if err := r.CSV(&full{}); !errors.Is(err, errFull) {
		t.Errorf("CSV to a full disk = %v, want its error", err)
	}
}

// TestCSVNames: whatever a member of staff, a channel or a topic is called, a program
// for tables reads the name, and as nothing but a name.
func TestCSVNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ina":                     "Ina",
		"Loket 1, lantai 2":       "Loket 1, lantai 2",
		`Si "Budi"`:               `Si "Budi"`,
		"dua\nbaris":              "dua\nbaris",
		"=HYPERLINK(\"x\",\"y\")": "'=HYPERLINK(\"x\",\"y\")",
		"+62811":                  "'+62811",
		"-1+1":                    "'-1+1",
		"@SUM(A1)":                "'@SUM(A1)",
		"\t=1":                    "'\t=1",
		"\r=1":                    "'\r=1",
		"-":                       "-",
		"a=b":                     "a=b",
		"Ünal":                    "Ünal",
	} {
		wait := ended(report.Answered, 10)
		wait.Topic = name
		for _, facts := range []report.Facts{
			{Query: report.Query{AsOf: horizon(), By: report.ByTopic}, Waits: []report.Wait{wait}},
			{Query: report.Query{AsOf: horizon(), By: report.ByChannel}, Waits: []report.Wait{wait}, Names: []report.Name{{ID: "c1", Text: name}}},
		} {
			_, lines := sheet(t, report.Build(facts))
			column := map[report.By]string{report.ByTopic: "group", report.ByChannel: "group_name"}[facts.By]
			var got []string
			for _, line := range lines {
				if line["id"] == report.HandOffWait && line["clock"] == "wall" {
					got = append(got, line[column])
				}
			}
			if diff := cmp.Diff([]string{"", want}, got); diff != "" {
				t.Errorf("%s of %q by %s (-want +got):\n%s", column, name, facts.By, diff)
			}
		}
	}
}

// TestEmptyReport: a report over nothing has every figure, none of them a number that
// was not measured, in every form.
func TestEmptyReport(t *testing.T) {
	t.Parallel()
	for _, by := range append(report.Bys(), "") {
		r := report.Build(report.Facts{Query: report.Query{Agency: "kupang", AsOf: opening(), By: by}})
		if _, lines := sheet(t, r); len(lines) != len(build(opening()).Measures) {
			t.Errorf("by %q: %d lines of nothing, want one for each figure", by, len(lines))
		}
		for _, m := range r.Measures {
			if m.N != 0 || m.Group != "" || m.Times != nil && (m.Median != nil || m.Mean != nil) || m.Share != nil && m.Value != nil {
				t.Errorf("by %q: %s of nothing = %s", by, m.ID, figure(m))
			}
		}
	}
}
