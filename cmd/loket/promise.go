package main

import (
	"strings"
	"time"

	"loket/bot"
	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
)

// calendar is an agency's; of an agency without a book it is never open.
func (h *house) calendar(id loket.AgencyID) calendar.Calendar {
	if book := h.shelves.book(id); book != nil {
		return book.Calendar
	}
	return calendar.Calendar{}
}

// handling is what a ticket is taken to take, until enough were closed to know.
func (h *house) handling(id loket.AgencyID) time.Duration {
	if a, served := h.office(id); served {
		return a.Handling
	}
	return config.DefaultHandling
}

// words are what citizens read of what the desk did with their tickets.
func (h *house) words() desk.Words {
	return desk.Words{
		Silent: bot.SaySilent, Transferred: bot.SayTransferred, Merged: bot.SayMerged, Extended: bot.SayExtended,
		Answered: bot.Answered,
		Delay: func(t loket.Ticket, late bool, now time.Time) loket.Content {
			return bot.Delay(t, late, now, h.zone(t.Agency))
		},
	}
}

// agencyOf is whose channel it is: their names begin with it.
func (h *house) agencyOf(channel loket.ChannelID) loket.AgencyID {
	agency, _, _ := strings.Cut(string(channel), "/")
	return loket.AgencyID(agency)
}
