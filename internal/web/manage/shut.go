package manage

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var shutPage = template.Must(web.Page(files, "tutup.html", "halaman.html", "geser.html"))

var (
	errClosureDay   = loket.Errorf(loket.CodeInvalid, "Tanggal atau jam tidak dikenal. Isi misalnya 24-12-2026 dan 10.00, atau kosongkan jamnya.")
	errClosureStale = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Tinjau ulang penutupannya dari kalender.")
)

// shutView shows what a closing would change, before anything is.
type shutView struct {
	web.Frame
	Pages       []web.Link
	Span        words.Text
	Reason      string
	ID          loket.ClosureID
	From, Until int64 // ms UTC
	Deadlines   int
	Promises    int
	When        words.Text // when citizens are told
	Moves       []moveView
	More        bool // not every ticket is named
}

// moveView is what would change of one ticket.
type moveView struct {
	Href, Number string
	Due, NewDue  words.Text // empty: it stays
	Promise, New words.Text // empty: it stands
}

// foresee answers GET /penyelia/tutup: the first of two steps, which writes nothing.
func (s *Supervision) foresee(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	query := r.URL.Query()
	form := closureForm{
		From: query.Get("dari"), FromClock: query.Get("dari_jam"), Until: query.Get("sampai"), UntilClock: query.Get("sampai_jam"), Reason: query.Get("alasan"),
	}
	closure, err := form.closure(now, s.Zone(staff.Agency))
	var f desk.Foresight
	if err == nil {
		closure, f, err = s.Controls.Foresee(r.Context(), staff, closure)
	}
	if err != nil {
		return s.refuseShut(w, r, err, form)
	}
	return web.Render(w, http.StatusOK, shutPage, s.shutView(r, closure, f, now))
}

// refuseShut shows the calendar with the reason of a refusal and what was typed.
func (s *Supervision) refuseShut(w http.ResponseWriter, r *http.Request, err error, form closureForm) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeForbidden {
		return err
	}
	return s.showSchedule(w, r, web.Status(err), scheduleView{Problem: web.Explain(err), Form: form})
}

// closure reads what was typed: without a day it is today, without a beginning now,
// without an end the end of the day.
func (f closureForm) closure(now time.Time, zone *time.Location) (loket.Closure, error) {
	c := loket.Closure{ID: loket.NewID[loket.ClosureID](), Reason: f.Reason}
	today := now.In(zone).Format(time.DateOnly)
	from := cmp.Or(f.From, today)
	start, err := momentOf(from, cmp.Or(f.FromClock, "00:00"), zone)
	if err != nil {
		return c, err
	}
	if c.From = start; f.FromClock == "" && from == today {
		c.From = now.Truncate(time.Minute)
	}
	end, err := momentOf(cmp.Or(f.Until, from), cmp.Or(f.UntilClock, "00:00"), zone)
	if c.Until = end; f.UntilClock == "" {
		c.Until = end.AddDate(0, 0, 1)
	}
	return c, err
}

func momentOf(day, clock string, zone *time.Location) (time.Time, error) {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+strings.ReplaceAll(clock, ".", ":"), zone)
	if err != nil {
		return t, errClosureDay
	}
	return t, nil
}

func (s *Supervision) shutView(r *http.Request, c loket.Closure, f desk.Foresight, now time.Time) shutView {
	staff := web.StaffOf(r.Context())
	zone := s.Zone(staff.Agency)
	view := shutView{
		Frame: web.NewFrame(r, "Tinjau penutupan"), Pages: tabs("/penyelia/kalender"), Span: spanText(c, now, zone), Reason: c.Reason,
		ID: c.ID, From: c.From.UnixMilli(), Until: c.Until.UnixMilli(), Deadlines: f.Deadlines, Promises: f.Promises,
		When: "segera", More: len(f.Moves) < max(f.Deadlines, f.Promises),
	}
	if !f.Now {
		view.When = "antara pukul 07.00 dan 20.00"
	}
	view.Moves = moveViews(staff, f.Moves, now, zone)
	return view
}

// moveViews show what would change of tickets.
func moveViews(staff loket.Staff, moves []desk.Move, now time.Time, zone *time.Location) (views []moveView) {
	for _, m := range moves {
		v := moveView{Href: ticketHref(staff, m.Ticket.ID), Number: m.Ticket.Number}
		if !m.Due.IsZero() {
			v.Due, v.NewDue = web.When(m.Ticket.DueAt, now, zone), web.When(m.Due, now, zone)
		}
		if !m.Promise.IsZero() {
			v.Promise, v.New = web.When(m.Ticket.Promise.At, now, zone), web.When(m.Promise, now, zone)
		}
		views = append(views, v)
	}
	return views
}

// shut answers POST /penyelia/tutup: the second step. Posted twice it closes once.
func (s *Supervision) shut(w http.ResponseWriter, r *http.Request) error {
	from, err := strconv.ParseInt(r.PostFormValue("dari"), 10, 64)
	until, err2 := strconv.ParseInt(r.PostFormValue("sampai"), 10, 64)
	c := loket.Closure{
		ID: loket.ClosureID(r.PostFormValue("id")), From: time.UnixMilli(from).UTC().Truncate(time.Minute),
		Until: time.UnixMilli(until).UTC().Truncate(time.Minute), Reason: r.PostFormValue("alasan"),
	}
	if err != nil || err2 != nil || len(c.ID) != len(loket.NewID[loket.ClosureID]()) {
		return s.refuseShut(w, r, errClosureStale, closureForm{Reason: c.Reason})
	}
	if err := s.Controls.Close(r.Context(), web.StaffOf(r.Context()), c); err != nil {
		return s.refuseShut(w, r, err, closureForm{Reason: c.Reason})
	}
	http.Redirect(w, r, "/penyelia/kalender?ditutup=1", http.StatusSeeOther)
	return nil
}

// lift answers POST /penyelia/buka.
func (s *Supervision) lift(w http.ResponseWriter, r *http.Request) error {
	err := s.Controls.Lift(r.Context(), web.StaffOf(r.Context()), loket.ClosureID(r.PostFormValue("id")), r.PostFormValue("salah") != "")
	if err != nil {
		return s.refuseShut(w, r, fmt.Errorf("lift a closure: %w", err), closureForm{})
	}
	http.Redirect(w, r, "/penyelia/kalender?dibuka=1", http.StatusSeeOther)
	return nil
}
