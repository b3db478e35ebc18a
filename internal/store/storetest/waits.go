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

// busyDay makes a day with every kind of row in it: quotes, hand-offs that end in
// every way, and one that is opened again.
func (o *office) busyDay() { o.busyDayOf("") }

// busyDayOf is such a day of other people.
func (o *office) busyDayOf(people string) {
	o.t.Helper()
	o.owe("quoted"+people, 1)
	o.clock.Add(time.Second)
	for _, s := range o.owed() {
		o.delivered(s)
	}
	o.ticket("waiting" + people)
	closed, replied := o.ticket("closed"+people), o.ticket("replied"+people)
	o.clock.Add(10 * time.Minute)
	o.close(closed.ID)
	o.reply(replied.ID)
	o.clock.Add(time.Minute)
	for _, s := range o.owed() {
		o.delivered(s)
	}
	o.close(replied.ID)
	o.clock.Add(time.Minute)
}

// kept are all rows of the agency, by id.
func (o *office) kept() []report.Wait {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	all, err := o.Waits(o.ctx(), report.Query{Agency: o.agency.ID, AsOf: o.clock.Now()}, meter)
	o.must(err)
	slices.SortFunc(all, func(a, b report.Wait) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

func (o *office) sameRows(what string, got, want []report.Wait) {
	o.t.Helper()
	if diff := cmp.Diff(want, got, cmp.Comparer(report.Wait.Equal), cmpopts.EquateEmpty()); diff != "" {
		o.t.Errorf("rows %s (-want +got):\n%s", what, diff)
	}
}

// derived are the rows of all conversations computed from raw events.
func (o *office) derived() (all []report.Wait) {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	events, seen := o.events(), map[loket.ConversationID]bool{"": true}
	for _, e := range events {
		if seen[e.Conversation] {
			continue
		}
		seen[e.Conversation] = true
		tickets := map[loket.TicketID]bool{}
		for _, other := range events {
			if other.Conversation == e.Conversation && other.Ticket != "" {
				tickets[other.Ticket] = true
			}
		}
		var of []loket.Event
		for _, other := range events {
			if other.Conversation == e.Conversation || tickets[other.Ticket] {
				of = append(of, other)
			}
		}
		all = append(all, report.Derive(e.Conversation, of, meter)...)
	}
	slices.SortFunc(all, func(a, b report.Wait) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// anySplit reads the same events in steps of every size: the rows are those of the
// raw events each time, and so are those that are rebuilt.
func anySplit(o *office) {
	o.busyDay()
	for step := 1; step <= 8; step++ {
		for done := false; !done; {
			var err error
			done, err = o.ProjectWaits(o.ctx(), hours, step)
			o.must(err)
		}
		o.sameRows(fmt.Sprintf("read %d events at a time", step), o.kept(), o.derived())
		o.clock.Add(time.Minute)
		o.ticket(fmt.Sprintf("news %d", step))
	}
	var last [2]int
	o.must(o.RebuildWaits(o.ctx(), hours, func(done, total int) { last = [2]int{done, total} }))
	o.sameRows("rebuilt", o.kept(), o.derived())
	if last[0] != last[1] || last[1] != 12 {
		o.t.Errorf("progress ended at %v, want all of the 12 conversations", last)
	}
	if done, err := o.ProjectWaits(o.ctx(), hours, 1); err != nil || !done {
		o.t.Errorf("after a rebuild ProjectWaits() = %v, %v, want nothing left to read", done, err)
	}
}

func tampered(o *office) {
	o.busyDay()
	waits := o.rows(report.HandOffWait)
	verify := func() []store.WaitFault {
		o.t.Helper()
		faults, rows, err := o.VerifyWaits(o.ctx(), hours, func(int, int) {})
		o.must(err)
		if rows != len(o.derived()) {
			o.t.Errorf("VerifyWaits() compared %d rows, want %d", rows, len(o.derived()))
		}
		return faults
	}
	if faults := verify(); len(faults) != 0 {
		o.t.Errorf("VerifyWaits() of an untouched ledger = %+v, want none", faults)
	}
	o.raw(`UPDATE waits SET wall_ms = wall_ms - 1, ended = 'answered' WHERE id = '` + waits[0].ID + `'`)
	o.raw(`DELETE FROM waits WHERE id = '` + waits[1].ID + `'`)
	o.raw(`UPDATE waits SET id = 'M-03:x', conversation_id = 'nobody' WHERE id = '` + waits[2].ID + `'`)
	o.raw(`UPDATE threads SET known_at = known_at - 1 WHERE conversation_id = '` + string(waits[0].Conversation) + `'`)
	var told []string
	for _, f := range verify() {
		told = append(told, fmt.Sprintf("%s %v %v", f.ID, f.Kept != nil, f.Derived != nil))
	}
	slices.Sort(told)
	want := []string{" true true", waits[0].ID + " true true", waits[1].ID + " false true", waits[2].ID + " false true", "M-03:x true false"}
	slices.Sort(want)
	if diff := cmp.Diff(want, told); diff != "" {
		o.t.Errorf("faults (-want +got):\n%s", diff)
	}
	o.must(o.RebuildWaits(o.ctx(), hours, func(int, int) {}))
	if faults := verify(); len(faults) != 0 {
		o.t.Errorf("VerifyWaits() after a rebuild = %+v, want none", faults)
	}
}

// waitsAsOf asks for the past: what was closed or replied later was not then.
func waitsAsOf(o *office) {
	t := o.ticket("a")
	o.clock.Add(time.Hour)
	then := o.clock.Now()
	before := o.rows(report.HandOffWait)
	o.clock.Add(time.Hour)
	o.close(t.ID)
	o.ticket("b")
	now := o.rows(report.HandOffWait)
	if len(before) != 1 || len(now) != 2 {
		o.t.Fatalf("hand-off waits = %d, then %d, want 1 and 2", len(before), len(now))
	}
	meter, err := hours("")
	o.must(err)
	all, err := o.Waits(o.ctx(), report.Query{Agency: o.agency.ID, AsOf: then}, meter)
	o.must(err)
	var past []report.Wait
	for _, w := range all {
		if w.Measure == report.HandOffWait {
			past = append(past, w)
		}
	}
	o.sameRows("as of an hour before", past, before)
}

// lateEvents tells of something that happened before what is known already.
func lateEvents(o *office) {
	t := o.ticket("a")
	opened := o.clock.Now()
	o.clock.Add(3 * time.Hour)
	o.close(t.ID)
	if got := o.rows(report.HandOffWait); len(got) != 1 || got[0].Ended != report.ClosedUnanswered {
		o.t.Fatalf("hand-off waits = %+v, want one closed unanswered", got)
	}
	o.clock.Add(time.Hour)
	o.repliedAt(t.ID, opened.Add(time.Hour))
	got := o.rows(report.HandOffWait)
	if len(got) != 1 || got[0].Ended != report.Answered || got[0].Wall != time.Hour.Milliseconds() || got[0].Staff != "ina" {
		o.t.Errorf("hand-off waits = %+v, want one answered after an hour", got)
	}
	o.sameRows("after a late event", o.kept(), o.derived())
}

// repliedAt tells now of a reply that was given before.
func (o *office) repliedAt(id loket.TicketID, at time.Time) {
	o.t.Helper()
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, id, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{{
			Agency: o.agency.ID, At: at, Kind: loket.EventReply, Ticket: k.ID, ActorKind: loket.ByStaff, ActorID: "ina",
		}}}, nil
	})
	o.must(err)
}

func keptCalendars(o *office) {
	for _, version := range []string{"satu", "satu", "dua", "satu"} {
		o.must(o.KeepCalendar(o.ctx(), o.agency.ID, version, []byte(`{"v":"`+version+`"}`)))
		o.clock.Add(time.Hour)
	}
	all, err := o.Calendars(o.ctx(), o.agency.ID)
	o.must(err)
	var versions []string
	for _, k := range all {
		versions = append(versions, k.Version+string(k.Rules))
	}
	if want := []string{`satu{"v":"satu"}`, `dua{"v":"dua"}`, `satu{"v":"satu"}`}; !slices.Equal(versions, want) {
		o.t.Errorf("Calendars() = %q, want %q", versions, want)
	}
}
