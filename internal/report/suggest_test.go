package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 5, 1, 0, 0, 0, time.UTC)
	pick := func(id loket.MessageID, hours int, text, entry string) loket.Pick {
		return loket.Pick{Message: id, At: day.Add(time.Duration(hours) * time.Hour), Text: text, Entry: entry}
	}
	decided := func(p loket.Pick) loket.Pick { p.Decided = true; return p }
	open := func(entry, plain string) bool { return entry != "dicabut" && plain != "sudah ada" }
	for _, tt := range []struct {
		name  string
		picks []loket.Pick
		want  []report.Suggestion
	}{
		{"None", nil, []report.Suggestion{}},
		{
			"Alike/AreOne, theLatestSpeaks",
			[]loket.Pick{pick("m1", 1, "KTP hilang", "ktp"), pick("m2", 3, "ktp HILANG", "ktp"), pick("m3", 2, "ktp hilang", "ktp")},
			[]report.Suggestion{{Entry: "ktp", Text: "ktp HILANG", N: 3, Last: day.Add(3 * time.Hour), Messages: []loket.MessageID{"m1", "m2", "m3"}}},
		},
		{
			"ForAnotherEntry/IsAnother, theMostFirst",
			[]loket.Pick{pick("m1", 9, "kartu", "kia"), pick("m2", 1, "kartu", "ktp"), pick("m3", 2, "kartu", "ktp")},
			[]report.Suggestion{
				{Entry: "ktp", Text: "kartu", N: 2, Last: day.Add(2 * time.Hour), Messages: []loket.MessageID{"m2", "m3"}},
				{Entry: "kia", Text: "kartu", N: 1, Last: day.Add(9 * time.Hour), Messages: []loket.MessageID{"m1"}},
			},
		},
		{
			"Decided/TakesAllAlikeAway, notThoseOfAnotherEntry",
			[]loket.Pick{pick("m1", 5, "kartu", "ktp"), pick("m2", 4, "Kartu", "ktp"), pick("m3", 3, "kartu", "kia"), decided(pick("m0", 0, "KARTU", "ktp"))},
			[]report.Suggestion{{Entry: "kia", Text: "kartu", N: 1, Last: day.Add(3 * time.Hour), Messages: []loket.MessageID{"m3"}}},
		},
		{
			"Known/OrOfNoEntry/OrWithoutAWord",
			[]loket.Pick{pick("m1", 1, "sudah ada", "ktp"), pick("m2", 1, "apa", "dicabut"), pick("m3", 1, "", "ktp")},
			[]report.Suggestion{},
		},
		{
			"Equal/TheLatestFirst",
			[]loket.Pick{pick("m1", 1, "satu", "ktp"), pick("m2", 2, "dua", "ktp")},
			[]report.Suggestion{
				{Entry: "ktp", Text: "dua", N: 1, Last: day.Add(2 * time.Hour), Messages: []loket.MessageID{"m2"}},
				{Entry: "ktp", Text: "satu", N: 1, Last: day.Add(time.Hour), Messages: []loket.MessageID{"m1"}},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, report.Suggest(tt.picks, strings.ToLower, open)); diff != "" {
				t.Errorf("suggestions differ (-want +got):\n%s", diff)
			}
		})
	}
}
