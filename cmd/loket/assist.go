package main

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"loket/internal/assist"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/watch"
)

// assistParts are what an assistant is made of beside its configuration.
type assistParts struct {
	ledger   assist.Ledger
	redactor privacy.Redactor
	now      func() time.Time
	log      *slog.Logger
	meters   *watch.Meters // nil: nobody counts
	calls    outcomes      // instead of meters, of a command
}

// newAssistant makes an agency's client; nil: it has none.
func newAssistant(a config.Agency, p assistParts) (*assist.Client, error) {
	m := a.Assist
	if !m.On() {
		return nil, nil
	}
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return nil, fmt.Errorf("load the zone of %s: %w", a.ID, err)
	}
	settings := assist.Settings{
		Agency: a.ID, BaseURL: m.BaseURL, Key: m.Key, Model: m.Model, Vectors: m.Vectors, Zone: zone, Parallel: m.Parallel,
		Budget: m.Budget, PerChat: m.PerChat, Price: assist.Price(m.Price), Redactor: p.redactor, Ledger: p.ledger, Now: p.now, Log: p.log,
	}
	for _, use := range m.Uses {
		settings.Uses = append(settings.Uses, assist.Purpose(use))
	}
	if p.calls != nil {
		settings.Recorded = func(c loket.AssistCall) { p.calls[c.Outcome]++ }
	}
	if p.meters != nil {
		settings.Recorded = p.meters.Assist.Called
		settings.Stopped = func(purpose assist.Purpose, is bool) {
			p.meters.Assist.Resting(a.ID, string(purpose), is)
			p.log.Warn("the language model", "agency", a.ID, "purpose", purpose, "resting", is)
		}
	}
	return assist.New(settings)
}

// abroad names for each agency whose texts are processed abroad who decided that.
func abroad(c config.Config) map[loket.AgencyID]string {
	by := map[loket.AgencyID]string{}
	for _, a := range c.Agencies {
		if a.Assist.Abroad() {
			by[a.ID] = a.Assist.AcceptedBy
		}
	}
	return by
}

// wireAssist makes the assistants of all agencies, and says where texts go.
func (h *house) wireAssist() error {
	h.assistants, h.second = map[loket.AgencyID]*assist.Client{}, assist.Second{}
	var errs []error
	for _, a := range h.config.Agencies {
		client, err := newAssistant(a, assistParts{ledger: h.ledger, redactor: h.redactor(), now: h.now, log: h.log, meters: h.meters})
		if err != nil || client == nil {
			errs = append(errs, err)
			continue
		}
		h.assistants[a.ID], h.second[a.ID] = client, &assist.Ranker{Client: client}
		h.log.Info("language model", "agency", a.ID, "uses", a.Assist.Uses, "location", a.Assist.Location)
		if a.Assist.Abroad() {
			h.log.Warn("texts without personal data are processed abroad", "agency", a.ID, "accepted_by", a.Assist.AcceptedBy)
		}
	}
	if len(h.second) > 0 {
		h.bot.Ranker = h.second
	}
	return errors.Join(errs...)
}
