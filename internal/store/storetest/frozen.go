package storetest

import (
	"errors"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func frozenCases() []contractCase {
	return []contractCase{
		{"Keep/AsTheyWereComputed", frozenIsKept},
		{"Keep/Once", frozenOnce},
		{"Change/WhatIsToldLate", frozenLate},
		{"Change/NotWhatEndsLater", frozenEndsLater},
		{"Change/WhatIsMovedLater", frozenMoved},
		{"Change/AnImport", frozenImport},
		{"Change/ARebuildIsNone", frozenRebuilt},
		{"Change/OfItsOwnMonth", frozenNeighbours},
		{"Open/WhenInventedHistoryGoes", frozenSynthetic},
	}
}

// month is the span around what happens in a case: from two days ago to tomorrow.
func (o *office) month() (from, to time.Time) {
	meter, err := hours("")
	o.must(err)
	from = o.clock.Now().In(meter.Zone()).AddDate(0, 0, -2).Truncate(time.Millisecond)
	return from, from.AddDate(0, 0, 3)
}

// query is the question that a closed span answers, as things stand now.
func (o *office) query(m store.FrozenMonth, part report.By) report.Query {
	return report.Query{Agency: o.agency.ID, From: m.From, To: m.To, AsOf: o.clock.Now(), By: part}
}

// built is the report of a span as of a moment, by all that is known now.
func (o *office) built(q report.Query, asOf time.Time) report.Report {
	o.t.Helper()
	o.rows(report.Load)
	meter, err := hours("")
	o.must(err)
	waits, err := o.Facts(o.ctx(), q, meter)
	o.must(err)
	q.AsOf, q.Spread = asOf, true
	names, err := o.ReportNames(o.ctx(), o.agency.ID)
	o.must(err)
	return report.Build(report.Facts{Query: q, Waits: waits, Hours: meter, Names: names})
}

// freezes closes a span as of now, or as of its end.
func (o *office) freezes(from, to time.Time) store.FrozenMonth {
	o.t.Helper()
	o.clock.Add(max(0, to.Sub(o.clock.Now())))
	o.rows(report.Load)
	m, err := o.BeginFreeze(o.ctx(), o.agency.ID, from, to)
	o.must(err)
	var parts []report.Report
	for _, part := range report.FrozenParts() {
		parts = append(parts, o.built(o.query(m, part), m.At))
	}
	o.must(o.Freeze(o.ctx(), o.agency.ID, m, parts, loket.ByBot))
	return m
}

// wantChanges looks for what is noted of a closed span, by measure.
func (o *office) wantChanges(when string, m store.FrozenMonth, want map[string][]report.Why) {
	o.t.Helper()
	o.rows(report.Load)
	got, err := o.FrozenChanges(o.ctx(), o.agency.ID, m)
	o.must(err)
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		o.t.Errorf("%s FrozenChanges() (-want +got):\n%s", when, diff)
	}
}

// answeredOf is how many hand-offs of a report were answered, and how many there were.
func answeredOf(r report.Report) [2]int {
	m := r.All(report.HandOffWait, report.Wall)
	return [2]int{m.Answered, m.N}
}

func frozenIsKept(o *office) {
	o.ticket("open")
	from, to := o.month()
	replied := o.ticket("replied")
	o.clock.Add(time.Hour)
	o.reply(replied.ID)
	o.deliverAll()
	_, _, err := o.Frozen(o.ctx(), o.agency.ID, from, "")
	if !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Frozen() of an open month = %v, want ErrNotFound", err)
	}
	m := o.freezes(from, to)
	for _, part := range report.FrozenParts() {
		want := o.built(o.query(m, part), m.At)
		got, at, err := o.Frozen(o.ctx(), o.agency.ID, from, part)
		o.must(err)
		if !at.At.Equal(m.At) || !at.From.Equal(from) || !at.To.Equal(to) {
			o.t.Errorf("Frozen(%q) is of %+v, want %+v", part, at, m)
		}
		for _, of := range got.Measures {
			if of.GroupName != "" && !of.Hidden() {
				o.t.Errorf("what is kept by %q names %q", part, of.GroupName)
			}
		}
		names, err := o.ReportNames(o.ctx(), o.agency.ID)
		o.must(err)
		got.Call(names)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.EquateApproxTime(0), cmpopts.IgnoreUnexported(time.Location{})); diff != "" {
			o.t.Errorf("Frozen(%q) (-want +got):\n%s", part, diff)
		}
	}
	if got := answeredOf(o.built(o.query(m, ""), m.At)); got != [2]int{1, 2} {
		o.t.Errorf("%d answered of %d, want 1 of 2", got[0], got[1])
	}
	o.wantChanges("at once", m, nil)
}

