package store

import (
	"context"
	"errors"
	"fmt"

	"loket/internal/loket"
)

const ticketColumns = `
id, number, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, kind, priority, state, topic,
reason, staff_id, lease_epoch, lease_until, due_at, promise_at, promise_state, promise_first_at, promise_renewals,
opened_at, claimed_at, first_reply_at, closed_at, closed_by, version, snoozed_until, merged_into, attempts,
verify_due, first_reply_due, close_due, extended, owed_from, escalation, escalate_at, computed_by`

// scanTicket reads ticketColumns; version may be nil.
func scanTicket(r scanner, t *loket.Ticket, version *int64) error {
	if version == nil {
		version = new(int64)
	}
	return r.Scan(&t.ID, &t.Number, &t.Agency, &t.Channel, &t.Conversation, &t.Episode, &t.Message, &t.Unit, &t.Kind,
		&t.Priority, &t.State, &t.Topic, &t.Reason, &t.Staff, &t.LeaseEpoch, when{&t.LeaseUntil}, when{&t.DueAt},
		when{&t.Promise.At}, &t.Promise.State, when{&t.Promise.First}, &t.Promise.Renewals, when{&t.OpenedAt},
		when{&t.ClaimedAt}, when{&t.FirstReplyAt}, when{&t.ClosedAt},
		&t.ClosedBy, version, when{&t.ReturnAt}, &t.MergedInto, &t.Lapses,
		when{&t.VerifyDue}, when{&t.FollowUpDue}, when{&t.CloseDue}, &t.Extended,
		when{&t.Ladder.From}, &t.Ladder.Level, when{&t.Ladder.NextAt}, &t.Ladder.ComputedBy)
}

// tickets reads the rows of a query for ticketColumns.
func (s *Store) tickets(ctx context.Context, query string, args ...any) (out []loket.Ticket, err error) {
	err = s.read.each(ctx, addTicket(&out), query, args...)
	return out, err
}

// tickets reads the rows of a query for ticketColumns.
func (t *tx) tickets(query string, args ...any) (out []loket.Ticket, err error) {
	err = t.each(addTicket(&out), query, args...)
	return out, err
}

// addTicket scans ticketColumns of a row and adds the ticket.
func addTicket(to *[]loket.Ticket) func(scanner) error {
	return func(r scanner) error {
		var k loket.Ticket
		err := scanTicket(r, &k, nil)
		*to = append(*to, k)
		return err
	}
}

const insertTicket = `
INSERT INTO tickets (id, number, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, kind,
  priority, state, topic, reason, due_at, promise_at, promise_state, promise_first_at, opened_at, verify_due,
  first_reply_due, close_due, owed_from, escalation, escalate_at, computed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
ON CONFLICT DO NOTHING`

func (t *tx) insertTicket(k loket.Ticket) error {
	n, err := t.exec(insertTicket, string(k.ID), k.Number, string(k.Agency), string(k.Channel), string(k.Conversation),
		string(k.Episode), string(k.Message), string(k.Unit), string(k.Kind), int(k.Priority), string(k.State), k.Topic,
		k.Reason, ms(k.DueAt), ms(k.Promise.At), string(k.Promise.State), ms(k.Promise.First), ms(k.OpenedAt),
		ms(k.VerifyDue), ms(k.FollowUpDue), ms(k.CloseDue), ms(k.Ladder.From), int(k.Ladder.Level), ms(k.Ladder.NextAt),
		k.Ladder.ComputedBy)
	if err != nil || n == 0 {
		return stale(err, "open ticket")
	}
	return nil
}

const (
	selectTicket = `SELECT ` + ticketColumns + ` FROM tickets WHERE id = $1`
	updateTicket = `
UPDATE tickets SET state = $2, staff_id = $3, lease_epoch = $4, lease_until = $5, due_at = $6, promise_at = $7,
  claimed_at = $8, first_reply_at = $9, closed_at = $10, closed_by = $11, unit_id = $12, priority = $13,
  topic = $14, promise_state = $15, promise_first_at = $16, promise_renewals = $17, snoozed_until = $18, episode_id = $19,
  agency_id = $20, merged_into = $21, attempts = $22, kind = $23, verify_due = $24, first_reply_due = $25, close_due = $26,
  extended = $27, owed_from = $28, escalation = $29, escalate_at = $30, computed_by = $31, version = version + 1
WHERE id = $1 AND version = $32`
	closeEpisode = `UPDATE conversations SET episode_open = 0 WHERE id = $1 AND episode_id = $2`
)

// staleTries is how often a ticket is read again that changed between its reading
// and its writing.
const staleTries = 5

