package main

import (
	"context"

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
	if h.telegram != nil {
		f.Telegram = h.telegramFacts
		f.Stalled["telegram"] = stalled(h.telegramWorks)
	}
	return f
}

func stalled(check func(context.Context) error) func() bool {
	return func() bool { return check(context.Background()) != nil }
}

func (h *house) telegramFacts() (state string, heardAge float64) {
	s := h.telegram.Status()
	polls := h.config.Telegram.Mode == config.Polling
	if s.HeardAt.IsZero() || polls && h.fetching.Load() == nil {
		return string(s.State), -1
	}
	return string(s.State), h.now().Sub(s.HeardAt).Seconds()
}

// metricsPage is the route of the figures for Prometheus.
type metricsPage struct{ page watch.Page }

// Routes implements web.Part.
func (m metricsPage) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /metrics", Access: web.Everyone, Handle: m.page.Serve}}
}
