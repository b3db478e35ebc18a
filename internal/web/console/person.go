package console

import (
	"context"
	"html/template"
	"net/http"
	"strconv"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var personPage = template.Must(web.Page(files, "warga.html"))

// People is what the console asks of the desk about who a ticket is with. All of it
// stands in the audit log.
type People interface {
	// Person returns them masked, with their other tickets.
	Person(ctx context.Context, staff loket.Staff, id loket.TicketID) (loket.Person, error)
	// Unmask returns their contact data in full. It refuses who neither holds the
	// ticket nor supervises, and a reason that says too little.
	Unmask(ctx context.Context, staff loket.Staff, id loket.TicketID, reason string) (loket.Unmasked, error)
	// Block keeps them from opening tickets for some days. It refuses who does not
	// hold the ticket under that epoch.
	Block(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, days int, reason string) error
	// Unblock lifts the block.
	Unblock(ctx context.Context, staff loket.Staff, id loket.TicketID) error
}

// personView is the page of who a ticket is with.
type personView struct {
	web.Frame
	Href    string // of the page
	Ticket  string // its address
	Number  string
	Channel words.Text
	Since   words.Text
	Erased  bool
	Masked  loket.Unmasked
	Full    *loket.Unmasked // shown once, on the answer to a reason; nil: masked
	May     bool            // the reader may ask for it
	Reason  string          // as typed, of a form that was refused
	Least   int

	Blocked     words.Text // until when; empty: they are not
	BlockedWhy  string
	Holds       bool // the reader holds the ticket, and may block
	Epoch       int64
	BlockReason string
	Problem     words.Text
	Notice      words.Text
	Earlier     []earlierView
	More        bool // there may be more than are listed
}

// earlierView is another ticket of the person.
type earlierView struct {
	Href, Number, Words string
	Kind, State, Opened words.Text
}

// person answers GET /loket/tiket/{id}/warga.
func (c *Console) person(w http.ResponseWriter, r *http.Request) error {
	said := personView{}
	switch {
	case r.URL.Query().Has("diblokir"):
		said.Notice = "Warga ini diblokir: pesannya disimpan, tetapi tidak membuka tiket. Keadaan darurat tetap didengar."
	case r.URL.Query().Has("dilepas"):
		said.Notice = "Blokir dicabut."
	}
	return c.showPerson(w, r, http.StatusOK, said)
}

// unmask answers POST /loket/tiket/{id}/warga/data: the data stands on this answer
// alone, and nothing keeps it.
func (c *Console) unmask(w http.ResponseWriter, r *http.Request) error {
	said := personView{Reason: r.PostFormValue("alasan")}
	full, err := c.desk.Unmask(r.Context(), web.StaffOf(r.Context()), ticketID(r), said.Reason)
	if err != nil {
		return c.refusePerson(w, r, err, said)
	}
	return c.showPerson(w, r, http.StatusOK, personView{Full: &full})
}

// block answers POST /loket/tiket/{id}/warga/blokir.
func (c *Console) block(w http.ResponseWriter, r *http.Request) error {
	said := personView{BlockReason: r.PostFormValue("alasan")}
	days, _ := strconv.Atoi(r.PostFormValue("hari")) // none: refused by the desk
	epoch, err := epochOf(r)
	if err == nil {
		err = c.desk.Block(r.Context(), web.StaffOf(r.Context()), ticketID(r), epoch, days, said.BlockReason)
	}
	if err != nil {
		return c.refusePerson(w, r, err, said)
	}
	http.Redirect(w, r, personHref(ticketID(r))+"?diblokir=1", http.StatusSeeOther)
	return nil
}

// unblock answers POST /loket/tiket/{id}/warga/lepas.
func (c *Console) unblock(w http.ResponseWriter, r *http.Request) error {
	if err := c.desk.Unblock(r.Context(), web.StaffOf(r.Context()), ticketID(r)); err != nil {
		return c.refusePerson(w, r, err, personView{})
	}
	http.Redirect(w, r, personHref(ticketID(r))+"?dilepas=1", http.StatusSeeOther)
	return nil
}

// refusePerson shows the page with the reason of a refusal and what was typed.
func (c *Console) refusePerson(w http.ResponseWriter, r *http.Request, err error, said personView) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeNotFound {
		return err
	}
	said.Problem = web.Explain(err)
	return c.showPerson(w, r, web.Status(err), said)
}

// showPerson writes the page as it is now, with what is to be said besides.
func (c *Console) showPerson(w http.ResponseWriter, r *http.Request, status int, view personView) error {
	staff, now := web.StaffOf(r.Context()), c.now()
	p, err := c.desk.Person(r.Context(), staff, ticketID(r))
	if err != nil {
		return err
	}
	zone := c.zone(staff.Agency)
	view.Frame = web.NewFrame(r, words.Say("Warga tiket %s", p.Ticket.Number))
	view.Href, view.Ticket, view.Number = personHref(p.Ticket.ID), ticketHref(p.Ticket.ID), p.Ticket.Number
	view.Channel, view.Since, view.Erased = channelName(p.Channel), web.When(p.Since, now, zone), p.Erased
	view.Masked = loket.Unmasked{Name: p.Name, External: p.External, Address: p.Address}
	view.May, view.Least = desk.MayUnmask(staff, p.Ticket) && !p.Erased, loket.LeastReason
	view.Holds = p.Ticket.State == loket.TicketClaimed && p.Ticket.Staff == staff.ID
	view.Epoch = p.Ticket.LeaseEpoch
	if now.Before(p.BlockedUntil) {
		view.Blocked, view.BlockedWhy = web.When(p.BlockedUntil, now, zone), p.BlockedReason
	}
	for _, row := range p.Earlier {
		view.Earlier = append(view.Earlier, earlierView{
			Href: ticketHref(row.Ticket.ID), Number: row.Ticket.Number, Kind: web.KindName(row.Ticket.Kind), State: stateName(row.Ticket.State),
			Opened: web.When(row.Ticket.OpenedAt, now, zone), Words: firstWords(row.Question, 80),
		})
	}
	view.More = len(p.Earlier) == loket.MostEarlier
	return web.Render(w, status, personPage, view)
}

func personHref(id loket.TicketID) string { return ticketHref(id) + "/warga" }

// stateName says in a word where a ticket is.
func stateName(state loket.TicketState) words.Text {
	switch state {
	case loket.TicketWaiting:
		return "menunggu petugas"
	case loket.TicketClaimed:
		return "dipegang petugas"
	case loket.TicketClosed:
		return "ditutup"
	case loket.TicketReview:
		return "menunggu penyelia"
	default:
		return "ditunda"
	}
}
