package manage

import (
	"fmt"
	"html/template"
	"net/http"

	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var boardPage = template.Must(web.Page(files, "laporan.html", "gambar.html"))

// boardView is the dashboard.
type boardView struct {
	web.Frame
	Today      todayView
	Periods    []web.Link
	From, To   string // as the date fields hold them
	Conditions []choiceView
	Filtered   []words.Text // what the filter takes, in words
	Clear      string       // the same without it
	Period     words.Text
	AsOf       words.Text
	Partial    bool // the period goes on
	Problem    words.Text
	Headline   []figureView
	Groups     []groupView
	Charts     []chartView
	Load       figureView
	Outages    []report.Outage // that touch the period: what they cost stands in no figure
}

// board answers GET /laporan.
func (m *Manage) board(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	zone, now := m.Zone(staff.Agency), m.Now()
	a, problem := readAsked(r.URL.Query(), now, zone)
	choices, err := m.Counter.Choices(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read what figures can be filtered by: %w", err)
	}
	view := boardView{
		Frame: web.NewFrame(r, "Laporan waktu tanggap"), Periods: a.links(now, zone),
		From: a.first.Format(isoDay), To: a.last.Format(isoDay), Period: a.text(), Conditions: a.conditions(choices),
		Partial: now.Before(a.end()), Clear: asked{period: a.period}.href(),
	}
	view.Live = true
	view.Filtered = filterText(view.Conditions)
	if view.Today, err = m.todayView(r); err != nil {
		return err
	}
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), boardPage, view)
	}
	board, err := m.figuresOf(r.Context(), a, staff.Agency)
	if err != nil {
		return err
	}
	view.AsOf, view.Outages = web.When(board.now.AsOf, now, zone), board.now.Outages
	if len(board.now.Measures) > 0 {
		view.fill(a, board, choices)
	}
	return web.Render(w, http.StatusOK, boardPage, view)
}

// fill sets the figures.
func (v *boardView) fill(a asked, board figuresBoard, choices Choices) {
	for _, id := range headline() {
		f := figureOf(id, a, board)
		f.Sentence = f.sentence()
		v.Headline = append(v.Headline, f)
	}
	v.Groups, v.Load = groups(a, board), figureOf(report.Load, a, board)
	v.Charts = charts(a, board, choices)
}
