package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

// openSurveyOf is the public summary of so many citizens who gave a 3 throughout.
func openSurveyOf(t *testing.T, n int) *report.OpenSurvey {
	t.Helper()
	f := report.OpinionFacts{Query: report.Query{From: monday, To: monday.AddDate(1, 0, 0)}, Sheets: []loket.Survey{surveyed("declined")}}
	for i := range n {
		f.Sheets = append(f.Sheets, surveyed(fmt.Sprint(i), 3, 3, 3, 3, 3, 3, 3, 3, 3))
	}
	return report.OpenSurveyOf(opinionOf(t, f))
}

// TestOpenSurvey hides what stands on few: no count below five, no figure on fewer than
// ten, in no form.
func TestOpenSurvey(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n       int
		counted bool
		shown   bool
	}{{0, false, false}, {4, false, false}, {5, true, false}, {9, true, false}, {10, true, true}} {
		s := openSurveyOf(t, c.n)
		if (s.N != nil) != c.counted || (s.Value != nil) != c.shown || (s.Grade != "") != c.shown || len(s.Elements) > 0 != c.shown || (s.Why == "") != c.shown {
			t.Errorf("of %d citizens: %+v, want the count %v, the figures %v", c.n, s, c.counted, c.shown)
		}
		if text := s.Text.String(); strings.Contains(text, "75,00") != c.shown {
			t.Errorf("of %d citizens the page says %q", c.n, text)
		}
		o := openOf(10)
		o.Survey = s
		var csv strings.Builder
		if err := o.CSV(&csv); err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(csv.String(), "\nM-16,"); lines != map[bool]int{false: 1, true: 10}[c.shown] || strings.Contains(csv.String(), ",index,C,10,75,") != c.shown {
			t.Errorf("of %d citizens the data says:\n%s", c.n, csv.String())
		}
	}
}

// TestOpenSurveyOfNone: an office that offered nobody its survey has none to show.
func TestOpenSurveyOfNone(t *testing.T) {
	t.Parallel()
	if s := report.OpenSurveyOf(opinionOf(t, report.OpinionFacts{})); s != nil {
		t.Errorf("a survey nobody was offered: %+v", s)
	}
}

// TestOpenSurveyDays are whole days, both included, and the elements as the regulation
// names them.
func TestOpenSurveyDays(t *testing.T) {
	t.Parallel()
	s := openSurveyOf(t, 12)
	if s.From != "2026-11-02" || s.To != "2027-11-01" || *s.N != 12 || s.Text.String() != "75,00 · C (Kurang Baik)" {
		t.Errorf("%s to %s, n %d: %s", s.From, s.To, *s.N, s.Text)
	}
	if diff := cmp.Diff([]string{"U1", "Persyaratan", "3,000"}, []string{s.Elements[0].ID, s.Elements[0].Title, s.Elements[0].Text}); diff != "" {
		t.Errorf("the first element (-want +got):\n%s", diff)
	}
}

// TestOpinionAsOf looks at nothing that went on after its moment.
func TestOpinionAsOf(t *testing.T) {
	t.Parallel()
	early, late := surveyed("a", 4, 4, 4, 4, 4, 4, 4, 4, 4), surveyed("b", 1, 1, 1, 1, 1, 1, 1, 1, 1)
	early.ChangedAt, late.ChangedAt = monday, monday.AddDate(0, 0, 2)
	o := opinionOf(t, report.OpinionFacts{Query: report.Query{AsOf: monday.AddDate(0, 0, 1)}, Sheets: []loket.Survey{early, late}})
	if o.N != 1 || o.Offered != 1 || o.ValueText() != "100,00" {
		t.Errorf("n %d of %d: %s, want the early one alone", o.N, o.Offered, o.ValueText())
	}
}
