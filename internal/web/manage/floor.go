package manage

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var floorPage = template.Must(web.Page(files, "penyelia.html", "halaman.html"))

// shownTickets bounds one list of tickets.
const shownTickets = 100

// floorView is the supervisor's page of today.
type floorView struct {
	web.Frame
	Pages    []web.Link
	Notice   words.Text
	Problems []words.Text
	Troubles []words.Text
	Hour     words.Text // what came in the last hour, and what became of it
	Status   words.Text // how the office stands now
	Team     []memberView
	Views    []viewView
	Rows     []taskView
	More     int // tickets that are not shown
	Empty    words.Text
	Chosen   loket.StaffID // whom the form names
	Reason   string
	Off      []switchView
	Targets  []targetView
	May      bool // the reader may change something
	At       words.Text
}

// memberView is one member of the team.
type memberView struct {
	ID    loket.StaffID
	Name  words.Text
	State words.Text
	Units words.Text // "bagian pengaduan"; empty: every unit
	Load  words.Text // "2 dari 5 tiket"
	Over  bool
	Free  bool // they are not at work
	Holds []heldView
}

// heldView is one ticket that somebody holds.
type heldView struct {
	Href, Number string
	Until        words.Text
	Late         bool
}

// viewView is one way to look at the tickets, with their number.
type viewView struct {
	web.Link
	Count int
}

// taskView is one open ticket.
type taskView struct {
	ID      loket.TicketID
	Href    string // empty: the reader does not work on tickets
	Number  string
	Kind    words.Text
	Waiting words.Text
	Due     words.Text
	Late    bool
	Promise words.Text // empty: none is at stake
	Told    words.Text // to whom its delay was told, and when; empty: to nobody
	Holder  words.Text
	Chosen  bool
}

// floor answers GET /penyelia.
func (s *Supervision) floor(w http.ResponseWriter, r *http.Request) error {
	return s.showFloor(w, r, http.StatusOK, floorView{Notice: turnedText(r.URL.Query().Get("sakelar"))})
}

// showFloor writes the page as it is now, with what the given view has to tell.
func (s *Supervision) showFloor(w http.ResponseWriter, r *http.Request, status int, view floorView) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	floor, err := s.Floor.Survey(r.Context(), staff)
	if err != nil {
		return fmt.Errorf("survey the floor: %w", err)
	}
	zone := s.Zone(staff.Agency)
	view.Frame, view.Pages, view.May = web.NewFrame(r, "Penyelia"), tabs("/penyelia"), staff.MaySupervise()
	view.At = web.Clock(now.In(zone))
	view.Status = statusText(s.Office.Calendar(staff.Agency).Status(now), now)
	if s.Troubles != nil {
		view.Troubles = s.Troubles(r.Context(), staff.Agency)
	}
	if view.Hour, err = s.lastHour(r.Context(), staff.Agency, now); err != nil {
		return fmt.Errorf("read the last hour: %w", err)
	}
	s.team(&view, floor, staff, now)
	s.tasks(&view, floor, staff, now, r.FormValue("lihat"), r.PostForm["tiket"])
	s.switches(&view, staff.Agency, now)
	return web.Render(w, status, floorPage, view)
}

// lastHour says what was handed to staff in the last hour, by the measures of the
// report.
func (s *Supervision) lastHour(ctx context.Context, agency loket.AgencyID, now time.Time) (words.Text, error) {
	figures, err := s.Figures.Report(ctx, report.Query{Agency: agency, From: now.Add(-time.Hour), To: now})
	if err != nil {
		return "", err
	}
	bot, staff := figures.All(report.BotAnswer, report.Wall), figures.All(report.HandOffWait, report.Wall)
	return words.Say("Satu jam terakhir: %d pesan dijawab bot; %d diteruskan ke petugas, %d di antaranya sudah dibalas dan %d masih menunggu.",
		bot.Answered, staff.N, staff.Answered, staff.Waiting), nil
}

func (s *Supervision) team(view *floorView, floor desk.Floor, staff loket.Staff, now time.Time) {
	zone := s.Zone(staff.Agency)
	held := map[loket.StaffID][]loket.InboxRow{}
	for _, row := range floor.Tickets {
		if row.Ticket.State == loket.TicketClaimed {
			held[row.Ticket.Staff] = append(held[row.Ticket.Staff], row)
		}
	}
	for _, c := range floor.Team {
		m := memberView{ID: c.Staff, Name: nameOr(c.Name, "Petugas"), State: presenceText(c, now, zone), Free: c.Presence != loket.PresenceWork}
		if len(c.Units) > 0 {
			m.Units = words.Say("bagian %s", loket.UnitText(c.Units))
		}
		counted := 0
		for _, row := range held[c.Staff] {
			t := row.Ticket
			if t.Priority < loket.PriorityEmergency {
				counted++
			}
			m.Holds = append(m.Holds, heldView{
				Href: ticketHref(staff, t.ID), Number: t.Number, Until: web.Soon(t.LeaseUntil, now, zone), Late: t.Ladder.Climbing() && now.After(t.DueAt),
			})
		}
		m.Load, m.Over = words.Say("memegang %d tiket", counted), floor.Most > 0 && counted > floor.Most
		if floor.Most > 0 {
			m.Load = words.Say("memegang %d dari %d tiket", counted, floor.Most)
		}
		view.Team = append(view.Team, m)
	}
}

func ticketHref(staff loket.Staff, id loket.TicketID) string {
	if !staff.MayServe() {
		return ""
	}
	return "/loket/tiket/" + string(id)
}

