package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/internal/testserver"
)

// planNode is a step of a plan as PostgreSQL explains it.
type planNode struct {
	Type  string     `json:"Node Type"`
	Table string     `json:"Relation Name"`
	Index string     `json:"Index Name"`
	Cond  string     `json:"Index Cond"`
	Plans []planNode `json:"Plans"`
}

// wholeTables are the steps of a plan that read a whole table, or all of an index that
// leaves no row out and is not left after the first few.
func (n planNode) wholeTables(partial map[string]bool, limited bool) (all []string) {
	switch n.Type {
	case "Seq Scan":
		all = append(all, "all of "+n.Table)
	case "Index Scan", "Index Only Scan", "Bitmap Index Scan":
		if n.Cond == "" && !partial[n.Index] && !limited {
			all = append(all, "all of the index "+n.Index)
		}
	}
	limited = n.Type == "Limit" || limited && slices.Contains([]string{"LockRows", "Result", "Subquery Scan"}, n.Type)
	for _, inner := range n.Plans {
		all = append(all, inner.wholeTables(partial, limited)...)
	}
	return all
}

// TestPlansOnPostgres is TestPlans on the other engine. Its tables are empty, so reading
// them through is forbidden: what is read so all the same has no index to be found by. The
// plans are those that are kept, which know no value.
func TestPlansOnPostgres(t *testing.T) {
	t.Parallel()
	s := openPostgres(t, testserver.PostgresFor(t).Copy(t, makeTables))
	conn, err := s.db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(t.Context(), `SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan`); err != nil {
		t.Fatal(err)
	}
	partial := map[string]bool{}
	names, err := textsOf(t.Context(), s.db, `SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '% WHERE %'`)
	if err != nil || len(names) < 20 {
		t.Fatalf("partial indexes: %q, %v", names, err)
	}
	for _, name := range names {
		partial[name] = true
	}
	queries := hotQueries()
	delete(queries, "selectLeftOver") // of a rebuild, which reads all there is: here the index in one go
	queries["(a query that reads a table through)"] = `SELECT id FROM tickets WHERE reason = $1`
	for name, query := range queries {
		got := planOf(t, conn, query).wholeTables(partial, false)
		if wanted := strings.HasPrefix(name, "("); wanted != (len(got) > 0) {
			t.Errorf("%s reads %q, want whole tables: %v", name, got, wanted)
		}
	}
}

// makeTables makes the tables of a ledger.
func makeTables(address string) error {
	s, err := Open(context.Background(), address, Options{})
	if err != nil {
		return err
	}
	return s.Close()
}

// planOf is the plan of a query that is prepared, whatever its values are.
func planOf(t *testing.T, conn *sql.Conn, query string) planNode {
	t.Helper()
	values := ""
	if n := highestPlace(t, query); n > 0 {
		values = "(" + strings.TrimSuffix(strings.Repeat("NULL, ", n), ", ") + ")"
	}
	if _, err := conn.ExecContext(t.Context(), `PREPARE hot AS `+query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	var text []byte
	err := conn.QueryRowContext(t.Context(), `EXPLAIN (COSTS OFF, FORMAT JSON) EXECUTE hot`+values).Scan(&text)
	var plans []struct{ Plan planNode }
	if err == nil {
		err = json.Unmarshal(text, &plans)
	}
	if err == nil && len(plans) != 1 {
		err = fmt.Errorf("%d plans", len(plans))
	}
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if _, err := conn.ExecContext(t.Context(), `DEALLOCATE hot`); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan
}
