package main

import (
	"context"
	"slices"

	"loket/internal/config"
	"loket/internal/watch"
	"loket/internal/web"
)

// facts are the figures that are asked for when somebody looks.
func (h *house) facts() watch.Facts {
	f := watch.Facts{
		Version: version,
		Pools:   h.ledger.Pools,
		Matchers: func(tell func(agency, version string)) {
			for id := range h.shelves {
				tell(string(id), h.shelves.book(id).Matcher.Version())
			}
		},
		Stalled: map[string]func() bool{
			"messages": stalled(h.watchdog.Messages), "sends": stalled(h.watchdog.Sends), "queue": stalled(h.reconciled.Silence),
		},
	}
	f.Telegram = h.telegramFacts
	if len(h.bots) > 0 {
		f.Stalled["telegram"] = func() bool {
			return slices.ContainsFunc(h.bots, func(b *telegramBot) bool { return h.botWorks(b) != nil })
		}
	}
	return f
}

func stalled(check func(context.Context) error) func() bool {
	return func() bool { return check(context.Background()) != nil }
}

func (h *house) telegramFacts(tell func(agency, state string, heardAge float64)) {
	for _, b := range h.bots {
		s, age := b.Status(), -1.0
		if !s.HeardAt.IsZero() && (b.config.Mode != config.Polling || b.fetching.Load() != nil) {
			age = h.now().Sub(s.HeardAt).Seconds()
		}
		tell(string(b.agency.ID), string(s.State), age)
	}
}

// metricsPage is the route of the figures for Prometheus.
type metricsPage struct{ page watch.Page }

// Routes implements web.Part.
func (m metricsPage) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /metrics", Access: web.Everyone, Handle: m.page.Serve}}
}
