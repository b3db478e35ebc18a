package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func auditCases() []contractCase {
	return []contractCase{
		{"Tampering/IsNamedByItsPosition", auditTampered},
		{"EightWriters/IsWhole", auditManyWriters},
		{"Anchor/OnceADay", anchorDaily},
		{"Anchor/EventsOfADay", anchorEvents},
		{"Anchor/RestoreGoesBehindIt", anchorRestored},
		{"Key/NeverRetired", auditUnknownKey},
		{"Rows/NewestFirst", auditRows},
	}
}

// acts appends rows of many kinds.
func (o *office) acts(n int) {
	o.t.Helper()
	for i := range n {
		o.must(o.Audit(o.ctx(), loket.AuditEntry{
			Agency: o.agency.ID, Actor: loket.ByStaff, ActorID: fmt.Sprint("staf", i%7), Action: "ticket.view", Object: "ticket",
			ID: fmt.Sprint("tiket", i), Reason: "uji", Origin: "192.0.2.1",
		}))
	}
}

func (o *office) end() loket.Anchor {
	o.t.Helper()
	end, err := o.AuditEnd(o.ctx())
	o.must(err)
	return end
}

func (o *office) prove(anchors ...loket.Anchor) store.AuditProof {
	o.t.Helper()
	p, err := o.ProveAudit(o.ctx(), anchors, true)
	o.must(err)
	return p
}

// wantNamed wants the check to name a row.
func (o *office) wantNamed(what string, row int64, anchors ...loket.Anchor) {
	o.t.Helper()
	_, err := o.ProveAudit(o.ctx(), anchors, true)
	found, ok := errors.AsType[*store.AuditError](err)
	if !ok || found.Row != row || !strings.Contains(err.Error(), fmt.Sprintf("baris %d", row)) || loket.CodeOf(err) != loket.CodeInvalid {
		o.t.Errorf("%s: ProveAudit() = %v, want row %d named", what, err, row)
	}
}

// tampering changes the log at row k of n behind the program's back.
type tampering struct {
	name string
	do   func(k, n int64) []string
}

// Rows are moved by way of negative numbers: a number stands once.
const turnBack = `UPDATE audit SET seq = -seq WHERE seq < 0`

func tamperings(pick *rand.Rand) []tampering {
	set := []string{
		"agency_id = 'x'", "at = at + 1", "actor_kind = 'bot'", "actor_id = 'x'", "action = 'x'", "object_kind = 'x'", "object_id = 'x'",
		"reason = 'x'", "origin = 'x'", "id = 'x'", "mac_key_id = 'x'", "mac = previous", "previous = mac",
	}
	at := fmt.Sprintf
	return []tampering{
		{"modify", func(k, _ int64) []string {
			return []string{at(`UPDATE audit SET %s WHERE seq = %d`, set[pick.IntN(len(set))], k)}
		}},
		{"delete", func(k, _ int64) []string { return []string{at(`DELETE FROM audit WHERE seq = %d`, k)} }},
		{"truncate", func(k, _ int64) []string { return []string{at(`DELETE FROM audit WHERE seq >= %d`, k)} }},
		{"insert", func(k, n int64) []string {
			return []string{at(`UPDATE audit SET seq = -(seq + 1) WHERE seq >= %d`, k), turnBack, at(`INSERT INTO audit
				SELECT %d, 'x', agency_id, at, actor_kind, actor_id, action, object_kind, object_id, reason, origin, before_hash,
				previous, mac, mac_key_id FROM audit WHERE seq = %d`, k, 1+(k+pick.Int64N(n-1))%n+1)}
		}},
		{"reorder", func(k, n int64) []string {
			other := k + 1 + pick.Int64N(n-k)
			return []string{at(`UPDATE audit SET seq = CASE seq WHEN %d THEN %d ELSE %d END WHERE seq IN (%[1]d, %[4]d)`, k, -other, -k, other), turnBack}
		}},
	}
}

// auditTampered changes, deletes, cuts off, puts in and exchanges rows at a
// hundred places each, the log being whole before every one.
func auditTampered(o *office) {
	const rows, places = 110, 100
	o.acts(rows)
	end, db := o.end(), o.db()
	run := func(queries ...string) {
		o.t.Helper()
		o.must(inOne(o.ctx(), db, queries))
	}
	run(`CREATE TABLE audit_copy AS SELECT * FROM audit`)
	pick := rand.New(rand.NewPCG(22, 39))
	for _, t := range tamperings(pick) {
		for range places {
			k := 1 + pick.Int64N(rows-1)
			queries := t.do(k, rows)
			run(queries...)
			o.wantNamed(strings.Join(queries, "; "), k, end)
			run(`DELETE FROM audit`, `INSERT INTO audit SELECT * FROM audit_copy`)
		}
	}
	if p := o.prove(end); p.Rows != rows || p.Held != 1 {
		o.t.Errorf("ProveAudit(whole) = %+v, want %d rows and the anchor held", p, rows)
	}
}

