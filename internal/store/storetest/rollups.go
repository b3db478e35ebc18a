package storetest

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func rollupCases() []contractCase {
	return []contractCase{
		{"Facts/SameFiguresAsWaits", factsAreWaits},
		{"Rollups/SameFiguresAsRows", rolledIsExact},
		{"Rollups/WhatBecameOfTheTicketsOfADay", rolledTickets},
		{"Rollups/LateEvents", rolledLate},
		{"Rollups/VerifyFindsATamperedSum", tamperedSums},
		{"Rollups/NoEventMakesOldHoursLoose", stayClean},
		{"Rollups/OlderProgram", olderProgram},
	}
}

// sumUp sums up all hours that are over.
func (o *office) sumUp() (hours int) {
	o.t.Helper()
	for {
		n, err := o.RollUp(o.ctx(), o.hoursOf())
		o.must(err)
		if hours += n; n == 0 {
			return hours
		}
	}
}

func (o *office) hoursOf() store.HoursOf { return hours }

// weeks makes days of every kind of row, of which the last is not over, and returns
// since when.
func (o *office) weeks() (first time.Time) {
	o.t.Helper()
	first = o.clock.Now().Add(-time.Hour).Truncate(time.Hour)
	for day := range 3 {
		o.busyDayOf(fmt.Sprint(day, " a"))
		o.clock.Add(90 * time.Minute)
		o.busyDayOf(fmt.Sprint(day, " b"))
		o.clock.Add(47 * time.Hour)
	}
	o.rows(report.Load) // reads all events
	return first
}

// asked are the queries that rollups are compared by.
func (o *office) asked(first time.Time) (all []report.Query) {
	for _, by := range []report.By{"", report.ByHour, report.ByDay, report.ByMonth, report.ByUnit, report.ByStaff, report.ByTopic, report.ByChannel} {
		q := report.Query{Agency: o.agency.ID, From: first, To: o.clock.Now().Add(time.Hour), AsOf: o.clock.Now(), By: by}
		all = append(all, q)
		q.From, q.To = first.Add(30*time.Minute), o.clock.Now().Add(-50*time.Hour)
		all = append(all, q)
		q.From, q.To = time.Time{}, time.Time{}
		all = append(all, q)
	}
	filtered := all[0]
	filtered.Filter.Channel = o.channel
	return append(all, filtered)
}

// agree compares what rollups say with what rows do, at this moment.
func (o *office) agree(when string, first time.Time) {
	o.t.Helper()
	for _, q := range o.asked(first) {
		o.agreeOn(when, q)
	}
}

// agreeOn compares what rollups say to one query with what rows do, and returns it.
func (o *office) agreeOn(when string, q report.Query) report.Report {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	exact, rolled := report.Facts{Query: q, Hours: meter}, report.Facts{Query: q, Hours: meter, Rolled: true}
	exact.Waits, err = o.Facts(o.ctx(), q, meter)
	o.must(err)
	rolled.Waits, rolled.Rollups, err = o.Rolled(o.ctx(), q, meter.Zone())
	o.must(err)
	want, got := report.Build(exact), report.Build(rolled)
	want.Exact = false
	for _, m := range want.Measures {
		if m.Load != nil && m.Group != "" && q.By.IsTime() {
			m.Load.Most = nil
		}
	}
	near := cmp.Comparer(func(a, b *int64) bool {
		return (a == nil) == (b == nil) && (a == nil || 100*max(*a-*b, *b-*a) <= *a)
	})
	if diff := cmp.Diff(want, got, near, cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(time.Location{})); diff != "" {
		o.t.Errorf("%s, %+v (-want +got):\n%s", when, q, diff)
	}
	return got
}

