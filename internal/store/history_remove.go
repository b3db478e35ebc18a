package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/internal/backup"
	"loket/internal/loket"
)

const (
	selectSynthetic = `SELECT id, events FROM imports WHERE agency_id = $1 AND id LIKE 'contoh-%' ORDER BY id`
	// lived is what happened here with invented tickets, by loket.ChannelID.SyntheticImport.
	lived            = ` FROM events WHERE import_id <> '' AND import_id LIKE 'contoh-' || CAST($1 AS TEXT)`
	countLived       = `SELECT COUNT(*)` + lived
	deleteLived      = `DELETE` + lived
	selectLastImport = `SELECT import_id FROM events ORDER BY seq DESC LIMIT 1`
	// ofSynthetic are the channels only invented history has.
	ofSynthetic = `SELECT id FROM channels WHERE agency_id = $1 AND kind = 'imported' AND id LIKE $2`

	// What is summed up of the hours in which its rows began, or its tickets ended, is not
	// true any more.
	markSynthetic = `
INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at)
SELECT agency_id, hour_at, 1, SUM(n), 0, 0 FROM (
  SELECT agency_id, start_at - start_at % 3600000 AS hour_at, -1 AS n FROM waits WHERE channel_id IN (` + ofSynthetic + `)
  UNION ALL
  SELECT agency_id, end_at - end_at % 3600000, 0 FROM waits
  WHERE measure = 'M-18' AND end_at > 0 AND channel_id IN (` + ofSynthetic + `)) AS t
WHERE 1 = 1
GROUP BY agency_id, hour_at
ORDER BY agency_id, hour_at
ON CONFLICT (agency_id, hour_at) DO UPDATE
SET version = rollup_hours.version + 1, waits = rollup_hours.waits + excluded.waits, built_at = 0, due_at = 0`

	// Months it lies in are open again: what they were left with was of it too.
	reopenMonths = ` WHERE agency_id = $1 AND from_at IN (SELECT m.from_at FROM frozen_months m WHERE m.agency_id = $1 AND EXISTS
  (SELECT 1 FROM waits w WHERE w.start_at >= m.from_at AND w.start_at < m.to_at AND w.channel_id IN (` + ofSynthetic + `)))`

	// A name that other history has too stays: its figures would have nobody.
	deleteImportedStaff = `
DELETE FROM staff WHERE agency_id = $1 AND id = $2 AND password_hash = ''
  AND NOT EXISTS (SELECT 1 FROM events WHERE agency_id = $1 AND actor_id = $2)
  AND NOT EXISTS (SELECT 1 FROM staged_staff WHERE id = $2)`
	deleteSecret = `
DELETE FROM histories WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM imports WHERE agency_id = $1)`
)

// RemoveSynthetic takes an agency's invented history out again: its imports, and every
// row of every table that is about the channels, which begin so, or the staff it made
// up, but for those whom another history names. One event and a line of the audit log stay. It returns how many events there
// were; loket.ErrNotFound: none.
func (s *Store) RemoveSynthetic(ctx context.Context, agency loket.AgencyID, channels string, staff []string) (events int64, err error) {
	var imports []string
	err = s.read.each(ctx, func(r scanner) error {
		var id string
		var n int64
		err := r.Scan(&id, &n)
		imports, events = append(imports, id), events+n
		return err
	}, selectSynthetic, string(agency))
	if err == nil && len(imports) == 0 {
		err = loket.ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	tables, err := shape(ctx, s.db, s.postgres)
	if err != nil {
		return 0, err
	}
	var live int64
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&live) }, countLived, channels+"%")
	if err != nil {
		return 0, fmt.Errorf("count what happened with invented tickets: %w", err)
	}
	events += live
	for range staleTries {
		if err = s.noteRemoval(ctx, agency, imports[0], events); err != nil {
			return 0, fmt.Errorf("note the removal: %w", err)
		}
		err = s.write(ctx, func(t *tx) error { return t.removeSynthetic(agency, channels+"%", staff, imports, tables) })
		if !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	if err != nil {
		return 0, fmt.Errorf("remove invented history: %w", err)
	}
	return events, s.scrub(ctx)
}

