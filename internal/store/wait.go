package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/report"
)

const (
	waitColumns = `id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic,
  kind, staff_id, conversation_id, episode_id, ticket_id, detail`
	selectWaits = `
SELECT ` + waitColumns + ` FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3`
	// A message that was not considered yet waits for the bot too, which no event says.
	selectUnconsidered = `
SELECT m.id, m.agency_id, m.channel_id, m.conversation_id, m.episode_id, m.received_at FROM messages m
WHERE m.agency_id = $1 AND m.state = 'pending' AND m.received_at >= $2 AND m.received_at < $3`
)

// Waits returns the rows of a report: what began in its period, tickets that were
// open in it, and messages nobody has considered yet. As of a moment in the past
// they are what was known then. What a filter leaves out is among them.
func (s *Store) Waits(ctx context.Context, q report.Query, hours report.Hours) (waits []report.Wait, err error) {
	from, to := bounds(q)
	var later laterThreads
	err = s.snapshot(ctx, func(read reading) error {
		if later, err = readLater(read, q); err != nil {
			return err
		}
		take := func(r scanner) error {
			w, err := scanWait(r)
			if !later[w.Conversation] {
				waits = append(waits, w)
			}
			return err
		}
		for _, table := range []string{fromFacts, fromStillOpen, fromOlder} {
			if err := read(take, `SELECT `+waitColumns+table, string(q.Agency), from, to); err != nil || q.From.IsZero() {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read waits: %w", err)
	}
	then, err := s.waitsThen(ctx, q, later, hours)
	if err != nil {
		return nil, err
	}
	pending, err := s.unconsidered(ctx, q, from, to)
	return slices.Concat(waits, then, pending), err
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
	var start, end int64
	err = r.Scan(&w.ID, &w.Measure, (*string)(&w.Agency), &start, &end, (*string)(&w.Ended), &w.Wall, &w.Office, &w.Value, &pauses,
		(*string)(&w.Channel), (*string)(&w.Unit), &w.Topic, (*string)(&w.Kind), (*string)(&w.Staff), (*string)(&w.Conversation),
		(*string)(&w.Episode), (*string)(&w.Ticket), &w.Detail)
	w.Start, w.End = clock(start), clock(end)
	if err == nil && pauses != "" {
		w.Pauses, err = parsePauses(pauses)
	}
	return w, err
}

// waitRow is what upsertWaits takes.
func waitRow(w report.Wait) []any {
	return []any{
		w.ID, w.Measure, string(w.Agency), ms(w.Start), ms(w.End), string(w.Ended), w.Wall, w.Office, w.Value, pausesText(w.Pauses),
		string(w.Channel), string(w.Unit), w.Topic, string(w.Kind), string(w.Staff), string(w.Conversation), string(w.Episode),
		string(w.Ticket), w.Detail,
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
