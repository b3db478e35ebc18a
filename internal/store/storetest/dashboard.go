package storetest

import (
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func dashboardCases() []contractCase {
	return []contractCase{
		{"WaitsOf/SameAsWaits", waitsOfOne},
		{"WaitsOf/AsOf", waitsOfThen},
		{"Live/CountsWhatIsOpen", liveCounts},
		{"TicketNumbers/OfTheAgency", ticketNumbers},
	}
}

// onlyOf are the rows of all measures of a question that are of one.
func (o *office) onlyOf(q report.Query, measure string) (of []report.Wait) {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	all, err := o.Waits(o.ctx(), q, meter)
	o.must(err)
	for _, w := range all {
		if w.Measure == measure {
			of = append(of, w)
		}
	}
	return byID(of)
}

func byID(waits []report.Wait) []report.Wait {
	slices.SortFunc(waits, func(a, b report.Wait) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return waits
}

// wantSame compares the rows of each measure read alone with those of all, as they
// began in the period.
func (o *office) wantSame(q report.Query) (n int) {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	for _, d := range report.Definitions() {
		got, err := o.WaitsOf(o.ctx(), q, d.ID, meter)
		o.must(err)
		want := o.onlyOf(q, d.ID)
		if d.ID == report.Load { // what was open before the period is of no figure's n
			want = slices.DeleteFunc(want, func(w report.Wait) bool { return !q.From.IsZero() && w.Start.Before(q.From) })
		}
		o.sameRows("of "+d.ID, byID(got), want)
		n += len(got)
	}
	return n
}

func waitsOfOne(o *office) {
	o.busyDay()
	o.says("pending", "m:pending:1", "belum dibaca")
	o.rows(report.HandOffWait) // reads the events
	now := o.clock.Now()
	for _, q := range []report.Query{
		{Agency: o.agency.ID, AsOf: now},
		{Agency: o.agency.ID, AsOf: now, From: now.Add(-12 * time.Minute), To: now.Add(time.Hour)},
		{Agency: o.agency.ID, AsOf: now, From: now.Add(-24 * time.Hour), To: now.Add(-11 * time.Minute)},
	} {
		if n := o.wantSame(q); n == 0 {
			o.t.Errorf("no rows in %+v", q)
		}
	}
	if n := o.wantSame(report.Query{Agency: "nobody", AsOf: now}); n != 0 {
		o.t.Errorf("%d rows of an agency there is none of", n)
	}
}

func waitsOfThen(o *office) {
	open := o.ticket("late")
	o.clock.Add(10 * time.Minute)
	then := o.clock.Now()
	o.clock.Add(time.Minute)
	o.reply(open.ID)
	o.clock.Add(time.Minute)
	for _, s := range o.owed() {
		o.delivered(s)
	}
	o.clock.Add(time.Minute)
	o.rows(report.HandOffWait) // reads the events
	o.wantSame(report.Query{Agency: o.agency.ID, AsOf: then})
	meter, err := hours("")
	o.must(err)
	waits, err := o.WaitsOf(o.ctx(), report.Query{Agency: o.agency.ID, AsOf: then}, report.HandOffWait, meter)
	o.must(err)
	if len(waits) != 1 || waits[0].Ended != report.Waiting {
		o.t.Errorf("before the reply the rows were %+v, want one that waits", waits)
	}
}

func liveCounts(o *office) {
	first := o.clock.Now()
	o.ticket("waits")
	o.clock.Add(time.Minute)
	answered, closed := o.ticket("answered"), o.ticket("closed")
	o.clock.Add(time.Minute)
	o.reply(answered.ID)
	o.close(closed.ID)
	live, err := o.Live(o.ctx(), o.agency.ID)
	o.must(err)
	tally, err := o.Tally(o.ctx(), o.agency.ID)
	o.must(err)
	if live.Open != 2 || live.Open != tally.All || live.Unattended != tally.Unattended || live.Unattended == 0 {
		o.t.Errorf("live = %+v, want two open, and as many unattended as the queue counts: %+v", live, tally)
	}
	if live.OldestSince.Before(first) || live.OldestSince.Sub(first) > 30*time.Second {
		o.t.Errorf("the first of them waits since %v, want about %v", live.OldestSince, first)
	}
	if none, err := o.Live(o.ctx(), "nobody"); err != nil || none != (loket.Live{}) {
		o.t.Errorf("live of an agency there is none of = %+v, %v", none, err)
	}
}

func ticketNumbers(o *office) {
	a, b := o.ticket("a"), o.ticket("b")
	got, err := o.TicketNumbers(o.ctx(), o.agency.ID, []loket.TicketID{a.ID, b.ID, "unknown"})
	if err != nil || len(got) != 2 || got[a.ID] != a.Number || got[b.ID] != b.Number {
		o.t.Errorf("numbers = %v, %v, want %s and %s", got, err, a.Number, b.Number)
	}
	foreign, err := o.TicketNumbers(o.ctx(), "nobody", []loket.TicketID{a.ID})
	if err != nil || len(foreign) != 0 {
		o.t.Errorf("another agency reads %v, %v, want nothing", foreign, err)
	}
}
