package store

import (
	"context"
	"fmt"
	"sort"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	// What a ticket asks is the citizen's last words up to the message that
	// opened it: a pressed button says nothing by itself. They are in the conversation
	// it was opened in, which a ticket may have left.
	inboxColumns = `
t.id, t.number, t.agency_id, t.channel_id, t.conversation_id, t.episode_id, t.message_id, t.unit_id, t.kind,
  t.priority, t.state, t.topic, t.reason, t.staff_id, t.lease_epoch, t.lease_until, t.due_at, t.promise_at,
  t.promise_state, t.promise_first_at, t.promise_renewals, t.opened_at, t.claimed_at, t.first_reply_at, t.closed_at,
  t.closed_by, t.version, t.snoozed_until, t.merged_into, t.attempts, t.verify_due, t.first_reply_due, t.close_due, t.extended,
  t.owed_from, t.escalation, t.escalate_at, t.computed_by,
  COALESCE(f.name, ''), h.kind, (SELECT COUNT(*) FROM messages n WHERE n.ticket_id = t.id AND n.ticket_id <> ''),
  v.insults, v.insulted_at, m.id, m.body_sealed, m.key_id, c.id, c.key_sealed, c.key_id`
	inboxJoins = `
JOIN channels h ON h.id = t.channel_id
JOIN messages o ON o.id = t.message_id
JOIN messages m ON m.id = COALESCE((SELECT w.id FROM messages w
  WHERE w.conversation_id = o.conversation_id AND w.seq <= o.seq AND w.kind = 'text'
  ORDER BY w.seq DESC LIMIT 1), o.id)
JOIN conversations v ON v.id = t.conversation_id
JOIN conversations q ON q.id = o.conversation_id
JOIN contacts c ON c.id = q.contact_id
LEFT JOIN staff f ON f.id = t.staff_id`
	selectInbox       = `SELECT ` + inboxColumns + ` FROM tickets t` + inboxJoins
	selectOpenTickets = selectInbox + `
WHERE t.agency_id = $1 AND t.state <> 'closed' ORDER BY ` + turn + `, t.id LIMIT $2`
	selectOneTicket = selectInbox + ` WHERE t.agency_id = $1 AND t.id = $2`
)

// OpenTickets returns an agency's open tickets by their turn.
func (s *Store) OpenTickets(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.InboxRow, error) {
	var out []loket.InboxRow
	err := s.read.each(ctx, func(r scanner) error {
		row, err := s.scanInbox(r)
		out = append(out, row)
		return err
	}, selectOpenTickets, string(agency), limit)
	if err != nil {
		return nil, fmt.Errorf("read open tickets: %w", err)
	}
	return out, nil
}

// scanInbox reads inboxColumns, and what stands behind them.
func (s *Store) scanInbox(r scanner, behind ...any) (row loket.InboxRow, err error) {
	t := &row.Ticket
	var body, keySealed []byte
	var contact loket.ContactID
	var asked loket.MessageID
	var bodyKey, keyID string
	var version int64
	err = r.Scan(append([]any{
		&t.ID, &t.Number, &t.Agency, &t.Channel, &t.Conversation, &t.Episode, &t.Message, &t.Unit, &t.Kind,
		&t.Priority, &t.State, &t.Topic, &t.Reason, &t.Staff, &t.LeaseEpoch,
		when{&t.LeaseUntil},
		when{&t.DueAt},
		when{&t.Promise.At},
		&t.Promise.State,
		when{&t.Promise.First},
		&t.Promise.Renewals,
		when{&t.OpenedAt},
		when{&t.ClaimedAt},
		when{&t.FirstReplyAt},
		when{&t.ClosedAt},
		&t.ClosedBy, &version,
		when{&t.ReturnAt},
		&t.MergedInto, &t.Lapses,
		when{&t.VerifyDue},
		when{&t.FollowUpDue},
		when{&t.CloseDue},
		&t.Extended,
		when{&t.Ladder.From},
		&t.Ladder.Level,
		when{&t.Ladder.NextAt},
		&t.Ladder.ComputedBy,
		&row.Holder, &row.Channel, &row.Messages, &row.Insults,
		when{&row.InsultedAt},
		&asked, &body, &bodyKey, &contact, &keySealed, &keyID,
	}, behind...)...)
	if err != nil {
		return row, err
	}
	key, err := s.contactKey(contact, keySealed, keyID)
	if err != nil {
		return row, err
	}
	if bodyKey == noKey {
		row.Question = loket.ErasedText
		return row, nil
	}
	row.Question, err = openText(key, body, "messages", "body_sealed", string(asked))
	return row, err
}

