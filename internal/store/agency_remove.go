package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
)

const (
	// buryAgency makes a shell of an agency's row: it goes on to bear the event that
	// tells of the removal, and gives its code free for others.
	buryAgency   = `UPDATE agencies SET code = '-' || id, name = '', public_at = 0 WHERE id = $1 AND name <> ''`
	selectServed = `SELECT id FROM channels WHERE agency_id = $1 AND lease_until > $2 ORDER BY id`

	removeAction = "agency.remove"
	goneAction   = "agency.removed"
)

// While an agency goes, each of its conversations and tickets is looked for in every
// table that refers to them. Who writes a message should not pay for an index that only
// this asks, so it is made for the time of it.
func removalIndexes() map[string]string {
	return map[string]string{
		"removal_answers": "answers (conversation_id)", "removal_tickets": "tickets (conversation_id)",
		"removal_moves": "moves (from_conversation)", "removal_ratings": "ratings (ticket_id)", "removal_surveys": "surveys (ticket_id)",
	}
}

const (
	removalRead  = 50_000 // rows found at once
	removalBatch = 500    // rows deleted in a transaction
)

// RemoveAgency deletes all rows of an agency, some hundred to a transaction, and tells how
// many there were of each table as it goes. What stays: the audit log; the agency's row, emptied, with the event that
// tells of its removal, since the highest number must not be drawn twice; and the anchors,
// said anew without its events, after those before were found true. It may be repeated:
// what a death left half done is finished, and what is finished stays so.
//
// loket.ErrNotFound: the ledger never knew it. A loket.Error with CodeConflict: a server
// serves it now. An AuditError: the anchors before are not true, and nothing was deleted.
func (s *Store) RemoveAgency(ctx context.Context, agency loket.AgencyID, told func(Belonging)) (rows int64, err error) {
	if err := s.beginRemoval(ctx, agency); err != nil {
		return 0, fmt.Errorf("begin to remove %s: %w", agency, err)
	}
	tables, err := s.removable(ctx)
	if err != nil {
		return 0, err
	}
	for name, on := range removalIndexes() {
		if err := s.command(ctx, `CREATE INDEX IF NOT EXISTS `+name+` ON `+on); err != nil {
			return 0, fmt.Errorf("index %s for a removal: %w", on, err)
		}
	}
	for {
		found := int64(0)
		for _, table := range tables {
			n, err := s.removeRows(ctx, agency, table)
			if found, rows = found+n, rows+n; err != nil {
				return rows, fmt.Errorf("remove %s of %s: %w", table.name, agency, err)
			}
			if n > 0 {
				told(Belonging{table.name, n})
			}
		}
		if found == 0 { // once more: what follows events may have written meanwhile
			break
		}
	}
	names := make([]string, len(tables))
	for i, table := range tables {
		names[i] = table.name
	}
	return rows, errors.Join(s.endRemoval(ctx, agency, rows), s.scrub(ctx, names...))
}

// beginRemoval notes the removal, unless one that was begun is to be finished.
func (s *Store) beginRemoval(ctx context.Context, agency loket.AgencyID) error {
	kept, err := s.Agency(ctx, agency)
	if err != nil || kept.Name == "" {
		return err
	}
	if _, err := s.ProveAudit(ctx, nil, true); err != nil {
		return err
	}
	for range staleTries {
		if err = s.noteAgencyRemoval(ctx, agency); !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	return err
}

func (s *Store) noteAgencyRemoval(ctx context.Context, agency loket.AgencyID) error {
	last, err := lastDay(func(scan func(scanner) error) error { return s.read.one(ctx, scan, selectAnchor) })
	if err != nil {
		return err
	}
	again := dayAnchor{from: 1, to: last.to}
	if err := s.digest(ctx, &again, agency); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.lockAudit(); err != nil {
			return err
		}
		now, err := lastDay(func(scan func(scanner) error) error { return t.one(scan, selectAnchor) })
		if err != nil {
			return err
		}
		if now.row != last.row {
			return loket.ErrStale
		}
		if err := t.unserved(agency); err != nil {
			return err
		}
		if n, err := t.exec(buryAgency, string(agency)); err != nil || n == 0 {
			return err // another command was faster
		}
		t.record(loket.Event{Agency: agency, Kind: loket.EventAgencyRemoved, ActorKind: loket.ByStaff, ActorID: fromCommand})
		err = t.audit(auditEntry{action: removeAction, object: "agency", id: string(agency)})
		if err != nil || last.row == 0 {
			return err
		}
		return t.audit(auditEntry{
			actor: loket.ByTimeout, action: restateAction, object: "day", id: t.now.UTC().Format(time.DateOnly), reason: again.reason(),
		})
	})
}

// unserved refuses to touch an agency that a server serves: it would go on to write.
func (t *tx) unserved(agency loket.AgencyID) error {
	served, err := t.ids(selectServed, string(agency), ms(t.now))
	if err == nil && len(served) > 0 {
		err = loket.Errorf(loket.CodeConflict, "Instansi "+string(agency)+" masih dilayani server (saluran "+strings.Join(served, ", ")+
			"). Hapus bloknya dari loket.yaml, jalankan ulang semua server, lalu ulangi.")
	}
	return err
}

// removeRows deletes the agency's rows of one table.
func (s *Store) removeRows(ctx context.Context, agency loket.AgencyID, table removableTable) (removed int64, err error) {
	row := pick(s.postgres, "ctid", "rowid") // where it stands: rows are read through once, outside of the transaction
	find := `SELECT CAST(` + row + ` AS TEXT) FROM ` + quoted(table.name) + ` WHERE ` + table.rows + ` LIMIT ` + strconv.Itoa(removalRead)
	remove := `DELETE FROM ` + quoted(table.name) + ` WHERE ` + table.rows + ` AND ` + // what stands there by now may be another's
		pick(s.postgres, `ctid = ANY (CAST(CAST($2 AS TEXT) AS tid[]))`, `rowid IN (SELECT value FROM json_each($2))`)
	for {
		var found []string
		err := s.read.each(ctx, func(r scanner) error {
			var at string
			err := r.Scan(&at)
			found = append(found, at)
			return err
		}, find, string(agency))
		if err != nil || len(found) == 0 {
			return removed, err
		}
		for batch := range slices.Chunk(found, removalBatch) {
			var n int64
			err := s.write(ctx, func(t *tx) (err error) {
				if err = t.unserved(agency); err == nil {
					n, err = t.exec(remove, string(agency), standing(batch, s.postgres))
				}
				return err
			})
			if removed += n; err != nil {
				return removed, err
			}
		}
		if len(found) < removalRead {
			return removed, nil
		}
	}
}

// standing writes where rows stand as one value.
func standing(rows []string, postgres bool) string {
	if !postgres {
		return "[" + strings.Join(rows, ",") + "]"
	}
	list, _ := json.Marshal(rows) // texts are always written
	return "{" + strings.Trim(string(list), "[]") + "}"
}

// endRemoval notes that nothing is left.
func (s *Store) endRemoval(ctx context.Context, agency loket.AgencyID, rows int64) error {
	s.channels.Clear()
	for name := range removalIndexes() {
		if err := s.command(ctx, `DROP INDEX IF EXISTS `+name); err != nil {
			return fmt.Errorf("drop the indexes of a removal: %w", err)
		}
	}
	if rows == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		return t.audit(auditEntry{action: goneAction, object: "agency", id: string(agency), reason: fmt.Sprintf("%d baris", rows)})
	})
}

// command changes the tables themselves.
func (s *Store) command(ctx context.Context, command string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(command)
		return err
	})
}
