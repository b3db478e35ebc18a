package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
)

// NoteView records in the audit log that a member of staff read a ticket's
// conversation.
func (s *Store) NoteView(ctx context.Context, by loket.Staff, ticket loket.TicketID) error {
	return s.write(ctx, func(t *tx) error {
		if err := errors.Join(t.read(by, ticket), t.looked(by, ticket)); err != nil {
			return err
		}
		return t.audit(auditEntry{
			agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: "ticket.view", object: "ticket", id: string(ticket),
		})
	})
}

const (
	// What an account opened stands in the audit log, what it did in the events.
	selectOpened = `
SELECT k.conversation_id, k.number, x.at FROM (
  SELECT object_id AS ticket_id, at FROM audit
  WHERE agency_id = $1 AND action = 'ticket.view' AND actor_id = $2 AND at >= $3 AND at < $4
  UNION ALL
  SELECT ticket_id, at FROM events
  WHERE agency_id = $1 AND actor_kind = 'staff' AND actor_id = $2 AND ticket_id <> '' AND at >= $3 AND at < $4
) x JOIN tickets k ON k.id = x.ticket_id AND k.agency_id = $1 ORDER BY x.at`
	// So does whose contact page it opened, and whose data it read there in full.
	selectLookedUp = `
SELECT v.id, x.at, CASE WHEN x.action = 'contact.unmask' THEN 1 ELSE 0 END
FROM audit x JOIN conversations v ON v.contact_id = x.object_id AND v.agency_id = $1
WHERE x.agency_id = $1 AND x.action IN ('contact.view', 'contact.unmask') AND x.actor_id = $2 AND x.at >= $3 AND x.at < $4
ORDER BY x.at`
	selectListed = `
SELECT conversation_id, number, opened_at, CASE WHEN closed_at = 0 THEN $3 ELSE closed_at END FROM tickets
WHERE agency_id = $1 AND opened_at < $3 AND (closed_at = 0 OR closed_at >= $2) ORDER BY opened_at`
	selectKept = `
SELECT v.id, '', v.created_at, CASE WHEN c.erased_at = 0 THEN $3 ELSE c.erased_at END
FROM conversations v JOIN contacts c ON c.id = v.contact_id
WHERE v.agency_id = $1 AND v.created_at < $3 AND (c.erased_at = 0 OR c.erased_at >= $2) ORDER BY v.created_at`
	selectSubject = `
SELECT c.id, c.key_sealed, c.key_id, c.name_sealed, c.erased_at, h.kind FROM conversations v
JOIN contacts c ON c.id = v.contact_id JOIN channels h ON h.id = v.channel_id WHERE v.id = $1`
	selectHidden = `SELECT DISTINCT hidden FROM messages WHERE conversation_id = $1 AND hidden <> '[]' AND received_at < $2`
)

// Concerned returns whom a breach concerns, each once, who was opened first, in
// the order of time. loket.ErrNotFound when no account has the login.
func (s *Store) Concerned(ctx context.Context, agency loket.AgencyID, b loket.Breach) ([]loket.Subject, error) {
	found := subjects{breach: b, place: map[loket.ConversationID]int{}}
	from, to := ms(b.From), ms(b.To)
	if b.Login == "" {
		if err := s.collect(ctx, &found, loket.ExposedKept, selectKept, string(agency), from, to); err != nil {
			return nil, err
		}
		return s.describe(ctx, found)
	}
	account, err := s.StaffByLogin(ctx, b.Login)
	if err == nil && account.Agency != agency {
		err = loket.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("find the account: %w", err)
	}
	err = s.read.each(ctx, func(r scanner) error {
		var id loket.ConversationID
		var number string
		var at time.Time
		err := r.Scan(&id, &number, when{&at})
		found.add(id, loket.ExposedOpened, number, at, at)
		return err
	}, selectOpened, string(agency), string(account.ID), from, to)
	if err != nil {
		return nil, fmt.Errorf("read what the account opened: %w", err)
	}
	if err := s.collectLookedUp(ctx, &found, string(agency), string(account.ID), from, to); err != nil {
		return nil, err
	}
	if err := s.collect(ctx, &found, loket.ExposedListed, selectListed, string(agency), from, to); err != nil {
		return nil, err
	}
	return s.describe(ctx, found)
}

// collect adds what stood open to view for a span of time.
func (s *Store) collect(ctx context.Context, to *subjects, how loket.Exposure, query string, args ...any) error {
	err := s.read.each(ctx, func(r scanner) error {
		var id loket.ConversationID
		var number string
		var first, last time.Time
		err := r.Scan(&id, &number, when{&first}, when{&last})
		to.add(id, how, number, first, last)
		return err
	}, query, args...)
	if err != nil {
		return fmt.Errorf("read what was open to view: %w", err)
	}
	return nil
}