// noteRemoval says that invented history goes. It comes first: what is numbered last
// must stay, or its number would be drawn again.
func (s *Store) noteRemoval(ctx context.Context, agency loket.AgencyID, first string, events int64) error {
	return s.write(ctx, func(t *tx) error {
		t.record(loket.Event{
			Agency: agency, Kind: loket.EventHistoryRemoved, Revision: first, Value: events, ActorKind: loket.ByStaff, ActorID: fromCommand,
		})
		return t.audit(auditEntry{agency: agency, action: "history.remove", object: "import", id: first, reason: fmt.Sprintf("%d kejadian contoh", events)})
	})
}

// lastIsReal tells whether the event numbered last stays; loket.ErrStale: somebody
// worked on an invented ticket meanwhile, so the removal has to be told again.
func (t *tx) lastIsReal() error {
	var last loket.ImportID
	err := t.one(func(r scanner) error { return r.Scan(&last) }, selectLastImport)
	if err == nil && last.IsSynthetic() {
		err = loket.ErrStale
	}
	return err
}

func (t *tx) removeSynthetic(agency loket.AgencyID, channels string, staff, imports []string, tables []backup.Table) error {
	if _, err := t.exec(markSynthetic, string(agency), channels); err != nil {
		return fmt.Errorf("mark its hours: %w", err)
	}
	for _, table := range []string{"frozen_changes", "frozen_figures", "frozen_months"} {
		if _, err := t.exec(`DELETE FROM `+table+reopenMonths, string(agency), channels); err != nil {
			return fmt.Errorf("open %s again: %w", table, err)
		}
	}
	for _, table := range inRemoval(tables) {
		query := removal(table)
		if query == "" {
			continue
		}
		if _, err := t.exec(query, string(agency), channels); err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
	}
	if err := t.lastIsReal(); err != nil {
		return err
	}
	if _, err := t.exec(deleteLived, channels); err != nil {
		return fmt.Errorf("take out what happened with invented tickets: %w", err)
	}
	for _, id := range imports {
		for _, table := range append(stagedTables(), "events") {
			if _, err := t.exec(`DELETE FROM `+table+` WHERE import_id = $1`, id); err != nil {
				return err
			}
		}
		if _, err := t.exec(`DELETE FROM imports WHERE id = $1`, id); err != nil {
			return err
		}
	}
	for _, name := range staff {
		if _, err := t.exec(deleteImportedStaff, string(agency), string(importedStaffID(agency, name))); err != nil {
			return err
		}
	}
	_, err := t.exec(deleteSecret, string(agency))
	return err
}

// finding are the tables by whose rows the rows of others are found.
func finding() []string { return []string{"channels", "contacts", "conversations", "tickets"} }

// inRemoval orders tables so that what refers to rows goes before them, and what is
// found by them too.
func inRemoval(tables []backup.Table) (ordered []backup.Table) {
	for _, last := range []bool{false, true} {
		for _, table := range slices.Backward(tables) {
			if slices.Contains(finding(), table.Name) == last {
				ordered = append(ordered, table)
			}
		}
	}
	return ordered
}

// removal is what takes a table's rows out that are about some channels, their
// conversations or tickets, whichever channel tells of them; empty: it has none, or they
// go with their import.
func removal(table backup.Table) string {
	if table.Name == "channels" {
		return `DELETE FROM channels WHERE id IN (` + ofSynthetic + `)`
	}
	if table.Name == "events" || slices.Contains(stagedTables(), table.Name) {
		return ""
	}
	var found []string
	for _, by := range [][2]string{
		{"channel_id", ofSynthetic},
		{"conversation_id", `SELECT id FROM conversations WHERE channel_id IN (` + ofSynthetic + `)`},
		{"ticket_id", `SELECT id FROM tickets WHERE channel_id IN (` + ofSynthetic + `)`},
		{"send_id", `SELECT id FROM sends WHERE channel_id IN (` + ofSynthetic + `)`},
	} {
		if slices.ContainsFunc(table.Columns, func(c backup.Column) bool { return c.Name == by[0] }) {
			found = append(found, by[0]+` IN (`+by[1]+`)`)
		}
	}
	if found == nil {
		return ""
	}
	return `DELETE FROM ` + quoted(table.Name) + ` WHERE ` + strings.Join(found, " OR ")
}
