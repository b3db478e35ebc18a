package main

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"loket/bot"
	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// switchboard is what the ledger says is switched off, in memory.
type switchboard struct {
	off atomic.Pointer[[]loket.Switch] // nil: nothing was read yet
}

var _ bot.Switches = (*switchboard)(nil)

// all are those of an agency.
func (b *switchboard) all(agency loket.AgencyID) (out []loket.Switch) {
	if off := b.off.Load(); off != nil {
		for _, w := range *off {
			if w.Agency == agency {
				out = append(out, w)
			}
		}
	}
	return out
}

// Off implements bot.Switches.
func (b *switchboard) Off(agency loket.AgencyID, kind loket.SwitchKind, target string) bool {
	asked := loket.Switch{Agency: agency, Kind: kind, Target: target}
	off := b.off.Load()
	return off != nil && slices.ContainsFunc(*off, asked.Is)
}

// followSwitches takes what the ledger says.
func (h *house) followSwitches(ctx context.Context) error {
	all, err := h.ledger.Switches(ctx)
	if err == nil {
		h.switches.off.Store(&all)
	}
	return err
}

// wireControls gives supervisors what they may stop.
func (h *house) wireControls() {
	h.stirred = make(chan loket.AgencyID, len(h.config.Agencies))
	h.controls = &desk.Controls{
		Ledger: h.ledger, Policies: h.ledger, Desk: h.desk, Redactor: h.redactor(),
		Channels: func(loket.AgencyID) []loket.ChannelID { return h.bot.Channels },
		Hours: func(c loket.Closure) (calendar.Calendar, error) {
			if s := h.shelves[c.Agency]; s != nil {
				return s.hours.with(c)
			}
			return calendar.Calendar{}, loket.ErrNotFound
		},
		Policy: h.shelves.policyWith,
		Units:  h.units,
		Known:  h.known,
		Changed: func(ctx context.Context, agency loket.AgencyID) {
			ctx = context.WithoutCancel(ctx) // who asked may be gone; what was written counts
			if err := h.followSwitches(ctx); err != nil {
				h.log.Error("take switches", "err", err)
			}
			h.takeTerms(ctx, agency)
		},
	}
}

// known tells whether there is something to switch.
func (h *house) known(w loket.Switch) bool {
	a, served := h.office(w.Agency)
	switch w.Kind {
	case loket.SwitchBot:
		return served
	case loket.SwitchChannel:
		return slices.Contains(h.bot.Channels, loket.ChannelID(w.Target)) && h.agencyOf(loket.ChannelID(w.Target)) == a.ID
	case loket.SwitchEntry:
		if book := h.shelves.book(w.Agency); book != nil {
			_, found := book.Catalog.Entry(w.Target)
			return found
		}
	}
	return false
}

// switchedOff are the lines that staff of an agency read of what is switched off.
func (h *house) switchedOff(agency loket.AgencyID) (texts []words.Text) {
	for _, w := range h.switches.all(agency) {
		texts = append(texts, switchText(w, h.channelNames(), h.now(), h.zone(agency)))
	}
	return texts
}

// channelNames are those of this house, by id.
func (h *house) channelNames() map[loket.ChannelID]string {
	names := map[loket.ChannelID]string{}
	for _, a := range h.config.Agencies {
		for _, c := range channelsOf(a, h.botOf(a.ID) != nil) {
			names[c.ID] = c.Name
		}
	}
	return names
}

// switchText says what is switched off, by whom, since when, why, and what that does.
func switchText(w loket.Switch, channels map[loket.ChannelID]string, now time.Time, zone *time.Location) words.Text {
	by := words.Name(w.ByName)
	if by == "" {
		by = "perintah loket switch"
	}
	what, does := switchWords(w, channels)
	return words.Say("%s dimatikan sejak %s oleh %s (%s): %s", what, web.When(w.At, now, zone), by, w.Reason, does)
}

// switchWords name what is switched off, and say what that does.
func switchWords(w loket.Switch, channels map[loket.ChannelID]string) (what, does words.Text) {
	switch w.Kind {
	case loket.SwitchChannel:
		what = words.Say("Saluran %s", w.Target)
		if name := channels[loket.ChannelID(w.Target)]; name != "" {
			what = words.Say("Saluran %s", name)
		}
		return what, "pesan warga disimpan dan menunggu; balasan petugas tetap terkirim."
	case loket.SwitchEntry:
		return words.Say("Jawaban %s", w.Target), "tidak dikutip dan tidak ditawarkan."
	case loket.SwitchBot:
	}
	return "Bot", "semua pesan menjadi tiket; petugas yang menjawab."
}

// switchedBriefly are the same lines where anybody may read them: without who and why.
func (h *house) switchedBriefly(agency loket.AgencyID) (texts []words.Text) {
	for _, w := range h.switches.all(agency) {
		what, does := switchWords(w, h.channelNames())
		texts = append(texts, words.Say("%s dimatikan: %s", what, does))
	}
	return texts
}

// switchesReady tells in /readyz what is switched off: a decision of somebody's, and
// no reason to take anything out of service.
func (h *house) switchesReady(context.Context) error {
	var all []words.Text
	for _, a := range h.config.Agencies {
		all = append(all, h.switchedBriefly(a.ID)...)
	}
	return told(all)
}
