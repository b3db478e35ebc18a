package console

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var inboxPage = template.Must(web.Page(files, "antrean.html", "baris.html", "saring.html", "banyak.html", "terlambat.html", "disebut.html"))

// autoParam marks a request that a page made by itself.
const autoParam = "otomatis"

// stillParam asks for a list that does not change by itself.
const stillParam = "diam"

// inboxView is the list of tickets.
type inboxView struct {
	web.Frame
	Tabs    []tabView
	Rows    []rowView
	Next    string      // address of the next page; empty: there is none
	First   string      // address of the first page; empty: this is it
	Units   []placeView // whose next ticket can be asked for; none: there is one
	Once    string      // the form's own mark
	Empty   words.Text  // what to say when there are none
	Notice  words.Text
	Search  searchView
	Filter  filterView
	Folders []folderView
	Bulk    bulkView
	BulkAt  string // where chosen rows are sent
	Team    teamView
	Named   []mentionView // tickets in whose notes the reader was named
	Alarms  []words.Text  // what is wrong with the channels
	Delayed []delayView   // what the member of staff is told of as a supervisor
	More    int           // how many of those are not shown
	Ending  words.Text    // answers that ended or soon will; empty: none
	Still   bool          // the list does not change by itself
	Here    string        // address of the first page as it is now
	Switch  string        // address of the other way
	Stream  string        // address of the stream; empty: none
	At      words.Text    // when the list was made
}

// tabView is one tab with its count.
type tabView struct {
	web.Link
	Name  loket.Tab
	Key   string // the keys that lead to it
	Count int
}

// inbox answers GET /loket.
func (c *Console) inbox(w http.ResponseWriter, r *http.Request) error {
	staff, asked := web.StaffOf(r.Context()), askedList(r.URL.Query())
	seq := c.Pulse.now(r.Context())
	list, err := c.desk.List(r.Context(), staff, asked.filter, asked.words, asked.after)
	if err != nil {
		return fmt.Errorf("list tickets: %w", err)
	}
	view := c.inboxView(r, staff, asked, list)
	if err := c.around(r, staff, &view); err != nil {
		return err
	}
	if c.Pulse != nil && !view.Still {
		view.Live = true
		view.Stream = asked.stream(seq, list)
	}
	return web.Render(w, http.StatusOK, inboxPage, view)
}

// inboxView shows a list.
func (c *Console) inboxView(r *http.Request, staff loket.Staff, asked list, found loket.Listing) inboxView {
	now, query := c.now(), r.URL.Query()
	view := inboxView{
		Frame: web.NewFrame(r, "Antrean"), Empty: asked.empty(), Still: query.Has(stillParam),
		At: web.Clock(now.In(c.zone(staff.Agency))), Here: asked.href(loket.Place{}),
		Notice: doneText(query), Units: c.unitsOf(staff.Agency), Once: rand.Text(), Search: newSearchView(asked, found),
	}
	for _, t := range loket.Tabs() {
		link := web.Link{Href: tabHref(t), Text: tabName(t), Current: t == asked.filter.Tab && asked.plain()}
		view.Tabs = append(view.Tabs, tabView{Link: link, Name: t, Key: tabKey(t), Count: found.Tally.Of(t, staff)})
	}
	for _, row := range found.Rows {
		view.Rows = append(view.Rows, c.rowView(row, staff, now))
	}
	if found.More {
		view.Next = asked.href(found.Rows[len(found.Rows)-1].Ticket.Place())
	}
	if asked.after != (loket.Place{}) {
		view.First = view.Here
	}
	here := asked.href(asked.after)
	view.Switch = here + "&" + stillParam + "=1"
	if view.Still {
		view.Switch = here
	} else {
		view.Refresh = here + "&" + autoParam + "=1"
	}
	return view
}

// delayedShown is how many delays stand above the list.
const delayedShown = 5

// around fills what stands around the list.
func (c *Console) around(r *http.Request, staff loket.Staff, view *inboxView) error {
	now, ctx := c.now(), r.Context()
	colleagues, err := c.desk.Colleagues(ctx, staff)
	if err != nil {
		return fmt.Errorf("list colleagues: %w", err)
	}
	view.Team = c.teamView(staff, colleagues, now)
	if view.Named, err = c.mentions(ctx, staff); err != nil {
		return fmt.Errorf("list mentions: %w", err)
	}
	folders, topics, err := c.desk.Shelf(ctx, staff)
	if err != nil {
		return fmt.Errorf("list folders: %w", err)
	}
	asked := askedList(r.URL.Query())
	view.Folders = folderViews(folders, asked)
	view.Filter = c.filterView(staff, asked, topics, colleagues)
	view.Bulk, view.BulkAt = c.bulkView(staff, now), "/loket/banyak?"+view.Filter.Query
	if staff.MayOversee() {
		rows, err := c.desk.Attention(ctx, staff)
		if err != nil {
			return fmt.Errorf("list delayed tickets: %w", err)
		}
		all := c.delays(rows, staff, now)
		view.Delayed = all[:min(len(all), delayedShown)]
		view.More = len(all) - len(view.Delayed)
	}
	if c.Alarms != nil {
		view.Alarms = c.Alarms(ctx, staff.Agency)
	}
	if c.Ending != nil {
		view.Ending = endingText(c.Ending(staff.Agency, now))
	}
	return nil
}

func tabHref(t loket.Tab) string { return "/loket?tab=" + string(t) }

func tabName(t loket.Tab) words.Text {
	switch t {
	case loket.TabMine:
		return "Milik saya"
	case loket.TabWaiting:
		return "Menunggu"
	case loket.TabUnattended:
		return "Belum terlayani"
	case loket.TabAll:
	}
	return "Semua"
}

// tabKey are the keys that lead to a tab.
func tabKey(t loket.Tab) string {
	switch t {
	case loket.TabMine:
		return "g m"
	case loket.TabWaiting:
		return "g w"
	case loket.TabUnattended:
		return "g b"
	case loket.TabAll:
	}
	return "g a"
}

// placeText is a place as it stands in an address.
func placeText(p loket.Place) string {
	return strconv.FormatInt(p.Turn.UnixMilli(), 10) + "." + string(p.Ticket)
}

// millis is a time for the page's script; empty: none.
func millis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return strconv.FormatInt(t.UnixMilli(), 10)
}
