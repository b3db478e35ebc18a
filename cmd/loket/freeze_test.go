package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

// TestFrozenMonth: a month is closed once its time has come, its report says so and stays
// as it is, what is told late is a correction of it, and how things stand now can be had
// beside it; on both engines.
func TestFrozenMonth(t *testing.T) {
	t.Parallel()
	for engine, address := range map[string]string{
		"SQLite": "sqlite:" + filepath.Join(t.TempDir(), "loket.db"), "PostgreSQL": testserver.Postgres(t),
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			frozenMonth(newCountedAt(t, address))
		})
	}
}

// newCountedAt is an office on a ledger at an address, at the beginning of March.
func newCountedAt(t *testing.T, address string) *counted {
	t.Helper()
	c := &counted{t: t, clock: lokettest.NewClock(), agency: lokettest.Agency()}
	ledger, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1), Now: c.clock.Now})
	c.must(err)
	t.Cleanup(func() { c.must(ledger.Close()) })
	c.ledger = ledger
	c.must(ledger.Register(t.Context(), c.agency, lokettest.Channels()...))
	office, err := calendar.Default("Asia/Makassar")
	c.must(err)
	c.begins = time.Date(2027, 3, 1, 0, 0, 0, 0, calendar.NewMeter(calendar.History{{Calendar: office}}).Zone())
	c.until(9)
	return c
}

// march is the question about the first month, told apart by a part.
func (c *counted) march(part report.By) report.Query {
	return report.Query{Agency: c.agency.ID, From: c.begins, To: c.begins.AddDate(0, 1, 0), By: part, Frozen: true}
}

// report answers a query.
func (c *counted) report(q report.Query) report.Report {
	c.t.Helper()
	r, err := c.figures().Report(c.t.Context(), q)
	c.must(err)
	return r
}

// answeredIn is how many hand-offs were answered and how many waited.
func answeredIn(r report.Report) [2]int {
	m := r.All(report.HandOffWait, report.Wall)
	return [2]int{m.Answered, m.Waiting}
}

// repliesAt tells now that the only question was answered then.
func (c *counted) repliesAt(at time.Time) {
	c.t.Helper()
	events, err := c.ledger.Events(c.t.Context(), 0, 100)
	c.must(err)
	asked := events[slices.IndexFunc(events, func(e loket.Event) bool { return e.Kind == loket.EventHandoff })]
	_, err = c.ledger.UpdateTicket(c.t.Context(), c.agency.ID, asked.Ticket, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{{
			Agency: c.agency.ID, At: at, Kind: loket.EventReply, Ticket: k.ID, Conversation: asked.Conversation, ActorKind: loket.ByStaff, ActorID: "ina",
		}}}, nil
	})
	c.must(err)
}

func frozenMonth(c *counted) {
	f, ctx := c.figures(), c.t.Context()
	c.asks()
	closed := func(want bool, when string) {
		c.t.Helper()
		got, err := f.closeDue(ctx, c.agency.ID, config.DefaultFreeze)
		c.must(err)
		if got != want {
			c.t.Fatalf("%s: closeDue() = %v, want %v", when, got, want)
		}
	}
	end := c.begins.AddDate(0, 1, 0).Sub(c.begins).Hours() + config.DefaultFreeze.Hours()
	c.until(end - 1)
	closed(false, "before its time")
	if early, err := f.closeDue(ctx, c.agency.ID, config.DefaultFreeze+time.Hour); early || err != nil {
		c.t.Errorf("an hour later: closeDue() = %v, %v", early, err)
	}
	if r := c.report(c.march("")); r.Frozen != nil || r.FrozenText() != "" || r.Abroad != "Kepala Dinas" {
		c.t.Errorf("an open month is told as closed on %v, with texts abroad by %q", r.Frozen, r.Abroad)
	}
	c.until(end)
	closed(true, "when its time has come")
	closed(false, "again")
	left := c.report(c.march(""))
	if left.Frozen == nil || !left.Frozen.At.Equal(c.at(end)) || len(left.Frozen.Corrections) != 0 || answeredIn(left) != [2]int{0, 1} {
		c.t.Fatalf("the closed month is %+v, answered and waiting %v", left.Frozen, answeredIn(left))
	}
	if text := left.FrozenText().String(); text != "Angka bulan ini dibekukan pada 15-04-2027 00.00 WITA." || left.Abroad != "Kepala Dinas" {
		c.t.Errorf("it says %q, with texts abroad by %q", text, left.Abroad)
	}
	c.until(end + 48)
	if again := c.report(c.march("")); *again.All(report.HandOffWait, report.Wall).AtLeast.Median != *left.All(report.HandOffWait, report.Wall).AtLeast.Median {
		c.t.Error("what waits grew older in a closed month")
	}
	c.repliesAt(c.at(10))
	c.until(end + 49)
	c.corrected(end)
	all, err := f.Reports(ctx, c.march(""), report.ByDay, report.ByStaff, report.ByTopic)
	c.must(err)
	for i, part := range []report.By{report.ByDay, report.ByStaff, report.ByTopic} {
		if all[i].By != part || all[i].Frozen == nil || answeredIn(all[i]) != [2]int{0, 1} || len(all[i].Frozen.Corrections) == 0 {
			c.t.Errorf("asked for together, by %q is by %q, %v", part, all[i].By, answeredIn(all[i]))
		}
		one := c.report(c.march(part))
		if answeredIn(one) != answeredIn(all[i]) || len(one.Frozen.Corrections) != len(all[i].Frozen.Corrections) {
			c.t.Errorf("by %q alone it is another", part)
		}
	}
	if all[0].Spread == nil {
		c.t.Error("the distribution of a closed month is not kept")
	}
}

