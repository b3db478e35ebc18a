package console

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var ticketPage = template.Must(web.Page(files, "tiket.html", "saran.html"))

// ticketView is one ticket with its conversation and what may be done to it.
type ticketView struct {
	web.Frame
	Href     string
	Number   string
	Kind     words.Text
	Channel  words.Text
	State    words.Text
	Waiting  words.Text // until the first reply, or until now
	Since    words.Text
	Replied  words.Text // when a human first replied; empty: not yet
	Deadline deadlineView
	Promise  words.Text // empty: none made
	Late     words.Text // how far its delay went; empty: it is not told
	Why      words.Text // why the bot handed over
	Insults  words.Text // that the citizen insulted or threatened; empty: they did not
	ID       loket.TicketID
	Viewers  words.Text // who else has the page open; empty: nobody

	Lines   []lineView
	Problem words.Text // why the last action was refused
	Notice  words.Text // what the last action did

	Mine     bool   // the reply form stands
	Free     bool   // it may be taken
	Holder   string // who has it, when neither
	Epoch    int64
	Until    words.Text // how long the holder has
	Lapsed   bool       // mine, but others may take it
	Draft    string
	Once     string        // the reply form's own mark
	Staff    loket.StaffID // the reader: drafts are kept apart by it
	Left     int           // seconds the holder has
	Priority words.Text    // empty: as usual
	Refused  *refusalView  // what the guard refuses in the draft; nil: nothing
	Theirs   []lineView    // what a colleague replied while the draft was written

	Shelf      shelfView
	Sort       sortView
	Ready      []choiceView // ready replies that can be put into the form
	Supervises bool         // the reader manages them

	Proposal *proposalView // the machine's draft; nil: none can be had
	Summary  *summaryView  // the machine's; nil: none can be had

	Teach    *teachView // nil: no reply can teach the catalogue
	Notes    []noteView
	Places   []placeView // where it can be given; none: nowhere
	Law      words.Text  // by when the law wants it settled; empty: it does not say
	Reopens  bool        // it was closed lately and can go on
	FirstDay string      // of a pause until a date
	LastDay  string
}

// ticket answers GET /loket/tiket/{id}.
func (c *Console) ticket(w http.ResponseWriter, r *http.Request) error {
	said := said{}
	if r.URL.Query().Has("terkirim") {
		said.notice = sentText
	}
	if r.URL.Query().Has("digabung") {
		said.notice = "Kedua tiket digabung. Yang tetap berlaku adalah tiket ini; warga diberi tahu nomornya."
	}
	if r.URL.Query().Has("dicatat") {
		said.notice = noted
	}
	if r.URL.Query().Has("dipelajari") {
		said.notice = taught
	}
	if r.URL.Query().Has("dibuka") {
		said.notice = "Tiket dibuka lagi, di depan antrean."
	}
	return c.showTicket(w, r, http.StatusOK, said)
}

// said is what the page has to tell besides the ticket.
type said struct {
	problem words.Text
	notice  words.Text
	draft   string
	refused *refusalView

	proposal *proposalView // nil: nobody has asked for one
	summary  *summaryView  // as above
}

// showTicket writes the ticket's page as it is now.
func (c *Console) showTicket(w http.ResponseWriter, r *http.Request, status int, said said) error {
	staff := web.StaffOf(r.Context())
	ticket, err := c.desk.View(r.Context(), staff, ticketID(r))
	if err != nil {
		return fmt.Errorf("view ticket: %w", err)
	}
	view := c.ticketView(r, staff, ticket)
	view.Problem, view.Notice, view.Draft, view.Refused = said.problem, said.notice, said.draft, said.refused
	if view.Problem != "" && view.Draft != "" {
		view.Theirs = theirs(view.Lines, ticket.Lines, staff)
	}
	if view.Mine {
		if err := c.offer(r, &view, staff, ticket); err != nil {
			return err
		}
	}
	if view.Proposal = c.proposals(staff.Agency, &view); view.Proposal != nil && said.proposal != nil {
		view.Proposal = said.proposal
	}
	if view.Summary = c.summaries(staff.Agency, len(ticket.Lines)); said.summary != nil {
		view.Summary = said.summary
	}
	watch := c.desk.Look(r.Context(), staff, loket.Sight{Ticket: view.ID, Doing: loket.DoingView})
	view.Viewers = viewersText(watch.Others)
	return web.Render(w, status, ticketPage, view)
}

// refuse shows the ticket's page with the reason of a refusal and the draft.
// What is not meant for people goes on to fail.
func (c *Console) refuse(w http.ResponseWriter, r *http.Request, err error, draft string) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeNotFound {
		return err
	}
	return c.showTicket(w, r, web.Status(err), said{
		problem: web.Explain(err), draft: draft, refused: newRefusalView(err, draft),
	})
}

// offer fills what the holder can choose from.
func (c *Console) offer(r *http.Request, view *ticketView, staff loket.Staff, of loket.TicketView) error {
	query := r.URL.Query()
	view.Shelf = c.shelf(staff.Agency, of.Lines, query.Get("cari"), query.Get("jawaban")).sentTo(view.Href)
	view.Sort, view.Supervises = newSortView(of), staff.MaySupervise()
	ready, err := c.desk.ReadyReplies(r.Context(), staff, of.Ticket.Unit)
	if err != nil {
		return fmt.Errorf("list ready replies: %w", err)
	}
	for _, one := range ready {
		view.Ready = append(view.Ready, choiceView{Value: string(one.ID), Name: words.Name(one.Title)})
	}
	return nil
}

