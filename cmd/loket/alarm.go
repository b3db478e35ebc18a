package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/bot/telegram"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
)

const (
	behindAfter = 10 * time.Minute   // of silence a channel is said to be behind
	gapShown    = 7 * 24 * time.Hour // how long staff are told of a gap
	watchEvery  = time.Minute
)

// alarms are what staff of an agency should know of its channels, each in a
// sentence; none when all is well or nothing can be read.
func (h *house) alarms(ctx context.Context, agency loket.AgencyID) []string {
	if h.telegram == nil || agency != h.config.Agencies[0].ID {
		return nil
	}
	var texts []string
	if text := troubleText(h.telegram.Status().State); text != "" {
		texts = append(texts, text)
	}
	now, zone := h.now(), h.zone(agency)
	heard, err := h.ledger.Hearings(ctx, agency)
	if err != nil {
		h.log.Error("look for silent channels", "err", err)
	}
	for _, c := range heard {
		if c.Channel == h.telegram.ChannelID && now.Sub(c.At) > behindAfter {
			texts = append(texts, fmt.Sprintf("%s tertinggal: pesan warga belum diambil sejak %s. "+
				"Periksa internet dan pengaturan Telegram; Loket mencoba terus.", c.Name, web.When(c.At, now, zone)))
		}
	}
	gaps, err := h.ledger.ChannelGaps(ctx, agency, now.Add(-gapShown), now)
	if err != nil {
		h.log.Error("look for gaps", "err", err)
	}
	for _, g := range gaps {
		texts = append(texts, report.OutageOf(g, zone).Text())
	}
	return texts
}

// troubleText is what staff read of how the adapter stands.
func troubleText(state telegram.State) string {
	switch state {
	case telegram.StateConflict:
		return "Telegram: bot ini juga dibaca program lain (409). Hentikan program itu; Loket mencoba lagi sendiri."
	case telegram.StateUnauthorized:
		return "Telegram: token bot ditolak (401). Periksa LOKET_TELEGRAM_TOKEN."
	case telegram.StateIdle, telegram.StateWorking, telegram.StateUnreachable, telegram.StateLedger:
	}
	return ""
}

// channelsReady tells of every alarm in /readyz. The house is ready all the same:
// web chat and staff's page need no Telegram.
func (h *house) channelsReady(ctx context.Context) error {
	if texts := h.alarms(ctx, h.config.Agencies[0].ID); len(texts) > 0 {
		return errors.New(strings.Join(texts, " "))
	}
	return nil
}

// watch logs an alarm when it is raised and when it is over, until ctx ends.
func (h *house) watch(ctx context.Context) error {
	raised := map[string]bool{}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		raised = h.watchOnce(ctx, raised)
	}
}

// watchOnce compares the alarms with those raised before.
func (h *house) watchOnce(ctx context.Context, before map[string]bool) map[string]bool {
	raised := map[string]bool{}
	for _, text := range h.alarms(ctx, h.config.Agencies[0].ID) {
		raised[text] = true
		if !before[text] {
			h.log.Warn("alarm", "text", text)
		}
	}
	for text := range before {
		if !raised[text] {
			h.log.Info("alarm is over", "text", text)
		}
	}
	return raised
}