// corrected looks at the closed month after its one question turned out to have been
// answered.
func (c *counted) corrected(end float64) {
	c.t.Helper()
	r := c.report(c.march(""))
	if answeredIn(r) != [2]int{0, 1} {
		c.t.Errorf("the closed month became %v", answeredIn(r))
	}
	i := slices.IndexFunc(r.Frozen.Corrections, func(k report.Correction) bool {
		return k.ID == report.HandOffWait && k.Clock == report.Wall && k.Field == "answered"
	})
	if i < 0 {
		c.t.Fatalf("corrections are %+v, want one of M-03", r.Frozen.Corrections)
	}
	k := r.Frozen.Corrections[i]
	if *k.Old != 0 || *k.New != 1 || !slices.Equal(k.Why, []report.Why{report.WhyLate}) {
		c.t.Errorf("the correction is %s, want 0 → 1 for being late", k.Text())
	}
	for _, live := range []report.Query{{Frozen: false}, {Filter: report.Filter{Unit: loket.DefaultUnit}, Frozen: true}} {
		q := c.march("")
		q.Frozen, q.Filter = live.Frozen, live.Filter
		if now := c.report(q); now.Frozen != nil || answeredIn(now) != [2]int{1, 0} {
			c.t.Errorf("as things stand now it is %v, closed %v; want answered", answeredIn(now), now.Frozen)
		}
	}
	q := c.march("")
	q.Frozen, q.AsOf = false, c.at(end)
	if then := c.report(q); answeredIn(then) != answeredIn(r) {
		c.t.Errorf("as of the closing %v, left with %v", answeredIn(then), answeredIn(r))
	}
}

// TestMonthsClosedInTurn: months that were never closed are, from the first that has
// anything, one each time; none of the last two weeks.
func TestMonthsClosedInTurn(t *testing.T) {
	t.Parallel()
	c := newCountedAt(t, "sqlite:"+filepath.Join(t.TempDir(), "loket.db"))
	f := c.figures()
	if closed, err := f.closeDue(t.Context(), c.agency.ID, config.DefaultFreeze); closed || err != nil {
		t.Errorf("an office without anything: closeDue() = %v, %v", closed, err)
	}
	c.asks()
	c.must(f.catchUp(t.Context(), endless))
	c.until(100 * 24) // 9 June: March and April are over for long, May for nine days
	var months []string
	for {
		closed, err := f.closeDue(t.Context(), c.agency.ID, config.DefaultFreeze)
		c.must(err)
		all, err := c.ledger.FrozenMonths(t.Context(), c.agency.ID)
		c.must(err)
		if !closed {
			break
		}
		months = append(months, all[len(all)-1].From.In(c.begins.Location()).Format("2006-01"))
	}
	if got := strings.Join(months, " "); got != "2027-03 2027-04" {
		t.Errorf("closed %s, want March and April", got)
	}
	m, err := f.closeMonth(t.Context(), c.agency.ID, c.begins, "")
	c.must(err)
	if !m.At.Equal(c.clock.Now()) {
		t.Errorf("March closed again is as of %v, want as it was", m.At)
	}
}

// TestReportsTogether: reports that are asked for together are those that are asked for
// one by one, with a filter that only rows can tell too, and of a long time.
func TestReportsTogether(t *testing.T) {
	t.Parallel()
	c := newCountedAt(t, "sqlite:"+filepath.Join(t.TempDir(), "loket.db"))
	c.asks()
	c.until(24)
	parts := []report.By{"", report.ByDay, report.ByStaff, report.ByTopic, report.ByUnit}
	for name, q := range map[string]report.Query{
		"a day":             {From: c.begins, To: c.at(24)},
		"one unit":          {From: c.begins, To: c.at(24), Filter: report.Filter{Unit: loket.DefaultUnit}},
		"of ever":           {},
		"of ever, one unit": {Filter: report.Filter{Unit: loket.DefaultUnit}},
		"as it was":         {AsOf: c.at(10)},
	} {
		q.Agency, q.Spread = c.agency.ID, true
		all, err := c.figures().Reports(t.Context(), q, parts...)
		c.must(err)
		for i, part := range parts {
			q.By = part
			one := c.report(q)
			if all[i].By != part || all[i].Exact != one.Exact || len(all[i].Measures) != len(one.Measures) || answeredIn(all[i]) != answeredIn(one) {
				t.Errorf("%s by %q: together %v of %d measures, exact %v; alone %v of %d, %v", name, part,
					answeredIn(all[i]), len(all[i].Measures), all[i].Exact, answeredIn(one), len(one.Measures), one.Exact)
			}
			if len(all[i].Spread) == 0 || !slices.Equal(all[i].Spread, one.Spread) {
				t.Errorf("%s by %q: the distribution is %v together, %v alone", name, part, all[i].Spread, one.Spread)
			}
		}
	}
}
