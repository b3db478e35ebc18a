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

	eventColumns = `seq, id, agency_id, at, recorded_at, kind, episode_id, conversation_id, ticket_id, message_id, answer_id,
  channel_id, unit_id, topic, entry, revision, actor_kind, actor_id, until_at, value, calendar_version, import_id`
	selectEventsOf = `SELECT ` + eventColumns + ` FROM events WHERE conversation_id = $1`
	// A ticket that goes on in another conversation leaves its events there.
	selectElsewhere       = `SELECT ` + eventColumns + ` FROM events WHERE ticket_id = $1 AND ticket_id <> '' AND conversation_id <> $2`
	selectConversationsOf = `SELECT DISTINCT conversation_id FROM events WHERE ticket_id = $1 AND ticket_id <> '' AND conversation_id <> ''`
	insertWait            = `
INSERT INTO waits (` + waitColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`
	deleteWait = `DELETE FROM waits WHERE id = $1`
)

// HoursOf gives the hours of an agency.
type HoursOf func(loket.AgencyID) (report.Hours, error)

// errOvertaken says that another process followed the events at the same time.
var errOvertaken = errors.New("another process was faster")

// thread is what a conversation's rows were derived from, and the rows.
type thread struct {
	conversation loket.ConversationID
	waits        []report.Wait
}

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
	seen, tickets := map[loket.ConversationID]bool{}, map[loket.TicketID]bool{"": true}
	var all []loket.ConversationID
	add := func(id loket.ConversationID) {
		if id != "" && !seen[id] {
			seen[id], all = true, append(all, id)
		}
	}
	for _, e := range events {
		add(e.Conversation)
		if tickets[e.Ticket] {
			continue
		}
		tickets[e.Ticket] = true
		err := s.read.each(ctx, func(r scanner) error {
			var id loket.ConversationID
			err := r.Scan(&id)
			add(id)
			return err
		}, selectConversationsOf, string(e.Ticket))
		if err != nil {
			return nil, fmt.Errorf("find the conversations of a ticket: %w", err)
		}
	}
	slices.Sort(all)
	return all, nil
}

// derive makes the rows of conversations out of all their events.
func (s *Store) derive(ctx context.Context, conversations []loket.ConversationID, hours HoursOf) (threads []thread, err error) {
	known := map[loket.AgencyID]report.Hours{}
	for _, id := range conversations {
		events, err := s.eventsOf(ctx, id)
		if err != nil {
			return nil, err
		}
		if len(events) == 0 {
			threads = append(threads, thread{conversation: id})
			continue
		}
		agency := events[0].Agency
		if known[agency] == nil {
			if known[agency], err = hours(agency); err != nil {
				return nil, fmt.Errorf("read the hours of an office: %w", err)
			}
		}
		threads = append(threads, thread{id, report.Derive(id, events, known[agency])})
	}
	return threads, nil
}

// eventsOf returns the events of a conversation and of its tickets.
func (s *Store) eventsOf(ctx context.Context, id loket.ConversationID) (all []loket.Event, err error) {
	take := func(r scanner) error {
		e, err := scanEvent(r)
		all = append(all, e)
		return err
	}
	if err := s.read.each(ctx, take, selectEventsOf, string(id)); err != nil {
		return nil, fmt.Errorf("read events of a conversation: %w", err)
	}
	tickets := map[loket.TicketID]bool{"": true}
	for _, e := range all {
		if tickets[e.Ticket] {
			continue
		}
		tickets[e.Ticket] = true
		if err := s.read.each(ctx, take, selectElsewhere, string(e.Ticket), string(id)); err != nil {
			return nil, fmt.Errorf("read events of a ticket elsewhere: %w", err)
		}
	}
	slices.SortFunc(all, func(a, b loket.Event) int { return int(a.Seq - b.Seq) })
	return all, nil
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
		for _, th := range threads {
			if err := t.replaceWaits(th, touched); err != nil {
				return fmt.Errorf("keep waits: %w", err)
			}
		}
		if err := t.mark(touched.hours); err != nil {
			return fmt.Errorf("mark hours: %w", err)
		}
		return t.noteChanges(touched)
	})
}

// replaceWaits makes a conversation's rows what was derived, and touches no row that
// stays as it is. What sums rows up is kept true here: what goes and what comes passes
// through gone and come, and nowhere else.
func (t *tx) replaceWaits(th thread, touched *touch) error {
	gone, come, err := t.changedWaits(th)
	if err != nil {
		return err
	}
	touched.replaced(gone, come)
	for _, w := range gone {
		if _, err := t.exec(deleteWait, w.ID); err != nil {
			return err
		}
	}
	for _, w := range come {
		if _, err := t.exec(insertWait, waitRow(w)...); err != nil {
			return err
		}
	}
	return nil
}

// changedWaits compares the rows that are kept of a conversation with those derived.
func (t *tx) changedWaits(th thread) (gone, come []report.Wait, err error) {
	kept := map[string]report.Wait{}
	err = t.each(func(r scanner) error {
		w, err := scanWait(r)
		kept[w.ID] = w
		return err
	}, selectWaitsOf, string(th.conversation))
	if err != nil {
		return nil, nil, err
	}
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
	for _, w := range kept {
		gone = append(gone, w)
	}
	return gone, come, nil
}