func inOne(ctx context.Context, db *sql.DB, queries []string) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, query := range queries {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return errors.Join(fmt.Errorf("%s: %w", query, err), tx.Rollback())
		}
	}
	return tx.Commit()
}

// auditManyWriters has eight write at once while the day is anchored and the log
// is checked.
func auditManyWriters(o *office) {
	const writers, each = 8, 400
	var all sync.WaitGroup
	for range writers {
		all.Go(func() { o.acts(each) })
	}
	var anchors []loket.Anchor
	for range 5 {
		o.clock.Add(24 * time.Hour)
		end, err := o.Anchor(o.ctx())
		o.must(err)
		anchors = append(anchors, end)
		o.prove(anchors...)
	}
	all.Wait()
	if p := o.prove(anchors...); p.Rows != writers*each+5 || p.Unknown != 0 || p.Held != 5 || p.Days != 5 {
		o.t.Errorf("ProveAudit() = %+v, want %d rows, 5 anchors, 5 days", p, writers*each+5)
	}
}

func anchorDaily(o *office) {
	o.ticket("a")
	for day := range 3 {
		var first loket.Anchor
		for hour := range 3 {
			end, err := o.Anchor(o.ctx())
			o.must(err)
			if hour == 0 {
				first = end
			}
			if end.Seq != int64(day+1) || end.Mac != first.Mac || end.Day != o.clock.Now().UTC().Format(time.DateOnly) || len(end.Mac) != 64 {
				o.t.Errorf("Anchor() in hour %d of day %d = %+v, want row %d of today", hour, day, end, day+1)
			}
			o.clock.Add(time.Minute)
		}
		o.clock.Add(24 * time.Hour)
	}
	if p := o.prove(); p.Days != 3 || p.Events != int64(len(o.events())) {
		o.t.Errorf("ProveAudit() = %+v, want 3 days with all %d events", p, len(o.events()))
	}
}

// anchorEvents changes events behind the program's back. What erasing and the end
// of the time to keep do is no such thing.
func anchorEvents(o *office) {
	o.asksErasure()
	o.deliverAll()
	o.ticket("b")
	_, err := o.Anchor(o.ctx())
	o.must(err)
	n := len(o.events())
	o.wantErased(1)
	o.clock.Add(3 * 365 * 24 * time.Hour)
	_, err = o.SweepRetention(o.ctx(), keep())
	o.must(err)
	end, err := o.Anchor(o.ctx())
	o.must(err)
	if p := o.prove(end); p.Days != 2 || p.Events != int64(len(o.events())) || p.Events <= int64(n) {
		o.t.Fatalf("ProveAudit() after erasing = %+v, want both days' events as they were", p)
	}
	for _, change := range []string{
		`UPDATE events SET value = value + 1 WHERE seq = 2`, `UPDATE events SET actor_id = 'x' WHERE seq = 1`,
		`UPDATE events SET at = at - 60000 WHERE seq = 3`, `DELETE FROM events WHERE seq = 3`,
	} {
		before := o.prove().Events
		db := o.db()
		o.must(inOne(o.ctx(), db, []string{`CREATE TABLE events_copy AS SELECT * FROM events`, change}))
		o.wantNamed(change, 1)
		o.must(inOne(o.ctx(), db, []string{`DELETE FROM events`, `INSERT INTO events SELECT * FROM events_copy`, `DROP TABLE events_copy`}))
		if after := o.prove().Events; after != before {
			o.t.Fatalf("%d events after %s was undone, want %d", after, change, before)
		}
	}
}