// change is write for what decides on rows it has read: when one of them changed
// meanwhile, it runs again.
func (s *Store) change(ctx context.Context, do func(*tx) error) (err error) {
	for range staleTries {
		if err = s.write(ctx, do); !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	return err
}

// UpdateTicket reads a ticket of an agency, lets change decide, and writes both
// the ticket and what change returns, in one transaction. An error of change is
// returned as it is and nothing is written. The change may run more than once.
// loket.ErrNotFound: no such ticket in this agency.
func (s *Store) UpdateTicket(
	ctx context.Context, agency loket.AgencyID, id loket.TicketID,
	change func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (ticket loket.Ticket, err error) {
	err = s.change(ctx, func(t *tx) (err error) {
		ticket, err = t.changeTicket(agency, id, change)
		return err
	})
	return ticket, err
}

func (t *tx) changeTicket(
	agency loket.AgencyID, id loket.TicketID, change func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (ticket loket.Ticket, err error) {
	ticket, version, err := t.ticketOf(agency, id)
	if err != nil {
		return ticket, err
	}
	situation, _, _, err := scanConversation(t.store, func(scan func(scanner) error) error {
		return t.one(scan, selectConversation, string(ticket.Conversation))
	})
	if err != nil {
		return ticket, fmt.Errorf("read the ticket's conversation: %w", err)
	}
	if situation.Asked, err = t.asked(ticket.Episode); err != nil {
		return ticket, err
	}
	before := ticket
	made, err := change(&ticket, situation)
	if err == nil {
		err = t.oneQuestion(before, ticket)
	}
	if err != nil {
		return ticket, err
	}
	if err := t.work(agency, before.Unit, made.Events); err != nil {
		return ticket, err
	}
	if err := t.writeTicket(ticket, version); err != nil {
		return ticket, err
	}
	if made.CloseEpisode {
		if _, err := t.exec(closeEpisode, string(ticket.Conversation), string(ticket.Episode)); err != nil {
			return ticket, fmt.Errorf("close episode: %w", err)
		}
	}
	if made.OpenEpisode {
		if _, err := t.exec(openEpisode, string(ticket.Conversation)); err != nil {
			return ticket, fmt.Errorf("open episode: %w", err)
		}
	}
	if err := t.resend(ticket.Conversation, &made); err != nil {
		return ticket, err
	}
	t.record(made.Events...)
	if made.Block != nil {
		if err := t.block(situation, made.Events[0], made.Block); err != nil {
			return ticket, err
		}
	}
	if err := t.note(ticket, made.Notes); err != nil {
		return ticket, err
	}
	if err := t.askRating(made.Rating); err != nil {
		return ticket, err
	}
	if err := t.saidOf(ticket, made.Said); err != nil {
		return ticket, err
	}
	return ticket, t.owe(ticket.Conversation, made.Answers)
}

// ticket reads a ticket, and the version it is written under; loket.ErrNotFound.
func (t *tx) ticket(id loket.TicketID) (k loket.Ticket, version int64, err error) {
	err = t.one(func(r scanner) error { return scanTicket(r, &k, &version) }, selectTicket, string(id))
	return k, version, notFound(err)
}

// ticketOf reads a ticket of an agency; loket.ErrNotFound.
func (t *tx) ticketOf(agency loket.AgencyID, id loket.TicketID) (k loket.Ticket, version int64, err error) {
	k, version, err = t.ticket(id)
	if err == nil && k.Agency != agency {
		err = loket.ErrNotFound
	}
	return k, version, err
}

func (t *tx) writeTicket(k loket.Ticket, version int64) error {
	n, err := t.exec(updateTicket, string(k.ID), string(k.State), string(k.Staff), k.LeaseEpoch, ms(k.LeaseUntil),
		ms(k.DueAt), ms(k.Promise.At), ms(k.ClaimedAt), ms(k.FirstReplyAt), ms(k.ClosedAt), k.ClosedBy, string(k.Unit),
		int(k.Priority), k.Topic, string(k.Promise.State), ms(k.Promise.First), k.Promise.Renewals, ms(k.ReturnAt),
		string(k.Episode), string(k.Agency), string(k.MergedInto), k.Lapses, string(k.Kind), ms(k.VerifyDue),
		ms(k.FollowUpDue), ms(k.CloseDue), flag(k.Extended), ms(k.Ladder.From), int(k.Ladder.Level), ms(k.Ladder.NextAt),
		k.Ladder.ComputedBy, version)
	if duplicate(err) { // another question was opened meanwhile
		err = nil
	}
	if err != nil || n == 0 {
		return stale(err, "write ticket")
	}
	return nil
}
