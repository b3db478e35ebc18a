package main

import (
	"context"
	"time"

	"loket/internal/loket"
)

// botName is the username of an agency's Telegram bot; "": it has none, or Telegram
// has not told it yet.
func (h *house) botName(agency loket.AgencyID) string {
	if h.telegram == nil || h.config.Agencies[0].ID != agency {
		return ""
	}
	return h.telegram.Username()
}

// introducePause is how long whoever serves the channel has to learn the bot's name,
// and how long Telegram is left alone after it did not tell it.
const introducePause = time.Minute

// introduce asks Telegram for the bot's name where nothing else does: a replica that
// does not fetch from it would never learn it, and links to the bot need it.
func (h *house) introduce(ctx context.Context) error {
	tick := time.NewTicker(introducePause)
	defer tick.Stop()
	for h.telegram != nil {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if h.telegram.Username() != "" {
			return nil
		}
		if _, err := h.telegram.Identify(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("ask telegram for the bot's name", "err", err)
		}
	}
	return nil
}
