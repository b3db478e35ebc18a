package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	selectLastClosed = `
SELECT ` + ticketColumns + ` FROM tickets
WHERE conversation_id = $1 AND state = 'closed' AND closed_at >= $2 AND kind = $3 ORDER BY closed_at DESC, id DESC LIMIT 1`
	selectOtherQuestion = `
SELECT COUNT(*) FROM tickets WHERE conversation_id = $1 AND kind = 'question' AND state <> 'closed' AND id <> $2`
	openEpisode = `UPDATE conversations SET episode_open = 1 WHERE id = $1`
)

// LastClosed returns the ticket of a kind in a conversation that was closed last,
// at since or later; nil: there is none.
func (s *Store) LastClosed(
	ctx context.Context, conversation loket.ConversationID, kind loket.TicketKind, since time.Time,
) (*loket.Ticket, error) {
	all, err := s.tickets(ctx, selectLastClosed, string(conversation), ms(since), string(kind))
	if err != nil {
		return nil, fmt.Errorf("read the ticket closed last: %w", err)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return &all[0], nil
}

// reopen opens the ticket again a decision goes on with. loket.ErrStale: it
// cannot be opened any more.
func (t *tx) reopen(d loket.Decision) error {
	if d.Reopen == nil {
		return nil
	}
	k, version, err := t.ticket(d.Reopen.ID)
	if err != nil {
		return fmt.Errorf("read the ticket to reopen: %w", err)
	}
	before := k
	if err := k.Reopen(t.now, d.Episode); err != nil {
		return stale(nil, err.Error())
	}
	k.Promise = d.Reopen.Promise
	if err := t.oneQuestion(before, k); err != nil {
		return stale(nil, err.Error())
	}
	t.record(byCitizen(k, loket.EventReopen, d.ReopenedBy))
	return t.writeTicket(k, version)
}

// byCitizen is the event of a ticket that waits again because its citizen wrote.
func byCitizen(k loket.Ticket, kind loket.EventKind, m loket.MessageID) loket.Event {
	return loket.Event{
		Agency: k.Agency, Kind: kind, Episode: k.Episode, Conversation: k.Conversation, Ticket: k.ID, Message: m,
		Channel: k.Channel, Unit: k.Unit, Topic: k.Topic, ActorKind: loket.ByCitizen, Until: k.DueAt, Value: k.LeaseEpoch,
	}
}

// oneQuestion refuses a change by which a conversation would have two open
// questions: loket.ErrOtherOpen.
func (t *tx) oneQuestion(before, after loket.Ticket) error {
	opens := after.Open() && after.Kind == loket.KindQuestion
	if !opens || before.Open() && before.Kind == loket.KindQuestion {
		return nil
	}
	var others int
	err := t.one(func(r scanner) error { return r.Scan(&others) }, selectOtherQuestion, string(after.Conversation), string(after.ID))
	if err != nil {
		return fmt.Errorf("look for another question: %w", err)
	}
	if others > 0 {
		return loket.ErrOtherOpen
	}
	return nil
}
