package main

import (
	"context"
	"errors"
	"time"

	"loket/bot/telegram"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/web"
	"loket/internal/words"
)

const (
	behindAfter = 10 * time.Minute   // of silence a channel is said to be behind
	gapShown    = 7 * 24 * time.Hour // how long staff are told of a gap
	alarmEvery  = time.Minute
)

// alarms are what staff of an agency should know: what is switched off, and what is
// wrong.
func (h *house) alarms(ctx context.Context, agency loket.AgencyID) []words.Text {
	return append(h.switchedOff(agency), h.troubles(ctx, agency)...)
}

// troubles are what staff of an agency should know of the ledger and of its
// channels, each in a sentence; none when all is well or nothing can be read.
func (h *house) troubles(ctx context.Context, agency loket.AgencyID) []words.Text {
	var texts []words.Text
	if trouble, is := h.ledger.Trouble(); is {
		texts = append(texts, ledgerText(trouble, h.now(), h.zone(agency)))
	}
	if text := h.reloader.problem(); text != "" {
		texts = append(texts, text)
	}
	if h.telegram == nil || agency != h.config.Agencies[0].ID {
		return texts
	}
	if text := troubleText(h.telegram.Status().State); text != "" {
		texts = append(texts, text)
	}
	texts = append(texts, h.behind(ctx, agency)...)
	return append(texts, h.gaps(ctx, agency)...)
}

// behind names the channels of an agency that nobody has heard for long.
func (h *house) behind(ctx context.Context, agency loket.AgencyID) (texts []words.Text) {
	now := h.now()
	heard, err := h.ledger.Hearings(ctx, agency)
	if err != nil {
		h.log.Error("look for silent channels", "err", err)
	}
	for _, c := range heard {
		if c.Channel == h.telegram.ChannelID && now.Sub(c.At) > behindAfter {
			texts = append(texts, words.Say("%s tertinggal: pesan warga belum diambil sejak %s. "+
				"Periksa internet dan pengaturan Telegram; Loket mencoba terus.", c.Name, web.When(c.At, now, h.zone(agency))))
		}
	}
	return texts
}

// gaps names an agency's times of which messages may be lost.
func (h *house) gaps(ctx context.Context, agency loket.AgencyID) (texts []words.Text) {
	now := h.now()
	gaps, err := h.ledger.ChannelGaps(ctx, agency, now.Add(-gapShown), now)
	if err != nil {
		h.log.Error("look for gaps", "err", err)
	}
	for _, g := range gaps {
		texts = append(texts, report.OutageOf(g, h.zone(agency)).Text())
	}
	return texts
}

// ledgerText is what staff read while nothing can be stored.
func ledgerText(t store.Trouble, now time.Time, zone *time.Location) words.Text {
	return words.Say("Basis data tidak dapat ditulis (%s) sejak %s: pesan baru dan balasan belum dapat disimpan. "+
		"Pesan Telegram menunggu di sana. Minta admin memeriksa ruang disk dan server basis data; Loket mencoba terus.",
		t.Reason, web.When(t.Since, now, zone))
}

// troubleText is what staff read of how the adapter stands.
func troubleText(state telegram.State) words.Text {
	switch state {
	case telegram.StateConflict:
		return "Telegram: bot ini juga dibaca program lain (409). Hentikan program itu; Loket mencoba lagi sendiri."
	case telegram.StateUnauthorized:
		return "Telegram: token bot ditolak (401). Periksa LOKET_TELEGRAM_TOKEN."
	case telegram.StateIdle, telegram.StateWorking, telegram.StateUnreachable, telegram.StateLedger:
	}
	return ""
}

// channelsReady tells of every alarm in /readyz; of those that make telegramWorks
// complain, only that line does.
func (h *house) channelsReady(ctx context.Context) error {
	agency := h.config.Agencies[0].ID
	texts := h.troubles(ctx, agency)
	if h.telegramWorks(ctx) != nil {
		texts = h.gaps(ctx, agency)
	}
	return told(texts)
}

// told makes one line of alarms; nil: there are none.
func told(texts []words.Text) error {
	if len(texts) == 0 {
		return nil
	}
	return errors.New(words.Join(texts, " ").String())
}

// tellAlarms logs an alarm when it is raised and when it is over, until ctx ends.
func (h *house) tellAlarms(ctx context.Context) error {
	raised := map[string]bool{}
	tick := time.NewTicker(alarmEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		raised = h.tellChanges(ctx, raised)
	}
}

// tellChanges compares the alarms with those raised before.
func (h *house) tellChanges(ctx context.Context, before map[string]bool) map[string]bool {
	raised := map[string]bool{}
	agency := h.config.Agencies[0].ID
	for _, text := range append(h.switchedBriefly(agency), h.troubles(ctx, agency)...) {
		raised[text.String()] = true
		if !before[text.String()] {
			h.log.Warn("alarm", "text", text.String())
		}
	}
	for text := range before {
		if !raised[text] {
			h.log.Info("alarm is over", "text", text)
		}
	}
	return raised
}
