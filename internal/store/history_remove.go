package store

import (
	"context"
	"fmt"
	"slices"

	"loket/internal/backup"
	"loket/internal/loket"
)

const (
	selectSynthetic = `SELECT id, events FROM imports WHERE agency_id = $1 AND id LIKE 'contoh-%' ORDER BY id`
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
	// Said first: what is numbered last must stay, or its number would be drawn again.
	err = s.write(ctx, func(t *tx) error {
		t.record(loket.Event{
			Agency: agency, Kind: loket.EventHistoryRemoved, Revision: imports[0], Value: events, ActorKind: loket.ByStaff, ActorID: fromCommand,
		})
		return t.audit(auditEntry{agency: agency, action: "history.remove", object: "import", id: imports[0], reason: fmt.Sprintf("%d kejadian contoh", events)})
	})
	if err != nil {
		return 0, fmt.Errorf("note the removal: %w", err)
	}
	err = s.write(ctx, func(t *tx) error { return t.removeSynthetic(agency, channels+"%", staff, imports, tables) })
	if err != nil {
		return 0, fmt.Errorf("remove invented history: %w", err)
	}
	return events, s.scrub(ctx)
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
	for _, table := range slices.Backward(tables) {
		query := removal(table)
		if query == "" {
			continue
		}
		if _, err := t.exec(query, string(agency), channels); err != nil {
			return fmt.Errorf("%s: %w", table.Name, err)
		}
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

// removal is what takes a table's rows about some channels out; empty: it has none, or
// they go with their import. What is about a ticket alone goes by the ticket.
func removal(table backup.Table) string {
	has := func(column string) bool {
		return slices.ContainsFunc(table.Columns, func(c backup.Column) bool { return c.Name == column })
	}
	switch name := quoted(table.Name); {
	case table.Name == "events" || slices.Contains(stagedTables(), table.Name):
		return ""
	case table.Name == "channels":
		return `DELETE FROM channels WHERE id IN (` + ofSynthetic + `)`
	case has("channel_id"):
		return `DELETE FROM ` + name + ` WHERE channel_id IN (` + ofSynthetic + `)`
	case has("conversation_id"):
		return `DELETE FROM ` + name + ` WHERE conversation_id IN (SELECT id FROM conversations WHERE channel_id IN (` + ofSynthetic + `))`
	case has("ticket_id"):
		return `DELETE FROM ` + name + ` WHERE ticket_id IN (SELECT id FROM tickets WHERE channel_id IN (` + ofSynthetic + `))`
	}
	return ""
}
