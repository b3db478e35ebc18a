package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
)

// digest16 is a short hash of texts that are no secret.
func digest16(texts ...string) [16]byte {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return [16]byte(sum[:16])
}

// restBatch is how much of what no line tells one transaction lays down.
const restBatch = 500

const (
	// Until an import is finished, events holds one more than its lines became.
	clearRest   = `DELETE FROM staged_events WHERE import_id = $1 AND n > $2`
	noteLines   = `UPDATE imports SET events = $2 WHERE id = $1 AND events = 0`
	selectNoted = `SELECT events FROM imports WHERE id = $1`
	stageTicket = insertStaged + `tickets (import_id, id, number, channel_id, conversation_id, episode_id, message_id, unit_id, kind, topic,
  staff_id, opened_at, claimed_at, first_reply_at, closed_at) VALUES`
)

// StageRest lays down what follows from the whole of an import: its tickets, and what
// happened by itself. It may be repeated.
func (s *Store) StageRest(
	ctx context.Context, i loket.Import, code string, rest iter.Seq[[]loket.Event], tickets iter.Seq[past.Ticket],
) error {
	if err := s.write(ctx, func(t *tx) error { return t.beginRest(i) }); err != nil {
		return fmt.Errorf("begin what follows from a history: %w", err)
	}
	for batch := range batches(rest, restBatch) {
		if err := s.write(ctx, func(t *tx) error { return t.layRest(i, batch) }); err != nil {
			return fmt.Errorf("lay down what happened by itself: %w", err)
		}
	}
	for batch := range batches(tickets, restBatch) {
		if err := s.write(ctx, func(t *tx) error { return t.layTickets(i, code, batch) }); err != nil {
			return fmt.Errorf("lay tickets down: %w", err)
		}
	}
	return nil
}

// beginRest clears what an earlier try laid down behind the events of the lines.
func (t *tx) beginRest(i loket.Import) error {
	var last, lines int64
	if err := t.one(func(r scanner) error { return r.Scan(&last) }, selectLastStaged, string(i.ID)); err != nil {
		return err
	}
	if _, err := t.exec(noteLines, string(i.ID), last+1); err != nil {
		return err
	}
	if err := t.one(func(r scanner) error { return r.Scan(&lines) }, selectNoted, string(i.ID)); err != nil {
		return err
	}
	_, err := t.exec(clearRest, string(i.ID), lines-1)
	return err
}

func (t *tx) layRest(i loket.Import, batch [][]loket.Event) error {
	b := newStaging(t, i, privacy.Redactor{})
	if err := b.one(func(r scanner) error { return r.Scan(&b.n) }, selectLastStaged, string(i.ID)); err != nil {
		return err
	}
	return errors.Join(b.happened(slices.Concat(batch...)), b.write())
}

func (t *tx) layTickets(i loket.Import, code string, batch []past.Ticket) error {
	members := &importedStaff{tx: t, to: i, known: map[string]loket.StaffID{}}
	rows := make([][]any, 0, len(batch))
	for _, k := range batch {
		staff, err := members.id(k.Staff)
		if err != nil {
			return err
		}
		rows = append(rows, []any{
			string(i.ID), string(k.ID), importedNumber(code, k.ID), string(k.Channel), string(k.Conversation), string(k.Episode),
			string(k.Message), string(k.Unit), string(k.Kind), k.Topic, string(staff), ms(k.OpenedAt), ms(k.ClaimedAt),
			ms(k.FirstReplyAt), ms(k.ClosedAt),
		})
	}
	return t.insertMany(stageTicket, rows, onceStaged)
}

// importedNumber names a ticket of a history. It is longer than those of today, so
// that it cannot be one of them.
func importedNumber(code string, id loket.TicketID) string { return code + "-" + string(id)[13:] }

// batches gathers a sequence into slices of at most size.
func batches[T any](all iter.Seq[T], size int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var batch []T
		for one := range all {
			if batch = append(batch, one); len(batch) == size {
				if !yield(batch) {
					return
				}
				batch = nil
			}
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}
