package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	eventColumns = `seq, id, agency_id, at, recorded_at, kind, episode_id, conversation_id, ticket_id, message_id, answer_id,
  channel_id, unit_id, topic, entry, revision, actor_kind, actor_id, until_at, value, calendar_version, import_id`
	selectEventsOf = `SELECT ` + eventColumns + ` FROM events WHERE conversation_id IN`
	// A ticket that goes on in another conversation leaves its events there.
	selectElsewhere    = `SELECT ` + eventColumns + ` FROM events WHERE ticket_id IN`
	andElsewhere       = ` AND ticket_id <> '' AND conversation_id NOT IN`
	selectTicketsTalks = `SELECT DISTINCT conversation_id FROM events WHERE ticket_id IN`
	andTalks           = ` AND ticket_id <> '' AND conversation_id <> ''`
)

// thread is what a conversation's rows were derived from, and the rows.
type thread struct {
	conversation loket.ConversationID
	agency       loket.AgencyID // empty: it has no events
	known        time.Time      // when the latest of its events was
	waits        []report.Wait
}

// fewAtOnce and manyAtOnce are how many ids one statement asks for: two numbers only,
// for each is prepared once.
const (
	fewAtOnce  = 8
	manyAtOnce = 64
)

// inLists calls do with all ids, some at a time, as arguments.
func inLists[T ~string](ids []T, do func(args []any) error) error {
	for some := range slices.Chunk(ids, manyAtOnce) {
		if err := do(filled(some)); err != nil {
			return err
		}
	}
	return nil
}

// filled are up to manyAtOnce ids as arguments; the last one fills up the list.
func filled[T ~string](ids []T) []any {
	args := make([]any, manyAtOnce)
	if len(ids) <= fewAtOnce {
		args = args[:fewAtOnce]
	}
	for i := range args {
		args[i] = string(ids[min(i, len(ids)-1)])
	}
	return args
}

// derive makes the rows of conversations out of all their events.
func (s *Store) derive(ctx context.Context, conversations []loket.ConversationID, hours HoursOf) ([]thread, error) {
	threads := make([]thread, 0, len(conversations))
	known := map[loket.AgencyID]report.Hours{}
	err := s.eachEventsOf(ctx, conversations, func(id loket.ConversationID, events []loket.Event) error {
		if len(events) == 0 {
			threads = append(threads, thread{conversation: id})
			return nil
		}
		agency := events[0].Agency
		if known[agency] == nil {
			var err error
			if known[agency], err = hours(agency); err != nil {
				return fmt.Errorf("read the hours of an office: %w", err)
			}
		}
		threads = append(threads, thread{id, agency, report.LastKnown(events), report.Derive(id, events, known[agency])})
		return nil
	})
	return threads, err
}

// eachEventsOf calls do with the events of each conversation and of its tickets, in the
// order of their numbers; with none where it has none.
func (s *Store) eachEventsOf(
	ctx context.Context, conversations []loket.ConversationID, do func(loket.ConversationID, []loket.Event) error,
) error {
	for batch := range slices.Chunk(conversations, manyAtOnce) {
		of, err := s.eventsOf(ctx, batch)
		if err != nil {
			return err
		}
		for _, id := range batch {
			if err := do(id, of[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// eventsOf returns the events of up to manyAtOnce conversations and of their tickets.
func (s *Store) eventsOf(ctx context.Context, ids []loket.ConversationID) (map[loket.ConversationID][]loket.Event, error) {
	of := make(map[loket.ConversationID][]loket.Event, len(ids))
	named := map[loket.TicketID][]loket.ConversationID{} // by which conversations
	var tickets []loket.TicketID
	var all []loket.Event
	err := inLists(ids, func(args []any) error {
		return s.read.each(ctx, func(r scanner) error {
			e, err := scanEvent(r)
			all, of[e.Conversation] = append(all, e), append(of[e.Conversation], e)
			if e.Ticket != "" && !slices.Contains(named[e.Ticket], e.Conversation) {
				if len(named[e.Ticket]) == 0 {
					tickets = append(tickets, e.Ticket)
				}
				named[e.Ticket] = append(named[e.Ticket], e.Conversation)
			}
			return err
		}, selectEventsOf+list(1, len(args)), args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read events of conversations: %w", err)
	}
	elsewhere, err := s.eventsElsewhere(ctx, tickets, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range append(all, elsewhere...) {
		for _, id := range named[e.Ticket] {
			if id != e.Conversation {
				of[id] = append(of[id], e)
			}
		}
	}
	for _, events := range of {
		slices.SortFunc(events, func(a, b loket.Event) int { return cmp.Compare(a.Seq, b.Seq) })
	}
	return of, nil
}

// eventsElsewhere returns the events of tickets in other conversations than these.
func (s *Store) eventsElsewhere(
	ctx context.Context, tickets []loket.TicketID, but []loket.ConversationID,
) (all []loket.Event, err error) {
	others := filled(but)
	err = inLists(tickets, func(args []any) error {
		query := selectElsewhere + list(1, len(args)) + andElsewhere + list(len(args)+1, len(others))
		return s.read.each(ctx, func(r scanner) error {
			e, err := scanEvent(r)
			all = append(all, e)
			return err
		}, query, slices.Concat(args, others)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read events of tickets elsewhere: %w", err)
	}
	return all, nil
}

// talksOf lists the conversations in which something happened to tickets.
func (s *Store) talksOf(ctx context.Context, tickets []loket.TicketID) (all []loket.ConversationID, err error) {
	err = inLists(tickets, func(args []any) error {
		return s.read.each(ctx, func(r scanner) error {
			var id loket.ConversationID
			err := r.Scan(&id)
			all = append(all, id)
			return err
		}, selectTicketsTalks+list(1, len(args))+andTalks, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("find the conversations of tickets: %w", err)
	}
	return all, nil
}
