package storetest

import (
	"fmt"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

func packedCases() []contractCase {
	return []contractCase{
		{"Packed/FiguresAreReadFromThem", readPacked},
		{"Packed/OfEachFilter", packedFiltered},
		{"Packed/NotAfterAChange", packedChanged},
		{"Packed/VerifyFindsATamperedRow", tamperedPacked},
		{"Packed/EmptiedHour", packedEmptied},
		{"Packed/HourOfManyPieces", packedPieces},
		{"Settled/ReadLiveUntilAnHourLater", settledLive},
		{"Settled/OutOfPackedRows", settledFromPacked},
	}
}

// exactly is the exact report of a query, as of now.
func (o *office) exactly(q report.Query) report.Report {
	o.t.Helper()
	q.AsOf, q.Spread = o.clock.Now(), true
	meter, err := hours("")
	o.must(err)
	f := report.Facts{Query: q, Hours: meter}
	f.Waits, err = o.Facts(o.ctx(), q, meter)
	o.must(err)
	return report.Build(f)
}

// garble changes all rows but tickets behind everybody's back, and returns how they are
// changed back.
func (o *office) garble() (back func()) {
	o.raw(`UPDATE waits SET wall_ms = wall_ms + 86400000 WHERE measure <> 'M-18'`)
	return func() { o.raw(`UPDATE waits SET wall_ms = wall_ms - 86400000 WHERE measure <> 'M-18'`) }
}

// readPacked: exact figures of hours that are summed up come from their packed rows, to
// the last digit, whatever the period cuts.
func readPacked(o *office) {
	first := o.weeks()
	asked := o.asked(first)
	want := make([]report.Report, len(asked))
	for i, q := range asked {
		want[i] = o.exactly(q)
	}
	o.sumUp()
	defer o.garble()()
	for i, q := range asked {
		if diff := cmp.Diff(want[i], o.exactly(q)); diff != "" {
			o.t.Errorf("%+v by packed rows (-by rows +got):\n%s", q, diff)
		}
	}
	past := o.everything()
	past.AsOf = first.Add(49 * time.Hour) // of which packed rows know nothing
	meter, err := hours("")
	o.must(err)
	rows, err := o.Facts(o.ctx(), past, meter)
	o.must(err)
	if len(rows) == 0 {
		o.t.Error("Facts() of an earlier moment = none, want those that were known then")
	}
}

// packedFiltered asks for each value of what can be filtered by.
func packedFiltered(o *office) {
	o.weeks()
	asked := map[report.Filter]report.Report{}
	for _, w := range o.kept() {
		for _, f := range []report.Filter{{Unit: w.Unit}, {Channel: w.Channel}, {Topic: w.Topic}, {Staff: w.Staff}, {Kind: w.Kind, Unit: w.Unit}} {
			if _, known := asked[f]; !known {
				asked[f] = o.exactly(report.Query{Agency: o.agency.ID, Filter: f})
			}
		}
	}
	o.sumUp()
	defer o.garble()()
	for f, want := range asked {
		if diff := cmp.Diff(want, o.exactly(report.Query{Agency: o.agency.ID, Filter: f})); diff != "" {
			o.t.Errorf("%+v by packed rows (-by rows +got):\n%s", f, diff)
		}
	}
}

// packedChanged: what is told late, or summed up by a program that packs nothing, is read
// from the rows, and then packed again.
func packedChanged(o *office) {
	k := o.ticket("late")
	opened := o.clock.Now()
	o.clock.Add(time.Hour)
	o.close(k.ID)
	o.settledWeeks()
	q := report.Query{Agency: o.agency.ID, From: opened.Truncate(time.Hour), To: opened.Truncate(time.Hour).Add(time.Hour)}
	waited := func() report.Measure { return o.exactly(q).All(report.HandOffWait, report.Wall) }
	before := waited()
	o.repliedAt(k.ID, opened.Add(5*time.Minute))
	o.rows(report.Load)
	if m := waited(); m.Answered != before.Answered+1 {
		o.t.Errorf("hand-offs after a late reply = %+v, were %+v; want one more answered", *m.Times, *before.Times)
	}
	o.sumUp()
	right := waited()
	back := o.garble()
	if diff := cmp.Diff(right, waited()); diff != "" {
		o.t.Errorf("packed again (-want +got):\n%s", diff)
	}
	o.raw(`UPDATE rollup_hours SET version = version + 1`)
	if m := waited(); *m.Mean == *right.Mean {
		o.t.Error("an hour that an older program summed up is read from what was packed before")
	}
	back()
}

// tamperedPacked: what is packed is compared with the rows.
func tamperedPacked(o *office) {
	o.weeks()
	o.sumUp()
	o.trueSums("untouched,")
	o.raw(`DELETE FROM packed_waits WHERE hour_at = (SELECT MIN(hour_at) FROM packed_waits)`)
	faults, _, err := o.VerifyRollups(o.ctx(), hours, func(int, int) {})
	o.must(err)
	if len(faults) != 1 {
		o.t.Errorf("VerifyRollups() without the rows of an hour = %+v, want that hour", faults)
	}
	o.must(o.RebuildRollups(o.ctx(), hours, func(int, int) {}))
	o.trueSums("rebuilt,")
}

// packedEmptied: of an hour that has no row any more nothing stays packed.
func packedEmptied(o *office) {
	first := o.weeks()
	o.sumUp()
	o.raw(`DELETE FROM waits WHERE start_at < $1`, first.Add(time.Hour).UnixMilli())
	o.raw(`UPDATE rollup_hours SET version = version + 1, waits = 0, built_at = 0, due_at = 0 WHERE hour_at = $1`, first.UnixMilli())
	o.sumUp()
	o.trueSums("emptied,")
	if m := o.exactly(report.Query{Agency: o.agency.ID, To: first.Add(time.Hour)}).All(report.ChannelDelay, report.Wall); m.N != 0 {
		o.t.Errorf("%d messages are left of an emptied hour, want none", m.N)
	}
}

// packedPieces: an hour of more rows than one piece holds, with an hour of few on either
// side, is read whole, and so is every part of it; of a period that begins or ends in it
// only what the period has.
func packedPieces(o *office) {
	const n = 9000
	hour := o.clock.Now().Add(-5 * time.Hour).Truncate(time.Hour)
	for from, count := range map[time.Time]int{hour.Add(-time.Hour): 3, hour: n, hour.Add(time.Hour): 5} {
		at, step := from.UnixMilli(), time.Hour.Milliseconds()/int64(count)
		o.raw(fmt.Sprintf(`WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < %d)
INSERT INTO waits (id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic, kind,
  staff_id, conversation_id, episode_id, ticket_id, detail)
SELECT 'M-03:%d-' || n, 'M-03', '%s', %d + n * %d, %d + n * %d + n, 'answered', n, n, 0, '', 'c', 'u' || (n %% 3), '', 'question', '', 'v', 'e', 't', ''
FROM i`, count, at, o.agency.ID, at, step, at, step))
		o.raw(`INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at) VALUES ($1, $2, 1, $3, 0, 0)`, string(o.agency.ID), at, count)
	}
	o.sumUp()
	o.trueSums("of many rows,")
	defer o.garble()()
	for _, c := range []struct {
		from, to time.Duration
		unit     loket.UnitID
		want     int
	}{
		{-time.Hour, 2 * time.Hour, "", n + 8},
		{0, time.Hour, "", n},
		{0, time.Hour, "u1", n / 3},
		{20 * time.Minute, time.Hour, "", n * 2 / 3},
		{0, 20 * time.Minute, "", n / 3},
		{20 * time.Minute, 20*time.Minute + 400*time.Millisecond, "", 1},
		{time.Hour, time.Hour, "", 0},
	} {
		q := report.Query{Agency: o.agency.ID, From: hour.Add(c.from), To: hour.Add(c.to), Filter: report.Filter{Unit: c.unit}}
		m := o.exactly(q).All(report.HandOffWait, report.Wall)
		if m.N != c.want || m.P99 != nil && *m.P99 >= n {
			o.t.Errorf("from %v to %v, unit %q: %d hand-offs, p99 %v; want %d, each below %d ms", c.from, c.to, c.unit, m.N, m.P99, c.want, n)
		}
	}
}

// settledLive: what settles in an hour that is summed up is read live, and the hour is
// summed up again an hour later, not each minute.
func settledLive(o *office) {
	first := o.weeks()
	o.sumUp()
	due := 0
	for range 3 {
		o.clock.Add(19 * time.Minute)
		o.agreeOn("settled within the hour", o.everything())
		n, err := o.RollUp(o.ctx(), hours)
		o.must(err)
		due += n
	}
	if hours := o.hoursKept(); due >= hours {
		o.t.Errorf("%d of %d hours were summed up again within an hour, want few: those that became over", due, hours)
	}
	o.clock.Add(30 * time.Hour)
	o.agreeOn("settled long ago", o.everything())
	if n := o.sumUp(); n == 0 {
		o.t.Error("no hour was summed up again in which rows have settled")
	}
	o.agree("summed up again", first)
	o.trueSums("summed up again,")
}

// hoursKept is how many hours are known of.
func (o *office) hoursKept() (n int) {
	o.t.Helper()
	_, n, err := o.VerifyRollups(o.ctx(), hours, func(int, int) {})
	o.must(err)
	return n
}

// settledFromPacked: the sums of an hour go on from what they were, with no more read than
// its packed rows.
func settledFromPacked(o *office) {
	first := o.weeks()
	o.sumUp()
	back := o.garble()
	for range 9 {
		o.clock.Add(24 * time.Hour)
		o.sumUp()
	}
	back()
	o.trueSums("nine days later,")
	o.agree("nine days later", first)
	once := o.sumsOf(o.everything())
	o.must(o.RebuildRollups(o.ctx(), hours, func(int, int) {}))
	o.same("sums day by day and at once", once, o.sumsOf(o.everything()))
}
