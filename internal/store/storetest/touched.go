package storetest

import (
	"slices"
	"strings"
	"time"

	"loket/internal/report"
)

// noteTouched has the database itself note each row of a table that is written or taken
// out, by a column.
func (o *office) noteTouched(table, column string) {
	o.t.Helper()
	o.raw(`CREATE TABLE touched_` + table + ` (id TEXT)`)
	if strings.HasPrefix(o.address, "sqlite:") {
		for change, row := range map[string]string{"INSERT": "NEW", "UPDATE": "NEW", "DELETE": "OLD"} {
			o.raw(`CREATE TRIGGER note_` + table + change + ` AFTER ` + change + ` ON ` + table + `
BEGIN INSERT INTO touched_` + table + ` VALUES (` + row + `.` + column + `); END`)
		}
		return
	}
	o.raw(`CREATE FUNCTION note_` + table + `() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO touched_` + table + ` VALUES (COALESCE(NEW.` + column + `, OLD.` + column + `)); RETURN NULL; END'`)
	o.raw(`CREATE TRIGGER note_` + table + ` AFTER INSERT OR UPDATE OR DELETE ON ` + table + ` FOR EACH ROW EXECUTE FUNCTION note_` + table + `()`)
}

// touched are the rows that were noted, in order, each as often as it was written.
func (o *office) touched(table string) (ids []string) {
	o.t.Helper()
	rows, err := o.db().QueryContext(o.ctx(), `SELECT id FROM touched_`+table+` ORDER BY id`)
	o.must(err)
	defer func() { o.must(rows.Close()) }()
	for rows.Next() {
		var id string
		o.must(rows.Scan(&id))
		ids = append(ids, id)
	}
	o.must(rows.Err())
	o.raw(`DELETE FROM touched_` + table)
	return ids
}

// others are the ids of rows that are in one list only, or differ.
func others(before, after []report.Wait) (ids []string) {
	of := map[string]report.Wait{}
	for _, w := range before {
		of[w.ID] = w
	}
	for _, w := range after {
		if old, known := of[w.ID]; !known || !old.Equal(w) {
			ids = append(ids, w.ID)
		}
		delete(of, w.ID)
	}
	for id := range of {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// writesOnlyOthers: with an event the rows that are others because of it are written,
// once, and its conversation is; deriving all anew writes nothing at all.
func writesOnlyOthers(o *office) {
	o.busyDay()
	waiting := o.ticket("last")
	o.rows(report.Load)
	o.noteTouched("waits", "id")
	o.noteTouched("threads", "conversation_id")
	steps := map[string]func(){
		"Closed":       func() { o.close(waiting.ID) },
		"AnotherAsks":  func() { o.ticket("another") },
		"NothingIsNew": func() {},
	}
	for _, name := range []string{"Closed", "AnotherAsks", "NothingIsNew"} {
		before := o.kept()
		o.clock.Add(10 * time.Second)
		steps[name]()
		o.rows(report.Load)
		want, all := others(before, o.kept()), len(o.kept())
		if got := o.touched("waits"); !slices.Equal(got, want) || len(want) >= all || (name != "NothingIsNew") != (len(want) > 0) {
			o.t.Errorf("%s: rows %v of %d were written, want %v", name, got, all, want)
		}
		if got := o.touched("threads"); len(got) != min(len(want), 1) {
			o.t.Errorf("%s: conversations %v were written, want that of the event", name, got)
		}
	}
	o.must(o.RebuildWaits(o.ctx(), hours, func(int, int) {}))
	if rows, threads := o.touched("waits"), o.touched("threads"); len(rows)+len(threads) > 0 {
		o.t.Errorf("deriving anew wrote %v and %v, want nothing", rows, threads)
	}
}
