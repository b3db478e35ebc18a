package report_test

import (
	"testing"

	"loket/internal/report"
	"loket/internal/words"
)

// TestSharesInBothLanguages: a share, its interval and a capacity have the decimal sign
// and the percent sign of who reads them; what has no figure is a dash in both.
func TestSharesInBothLanguages(t *testing.T) {
	t.Parallel()
	five, six, half := 5, 6, 2.5
	value := float64(five) / float64(six)
	known := report.Share{Value: &value, Numerator: five, Denominator: six, Interval: &report.Interval{Low: 0.4365, High: 0.97}}
	for name, c := range map[string]struct {
		text                words.Text
		indonesian, english string
	}{
		"Share":            {known.Text(), "83,3 % (5/6)", "83.3% (5/6)"},
		"Interval":         {known.RangeText(), "43,6 % – 97,0 %", "43.6% – 97.0%"},
		"Capacity":         {report.HourLoad{Capacity: &half}.CapacityText(), "2,5", "2.5"},
		"NoShare":          {report.Share{}.Text(), "–", "–"},
		"NoInterval":       {report.Share{Value: &value}.RangeText(), "–", "–"},
		"NoCapacity":       {report.HourLoad{}.CapacityText(), "–", "–"},
		"MeasureOfNoShare": {report.Measure{}.ShareText(), "–", "–"},
	} {
		if id, en := c.text.In(words.Indonesian), c.text.In(words.English); id != c.indonesian || en != c.english {
			t.Errorf("%s: %q, in English %q, want %q and %q", name, id, en, c.indonesian, c.english)
		}
	}
}
