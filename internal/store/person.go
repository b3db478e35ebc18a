package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

const (
	selectPerson = `
SELECT c.id, c.key_sealed, c.key_id, c.external_sealed, c.name_sealed, c.created_at, c.erased_at, c.blocked_until,
  c.blocked_reason, v.id, v.address_sealed, h.kind
FROM conversations v JOIN contacts c ON c.id = v.contact_id JOIN channels h ON h.id = v.channel_id
WHERE v.id = $1`
	selectEarlier = selectInbox + `
WHERE t.agency_id = $1 AND v.contact_id = $2 AND t.id <> $3 ORDER BY t.opened_at DESC, t.id DESC LIMIT $4`
)

// Person returns who a ticket of an agency is with, masked, with their other
// tickets there, and has the audit log say that somebody looked;
// loket.ErrNotFound.
func (s *Store) Person(ctx context.Context, by loket.Staff, id loket.TicketID) (p loket.Person, err error) {
	p, full, err := s.person(ctx, by.Agency, id)
	if err != nil {
		return p, err
	}
	p.Name, p.External, p.Address = privacy.Last4(full.Name), privacy.Last4(full.External), privacy.Last4(full.Address)
	err = s.read.each(ctx, func(r scanner) error {
		row, err := s.scanInbox(r)
		p.Earlier = append(p.Earlier, row)
		return err
	}, selectEarlier, string(by.Agency), string(p.Contact), string(id), loket.MostEarlier)
	if err != nil {
		return p, fmt.Errorf("read a person's tickets: %w", err)
	}
	return p, s.noteContact(ctx, by, p, "contact.view", "")
}

// Unmask returns the contact data of who a ticket of an agency is with, if may has
// nothing against it, once the audit log says who read which of it and why;
// loket.ErrNotFound.
func (s *Store) Unmask(
	ctx context.Context, by loket.Staff, id loket.TicketID, reason string, may func(loket.Ticket) error,
) (loket.Unmasked, error) {
	p, full, err := s.person(ctx, by.Agency, id)
	if err == nil {
		err = may(p.Ticket)
	}
	if err != nil {
		return loket.Unmasked{}, err
	}
	if err := s.noteContact(ctx, by, p, "contact.unmask", "nama, alamat kanal: "+reason); err != nil {
		return loket.Unmasked{}, err
	}
	return full, nil
}

func (s *Store) noteContact(ctx context.Context, by loket.Staff, p loket.Person, action, reason string) error {
	err := s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{
			agency: by.Agency, actor: loket.ByStaff, actorID: string(by.ID), action: action, object: "contact",
			id: string(p.Contact), reason: reason,
		})
	})
	if err != nil {
		return fmt.Errorf("note who looked at a person: %w", err)
	}
	return nil
}

// person reads who a ticket is with, and what of it is sealed.
func (s *Store) person(ctx context.Context, agency loket.AgencyID, id loket.TicketID) (p loket.Person, full loket.Unmasked, err error) {
	found, err := s.tickets(ctx, selectTicket, string(id))
	switch {
	case err != nil:
		return p, full, fmt.Errorf("read the ticket of a person: %w", err)
	case len(found) == 0 || found[0].Agency != agency:
		return p, full, loket.ErrNotFound
	}
	p.Ticket = found[0]
	var sealed, external, name, address []byte
	var conversation, keyID string
	var erasedAt int64
	err = s.read.one(ctx, func(r scanner) error {
		return r.Scan(&p.Contact, &sealed, &keyID, &external, &name, when{&p.Since}, &erasedAt, when{&p.BlockedUntil},
			&p.BlockedReason, &conversation, &address, &p.Channel)
	}, selectPerson, string(p.Ticket.Conversation))
	if err != nil {
		return p, full, fmt.Errorf("read a person: %w", err)
	}
	p.Erased = erasedAt > 0
	key, err := s.contactKey(p.Contact, sealed, keyID)
	if err != nil {
		return p, full, err
	}
	row := string(p.Contact)
	if full.Name, err = openText(key, name, "contacts", "name_sealed", row); err != nil {
		return p, full, err
	}
	if full.External, err = openText(key, external, "contacts", "external_sealed", row); err != nil {
		return p, full, err
	}
	full.Address, err = openText(key, address, "conversations", "address_sealed", conversation)
	return p, full, err
}
