package store

import (
	"context"
	"fmt"
	"slices"

	"loket/internal/backup"
	"loket/internal/loket"
)

// ownedBy are the ids by which a row that names no agency is found, and the tables whose
// rows they name, in the order they are tried.
func ownedBy() [][2]string {
	return [][2]string{
		{"channel_id", "channels"},
		{"ticket_id", "tickets"},
		{"staff_id", "staff"},
		{"token_id", "api_tokens"},
		{"webhook_id", "webhooks"},
		{"send_id", "sends"},
		{"import_id", "imports"},
	}
}

// ofNobody are the tables in which nothing is of one agency.
func ofNobody() []string { return []string{"projections", "setup_tokens"} }

// belongs tells for SQL which rows of a table are those of the agency $1, and whether
// they name it themselves; empty: none can be told from it. A table of ofNobody has none,
// any other must have some.
func belongs(table backup.Table) (rows string, itself bool) {
	has := func(name string) bool {
		return slices.ContainsFunc(table.Columns, func(c backup.Column) bool { return c.Name == name })
	}
	switch {
	case table.Name == "agencies", table.Name == "histories":
		return "id = $1", true
	case has("agency_id"):
		return "agency_id = $1", true
	}
	for _, by := range ownedBy() {
		if has(by[0]) {
			return by[0] + " IN (SELECT id FROM " + by[1] + " WHERE agency_id = $1)", false
		}
	}
	return "", false
}

// Belonging is how many rows of a table are an agency's.
type Belonging struct {
	Table string `json:"table"`
	Rows  int64  `json:"rows"`
}

// Belongings counts, table by table, what RemoveAgency would delete of an agency; of one
// the ledger does not know, or knows nothing of any more, nothing. It reads whole tables.
func (s *Store) Belongings(ctx context.Context, agency loket.AgencyID) ([]Belonging, error) {
	tables, err := s.removable(ctx)
	if err != nil {
		return nil, err
	}
	var all []Belonging
	for _, table := range tables {
		b := Belonging{Table: table.name}
		err := s.read.one(ctx, func(r scanner) error { return r.Scan(&b.Rows) },
			`SELECT COUNT(*) FROM `+quoted(table.name)+` WHERE `+table.rows, string(agency))
		if err != nil {
			return nil, fmt.Errorf("count %s of %s: %w", table.name, agency, err)
		}
		if b.Rows > 0 {
			all = append(all, b)
		}
	}
	return all, nil
}

// removableTable is a table of which rows are deleted with their agency.
type removableTable struct{ name, rows string }

// removable are those tables in the order they are emptied: what is found by others
// before them, what refers to rows before those. The audit log stays, and so does the
// agency's own row with the event that tells of the removal; see RemoveAgency.
func (s *Store) removable(ctx context.Context) (ordered []removableTable, err error) {
	tables, err := shape(ctx, s.db, s.postgres)
	if err != nil {
		return nil, err
	}
	for _, last := range []bool{false, true} {
		for _, table := range slices.Backward(tables) {
			rows, itself := belongs(table)
			if rows == "" || itself != last || table.Name == "audit" || table.Name == "agencies" {
				continue
			}
			if table.Name == "events" {
				rows += ` AND kind <> '` + string(loket.EventAgencyRemoved) + `'`
			}
			ordered = append(ordered, removableTable{table.Name, rows})
		}
	}
	return ordered, nil
}
