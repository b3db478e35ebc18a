package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	waitColumns = `id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic,
  kind, staff_id, conversation_id, episode_id, ticket_id, detail, known_at`
	selectWaits = `
SELECT ` + waitColumns + ` FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3`
	selectOlderTickets = `
SELECT ` + waitColumns + ` FROM waits
WHERE agency_id = $1 AND measure = 'M-18' AND (end_at = 0 OR end_at >= $2) AND start_at < $2`
	selectWaitsOf = `SELECT ` + waitColumns + ` FROM waits WHERE conversation_id = $1`

	// A message that was not considered yet waits for the bot too, which no event says.
	selectUnconsidered = `
SELECT m.id, m.agency_id, m.channel_id, m.conversation_id, m.episode_id, m.received_at FROM messages m
WHERE m.agency_id = $1 AND m.state = 'pending' AND m.received_at >= $2 AND m.received_at < $3`
)

// Waits returns the rows of a report: what began in its period, tickets that were
// open in it, and messages nobody has considered yet. As of a moment in the past
// they are what was known then. What a filter leaves out is among them.
func (s *Store) Waits(ctx context.Context, q report.Query, hours report.Hours) ([]report.Wait, error) {
	from, to := bounds(q)
	var waits []report.Wait
	later := map[loket.ConversationID]bool{} // something is known of them that was not known then
	take := func(r scanner) error {
		w, err := scanWait(r)
		if w.Known.After(q.AsOf) {
			later[w.Conversation] = true
			return err
		}
		waits = append(waits, w)
		return err
	}
	if err := s.report(ctx, take, selectWaits, string(q.Agency), from, to); err != nil {
		return nil, fmt.Errorf("read waits: %w", err)
	}
	if !q.From.IsZero() {
		if err := s.report(ctx, take, selectOlderTickets, string(q.Agency), from); err != nil {
			return nil, fmt.Errorf("read tickets that were open: %w", err)
		}
	}
	for conversation := range later {
		then, err := s.waitsThen(ctx, q, conversation, hours)
		if err != nil {
			return nil, err
		}
		waits = append(waits, then...)
	}
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(waits, pending...), err
}

// waitsThen are the rows of a conversation as they were known at the query's moment.
func (s *Store) waitsThen(
	ctx context.Context, q report.Query, conversation loket.ConversationID, hours report.Hours,
) (then []report.Wait, err error) {
	events, err := s.eventsOf(ctx, conversation)
	if err != nil {
		return nil, err
	}
	for _, w := range report.Derive(conversation, report.Known(events, q.AsOf), hours) {
		if w.Agency == q.Agency {
			then = append(then, w)
		}
	}
	return then, nil
}

func (s *Store) unconsidered(ctx context.Context, q report.Query, from, to int64) (waits []report.Wait, err error) {
	err = s.report(ctx, func(r scanner) error {
		w := report.Wait{Measure: report.BotAnswer, Ended: report.Waiting}
		err := r.Scan(&w.ID, &w.Agency, &w.Channel, &w.Conversation, &w.Episode, when{&w.Start})
		w.ID = report.BotAnswer + ":" + w.ID
		waits = append(waits, w)
		return err
	}, selectUnconsidered, string(q.Agency), max(from, 0), to)
	if err != nil {
		return nil, fmt.Errorf("read messages to consider: %w", err)
	}
	return waits, nil
}

func scanWait(r scanner) (w report.Wait, err error) {
	var pauses string
	err = r.Scan(&w.ID, &w.Measure, &w.Agency, when{&w.Start}, when{&w.End}, &w.Ended, &w.Wall, &w.Office, &w.Value, &pauses,
		&w.Channel, &w.Unit, &w.Topic, &w.Kind, &w.Staff, &w.Conversation, &w.Episode, &w.Ticket, &w.Detail, when{&w.Known})
	if err == nil && pauses != "" {
		w.Pauses, err = parsePauses(pauses)
	}
	return w, err
}

// waitRow is what insertWait takes.
func waitRow(w report.Wait) []any {
	return []any{
		w.ID, w.Measure, string(w.Agency), ms(w.Start), ms(w.End), string(w.Ended), w.Wall, w.Office, w.Value, pausesText(w.Pauses),
		string(w.Channel), string(w.Unit), w.Topic, string(w.Kind), string(w.Staff), string(w.Conversation), string(w.Episode),
		string(w.Ticket), w.Detail, ms(w.Known),
	}
}

// pausesText writes pauses as "from-to from-to", in milliseconds; to 0: not over.
func pausesText(pauses []report.Span) string {
	texts := make([]string, len(pauses))
	for i, p := range pauses {
		texts[i] = fmt.Sprintf("%d-%d", ms(p.From), ms(p.To))
	}
	return strings.Join(texts, " ")
}

func parsePauses(text string) (pauses []report.Span, err error) {
	for pair := range strings.FieldsSeq(text) {
		from, to, _ := strings.Cut(pair, "-")
		var p report.Span
		if p.From, err = parseMillis(from); err != nil {
			return nil, fmt.Errorf("read pauses: %w", err)
		}
		if p.To, err = parseMillis(to); err != nil {
			return nil, fmt.Errorf("read pauses: %w", err)
		}
		pauses = append(pauses, p)
	}
	return pauses, nil
}

func parseMillis(text string) (time.Time, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(n).UTC(), nil
}
