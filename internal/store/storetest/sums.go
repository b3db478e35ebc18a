package storetest

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func sumCases() []contractCase {
	return []contractCase{
		{"Late/OpensItsHourAgain", lateOpensHour},
		{"Late/TicketThatEndsOpensBothHours", endOpensHour},
		{"Import/TakenOutTakesItsSums", importTakesSums},
		{"Followers/TwoAtOnce", twoFollowers},
		{"Followers/EventsMeanwhile", followedMeanwhile},
		{"Nothing/NoHourToSumUp", nothingToSumUp},
		{"Nothing/HoursBetween", nothingBetween},
		{"Filters/EachPartAlone", filteredAlone},
		{"Days/AreTheSumOfTheirHours", daysAreHours},
		{"Days/OnlyWhenAllHoursAre", dayNeedsHours},
	}
}

// everything is the query of all there is, as of now.
func (o *office) everything() report.Query {
	return report.Query{Agency: o.agency.ID, AsOf: o.clock.Now()}
}

// looseOf is how many rows of a query are in no sum.
func (o *office) looseOf(q report.Query) int {
	o.t.Helper()
	_, loose, err := o.Size(o.ctx(), q)
	o.must(err)
	return loose
}

// trueSums looks for sums that are not those of their rows.
func (o *office) trueSums(when string) {
	o.t.Helper()
	faults, _, err := o.VerifyRollups(o.ctx(), hours, func(int, int) {})
	o.must(err)
	if len(faults) != 0 {
		o.t.Errorf("%s VerifyRollups() = %+v, want none", when, faults)
	}
}

// sumsOf are the rollups that answer a query.
func (o *office) sumsOf(q report.Query) []report.Rollup {
	o.t.Helper()
	meter, err := hours("")
	o.must(err)
	_, rollups, err := o.Rolled(o.ctx(), q, meter.Zone())
	o.must(err)
	return rollups
}

// settledWeeks are weeks of which everything is settled and summed up.
func (o *office) settledWeeks() (first time.Time) {
	o.t.Helper()
	first = o.weeks()
	o.clock.Add(8 * 24 * time.Hour)
	o.sumUp()
	if loose := o.looseOf(o.everything()); loose != 0 {
		o.t.Fatalf("%d rows are in no sum, want none", loose)
	}
	return first
}

// lateOpensHour: what is told late makes its hour loose, and no other; summed up again
// it is in the sums.
func lateOpensHour(o *office) {
	k := o.ticket("late")
	opened := o.clock.Now()
	o.clock.Add(10 * time.Minute)
	o.close(k.ID)
	o.settledWeeks()
	hour := opened.Truncate(time.Hour)
	of := report.Query{Agency: o.agency.ID, From: hour, To: hour.Add(time.Hour)}
	before := o.waited(of)
	o.repliedAt(k.ID, opened.Add(5*time.Minute))
	o.rows(report.Load)
	q := o.everything()
	in, _, err := o.Size(o.ctx(), report.Query{Agency: o.agency.ID, From: of.From, To: of.To, AsOf: q.AsOf})
	o.must(err)
	if loose := o.looseOf(q); loose == 0 || loose > in {
		o.t.Errorf("%d rows are loose after a late event, want some of the %d of its hour", loose, in)
	}
	o.trueSums("after a late event")
	if n := o.sumUp(); n == 0 || n > 2 {
		o.t.Errorf("%d hours were summed up again, want that of the late event", n)
	}
	if loose := o.looseOf(o.everything()); loose != 0 {
		o.t.Errorf("%d rows are loose when all is summed up again, want none", loose)
	}
	after := o.waited(of)
	if after.N != before.N || after.Answered != before.Answered+1 || after.ClosedUnanswered != before.ClosedUnanswered-1 {
		o.t.Errorf("hand-offs of the hour were %+v, are %+v; want one answered that was closed unanswered", *before.Times, *after.Times)
	}
	o.trueSums("summed up again")
}

