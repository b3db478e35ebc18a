package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"loket/internal/loket"
)

const (
	selectRating = `
SELECT r.id, r.agency_id, r.conversation_id, r.ticket_id, t.kind, t.topic, t.unit_id, r.episode_id, r.state, r.score,
  r.asked_at, r.changed_at
FROM ratings r JOIN tickets t ON t.id = r.ticket_id
WHERE r.conversation_id = $1 ORDER BY r.asked_at DESC, r.id DESC LIMIT 1`
	countRatings = `SELECT COUNT(*) FROM ratings WHERE episode_id = $1`
	insertRating = `
INSERT INTO ratings (id, agency_id, conversation_id, ticket_id, episode_id, state, asked_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
	stepRating        = `UPDATE ratings SET state = $2, score = $3, changed_at = $4 WHERE id = $1 AND state = $5`
	deleteRatingNotes = `DELETE FROM notes WHERE conversation_id = $1 AND kind = 'rating'`
)

// lastRating reads what the citizen of a conversation was asked last; nil: they
// never were.
func (s *Store) lastRating(ctx context.Context, conversation loket.ConversationID) (*loket.Rating, error) {
	var r loket.Rating
	err := s.read.one(ctx, func(row scanner) error {
		return row.Scan(&r.ID, &r.Agency, &r.Conversation, &r.Ticket, &r.Kind, &r.Topic, &r.Unit, &r.Episode, &r.State,
			&r.Score, when{&r.AskedAt}, when{&r.ChangedAt})
	}, selectRating, string(conversation))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &r, err
}

// asked tells whether the citizen was asked about an episode before.
func (t *tx) asked(episode loket.EpisodeID) (bool, error) {
	var n int
	if err := t.one(func(r scanner) error { return r.Scan(&n) }, countRatings, string(episode)); err != nil {
		return false, fmt.Errorf("look for a rating: %w", err)
	}
	return n > 0, nil
}

// askRating notes that the citizen is asked; loket.ErrStale: they were, about the
// same episode.
func (t *tx) askRating(r *loket.Rating) error {
	if r == nil {
		return nil
	}
	n, err := t.exec(insertRating, string(r.ID), string(r.Agency), string(r.Conversation), string(r.Ticket),
		string(r.Episode), string(r.State), ms(r.AskedAt), ms(r.ChangedAt))
	if err != nil || n == 0 {
		return stale(err, "ask for a rating")
	}
	return nil
}

// rate writes a step of a rating, and the citizen's words as a note on its ticket.
// loket.ErrStale: it is not where it was decided on.
func (t *tx) rate(step *loket.RatingStep) error {
	if step == nil {
		return nil
	}
	r := step.Rating
	n, err := t.exec(stepRating, string(r.ID), string(r.State), r.Score, ms(r.ChangedAt), string(step.Was))
	if err != nil || n == 0 {
		return stale(err, "write rating")
	}
	if step.Note == nil {
		return nil
	}
	return t.note(loket.Ticket{ID: r.Ticket, Agency: r.Agency, Conversation: r.Conversation}, []loket.Note{*step.Note})
}
