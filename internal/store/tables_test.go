package store

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	createdTable = regexp.MustCompile(`(?s)CREATE TABLE (\w+) \((.*?)\n\);`)
	ownColumn    = regexp.MustCompile(`(?m)^  (\w+) +(?:TEXT|BIGINT|BYTEA)\b`)
	addedColumn  = regexp.MustCompile(`ALTER TABLE (\w+) ADD COLUMN (\w+)`)
	goneColumn   = regexp.MustCompile(`ALTER TABLE (\w+) DROP COLUMN (\w+)`)
)

// written are the tables and columns the migrations make, as they are written.
func written(t *testing.T) map[string][]string {
	t.Helper()
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	made := map[string][]string{}
	for _, name := range files {
		text, err := fs.ReadFile(migrations, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range createdTable.FindAllStringSubmatch(string(text), -1) {
			for _, column := range ownColumn.FindAllStringSubmatch(table[2], -1) {
				made[table[1]] = append(made[table[1]], column[1])
			}
		}
		for _, column := range addedColumn.FindAllStringSubmatch(string(text), -1) {
			made[column[1]] = append(made[column[1]], column[2])
		}
		for _, column := range goneColumn.FindAllStringSubmatch(string(text), -1) {
			made[column[1]] = slices.DeleteFunc(made[column[1]], func(c string) bool { return c == column[2] })
		}
	}
	return made
}

// TestShapeHoldsAllMigrationsMake holds a backup's list of tables and columns to
// the migrations.
func TestShapeHoldsAllMigrationsMake(t *testing.T) {
	t.Parallel()
	want := written(t)
	for table, column := range map[string]string{"channel_gaps": "until_at", "sends": "epoch", "channels": "heard_at"} {
		if !slices.Contains(want[table], column) {
			t.Fatalf("the migrations read as %v, without %s.%s", want, table, column)
		}
	}
	delete(want, "sessions") // nobody is signed in after a restore
	tables, err := shape(t.Context(), openGroup(t).db, false)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, table := range tables {
		for _, column := range table.Columns {
			got[table.Name] = append(got[table.Name], column.Name)
		}
	}
	same := func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}
	if !maps.EqualFunc(got, want, same) {
		t.Errorf("a backup holds\n%v\nwant what the migrations make\n%v", got, want)
	}
}

// TestRekeyKnowsEverySeal names every table that says which master key it is
// under. A new one has to be moved by Rekey, and then stands here.
func TestRekeyKnowsEverySeal(t *testing.T) {
	t.Parallel()
	var sealed []string
	for table, columns := range written(t) {
		if slices.ContainsFunc(columns, func(c string) bool { return strings.HasSuffix(c, "_sealed") || strings.HasSuffix(c, "key_id") }) {
			sealed = append(sealed, table)
		}
	}
	slices.Sort(sealed)
	// What conversations, files, messages, notes and sends say is under their contact's own key;
	// a line of the audit log stays under the key of its day; a PIN is known only under
	// the key it was made with, and is asked for anew when that is gone.
	// What is laid down of a history is under its contacts' keys as well.
	// What an API call was answered is needed for a day: without its key it is told that
	// the call was done.
	want := []string{"api_calls", "audit", "contacts", "conversations", "file_pieces", "histories", "messages", "notes", "pins", "quarantine", "sends", "staff", "staff_links", "staged_answers", "staged_messages", "staged_notes", "tickets", "webhooks"}
	if !slices.Equal(sealed, want) {
		t.Errorf("sealed tables are %q, want %q", sealed, want)
	}
}
