package main

import (
	"context"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/web/manage"
	"loket/internal/words"
)

// supervision are the supervisor's pages.
func (h *house) supervision() *manage.Supervision {
	return &manage.Supervision{
		Floor: h.desk, Controls: h.controls, Policies: h.controls, Office: supervised{h}, Figures: h.figures(),
		Units:    h.unitChoices,
		Troubles: h.troubles, Now: h.now, Zone: h.zone,
	}
}

// supervised is the house as the supervisor's pages see it.
type supervised struct{ house *house }

var _ manage.Office = supervised{}

// Calendar implements manage.Office.
func (s supervised) Calendar(agency loket.AgencyID) calendar.Calendar {
	return s.house.calendar(agency)
}

// Closures implements manage.Office.
func (s supervised) Closures(ctx context.Context, agency loket.AgencyID) ([]loket.Closure, error) {
	return s.house.ledger.Closures(ctx, agency, s.house.now())
}

// Policy implements manage.Office.
func (s supervised) Policy(agency loket.AgencyID) loket.Policy { return s.house.policy(agency) }

// Switches implements manage.Office.
func (s supervised) Switches(agency loket.AgencyID) []loket.Switch {
	return s.house.switches.all(agency)
}

// Targets implements manage.Office.
func (s supervised) Targets(agency loket.AgencyID) []manage.Target {
	all := []manage.Target{{Kind: loket.SwitchBot, Name: "Bot (semua jawaban otomatis)"}}
	names := s.house.channelNames()
	for _, id := range s.house.bot.Channels {
		if s.house.agencyOf(id) == agency {
			all = append(all, manage.Target{Kind: loket.SwitchChannel, ID: string(id), Name: words.Say("Saluran %s", names[id])})
		}
	}
	if book := s.house.shelves.book(agency); book != nil {
		for _, e := range book.Catalog.Entries() {
			all = append(all, manage.Target{Kind: loket.SwitchEntry, ID: e.ID, Name: words.Say("Jawaban %s", e.ID+": "+e.Title)})
		}
	}
	return all
}
