package main

import (
	"context"

	"loket/internal/config"
	"loket/internal/loket"
)

// capacity is how many tickets a member of an agency's staff may hold at once.
func (h *house) capacity(id loket.AgencyID) int {
	if a, served := h.office(id); served {
		return a.Capacity
	}
	return config.DefaultCapacity
}

// endShifts sends home whose shift is over, in every agency.
func (h *house) endShifts(ctx context.Context) {
	for _, a := range h.config.Agencies {
		ended, err := h.desk.EndShifts(ctx, a.ID)
		if err != nil && ctx.Err() == nil {
			h.log.Error("end shifts", "agency", a.ID, "err", err)
		}
		if ended > 0 {
			h.log.Info("sent home whose shift is over", "agency", a.ID, "staff", ended)
		}
	}
}