func presenceText(c loket.Colleague, now time.Time, zone *time.Location) words.Text {
	switch c.Presence {
	case loket.PresenceWork:
		return "bertugas"
	case loket.PresenceAway:
		if c.Said == loket.PresenceAway {
			return words.Say("istirahat sejak %s", web.Soon(c.SaidAt, now, zone))
		}
		return words.Say("tidak aktif sejak %s", web.Soon(c.ActiveAt, now, zone))
	case loket.PresenceHome, loket.PresenceUnsaid:
	}
	if c.Said == loket.PresenceHome {
		return words.Say("pulang sejak %s", web.Soon(c.SaidAt, now, zone))
	}
	return "belum bertugas hari ini"
}

// lens is one way to look at the tickets.
type lens struct {
	name        string
	text, empty words.Text
	fits        func(loket.Ticket) bool
}

// tasks lists the open tickets of one view, the most urgent first.
func (s *Supervision) tasks(view *floorView, floor desk.Floor, staff loket.Staff, now time.Time, name string, chosen []string) {
	views := []lens{
		{"", "Semua", "Tidak ada tiket yang terbuka.", func(loket.Ticket) bool { return true }},
		{"terlambat", "Terlambat", "Tidak ada yang terlambat.", func(t loket.Ticket) bool { return t.Escalates() && staff.Hears(t.Ladder.Level) }},
		{"janji", "Janji", "Tidak ada janji yang putus atau terancam.", func(t loket.Ticket) bool { return s.promiseText(t, now) != "" }},
		{"menunggu", "Menunggu", "Tidak ada yang menunggu.", func(t loket.Ticket) bool { return t.Claimable(now) || t.State == loket.TicketReview }},
	}
	slices.SortStableFunc(floor.Tickets, func(a, b loket.InboxRow) int {
		return cmp.Or(cmp.Compare(b.Ticket.Ladder.Level, a.Ticket.Ladder.Level), a.Ticket.OpenedAt.Compare(b.Ticket.OpenedAt))
	})
	current := slices.IndexFunc(views, func(l lens) bool { return l.name == name })
	for i, v := range views {
		link := viewView{Link: web.Link{Href: "/penyelia?lihat=" + v.name + "#tiket", Text: v.text, Current: i == max(current, 0)}}
		for _, row := range floor.Tickets {
			if !v.fits(row.Ticket) {
				continue
			}
			link.Count++
			switch {
			case !link.Current:
			case len(view.Rows) == shownTickets:
				view.More++
			default:
				view.Rows = append(view.Rows, s.task(row, floor.Told[row.Ticket.ID], staff, now, chosen))
			}
		}
		if link.Current {
			view.Empty = v.empty
		}
		view.Views = append(view.Views, link)
	}
}

func (s *Supervision) task(row loket.InboxRow, told []loket.Escalation, staff loket.Staff, now time.Time, chosen []string) taskView {
	t, zone := row.Ticket, s.Zone(staff.Agency)
	v := taskView{
		ID: t.ID, Href: ticketHref(staff, t.ID), Number: t.Number, Kind: web.KindName(t.Kind), Waiting: web.Age(now.Sub(t.OpenedAt)),
		Promise: s.promiseText(t, now), Told: toldText(told, now, zone), Holder: holderText(row, now, zone),
		Chosen: slices.Contains(chosen, string(t.ID)),
	}
	if t.Ladder.Climbing() && !t.Paused() && !t.DueAt.IsZero() {
		v.Due, v.Late = words.Say("tenggat %s", web.Soon(t.DueAt, now, zone)), now.After(t.DueAt)
	}
	return v
}

// promiseText says that a promise was broken or is about to be; empty: neither.
func (s *Supervision) promiseText(t loket.Ticket, now time.Time) words.Text {
	at := web.Soon(t.Promise.At, now, s.Zone(t.Agency))
	switch {
	case t.Promise.State == loket.PromiseBroken:
		return words.Say("janji putus (%s)", at)
	case t.Promise.Owed() && t.Promise.Passed(now):
		return words.Say("janji lewat (%s)", at)
	case s.Floor.AtRisk(t, now):
		return words.Say("janji terancam (%s)", at)
	}
	return ""
}

// toldText says whom a delay was told.
func toldText(told []loket.Escalation, now time.Time, zone *time.Location) words.Text {
	var all []words.Text
	for _, e := range told {
		who := words.Text(e.To)
		if e.To == loket.LevelGroup.Name() {
			who = "grup petugas"
		}
		all = append(all, words.Say("%s %s", who, web.Soon(e.At, now, zone)))
	}
	if len(all) == 0 {
		return ""
	}
	return words.Say("diberi tahu: %s", words.Join(all, ", "))
}

func holderText(row loket.InboxRow, now time.Time, zone *time.Location) words.Text {
	t := row.Ticket
	switch {
	case t.State == loket.TicketWaitingCitizen:
		return words.Say("menunggu warga sampai %s%s", web.Soon(t.ReturnAt, now, zone), nameText(row.Holder))
	case t.State == loket.TicketSnoozed:
		return words.Say("ditunda sampai %s%s", web.Soon(t.ReturnAt, now, zone), nameText(row.Holder))
	case t.State == loket.TicketReview:
		return "perlu diperiksa penyelia"
	case t.Held(now):
		return words.Say("dipegang%s", nameText(row.Holder))
	case t.State == loket.TicketClaimed:
		return words.Say("masa pegang habis%s", nameText(row.Holder))
	}
	return "belum ada yang memegang"
}

func nameText(name string) words.Text {
	if name == "" {
		return ""
	}
	return words.Name(" " + name)
}
