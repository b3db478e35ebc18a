package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"loket/internal/loket"
)

// linkDomain is the use of the keyed hash that finds whose account it is.
const linkDomain = "staff link"

const (
	selectLinkable = `SELECT id FROM staff WHERE agency_id = $1 AND login = $2 AND disabled_at = 0`
	selectLinked   = `
SELECT f.id, f.agency_id, f.login, f.name, f.role, f.password_hash, f.session_epoch, f.created_at, f.disabled_at, f.units
FROM staff_links l JOIN staff f ON f.id = l.id WHERE l.person_hash = $1 AND f.agency_id = $2 AND f.disabled_at = 0`
	deleteDisabledLink = `
DELETE FROM staff_links WHERE person_hash = $1 AND id IN (SELECT id FROM staff WHERE disabled_at > 0)`
	selectLinkOwner = `SELECT id FROM staff_links WHERE person_hash = $1`
	upsertLink      = `
INSERT INTO staff_links (id, agency_id, person_hash, person_sealed, key_id, linked_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET person_hash = excluded.person_hash, person_sealed = excluded.person_sealed,
  key_id = excluded.key_id, linked_at = excluded.linked_at`
	deleteLink  = `DELETE FROM staff_links WHERE id = $1`
	selectLinks = `SELECT id FROM staff_links WHERE agency_id = $1`
)

// LinkStaff makes a messenger account the one by which a member of staff acts in
// the staff group; what was linked before is not any more. loket.ErrNotFound: no
// active account has the login. An account that is another's is refused.
func (s *Store) LinkStaff(ctx context.Context, agency loket.AgencyID, login, person string) error {
	return s.write(ctx, func(t *tx) error {
		id, err := t.linkable(agency, login)
		if err != nil {
			return err
		}
		return t.link(agency, id, person, "")
	})
}

// linkable is the id of an active account; loket.ErrNotFound.
func (t *tx) linkable(agency loket.AgencyID, login string) (id loket.StaffID, err error) {
	err = t.one(func(r scanner) error { return r.Scan(&id) }, selectLinkable, string(agency), normalLogin(login))
	return id, notFound(err)
}

// link binds a person to a member of staff; by is who did it, empty: the command
// line.
func (t *tx) link(agency loket.AgencyID, id loket.StaffID, person string, by loket.StaffID) error {
	for _, h := range t.store.linkHashes(agency, person) {
		if _, err := t.exec(deleteDisabledLink, h); err != nil {
			return fmt.Errorf("forget a link: %w", err)
		}
		var owner loket.StaffID
		err := t.one(func(r scanner) error { return r.Scan(&owner) }, selectLinkOwner, h)
		if err == nil && owner != id {
			return loket.Errorf(loket.CodeConflict, "Akun Telegram ini sudah dihubungkan dengan akun petugas lain. Lepaskan dulu yang lama: loket staff unlink.")
		}
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("look whose account it is: %w", err)
		}
	}
	sealed, keyID := t.store.sealer.Seal([]byte(person), aad("staff_links", "person_sealed", string(id)))
	if _, err := t.exec(upsertLink, string(id), string(agency), t.store.linkHashes(agency, person)[0], sealed, keyID, ms(t.now)); err != nil {
		return fmt.Errorf("link staff: %w", err)
	}
	return t.audit(staffEntry(agency, "staff.link", id, by, "telegram"))
}

// UnlinkStaff ends what LinkStaff began, and a code that was not used.
// loket.ErrNotFound: nothing is linked to an account of that login.
func (s *Store) UnlinkStaff(ctx context.Context, agency loket.AgencyID, login string) error {
	return s.write(ctx, func(t *tx) error {
		var id loket.StaffID
		err := t.one(func(r scanner) error { return r.Scan(&id) }, selectAnyLogin, string(agency), normalLogin(login))
		if err != nil {
			return notFound(err)
		}
		links, err := t.exec(deleteLink, string(id))
		if err != nil {
			return fmt.Errorf("unlink staff: %w", err)
		}
		codes, err := t.exec(deleteCode, string(id))
		if err != nil {
			return fmt.Errorf("forget a code: %w", err)
		}
		if links+codes == 0 {
			return loket.ErrNotFound
		}
		return t.audit(auditEntry{agency: agency, action: "staff.unlink", object: "staff", id: string(id), reason: "telegram"})
	})
}

const selectAnyLogin = `SELECT id FROM staff WHERE agency_id = $1 AND login = $2`

// LinkedStaff is the active member of an agency's staff a messenger account is
// linked to; loket.ErrNotFound: it is nobody's.
func (s *Store) LinkedStaff(ctx context.Context, agency loket.AgencyID, person string) (m loket.Staff, err error) {
	for _, h := range s.linkHashes(agency, person) {
		err = s.read.one(ctx, func(r scanner) error { return scanStaff(r, &m) }, selectLinked, h, string(agency))
		if !errors.Is(err, sql.ErrNoRows) {
			return m, err
		}
	}
	return m, loket.ErrNotFound
}

// Links are the members of an agency's staff who may act in the staff group.
func (s *Store) Links(ctx context.Context, agency loket.AgencyID) (map[loket.StaffID]bool, error) {
	linked := map[loket.StaffID]bool{}
	err := s.read.each(ctx, func(r scanner) error {
		var id loket.StaffID
		err := r.Scan(&id)
		linked[id] = true
		return err
	}, selectLinks, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read links: %w", err)
	}
	return linked, nil
}

// linkHashes are an account's keyed hashes, under the current key first.
func (s *Store) linkHashes(agency loket.AgencyID, person string) (sums [][]byte) {
	for _, h := range s.sealer.Hashes(linkDomain, string(agency)+"\x00"+person) {
		sums = append(sums, h.Sum)
	}
	return sums
}

const (
	selectOldLinks = `
SELECT id, agency_id, person_sealed, key_id FROM staff_links
WHERE key_id <> $1 AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 100`
	updateLink = `UPDATE staff_links SET person_hash = $2, person_sealed = $3, key_id = $4 WHERE id = $1`
)

// rekeyLinks moves links to the current key, and returns how many.
func (t *tx) rekeyLinks() (int, error) {
	type row struct {
		id, agency, keyID string
		sealed            []byte
	}
	var rows []row
	err := t.each(func(r scanner) error {
		var o row
		err := r.Scan(&o.id, &o.agency, &o.sealed, &o.keyID)
		rows = append(rows, o)
		return err
	}, selectOldLinks, t.store.sealer.KeyID(), strings.Join(t.store.lost, " "))
	if err != nil {
		return 0, fmt.Errorf("read links: %w", err)
	}
	for _, o := range rows {
		place := aad("staff_links", "person_sealed", o.id)
		person, err := t.store.sealer.Open(o.sealed, o.keyID, place)
		if err != nil {
			return 0, err
		}
		sealed, keyID := t.store.sealer.Seal(person, place)
		if _, err := t.exec(updateLink, o.id, t.store.linkHashes(loket.AgencyID(o.agency), string(person))[0], sealed, keyID); err != nil {
			return 0, fmt.Errorf("write link: %w", err)
		}
	}
	return len(rows), nil
}
