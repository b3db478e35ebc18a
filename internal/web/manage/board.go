package manage

import (
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var boardPage = template.Must(web.Page(files, "laporan.html", "gambar.html", "masa.html"))

// boardView is the dashboard.
type boardView struct {
	web.Frame
	drawing

	Today      todayView
	Periods    []web.Link
	From, To   string // as the date fields hold them
	Conditions []choiceView
	Filtered   []words.Text // what the filter takes, in words
	Clear      string       // the same without it
	asked      asked
	Period     words.Text
	AsOf       words.Text
	Partial    bool // the period goes on
	Problem    words.Text
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
		Partial: now.Before(a.end()), Clear: asked{period: a.period}.href(), asked: a,
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
	if view.drawing, err = m.drawn(r.Context(), a, staff.Agency, choices); err != nil {
		return err
	}
	view.AsOf = web.When(view.asOf, now, zone)
	return web.Render(w, http.StatusOK, boardPage, view)
}

// File is where the figures that are shown are had as a file; by: what they are told
// apart by, empty: nothing.
func (v boardView) File(format, by string) string {
	return v.asked.fileHref("format", format, "by", by)
}

// Standing is the same as things stand now, or as they were left; words say which.
func (v boardView) Standing() web.Link {
	other := v.asked
	other.live = !other.live
	if other.live {
		return web.Link{Href: other.href(), Text: "Tampilkan keadaan sekarang"}
	}
	return web.Link{Href: other.href(), Text: "Tampilkan angka yang dibekukan"}
}

// Left tells that the reader wants to see how things stand now of what may be closed.
func (v boardView) Left() bool { return v.asked.live }

// Rows is where the rows that are shown are had as a file.
func (v boardView) Rows(what string) string {
	return v.asked.fileHref("format", "xlsx", "baris", what)
}

// drawing is everything on the dashboard that is drawn from figures.
type drawing struct {
	Headline []figureView
	Groups   []groupView
	Charts   []chartView
	Load     figureView
	Warnings []words.Text   // what no figure says
	Rounded  bool           // median and percentiles are within 1 %
	Frozen   *report.Report // what is told of a month that is closed; nil: it is not
	asOf     time.Time
}

// draw makes a drawing of figures; of none at all there is nothing on it.
func draw(a asked, board figuresBoard, choices Choices) drawing {
	d := drawing{asOf: board.now.AsOf, Rounded: !board.now.Exact, Warnings: board.now.Warnings()}
	if len(board.now.Measures) == 0 {
		return d
	}
	for _, id := range headline() {
		f := figureOf(id, a, board)
		f.Sentence = f.sentence()
		d.Headline = append(d.Headline, f)
	}
	if board.now.Frozen != nil {
		d.Frozen = &board.now
	}
	d.Groups, d.Load = groups(a, board), figureOf(report.Load, a, board)
	d.Charts = charts(a, board, choices)
	return d
}