func factsAreWaits(o *office) {
	first := o.weeks()
	meter, err := hours("")
	o.must(err)
	for _, q := range o.asked(first) {
		all, err := o.WaitsOf(o.ctx(), q, report.HandOffWait, meter)
		o.must(err)
		narrow, err := o.Handed(o.ctx(), q)
		o.must(err)
		all = slices.DeleteFunc(all, func(w report.Wait) bool { return !q.Filter.Takes(&w) })
		if len(all) == 0 || len(narrow) != len(all) {
			o.t.Errorf("%+v: %d waits for staff, want the %d there are", q, len(narrow), len(all))
		}
		if want, got := (report.Facts{Query: q, Waits: all, Hours: meter}).Bars(), (report.Facts{Query: q, Waits: narrow, Hours: meter}).Bars(); !slices.Equal(want, got) {
			o.t.Errorf("%+v: bars %v of facts, want %v", q, got, want)
		}
		for _, asOf := range []time.Time{q.AsOf, q.AsOf.Add(-49 * time.Hour)} {
			q.AsOf = asOf
			wide, err := o.Waits(o.ctx(), q, meter)
			o.must(err)
			narrow, err := o.Facts(o.ctx(), q, meter)
			o.must(err)
			want := report.Build(report.Facts{Query: q, Hours: meter, Waits: wide})
			got := report.Build(report.Facts{Query: q, Hours: meter, Waits: narrow})
			if diff := cmp.Diff(want, got); diff != "" {
				o.t.Errorf("%+v (-want +got):\n%s", q, diff)
			}
		}
	}
}

func rolledIsExact(o *office) {
	first := o.weeks()
	o.agree("nothing summed up", first)
	if n := o.sumUp(); n == 0 {
		o.t.Fatal("RollUp() found no hour to sum up")
	}
	_, loose, err := o.Size(o.ctx(), report.Query{Agency: o.agency.ID, From: first, AsOf: o.clock.Now()})
	o.must(err)
	if loose != 0 {
		o.t.Errorf("Size() = %d loose rows, want 0", loose)
	}
	o.agree("all summed up", first)
	o.clock.Add(30 * time.Hour)
	o.agree("some settled since", first)
	o.busyDay()
	o.clock.Add(time.Minute)
	o.rows(report.Load)
	o.agree("something new", first)
	o.clock.Add(8 * 24 * time.Hour)
	o.sumUp()
	o.agree("all settled", first)
	var last [2]int
	o.must(o.RebuildRollups(o.ctx(), hours, func(done, total int) { last = [2]int{done, total} }))
	o.agree("rebuilt", first)
	if last[0] == 0 || last[0] != last[1] {
		o.t.Errorf("progress ended at %v, want all hours", last)
	}
}

// rolledTickets: of four tickets of a day one is closed before the day is over, one later
// in an hour that is summed up, one in an hour that is not yet, and one never.
func rolledTickets(o *office) {
	first := o.clock.Now().Truncate(24 * time.Hour).Add(24 * time.Hour)
	at := func(since time.Duration) { o.clock.Add(first.Add(since).Sub(o.clock.Now())) }
	at(time.Hour)
	var open []loket.TicketID
	for _, name := range []string{"same-day", "summed-up", "just-now", "never"} {
		open = append(open, o.ticket(name).ID)
		o.clock.Add(time.Hour)
	}
	q := report.Query{Agency: o.agency.ID, From: first, To: first.Add(24 * time.Hour)}
	for i, since := range []time.Duration{20 * time.Hour, 30 * time.Hour, 60 * time.Hour} {
		at(since)
		o.close(open[i])
		o.rows(report.Load)
		at(since + [...]time.Duration{2 * time.Hour, 2 * time.Hour, 10 * time.Minute}[i]) // the last hour is not over
		o.sumUp()
	}
	for _, q.By = range []report.By{report.ByHour, report.ByDay, report.ByWeek, report.ByMonth} {
		q.AsOf = o.clock.Now()
		got := o.agreeOn("a day that is over", q)
		came, went, left := 0, 0, 0
		for _, m := range got.Of(report.Load, "")[1:] {
			came, went, left = came+m.Load.Arrivals, went+m.Load.Closes, left+m.Load.OpenNow
		}
		if came != 4 || went != 1 || left != 3 {
			o.t.Errorf("by %s: %d came, %d of them were closed, %d left open; want 4, 1, 3", q.By, came, went, left)
		}
	}
}