const selectBeside = `SELECT ` + ticketColumns + `
FROM tickets WHERE agency_id = $1 AND conversation_id = $2 AND state <> 'closed' AND id <> $3 ORDER BY id`

// Ticket returns one ticket of an agency with its conversation;
// loket.ErrNotFound when the agency has none of that id.
func (s *Store) Ticket(ctx context.Context, agency loket.AgencyID, id loket.TicketID) (
	view loket.TicketView, err error,
) {
	err = s.read.one(ctx, func(r scanner) error {
		view.InboxRow, err = s.scanInbox(r)
		return err
	}, selectOneTicket, string(agency), string(id))
	if err != nil {
		return view, notFound(err)
	}
	view.Lines, err = s.history(ctx, view.Ticket)
	if err != nil {
		return view, fmt.Errorf("read conversation: %w", err)
	}
	hideOpeners(view.Lines)
	if view.Notes, err = s.notes(ctx, id); err != nil {
		return view, fmt.Errorf("read notes: %w", err)
	}
	view.Beside, err = s.tickets(ctx, selectBeside, string(agency), string(view.Ticket.Conversation), string(id))
	if err != nil {
		return view, fmt.Errorf("read the contact's other tickets: %w", err)
	}
	return view, nil
}

const (
	selectOurLines = `
SELECT s.id, s.seq, s.kind, s.state, s.content_sealed, s.key_id, s.created_at, s.delivered_at, s.seen_at,
  s.message_id, s.answer_id, s.problem,
  COALESCE(a.entry, ''), COALESCE(a.revision, ''), COALESCE(a.facet, ''), COALESCE(a.verdict, ''), COALESCE(a.author_id, ''),
  COALESCE(f.name, '')
FROM sends s LEFT JOIN answers a ON a.id = s.answer_id LEFT JOIN staff f ON f.id = a.author_id
WHERE s.conversation_id = $1 AND s.target = 'conversation' AND (s.seq > $2 OR (s.seq = 0 AND $3 = 1))
ORDER BY s.seq, s.id LIMIT $4`
	selectTheirLines = `SELECT ` + messageColumns + `
FROM messages WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`
)

// span says which lines of a transcript are read.
type span struct {
	after       int64
	limit       int
	undelivered int // 1: also what is not delivered yet
}

// everything is the whole conversation as staff see it.
var everything = span{limit: 2000, undelivered: 1} //nolint:gochecknoglobals // a constant of a struct type

// transcript merges what the citizen wrote and what we sent, in the order of
// their places; what is not delivered yet stands last.
func (s *Store) transcript(
	ctx context.Context, id loket.ConversationID, key privacy.DataKey, which span,
) ([]loket.Line, error) {
	var lines []loket.Line
	err := s.read.each(ctx, func(r scanner) error {
		m, err := scanMessage(r, key)
		lines = append(lines, theirLine(m))
		return err
	}, selectTheirLines, string(id), which.after, which.limit)
	if err != nil {
		return nil, err
	}
	err = s.read.each(ctx, func(r scanner) error {
		line, err := scanOurLine(r, key)
		lines = append(lines, line)
		return err
	}, selectOurLines, string(id), which.after, which.undelivered, which.limit)
	if err != nil {
		return nil, err
	}
	sort.SliceStable(lines, func(i, j int) bool {
		a, b := lines[i], lines[j]
		if a.Seq == 0 || b.Seq == 0 {
			return a.Seq != 0
		}
		return a.Seq < b.Seq
	})
	return lines[:min(len(lines), which.limit)], nil
}

func theirLine(m loket.Message) loket.Line {
	line := loket.Line{
		Seq: m.Seq, FromCitizen: true, At: m.ReceivedAt, Message: m.ID, OriginKey: m.OriginKey, MessageKind: m.Kind,
		Outcome: m.Outcome, Text: m.Text, HasFile: m.HasFile,
	}
	for _, h := range m.Hidden {
		line.Hidden = append(line.Hidden, h.Label)
	}
	return line
}
