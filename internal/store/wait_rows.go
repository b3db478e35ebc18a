package store

import (
	"context"
	"fmt"
	"math"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectMeasured = `
SELECT ` + waitColumns + ` FROM waits WHERE agency_id = $1 AND measure = $4 AND start_at >= $2 AND start_at < $3`
	// What a row was at an earlier moment is read from the events of its conversation.
	selectKnownLater = `
SELECT DISTINCT conversation_id FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3 AND known_at > $4`
	selectTicketNumber = `SELECT number FROM tickets WHERE agency_id = $1 AND id = $2`
)

// WaitsOf returns those rows of Waits that began in the query's period and are of one
// measure: what report.Rows takes.
func (s *Store) WaitsOf(ctx context.Context, q report.Query, measure string, hours report.Hours) ([]report.Wait, error) {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !q.From.IsZero() {
		from = ms(q.From)
	}
	if !q.To.IsZero() {
		to = ms(q.To)
	}
	later, err := s.knownLater(ctx, q, from, to)
	if err != nil {
		return nil, err
	}
	var waits []report.Wait
	err = s.report(ctx, func(r scanner) error {
		w, err := scanWait(r)
		if !later[w.Conversation] {
			waits = append(waits, w)
		}
		return err
	}, selectMeasured, string(q.Agency), from, to, measure)
	if err != nil {
		return nil, fmt.Errorf("read waits of %s: %w", measure, err)
	}
	for conversation := range later {
		then, err := s.waitsThen(ctx, q, conversation, hours)
		if err != nil {
			return nil, err
		}
		for _, w := range then {
			if w.Measure == measure {
				waits = append(waits, w)
			}
		}
	}
	if measure != report.BotAnswer {
		return waits, nil
	}
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(waits, pending...), err
}

// knownLater are the conversations of which something is known that was not known at
// the query's moment: none when that is now.
func (s *Store) knownLater(ctx context.Context, q report.Query, from, to int64) (map[loket.ConversationID]bool, error) {
	later := map[loket.ConversationID]bool{}
	if !q.AsOf.Before(s.Now()) {
		return later, nil
	}
	err := s.report(ctx, func(r scanner) error {
		var id loket.ConversationID
		err := r.Scan(&id)
		later[id] = true
		return err
	}, selectKnownLater, string(q.Agency), from, to, ms(q.AsOf))
	if err != nil {
		return nil, fmt.Errorf("read what was known later: %w", err)
	}
	return later, nil
}

// TicketNumbers are the numbers of an agency's tickets, by their ids.
func (s *Store) TicketNumbers(ctx context.Context, agency loket.AgencyID, ids []loket.TicketID) (map[loket.TicketID]string, error) {
	numbers := map[loket.TicketID]string{}
	for _, id := range ids {
		err := s.report(ctx, func(r scanner) error {
			var number string
			err := r.Scan(&number)
			numbers[id] = number
			return err
		}, selectTicketNumber, string(agency), string(id))
		if err != nil {
			return nil, fmt.Errorf("read the number of a ticket: %w", err)
		}
	}
	return numbers, nil
}
