package manage

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var opinionPage = template.Must(web.Page(files, "ikm.html", "masa.html"))

// Opinions is the room of the satisfaction survey. Its fields are set once, before use.
type Opinions struct {
	// Opinion computes M-16 of an agency; what is wrong with the wish is a *loket.Error.
	Opinion func(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error)
	// Units are the parts of an agency that it can be asked for.
	Units func(loket.AgencyID) []report.Name
	// Offered tells whether an agency offers its survey now.
	Offered func(loket.AgencyID) bool
	Now     func() time.Time
	Zone    func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (o *Opinions) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /laporan/ikm", Access: web.Reporters, Handle: o.page}}
}

const (
	opinionPath = "/laporan/ikm"
	opinionDays = 365 // the law wants a survey a year
	// OpinionFile is what a download of the survey's report is asked for by.
	OpinionFile = "ikm"
)

// opinionView is the page of the survey.
type opinionView struct {
	web.Frame
	Periods  []web.Link
	From, To string // as the date fields hold them
	Period   words.Text
	AsOf     words.Text
	Problem  words.Text
	Unit     string
	Units    []report.Name
	Off      bool            // nobody is offered the survey now
	Opinion  *report.Opinion // nil: there is a problem
	Files    []web.Link
}

// page answers GET /laporan/ikm?from=&to=&unit=.
func (o *Opinions) page(w http.ResponseWriter, r *http.Request) error {
	staff, now, query := web.StaffOf(r.Context()), o.Now(), r.URL.Query()
	zone := o.Zone(staff.Agency)
	span, problem := lastDays(opinionDays, now, zone), error(nil)
	if query.Get("from") != "" || query.Get("to") != "" {
		span, problem = readPeriod(query, now, zone)
	}
	view := opinionView{
		Frame: web.NewFrame(r, report.OpinionTitle), Periods: span.linksTo(opinionPath, now, zone, 30, 90, opinionDays),
		From: span.first.Format(isoDay), To: span.last.Format(isoDay), Period: span.text(),
		Unit: query.Get("unit"), Units: o.Units(staff.Agency), Off: !o.Offered(staff.Agency),
	}
	if problem == nil {
		found, err := o.Opinion(r.Context(), staff.Agency, report.Wish{From: view.From, To: view.To, Unit: view.Unit})
		if err != nil && loket.CodeOf(err) != loket.CodeInvalid {
			return fmt.Errorf("compute the index of satisfaction: %w", err)
		}
		if problem = err; err == nil {
			view.Opinion, view.AsOf, view.Files = &found, web.When(found.AsOf, now, zone), view.files()
		}
	}
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), opinionPage, view)
	}
	return web.Render(w, http.StatusOK, opinionPage, view)
}

// files are where the report is had as a file.
func (v opinionView) files() (links []web.Link) {
	for _, f := range []struct {
		format string
		name   string
	}{{report.FormatXLSX, "Excel"}, {report.FormatPDF, "PDF"}, {report.FormatCSV, "CSV"}, {report.FormatHTML, "HTML"}, {report.FormatJSON, "JSON"}} {
		q := url.Values{"baris": {OpinionFile}, "format": {f.format}, "from": {v.From}, "to": {v.To}}
		if v.Unit != "" {
			q.Set("unit", v.Unit)
		}
		links = append(links, web.Link{Href: "/laporan/unduh?" + q.Encode(), Text: words.Name(f.name)})
	}
	return links
}
