package store

import (
	"context"
	"errors"
	"fmt"

	"loket/internal/loket"
)

// What was laid down becomes rows like any other; a row that is known stays.
const (
	fromStaged     = ` JOIN imports i ON i.id = s.import_id WHERE s.import_id = $1`
	commitMessages = `
INSERT INTO messages (id, agency_id, channel_id, conversation_id, episode_id, ticket_id, origin_hash, origin_sealed, kind,
  body_sealed, key_id, hidden, seq, state, sent_at, received_at, settled_at)
SELECT s.id, i.agency_id, s.channel_id, s.conversation_id, s.episode_id, s.ticket_id, s.origin_hash, s.origin_sealed, 'text',
  s.body_sealed, s.key_id, s.hidden, s.seq, 'settled', s.at, s.at, s.at
FROM staged_messages s` + fromStaged
	commitAnswers = `
INSERT INTO answers (id, agency_id, conversation_id, message_id, ticket_id, kind, entry, author_id, created_at, delivered_at)
SELECT s.id, i.agency_id, s.conversation_id, s.message_id, s.ticket_id, s.kind, s.entry, s.author_id, s.at, s.at
FROM staged_answers s` + fromStaged
	commitSends = `
INSERT INTO sends (id, agency_id, channel_id, conversation_id, message_id, ticket_id, answer_id, kind, target, address_sealed, op,
  part, parts, lane, class, content_sealed, key_id, state, seq, created_at, begun_at, delivered_at)
SELECT s.id, i.agency_id, s.channel_id, s.conversation_id, s.message_id, s.ticket_id, s.id, s.kind, 'conversation', s.address_sealed,
  'send', 1, 1, 0, 'A', s.content_sealed, s.key_id, 'delivered', s.seq, s.at, s.at, s.at
FROM staged_answers s` + fromStaged + ` AND s.seq > 0`
	// It is closed for the desk whatever its events tell: nobody serves it any more.
	commitTickets = `
INSERT INTO tickets (id, number, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, kind, state, topic, staff_id,
  due_at, opened_at, claimed_at, first_reply_at, closed_at, closed_by)
SELECT s.id, s.number, i.agency_id, s.channel_id, s.conversation_id, s.episode_id, s.message_id, s.unit_id, s.kind, 'closed', s.topic,
  s.staff_id, s.opened_at, s.opened_at, s.claimed_at, s.first_reply_at, s.closed_at, '` + loket.ByImport + `'
FROM staged_tickets s` + fromStaged + `
ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, staff_id = excluded.staff_id, claimed_at = excluded.claimed_at,
  first_reply_at = excluded.first_reply_at, closed_at = excluded.closed_at WHERE tickets.closed_by = '` + loket.ByImport + `'`
	commitNotes = `
INSERT INTO notes (id, agency_id, conversation_id, ticket_id, author_id, kind, body_sealed, key_id, created_at)
SELECT s.id, i.agency_id, s.conversation_id, s.ticket_id, s.author_id, 'note', s.body_sealed, s.key_id, s.at
FROM staged_notes s` + fromStaged
	commitEvents = `
INSERT INTO events (seq, id, agency_id, at, recorded_at, kind, episode_id, conversation_id, ticket_id, message_id, answer_id,
  channel_id, unit_id, topic, entry, actor_kind, actor_id, until_at, value, import_id)
SELECT CAST($2 AS BIGINT) + s.n, s.id, i.agency_id, s.at, CAST($3 AS BIGINT), s.kind, s.episode_id, s.conversation_id, s.ticket_id,
  s.message_id, s.answer_id, s.channel_id, s.unit_id, s.topic, s.entry, s.actor_kind, s.actor_id, s.until_at, s.value, s.import_id
FROM staged_events s` + fromStaged + ` ORDER BY s.n`
	finishImport = `UPDATE imports SET finished_at = $2, events = $3 WHERE id = $1 AND finished_at = 0`
	numberAlone  = `SELECT pg_advisory_xact_lock($1)`
	waitForLock  = `SET LOCAL lock_timeout = 0`
)

