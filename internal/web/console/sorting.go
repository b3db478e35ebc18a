package console

import (
	"context"
	"net/http"
	"strconv"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Sorting is what the console asks of the desk about where a ticket belongs. It
// refuses who does not hold the ticket under that epoch; of a priority, who works
// on no tickets or would overrule the holder.
type Sorting interface {
	// Merge ends the ticket and lets it go on in another of the same contact.
	Merge(ctx context.Context, staff loket.Staff, from loket.TicketID, epoch int64, into loket.TicketID) error
	// Classify makes the ticket one of another kind.
	Classify(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, kind loket.TicketKind) error
	// Prioritise sets the ticket's priority.
	Prioritise(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, p loket.Priority) error
	// Mentioned lists the tickets in whose notes the member was named.
	Mentioned(ctx context.Context, staff loket.Staff) ([]loket.Mention, error)
}

// merge answers POST /loket/tiket/{id}/gabung.
func (c *Console) merge(w http.ResponseWriter, r *http.Request) error {
	draft, into := r.PostFormValue("teks"), loket.TicketID(r.PostFormValue("gabung"))
	epoch, err := epochOf(r)
	if err == nil {
		err = c.desk.Merge(r.Context(), web.StaffOf(r.Context()), ticketID(r), epoch, into)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	http.Redirect(w, r, ticketHref(into)+"?digabung=1", http.StatusSeeOther)
	return nil
}

// classify answers POST /loket/tiket/{id}/jenis.
func (c *Console) classify(w http.ResponseWriter, r *http.Request) error {
	return c.sorted(w, r, "Jenis tiket diubah. Tenggat hukumnya dihitung ulang sejak tiket dibuka.", func(staff loket.Staff, epoch int64) error {
		return c.desk.Classify(r.Context(), staff, ticketID(r), epoch, loket.TicketKind(r.PostFormValue("jenis")))
	})
}

// prioritise answers POST /loket/tiket/{id}/prioritas.
func (c *Console) prioritise(w http.ResponseWriter, r *http.Request) error {
	return c.sorted(w, r, "Prioritas diubah.", func(staff loket.Staff, epoch int64) error {
		p, err := strconv.Atoi(r.PostFormValue("prioritas"))
		if err != nil {
			return loket.ErrPriority
		}
		return c.desk.Prioritise(r.Context(), staff, ticketID(r), epoch, loket.Priority(p))
	})
}

// sorted answers a form that changes the ticket and leaves it where it is, with the
// draft.
func (c *Console) sorted(w http.ResponseWriter, r *http.Request, done words.Text, act func(staff loket.Staff, epoch int64) error) error {
	draft := r.PostFormValue("teks")
	epoch, err := epochOf(r)
	if err == nil {
		err = act(web.StaffOf(r.Context()), epoch)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	return c.showTicket(w, r, http.StatusOK, said{notice: done, draft: draft})
}

// sortView is what may be changed about where a ticket belongs.
type sortView struct {
	Kinds      []choiceView
	Priorities []choiceView
	Beside     []choiceView // the contact's other open tickets
}

func newSortView(v loket.TicketView) (s sortView) {
	for _, k := range loket.TicketKinds() {
		s.Kinds = append(s.Kinds, choiceView{string(k), web.KindName(k), k == v.Ticket.Kind})
	}
	for _, p := range []loket.Priority{loket.PriorityNormal, loket.PriorityHigh, loket.PriorityEmergency} {
		s.Priorities = append(s.Priorities, choiceView{strconv.Itoa(int(p)), priorityName(p), p == v.Ticket.Priority})
	}
	for _, t := range v.Beside {
		s.Beside = append(s.Beside, choiceView{Value: string(t.ID), Name: words.Say("%s · %s", t.Number, web.KindName(t.Kind))})
	}
	return s
}

func priorityName(p loket.Priority) words.Text {
	switch p {
	case loket.PriorityHigh:
		return "Tinggi"
	case loket.PriorityEmergency:
		return "Darurat"
	case loket.PriorityNormal:
	}
	return "Biasa"
}

// mentionView is a ticket in whose notes the reader was named.
type mentionView struct {
	Href, Number string
	By, At       words.Text
}

// mentions are the tickets in whose notes the member was named since they looked.
func (c *Console) mentions(ctx context.Context, staff loket.Staff) (all []mentionView, err error) {
	named, err := c.desk.Mentioned(ctx, staff)
	for _, m := range named {
		all = append(all, mentionView{
			Href: ticketHref(m.Ticket), Number: m.Number, By: nameOf(m.By), At: web.Soon(m.At, c.now(), c.zone(staff.Agency)),
		})
	}
	return all, err
}
