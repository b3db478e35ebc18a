package web_test

import (
	"context"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// opinions is the room of the survey with one citizen's answers in it, who said all there
// is to say of themselves.
func opinions(now func() time.Time) *manage.Opinions {
	return &manage.Opinions{
		Opinion: func(context.Context, loket.AgencyID, report.Wish) (report.Opinion, error) {
			return report.OpinionOf(report.OpinionFacts{Query: report.Query{AsOf: now()}, Served: 40, Sheets: []loket.Survey{
				{ID: "s", State: loket.SurveyDone, Scores: [9]int{4, 3, 2, 4, 3, 3, 4, 2, 3}, Profile: loket.Profile{1, 2, 3, loket.ProfileSkipped}},
			}})
		},
		Units:   func(loket.AgencyID) []report.Name { return []report.Name{{ID: "umum", Text: "Umum"}} },
		Offered: func(loket.AgencyID) bool { return false }, Now: now, Zone: webtest.WITA,
	}
}