// FinishImport makes everything that an import has laid down known, at once, and
// returns it as it is then. Of invented history, tickets that nobody ended may be
// given as staff are to find them: they are served like any other.
func (s *Store) FinishImport(ctx context.Context, i loket.Import, served ...loket.Ticket) (loket.Import, error) {
	err := s.write(ctx, func(t *tx) error {
		if err := t.commitImport(&i); err != nil {
			return err
		}
		return t.serveInvented(served)
	})
	if err != nil {
		return i, fmt.Errorf("finish import: %w", err)
	}
	return i, s.clearStaged(ctx, i)
}

func (t *tx) commitImport(i *loket.Import) error {
	id := string(i.ID)
	var added int64
	if err := t.one(func(r scanner) error { return r.Scan(&added) }, selectLastStaged, id); err != nil {
		return err
	}
	n, err := t.exec(finishImport, id, ms(t.now), added)
	if err != nil {
		return err
	}
	if n == 0 {
		return errImportMoved
	}
	if _, err := t.exec(insertImportedStaff, id, ms(t.now)); err != nil {
		return fmt.Errorf("add who the history names: %w", err)
	}
	for _, query := range []string{commitTickets, commitMessages, commitAnswers, commitSends, commitNotes} {
		if _, err := t.exec(query, id); err != nil {
			return err
		}
	}
	if err := t.commitImportedEvents(*i, added); err != nil {
		return fmt.Errorf("number the events: %w", err)
	}
	i.FinishedAt, i.Events = t.now, added
	t.record(loket.Event{Agency: i.Agency, Kind: loket.EventHistory, Revision: id, Value: added, ActorKind: loket.ByStaff, ActorID: fromCommand})
	return t.audit(auditEntry{
		agency: i.Agency, action: "history.import", object: "import", id: id, reason: fmt.Sprintf("%d baris, %d kejadian", i.Lines, added),
	})
}

// errNotInvented says that a ticket of a history that happened is not served here.
var errNotInvented = errors.New("not an open ticket of invented history")

// serveInvented brings tickets to life that came with invented history. Whoever has one
// was named by its lines.
func (t *tx) serveInvented(served []loket.Ticket) error {
	for _, k := range served {
		is, version, err := t.ticket(k.ID)
		if err != nil {
			return fmt.Errorf("find an invented ticket: %w", err)
		}
		if is.Channel.SyntheticImport() == "" || is.ClosedBy != loket.ByImport || !is.ClosedAt.IsZero() {
			return fmt.Errorf("serve ticket %s: %w", k.ID, errNotInvented)
		}
		k.Agency, k.Unit, k.Episode, k.ClosedBy = is.Agency, is.Unit, is.Episode, ""
		if k.Staff = is.Staff; k.InLine() {
			k.Staff = ""
		}
		if err := t.writeTicket(k, version); err != nil {
			return err
		}
	}
	return nil
}

// commitImportedEvents numbers the events of an import, as the last of its rows: on
// PostgreSQL whoever writes events waits meanwhile.
func (t *tx) commitImportedEvents(i loket.Import, added int64) error {
	if t.store.postgres {
		if _, err := t.exec(waitForLock); err != nil {
			return err
		}
		if _, err := t.exec(numberAlone, int64(eventLock)); err != nil {
			return err
		}
	}
	last, err := t.lastNumber()
	if err != nil {
		return err
	}
	if _, err := t.exec(commitEvents, string(i.ID), last, ms(t.now)); err != nil {
		return err
	}
	if !t.store.postgres {
		t.group.lastEvent = last + added
	}
	return nil
}

// lastNumber is the highest number of an event; on PostgreSQL whoever asks holds the
// lock.
func (t *tx) lastNumber() (last int64, err error) {
	if !t.store.postgres {
		return t.lastEvent()
	}
	err = t.one(func(r scanner) error { return r.Scan(&last) }, selectLastEvent)
	return last, err
}
