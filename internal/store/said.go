package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	insertSaid = `
INSERT INTO group_said (channel_id, origin_key, agency_id, staff_id, said_at, answer, reply_to, thread, owed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`
	selectSaid     = `SELECT COUNT(*) FROM group_said WHERE channel_id = $1 AND origin_key = $2`
	selectSaidOwed = `
SELECT channel_id, agency_id, origin_key, staff_id, answer, reply_to, thread, said_at
FROM group_said WHERE channel_id = $1 AND owed = 1 ORDER BY said_at, origin_key LIMIT $2`
	updateAnswered = `UPDATE group_said SET owed = 0 WHERE channel_id = $1 AND origin_key = $2`
	deleteSaid     = `DELETE FROM group_said WHERE said_at < $1`
	// A claim made in the group is known to the ticket's card before the card shows
	// it; one without a card is to get it.
	upsertClaimed = `
INSERT INTO topics (ticket_id, agency_id, channel_id, chat, name, thread, card, shown, made, changed_at, epoch)
VALUES ($1, $2, $3, '', '', '', '', '', 0, $4, $5)
ON CONFLICT (ticket_id) DO UPDATE SET closed_at = 0,
  epoch = CASE WHEN excluded.epoch > topics.epoch THEN excluded.epoch ELSE topics.epoch END`
	selectWanted = `
SELECT ticket_id FROM topics WHERE channel_id = $1 AND closed_at = 0 AND thread = '' AND card = ''
  AND EXISTS (SELECT 1 FROM tickets k WHERE k.id = ticket_id AND k.state <> 'closed') ORDER BY ticket_id`
)

// saidFor is how long what was said in a staff group is known: longer than a
// platform repeats it.
const saidFor = 2 * loket.UpdateRetention

// say records what was said in the staff group; loket.ErrSaid: it was taken
// before.
func (t *tx) say(m loket.Said) error {
	n, err := t.exec(insertSaid, string(m.Channel), m.Key, string(m.Agency), string(m.Staff), ms(t.now), m.Answer, m.ReplyTo,
		m.Thread, flag(m.Answer != ""))
	if err != nil {
		return fmt.Errorf("record what was said in the staff group: %w", err)
	}
	if n == 0 {
		return loket.ErrSaid
	}
	return nil
}

// saidOf records with a ticket's change who asked for it in the staff group, and
// lets the ticket's card know the claim.
func (t *tx) saidOf(k loket.Ticket, m *loket.Said) error {
	if m == nil {
		return nil
	}
	if err := t.say(*m); err != nil {
		return err
	}
	if k.State != loket.TicketClaimed || k.Staff != m.Staff {
		return nil
	}
	if _, err := t.exec(upsertClaimed, string(k.ID), string(m.Agency), string(m.Channel), ms(t.now), k.LeaseEpoch); err != nil {
		return fmt.Errorf("let a card know a claim: %w", err)
	}
	return nil
}

// Wanted are the open tickets that were claimed in a channel's staff group, or had
// a place there, and have none.
func (s *Store) Wanted(ctx context.Context, channel loket.ChannelID) (out []loket.TicketID, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var id loket.TicketID
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, selectWanted, string(channel))
	if err != nil {
		return nil, fmt.Errorf("read which tickets want a card: %w", err)
	}
	return out, nil
}

// NoteSaid records what was said in the staff group and changed no ticket, with what
// the group is to be told; loket.ErrSaid: it was taken before.
func (s *Store) NoteSaid(ctx context.Context, m loket.Said) error {
	return s.write(ctx, func(t *tx) error { return t.say(m) })
}

// WasSaid tells whether something said in the staff group was taken before.
func (s *Store) WasSaid(ctx context.Context, channel loket.ChannelID, key string) (bool, error) {
	var n int
	err := s.read.one(ctx, func(r scanner) error { return r.Scan(&n) }, selectSaid, string(channel), key)
	if err != nil {
		return false, fmt.Errorf("look whether it was said before: %w", err)
	}
	return n > 0, nil
}

// AnswersOwed are the first answers a channel's staff group is owed, the oldest
// first.
func (s *Store) AnswersOwed(ctx context.Context, channel loket.ChannelID, limit int) (out []loket.Said, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var m loket.Said
		err := r.Scan(&m.Channel, &m.Agency, &m.Key, &m.Staff, &m.Answer, &m.ReplyTo, &m.Thread, when{&m.At})
		out = append(out, m)
		return err
	}, selectSaidOwed, string(channel), limit)
	if err != nil {
		return nil, fmt.Errorf("read answers to the staff group: %w", err)
	}
	return out, nil
}

// Answered records that an answer is owed no more. loket.ErrFenced: the channel
// has a newer owner than that of epoch.
func (s *Store) Answered(ctx context.Context, m loket.Said, epoch int64) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.fence(m.Channel, epoch); err != nil {
			return fmt.Errorf("answer the staff group: %w", err)
		}
		if _, err := t.exec(updateAnswered, string(m.Channel), m.Key); err != nil {
			return fmt.Errorf("answer the staff group: %w", err)
		}
		return nil
	})
}

// ForgetSaid forgets what was said in staff groups so long ago that it cannot be
// repeated, and codes that expired.
func (s *Store) ForgetSaid(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteSaid, ms(t.now.Add(-saidFor))); err != nil {
			return fmt.Errorf("forget what was said in the staff group: %w", err)
		}
		if _, err := t.exec(deleteOldCodes, ms(t.now)); err != nil {
			return fmt.Errorf("forget codes that expired: %w", err)
		}
		return nil
	})
}
