package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	upsertTopic = `
INSERT INTO topics (ticket_id, agency_id, channel_id, chat, name, thread, card, shown, made, changed_at, closed_at, epoch)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (ticket_id) DO UPDATE SET channel_id = excluded.channel_id, chat = excluded.chat, name = excluded.name,
  thread = excluded.thread, card = excluded.card, shown = excluded.shown, made = excluded.made,
  changed_at = excluded.changed_at, closed_at = excluded.closed_at,
  epoch = CASE WHEN excluded.epoch > topics.epoch THEN excluded.epoch ELSE topics.epoch END`
	selectTopics = `
SELECT ticket_id, agency_id, channel_id, chat, name, thread, card, shown, made, epoch
FROM topics WHERE channel_id = $1 AND closed_at = 0
  AND (thread <> '' OR card <> '' OR EXISTS (SELECT 1 FROM tickets k WHERE k.id = ticket_id AND k.state <> 'closed'))
ORDER BY ticket_id`
)

// SaveTopic records where a ticket's topic and card are; the epoch never falls. loket.ErrFenced: the
// channel has a newer owner than that of epoch, who knows better.
func (s *Store) SaveTopic(ctx context.Context, topic loket.Topic, epoch int64) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(topic.Channel, epoch); err != nil {
			return fmt.Errorf("save topic: %w", err)
		}
		_, err := t.exec(upsertTopic, string(topic.Ticket), string(topic.Agency), string(topic.Channel), topic.Group,
			topic.Name, topic.Thread, topic.Card, topic.Shown, topic.Made, ms(t.now), ms(topic.ClosedAt), topic.Epoch)
		if err != nil {
			return fmt.Errorf("save topic: %w", err)
		}
		return nil
	})
}

func scanTopic(r scanner, t *loket.Topic) error {
	return r.Scan(&t.Ticket, &t.Agency, &t.Channel, &t.Group, &t.Name, &t.Thread, &t.Card, &t.Shown, &t.Made, &t.Epoch)
}

// Topics returns the topics of a channel's staff group that are kept up to date,
// or are gone while their ticket is open.
func (s *Store) Topics(ctx context.Context, channel loket.ChannelID) (out []loket.Topic, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var t loket.Topic
		err := scanTopic(r, &t)
		out = append(out, t)
		return err
	}, selectTopics, string(channel))
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	return out, nil
}
