package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Reading is what programs read of the desk. loket.ErrNotFound stands for what is
// another agency's too.
type Reading interface {
	// Tickets returns a page of the tickets of the member's agency.
	Tickets(ctx context.Context, by loket.Staff, q loket.TicketQuery) ([]loket.InboxRow, error)
	// View returns one ticket with its conversation, masked.
	View(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.TicketView, error)
	// Conversation is View of the last ticket of a conversation.
	Conversation(ctx context.Context, by loket.Staff, c loket.ConversationID) (loket.TicketView, error)
}

// Ticket is one ticket without anybody's words.
type Ticket struct {
	ID           string    `json:"id"`
	Number       string    `json:"number"`
	Conversation string    `json:"conversation_id"`
	Unit         string    `json:"unit"`
	Kind         string    `json:"kind" jsonschema:"enum=question,enum=complaint,enum=request,enum=aspiration,enum=fraud"`
	Priority     int       `json:"priority" jsonschema_description:"0 biasa, 1 tinggi, 2 darurat"`
	State        string    `json:"state" jsonschema:"enum=waiting,enum=claimed,enum=waiting_citizen,enum=snoozed,enum=perlu_periksa,enum=closed"`
	Topic        string    `json:"topic" jsonschema_description:"Id jawaban yang berkenaan; kosong bila tidak diketahui"`
	Holder       string    `json:"holder_id" jsonschema_description:"Id akun pemegang; kosong bila tidak ada"`
	Epoch        int64     `json:"epoch" jsonschema_description:"Sertakan pada renew, reply, release, transfer, close"`
	LeaseUntil   Moment    `json:"lease_until" jsonschema_description:"Sesudahnya rekan lain boleh mengambil"`
	DueAt        Moment    `json:"due_at"`
	PromisedAt   Moment    `json:"promised_at"`
	OpenedAt     time.Time `json:"opened_at"`
	FirstReplyAt Moment    `json:"first_reply_at"`
	ClosedAt     Moment    `json:"closed_at"`
}

// ListedTicket is one ticket of a list.
type ListedTicket struct {
	Ticket

	Question string `json:"question" jsonschema_description:"Kata-kata warga yang membukanya, tersamar"`
	Channel  string `json:"channel"`
	Messages int    `json:"messages"`
}

// TicketPage is one page of a list.
type TicketPage struct {
	Tickets []ListedTicket `json:"tickets"`
	Next    string         `json:"next_cursor" jsonschema_description:"Untuk halaman berikutnya; kosong pada yang terakhir"`
}

// TicketDetail is one ticket with what staff noted. What was said stands in its
// conversation.
type TicketDetail struct {
	ListedTicket

	Notes []NoteLine `json:"notes"`
}

// NoteLine is what somebody noted for colleagues.
type NoteLine struct {
	Author string    `json:"author"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Text   string    `json:"text"`
}

func ticketOf(t loket.Ticket) Ticket {
	return Ticket{
		ID: string(t.ID), Number: t.Number, Conversation: string(t.Conversation), Unit: string(t.Unit), Kind: string(t.Kind),
		Priority: int(t.Priority), State: string(t.State), Topic: t.Topic, Holder: string(t.Staff), Epoch: t.LeaseEpoch,
		LeaseUntil: Moment{t.LeaseUntil}, DueAt: Moment{t.DueAt}, PromisedAt: Moment{t.Promise.At},
		OpenedAt: t.OpenedAt.UTC(), FirstReplyAt: Moment{t.FirstReplyAt}, ClosedAt: Moment{t.ClosedAt},
	}
}

func listed(row loket.InboxRow) ListedTicket {
	return ListedTicket{
		Ticket: ticketOf(row.Ticket), Question: privacy.Defang(row.Question), Channel: string(row.Channel), Messages: row.Messages,
	}
}

const (
	defaultPage = 50
	maxPage     = 100
)

func pageParameters() []parameter {
	return []parameter{
		{"limit", "Banyaknya per halaman, 1 sampai 100 (baku 50)."},
		{"cursor", "next_cursor dari halaman sebelumnya, apa adanya."},
	}
}

func ticketParameters() []parameter {
	return append(pageParameters(),
		parameter{"state", "open (baku: semua yang belum ditutup), all, waiting, claimed, waiting_citizen, snoozed, perlu_periksa, atau closed."},
		parameter{"unit", "Hanya bagian ini."},
		parameter{"kind", "Hanya jenis ini: question, complaint, request, aspiration, fraud."},
		parameter{"holder", "me: hanya yang dipegang akun token ini."},
	)
}

var errLimit = refuse(http.StatusBadRequest, "invalid", "Parameter limit harus bilangan 1 sampai 100.")

// page reads where a page begins and how long it is.
func (c *caller) page() (after string, limit int, err error) {
	limit = defaultPage
	if text := c.query.Get("limit"); text != "" {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > maxPage {
			return "", 0, errLimit
		}
	}
	after, err = readCursor(c.query.Get("cursor"))
	return after, limit, err
}

func (c *caller) ticketQuery() (q loket.TicketQuery, err error) {
	after, limit, err := c.page()
	if err != nil {
		return q, err
	}
	q = loket.TicketQuery{After: loket.TicketID(after), Unit: loket.UnitID(c.query.Get("unit")), Kind: loket.TicketKind(c.query.Get("kind")), Limit: limit}
	states := []loket.TicketState{
		loket.TicketWaiting, loket.TicketClaimed, loket.TicketWaitingCitizen, loket.TicketSnoozed, loket.TicketReview, loket.TicketClosed,
	}
	if q.Kind != "" && !slices.Contains(loket.TicketKinds(), q.Kind) {
		return q, refuse(http.StatusBadRequest, "invalid", "Parameter kind tidak dikenal. Lihat /api/openapi.json.")
	}
	switch state := loket.TicketState(c.query.Get("state")); {
	case state == "" || state == "open":
		q.Open = true
	case slices.Contains(states, state):
		q.State = state
	case state != "all":
		return q, refuse(http.StatusBadRequest, "invalid", "Parameter state tidak dikenal. Lihat /api/openapi.json.")
	}
	switch holder := c.query.Get("holder"); holder {
	case "":
	case "me":
		q.Holder = c.staff.ID
	default:
		return q, refuse(http.StatusBadRequest, "invalid", "Parameter holder hanya boleh me.")
	}
	return q, nil
}

func (a *API) listTickets(ctx context.Context, c *caller) (any, error) {
	q, err := c.ticketQuery()
	if err != nil {
		return nil, err
	}
	wanted := q.Limit
	q.Limit++ // one more tells whether there is another page
	rows, err := a.Read.Tickets(ctx, c.staff, q)
	if err != nil {
		return nil, err
	}
	page := TicketPage{Tickets: []ListedTicket{}}
	for _, row := range rows[:min(wanted, len(rows))] {
		page.Tickets = append(page.Tickets, listed(row))
	}
	if len(rows) > wanted {
		page.Next = cursorOf(string(rows[wanted-1].Ticket.ID))
	}
	return page, nil
}

func (a *API) getTicket(ctx context.Context, c *caller) (any, error) {
	view, err := a.Read.View(ctx, c.staff, loket.TicketID(c.named()))
	if err != nil {
		return nil, err
	}
	detail := TicketDetail{ListedTicket: listed(view.InboxRow), Notes: []NoteLine{}}
	for _, n := range view.Notes {
		detail.Notes = append(detail.Notes, NoteLine{Author: n.Name, At: n.At.UTC(), Kind: string(n.Kind), Text: n.Text})
	}
	return detail, nil
}
