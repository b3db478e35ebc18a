package main

import (
	"context"
	"encoding/hex"
	"net/http"
	"strings"

	"loket/bot"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/public"
)

// publicPages are the pages of citizens beside the chat.
func (h *house) publicPages() *public.Public {
	return &public.Public{
		Ledger: h.ledger, Receive: h.bot.Receive, Status: h.ticketStatus, Asker: h.asker(), Agency: h.agency, Now: h.now, Zone: h.zone,
		Written: func(agency loket.Agency, w loket.Written) string {
			title := ""
			if book := h.shelves.book(agency.ID); book != nil {
				title = book.Title(w.Entry)
			}
			return bot.Written(agency, w, title, h.zone(agency.ID))
		},
	}
}

// agency is one of the offices of the configuration.
func (h *house) agency(id loket.AgencyID) (loket.Agency, bool) {
	a, served := h.office(id)
	return a.Agency, served
}

// ticketStatus is where a ticket stands, as the chat tells it.
func (h *house) ticketStatus(ctx context.Context, t loket.Ticket) (string, error) {
	place := 0
	if t.InLine() {
		outlook, err := h.desk.Outlook(ctx, t)
		if err != nil {
			return "", err
		}
		place = outlook.Place
	}
	return bot.Status(t, place, h.now(), h.calendar(t.Agency)), nil
}

// asker names who tries a PIN by a keyed hash of their address. Behind a proxy that
// is what the nearest one wrote: who forges it directly gains tries as another
// asker, and none for a ticket.
func (h *house) asker() func(*http.Request) string {
	direct := web.ClientIP(nil)
	return func(r *http.Request) string {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		sum, _ := h.sealer.Hash("asker", direct(r)+"\x00"+strings.TrimSpace(hops[len(hops)-1]))
		return hex.EncodeToString(sum)
	}
}
