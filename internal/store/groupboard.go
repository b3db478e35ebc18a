package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"loket/internal/loket"
)

const (
	selectBoard = `SELECT channel_id, chat, message, shown, page FROM group_boards WHERE channel_id = $1`
	upsertBoard = `
INSERT INTO group_boards (channel_id, chat, message, shown, page) VALUES ($1, $2, $3, $4, 0)
ON CONFLICT (channel_id) DO UPDATE SET chat = excluded.chat, message = excluded.message, shown = excluded.shown`
	turnBoard  = `UPDATE group_boards SET page = $2 WHERE channel_id = $1`
	selectCard = `
SELECT ticket_id, agency_id, channel_id, chat, name, thread, card, shown, made, epoch
FROM topics WHERE channel_id = $1 AND chat = $2 AND card = $3`
)

// Board is the message that lists tickets in a channel's staff group; its zero
// value but for the channel: there is none.
func (s *Store) Board(ctx context.Context, channel loket.ChannelID) (b loket.GroupBoard, err error) {
	err = s.read.one(ctx, func(r scanner) error {
		return r.Scan(&b.Channel, &b.Group, &b.Message, &b.Shown, &b.Page)
	}, selectBoard, string(channel))
	if errors.Is(err, sql.ErrNoRows) {
		return loket.GroupBoard{Channel: channel}, nil
	}
	if err != nil {
		return b, fmt.Errorf("read the staff group's board: %w", err)
	}
	return b, nil
}

// SaveBoard records where the board is and what it shows; the page stays as it
// was asked for. loket.ErrFenced: the channel has a newer owner than that of
// epoch.
func (s *Store) SaveBoard(ctx context.Context, b loket.GroupBoard, epoch int64) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(b.Channel, epoch); err != nil {
			return fmt.Errorf("save the board: %w", err)
		}
		if _, err := t.exec(upsertBoard, string(b.Channel), b.Group, b.Message, b.Shown); err != nil {
			return fmt.Errorf("save the board: %w", err)
		}
		return nil
	})
}

// TurnBoard asks for a page of the board.
func (s *Store) TurnBoard(ctx context.Context, channel loket.ChannelID, page int) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(turnBoard, string(channel), page); err != nil {
			return fmt.Errorf("turn the board: %w", err)
		}
		return nil
	})
}

// Card is the card a message of a staff group is; loket.ErrNotFound: it is none.
func (s *Store) Card(ctx context.Context, channel loket.ChannelID, group, message string) (topic loket.Topic, err error) {
	err = s.read.one(ctx, func(r scanner) error { return scanTopic(r, &topic) }, selectCard, string(channel), group, message)
	return topic, notFound(err)
}
