package main

import (
	"loket/bot"
	"loket/faq"
	"loket/internal/calendar"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/web/public"
)

// answers are the pages of the answers that are published.
func (h *house) answers() *public.Answers {
	room := &public.Answers{
		Shelf: h.publicShelf, Base: h.config.PublicURL, Bot: h.botName, Card: export.WriteCard, Now: h.now,
		Privacy: func(agency loket.Agency) string { return bot.Privacy(agency, h.config.Retention.Conversations) },
	}
	for _, a := range h.config.Agencies {
		room.Offices = append(room.Offices, a.Agency)
	}
	return room
}

// publicShelf is what an office's clerk would quote now, as anybody may read it.
func (h *house) publicShelf(agency loket.AgencyID) (public.Shelf, bool) {
	book := h.shelves.book(agency)
	if book == nil {
		return public.Shelf{}, false
	}
	now := h.now()
	shelf := public.Shelf{
		Now:  calendar.Sentence(book.Calendar.Status(now), now),
		Find: func(text string) faq.Result { return book.Matcher.Find(faq.Query{Text: text}) },
		Hide: func(text string) string { return h.redactor().Redact(text).Text },
	}
	for _, e := range book.Catalog.Entries() {
		if _, ok := h.quotable(agency, e.ID); ok {
			shelf.Entries = append(shelf.Entries, e)
		}
	}
	shelf.Topics = book.Catalog.Topics(shelf.Entries)
	return shelf, true
}
