package main

import (
	"context"
	"fmt"
	"time"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/loket"
)

// learnEvery is how often it is looked whether a catalogue has changed since its
// embeddings were learned from; after a failure nobody tries for longer.
const (
	learnEvery = 2 * time.Second
	learnPause = 5 * time.Minute
)

// learnAssist keeps every agency's ranker at the catalogue it answers from, until ctx
// ends. Until it is there, and when it cannot be had, the words decide alone.
func (h *house) learnAssist(ctx context.Context) error {
	failed := map[loket.AgencyID]time.Time{}
	tick := time.NewTicker(learnEvery)
	defer tick.Stop()
	for {
		for id, ranker := range h.second {
			if h.now().Sub(failed[id]) < learnPause {
				continue
			}
			if err := h.learnOnce(ctx, id, ranker); err != nil && ctx.Err() == nil {
				failed[id] = h.now()
				h.log.Warn("learn embeddings; questions are answered without", "agency", id, "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// learnOnce learns the fusion of the matcher in use, unless that is done or the
// matcher is still learning itself.
func (h *house) learnOnce(ctx context.Context, id loket.AgencyID, ranker *assist.Ranker) error {
	m := h.shelves.book(id).Matcher
	if ranker.Knows(m) || m.Learned() == nil || !ranker.Client.Allows(assist.PurposeIndex) {
		return nil
	}
	began := h.now()
	fusion, err := learnFusion(ctx, ranker.Client, h.ledger, m, nil)
	if err != nil {
		return err
	}
	ranker.Learn(fusion)
	h.log.Info("embeddings are in use", "agency", id, "catalogue", m.Version(), "took", h.now().Sub(began).Round(time.Millisecond))
	return nil
}

// learnFusion makes what is missing of a catalogue's embeddings and learns from them.
func learnFusion(ctx context.Context, client *assist.Client, shelf assist.Shelf, m *faq.Matcher, at func(done, total int)) (*faq.Fusion, error) {
	vectors, err := client.Index(ctx, shelf, m.Spoken(), at)
	if err != nil {
		return nil, fmt.Errorf("embed the catalogue: %w", err)
	}
	fusion, err := faq.NewFusion(m, vectors)
	if err != nil {
		return nil, fmt.Errorf("learn from the embeddings: %w", err)
	}
	return fusion, nil
}
