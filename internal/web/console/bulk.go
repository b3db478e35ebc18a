package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var bulkPage = template.Must(web.Page(files, "hasil.html"))

// What a bulk form is refused for.
var (
	errNoneChosen = loket.Errorf(loket.CodeInvalid, "Belum ada tiket yang dipilih. Beri tanda pada tiketnya, lalu pilih tindakannya lagi.")
	errNoAction   = loket.Errorf(loket.CodeInvalid, "Tindakan ini tidak dikenal. Muat ulang daftar, lalu pilih lagi.")
	errSupervisor = loket.Errorf(loket.CodeForbidden, "Prioritas dan jenis diubah bersama-sama hanya oleh penyelia.")
)

// bulkView is what can be done with chosen tickets.
type bulkView struct {
	Places     []placeView // where they can be given; none: nowhere
	Kinds      []placeView // what they can be made; none: by supervisors only
	FirstDay   string      // of a pause until a date
	LastDay    string
	Supervises bool
}

func (c *Console) bulkView(staff loket.Staff, now time.Time) bulkView {
	zone := c.zone(staff.Agency)
	view := bulkView{
		Supervises: staff.MaySupervise(), FirstDay: now.In(zone).AddDate(0, 0, 1).Format(time.DateOnly),
		LastDay: now.Add(loket.MostPause).In(zone).AddDate(0, 0, -1).Format(time.DateOnly),
	}
	if c.Destinations != nil {
		for _, p := range c.Destinations(staff.Agency) {
			view.Places = append(view.Places, placeView{Value: string(p.Agency) + "/" + string(p.Unit), Name: words.Name(p.Name)})
		}
	}
	if view.Supervises {
		for _, k := range loket.TicketKinds() {
			view.Kinds = append(view.Kinds, placeView{Value: string(k), Name: web.KindName(k)})
		}
	}
	return view
}

// resultView tells what a bulk form did.
type resultView struct {
	web.Frame
	What words.Text
	Rows []outcomeView
	Done int
	Not  int
	Back string
}

// outcomeView is what became of one ticket.
type outcomeView struct {
	Href, Number string
	Why          words.Text // empty: it was done
}

// bulk answers POST /loket/banyak: every chosen ticket on its own.
func (c *Console) bulk(w http.ResponseWriter, r *http.Request) error {
	staff, chosen := web.StaffOf(r.Context()), r.PostForm["pilih"]
	what, act, err := c.action(r, staff)
	if len(chosen) == 0 {
		err = errNoneChosen
	}
	if err != nil {
		return err
	}
	view := resultView{Frame: web.NewFrame(r, "Hasil"), What: what, Back: askedList(r.URL.Query()).href(loket.Place{})}
	for _, row := range chosen[:min(len(chosen), loket.ListPage)] {
		ticket := chosenRow(row)
		err := act(r.Context(), ticket.ID, ticket.LeaseEpoch)
		if err != nil && loket.CodeOf(err) == "" {
			return fmt.Errorf("%s: %w", r.PostFormValue("tindakan"), err)
		}
		outcome := outcomeView{Href: ticketHref(ticket.ID), Number: ticket.Number}
		if err != nil {
			outcome.Why = web.Explain(err)
			view.Not++
		} else {
			view.Done++
		}
		view.Rows = append(view.Rows, outcome)
	}
	return web.Render(w, http.StatusOK, bulkPage, view)
}

// chosenRow reads how a row names its ticket: id, lease epoch, number. What is wrong
// with it the desk refuses.
func chosenRow(value string) (t loket.Ticket) {
	id, rest, _ := strings.Cut(value, ".")
	epoch, number, _ := strings.Cut(rest, ".")
	t.ID, t.Number = loket.TicketID(id), number
	t.LeaseEpoch, _ = strconv.ParseInt(epoch, 10, 64)
	return t
}

// act does something with one ticket that a list showed under a lease epoch.
type act func(ctx context.Context, id loket.TicketID, epoch int64) error

// action reads what a bulk form asks for, and its name.
func (c *Console) action(r *http.Request, staff loket.Staff) (what words.Text, do act, err error) {
	switch r.PostFormValue("tindakan") {
	case "ambil":
		return "Ambil", func(ctx context.Context, id loket.TicketID, _ int64) error {
			_, err := c.desk.Claim(ctx, staff, id)
			return err
		}, nil
	case "lepas":
		return "Lepas", func(ctx context.Context, id loket.TicketID, epoch int64) error {
			return c.desk.Release(ctx, staff, id, epoch)
		}, nil
	case "tutup":
		return "Tutup", func(ctx context.Context, id loket.TicketID, epoch int64) error {
			return c.desk.Close(ctx, staff, id, epoch)
		}, nil
	case "menunggu":
		return "Menunggu warga", c.pausing(staff, loket.Pause{Kind: loket.PauseCitizen}), nil
	case "tunda":
		return "Tunda", c.pausing(staff, c.pauseOf(r, staff)), nil
	case "alihkan":
		agency, unit, _ := strings.Cut(r.PostFormValue("tujuan"), "/")
		to, reason := loket.Destination{Agency: loket.AgencyID(agency), Unit: loket.UnitID(unit)}, r.PostFormValue("alasan")
		return "Alihkan", func(ctx context.Context, id loket.TicketID, epoch int64) error {
			return c.desk.Transfer(ctx, staff, id, epoch, to, reason)
		}, nil
	}
	return c.steering(r, staff)
}

func (c *Console) pausing(staff loket.Staff, p loket.Pause) act {
	return func(ctx context.Context, id loket.TicketID, epoch int64) error {
		return c.desk.Pause(ctx, staff, id, epoch, p)
	}
}

// steering is action for what only supervisors do.
func (c *Console) steering(r *http.Request, staff loket.Staff) (what words.Text, do act, err error) {
	switch r.PostFormValue("tindakan") {
	case "prioritas":
		what = "Ubah prioritas"
		n, err := strconv.Atoi(r.PostFormValue("prioritas"))
		if err != nil {
			n = -1 // refused
		}
		do = func(ctx context.Context, id loket.TicketID, epoch int64) error {
			return c.desk.Prioritise(ctx, staff, id, epoch, loket.Priority(n))
		}
	case "jenis":
		what = "Ubah jenis"
		kind := loket.TicketKind(r.PostFormValue("jenis"))
		do = func(ctx context.Context, id loket.TicketID, epoch int64) error {
			return c.desk.Classify(ctx, staff, id, epoch, kind)
		}
	default:
		return "", nil, errNoAction
	}
	if !staff.MaySupervise() {
		return "", nil, errSupervisor
	}
	return what, do, nil
}