func frozenOnce(o *office) {
	from, to := o.month()
	t := o.ticket("a")
	first := o.freezes(from, to)
	o.clock.Add(time.Hour)
	o.repliedAt(t.ID, first.At.Add(-time.Minute))
	again := o.freezes(from, to)
	if !again.At.Equal(first.At) {
		o.t.Errorf("closed again it is as of %v, want %v", again.At, first.At)
	}
	kept, _, err := o.Frozen(o.ctx(), o.agency.ID, from, "")
	o.must(err)
	if got := answeredOf(kept); got != [2]int{0, 1} {
		o.t.Errorf("closed again it tells %v answered, want what it was left with", got)
	}
	months, err := o.FrozenMonths(o.ctx(), o.agency.ID)
	o.must(err)
	if len(months) != 1 || !months[0].At.Equal(first.At) {
		o.t.Errorf("FrozenMonths() = %+v, want the one", months)
	}
	if acts := o.audited("report.close"); acts != 1 {
		o.t.Errorf("%d acts of closing in the audit log, want 1", acts)
	}
	row, err := o.FirstRow(o.ctx(), o.agency.ID)
	o.must(err)
	if row.IsZero() || row.After(first.At) {
		o.t.Errorf("FirstRow() = %v, want when the message came", row)
	}
}

func frozenLate(o *office) {
	from, to := o.month()
	t, quiet := o.ticket("a"), o.ticket("b")
	opened := o.clock.Now()
	o.clock.Add(3 * time.Hour)
	o.close(t.ID)
	m := o.freezes(from, to)
	o.clock.Add(time.Hour)
	o.repliedAt(t.ID, opened.Add(time.Hour))
	o.close(quiet.ID)
	changes, err := o.FrozenChanges(o.ctx(), o.agency.ID, m)
	o.must(err)
	if len(changes) != 0 {
		o.t.Errorf("FrozenChanges() = %v before the events were read", changes)
	}
	o.rows(report.Load)
	changes, err = o.FrozenChanges(o.ctx(), o.agency.ID, m)
	o.must(err)
	if !slices.Equal(changes[report.HandOffWait], []report.Why{report.WhyLate}) {
		o.t.Errorf("FrozenChanges() of M-03 = %v of %v, want late", changes[report.HandOffWait], changes)
	}
	kept, _, err := o.Frozen(o.ctx(), o.agency.ID, from, "")
	o.must(err)
	if was, is := answeredOf(kept), answeredOf(o.built(o.query(m, ""), m.At)); was != [2]int{0, 2} || is != [2]int{1, 2} {
		o.t.Errorf("answered: left with %v, known now %v; want 0 and 1 of 2", was, is)
	}
}

func frozenEndsLater(o *office) {
	from, to := o.month()
	t := o.ticket("a")
	m := o.freezes(from, to)
	o.clock.Add(5 * time.Hour)
	o.reply(t.ID)
	o.deliverAll()
	o.wantChanges("after its end", m, nil)
	kept, _, err := o.Frozen(o.ctx(), o.agency.ID, from, "")
	o.must(err)
	if diff := cmp.Diff(kept.All(report.HandOffWait, report.Wall), o.built(o.query(m, ""), m.At).All(report.HandOffWait, report.Wall)); diff != "" {
		o.t.Errorf("as of then (-kept +now):\n%s", diff)
	}
}

func frozenMoved(o *office) {
	from, to := o.month()
	t := o.ticket("a")
	m := o.freezes(from, to)
	o.clock.Add(time.Hour)
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, t.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.Unit = "kk"
		return loket.Change{Events: []loket.Event{{
			Agency: o.agency.ID, Kind: loket.EventTransfer, Ticket: k.ID, Unit: "kk", ActorKind: loket.ByStaff, ActorID: "ina",
		}}}, nil
	})
	o.must(err)
	o.rows(report.Load)
	changes, err := o.FrozenChanges(o.ctx(), o.agency.ID, m)
	o.must(err)
	for measure, why := range changes {
		if !slices.Equal(why, []report.Why{report.WhyAfter}) {
			o.t.Errorf("%s changed by %v, want what happened after", measure, why)
		}
	}
}