// collectLookedUp adds whose contact page was opened, and counts how often their
// data was read there in full.
func (s *Store) collectLookedUp(ctx context.Context, to *subjects, args ...any) error {
	err := s.read.each(ctx, func(r scanner) error {
		var id loket.ConversationID
		var at time.Time
		var unmasked int
		err := r.Scan(&id, when{&at}, &unmasked)
		to.add(id, loket.ExposedOpened, "", at, at)
		to.all[to.place[id]].Unmasked += unmasked
		return err
	}, selectLookedUp, args...)
	if err != nil {
		return fmt.Errorf("read whose contact data the account looked up: %w", err)
	}
	slices.SortStableFunc(to.all, func(a, b loket.Subject) int { return a.First.Compare(b.First) })
	for i, subject := range to.all {
		to.place[subject.Conversation] = i
	}
	return nil
}

// subjects gathers persons, each once.
type subjects struct {
	breach loket.Breach
	all    []loket.Subject
	place  map[loket.ConversationID]int // in all
}

// add notes that a person's data was open from first to last. Who was opened is
// not counted as listed besides.
func (f *subjects) add(id loket.ConversationID, how loket.Exposure, number string, first, last time.Time) {
	if first.Before(f.breach.From) {
		first = f.breach.From
	}
	if last.After(f.breach.To) {
		last = f.breach.To
	}
	i, known := f.place[id]
	if !known {
		i, f.place[id] = len(f.all), len(f.all)
		f.all = append(f.all, loket.Subject{Conversation: id, Exposure: how, First: first, Tickets: []string{}, Data: []string{}})
	}
	subject := &f.all[i]
	if subject.Exposure != how {
		return
	}
	if first.Before(subject.First) {
		subject.First = first
	}
	if last.After(subject.Last) {
		subject.Last = last
	}
	if number != "" && !slices.Contains(subject.Tickets, number) {
		subject.Tickets = append(subject.Tickets, number)
	}
}

// describe says who the persons are and what of theirs was hidden.
func (s *Store) describe(ctx context.Context, found subjects) ([]loket.Subject, error) {
	for i := range found.all {
		subject := &found.all[i]
		if err := s.name(ctx, subject); err != nil {
			return nil, fmt.Errorf("read who is concerned: %w", err)
		}
		err := s.read.each(ctx, func(r scanner) error {
			var text string
			if err := r.Scan(&text); err != nil {
				return err
			}
			return addLabels(subject, text)
		}, selectHidden, string(subject.Conversation), ms(found.breach.To))
		if err != nil {
			return nil, fmt.Errorf("read what was hidden: %w", err)
		}
		slices.Sort(subject.Data)
	}
	return found.all, nil
}

func (s *Store) name(ctx context.Context, subject *loket.Subject) error {
	var contact loket.ContactID
	var sealed, name []byte
	var keyID string
	var erasedAt time.Time
	err := s.read.one(ctx, func(r scanner) error {
		return r.Scan(&contact, &sealed, &keyID, &name, when{&erasedAt}, &subject.Channel)
	}, selectSubject, string(subject.Conversation))
	if err != nil {
		return err
	}
	subject.Erased = !erasedAt.IsZero()
	key, err := s.contactKey(contact, sealed, keyID)
	if err != nil {
		return err
	}
	subject.Name, err = openText(key, name, "contacts", "name_sealed", string(contact))
	return err
}

func addLabels(to *loket.Subject, hidden string) error {
	var all []loket.Hidden
	if err := json.Unmarshal([]byte(hidden), &all); err != nil {
		return err
	}
	for _, h := range all {
		if !slices.Contains(to.Data, h.Label) {
			to.Data = append(to.Data, h.Label)
		}
	}
	return nil
}

const selectMeasures = `
SELECT at, action, object_id FROM audit
WHERE (agency_id = $1 OR agency_id = '') AND at >= $2 AND action NOT IN ('ticket.view', 'contact.view', 'contact.unmask',
  'catalogue.publish', 'audit.anchor', 'audit.restate', 'staff.signin', 'staff.refused', 'staff.signout') ORDER BY seq LIMIT 1000`

// Measures returns what the audit log holds since a time beside views, signing in
// and publishing: what was done against a breach is among it.
func (s *Store) Measures(ctx context.Context, agency loket.AgencyID, since time.Time) (out []loket.Measure, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var m loket.Measure
		err := r.Scan(when{&m.At}, &m.Action, &m.Object)
		out = append(out, m)
		return err
	}, selectMeasures, string(agency), ms(since))
	return out, err
}

// NoteBreach records that a breach was looked into and how many it concerns.
func (s *Store) NoteBreach(ctx context.Context, agency loket.AgencyID, b loket.Breach, concerned int) error {
	return s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{
			agency: agency, action: "breach.report", object: "account", id: cmp.Or(strings.ToLower(b.Login), "*"),
			reason: fmt.Sprintf("%s/%s: %d", b.From.UTC().Format(time.RFC3339), b.To.UTC().Format(time.RFC3339), concerned),
		})
	})
}
