package faq

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEnding(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	c := &Catalog{}
	for i, until := range []Date{"", "2026-11-22", "2026-11-23", "2026-12-23", "2026-12-24"} {
		c.entries = append(c.entries, Entry{ID: fmt.Sprint("e", i), ValidUntil: until, Status: Published})
	}
	c.entries = append(c.entries,
		Entry{ID: "draft", ValidUntil: "2026-11-22", Status: Draft}, Entry{ID: "withdrawn", ValidUntil: "2026-11-25", Status: Withdrawn})
	for _, test := range []struct {
		name        string
		now         time.Time
		ended, soon []string
	}{
		{"TheDayBefore", time.Date(2026, 11, 22, 23, 59, 59, 0, wita), nil, []string{"e1", "e2"}},
		{"TheLastDayIsPastAtMidnight", time.Date(2026, 11, 23, 0, 0, 0, 0, wita), []string{"e1"}, []string{"e2", "e3"}},
		{"TheDayIsTheOffices", time.Date(2026, 11, 22, 16, 30, 0, 0, time.UTC).In(wita), []string{"e1"}, []string{"e2", "e3"}},
		{"LongAfter", time.Date(2027, 6, 1, 12, 0, 0, 0, wita), []string{"e1", "e2", "e3", "e4"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ended, soon := c.Ending(test.now, 30)
			if diff := cmp.Diff(test.ended, ended) + cmp.Diff(test.soon, soon); diff != "" {
				t.Errorf("Ending(%v) (-want +got):\n%s", test.now, diff)
			}
			for _, e := range c.entries { // it never contradicts what is quoted
				gone := false
				for _, id := range ended {
					gone = gone || id == e.ID
				}
				if e.Status == Published && gone == e.Quotable(test.now) {
					t.Errorf("%s at %v: ended %v, quotable %v", e.ID, test.now, gone, e.Quotable(test.now))
				}
			}
		})
	}
}
