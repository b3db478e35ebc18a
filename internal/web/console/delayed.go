package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var delayedPage = template.Must(web.Page(files, "perhatian.html", "terlambat.html"))

// Oversight is what the console asks of the desk for who looks after the work of
// others.
type Oversight interface {
	// Attention returns the tickets whose delay the member is told of, the most
	// urgent first. It refuses who is told of none.
	Attention(ctx context.Context, staff loket.Staff) ([]loket.InboxRow, error)
}

// delayedView is the list of delays for who does not work on tickets.
type delayedView struct {
	web.Frame
	Delayed []delayView
	At      words.Text // when the list was made
}

// delayView is one ticket whose answer is late. It holds nothing a citizen wrote:
// who reads it may not open the ticket.
type delayView struct {
	Href     string // empty: the reader does not work on tickets
	Number   string
	Kind     words.Text
	Level    words.Text
	Deadline deadlineView
	Holder   string     // empty: nobody
	Apart    words.Text // why it is nobody's turn; empty: it is somebody's
}

// delayed answers GET /perhatian.
func (c *Console) delayed(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), c.now()
	rows, err := c.desk.Attention(r.Context(), staff)
	if err != nil {
		return fmt.Errorf("list delayed tickets: %w", err)
	}
	view := delayedView{
		Frame: web.NewFrame(r, "Perlu perhatian"), Delayed: c.delays(rows, staff, now), At: web.Clock(now.In(c.zone(staff.Agency))),
	}
	view.Refresh, view.Live = "/perhatian?"+autoParam+"=1", true
	return web.Render(w, http.StatusOK, delayedPage, view)
}

// delays are the rows of a list whose delay the member of staff is told of.
func (c *Console) delays(rows []loket.InboxRow, staff loket.Staff, now time.Time) (all []delayView) {
	zone := c.zone(staff.Agency)
	for _, row := range desk.Delayed(rows, staff) {
		t := row.Ticket
		view := delayView{
			Number: t.Number, Kind: web.KindName(t.Kind), Level: levelText(t.Ladder.Level), Deadline: deadline(t.DueAt, now, zone),
			Apart: pausedText(t, now, zone),
		}
		if t.Held(now) {
			view.Holder = row.Holder
		}
		if staff.MayServe() {
			view.Href = ticketHref(t.ID)
		}
		all = append(all, view)
	}
	return all
}

// levelText says how far up a delay was told; empty: nobody was.
func levelText(l loket.Level) words.Text {
	switch {
	case l >= loket.LevelHead:
		return "sampai pimpinan"
	case l == loket.LevelSupervisor:
		return "sampai penyelia"
	case l == loket.LevelGroup:
		return "hampir lewat tenggat"
	case l == loket.LevelOwner:
		return "setengah waktu terpakai"
	}
	return ""
}

// lateText is what a member of staff reads on a ticket that is late: what only its
// holder is told, the others do not.
func lateText(t loket.Ticket, staff loket.Staff) words.Text {
	if !t.Escalates() || t.Ladder.Level <= loket.LevelOwner && t.Staff != staff.ID {
		return ""
	}
	return levelText(t.Ladder.Level)
}
