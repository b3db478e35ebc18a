package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectMeasured = `
SELECT ` + waitColumns + fromMeasured
	fromMeasured       = ` FROM waits WHERE agency_id = $1 AND measure = $4 AND start_at >= $2 AND start_at < $3`
	selectTicketNumber = `SELECT number FROM tickets WHERE agency_id = $1 AND id = $2`
)

// WaitsOf returns those rows of Waits that began in the query's period and are of one
// measure: what report.Rows takes.
func (s *Store) WaitsOf(ctx context.Context, q report.Query, measure string, hours report.Hours) ([]report.Wait, error) {
	from, to := bounds(q)
	var later laterThreads
	var waits []report.Wait
	err := s.snapshot(ctx, func(read reading) (err error) {
		if later, err = readLater(read, q); err != nil {
			return err
		}
		return read(func(r scanner) error {
			w, err := scanWait(r)
			if !later[w.Conversation] {
				waits = append(waits, w)
			}
			return err
		}, selectMeasured, string(q.Agency), from, to, measure)
	})
	if err != nil {
		return nil, fmt.Errorf("read waits of %s: %w", measure, err)
	}
	then, err := s.waitsThen(ctx, q, later, hours)
	if err != nil {
		return nil, err
	}
	for _, w := range then {
		if w.Measure == measure {
			waits = append(waits, w)
		}
	}
	if measure != report.BotAnswer {
		return waits, nil
	}
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(waits, pending...), err
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