func frozenImport(o *office) {
	o.ticket("a")
	tale := o.tale().ticket("x")
	from := tale.at.AddDate(0, 0, -1)
	m := o.freezes(from, from.AddDate(0, 0, 3))
	kept, _, err := o.Frozen(o.ctx(), o.agency.ID, from, "")
	o.must(err)
	if got := answeredOf(kept); got != [2]int{0, 0} {
		o.t.Fatalf("an empty month was left with %v", got)
	}
	o.clock.Add(time.Minute)
	o.imports(tale.String())
	o.rows(report.Load)
	changes, err := o.FrozenChanges(o.ctx(), o.agency.ID, m)
	o.must(err)
	for _, measure := range []string{report.HandOffWait, report.BotOutcome, report.Load} {
		if !slices.Equal(changes[measure], []report.Why{report.WhyImported}) {
			o.t.Errorf("%s changed by %v, want the import", measure, changes[measure])
		}
	}
	found := report.Corrections(kept, o.built(o.query(m, ""), m.At), func(measure string) []report.Why { return changes[measure] })
	if !slices.ContainsFunc(found, func(c report.Correction) bool {
		return c.ID == report.HandOffWait && c.Clock == report.Wall && c.Field == "n" && *c.Old == 0 && *c.New == 1 && slices.Equal(c.Why, []report.Why{report.WhyImported})
	}) {
		o.t.Errorf("Corrections() = %+v, want M-03 n from 0 to 1 by the import", found)
	}
}

func frozenRebuilt(o *office) {
	from, to := o.month()
	t := o.ticket("a")
	o.clock.Add(time.Hour)
	o.reply(t.ID)
	o.deliverAll()
	m := o.freezes(from, to)
	o.clock.Add(time.Hour)
	o.must(o.RebuildWaits(o.ctx(), hours, func(int, int) {}))
	o.wantChanges("after a rebuild of the same", m, nil)
	o.raw(`UPDATE waits SET wall_ms = wall_ms + 1000 WHERE measure = 'M-03'`)
	o.must(o.RebuildWaits(o.ctx(), hours, func(int, int) {}))
	o.wantChanges("after a rebuild of others", m, map[string][]report.Why{report.HandOffWait: {report.WhyAnew}})
}

func frozenNeighbours(o *office) {
	from, to := o.month()
	t := o.ticket("a")
	opened := o.clock.Now()
	o.clock.Add(time.Hour)
	own, later := o.freezes(from, to), o.freezes(to, to.AddDate(0, 0, 3))
	other := o.neighbour()
	elsewhere, err := o.BeginFreeze(o.ctx(), other.agency.ID, from, to)
	o.must(err)
	o.clock.Add(time.Hour)
	o.repliedAt(t.ID, opened.Add(time.Minute))
	o.rows(report.Load)
	for _, c := range []struct {
		agency loket.AgencyID
		month  store.FrozenMonth
		want   bool
	}{{o.agency.ID, own, true}, {o.agency.ID, later, false}, {other.agency.ID, elsewhere, false}} {
		changes, err := o.FrozenChanges(o.ctx(), c.agency, c.month)
		o.must(err)
		if got := len(changes[report.HandOffWait]) > 0; got != c.want {
			o.t.Errorf("%s from %v: changes of M-03 noted %v, want %v", c.agency, c.month.From, got, c.want)
		}
	}
}

func frozenSynthetic(o *office) {
	text := o.tale().ticket("a")
	from := text.at.AddDate(0, 0, -1)
	invented := o.freezes(from, from.AddDate(0, 0, 3))
	today, until := o.month()
	o.ticket("b")
	kept := o.freezes(today, until)
	o.clock.Add(time.Minute)
	o.tell(`{"at":"`+text.at.Format(time.RFC3339)+`","conversation":"z","contact":"w-z","channel":"contoh-wa","event":"message"}`+"\n",
		loket.NewID[loket.ImportID]().Synthetic()).end()
	o.rows(report.Load)
	if changes, err := o.FrozenChanges(o.ctx(), o.agency.ID, invented); err != nil || len(changes) == 0 {
		o.t.Fatalf("FrozenChanges() = %v, %v; want those of invented history", changes, err)
	}
	_, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", nil)
	o.must(err)
	months, err := o.FrozenMonths(o.ctx(), o.agency.ID)
	o.must(err)
	if len(months) != 1 || !months[0].From.Equal(kept.From) {
		o.t.Errorf("FrozenMonths() = %+v, want only the one without invented history", months)
	}
}
