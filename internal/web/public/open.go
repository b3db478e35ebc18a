package public

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"sync"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var openPage = template.Must(web.Page(files, "transparansi.html"))

// openDays is over how many days the public figures go, until yesterday.
const openDays = 28

// Open is the room of the figures that an office shows to everybody. Its fields are
// set once, before use.
type Open struct {
	// Since is since when an office shows them; zero: it does not.
	Since func(context.Context, loket.AgencyID) (time.Time, error)
	// Figures computes them for the days [from, to), as of to.
	Figures func(ctx context.Context, agency loket.Agency, from, to time.Time) (report.Open, error)
	Agency  func(loket.AgencyID) (loket.Agency, bool)
	Now     func() time.Time
	Zone    func(loket.AgencyID) *time.Location

	mu   sync.Mutex // guards days, and lets one compute at a time
	days map[loket.AgencyID]openDay
}

// openDay is what an office shows all day.
type openDay struct {
	day     time.Time // its midnight
	figures report.Open
	json    []byte
	csv     []byte
}

// Routes lists the room's routes.
func (o *Open) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /transparansi/{agency}", Access: web.Everyone, Handle: o.page},
		{Pattern: "GET /transparansi/{agency}/data.csv", Access: web.Everyone, Handle: o.csv},
		{Pattern: "GET /transparansi/{agency}/data.json", Access: web.Everyone, Handle: o.json},
	}
}

// errNotOpen answers for an office that shows nothing, as for one that is not there.
var errNotOpen = loket.Errorf(loket.CodeNotFound, "Kantor ini belum membuka angka layanannya. Tanyakan langsung kepada kantornya.")

// today is what an office shows today: computed by the first who asks.
func (o *Open) today(r *http.Request) (openDay, error) {
	agency, ok := o.Agency(loket.AgencyID(r.PathValue("agency")))
	if !ok {
		return openDay{}, errNotOpen
	}
	since, err := o.Since(r.Context(), agency.ID)
	if err != nil {
		return openDay{}, fmt.Errorf("ask whether figures are public: %w", err)
	}
	if since.IsZero() {
		return openDay{}, errNotOpen
	}
	year, month, day := o.Now().In(o.Zone(agency.ID)).Date()
	midnight := time.Date(year, month, day, 0, 0, 0, 0, o.Zone(agency.ID))
	o.mu.Lock()
	defer o.mu.Unlock()
	if kept, known := o.days[agency.ID]; known && kept.day.Equal(midnight) {
		return kept, nil
	}
	// Who asked first may leave: the others wait for the same figures.
	made, err := o.compute(context.WithoutCancel(r.Context()), agency, midnight)
	if err != nil {
		return made, err
	}
	if o.days == nil {
		o.days = map[loket.AgencyID]openDay{}
	}
	o.days[agency.ID] = made
	return made, nil
}

func (o *Open) compute(ctx context.Context, agency loket.Agency, midnight time.Time) (openDay, error) {
	made := openDay{day: midnight}
	var err error
	if made.figures, err = o.Figures(ctx, agency, midnight.AddDate(0, 0, -openDays), midnight); err != nil {
		return made, fmt.Errorf("compute public figures: %w", err)
	}
	var table bytes.Buffer
	made.json, err = json.MarshalIndent(made.figures, "", "  ")
	if err = errors.Join(err, made.figures.CSV(&table)); err != nil {
		return made, fmt.Errorf("write open data: %w", err)
	}
	made.csv = table.Bytes()
	return made, nil
}

// openView is the public page.
type openView struct {
	web.Frame
	Open report.Open
	Path string
	Days words.Text

	SurveyDays words.Text // of the survey; empty: there is none
	Measures   []report.Definition
}

// page answers GET /transparansi/{agency}.
func (o *Open) page(w http.ResponseWriter, r *http.Request) error {
	made, err := o.today(r)
	if err != nil {
		return err
	}
	around := frame(r, loket.Agency{ID: loket.AgencyID(made.figures.Agency), Name: made.figures.Name}, "Angka layanan")
	view := openView{
		Frame: around, Open: made.figures, Path: "/transparansi/" + made.figures.Agency,
		Days: words.Say("%s – %s", web.Day(made.day.AddDate(0, 0, -openDays)), web.Day(made.day.AddDate(0, 0, -1))),
	}
	if s := made.figures.Survey; s != nil {
		view.SurveyDays = words.Say("%s – %s", web.Day(s.First), web.Day(s.Last))
	}
	for _, id := range []string{report.BotAnswer, report.HandOffWait, report.PromiseKept, report.DeadlinesMet} {
		view.Measures = append(view.Measures, report.Define(id))
	}
	return web.Render(w, http.StatusOK, openPage, view)
}

// csv answers GET /transparansi/{agency}/data.csv.
func (o *Open) csv(w http.ResponseWriter, r *http.Request) error {
	made, err := o.today(r)
	if err != nil {
		return err
	}
	return data(w, "text/csv; charset=utf-8", made.csv)
}

// json answers GET /transparansi/{agency}/data.json.
func (o *Open) json(w http.ResponseWriter, r *http.Request) error {
	made, err := o.today(r)
	if err != nil {
		return err
	}
	return data(w, "application/json", made.json)
}

// data writes open data: any cache and any site may take them.
func data(w http.ResponseWriter, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Link", "<"+report.LicenseURL+`>; rel="license"`)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("write open data: %w", err)
	}
	return nil
}
