package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	insertMention = `
INSERT INTO mentions (ticket_id, staff_id, agency_id, by_id, at)
SELECT $1, f.id, f.agency_id, $4, CAST($5 AS BIGINT) FROM staff f
WHERE f.agency_id = $2 AND f.login = $3 AND f.disabled_at = 0 AND f.id <> $4
ON CONFLICT (ticket_id, staff_id) DO UPDATE SET by_id = excluded.by_id, at = excluded.at`
	deleteMention  = `DELETE FROM mentions WHERE ticket_id = $1 AND staff_id = $2`
	selectMentions = `
SELECT k.id, k.number, COALESCE(f.name, ''), m.at FROM mentions m
JOIN tickets k ON k.id = m.ticket_id AND k.agency_id = $2 LEFT JOIN staff f ON f.id = m.by_id
WHERE m.staff_id = $1 ORDER BY m.at DESC LIMIT $3`
)

// mention tells the colleagues a note names. A login nobody of the agency has is
// plain words.
func (t *tx) mention(k loket.Ticket, n loket.Note) error {
	for _, login := range n.Mentions {
		_, err := t.exec(insertMention, string(k.ID), string(k.Agency), normalLogin(login), string(n.Author), ms(t.now))
		if err != nil {
			return fmt.Errorf("mention a colleague: %w", err)
		}
	}
	return nil
}

// looked forgets that a member was named in a ticket's notes, which they read now.
func (t *tx) looked(by loket.Staff, id loket.TicketID) error {
	if _, err := t.exec(deleteMention, string(id), string(by.ID)); err != nil {
		return fmt.Errorf("forget a mention: %w", err)
	}
	return nil
}

// Mentions returns the tickets in whose notes a member was named since they last
// looked, the newest first.
func (s *Store) Mentions(ctx context.Context, by loket.Staff, limit int) (out []loket.Mention, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var m loket.Mention
		err := r.Scan(&m.Ticket, &m.Number, &m.By, when{&m.At})
		out = append(out, m)
		return err
	}, selectMentions, string(by.ID), string(by.Agency), limit)
	if err != nil {
		return nil, fmt.Errorf("read mentions: %w", err)
	}
	return out, nil
}
