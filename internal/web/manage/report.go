package manage

import (
	"fmt"
	"html/template"
	"net/http"

	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var reportPage = template.Must(web.Page(files, "laporan.html"))

// reportView is the page of the figures.
type reportView struct {
	web.Frame
	Periods  []web.Link
	From, To string // as the date fields hold them
	Period   words.Text
	AsOf     words.Text
	Problem  words.Text
	Figures  []figureView
	Outages  []report.Outage // that touch the period: what they cost stands in no figure
}

// figureView is one measure: its meaning, its figures over all channels, and
// channel by channel.
type figureView struct {
	report.Definition
	All      report.Measure
	Channels []report.Measure
}

// Called is the measure's name.
func (f figureView) Called() words.Text { return words.Both(f.Name, f.NameEN) }

// Meaning is what it measures.
func (f figureView) Meaning() words.Text { return words.Both(f.Text, f.TextEN) }

// Gloss is both in the other language.
func (f figureView) Gloss() words.Text {
	return words.Both(f.NameEN+": "+f.TextEN, f.Name+": "+f.Text)
}

// report answers GET /laporan?from=&to=.
func (m *Manage) report(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	zone, now := m.Zone(staff.Agency), m.Now()
	span, problem := readPeriod(r.URL.Query(), now, zone)
	view := reportView{
		Frame: web.NewFrame(r, "Laporan waktu tanggap"), Periods: span.links(now, zone),
		From: span.first.Format(isoDay), To: span.last.Format(isoDay), Period: span.text(),
	}
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), reportPage, view)
	}
	figures, err := m.Figures.Report(r.Context(), report.Query{
		Agency: staff.Agency, From: span.first, To: span.end(), By: report.ByChannel,
	})
	if err != nil {
		return fmt.Errorf("compute report: %w", err)
	}
	view.AsOf, view.Figures = web.When(figures.AsOf, now, zone), figureViews(figures)
	view.Outages = figures.Outages
	return web.Render(w, http.StatusOK, reportPage, view)
}

func figureViews(figures report.Report) []figureView {
	var views []figureView
	for _, d := range report.Definitions() {
		measures := figures.Of(d.ID, report.Wall)
		if len(measures) == 0 {
			continue // no time
		}
		views = append(views, figureView{Definition: d, All: measures[0], Channels: measures[1:]})
	}
	return views
}
