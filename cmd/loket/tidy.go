package main

import (
	"context"
	"errors"
	"time"

	"loket/internal/store"
)

const (
	tidyEvery  = time.Minute // how often what has ended by itself is put away
	eraseEvery = time.Hour   // how often what is past its time is erased
)

// tidy puts away what has ended until ctx ends.
func (h *house) tidy(ctx context.Context) {
	tick, retention := time.NewTicker(tidyEvery), time.NewTicker(eraseEvery)
	defer tick.Stop()
	defer retention.Stop()
	h.sweepRetention(ctx)
	for {
		h.tidyOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-retention.C:
			h.sweepRetention(ctx)
		case <-tick.C:
		}
	}
}

// tidyOnce ends the pauses of tickets whose time has come and the work of staff
// whose shift is over, closes episodes that have gone quiet, forgets sessions that
// ended, and erases citizens who asked for it.
func (h *house) tidyOnce(ctx context.Context) {
	if _, err := h.desk.Wake(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("end pauses of tickets", "err", err)
	}
	h.endShifts(ctx)
	if _, err := h.ledger.CloseQuiet(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("close quiet episodes", "err", err)
	}
	if err := (store.Sessions{Store: h.ledger}).DeleteExpired(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("forget sessions that ended", "err", err)
	}
	if err := h.ledger.ForgetSaid(ctx); err != nil && ctx.Err() == nil {
		h.log.Error("forget what was said in the staff group", "err", err)
	}
	if err := errors.Join(h.ledger.ForgetCalls(ctx), h.ledger.ForgetDeliveries(ctx), h.ledger.ForgetAssistCalls(ctx)); err != nil && ctx.Err() == nil {
		h.log.Error("forget calls of programs and of the assistant, and deliveries", "err", err)
	}
	erased, err := h.ledger.EraseAsked(ctx)
	if err != nil && ctx.Err() == nil {
		h.log.Error("erase who asked for it", "err", err)
	}
	if erased > 0 {
		h.log.Info("erased citizens who asked for it", "citizens", erased)
	}
}

// sweepRetention erases what is past its time. What it does not get done goes
// on an hour later.
func (h *house) sweepRetention(ctx context.Context) {
	swept, err := h.ledger.SweepRetention(ctx, h.config.Retention)
	if err != nil && ctx.Err() == nil {
		h.log.Error("erase what is past its time", "err", err)
	}
	if swept.Any() {
		h.log.Info("erased what is past its time", "citizens", swept.Contacts, "messages", swept.Messages,
			"sends", swept.Sends, "quarantined", swept.Quarantined)
	}
}
