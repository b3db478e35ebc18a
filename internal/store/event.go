package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"loket/internal/loket"
)

// record notes events, to be numbered and written when the change is done.
func (t *tx) record(events ...loket.Event) { t.events = append(t.events, events...) }

// eventLock is the advisory lock that orders the numbers of events on
// PostgreSQL. It is taken last and held to the commit, so that whoever reads
// events by number skips none.
const eventLock = 0x6c6f6b6574

const (
	insertEvents = `
INSERT INTO events (seq, id, agency_id, at, recorded_at, kind, episode_id, conversation_id, ticket_id,
  message_id, answer_id, channel_id, unit_id, topic, entry, revision, actor_kind, actor_id, until_at, value,
  calendar_version, import_id)
VALUES `
	insertEvent = insertEvents + `
($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`

	// takeEventLock waits without a limit: whoever has the lock waits for nobody's
	// program, only for the disk.
	takeEventLock = `SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(%d);`
)

// lastWords are the last of a transaction on PostgreSQL: they take the lock, number
// and write what was recorded, and commit, all in one message.
func (t *tx) lastWords() (query string, args []any) {
	rows := make([]string, len(t.events))
	for i, e := range t.events {
		places := []string{fmt.Sprintf("(%s) + $%d", selectLastEvent, len(args)+1)}
		row := t.eventRow(int64(i+1), e)
		for j := 1; j < len(row); j++ {
			places = append(places, "$"+strconv.Itoa(len(args)+j+1))
		}
		rows[i] = "(" + strings.Join(places, ", ") + ")"
		args = append(args, row...)
	}
	return fmt.Sprintf(takeEventLock, int64(eventLock)) + insertEvents + strings.Join(rows, ", ") + `; COMMIT`, args
}

// eventRow is what insertEvent takes.
func (t *tx) eventRow(seq int64, e loket.Event) []any {
	if e.ID == "" {
		e.ID = loket.NewID[loket.EventID]()
	}
	if e.At.IsZero() {
		e.At = t.now
	}
	if e.RecordedAt.IsZero() {
		e.RecordedAt = t.now
	}
	return []any{
		seq, string(e.ID), string(e.Agency), ms(e.At), ms(e.RecordedAt), string(e.Kind),
		string(e.Episode), string(e.Conversation), string(e.Ticket), string(e.Message), string(e.Answer),
		string(e.Channel), string(e.Unit), e.Topic, e.Entry, e.Revision, string(e.ActorKind), e.ActorID,
		ms(e.Until), e.Value, e.CalendarVersion, string(e.Channel.SyntheticImport()),
	}
}

// flushEvents numbers and writes what was recorded, on SQLite, where there is one
// writer, whose group remembers the last number.
func (t *tx) flushEvents() error {
	if len(t.events) == 0 {
		return nil
	}
	seq, err := t.lastEvent()
	if err != nil {
		return err
	}
	for _, e := range t.events {
		seq++
		if _, err := t.exec(insertEvent, t.eventRow(seq, e)...); err != nil {
			return err
		}
	}
	t.group.lastEvent = seq
	return nil
}

// lastEvent is the highest number so far, on SQLite.
func (t *tx) lastEvent() (seq int64, err error) {
	if t.group.lastEvent > 0 {
		return t.group.lastEvent, nil
	}
	err = t.one(func(r scanner) error { return r.Scan(&seq) }, selectLastEvent)
	return seq, err
}

const selectEvents = `
SELECT ` + eventColumns + ` FROM events WHERE seq > $1 ORDER BY seq LIMIT $2`

// Events returns up to limit events numbered above after, in order.
func (s *Store) Events(ctx context.Context, after int64, limit int) ([]loket.Event, error) {
	var out []loket.Event
	err := s.read.each(ctx, func(r scanner) error {
		e, err := scanEvent(r)
		out = append(out, e)
		return err
	}, selectEvents, after, limit)
	return out, err
}

// scanEvent reads eventColumns. A plain string takes database/sql a fraction of the time
// that a type of its own does, and there are millions.
func scanEvent(r scanner) (e loket.Event, err error) {
	var at, recorded, until int64
	err = r.Scan(&e.Seq, (*string)(&e.ID), (*string)(&e.Agency), &at, &recorded, (*string)(&e.Kind), (*string)(&e.Episode),
		(*string)(&e.Conversation), (*string)(&e.Ticket), (*string)(&e.Message), (*string)(&e.Answer), (*string)(&e.Channel),
		(*string)(&e.Unit), &e.Topic, &e.Entry, &e.Revision, (*string)(&e.ActorKind), &e.ActorID, &until, &e.Value, &e.CalendarVersion,
		(*string)(&e.Import))
	e.At, e.RecordedAt, e.Until = clock(at), clock(recorded), clock(until)
	return e, err
}
