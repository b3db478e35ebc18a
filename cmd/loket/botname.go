package main

import (
	"context"
	"slices"
	"time"

	"loket/internal/loket"
)

// botName is the username of an agency's Telegram bot; "": it has none, or Telegram
// has not told it yet.
func (h *house) botName(agency loket.AgencyID) string {
	b := h.botOf(agency)
	if b == nil {
		return ""
	}
	return b.Username()
}

// introducePause is how long whoever serves the channel has to learn the bot's name,
// and how long Telegram is left alone after it did not tell it.
const introducePause = time.Minute

// introduce asks Telegram for the names of bots where nothing else does: a replica that
// does not fetch from one would never learn its name, and links to the bot need it.
func (h *house) introduce(ctx context.Context) error {
	tick := time.NewTicker(introducePause)
	defer tick.Stop()
	for unknown := h.bots; len(unknown) > 0; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		unknown = slices.DeleteFunc(slices.Clone(unknown), func(b *telegramBot) bool { return b.Username() != "" })
		for _, b := range unknown {
			if _, err := b.Identify(ctx); err != nil && ctx.Err() == nil {
				h.log.Warn("ask telegram for the bot's name", "agency", b.agency.ID, "err", err)
			}
		}
	}
	return nil
}
