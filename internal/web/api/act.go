package api

import (
	"context"
	"net/http"

	"loket/internal/loket"
)

// Work is what programs do at the desk. It refuses as the console hears it.
type Work interface {
	Taking
	Answering

	// Release gives a ticket back to the queue.
	Release(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) error
	// Transfer gives it to another unit or agency, with a reason.
	Transfer(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, to loket.Destination, reason string) error
	// Close ends it.
	Close(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) error
}

// Taking is how a member of staff becomes, and stays, the holder of a ticket.
type Taking interface {
	// Claim makes the member the holder.
	Claim(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.Ticket, error)
	// Next is Claim of the ticket whose turn it is in a unit, in any of the member's
	// for an empty one.
	Next(ctx context.Context, by loket.Staff, unit loket.UnitID) (loket.Ticket, error)
	// Renew keeps it for another lease.
	Renew(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) (loket.Ticket, error)
}

// Answering is what is written on a ticket.
type Answering interface {
	// Reply owes the citizen the words; only the holder under that epoch may.
	Reply(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, text string) error
	// Note keeps words for colleagues.
	Note(ctx context.Context, by loket.Staff, id loket.TicketID, text string) error
}

// Held is a ticket the caller holds now.
type Held struct {
	Ticket Ticket `json:"ticket"`
}

// Nothing is an empty body.
type Nothing struct{}

// NextTicket asks for the ticket whose turn it is.
type NextTicket struct {
	Unit string `json:"unit,omitempty" jsonschema_description:"Hanya bagian ini; kosong: semua"`
}

// Epoch says under which claim something is done.
type Epoch struct {
	Epoch int64 `json:"epoch" jsonschema_description:"epoch yang diterima saat mengambil tiket"`
}

// Reply is what the citizen is to read.
type Reply struct {
	Epoch int64  `json:"epoch" jsonschema_description:"epoch yang diterima saat mengambil tiket"`
	Text  string `json:"text" jsonschema_description:"Paling banyak 8000 huruf"`
}

// Note is what colleagues are to read.
type Note struct {
	Text string `json:"text" jsonschema_description:"Paling banyak 2000 huruf"`
}

// Transfer says where a ticket goes, and why.
type Transfer struct {
	Epoch  int64  `json:"epoch" jsonschema_description:"epoch yang diterima saat mengambil tiket"`
	Agency string `json:"agency,omitempty" jsonschema_description:"Kosong: instansi sendiri"`
	Unit   string `json:"unit"`
	Reason string `json:"reason"`
}

func (c *caller) ticket() loket.TicketID { return loket.TicketID(c.named()) }

func held(t loket.Ticket, err error) (any, error) { return Held{Ticket: ticketOf(t)}, err }

func (a *API) claimTicket(ctx context.Context, c *caller, _ Nothing) (any, error) {
	return held(a.Work.Claim(ctx, c.staff, c.ticket()))
}

func (a *API) nextTicket(ctx context.Context, c *caller, in NextTicket) (any, error) {
	return held(a.Work.Next(ctx, c.staff, loket.UnitID(in.Unit)))
}

func (a *API) renewTicket(ctx context.Context, c *caller, in Epoch) (any, error) {
	return held(a.Work.Renew(ctx, c.staff, c.ticket(), in.Epoch))
}

func (a *API) replyTicket(ctx context.Context, c *caller, in Reply) (any, error) {
	return nil, a.Work.Reply(ctx, c.staff, c.ticket(), in.Epoch, in.Text)
}

func (a *API) noteTicket(ctx context.Context, c *caller, in Note) (any, error) {
	return nil, a.Work.Note(ctx, c.staff, c.ticket(), in.Text)
}

func (a *API) releaseTicket(ctx context.Context, c *caller, in Epoch) (any, error) {
	return nil, a.Work.Release(ctx, c.staff, c.ticket(), in.Epoch)
}

func (a *API) closeTicket(ctx context.Context, c *caller, in Epoch) (any, error) {
	return nil, a.Work.Close(ctx, c.staff, c.ticket(), in.Epoch)
}

// errNowhere refuses a transfer without a destination before the desk looks for it.
var errNowhere = refuse(http.StatusBadRequest, "invalid", "Sebut bagian tujuan (unit) dan alasannya (reason).")

func (a *API) transferTicket(ctx context.Context, c *caller, in Transfer) (any, error) {
	if in.Unit == "" || in.Reason == "" {
		return nil, errNowhere
	}
	to := loket.Destination{Agency: loket.AgencyID(in.Agency), Unit: loket.UnitID(in.Unit)}
	if to.Agency == "" {
		to.Agency = c.staff.Agency
	}
	return nil, a.Work.Transfer(ctx, c.staff, c.ticket(), in.Epoch, to, in.Reason)
}
