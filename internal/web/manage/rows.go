package manage

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var rowsPage = template.Must(web.Page(files, "baris.html"))

// rowsPerPage is how many rows stand on a page.
const rowsPerPage = 100

var errBadMoment = loket.Errorf(loket.CodeInvalid, "Saat laporan tidak terbaca. Buka baris ini lagi dari halaman laporan.")

// rowsView is the page of what a figure stands on. Nothing in it tells who a citizen is
// or what they wrote.
type rowsView struct {
	web.Frame
	Of       report.Definition
	Back     string
	Period   words.Text
	Filtered []words.Text
	AsOf     words.Text
	N        int
	From, To int // which of them stand here, counted from 1
	Rows     []rowView
	Previous string
	Next     string
	Hidden   bool // of one member of staff, too few
	Valued   bool // the rows have scores
	Detailed bool // the rows name something
}

// rowView is one row.
type rowView struct {
	Href, Number string // Href empty: the reader does not work on tickets
	Began, How   words.Text
	Wall, Office words.Text
	Channel      string
	Unit, Topic  string
	Kind, Detail words.Text
	Value        string
}

// rows answers GET /laporan/baris.
func (m *Manage) rows(w http.ResponseWriter, r *http.Request) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	zone, now := m.Zone(staff.Agency), m.Now()
	d := report.Define(query.Get("ukuran"))
	if d.ID == "" {
		return loket.ErrNotFound
	}
	a, err := readAsked(query, now, zone)
	if err != nil {
		return err
	}
	q := a.query(staff.Agency)
	if q.AsOf, err = readMoment(query.Get("per"), now); err != nil {
		return err
	}
	rows, err := m.Counter.Rows(r.Context(), q, d.ID)
	if err != nil {
		return fmt.Errorf("read the rows of %s: %w", d.ID, err)
	}
	choices, err := m.Counter.Choices(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read names: %w", err)
	}
	view := rowsView{
		Frame: web.NewFrame(r, words.Say("Baris: %s", d.Called())), Of: d, Back: a.href(), Period: a.text(), Filtered: filterText(a.conditions(choices)),
		AsOf: web.When(q.AsOf, now, zone), N: len(rows), Valued: d.ID == report.Satisfaction,
		Detailed: d.ID == report.QuoteContested || d.ID == report.AnswerRight || d.ID == report.EntryEffect || d.ID == report.StatuteMet,
	}
	if view.Hidden = a.filter.Staff != "" && len(rows) > 0 && len(rows) < fewest; view.Hidden {
		return web.Render(w, http.StatusOK, rowsPage, view)
	}
	rows = view.cut(rows, query)
	if err := m.fillRows(r, &view, rows, choices); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, rowsPage, view)
}

// readMoment reads as of when the rows are wanted; what lies ahead is now.
func readMoment(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	switch {
	case err != nil:
		return now, errBadMoment
	case at.After(now):
		return now, nil
	}
	return at, nil
}

// cut takes the rows of one page, and sets the ways to the others.
func (v *rowsView) cut(rows []report.Row, query url.Values) []report.Row {
	page, err := strconv.Atoi(query.Get("hal"))
	last := max(0, len(rows)-1)/rowsPerPage + 1
	if err != nil {
		page = 1
	}
	page = min(max(page, 1), last)
	other := func(page int) string {
		query.Set("hal", strconv.Itoa(page))
		return "/laporan/baris?" + query.Encode()
	}
	if page > 1 {
		v.Previous = other(page - 1)
	}
	if page < last {
		v.Next = other(page + 1)
	}
	from, to := (page-1)*rowsPerPage, min(page*rowsPerPage, len(rows))
	v.From, v.To = min(from+1, to), to
	return rows[from:to]
}

func (m *Manage) fillRows(r *http.Request, view *rowsView, rows []report.Row, choices Choices) error {
	staff, now := web.StaffOf(r.Context()), m.Now()
	zone := m.Zone(staff.Agency)
	var ids []loket.TicketID
	for _, row := range rows {
		if row.Ticket != "" {
			ids = append(ids, row.Ticket)
		}
	}
	numbers, err := m.Counter.TicketNumbers(r.Context(), staff.Agency, ids)
	if err != nil {
		return fmt.Errorf("read numbers: %w", err)
	}
	for _, row := range rows {
		v := rowView{
			Number: numbers[row.Ticket], Began: web.When(row.Start, now, zone), How: row.Text(), Detail: detailText(row.Detail, choices),
			Channel: nameIn(choices.Channels, string(row.Channel)), Unit: nameIn(choices.Units, string(row.Unit)),
			Topic: nameIn(choices.Topics, row.Topic),
		}
		if row.Kind != "" {
			v.Kind = web.KindName(row.Kind)
		}
		if v.Number != "" {
			v.Href = ticketHref(staff, row.Ticket)
		}
		if view.Of.Unit == "ms" {
			v.Wall, v.Office = duration(row.WallMS), duration(row.OfficeMS)
		}
		if row.Value > 0 {
			v.Value = strconv.FormatInt(row.Value, 10)
		}
		if row.Provisional {
			v.How = words.Say("%s (sementara)", v.How)
		}
		view.Rows = append(view.Rows, v)
	}
	return nil
}

// detailText names the entry of a quote, or a clock of the law.
func detailText(detail string, choices Choices) words.Text {
	switch detail {
	case "verify":
		return "verifikasi"
	case "follow_up":
		return "tindak lanjut"
	case "close":
		return "penyelesaian"
	}
	return words.Name(nameIn(choices.Topics, detail))
}

// nameIn is how people read an id; one without a name is itself.
func nameIn(names []report.Name, id string) string {
	for _, n := range names {
		if n.ID == id {
			return cmp.Or(n.Text, id)
		}
	}
	return id
}
