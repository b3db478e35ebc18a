package main

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	harkEvery = time.Second
	harkLimit = 500 // events read at once
)

// hark wakes the web chat's open pages for lines that another replica delivered,
// until ctx ends: a page may stand open here while the channel is owned there.
func (h *house) hark(ctx context.Context) error {
	after, known := int64(0), false
	tick := time.NewTicker(harkEvery)
	defer tick.Stop()
	for {
		var err error
		if known {
			after, err = h.harkOnce(ctx, after)
		} else {
			after, err = h.ledger.LastEvent(ctx)
			known = err == nil
		}
		if err != nil && ctx.Err() == nil {
			h.log.Error("look for lines of other replicas", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// harkOnce reads the events after one, and returns the last it has read.
func (h *house) harkOnce(ctx context.Context, after int64) (int64, error) {
	events, err := h.ledger.Events(ctx, after, harkLimit)
	if err != nil {
		return after, fmt.Errorf("read events: %w", err)
	}
	for len(events) == harkLimit && events[harkLimit-1].Import != "" { // a history is passed over
		after = events[harkLimit-1].Seq
		if events, err = h.ledger.Events(ctx, after, harkLimit); err != nil {
			return after, fmt.Errorf("read events: %w", err)
		}
	}
	for _, e := range events {
		if _, owned := h.keeper.Epoch(e.Channel); e.Kind == loket.EventDelivered && e.Import == "" && !owned && h.hasRoom(e.Channel) {
			s, err := h.ledger.Situation(ctx, e.Conversation)
			if err != nil {
				return after, fmt.Errorf("read whom a line is for: %w", err)
			}
			h.chat.Announce(loket.Send{Channel: e.Channel, Address: s.Conversation.Address})
		}
		after = e.Seq
	}
	return after, nil
}

// hasRoom tells whether a channel is a web chat of this house.
func (h *house) hasRoom(channel loket.ChannelID) bool {
	for _, a := range h.config.Agencies {
		if webChannel(a).ID == channel {
			return true
		}
	}
	return false
}
