package manage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var auditPage = template.Must(web.Page(files, "audit.html"))

// AuditLog is what the page reads.
type AuditLog interface {
	// AuditRows returns rows of the log, the newest first.
	AuditRows(ctx context.Context, f loket.AuditFilter) ([]loket.AuditRow, error)
	// AuditState returns what the last check found, and the log's newest anchor.
	AuditState(ctx context.Context) (loket.AuditState, error)
}

// Audit is the auditor's part of the room: who did what, when and from where.
type Audit struct {
	Log  AuditLog
	Now  func() time.Time
	Zone func(loket.AgencyID) *time.Location
}

// Routes lists the part's routes.
func (a *Audit) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /audit", Access: web.Auditors, Handle: a.page},
		{Pattern: "GET /audit/unduh", Access: web.Auditors, Handle: a.download},
	}
}

// auditRows is how many rows stand on a page.
const auditRows = 50

// auditView is the page.
type auditView struct {
	web.Frame
	Form    auditForm
	Actions []actionName
	State   words.Text
	Broken  words.Text // what is wrong with the log; empty: nothing is known to be
	Anchor  string     // the newest, as loket audit anchor prints it; empty: none yet
	Rows    []auditRowView
	Older   string // address of the next page; empty: this is the last
	Newest  string // address of the first page; empty: this is it
	CSV     string
	Problem words.Text
}

// auditForm is the filter as it stands in the address and in the form.
type auditForm struct {
	Actor, Action, Object, From, To string
}

// auditRowView is one row.
type auditRowView struct {
	Seq                             int64
	Who, Origin, Code, What, Reason string
	At, Action, Kind                words.Text
}

// page answers GET /audit.
func (a *Audit) page(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	now, zone := a.Now(), a.Zone(staff.Agency)
	form, filter, problem := readAudit(r.URL.Query(), zone)
	view := auditView{Frame: web.NewFrame(r, "Catatan audit"), Form: form, Actions: actionNames(), CSV: form.href("/audit/unduh", 0)}
	state, err := a.Log.AuditState(r.Context())
	if err != nil {
		return fmt.Errorf("read the state of the audit log: %w", err)
	}
	view.say(state, now, zone)
	if problem != nil {
		view.Problem = web.Explain(problem)
		return web.Render(w, web.Status(problem), auditPage, view)
	}
	filter.Agency, filter.Limit = staff.Agency, auditRows+1
	rows, err := a.Log.AuditRows(r.Context(), filter)
	if err != nil {
		return fmt.Errorf("read the audit log: %w", err)
	}
	if len(rows) > auditRows {
		rows = rows[:auditRows]
		view.Older = form.href("/audit", rows[auditRows-1].Seq)
	}
	if filter.Before > 0 {
		view.Newest = form.href("/audit", 0)
	}
	for _, row := range rows {
		view.Rows = append(view.Rows, auditRowView{
			Seq: row.Seq, At: web.When(row.At, now, zone), Who: row.Who(), Origin: row.Origin, Action: actionText(row.Action),
			Code: row.Action, Kind: objectText(row.Object), What: cmp.Or(row.Whom, row.ID), Reason: row.Reason,
		})
	}
	return web.Render(w, http.StatusOK, auditPage, view)
}

// say tells how the log was found when it was last checked.
func (v *auditView) say(state loket.AuditState, now time.Time, zone *time.Location) {
	switch {
	case state.At.IsZero():
		v.State = "Belum diperiksa sejak Loket dijalankan."
	case state.Problem != nil:
		v.Broken = web.Explain(state.Problem)
		v.State = words.Say("Diperiksa %s.", web.When(state.At, now, zone))
	default:
		v.State = words.Say("Utuh s.d. baris %d, diperiksa %s.", state.Rows, web.When(state.At, now, zone))
	}
	if state.Newest.Seq == 0 {
		return
	}
	if line, err := json.Marshal(state.Newest); err == nil {
		v.Anchor = string(line)
	}
}

// readAudit reads the filter of an address. Days are the agency's, both counted.
func readAudit(query url.Values, zone *time.Location) (f auditForm, filter loket.AuditFilter, err error) {
	f = auditForm{query.Get("siapa"), query.Get("tindakan"), query.Get("objek"), query.Get("from"), query.Get("to")}
	filter = loket.AuditFilter{Actor: f.Actor, Action: f.Action, Object: f.Object}
	if f.From != "" {
		if filter.Since, err = time.ParseInLocation(isoDay, f.From, zone); err != nil {
			return f, filter, errBadDay
		}
	}
	if f.To != "" {
		last, err := time.ParseInLocation(isoDay, f.To, zone)
		if err != nil {
			return f, filter, errBadDay
		}
		filter.Until = last.AddDate(0, 0, 1)
		if filter.Until.Before(filter.Since) || filter.Until.Equal(filter.Since) {
			return f, filter, errReverse
		}
	}
	if before := query.Get("sebelum"); before != "" {
		filter.Before, err = strconv.ParseInt(before, 10, 64)
		if err != nil || filter.Before < 1 {
			return f, filter, errBadRow
		}
	}
	return f, filter, nil
}

var errBadRow = loket.Errorf(loket.CodeInvalid, "Nomor baris tidak terbaca. Mulai lagi dari halaman pertama.")

// href is the address of a page of the same filter.
func (f auditForm) href(path string, before int64) string {
	query := url.Values{}
	for name, value := range map[string]string{"siapa": f.Actor, "tindakan": f.Action, "objek": f.Object, "from": f.From, "to": f.To} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if before > 0 {
		query.Set("sebelum", strconv.FormatInt(before, 10))
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}
