package main

import (
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// counted is an office whose figures are looked at, and its clock.
type counted struct {
	t      *testing.T
	ledger *store.Store
	clock  *lokettest.Clock
	agency loket.Agency
	begins time.Time // midnight of a Monday
}

func newCounted(t *testing.T) *counted {
	t.Helper()
	c := &counted{t: t, clock: lokettest.NewClock(), agency: lokettest.Agency()}
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t), store.Options{Sealer: storetest.Sealer(t, 1), Now: c.clock.Now})
	c.must(err)
	t.Cleanup(func() { c.must(ledger.Close()) })
	c.ledger = ledger
	c.must(ledger.Register(t.Context(), c.agency, lokettest.Channels()...))
	zone, err := time.LoadLocation("Asia/Makassar")
	c.must(err)
	y, m, d := c.clock.Now().In(zone).Date()
	c.begins = time.Date(y, m, d, 0, 0, 0, 0, zone)
	for c.begins = c.begins.AddDate(0, 0, 1); c.begins.Weekday() != time.Monday; {
		c.begins = c.begins.AddDate(0, 0, 1)
	}
	return c
}

func (c *counted) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// at is an hour counted from Monday's midnight; until moves the clock there.
func (c *counted) at(hour float64) time.Time {
	return c.begins.Add(time.Duration(hour * float64(time.Hour)))
}

func (c *counted) until(hour float64) { c.clock.Add(c.at(hour).Sub(c.clock.Now())) }

// opens keeps the office's hours of every day from now on.
func (c *counted) opens(version string, hours ...calendar.Interval) {
	c.t.Helper()
	rules := calendar.Rules{Zone: "Asia/Makassar"}
	for day := range rules.Week {
		rules.Week[day] = hours
	}
	c.must(keepRules(c.t.Context(), c.ledger, c.agency.ID, version, rules))
}

// figures are read as every command, page and call reads them.
func (c *counted) figures() figures {
	return figures{ledger: c.ledger, now: c.clock.Now, abroad: map[loket.AgencyID]string{c.agency.ID: "Kepala Dinas"}, hours: keptHours{c.ledger, func(loket.AgencyID) (calendar.Calendar, error) {
		return calendar.Default("Asia/Makassar") // what the configuration says: never asked once hours were kept
	}}.of}
}

// asks has a citizen write and the bot hand over.
func (c *counted) asks() {
	c.t.Helper()
	channel := lokettest.Channels()[0].ID
	receipts, err := c.ledger.Ingest(c.t.Context(), []loket.Inbound{{
		Channel: channel, OriginKey: "m:ani", Person: "ani", Address: "ani", Kind: loket.MessageText, Text: "halo",
	}})
	c.must(err)
	now := c.clock.Now()
	k := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber(c.agency.Code), Agency: c.agency.ID, Channel: channel,
		Conversation: receipts[0].Conversation, Message: receipts[0].Message, Unit: loket.DefaultUnit, Kind: loket.KindQuestion,
		State: loket.TicketWaiting, OpenedAt: now, DueAt: now,
	}
	c.must(c.ledger.Settle(c.t.Context(), loket.Decision{
		Channel: channel, Conversation: k.Conversation, Ticket: &k,
		Settled: []loket.Settlement{{Message: k.Message, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
		Events: []loket.Event{{
			ID: loket.NewID[loket.EventID](), Agency: c.agency.ID, At: now, Kind: loket.EventHandoff, Conversation: k.Conversation, Ticket: k.ID,
			Message: k.Message, Channel: channel, Unit: k.Unit, Episode: loket.NewID[loket.EpisodeID](), ActorKind: loket.ByBot, Revision: loket.ReasonAsked,
		}},
	}))
}

// waited is how long the only question has waited at least, by both clocks.
func (c *counted) waited(asOf time.Time) (wall, office time.Duration) {
	c.t.Helper()
	r, err := c.figures().Report(c.t.Context(), report.Query{Agency: c.agency.ID, AsOf: asOf})
	c.must(err)
	length := func(clock report.Clock) time.Duration {
		m := r.All(report.HandOffWait, clock)
		if m.N != 1 || m.Waiting != 1 || m.AtLeast.Median == nil {
			c.t.Fatalf("as of %v by the %s clock: n %d, waiting %d, at least %v; want the one that waits", asOf, clock, m.N, m.Waiting, m.AtLeast.Median)
		}
		return time.Duration(*m.AtLeast.Median) * time.Millisecond
	}
	return length(report.Wall), length(report.Office)
}

// TestFiguresByTheHoursOfThen: after a change of hours office time before it is that of
// the old hours and after it that of the new, whenever it is asked and from whichever
// side; what is on the way counts both.
func TestFiguresByTheHoursOfThen(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.until(0)
	c.opens("1", calendar.Interval{Open: 8 * 60, Close: 16 * 60})
	c.until(9)
	c.asks()
	c.until(12)
	before := func(what string) {
		t.Helper()
		if wall, office := c.waited(c.at(11)); wall != 2*time.Hour || office != 2*time.Hour {
			t.Errorf("%s: at 11 it had waited %v, %v of office time; want 2 hours", what, wall, office)
		}
	}
	before("by the old hours")
	c.opens("1", calendar.Interval{Open: 8 * 60, Close: 16 * 60}) // the same again changes nothing
	c.opens("2", calendar.Interval{Open: 10 * 60, Close: 11 * 60}, calendar.Interval{Open: 14 * 60, Close: 18 * 60})
	c.until(24 + 10.5)
	before("after the hours were changed")
	for _, want := range []struct{ at, office float64 }{ // 9 to 12 old; 14 to 18 and 10 to 11 new
		{12, 3}, {13, 3}, {15, 4}, {18, 7}, {24, 7}, {24 + 10, 7}, {24 + 10.5, 7.5},
	} {
		wall, office := c.waited(c.at(want.at))
		if wall != time.Duration((want.at-9)*float64(time.Hour)) || office != time.Duration(want.office*float64(time.Hour)) {
			t.Errorf("at hour %v it had waited %v, %v of office time; want %v and %v hours", want.at, wall, office, want.at-9, want.office)
		}
	}
	c.must(c.ledger.RebuildWaits(t.Context(), c.figures().hoursOf(t.Context()), func(int, int) {}))
	c.must(c.figures().catchUp(t.Context(), endless))
	before("after the figures were made anew")
	if faults, rows, err := c.ledger.VerifyWaits(t.Context(), c.figures().hoursOf(t.Context()), func(int, int) {}); err != nil || len(faults) > 0 || rows == 0 {
		t.Errorf("VerifyWaits() = %v of %d rows, %v; want none", faults, rows, err)
	}
}

// TestHoursNeverKept: an office whose hours were never kept is measured by those of the
// configuration.
func TestHoursNeverKept(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.until(9)
	c.asks()
	c.until(26)
	if wall, office := c.waited(c.at(18)); wall != 9*time.Hour || office != 7*time.Hour {
		t.Errorf("at 18 it had waited %v, %v of office time; want 9 and, until 16, 7 hours", wall, office)
	}
}

func TestRestAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		took time.Duration
		err  error
		want time.Duration
	}{
		{0, nil, time.Second},
		{20 * time.Millisecond, nil, time.Second},
		{300 * time.Millisecond, nil, 2700 * time.Millisecond},
		{time.Minute, nil, longestRest},
		{time.Minute, errBehind, time.Second},
	} {
		if got := restAfter(c.took, c.err); got != c.want {
			t.Errorf("restAfter(%v, %v) = %v, want %v", c.took, c.err, got, c.want)
		}
	}
}
