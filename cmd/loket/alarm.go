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
	b := h.botOf(agency)
	if b == nil {
		return texts
	}
	if text := troubleText(b.Status().State); text != "" {
		texts = append(texts, text)
	}
	texts = append(texts, h.behind(ctx, b)...)
	return append(texts, h.gaps(ctx, agency)...)
}

// behind names the channel of a bot that nobody has heard for long.
func (h *house) behind(ctx context.Context, b *telegramBot) (texts []words.Text) {
	now := h.now()
	heard, err := h.ledger.Hearings(ctx, b.agency.ID)
	if err != nil {
		h.log.Error("look for silent channels", "err", err)
	}
	for _, c := range heard {
		if c.Channel == b.ChannelID && now.Sub(c.At) > behindAfter {
			texts = append(texts, words.Say("%s tertinggal: pesan warga belum diambil sejak %s. "+
				"Periksa internet dan pengaturan Telegram; Loket mencoba terus.", c.Name, web.When(c.At, now, h.zone(b.agency.ID))))
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
		return "Telegram: token bot ditolak (401). Periksa token_file di loket.yaml, atau LOKET_TELEGRAM_TOKEN."
	case telegram.StateIdle, telegram.StateWorking, telegram.StateUnreachable, telegram.StateLedger:
	}
	return ""
}

// channelsReady tells of every alarm in /readyz; of those that make telegramWorks
// complain, only that line does.
func (h *house) channelsReady(ctx context.Context) error {
	out := h.telegramWorks(ctx) != nil
	var errs []error
	for _, b := range h.bots {
		texts := h.troubles(ctx, b.agency.ID)
		if out {
			texts = h.gaps(ctx, b.agency.ID)
		}
		errs = append(errs, h.of(b, told(texts)))
	}
	return errors.Join(errs...)
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
	raised := map[alarm]bool{}
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

// alarm is what staff of an agency should know.
type alarm struct {
	agency loket.AgencyID
	text   string
}

// tellChanges compares the alarms with those raised before.
func (h *house) tellChanges(ctx context.Context, before map[alarm]bool) map[alarm]bool {
	raised := map[alarm]bool{}
	for _, a := range h.config.Agencies {
		for _, text := range append(h.switchedBriefly(a.ID), h.troubles(ctx, a.ID)...) {
			one := alarm{a.ID, text.String()}
			raised[one] = true
			if !before[one] {
				h.log.Warn("alarm", "agency", one.agency, "text", one.text)
			}
		}
	}
	for one := range before {
		if !raised[one] {
			h.log.Info("alarm is over", "agency", one.agency, "text", one.text)
		}
	}
	return raised
}
