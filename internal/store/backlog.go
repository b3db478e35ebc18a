package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

const (
	// A message whose consideration failed counts from when it came in: its
	// rests must not make it young.
	selectUnprocessed = `
SELECT channel_id, 0, COUNT(*),
  MIN(CASE WHEN attempts = 0 AND consider_after > received_at THEN consider_after ELSE received_at END)
FROM messages WHERE state = 'pending' AND (attempts > 0 OR consider_after <= $1)
GROUP BY channel_id`
	// A conversation's sends go in order, so those behind one that rests rest
	// with it.
	selectUndelivered = `
SELECT s.channel_id, s.lane, COUNT(*), MIN(CASE WHEN s.not_before > s.created_at THEN s.not_before ELSE s.created_at END)
FROM sends s WHERE s.state = 'owed' AND s.not_before <= $1
  AND s.conversation_id NOT IN (SELECT conversation_id FROM sends WHERE state = 'owed' AND not_before > $1)
  AND ` + notBehindFormer + `
GROUP BY s.channel_id, s.lane`
	// What a former owner of the channel left half made waits for its grace, on
	// purpose.
	selectUnderWay = `
SELECT s.channel_id, s.lane, COUNT(*), MIN(CASE WHEN s.not_before > s.created_at THEN s.not_before ELSE s.created_at END)
FROM sends s JOIN channels h ON h.id = s.channel_id
WHERE s.state = 'sending' AND s.created_at <= $1 AND s.epoch >= h.epoch
GROUP BY s.channel_id, s.lane`
)

// Unprocessed returns the messages no decision has settled, by channel, as of
// now. A channel without any is left out.
func (s *Store) Unprocessed(ctx context.Context, now time.Time) ([]loket.Backlog, error) {
	return s.backlog(ctx, selectUnprocessed, now)
}

// Undelivered returns the sends owed or under way, by channel and lane, as of
// now. A lane without any is left out.
func (s *Store) Undelivered(ctx context.Context, now time.Time) ([]loket.Backlog, error) {
	owed, err := s.backlog(ctx, selectUndelivered, now)
	if err != nil {
		return nil, err
	}
	underWay, err := s.backlog(ctx, selectUnderWay, now)
	return merged(owed, underWay), err
}

func (s *Store) backlog(ctx context.Context, query string, now time.Time) ([]loket.Backlog, error) {
	var out []loket.Backlog
	err := s.read.each(ctx, func(r scanner) error {
		var b loket.Backlog
		err := r.Scan(&b.Channel, &b.Lane, &b.Waiting, when{&b.Oldest})
		out = append(out, b)
		return err
	}, query, ms(now))
	if err != nil {
		return nil, fmt.Errorf("read what waits: %w", err)
	}
	return out, nil
}

// merged adds up what waits on the same channel and lane.
func merged(all, more []loket.Backlog) []loket.Backlog {
	for _, b := range more {
		i := slices.IndexFunc(all, func(a loket.Backlog) bool { return a.Channel == b.Channel && a.Lane == b.Lane })
		if i < 0 {
			all = append(all, b)
			continue
		}
		all[i].Waiting += b.Waiting
		if b.Oldest.Before(all[i].Oldest) {
			all[i].Oldest = b.Oldest
		}
	}
	return all
}
