package store

import (
	"testing"

	"loket/internal/report"
)

// TestFactsToldApart: what a row's text says is what its columns said, whatever a topic
// is called, and what the filter says stands in for what is not told apart.
func TestFactsToldApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		q     report.Query
		parts []report.By
		text  string
		want  report.Wait
	}{
		"NoPart":     {report.Query{}, nil, "M-03\x1fanswered", report.Wait{Measure: "M-03", Ended: report.Answered}},
		"NotEnded":   {report.Query{}, nil, "M-03\x1f", report.Wait{Measure: "M-03"}},
		"Filter":     {report.Query{Filter: report.Filter{Unit: "kk"}}, nil, "M-03\x1fanswered", report.Wait{Measure: "M-03", Ended: report.Answered, Unit: "kk"}},
		"PartByUnit": {report.Query{By: report.ByUnit}, nil, "M-06\x1fwaiting\x1fktp", report.Wait{Measure: "M-06", Ended: report.Waiting, Unit: "ktp"}},
		"AllParts": {
			report.Query{By: report.ByTopic},
			[]report.By{report.ByStaff, report.ByUnit, report.ByChannel},
			"M-03\x1fanswered\x1fc\x1fu\x1fs\x1ft",
			report.Wait{Measure: "M-03", Ended: report.Answered, Channel: "c", Unit: "u", Staff: "s", Topic: "t"},
		},
		"Empty": {
			report.Query{By: report.ByTopic},
			[]report.By{report.ByStaff},
			"M-03\x1fanswered\x1f\x1f",
			report.Wait{Measure: "M-03", Ended: report.Answered},
		},
		"StrangeTopic": {
			report.Query{By: report.ByTopic},
			[]report.By{report.ByStaff},
			"M-03\x1fanswered\x1fs\x1fa\x1fb|c",
			report.Wait{Measure: "M-03", Ended: report.Answered, Staff: "s", Topic: "a\x1fb|c"},
		},
	} {
		f := newFactReader(c.q, c.parts)
		for range 2 { // the second is remembered
			if got := f.told(c.text); !got.Equal(c.want) {
				t.Errorf("%s: %+v, want %+v", name, got, c.want)
			}
		}
	}
}
