package api

import (
	"context"
	"net/http"
	"slices"

	"loket/internal/loket"
)

// base is where this version of the API stands.
const base = "/api/v1"

// operation is one line of the list of what programs can do. Routes and their
// description are made of it, so that they cannot differ.
type operation struct {
	Method  string
	Path    string // below base
	ID      string // its name in the description
	Summary string
	Scope   loket.Scope
	Query   []parameter
	Body    any  // an example of what is sent; nil: nothing
	Changes bool // it needs an Idempotency-Key
	Status  int  // when it went well
	Answer  any  // an example of what is answered; nil: nothing

	handle func(context.Context, *caller) (any, error)
}

// parameter is one after the question mark.
type parameter struct {
	Name  string
	About string
}

// operations lists everything there is.
func (a *API) operations() []operation {
	return slices.Concat(a.ticketOperations(), a.readOperations(), a.hookOperations())
}

func (a *API) ticketOperations() []operation {
	const read, write = loket.ScopeTicketsRead, loket.ScopeTicketsWrite
	return []operation{
		{
			Method: http.MethodGet, Path: "/tickets", ID: "listTickets", Summary: "Tiket instansi, menurut waktu dibuka.", Scope: read,
			Query: ticketParameters(), Status: http.StatusOK, Answer: TicketPage{}, handle: a.listTickets,
		},
		{
			Method: http.MethodPost, Path: "/tickets/next", ID: "nextTicket", Summary: "Ambil tiket yang gilirannya tiba.", Scope: write,
			Body: NextTicket{}, Changes: true, Status: http.StatusOK, Answer: Held{}, handle: with(a.nextTicket),
		},
		{
			Method: http.MethodGet, Path: "/tickets/{id}", ID: "getTicket", Summary: "Satu tiket. Pembacaan dicatat.", Scope: read,
			Status: http.StatusOK, Answer: TicketDetail{}, handle: a.getTicket,
		},
		act("claim", "claimTicket", "Ambil tiket, atau perpanjang yang sudah dipegang.", Nothing{}, Held{}, with(a.claimTicket)),
		act("renew", "renewTicket", "Perpanjang waktu pegang.", Epoch{}, Held{}, with(a.renewTicket)),
		act("reply", "replyTicket", "Balas warga.", Reply{}, nil, with(a.replyTicket)),
		act("note", "noteTicket", "Tulis catatan untuk rekan; tidak dikirim kepada warga.", Note{}, nil, with(a.noteTicket)),
		act("release", "releaseTicket", "Kembalikan tiket ke antrean.", Epoch{}, nil, with(a.releaseTicket)),
		act("transfer", "transferTicket", "Alihkan tiket ke bagian atau instansi lain.", Transfer{}, nil, with(a.transferTicket)),
		act("close", "closeTicket", "Tutup tiket.", Epoch{}, nil, with(a.closeTicket)),
	}
}

// act is what somebody does to one ticket.
func act(verb, id, summary string, body, answer any, handle func(context.Context, *caller) (any, error)) operation {
	status := http.StatusNoContent
	if answer != nil {
		status = http.StatusOK
	}
	return operation{
		Method: http.MethodPost, Path: "/tickets/{id}/" + verb, ID: id, Summary: summary, Scope: loket.ScopeTicketsWrite,
		Body: body, Changes: true, Status: status, Answer: answer, handle: handle,
	}
}

func (a *API) readOperations() []operation {
	return []operation{
		{
			Method: http.MethodGet, Path: "/conversations/{id}", ID: "getConversation",
			Summary: "Satu percakapan yang bertiket, tersamar. Pembacaan dicatat.", Scope: loket.ScopeConversations,
			Status: http.StatusOK, Answer: Conversation{}, handle: a.getConversation,
		},
		{
			Method: http.MethodGet, Path: "/entries", ID: "listEntries", Summary: "Jawaban di katalog.", Scope: loket.ScopeEntries,
			Query: pageParameters(), Status: http.StatusOK, Answer: EntryPage{}, handle: a.listEntries,
		},
		{
			Method: http.MethodGet, Path: "/entries/search", ID: "searchEntries", Summary: "Jawaban yang paling sesuai dengan kata-kata.",
			Scope: loket.ScopeEntries, Query: []parameter{{"q", "Kata-kata warga, 1 sampai 4096 huruf. Wajib."}},
			Status: http.StatusOK, Answer: EntryMatches{}, handle: a.searchEntries,
		},
		{
			Method: http.MethodGet, Path: "/entries/{id}", ID: "getEntry", Summary: "Satu jawaban.", Scope: loket.ScopeEntries,
			Status: http.StatusOK, Answer: Entry{}, handle: a.getEntry,
		},
		{
			Method: http.MethodPost, Path: "/ask", ID: "ask", Summary: "Tanya katalog; tidak menyimpan apa pun.", Scope: loket.ScopeAsk,
			Body: Question{}, Status: http.StatusOK, Answer: Answered{}, handle: with(a.ask),
		},
		{
			Method: http.MethodGet, Path: "/report", ID: "getReport", Summary: "Angka sebuah masa: yang dicetak loket report --json.",
			Scope: loket.ScopeReport, Query: reportParameters(), Status: http.StatusOK, Answer: Report{}, handle: a.report,
		},
		{
			Method: http.MethodGet, Path: "/report/ikm", ID: "getOpinion",
			Summary: "Indeks kepuasan masyarakat sebuah masa: yang dicetak loket report ikm --format json, tanpa baris responden.",
			Scope:   loket.ScopeReport, Query: opinionParameters(), Status: http.StatusOK, Answer: Opinion{}, handle: a.opinion,
		},
	}
}

// with makes a handler of one that takes a decoded body.
func with[In any](handle func(context.Context, *caller, In) (any, error)) func(context.Context, *caller) (any, error) {
	return func(ctx context.Context, c *caller) (any, error) {
		var in In
		if err := decode(c.body, &in); err != nil {
			return nil, err
		}
		return handle(ctx, c, in)
	}
}