// waited is the figure of hand-offs by rollups, as of now.
func (o *office) waited(q report.Query) report.Measure {
	o.t.Helper()
	q.AsOf = o.clock.Now()
	return o.agreeOn("hand-offs", q).All(report.HandOffWait, report.Wall)
}

// endOpensHour: a ticket that ends long after it began is in the sums of both hours.
func endOpensHour(o *office) {
	k := o.ticket("long")
	o.clock.Add(time.Minute)
	first := o.settledWeeks()
	o.close(k.ID)
	ended := o.clock.Now().Truncate(time.Hour)
	o.rows(report.Load)
	o.clock.Add(2 * time.Hour)
	o.sumUp()
	went := 0
	for _, r := range o.sumsOf(report.Query{Agency: o.agency.ID, From: ended, To: ended.Add(time.Hour), AsOf: o.clock.Now()}) {
		went += r.Flow.Went
	}
	if went != 1 {
		o.t.Errorf("%d tickets went in the hour in which one was closed, want 1", went)
	}
	o.agree("a ticket ended", first)
	o.trueSums("when a ticket has ended")
}

// importTakesSums takes an import out that is summed up already: no figure knows of it
// any more, at once and when it is summed up again.
func importTakesSums(o *office) {
	first := o.settledWeeks()
	q := o.everything()
	want := o.agreeOn("before an import", q)
	text := strings.ReplaceAll(o.tale().ticket("a").says(90, "c", "message", "").says(1, "c", "handoff", "").String(), `"wa"`, `"contoh-wa"`)
	o.tell(text, loket.NewID[loket.ImportID]().Synthetic()).end()
	o.rows(report.Load)
	o.sumUp()
	if with := o.agreeOn("with an import", q); with.All(report.HandOffWait, report.Wall).N != want.All(report.HandOffWait, report.Wall).N+2 {
		o.t.Fatalf("%d hand-offs with an import of two", with.All(report.HandOffWait, report.Wall).N)
	}
	_, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", []string{"ani"})
	o.must(err)
	for _, when := range []string{"taken out", "summed up without it"} {
		if diff := cmp.Diff(want, o.agreeOn(when, q), cmpopts.IgnoreUnexported(time.Location{})); diff != "" {
			o.t.Errorf("%s (-want +got):\n%s", when, diff)
		}
		o.trueSums(when)
		o.rows(report.Load)
		o.sumUp()
	}
	rows, _, err := o.Size(o.ctx(), report.Query{Agency: o.agency.ID, To: first, AsOf: o.clock.Now()})
	o.must(err)
	if rows != 0 {
		o.t.Errorf("Size() = %d rows before the first, where the import was; want none", rows)
	}
	o.agree("without the import", first)
}

// followAtOnce sums up on two replicas at once until neither finds anything, and returns
// how often each hour was looked at in all.
func (o *office) followAtOnce() (looked int) {
	o.t.Helper()
	var following sync.WaitGroup
	counts := [2]int{}
	for i, s := range []*store.Store{o.Store, o.second()} {
		following.Go(func() {
			for {
				n, err := s.RollUp(o.ctx(), hours)
				if counts[i] += n; err != nil || n == 0 {
					if err != nil {
						o.t.Errorf("RollUp() beside another: %v", err)
					}
					return
				}
			}
		})
	}
	following.Wait()
	return counts[0] + counts[1]
}

func twoFollowers(o *office) {
	first := o.weeks()
	if n := o.followAtOnce(); n == 0 {
		o.t.Fatal("two followers found no hour to sum up")
	}
	if n := o.sumUp(); n != 0 {
		o.t.Errorf("%d hours were left by two followers, want none", n)
	}
	if loose := o.looseOf(o.everything()); loose != 0 {
		o.t.Errorf("%d rows are in no sum, want none", loose)
	}
	o.trueSums("by two followers")
	o.agree("by two followers", first)
	once := o.sumsOf(o.everything())
	o.must(o.RebuildRollups(o.ctx(), hours, func(int, int) {}))
	o.same("sums by two followers and by one", once, o.sumsOf(o.everything()))
}

