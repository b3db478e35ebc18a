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

var improvePage = template.Must(web.Page(files, "perbaikan.html", "masa.html"))

// Improver finds out what to fix next.
type Improver interface {
	// Improve answers a query of an agency and a period. With texts citizens' words are
	// among it, and the audit log says first that they were read, and by whom.
	Improve(ctx context.Context, q report.Query, texts *loket.AuditEntry) (report.Gaps, error)
}

// Improve is the room of what to fix next.
type Improve struct {
	Improver Improver
	Now      func() time.Time
	Zone     func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (m *Improve) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /laporan/perbaikan", Access: web.Improvers, Handle: m.page},
	}
}

const (
	improvePath   = "/laporan/perbaikan"
	improveDays   = 28
	shownGroups   = 50
	shownFailing  = 50
	shownAsked    = 50
	readOnImprove = "daftar perbaikan"
)

// improveView is the page of what to fix next.
type improveView struct {
	web.Frame
	Periods  []web.Link
	From, To string // as the date fields hold them
	Period   words.Text
	AsOf     words.Text
	Problem  words.Text
	Gaps     *report.Gaps // nil: there is a problem
	Counted  words.Text
	Groups   []report.Gap
	More     int // groups that are not shown
	Entries  []report.Failing
	Asked    []report.Asked
	Effects  []effectView
	Texts    bool // the reader may read examples
	Reports  bool // and the figures
	Judges   bool // and judges answers
}

// effectView is an effect with its day.
type effectView struct {
	report.Effect
	Day words.Text
}

// page answers GET /laporan/perbaikan?from=&to=.
func (m *Improve) page(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), m.Now()
	zone := m.Zone(staff.Agency)
	span, problem := improvePeriod(r.URL.Query(), now, zone)
	view := improveView{
		Frame: web.NewFrame(r, "Yang perlu diperbaiki"), Periods: span.linksTo(improvePath, now, zone, 7, 28, 90),
		From: span.first.Format(isoDay), To: span.last.Format(isoDay), Period: span.text(),
		Texts: staff.MayServe(), Reports: staff.MayReport(), Judges: staff.MayJudge(),
	}
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), improvePage, view)
	}
	var texts *loket.AuditEntry
	if view.Texts {
		texts = &loket.AuditEntry{Actor: loket.ByStaff, ActorID: string(staff.ID), Reason: readOnImprove}
	}
	found, err := m.Improver.Improve(r.Context(), report.Query{Agency: staff.Agency, From: span.first, To: span.end()}, texts)
	if err != nil {
		return fmt.Errorf("find out what to fix: %w", err)
	}
	view.show(found, now, zone)
	return web.Render(w, http.StatusOK, improvePage, view)
}

func (v *improveView) show(found report.Gaps, now time.Time, zone *time.Location) {
	v.Gaps, v.Counted, v.AsOf = &found, found.CountText(), web.When(found.AsOf, now, zone)
	v.Groups = found.Groups[:min(len(found.Groups), shownGroups)]
	v.More = len(found.Groups) - len(v.Groups)
	v.Entries = found.Entries[:min(len(found.Entries), shownFailing)]
	v.Asked = found.Asked[:min(len(found.Asked), shownAsked)]
	for _, e := range found.Effects {
		v.Effects = append(v.Effects, effectView{Effect: e, Day: web.Day(e.At.In(zone))})
	}
}

// improvePeriod is readPeriod with the last 28 days where nothing is said.
func improvePeriod(query url.Values, now time.Time, zone *time.Location) (period, error) {
	if query.Get("from") == "" && query.Get("to") == "" {
		return lastDays(improveDays, now, zone), nil
	}
	return readPeriod(query, now, zone)
}

// linksTo are the periods one click away on a page; the current one is marked.
func (p period) linksTo(path string, now time.Time, zone *time.Location, days ...int) (links []web.Link) {
	for _, n := range days {
		span := lastDays(n, now, zone)
		links = append(links, web.Link{
			Href: path + "?from=" + span.first.Format(isoDay) + "&to=" + span.last.Format(isoDay), Text: words.Say("%d hari", n),
			Current: span.first.Equal(p.first) && span.last.Equal(p.last),
		})
	}
	return links
}
