package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
)

const (
	advanceImport = `
UPDATE imports SET done = $3 WHERE id = $1 AND done = $2 AND finished_at = 0`
	selectLastStaged    = `SELECT COALESCE(MAX(n), 0) FROM staged_events WHERE import_id = $1`
	advanceImportedTalk = `
UPDATE conversations SET last_seq = $2,
  last_in_at = CASE WHEN $3 > last_in_at THEN $3 ELSE last_in_at END,
  last_out_at = CASE WHEN $4 > last_out_at THEN $4 ELSE last_out_at END,
  episode_id = CASE WHEN $5 <> '' THEN $5 ELSE episode_id END
WHERE id = $1`
	selectLiveTicket = `SELECT COUNT(*) FROM tickets WHERE id = $1 AND closed_by <> '` + loket.ByImport + `'`
	insertStaged     = `INSERT INTO staged_`
	stageStaff       = insertStaged + `staff (import_id, id, name) VALUES`
	stageMessages    = insertStaged + `messages (import_id, id, channel_id, conversation_id, episode_id, ticket_id, origin_hash, origin_sealed,
  body_sealed, key_id, hidden, seq, at) VALUES`
	stageAnswers = insertStaged + `answers (import_id, id, channel_id, conversation_id, message_id, ticket_id, kind, entry, author_id,
  address_sealed, content_sealed, key_id, seq, at) VALUES`
	stageNotes  = insertStaged + `notes (import_id, id, conversation_id, ticket_id, author_id, body_sealed, key_id, at) VALUES`
	stageEvents = insertStaged + `events (import_id, n, id, at, kind, episode_id, conversation_id, ticket_id, message_id, answer_id, channel_id,
  unit_id, topic, entry, actor_kind, actor_id, until_at, value) VALUES`
	onceStaged = ` ON CONFLICT DO NOTHING`
)

// errImportMoved says that somebody else imports the same file.
var errImportMoved = loket.Errorf(loket.CodeConflict, "Berkas yang sama sedang diimpor oleh perintah lain. Tunggu sampai selesai, lalu ulangi bila perlu.")

// Stage lays down the next lines of an import, in one transaction, where nothing else
// looks, and notes how far it is. Texts are redacted before they are sealed. Lines that
// are in the ledger already are passed over. A *past.LineError, whose number counts within
// steps, has nothing written.
func (s *Store) Stage(ctx context.Context, i loket.Import, redact privacy.Redactor, steps []past.Step) (loket.Import, error) {
	done := i.Done + int64(len(steps))
	err := s.write(ctx, func(t *tx) error {
		n, err := t.exec(advanceImport, string(i.ID), i.Done, done)
		if err != nil {
			return err
		}
		if n == 0 {
			return errImportMoved
		}
		b := newStaging(t, i, redact)
		return b.lay(steps)
	})
	if err != nil {
		return i, fmt.Errorf("lay history down: %w", err)
	}
	i.Done = done
	return i, nil
}

// staging collects the rows of one batch.
type staging struct {
	*tx
	to      loket.Import
	redact  privacy.Redactor
	n       int64 // of the last event
	parties map[loket.ContactID]*importedParty
	members *importedStaff

	messages, answers, notes, events [][]any
}

func newStaging(t *tx, i loket.Import, redact privacy.Redactor) *staging {
	return &staging{
		tx: t, to: i, redact: redact, parties: map[loket.ContactID]*importedParty{},
		members: &importedStaff{tx: t, to: i, known: map[string]loket.StaffID{}},
	}
}

func (b *staging) lay(steps []past.Step) error {
	known, err := b.known(steps)
	if err != nil {
		return err
	}
	if err := b.one(func(r scanner) error { return r.Scan(&b.n) }, selectLastStaged, string(b.to.ID)); err != nil {
		return err
	}
	for i, step := range steps {
		var err error
		if known[step.Own().ID] {
			err = b.happened(step.Before)
		} else {
			err = b.step(step)
		}
		if refused, ok := errors.AsType[*loket.Error](err); ok && refused.Code == loket.CodeConflict {
			return &past.LineError{Line: int64(i), Why: refused.Message}
		}
		if err != nil {
			return err
		}
	}
	return b.write()
}

// step lays one line down.
func (b *staging) step(s past.Step) error {
	own := s.Own()
	if own.Ticket != "" && string(own.Ticket) == s.Line.Ticket {
		if err := b.checkTicket(own.Ticket); err != nil {
			return err
		}
	}
	p := b.parties[s.Contact]
	if p == nil {
		var err error
		if p, err = b.importedParty(s); err != nil {
			return err
		}
		b.parties[s.Contact] = p
	}
	staff, err := b.members.id(s.Line.Staff)
	if err != nil {
		return err
	}
	for i := range s.Events {
		if e := &s.Events[i]; e.ActorID != "" {
			e.ActorID = string(staff)
		}
	}
	switch {
	case s.Line.Event == past.Message:
		err = b.message(s, p)
	case s.Line.Event.Ours():
		err = b.answer(s, p, staff)
	case s.Line.Event == past.Note && s.Line.Text != "":
		b.note(s, p, staff)
	}
	if err != nil {
		return err
	}
	if err := b.happened(s.Before); err != nil {
		return err
	}
	for _, e := range s.Events {
		b.event(e)
	}
	return nil
}

// errLiveTicket says that a history would go on with a ticket of today's.
var errLiveTicket = loket.Errorf(loket.CodeConflict,
	"ticket ini tiket yang hidup di sini, bukan riwayat. Beri nama lain, atau impor ke basis data yang lain.")

