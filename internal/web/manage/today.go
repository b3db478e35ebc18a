package manage

import (
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var todayPage = template.Must(web.Fragment(files, "kini.html"))

// todayView is how the office stands now.
type todayView struct {
	At    words.Text
	Cells []todayCell
}

// todayCell is one of its figures. It is swapped in place by its id.
type todayCell struct {
	ID         string
	Name, Text words.Text
	Alarm      bool
}

// today answers GET /laporan/kini: the cells alone, for the page that is open.
func (m *Manage) today(w http.ResponseWriter, r *http.Request) error {
	view, err := m.todayView(r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, todayPage, struct {
		web.Frame
		todayView
	}{web.NewFrame(r, ""), view})
}

func (m *Manage) todayView(r *http.Request) (todayView, error) {
	agency, now := web.StaffOf(r.Context()).Agency, m.Now()
	live, err := m.Counter.Live(r.Context(), agency)
	if err != nil {
		return todayView{}, fmt.Errorf("read how the office stands: %w", err)
	}
	return todayView{At: web.Clock(now.In(m.Zone(agency))), Cells: todayCells(live, now)}, nil
}

func todayCells(live loket.Live, now time.Time) []todayCell {
	oldest := words.Text("tidak ada")
	if !live.OldestSince.IsZero() {
		oldest = web.Age(now.Sub(live.OldestSince))
	}
	promised := count(live.PromisedSoon)
	if live.PromiseLate > 0 {
		promised = words.Say("%d · %d lewat", live.PromisedSoon, live.PromiseLate)
	}
	return []todayCell{
		{ID: "kini-terbuka", Name: "Tiket terbuka", Text: count(live.Open)},
		{ID: "kini-belum", Name: "Belum terlayani", Text: count(live.Unattended)},
		{ID: "kini-terlama", Name: "Tunggu terlama", Text: oldest},
		{ID: "kini-janji", Name: "Janji dalam 1 jam", Text: promised, Alarm: live.PromiseLate > 0},
		{ID: "kini-petugas", Name: "Petugas bertugas", Text: count(live.AtWork), Alarm: live.AtWork == 0 && live.Unattended > 0},
	}
}