// theirs are the last replies, when they are a colleague's: what was sent while a
// draft was written that is refused now.
func theirs(views []lineView, lines []loket.Line, reader loket.Staff) (out []lineView) {
	for i := len(lines) - 1; i >= 0; i-- {
		switch line := lines[i]; {
		case line.FromCitizen, line.Answer == loket.AnswerReply && line.Staff == reader.ID:
			return out
		case line.Answer == loket.AnswerReply:
			out = append([]lineView{views[i]}, out...)
		}
	}
	return out
}

func (c *Console) ticketView(r *http.Request, staff loket.Staff, v loket.TicketView) ticketView {
	now, zone, ticket := c.now(), c.zone(staff.Agency), v.Ticket
	view := ticketView{
		Frame: web.NewFrame(r, words.Say("Tiket %s", ticket.Number)), ID: ticket.ID, Href: ticketHref(ticket.ID), Number: ticket.Number,
		Kind: web.KindName(ticket.Kind), Channel: channelOf(ticket, v.Channel),
		Waiting: web.Age(now.Sub(ticket.OpenedAt)), Since: web.Soon(ticket.OpenedAt, now, zone),
		Deadline: deadline(ticket.DueAt, now, zone), Why: reasonText(ticket.Reason),
		Late: lateText(ticket, staff), Epoch: ticket.LeaseEpoch, Once: rand.Text(), Staff: staff.ID,
		Left: max(0, int(ticket.LeaseUntil.Sub(now).Seconds())),
	}
	if ticket.Priority != loket.PriorityNormal {
		view.Priority = priorityName(ticket.Priority)
	}
	if at := ticket.FirstReplyAt; !at.IsZero() {
		view.Replied, view.Waiting = web.Soon(at, now, zone), web.Age(at.Sub(ticket.OpenedAt))
		if !ticket.Ladder.Climbing() { // nothing more is owed
			view.Deadline = deadlineView{}
		}
	}
	if v.Insulting() {
		view.Insults = words.Say("%d kali, terakhir %s", max(1, v.Insults), web.When(v.InsultedAt, now, zone))
	}
	if at := ticket.Promise.At; !at.IsZero() {
		view.Promise = web.Soon(at, now, zone)
	}
	view.Teach = c.teaching(staff.Agency, v.Lines)
	attempts := c.attempts(v)
	for i, line := range v.Lines {
		view.Lines = append(view.Lines, newLineView(line, now, zone))
		view.Lines[i].Number = i + 1
		if line.HasFile {
			view.Lines[i].Fetch = attachmentHref(ticket.ID, line.Message)
		}
		if made, known := attempts[i]; known {
			view.Lines[i].Attempt = &made
		}
	}
	view.hold(v, staff, now, zone)
	var places []loket.Destination
	if c.Destinations != nil && view.Mine {
		places = c.Destinations(staff.Agency)
	}
	view.onwardView(v, staff, places, now, zone)
	return view
}

// hold says who has the ticket and what that allows.
func (v *ticketView) hold(of loket.TicketView, staff loket.Staff, now time.Time, zone *time.Location) {
	ticket := of.Ticket
	v.Mine = ticket.State == loket.TicketClaimed && ticket.Staff == staff.ID
	v.Lapsed = v.Mine && !ticket.Held(now)
	v.Free = ticket.Open() && !v.Mine && !ticket.Held(now) && (ticket.State != loket.TicketReview || staff.MaySupervise())
	paused := pausedText(ticket, now, zone)
	switch {
	case !ticket.Open():
		v.State = words.Say("Ditutup %s", web.When(ticket.ClosedAt, now, zone))
	case v.Mine:
		v.State = "Anda pegang"
		v.Until = web.Clock(ticket.LeaseUntil.In(zone))
	case paused != "":
		v.State = paused
	case v.Free:
		v.State = "Menunggu petugas"
	default:
		v.Holder, v.Until = of.Holder, web.Clock(ticket.LeaseUntil.In(zone))
		v.State = words.Say("Dipegang %s", of.Holder)
	}
}

// reasonText says why the bot handed over; a reason it does not know is shown
// as it is.
func reasonText(reason string) words.Text {
	switch reason {
	case "":
		return ""
	case "unknown":
		return "bot tidak menemukan jawaban yang pasti"
	case "part of it unknown":
		return "bot tidak menemukan jawaban untuk sebagian pertanyaan"
	case "status of a document":
		return "warga menanyakan status berkas"
	case "hoax check":
		return "warga menanyakan kebenaran sebuah kabar"
	case "complaint":
		return "warga menyampaikan keluhan"
	case "asked":
		return "warga meminta petugas"
	case "insults":
		return "makian atau ancaman berulang"
	case "flood":
		return "warga mengirim sangat banyak pesan dalam satu menit"
	case "emergency":
		return "keadaan darurat"
	case "not answered":
		return "warga menjawab belum terjawab"
	case loket.ReasonBotOff:
		return "jawaban otomatis sedang dihentikan"
	case "not quotable":
		return "jawabannya belum boleh dikutip: belum diperiksa, kedaluwarsa, atau dimatikan"
	case "failed":
		return "bot gagal menimbang pesan ini"
	}
	return words.Text(reason)
}
