package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/bot/telegram"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/watch"
	"loket/internal/web"
)

// pollPatience is how long Telegram may be silent: a poll waits 50 s for news.
const pollPatience = 65 * time.Second

// wireWatch sets the watch over the parts that run.
func (h *house) wireWatch() {
	h.began = h.now()
	h.watchdog = &watch.Watchdog{
		Ledger: h.ledger, Ours: h.moves, Held: h.outbox.HeldUntil, Now: h.now, Log: h.log, Meters: h.meters,
	}
	h.reconciled = &watch.Beat{
		Now: h.now, Limit: watch.Patience,
		Says: "antrean petugas tidak dicocokkan dengan basis data selama %s; jalankan ulang Loket dan periksa catatannya",
	}
	h.reconciled.Hit()
	h.reconciler.Passed, h.reconciler.Found = h.passed, h.found
	h.meters.Show(h.facts())
}

// moves tells whether this process has to move what waits on a channel. On a
// ledger of its own nobody else does, whatever became of its lease.
func (h *house) moves(channel loket.ChannelID) bool {
	if !h.ledger.Shared() {
		return slices.Contains(h.bot.Channels, channel)
	}
	_, owned := h.keeper.Epoch(channel)
	return owned
}

// checks are what readiness depends on, and what is told beside it: a channel in
// trouble that this process can do nothing about is no reason to take the web
// chat out of service.
func (h *house) checks() []web.Check {
	checks := []web.Check{
		{Name: "ledger", Ready: h.writable},
		{Name: "jam", Ready: h.ledger.TimeReady},
		{Name: "pesan", Ready: h.watchdog.Messages},
		{Name: "jawaban", Ready: h.watchdog.Sends},
		{Name: "antrean", Ready: h.reconciled.Silence},
		{Name: "sakelar", Ready: h.switchesReady, Advice: true},
	}
	if len(h.bots) > 0 {
		checks = append(checks,
			web.Check{Name: "telegram", Ready: h.telegramWorks},
			web.Check{Name: "kanal", Ready: h.channelsReady, Advice: true})
	}
	return checks
}

// writable tells whether the ledger takes a transaction.
func (h *house) writable(ctx context.Context) error {
	err := h.ledger.Ping(ctx)
	if err == nil {
		return nil
	}
	h.log.Error("the ledger cannot be written to", "err", err)
	return loket.Errorf(loket.CodeUnavailable, "basis data tidak dapat ditulisi; periksa basis data, ruang disk, dan catatan Loket")
}

// telegramWorks tells whether updates come in: no bot without which others go on takes
// the counter out of service.
func (h *house) telegramWorks(context.Context) error {
	var errs []error
	for _, b := range h.bots {
		err := h.botWorks(b)
		if err == nil {
			return nil
		}
		errs = append(errs, h.of(b, err))
	}
	return errors.Join(errs...)
}

// of names the agency that something is said of, where there are several bots.
func (h *house) of(b *telegramBot, err error) error {
	if err == nil || len(h.bots) == 1 {
		return err
	}
	return fmt.Errorf("%s: %w", b.agency.Name, err)
}

// botWorks tells whether a bot's updates come in: not when its token is dead, when
// polls stay out, or when what a webhook brings cannot be stored. A webhook
// without traffic is not silent, nor is a process that leaves polling to another.
func (h *house) botWorks(b *telegramBot) error {
	s := b.Status()
	if s.State == telegram.StateUnauthorized {
		return loket.Errorf(loket.CodeUnavailable, "Telegram menolak token bot (401); periksa token_file di loket.yaml, atau LOKET_TELEGRAM_TOKEN")
	}
	since := h.silentSince(b, s)
	if since.IsZero() {
		return nil
	}
	silent := h.now().Sub(since)
	if silent <= pollPatience {
		return nil
	}
	return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("tidak ada kabar dari Telegram selama %d detik: %s",
		int(silent/time.Second), whySilent(s.State)))
}

// silentSince is since when nothing came of Telegram that should have; zero:
// nothing is awaited here.
func (h *house) silentSince(b *telegramBot, s telegram.Status) time.Time {
	if b.config.Mode == config.Webhook {
		if s.State == telegram.StateLedger {
			return s.Since
		}
		return time.Time{}
	}
	begun := b.fetching.Load()
	if begun == nil {
		if h.ledger.Shared() {
			return time.Time{}
		}
		begun = &h.began
	}
	if s.HeardAt.After(*begun) {
		return s.HeardAt
	}
	return *begun
}

// whySilent tells what the adapter knows of its silence, and the cure.
func whySilent(s telegram.State) string {
	switch s {
	case telegram.StateConflict:
		return "bot ini juga dibaca program lain (409); hentikan program itu"
	case telegram.StateUnreachable:
		return "Telegram tidak terjangkau; periksa jaringan dan LOKET_TELEGRAM_API_URL"
	case telegram.StateLedger:
		return "pesan tidak dapat disimpan; periksa basis data"
	default:
		return "pengambil pesan diam; jalankan ulang Loket dan periksa catatannya"
	}
}
