package console

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
)

var inboxPage = template.Must(web.Page(files, "antrean.html", "terlambat.html", "disebut.html"))

// autoParam marks a request that a page made by itself.
const autoParam = "otomatis"

// stillParam asks for a list that does not reload itself.
const stillParam = "diam"

// tab is one view of the list.
type tab string

// The tabs.
const (
	tabMine    tab = "milik"
	tabWaiting tab = "menunggu"
	tabAll     tab = "semua"
)

// inboxView is the list of tickets.
type inboxView struct {
	web.Frame
	Tabs    []tabView
	Rows    []rowView
	Units   []placeView // whose next ticket can be asked for; none: there is one
	Once    string      // the form's own mark
	Empty   string      // what to say when there are none
	Notice  string
	Team    teamView
	Named   []mentionView // tickets in whose notes the reader was named
	Alarms  []string      // what is wrong with the channels
	Delayed []delayView   // what the member of staff is told of as a supervisor
	Ending  string        // answers that ended or soon will; empty: none
	Still   bool          // the list does not reload itself
	Switch  string        // address of the other way
	At      string        // when the list was made
}

// tabView is one tab with its count.
type tabView struct {
	web.Link
	Count int
}

// rowView is one ticket in the list.
type rowView struct {
	Href     string
	Number   string
	Question string
	Channel  string
	Waiting  string // how long the citizen has waited
	Replied  string // when a human first replied; empty: not yet
	Deadline deadlineView
	Holder   string // empty: nobody
	Mine     bool
	Apart    string // why it is nobody's turn; empty: it is somebody's
	Late     string // how far its delay went; empty: it is not told
	Messages int
	Insults  bool // the citizen insulted or threatened
}

// deadlineView is a time by which something is owed.
type deadlineView struct {
	At   string // empty: none
	Left string
	Late bool
}

// inbox answers GET /loket.
func (c *Console) inbox(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	rows, err := c.desk.Inbox(r.Context(), staff)
	if err != nil {
		return fmt.Errorf("list tickets: %w", err)
	}
	rows = slices.DeleteFunc(slices.Clone(rows), func(row loket.InboxRow) bool { return !row.Ticket.Open() })
	slices.SortStableFunc(rows, func(a, b loket.InboxRow) int {
		return a.Ticket.Before(b.Ticket)
	})
	colleagues, err := c.desk.Colleagues(r.Context(), staff)
	if err != nil {
		return fmt.Errorf("list colleagues: %w", err)
	}
	view := c.inboxView(r, staff, rows)
	view.Team = c.teamView(staff, colleagues, c.now())
	if view.Named, err = c.mentions(r.Context(), staff); err != nil {
		return fmt.Errorf("list mentions: %w", err)
	}
	return web.Render(w, http.StatusOK, inboxPage, view)
}

func (c *Console) inboxView(r *http.Request, staff loket.Staff, rows []loket.InboxRow) inboxView {
	now, query := c.now(), r.URL.Query()
	current := tab(query.Get("tab"))
	if current != tabMine && current != tabAll {
		current = tabWaiting
	}
	view := inboxView{
		Frame: web.NewFrame(r, "Antrean"), Empty: emptyText(current), Still: query.Has(stillParam),
		At: web.Clock(now.In(c.zone(staff.Agency))), Delayed: c.delays(rows, staff, now),
	}
	for _, t := range []tab{tabMine, tabWaiting, tabAll} {
		view.Tabs = append(view.Tabs, tabView{Link: web.Link{Href: t.href(), Text: t.name(), Current: t == current}})
	}
	for _, row := range rows {
		for i, t := range []tab{tabMine, tabWaiting, tabAll} {
			if !t.holds(row.Ticket, staff, now) {
				continue
			}
			view.Tabs[i].Count++
			if t == current {
				view.Rows = append(view.Rows, c.rowView(row, staff, now))
			}
		}
	}
	view.Switch = current.href() + "&" + stillParam + "=1"
	if view.Still {
		view.Switch = current.href()
	} else {
		view.Refresh = current.href() + "&" + autoParam + "=1"
	}
	if c.Alarms != nil {
		view.Alarms = c.Alarms(r.Context(), staff.Agency)
	}
	if c.Ending != nil {
		view.Ending = endingText(c.Ending(staff.Agency, now))
	}
	view.Notice, view.Units, view.Once = doneText(query), c.unitsOf(staff.Agency), rand.Text()
	return view
}

// holds tells whether a ticket belongs on the tab. Whose holder's time ran out
// waits again, and stays with the holder until somebody else takes it.
func (t tab) holds(ticket loket.Ticket, staff loket.Staff, now time.Time) bool {
	switch t {
	case tabMine:
		return ticket.Staff == staff.ID && (ticket.State == loket.TicketClaimed || ticket.Paused())
	case tabWaiting:
		return ticket.State == loket.TicketWaiting || ticket.State == loket.TicketReview && staff.MaySupervise() || ticket.State == loket.TicketClaimed && !ticket.Held(now)
	case tabAll:
	}
	return true
}

func (t tab) href() string { return "/loket?tab=" + string(t) }

func (t tab) name() string {
	switch t {
	case tabMine:
		return "Milik saya"
	case tabWaiting:
		return "Menunggu"
	case tabAll:
	}
	return "Semua"
}

func emptyText(t tab) string {
	switch t {
	case tabMine:
		return "Anda tidak memegang tiket. Ambil satu dari yang menunggu."
	case tabWaiting:
		return "Tidak ada yang menunggu. Semua pertanyaan sudah dipegang atau dijawab."
	case tabAll:
	}
	return "Tidak ada tiket yang terbuka."
}

func (c *Console) rowView(row loket.InboxRow, staff loket.Staff, now time.Time) rowView {
	zone, ticket := c.zone(staff.Agency), row.Ticket
	view := rowView{
		Href: ticketHref(ticket.ID), Number: ticket.Number, Question: firstWords(privacy.Defang(row.Question), 160),
		Channel: channelName(row.Channel), Waiting: web.Age(now.Sub(ticket.OpenedAt)),
		Deadline: deadline(ticket.DueAt, now, zone), Messages: row.Messages, Insults: row.Insulting(),
		Late: lateText(ticket, staff),
	}
	if !ticket.FirstReplyAt.IsZero() {
		view.Replied = web.Soon(ticket.FirstReplyAt, now, zone)
		if !ticket.Ladder.Climbing() { // nothing more is owed
			view.Deadline = deadlineView{}
		}
	}
	if view.Apart = pausedText(ticket, now, zone); view.Apart != "" && ticket.State != loket.TicketReview {
		view.Deadline = deadlineView{}
	}
	if ticket.Held(now) {
		view.Holder, view.Mine = row.Holder, ticket.Staff == staff.ID
	}
	return view
}

func deadline(due, now time.Time, zone *time.Location) deadlineView {
	if due.IsZero() {
		return deadlineView{}
	}
	view := deadlineView{At: web.Soon(due, now, zone), Late: now.After(due)}
	view.Left = "sisa " + web.Age(due.Sub(now))
	if view.Late {
		view.Left = "lewat " + web.Age(now.Sub(due))
	}
	return view
}

func ticketHref(id loket.TicketID) string { return "/loket/tiket/" + string(id) }

// firstWords shortens a text to n characters at most, at a space where there
// is one near, on one line.
func firstWords(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n])
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return cut + "…"
}

func channelName(kind loket.ChannelKind) string {
	switch kind {
	case loket.Telegram:
		return "Telegram"
	case loket.WebChat:
		return "Chat situs"
	}
	return string(kind)
}