// followedMeanwhile changes rows of hours that two followers are summing up.
func followedMeanwhile(o *office) {
	k := o.ticket("late")
	opened := o.clock.Now()
	first := o.weeks()
	stop := o.meanwhile(1, func(_, round int) error {
		if round > 20 {
			return nil
		}
		o.repliedAt(k.ID, opened.Add(time.Duration(round)*time.Minute))
		_, err := o.ProjectWaits(o.ctx(), hours, 1000)
		return err
	})
	for range 5 {
		o.followAtOnce()
	}
	stop()
	o.rows(report.Load)
	o.followAtOnce()
	o.trueSums("after events meanwhile")
	o.agree("after events meanwhile", first)
	if loose := o.looseOf(o.everything()); loose != 0 {
		o.t.Errorf("%d rows are in no sum, want none", loose)
	}
}

// nothingToSumUp: of an office in which nothing has happened, and of an hour that is not
// over, there is nothing to sum up, and a report is empty.
func nothingToSumUp(o *office) {
	if n, sums := o.sumUp(), o.sumsOf(o.everything()); n != 0 || len(sums) != 0 {
		o.t.Errorf("before anything happened %d hours were summed up to %+v, want none", n, sums)
	}
	if m := o.agreeOn("before anything happened", o.everything()).All(report.HandOffWait, report.Wall); m.N != 0 || m.Median != nil {
		o.t.Errorf("hand-offs of nothing = %+v", m)
	}
	if rows, loose, err := o.Size(o.ctx(), o.everything()); err != nil || rows != 0 || loose != 0 {
		o.t.Errorf("Size() of nothing = %d, %d, %v", rows, loose, err)
	}
	o.clock.Add(o.clock.Now().Truncate(time.Hour).Add(time.Hour).Sub(o.clock.Now()))
	o.owe("on the hour", 1)
	o.rows(report.Load)
	o.sumUp() // it was sent in the hour before
	o.agreeOn("on the hour", o.everything())
	o.clock.Add(10 * time.Minute)
	o.ticket("now")
	o.rows(report.Load)
	if n := o.sumUp(); n != 0 {
		o.t.Errorf("%d hours were summed up before they were over", n)
	}
	if m := o.agreeOn("in an hour that is not over", o.everything()).All(report.HandOffWait, report.Wall); m.N != 1 || m.Waiting != 1 {
		o.t.Errorf("hand-offs = %+v, want the one that waits", *m.Times)
	}
}

// nothingBetween asks for hours and days in which nothing happened, between such in
// which something did.
func nothingBetween(o *office) {
	first := o.settledWeeks()
	quiet := first.Add(24 * time.Hour) // until it, all of the first day; the next is two days later
	for _, length := range []time.Duration{time.Hour, 20 * time.Hour} {
		for _, by := range []report.By{"", report.ByHour, report.ByTopic} {
			q := report.Query{Agency: o.agency.ID, From: quiet, To: quiet.Add(length), AsOf: o.clock.Now(), By: by}
			r := o.agreeOn("nothing happened", q)
			for _, m := range r.Measures {
				if m.N != 0 || m.Group != "" {
					o.t.Errorf("%v in which nothing happened have %s %q of %d", length, m.ID, m.Group, m.N)
				}
			}
			if load := r.All(report.Load, "").Load; load.OpenNow != 2 || *load.Most != 2 {
				o.t.Errorf("%d tickets are open, %d at most; want the two that nobody closed", load.OpenNow, *load.Most)
			}
			if rows, _, err := o.Size(o.ctx(), q); err != nil || rows != 0 {
				o.t.Errorf("Size() = %d rows, %v, want none", rows, err)
			}
		}
	}
}

