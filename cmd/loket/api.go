package main

import (
	"context"

	"loket/bot"
	"loket/faq"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/api"
)

// programs is the door for programs.
func (h *house) programs() *api.API {
	return &api.API{
		Read: h.desk, Work: h.desk, Bearers: h.ledger, Calls: h.ledger, Hooks: h.ledger, Figures: opinions{h.figures(), h},
		Entries: h.catalogOf, Ask: h.askedOf, Allowed: h.hookGuard().Check,
		PerMinute: h.config.API.PerMinute, Now: h.now, Log: h.log,
	}
}

// opinions are the figures of a house, with what citizens said in the survey.
type opinions struct {
	figures
	house *house
}

// Opinion implements api.Figures.
func (o opinions) Opinion(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error) {
	return o.house.opinion(ctx, agency, wish)
}

// catalogOf is what an agency answers from; nil: it is not served here.
func (h *house) catalogOf(id loket.AgencyID) *faq.Catalog {
	if book := h.shelves.book(id); book != nil {
		return book.Catalog
	}
	return nil
}

// askedOf recognises a question as an agency's clerk does.
func (h *house) askedOf(id loket.AgencyID, text string) (faq.Result, string, bool) {
	book, query := h.shelves.book(id), faq.Query{Text: text}
	agency, served := h.agency(id)
	if book == nil || !served {
		return faq.Result{}, "", false
	}
	return book.Matcher.Find(query), bot.Preview(book, agency, h.now(), query), true
}

func (h *house) hookGuard() api.Guard { return api.Guard{Inside: h.config.API.WebhookHosts} }

// courier tells webhooks what happens.
func (h *house) courier() *api.Courier {
	return &api.Courier{
		Rounds: h.ledger, Parcels: h.ledger, Owner: h.owner.String(), Client: h.hookGuard().Client(), Now: h.now, Log: h.log,
	}
}