func rolledLate(o *office) {
	first := o.weeks()
	t := o.ticket("late")
	opened := o.clock.Now()
	o.clock.Add(3 * time.Hour)
	o.close(t.ID)
	o.rows(report.Load)
	o.sumUp()
	o.clock.Add(50 * time.Hour)
	o.repliedAt(t.ID, opened.Add(time.Hour))
	if late := o.rows(report.HandOffWait); !slices.ContainsFunc(late, func(w report.Wait) bool { return w.Ticket == t.ID && w.Ended == report.Answered }) {
		o.t.Fatalf("hand-off waits = %+v, want %s answered", late, t.ID)
	}
	o.agree("a late event", first)
	o.clock.Add(time.Hour)
	o.sumUp()
	o.agree("a late event summed up", first)
}

func tamperedSums(o *office) {
	o.weeks()
	o.sumUp()
	verify := func() (faults []store.RollupFault, n int) {
		o.t.Helper()
		faults, n, err := o.VerifyRollups(o.ctx(), hours, func(int, int) {})
		o.must(err)
		return faults, n
	}
	if faults, n := verify(); len(faults) != 0 || n == 0 {
		o.t.Fatalf("VerifyRollups() of an untouched ledger = %+v of %d hours, want none of some", faults, n)
	}
	o.raw(`DELETE FROM rollups WHERE span = 'hour' AND part = 'topic'`)
	if faults, _ := verify(); len(faults) == 0 {
		o.t.Error("VerifyRollups() found nothing of the sums by topic that are gone")
	}
	o.must(o.RebuildRollups(o.ctx(), hours, func(int, int) {}))
	if faults, _ := verify(); len(faults) != 0 {
		o.t.Errorf("VerifyRollups() after a rebuild = %+v, want none", faults)
	}
	o.raw(`DELETE FROM rollups WHERE span = 'day' AND part = 'topic'`)
	if faults, _ := verify(); len(faults) == 0 || faults[0].Span != "day" {
		o.t.Errorf("VerifyRollups() of days = %+v, want faults", faults)
	}
}

// stayClean writes in a conversation that began long ago: its rows are known anew, and
// none of their sums changes.
func stayClean(o *office) {
	first := o.weeks()
	o.clock.Add(8 * 24 * time.Hour)
	o.sumUp()
	before := o.clock.Now()
	o.says("quoted0 a", "m:quoted:2", "terima kasih")
	o.clock.Add(time.Minute)
	o.rows(report.Load)
	_, loose, err := o.Size(o.ctx(), report.Query{Agency: o.agency.ID, From: first, To: before.Truncate(time.Hour), AsOf: o.clock.Now()})
	o.must(err)
	rows, _, err := o.Size(o.ctx(), report.Query{Agency: o.agency.ID, From: before.Truncate(time.Hour), AsOf: o.clock.Now()})
	o.must(err)
	if loose > rows {
		o.t.Errorf("%d rows are loose after a message, want no more than the %d of this hour", loose, rows)
	}
}

// olderProgram changes rows as a program does that knows no rollups: nobody believes
// what is summed up until it is again.
func olderProgram(o *office) {
	first := o.weeks()
	o.sumUp()
	o.raw(`UPDATE waits SET wall_ms = 2 * wall_ms, office_ms = 2 * office_ms WHERE measure = 'M-03'`)
	o.raw(`UPDATE projections SET seq = seq + 1 WHERE name = 'waits'`)
	q := report.Query{Agency: o.agency.ID, From: first, AsOf: o.clock.Now()}
	loose := func() (rows, loose int) {
		o.t.Helper()
		rows, loose, err := o.Size(o.ctx(), q)
		o.must(err)
		return rows, loose
	}
	if rows, loose := loose(); rows == 0 || loose != rows {
		o.t.Errorf("%d of %d rows are in no sum, want all", loose, rows)
	}
	o.agree("changed by an older program", first)
	o.ticket("next")
	o.raw(`UPDATE projections SET seq = seq - 1 WHERE name = 'waits'`)
	o.raw(`UPDATE projections SET seq = seq - 1 WHERE name = 'rollups'`)
	o.rows(report.Load)
	o.agree("followed again", first)
	o.sumUp()
	o.agree("summed up again", first)
	if _, loose := loose(); loose > 20 {
		o.t.Errorf("%d rows are in no sum, want those of this hour", loose)
	}
}