func (b *staging) checkTicket(id loket.TicketID) error {
	var live int
	err := b.one(func(r scanner) error { return r.Scan(&live) }, selectLiveTicket, string(id))
	if err == nil && live > 0 {
		return errLiveTicket
	}
	return err
}

func (b *staging) message(s past.Step, p *importedParty) error {
	e := s.Own()
	row, said := string(e.Message), b.redact.Redact(s.Line.Text)
	hidden := []loket.Hidden{}
	for _, found := range said.Hidden {
		hidden = append(hidden, loket.Hidden{Label: found.Label, Last4: found.Last4, Hash: found.Hash})
	}
	labels, err := json.Marshal(hidden)
	if err != nil {
		return err
	}
	p.seq++
	p.in, p.episode = max(p.in, ms(e.At)), e.Episode
	origin := "i:" + row
	b.messages = append(b.messages, []any{
		string(b.to.ID), row, string(e.Channel), string(e.Conversation), string(e.Episode), string(e.Ticket),
		b.store.originHashes(e.Channel, origin)[0], sealText(p.key, origin, "messages", "origin_sealed", row),
		sealText(p.key, said.Text, "messages", "body_sealed", row), string(p.contact), string(labels), p.seq, ms(e.At),
	})
	return nil
}

// answer lays down what was said to the citizen. It has a place in the transcript, and
// a send, when its words are known.
func (b *staging) answer(s past.Step, p *importedParty, staff loket.StaffID) error {
	e := s.Own()
	row := string(e.Answer)
	p.out = max(p.out, ms(e.At))
	var place int64
	address, content := []byte{}, []byte{}
	if s.Line.Text != "" {
		said, err := json.Marshal(loket.Content{Text: b.redact.Redact(s.Line.Text).Text})
		if err != nil {
			return err
		}
		p.seq++
		place = p.seq
		address = sealText(p.key, "", "sends", "address_sealed", row)
		content = p.key.Seal(said, aad("sends", "content_sealed", row))
	}
	b.answers = append(b.answers, []any{
		string(b.to.ID), row, string(e.Channel), string(e.Conversation), string(e.Message), string(e.Ticket),
		string(e.Kind), e.Entry, string(staff), address, content, string(p.contact), place, ms(e.At),
	})
	return nil
}

func (b *staging) note(s past.Step, p *importedParty, staff loket.StaffID) {
	e := s.Own()
	row := string(e.ID)
	b.notes = append(b.notes, []any{
		string(b.to.ID), row, string(e.Conversation), string(e.Ticket), string(staff),
		sealText(p.key, b.redact.Redact(s.Line.Text).Text, "notes", "body_sealed", row), string(p.contact), ms(e.At),
	})
}

func (b *staging) event(e loket.Event) {
	b.n++
	b.events = append(b.events, []any{
		string(b.to.ID), b.n, string(e.ID), ms(e.At), string(e.Kind), string(e.Episode), string(e.Conversation), string(e.Ticket),
		string(e.Message), string(e.Answer), string(e.Channel), string(e.Unit), e.Topic, e.Entry, string(e.ActorKind),
		e.ActorID, ms(e.Until), e.Value,
	})
}

// happened lays down what happened by itself, unless it is known.
func (b *staging) happened(events []loket.Event) error {
	ids := make([]string, len(events))
	for i, e := range events {
		ids[i] = string(e.ID)
	}
	known, err := b.knownIDs(selectKnownEvents, ids)
	for _, e := range events {
		if !known[e.ID] {
			b.event(e)
		}
	}
	return err
}

// known tells which lines are in the ledger. A line of ours that tells of a message has
// the message's id.
func (b *staging) known(steps []past.Step) (map[loket.EventID]bool, error) {
	ids := make([]string, len(steps))
	for i, s := range steps {
		ids[i] = string(s.Own().ID)
	}
	known, err := b.knownIDs(selectKnownEvents, ids)
	if err != nil {
		return nil, err
	}
	messages, err := b.knownIDs(selectKnownMessages, ids)
	maps.Copy(known, messages)
	return known, err
}

const (
	selectKnownEvents   = `SELECT id FROM events WHERE id IN`
	selectKnownMessages = `SELECT id FROM messages WHERE id IN`
)

func (b *staging) knownIDs(query string, ids []string) (map[loket.EventID]bool, error) {
	known := map[loket.EventID]bool{}
	for chunk := range slices.Chunk(ids, 100) {
		args := make([]any, 100)
		for i := range args {
			args[i] = chunk[min(i, len(chunk)-1)]
		}
		err := b.each(func(r scanner) error {
			var id loket.EventID
			err := r.Scan(&id)
			known[id] = true
			return err
		}, query+places(1, 100), args...)
		if err != nil {
			return nil, fmt.Errorf("look for known events: %w", err)
		}
	}
	return known, nil
}

// write writes the rows that were collected.
func (b *staging) write() error {
	for _, table := range []struct {
		begin string
		rows  [][]any
	}{{stageMessages, b.messages}, {stageAnswers, b.answers}, {stageNotes, b.notes}, {stageEvents, b.events}} {
		if err := b.insertMany(table.begin, table.rows, ""); err != nil {
			return fmt.Errorf("%s: %w", strings.Fields(table.begin)[2], err)
		}
	}
	// In one order, so that two imports cannot wait for one another.
	for _, p := range slices.SortedFunc(maps.Values(b.parties), func(x, y *importedParty) int { return cmp.Compare(x.contact, y.contact) }) {
		_, err := b.exec(advanceImportedTalk, string(p.conversation), p.seq, p.in, p.out, string(p.episode))
		if err != nil {
			return fmt.Errorf("advance conversation: %w", err)
		}
	}
	return nil
}
