package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
)

// What we said stands where it was delivered; what was not is no part of a history.
const (
	selectPast = `
SELECT e.id, CASE WHEN e.kind IN ('quote', 'ask', 'receipt', 'notice', 'reply') THEN COALESCE((SELECT MIN(d.at) FROM events d
    WHERE d.answer_id = e.answer_id AND d.answer_id <> '' AND d.kind = 'delivered'), 0) ELSE e.at END AS said,
  e.at, e.kind, e.episode_id, e.ticket_id, e.channel_id, e.message_id, e.answer_id, e.unit_id, e.topic, e.entry, e.revision,
  e.actor_kind, e.actor_id, e.until_at, e.value, v.contact_id, COALESCE(k.kind, ''), e.conversation_id
FROM events e
JOIN conversations v ON v.id = e.conversation_id
LEFT JOIN tickets k ON k.id = e.ticket_id
WHERE e.agency_id = $1 AND e.kind IN ('received', 'quote', 'ask', 'receipt', 'notice', 'reply', 'handoff', 'claim', 'release',
  'lease_lost', 'reassign', 'transfer', 'note', 'promise', 'promise_renewed', 'await', 'close', 'reopen', 'abandon', 'merge', 'rating')`
	ofEpisodes = ` AND e.episode_id IN (SELECT b.episode_id FROM events b
  WHERE b.agency_id = $1 AND b.kind = 'received' GROUP BY b.episode_id HAVING MIN(b.at) >= $2 AND MIN(b.at) < $3)`
	inOrder         = ` ORDER BY said, e.seq`
	selectUnitsUsed = `SELECT DISTINCT unit_id FROM events WHERE agency_id = $1 AND unit_id <> ''`
	selectNamesUsed = `SELECT id, login, name, password_hash = '' FROM staff WHERE agency_id = $1`
)

// Past says what is exported: an agency's events, of episodes that began in [From, To)
// (zero: of all), with or without what was written.
type Past struct {
	Agency   loket.AgencyID
	From, To time.Time
	Text     bool
	Reason   string // of an export with texts, for the audit log
}

// ExportHistory gives the lines of an agency's history to write, in the order of time,
// and has the audit log say so first.
func (s *Store) ExportHistory(ctx context.Context, p Past, write func(past.Line) error) error {
	action := pick(p.Text, "history.export_text", "history.export")
	err := s.Audit(ctx, loket.AuditEntry{Agency: p.Agency, Action: action, Object: "agency", ID: string(p.Agency), Reason: p.Reason})
	if err != nil {
		return fmt.Errorf("note the export of a history: %w", err)
	}
	names, err := s.staffNames(ctx, p.Agency)
	if err != nil {
		return err
	}
	query, args := selectPast+inOrder, []any{string(p.Agency)}
	if !p.From.IsZero() || !p.To.IsZero() {
		query, args = selectPast+ofEpisodes+inOrder, append(args, ms(p.From), endOf(p.To))
	}
	words := pastWords{store: s, each: s.read.each, keys: map[loket.ContactID]privacy.DataKey{}}
	err = s.read.each(ctx, func(r scanner) error {
		e, err := scanPast(r)
		if err != nil || e.said.IsZero() {
			return err
		}
		line := e.line(names)
		if p.Text {
			if line.Text, err = words.of(ctx, e); err != nil {
				return fmt.Errorf("read what was written: %w", err)
			}
		}
		return write(line)
	}, query, args...)
	if err != nil {
		return fmt.Errorf("read history: %w", err)
	}
	return nil
}

// endOf is the end of a period for SQL; zero: there is none.
func endOf(t time.Time) int64 {
	if t.IsZero() {
		return 1 << 60
	}
	return ms(t)
}

// UnitsUsed are the units an agency's events name, whatever the configuration says now.
func (s *Store) UnitsUsed(ctx context.Context, agency loket.AgencyID) (units []loket.UnitID, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var u loket.UnitID
		err := r.Scan(&u)
		units = append(units, u)
		return err
	}, selectUnitsUsed, string(agency))
	return units, err
}

// staffNames are how a history names an agency's accounts: by login, or, if only a
// history knew them, as it did.
func (s *Store) staffNames(ctx context.Context, agency loket.AgencyID) (map[string]string, error) {
	names := map[string]string{}
	err := s.read.each(ctx, func(r scanner) error {
		var id, login, name string
		var imported bool
		err := r.Scan(&id, &login, &name, &imported)
		names[id] = pick(imported, name, login)
		return err
	}, selectNamesUsed, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read who a history names: %w", err)
	}
	return names, nil
}

// pastEvent is an event with what its line needs besides.
type pastEvent struct {
	loket.Event
	contact loket.ContactID
	ticket  loket.TicketKind
	said    time.Time // when the citizen had it; zero: they never did
}

func scanPast(r scanner) (e pastEvent, err error) {
	err = r.Scan(&e.ID, when{&e.said}, when{&e.At}, &e.Kind, &e.Episode, &e.Ticket, &e.Channel, &e.Message, &e.Answer, &e.Unit,
		&e.Topic, &e.Entry, &e.Revision, &e.ActorKind, &e.ActorID, when{&e.Until}, &e.Value, &e.contact, &e.ticket, &e.Conversation)
	return e, err
}

// line is what an event says in a history.
func (e pastEvent) line(names map[string]string) past.Line {
	l := past.Line{
		At: e.said, Conversation: string(e.contact), Contact: string(e.contact), Channel: past.NameOf(e.Channel), Event: lineOf(e.Event),
		ID: string(e.ID), Episode: string(e.Episode), Ticket: string(e.Ticket), Topic: e.Topic, Unit: string(e.Unit),
	}
	if e.ActorKind == loket.ByStaff {
		l.Staff = names[e.ActorID]
	}
	switch l.Event {
	case past.Quote, past.Ask, past.Reply:
		l.Entry, l.Answers = e.Entry, string(e.Message)
	case past.Receipt, past.Notice:
		l.Answers = string(e.Message)
	case past.Handoff:
		l.Answers, l.Kind = string(e.Message), string(e.ticket)
	case past.Promise, past.Await:
		if !e.Until.IsZero() {
			l.Until = &e.Until
		}
	case past.Close:
		l.By = string(e.ActorKind)
	case past.Rating:
		l.Value = e.Value
	case past.Claim:
		if e.Kind == loket.EventReassign {
			l.Staff = names[e.Revision]
		}
	case past.Message:
		l.ID = string(e.Message) // what answers it names it
	case past.Release, past.Transfer, past.Note, past.Reopen, past.Abandon:
	}
	return l
}

// lineOf names an event as a history does.
func lineOf(e loket.Event) past.Kind {
	switch e.Kind {
	case loket.EventReceived:
		return past.Message
	case loket.EventAwait:
		return past.Await
	case loket.EventLeaseLost:
		return past.Release
	case loket.EventReassign:
		if e.Revision != "" {
			return past.Claim
		}
		return past.Release
	case loket.EventPromiseRenewed:
		return past.Promise
	case loket.EventMerge:
		return past.Abandon
	default:
		return past.Kind(e.Kind)
	}
}
