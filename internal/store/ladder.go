package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	// Emergencies first: they are told at any hour, what waits for the office to
	// open must not stand before them.
	selectStepsDue = `SELECT ` + ticketColumns + `
FROM tickets
WHERE channel_id = $1 AND escalate_at > 0 AND escalate_at <= $2 AND state IN ('waiting', 'claimed', 'perlu_periksa')
ORDER BY priority DESC, escalate_at, id LIMIT $3`
	selectOutdated = `SELECT ` + ticketColumns + `
FROM tickets
WHERE channel_id = $1 AND agency_id = $2 AND computed_by <> $3 AND state <> 'closed' AND id > $4
ORDER BY id LIMIT $5`
)

// StepsDue returns open tickets of a channel, none of them put aside, whose next
// level is due by a time: emergencies first, then what is due longest.
func (s *Store) StepsDue(ctx context.Context, channel loket.ChannelID, by time.Time, limit int) ([]loket.Ticket, error) {
	all, err := s.tickets(ctx, selectStepsDue, string(channel), ms(by), limit)
	if err != nil {
		return nil, fmt.Errorf("read steps that are due: %w", err)
	}
	return all, nil
}

// Outdated returns open tickets of an agency and a channel whose times were not
// computed by the given version, by id, those after one of them.
func (s *Store) Outdated(
	ctx context.Context, channel loket.ChannelID, agency loket.AgencyID, version string, after loket.TicketID, limit int,
) ([]loket.Ticket, error) {
	all, err := s.tickets(ctx, selectOutdated, string(channel), string(agency), version, string(after), limit)
	if err != nil {
		return nil, fmt.Errorf("read tickets to recompute: %w", err)
	}
	return all, nil
}
