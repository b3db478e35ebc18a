package manage

import (
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var schedulePage = template.Must(web.Page(files, "kalender.html", "halaman.html"))

// daysAhead is how far the calendar is shown.
const daysAhead = 60

// scheduleView is the calendar of the next days.
type scheduleView struct {
	web.Frame
	Pages    []web.Link
	Notice   words.Text
	Problem  words.Text
	Status   words.Text // how the office stands now
	Week     words.Text // the ordinary hours
	Closures []closureView
	Days     []dayView
	Form     closureForm
	Today    string // as date fields hold it
	May      bool
}

// closureView is a closing that was entered here and is not over.
type closureView struct {
	ID     loket.ClosureID
	Span   words.Text
	Reason string
	By     words.Text
	Begun  bool
}

// dayView is one day.
type dayView struct {
	Name, Hours words.Text
	Notes       string
	Closed      bool
}

// closureForm is what was typed.
type closureForm struct {
	From, FromClock, Until, UntilClock, Reason string
}

// schedule answers GET /penyelia/kalender.
func (s *Supervision) schedule(w http.ResponseWriter, r *http.Request) error {
	view := scheduleView{}
	switch query := r.URL.Query(); {
	case query.Has("ditutup"):
		view.Notice = "Penutupan berlaku sekarang. Tenggat dan janji sudah disesuaikan."
	case query.Has("dibuka"):
		view.Notice = "Penutupan dicabut. Tenggat yang belum lewat sudah dikembalikan; janji tetap seperti terakhir disampaikan."
	}
	return s.showSchedule(w, r, http.StatusOK, view)
}

func (s *Supervision) showSchedule(w http.ResponseWriter, r *http.Request, status int, view scheduleView) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	zone, office := s.Zone(staff.Agency), s.Office.Calendar(staff.Agency)
	closures, err := s.Office.Closures(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read closures: %w", err)
	}
	view.Frame, view.Pages, view.May = web.NewFrame(r, "Kalender"), tabs("/penyelia/kalender"), staff.MaySupervise()
	view.Status, view.Week = statusText(office.Status(now), now), office.Week(now)
	view.Today = now.In(zone).Format(time.DateOnly)
	for _, c := range closures {
		view.Closures = append(view.Closures, closureView{
			ID: c.ID, Span: spanText(c, now, zone), Reason: c.Reason, By: nameOr(c.ByName, "perintah loket closure"), Begun: !c.From.After(now),
		})
	}
	today := calendar.DateOf(now.In(zone))
	for i := range daysAhead {
		view.Days = append(view.Days, newDayView(office.Day(today.AddDays(i))))
	}
	return web.Render(w, status, schedulePage, view)
}

func newDayView(d calendar.Day) dayView {
	v := dayView{Name: d.Date.Words(), Notes: d.Notes, Closed: len(d.Hours) == 0, Hours: "tutup"}
	var hours []words.Text
	for _, h := range d.Hours {
		hours = append(hours, h.Words())
	}
	if len(hours) > 0 {
		v.Hours = calendar.Listed(hours)
	}
	return v
}

// statusText says how the office stands now.
func statusText(status calendar.Status, now time.Time) words.Text {
	return calendar.Words(status, now)
}

// spanText says from when to when the office is closed.
func spanText(c loket.Closure, now time.Time, zone *time.Location) words.Text {
	until := c.Until.In(zone)
	text := web.When(until, now, zone)
	if until.Hour() == 0 && until.Minute() == 0 {
		text = words.Say("akhir %s", web.Day(until.Add(-time.Minute)))
	}
	return words.Say("%s sampai %s", web.When(c.From, now, zone), text)
}
