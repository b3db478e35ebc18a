package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectBotAnswers = `
SELECT r.channel_id, h.name, h.kind, r.at, COALESCE(MIN(d.at), 0)
FROM events r
JOIN channels h ON h.id = r.channel_id
JOIN events q ON q.message_id = r.message_id AND q.kind IN ('quote', 'ask', 'receipt')
LEFT JOIN events d ON d.answer_id = q.answer_id AND d.kind = 'delivered'
WHERE r.agency_id = $1 AND r.kind = 'received' AND r.at >= $2 AND r.at < $3
GROUP BY r.seq, r.channel_id, h.name, h.kind, r.at`
	selectUnconsidered = `
SELECT m.channel_id, h.name, h.kind, m.received_at, 0
FROM messages m JOIN channels h ON h.id = m.channel_id
WHERE m.agency_id = $1 AND m.state = 'pending' AND m.received_at >= $2 AND m.received_at < $3`
)

// BotAnswers returns the waits of M-01 that began in [from, to): from a message
// to the first quote, choice or receipt delivered for it. A message not
// considered yet waits too.
func (s *Store) BotAnswers(ctx context.Context, agency loket.AgencyID, from, to time.Time) ([]report.Wait, error) {
	var out []report.Wait
	for _, query := range []string{selectBotAnswers, selectUnconsidered} {
		err := s.report(ctx, func(r scanner) error {
			w := report.Wait{Ended: report.Waiting}
			err := r.Scan(&w.Channel, &w.ChannelName, &w.ChannelKind, when{&w.Start}, when{&w.End})
			if !w.End.IsZero() {
				w.Ended = report.Answered
			}
			out = append(out, w)
			return err
		}, query, string(agency), ms(from), ms(to))
		if err != nil {
			return nil, fmt.Errorf("read bot answers: %w", err)
		}
	}
	return out, nil
}

const selectHandOffs = `
SELECT k.channel_id, h.name, h.kind, k.at,
  COALESCE((SELECT MIN(d.at) FROM events p JOIN events d ON d.answer_id = p.answer_id AND d.kind = 'delivered'
    WHERE p.ticket_id = k.ticket_id AND p.ticket_id <> '' AND p.kind = 'reply'), 0),
  COALESCE((SELECT MIN(c.at) FROM events c WHERE c.ticket_id = k.ticket_id AND c.ticket_id <> '' AND c.kind IN ('abandon', 'merge')), 0),
  COALESCE((SELECT MIN(c.at) FROM events c WHERE c.ticket_id = k.ticket_id AND c.ticket_id <> '' AND c.kind = 'close'), 0)
FROM events k JOIN channels h ON h.id = k.channel_id
WHERE k.agency_id = $1 AND k.kind = 'handoff' AND k.at >= $2 AND k.at < $3`

// HandOffs returns the waits of M-03 that began in [from, to): from the
// hand-off to the first human reply delivered. A ticket merged into another is
// waited for no more: the wait goes on with the other.
func (s *Store) HandOffs(ctx context.Context, agency loket.AgencyID, from, to time.Time) ([]report.Wait, error) {
	var out []report.Wait
	err := s.report(ctx, func(r scanner) error {
		var w report.Wait
		var replied, withdrawn, closed time.Time
		err := r.Scan(&w.Channel, &w.ChannelName, &w.ChannelKind, when{&w.Start}, when{&replied}, when{&withdrawn}, when{&closed})
		w.Ended, w.End = ending(replied, withdrawn, closed)
		out = append(out, w)
		return err
	}, selectHandOffs, string(agency), ms(from), ms(to))
	if err != nil {
		return nil, fmt.Errorf("read hand-offs: %w", err)
	}
	return out, nil
}

// ending tells how a hand-off wait ended. A reply ends it even when the ticket
// was closed before the reply was delivered; closing alone never answers.
func ending(replied, withdrawn, closed time.Time) (report.Ending, time.Time) {
	switch {
	case !replied.IsZero():
		return report.Answered, replied
	case !withdrawn.IsZero():
		return report.Withdrawn, withdrawn
	case !closed.IsZero():
		return report.ClosedUnanswered, closed
	}
	return report.Waiting, time.Time{}
}