// filteredAlone asks for each key of each part, and for one that nobody has.
func filteredAlone(o *office) {
	o.imports(o.tale().ticket("a").says(5, "b", "message", "").says(1, "b", "handoff", `"kind":"complaint"`).String())
	first := o.settledWeeks().AddDate(0, 0, -40)
	asked := map[report.Filter]bool{
		{Unit: "nobody"}: false, {Channel: "nobody"}: false, {Topic: "nobody"}: false, {Staff: "nobody"}: false, {Kind: "nobody"}: false,
	}
	for _, w := range o.kept() {
		for _, f := range []report.Filter{{Unit: w.Unit}, {Channel: w.Channel}, {Topic: w.Topic}, {Staff: w.Staff}, {Kind: w.Kind}} {
			if f != (report.Filter{}) {
				asked[f] = true
			}
		}
	}
	parts := map[report.By]bool{}
	for filter, has := range asked {
		q := report.Query{Agency: o.agency.ID, From: first, AsOf: o.clock.Now(), Filter: filter}
		part, key, ok := q.Part()
		if !ok {
			o.t.Fatalf("%+v is not told by one part", filter)
		}
		parts[part] = parts[part] || has
		for _, q.By = range []report.By{"", report.ByDay, part} {
			if q.By == "kind" {
				continue
			}
			n := 0
			for _, m := range o.agreeOn("filtered", q).Measures {
				n += m.N
			}
			if (n > 0) != has {
				o.t.Errorf("%s %q by %q has %d rows, want some: %v", part, key, q.By, n, has)
			}
		}
		sums := o.sumsOf(q)
		if (len(sums) > 0) != has || slices.ContainsFunc(sums, func(r report.Rollup) bool { return r.Part != part || r.Key != key }) {
			o.t.Errorf("%s %q is told by sums %+v", part, key, sums)
		}
	}
	for _, part := range report.Parts()[1:] {
		if !parts[part] {
			o.t.Errorf("no row has a %s to filter by", part)
		}
	}
}

// daysAreHours: a report by hours reads the sums of hours, any other those of whole days.
// Over all both are the same to the last digit.
func daysAreHours(o *office) {
	first := o.settledWeeks()
	q := report.Query{Agency: o.agency.ID, From: first.AddDate(0, 0, -2), AsOf: o.clock.Now()}
	spans := func(q report.Query) (hours, days int) {
		for _, r := range o.sumsOf(q) {
			switch r.Span {
			case time.Hour:
				hours++
			case 24 * time.Hour:
				days++
			default:
				o.t.Errorf("a sum of %v", r.Span)
			}
		}
		return hours, days
	}
	byHour := q
	byHour.By = report.ByHour
	if hours, days := spans(q); days < 3 || hours != 0 {
		o.t.Errorf("a report reads sums of %d days and %d hours, want days alone", days, hours)
	}
	if hours, days := spans(byHour); days != 0 || hours < 6 {
		o.t.Errorf("a report by hours reads sums of %d days and %d hours, want hours alone", days, hours)
	}
	over := func(q report.Query) []report.Measure {
		return slices.DeleteFunc(o.agreeOn("by "+string(q.By), q).Measures, func(m report.Measure) bool { return m.Group != "" })
	}
	if diff := cmp.Diff(over(byHour), over(q)); diff != "" {
		o.t.Errorf("days and their hours (-hours +days):\n%s", diff)
	}
}

// dayNeedsHours: a day in which one hour changed is read by hours until it is whole again.
func dayNeedsHours(o *office) {
	k := o.ticket("late")
	opened := o.clock.Now()
	o.clock.Add(2 * time.Hour)
	o.close(k.ID)
	o.settledWeeks()
	days := func() (n int) {
		for _, r := range o.sumsOf(o.everything()) {
			if r.Span > time.Hour {
				n++
			}
		}
		return n
	}
	whole := days()
	o.repliedAt(k.ID, opened.Add(time.Hour))
	o.rows(report.Load)
	if n := days(); n != whole-1 {
		o.t.Errorf("%d of %d days are believed after an hour of one changed, want all but one", n, whole)
	}
	o.sumUp()
	if n := days(); n != whole {
		o.t.Errorf("%d days are believed when all is summed up again, want %d", n, whole)
	}
}