// anchorRestored goes back to a backup: anchors made since say nothing, those from
// before it hold, and so do those made after the restore.
func anchorRestored(o *office) {
	o.says("a", "m:a:1", "halo")
	o.acts(10)
	old := o.end()
	path := o.backup(nil)
	o.acts(10)
	o.clock.Add(time.Minute)
	lost := o.end()
	o.clock.Add(time.Minute)
	there, _, err := o.restore(path, o.fresh(), Sealer(o.t, 1))
	o.must(err)
	own := there.end()
	o.clock.Add(time.Minute)
	there.acts(20)
	newest := there.end()
	if p := there.prove(old, lost, newest); p.Held != 2 || p.Restored != 1 || p.Days != 1 || newest.Seq != 32 {
		o.t.Errorf("ProveAudit() = %+v at row %d, want 2 anchors held, 1 from behind the restore, its own anchor row", p, newest.Seq)
	}
	o.must(inOne(o.ctx(), there.db(), []string{`DELETE FROM audit WHERE seq > 25`}))
	there.wantNamed("cut off after a restore", 26, old, lost, newest)
	lost.At = o.clock.Now().Add(time.Hour)
	there.wantNamed("an anchor that no restore explains", 20, old, lost)
	if p := there.prove(old, lost, own); p.Held != 2 || p.Restored != 1 {
		o.t.Errorf("ProveAudit(a clock that went back) = %+v, want the restore's own anchor to explain the one before it", p)
	}
}

// auditUnknownKey moves on to another key: what the old one signed stays, once the
// log says that it was retired; a key that never was excuses nothing.
func auditUnknownKey(o *office) {
	o.acts(3)
	o.adopt(2, 1)
	o.acts(1)
	o.adopt(2)
	o.wantNamed("a key that is missing", 1)
	o.must(o.NoteKeyChange(o.ctx(), Sealer(o.t, 1).KeyID()))
	o.adopt(3, 2)
	o.must(o.NoteKeyChange(o.ctx(), Sealer(o.t, 2).KeyID()))
	o.adopt(3)
	o.acts(2)
	if p := o.prove(); p.Rows != 8 || p.Unknown != 5 {
		o.t.Errorf("ProveAudit() = %+v, want 8 rows, 5 of them under keys that were retired", p)
	}
	o.must(inOne(o.ctx(), o.db(), []string{`UPDATE audit SET reason = 'x', mac_key_id = (SELECT mac_key_id FROM audit WHERE seq = 1) WHERE seq = 7`}))
	o.wantNamed("a row that claims a retired key", 1)
}

func auditRows(o *office) {
	o.member("rekan")
	o.must(o.Audit(loket.WithOrigin(o.ctx(), "192.0.2.7"), loket.AuditEntry{
		Agency: o.agency.ID, Actor: loket.ByStaff, ActorID: "rekan", Action: "contact.unmask", Object: "contact", ID: "k1", Reason: "memeriksa pengaduan",
	}))
	o.must(o.Audit(o.ctx(), loket.AuditEntry{Agency: "lain", Actor: loket.ByStaff, ActorID: "x", Action: "contact.unmask", Object: "contact", ID: "k2"}))
	o.clock.Add(time.Hour)
	later := o.clock.Now()
	o.must(o.Audit(o.ctx(), loket.AuditEntry{Action: "config.reload", Object: "config", ID: "abc"}))
	cases := []struct {
		name   string
		filter loket.AuditFilter
		want   []int64
	}{
		{"own agency and the whole house", loket.AuditFilter{}, []int64{4, 2, 1}},
		{"by login", loket.AuditFilter{Actor: "rekan"}, []int64{2}},
		{"by the command line", loket.AuditFilter{Actor: "cli"}, []int64{4, 1}},
		{"by how the action begins", loket.AuditFilter{Action: "contact."}, []int64{2}},
		{"by object", loket.AuditFilter{Object: "k1"}, []int64{2}},
		{"by kind of object", loket.AuditFilter{Object: "staff"}, []int64{1}},
		{"since", loket.AuditFilter{Since: later}, []int64{4}},
		{"until", loket.AuditFilter{Until: later}, []int64{2, 1}},
		{"before", loket.AuditFilter{Before: 4}, []int64{2, 1}},
		{"of another agency", loket.AuditFilter{Object: "k2"}, nil},
	}
	for _, c := range cases {
		c.filter.Agency, c.filter.Limit = o.agency.ID, 10
		rows, err := o.AuditRows(o.ctx(), c.filter)
		o.must(err)
		var got []int64
		for _, row := range rows {
			got = append(got, row.Seq)
			if row.Seq == 2 && (row.Origin != "192.0.2.7" || row.Login != "rekan" || row.Reason != "memeriksa pengaduan" || row.At.IsZero()) {
				o.t.Errorf("row 2 = %+v, want who, from where and why", row)
			}
		}
		if !slices.Equal(got, c.want) {
			o.t.Errorf("AuditRows(%s) = %v, want %v", c.name, got, c.want)
		}
	}
}
