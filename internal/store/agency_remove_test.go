package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/backup"
	"loket/internal/loket"
	"loket/internal/testserver"
)

// staying and leaving are the ids of two agencies; every text of a row has one in it.
const staying, leaving = "agency-stays", "agency-leaves"

// eachEngine runs a test on a ledger of each.
func eachEngine(t *testing.T, do func(t *testing.T, s *Store)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		do(t, openGroup(t))
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		do(t, openPostgres(t, testserver.PostgresFor(t).Copy(t, makeTables)))
	})
}

// filler puts rows of agencies into every table there is, known to the test or not.
type filler struct {
	t        *testing.T
	s        *Store
	postgres bool
	drawn    int64 // numbers of events
}

// fill gives each agency n rows in each table but the audit log, whose rows are chained.
func (f *filler) fill(n int64, agencies ...string) {
	f.t.Helper()
	tables, err := shape(f.t.Context(), f.s.db, f.postgres)
	if err != nil {
		f.t.Fatal(err)
	}
	refers := map[string]map[string]string{}
	for _, table := range tables {
		refers[table.Name] = f.references(table.Name)
	}
	err = f.s.write(f.t.Context(), func(t *tx) error {
		f.drawn = 0
		for _, table := range tables {
			once := table.Name == "agencies" || table.Name == "histories" // its id is the agency's
			for row := range n {
				if table.Name == "audit" || slices.Contains(ofNobody(), table.Name) || once && row > 0 {
					continue
				}
				for _, agency := range agencies {
					if err := f.row(t, table, refers[table.Name], agency, row+1); err != nil {
						return fmt.Errorf("%s: %w; the test cannot make a row of it", table.Name, err)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		f.t.Fatalf("fill: %v", err)
	}
}

// row inserts one: a column that refers to another table names the agency's row of the
// same number there.
func (f *filler) row(t *tx, table backup.Table, refers map[string]string, agency string, n int64) error {
	var args []any
	for _, column := range table.Columns {
		name, text := column.Name, agency+"."+table.Name+"."+column.Name+fmt.Sprint(n)
		switch parent := refers[name]; {
		case name == "agency_id", parent == "agencies", table.Name == "agencies" && name == "id":
			args = append(args, agency)
		case column.Type == backup.Integer && name == "seq" && table.Name == "events":
			f.drawn++
			args = append(args, f.drawn)
		case column.Type == backup.Integer:
			args = append(args, n)
		case parent != "":
			args = append(args, agency+"."+parent+".id"+fmt.Sprint(n))
		case column.Type == backup.Bytes:
			args = append(args, []byte(text))
		default:
			args = append(args, text)
		}
	}
	query := `INSERT INTO ` + quoted(table.Name) + ` (` + columnList(table) + `) VALUES` + list(1, len(args))
	_, err := t.exec(query, args...)
	return err
}

// references are the tables a table's columns refer to, by a constraint or by their name.
func (f *filler) references(table string) map[string]string {
	f.t.Helper()
	refers := map[string]string{}
	for _, by := range ownedBy() {
		refers[by[0]] = by[1]
	}
	rows, err := f.s.db.QueryContext(f.t.Context(), pick(f.postgres, keysPostgres, keysSQLite), table)
	if err != nil {
		f.t.Fatal(err)
	}
	err = drain(rows, func(r scanner) error {
		var column, parent string
		err := r.Scan(&column, &parent)
		refers[column] = parent
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return refers
}

const (
	keysSQLite   = `SELECT "from", "table" FROM pragma_foreign_key_list($1) WHERE "table" <> 'publications'`
	keysPostgres = `
SELECT a.attname, p.relname FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class p ON p.oid = k.confrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.conkey)
WHERE k.contype = 'f' AND n.nspname = current_schema() AND c.relname = $1 AND p.relname <> 'publications'`
)

// contents is every row of every table as text, by table.
func contents(t *testing.T, s *Store) map[string][]string {
	t.Helper()
	tables, err := shape(t.Context(), s.db, s.postgres)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range tables {
		rows, err := s.db.QueryContext(t.Context(), `SELECT `+columnList(table)+` FROM `+quoted(table.Name))
		if err != nil {
			t.Fatal(err)
		}
		err = drain(rows, func(r scanner) error {
			values := make([]sql.RawBytes, len(table.Columns))
			to := make([]any, len(values))
			for i := range values {
				to[i] = &values[i]
			}
			err := r.Scan(to...)
			all[table.Name] = append(all[table.Name], fmt.Sprintf("%q", values))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(all[table.Name])
	}
	return all
}

// of keeps the rows in which an agency's id stands.
func of(all map[string][]string, agency string) map[string][]string {
	kept := map[string][]string{}
	for table, rows := range all {
		for _, row := range rows {
			if strings.Contains(row, agency) {
				kept[table] = append(kept[table], row)
			}
		}
	}
	return kept
}

// peopled is a ledger with three rows of each agency in every table, and anchors over
// their events.
func peopled(t *testing.T, s *Store) {
	t.Helper()
	f := &filler{t: t, s: s, postgres: s.postgres}
	f.fill(3, staying, leaving)
	for _, agency := range []string{staying, leaving} {
		if err := s.Audit(t.Context(), loket.AuditEntry{Agency: loket.AgencyID(agency), Action: "staff.add", Object: "staff", ID: agency}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.anchorDay(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	wantProved(t, s, 6)
}

// wantProved holds the anchors to the events that are there.
func wantProved(t *testing.T, s *Store, events int64) {
	t.Helper()
	if p, err := s.ProveAudit(t.Context(), nil, true); err != nil || p.Events != events {
		t.Fatalf("ProveAudit() = %d events, %v, want %d", p.Events, err, events)
	}
}

// TestRemoveAgency: whatever tables there are, an agency that is removed is in none of
// them but in the audit log and in the row and the event that tell of it; all rows of
// another are byte for byte as they were, and the anchors hold. Every table is filled, so
// a new one from which it cannot be told whose a row is fails here.
func TestRemoveAgency(t *testing.T) {
	t.Parallel()
	eachEngine(t, func(t *testing.T, s *Store) {
		peopled(t, s)
		before := contents(t, s)
		for table, rows := range before {
			if !slices.Contains(ofNobody(), table) && len(of(map[string][]string{table: rows}, leaving)) == 0 {
				t.Errorf("%s holds nothing of the agency: fill it, or say that it is of nobody", table)
			}
		}
		counted, err := s.Belongings(t.Context(), leaving)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]int64{}
		rows, err := s.RemoveAgency(t.Context(), leaving, func(b Belonging) { told[b.Table] += b.Rows })
		if err != nil {
			t.Fatal(err)
		}
		want, sum := map[string]int64{}, int64(0)
		for _, b := range counted {
			want[b.Table], sum = b.Rows, sum+b.Rows
		}
		if !maps.Equal(told, want) || rows != sum || len(want) < 40 {
			t.Errorf("removed %d rows, %v, want %d, %v", rows, told, sum, want)
		}
		wantOnlyShell(t, s, before)
		wantProved(t, s, 3)
		if err := s.anchorDay(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		wantProved(t, s, 4) // and the event that tells of it
		if n, err := s.RemoveAgency(t.Context(), leaving, func(b Belonging) { t.Errorf("again: %v", b) }); n != 0 || err != nil {
			t.Errorf("again: %d, %v, want nothing done", n, err)
		}
		wantOnlyShell(t, s, before)
	})
}

// wantOnlyShell holds a ledger after the removal to what it held before.
func wantOnlyShell(t *testing.T, s *Store, before map[string][]string) {
	t.Helper()
	after := contents(t, s)
	if was, is := of(before, staying), of(after, staying); !maps.EqualFunc(was, is, slices.Equal) {
		t.Errorf("rows of the other agency were\n%q\nand are\n%q", was, is)
	}
	left := of(after, leaving)
	if len(left["agencies"]) != 1 || len(left["events"]) != 1 || !strings.Contains(left["events"][0], string(loket.EventAgencyRemoved)) {
		t.Errorf("of the agency are left %q and %q, want its emptied row and the event that tells of it", left["agencies"], left["events"])
	}
	for _, kept := range []string{"agencies", "events", "audit"} {
		delete(left, kept)
	}
	if len(left) > 0 {
		t.Errorf("left of the agency: %q", left)
	}
	for _, row := range of(before, leaving)["audit"] {
		if !slices.Contains(after["audit"], row) {
			t.Errorf("%s is gone from the audit log", row)
		}
	}
	if err := s.EachUnit(t.Context(), func(agency loket.AgencyID, _ loket.UnitID) {
		if agency == leaving {
			t.Error("the queue still has a line for it")
		}
	}); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.Agency(t.Context(), leaving); err != nil || kept != (loket.Agency{ID: leaving, Code: "-" + leaving, Zone: kept.Zone}) {
		t.Errorf("the agency's row is %+v, %v, want no name and a code nobody has", kept, err)
	}
}

// TestRemoveAgencyDies: however far a removal came, the anchors hold, and to run it again
// finishes it.
func TestRemoveAgencyDies(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	peopled(t, s)
	before := contents(t, s)
	deaths := 0
	for ; ; deaths++ {
		ctx, die := context.WithCancel(t.Context())
		emptied := 0
		_, err := s.RemoveAgency(ctx, leaving, func(Belonging) {
			if emptied++; emptied > deaths {
				die()
			}
		})
		die()
		wantProved(t, s, 3)
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if deaths < 6 {
		t.Errorf("it died %d times, want once after each of the first tables", deaths)
	}
	wantOnlyShell(t, s, before)
	var noted int
	err := s.read.one(t.Context(), func(r scanner) error { return r.Scan(&noted) }, `SELECT COUNT(*) FROM audit WHERE action = $1`, removeAction)
	if err != nil || noted != 1 {
		t.Errorf("the removal stands %d times in the audit log, %v, want once", noted, err)
	}
}

// TestRemoveAgencyReturns: an agency that was removed may come back, under the same id
// and code, and be removed again; its code may be another's meanwhile.
func TestRemoveAgencyReturns(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	agency := loket.Agency{ID: "b", Code: "BB", Name: "B", Zone: "Asia/Jakarta"}
	for round := range 2 {
		if err := s.Register(t.Context(), agency, loket.Channel{ID: "b/web", Kind: loket.WebChat, Name: "Web"}); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		in := loket.Inbound{Channel: "b/web", OriginKey: "w:x:1", Person: "x", Address: "x", Kind: loket.MessageText, Text: "halo"}
		if receipts, err := s.Ingest(t.Context(), []loket.Inbound{in}); err != nil || receipts[0].Duplicate {
			t.Fatalf("round %d: %+v, %v, want a message nobody knew", round, receipts, err)
		}
		if err := s.anchorDay(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if n, err := s.RemoveAgency(t.Context(), "b", func(Belonging) {}); err != nil || n < 5 {
			t.Fatalf("round %d: removed %d rows, %v", round, n, err)
		}
		wantProved(t, s, int64(round)) // the event that tells of the removal before
	}
	if err := s.Register(t.Context(), loket.Agency{ID: "c", Code: "BB", Name: "C", Zone: "Asia/Jakarta"}); err != nil {
		t.Errorf("its code is not free: %v", err)
	}
}

// TestRemoveAgencyRefused: nothing is deleted of an agency that nobody knows, that a
// server serves, or in a ledger whose anchors are not true.
func TestRemoveAgencyRefused(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	peopled(t, s)
	nothing := func(b Belonging) { t.Errorf("removed %v", b) }
	if _, err := s.RemoveAgency(t.Context(), "nobody", nothing); !errors.Is(err, loket.ErrNotFound) {
		t.Errorf("of one nobody knows: %v, want %v", err, loket.ErrNotFound)
	}
	before := contents(t, s)
	owner := loket.Owner{Replica: "r", Process: "p"}
	channel := loket.ChannelID(leaving + ".channels.id1")
	lease, err := s.AcquireLease(t.Context(), channel, owner, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.RemoveAgency(t.Context(), leaving, nothing); loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), string(channel)) {
		t.Errorf("while it is served: %v, want %s and the channel", err, loket.CodeConflict)
	}
	s.now = func() time.Time { return lease.Until.Add(time.Minute) }
	for _, query := range []string{`UPDATE channels SET owner = '', lease_until = 1, epoch = 1`, `UPDATE events SET value = value + 1 WHERE seq = 1`} {
		if err := s.command(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.RemoveAgency(t.Context(), leaving, nothing); err == nil || !strings.Contains(err.Error(), "tidak seperti saat dijangkar") {
		t.Errorf("over a changed event: %v, want what is not true", err)
	}
	delete(before, "events")
	after := contents(t, s)
	delete(after, "events")
	for _, all := range []map[string][]string{before, after} {
		delete(all, "channels")
	}
	if !maps.EqualFunc(before, after, slices.Equal) {
		t.Errorf("a refused removal changed\n%q\nto\n%q", before, after)
	}
}

// TestRemovalFindsByIndex: what refers to a row that goes is found by an index, or a
// removal reads whole tables for each of its rows.
func TestRemovalFindsByIndex(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	for name, on := range removalIndexes() {
		if err := s.command(t.Context(), `CREATE INDEX `+name+` ON `+on); err != nil {
			t.Fatal(err)
		}
	}
	f := &filler{t: t, s: s}
	tables, err := shape(t.Context(), s.db, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		for column, parent := range f.references(table.Name) {
			many := slices.Contains([]string{"contacts", "conversations", "messages", "tickets", "sends", "imports"}, parent)
			if !many || !slices.ContainsFunc(table.Columns, func(c backup.Column) bool { return c.Name == column }) {
				continue
			}
			steps := strings.Join(explain(t, s, `SELECT 1 FROM `+table.Name+` WHERE `+column+` = $1`), "; ")
			referring := slices.Contains(foreign(t, s, table.Name), column)
			if referring && !strings.HasPrefix(steps, "SEARCH") {
				t.Errorf("%s.%s is found by %s, want an index: give removalIndexes one", table.Name, column, steps)
			}
		}
	}
}

// foreign are the columns of a table that a constraint holds to another's.
func foreign(t *testing.T, s *Store, table string) []string {
	t.Helper()
	columns, err := textsOf(t.Context(), s.db, `SELECT "from" FROM pragma_foreign_key_list($1)`, table)
	if err != nil {
		t.Fatal(err)
	}
	return columns
}
