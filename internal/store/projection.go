package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectProjected = `SELECT COALESCE((SELECT seq FROM projections WHERE name = 'waits'), 0)`
	// moveProjected takes the row's lock: of two that follow at once, one finds that
	// the other was faster and begins again.
	moveProjected = `
INSERT INTO projections (name, seq) VALUES ('waits', $2)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE projections.seq = $1`

	selectWaitsOf = `SELECT ` + waitColumns + ` FROM waits WHERE conversation_id IN`
	upsertWaits   = `
INSERT INTO waits (` + waitColumns + `) VALUES`
	onSameWait = `
ON CONFLICT (id) DO UPDATE SET measure = excluded.measure, agency_id = excluded.agency_id, start_at = excluded.start_at,
  end_at = excluded.end_at, ended = excluded.ended, wall_ms = excluded.wall_ms, office_ms = excluded.office_ms, value = excluded.value,
  pauses = excluded.pauses, channel_id = excluded.channel_id, unit_id = excluded.unit_id, topic = excluded.topic, kind = excluded.kind,
  staff_id = excluded.staff_id, conversation_id = excluded.conversation_id, episode_id = excluded.episode_id,
  ticket_id = excluded.ticket_id, detail = excluded.detail`
	deleteWaits   = `DELETE FROM waits WHERE id IN`
	upsertThreads = `
INSERT INTO threads (conversation_id, agency_id, known_at) VALUES`
	onSameThread = `
ON CONFLICT (conversation_id) DO UPDATE SET agency_id = excluded.agency_id, known_at = excluded.known_at
WHERE threads.known_at <> excluded.known_at OR threads.agency_id <> excluded.agency_id`
	deleteThreads = `DELETE FROM threads WHERE conversation_id IN`
)

// HoursOf gives the hours of an agency, each time others: two may ask side by side.
type HoursOf func(loket.AgencyID) (report.Hours, error)

// errOvertaken says that another process followed the events at the same time.
var errOvertaken = errors.New("another process was faster")

// ProjectWaits reads up to limit events more into the waits, and tells whether it
// has read all there are. An event that tells of the past, late, derives the rows of
// its conversation anew like any other. Two processes may do it at once.
func (s *Store) ProjectWaits(ctx context.Context, hours HoursOf, limit int) (done bool, err error) {
	at, err := s.projected(ctx)
	if err != nil {
		return false, err
	}
	events, err := s.Events(ctx, at, limit)
	if err != nil {
		return false, fmt.Errorf("read events to follow: %w", err)
	}
	if len(events) == 0 {
		return true, nil
	}
	stirred, err := s.stirredBy(ctx, events)
	if err != nil {
		return false, err
	}
	threads, err := s.derive(ctx, stirred, hours)
	if err != nil {
		return false, err
	}
	err = s.keepWaits(ctx, at, events[len(events)-1].Seq, threads)
	if errors.Is(err, errOvertaken) {
		return false, nil
	}
	return len(events) < limit, err
}

// projected is the number of the last event in the waits.
func (s *Store) projected(ctx context.Context) (seq int64, err error) {
	if err = s.read.one(ctx, func(r scanner) error { return r.Scan(&seq) }, selectProjected); err != nil {
		return 0, fmt.Errorf("read how far the waits are: %w", err)
	}
	return seq, nil
}

// stirredBy lists the conversations whose rows events may change, in order.
func (s *Store) stirredBy(ctx context.Context, events []loket.Event) ([]loket.ConversationID, error) {
	var all []loket.ConversationID
	var tickets []loket.TicketID
	for _, e := range events {
		if e.Conversation != "" {
			all = append(all, e.Conversation)
		}
		if e.Ticket != "" {
			tickets = append(tickets, e.Ticket)
		}
	}
	slices.Sort(tickets)
	talks, err := s.talksOf(ctx, slices.Compact(tickets))
	all = append(all, talks...)
	slices.Sort(all)
	return slices.Compact(all), err
}

// keepWaits writes what was derived and how far the events were read, at once;
// errOvertaken: they were read further meanwhile.
func (s *Store) keepWaits(ctx context.Context, from, to int64, threads []thread) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(moveProjected, from, to)
		if err != nil {
			return fmt.Errorf("note how far the waits are: %w", err)
		}
		if n == 0 {
			return errOvertaken
		}
		if err := t.follow(from, to); err != nil {
			return fmt.Errorf("note how far the rollups are: %w", err)
		}
		touched, err := t.touching()
		if err != nil {
			return fmt.Errorf("read which months are closed: %w", err)
		}
		if err := t.keepThreads(threads); err != nil {
			return fmt.Errorf("keep when conversations were known: %w", err)
		}
		if err := t.replaceWaits(threads, touched); err != nil {
			return fmt.Errorf("keep waits: %w", err)
		}
		if err := t.mark(touched.hours); err != nil {
			return fmt.Errorf("mark hours: %w", err)
		}
		return t.noteChanges(touched)
	})
}

// keepThreads notes when the events of conversations were known.
func (t *tx) keepThreads(threads []thread) error {
	var rows [][]any
	var gone []loket.ConversationID
	for _, th := range threads {
		if th.agency == "" {
			gone = append(gone, th.conversation)
			continue
		}
		rows = append(rows, []any{string(th.conversation), string(th.agency), ms(th.known)})
	}
	if err := t.insertMany(upsertThreads, rows, onSameThread); err != nil {
		return err
	}
	return inLists(gone, func(args []any) error {
		_, err := t.exec(deleteThreads+list(1, len(args)), args...)
		return err
	})
}

// replaceWaits makes the rows of conversations what was derived, and touches no row that
// stays as it is. What sums rows up is kept true here: what goes and what comes passes
// through gone and come, and nowhere else.
func (t *tx) replaceWaits(threads []thread, touched *touch) error {
	gone, come, err := t.changedWaits(threads)
	if err != nil {
		return err
	}
	touched.replaced(gone, come)
	rows, again := make([][]any, len(come)), make(map[string]bool, len(come))
	for i, w := range come {
		rows[i], again[w.ID] = waitRow(w), true
	}
	var ids []string
	for _, w := range gone {
		if !again[w.ID] {
			ids = append(ids, w.ID)
		}
	}
	err = inLists(ids, func(args []any) error {
		_, err := t.exec(deleteWaits+list(1, len(args)), args...)
		return err
	})
	if err != nil {
		return err
	}
	return t.insertMany(upsertWaits, rows, onSameWait)
}

// changedWaits compares the rows that are kept of conversations with those derived. Of a
// row that is another now, gone has what it was.
func (t *tx) changedWaits(threads []thread) (gone, come []report.Wait, err error) {
	kept := map[string]report.Wait{}
	ids := make([]loket.ConversationID, len(threads))
	for i, th := range threads {
		ids[i] = th.conversation
	}
	err = inLists(ids, func(args []any) error {
		return t.each(func(r scanner) error {
			w, err := scanWait(r)
			kept[w.ID] = w
			return err
		}, selectWaitsOf+list(1, len(args)), args...)
	})
	if err != nil {
		return nil, nil, err
	}
	for _, th := range threads {
		for _, w := range th.waits {
			before, known := kept[w.ID]
			delete(kept, w.ID)
			switch {
			case !known:
				come = append(come, w)
			case !before.Equal(w):
				gone, come = append(gone, before), append(come, w)
			}
		}
	}
	for _, w := range kept {
		gone = append(gone, w)
	}
	return gone, come, nil
}
