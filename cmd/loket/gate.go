package main

import (
	"net/netip"
	"slices"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web"
	"loket/internal/web/console"
)

// gate is the staff's way in.
func (h *house) gate() *console.Gate {
	gate := &console.Gate{
		Accounts: h.ledger, Sessions: store.Sessions{Store: h.ledger}, Now: h.now, ClientIP: web.ClientIP(h.proxies()),
		Audit: h.ledger,
	}
	if h.config.Console.SecondFactor != config.SecondFactorOff {
		gate.Factors = h.ledger
	}
	return gate
}

// proxies are those whose word counts: the configured ones, and what runs beside us.
func (h *house) proxies() []netip.Prefix {
	return slices.Concat(web.LocalProxies(), h.config.Console.Proxies)
}

// hasTelegram tells whether staff of an agency can be bound to Telegram.
func (h *house) hasTelegram(agency loket.AgencyID) bool { return h.botOf(agency) != nil }
