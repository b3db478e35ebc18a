package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// TestRecomputeByNewHours: a closure moves the deadline, the step and the law's times
// that are ahead, each with an event, and the queue hears of it. Doing it again
// does nothing.
func TestRecomputeByNewHours(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.handOver(o.situation("a", "saya mau mengadu"), loket.HandOff{Kind: loket.KindComplaint})
	o.clock.Add(30 * time.Minute)
	o.hours(november(23, calendar.Closed), november(24, calendar.Closed))
	o.watches()
	now := o.now(k.ID)
	o.wants("due", now.DueAt, "2026-11-25 09.40")
	o.wants("first step", now.Ladder.NextAt, "2026-11-25 08.50")
	o.wants("to verify", now.VerifyDue, "2026-11-30 16.00")
	o.wants("to follow up", now.FollowUpDue, "2026-12-02 16.00")
	moved, law := o.events(loket.EventRecomputed), o.events(loket.EventDeadline)
	if len(moved) != 1 || !moved[0].Until.Equal(now.DueAt) || moved[0].Value != k.DueAt.UnixMilli() || moved[0].CalendarVersion != o.office.Version {
		t.Errorf("events = %+v, want the deadline and the one before", moved)
	}
	if len(law) != 1 || !law[0].Until.Equal(now.CloseDue) {
		t.Errorf("events = %+v, want the law's last time", law)
	}
	if words := o.queue.words(); strings.Join(words, " ") != "gone waiting" {
		t.Errorf("the queue was told %v, want the new place", words)
	}
	o.watches()
	if n := len(o.events(loket.EventRecomputed)); n != 1 || o.now(k.ID) != now || len(o.queue.told) != 2 {
		t.Errorf("computed %d times, want once", n)
	}
}

// wants compares a time with one on the office's clock.
func (o *office) wants(what string, at time.Time, want string) {
	o.t.Helper()
	if got := at.In(o.office.Zone()).Format("2006-01-02 15.04"); got != want {
		o.t.Errorf("%s: %s, want %s", what, got, want)
	}
}

// TestRecomputeByANewPolicy: it moves the deadline that is ahead; one that is over
// stays, as does the place of an emergency and of a ticket that was opened again.
func TestRecomputeByANewPolicy(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	late := o.ticket("a")
	again := o.claims(petugasA(), o.ticket("b").ID)
	o.must(o.Close(o.ctx(), petugasA(), again.ID, again.LeaseEpoch))
	o.goes("2026-11-23 10.45")
	o.must(o.Reopen(o.ctx(), petugasA(), again.ID))
	urgent := o.handOver(o.situation("c", "tolong"), loket.HandOff{Kind: loket.KindQuestion, Priority: loket.PriorityEmergency})
	ahead := o.ticket("d")
	o.watches()
	again = o.now(again.ID)
	o.answersIn(40)
	o.watches()
	for name, k := range map[string]loket.Ticket{"late": late, "opened again": again, "urgent": urgent} {
		if due := o.now(k.ID).DueAt; !due.Equal(k.DueAt) {
			t.Errorf("the deadline of a ticket that is %s moved from %v to %v", name, k.DueAt, due)
		}
	}
	now := o.now(ahead.ID)
	o.wants("due", now.DueAt, "2026-11-23 11.25")
	o.wants("first step", now.Ladder.NextAt, "2026-11-23 11.05")
	if n := len(o.events(loket.EventRecomputed)); n != 1 {
		t.Errorf("%d deadlines moved, want one", n)
	}
}

// TestRecomputeByTheNewUnit: the policy of where a ticket goes counts from there on.
func TestRecomputeByTheNewUnit(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	o.policy.Dated[0].Answers = append(o.policy.Dated[0].Answers, loket.AnswerRule{Unit: "pengaduan", Within: 3 * time.Hour})
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Transfer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Destination{Agency: k.Agency, Unit: "pengaduan"}, "bagian Anda"))
	o.watches()
	o.wants("due", o.now(k.ID).DueAt, "2026-11-23 12.00")
}

// TestRecomputeTellsOnce: whose promise fell into a closing is told another time once,
// by day; the promise's own watch does not tell it again.
func TestRecomputeTellsOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		promised, changed, told string
		closes                  int
	}{
		"Today":                     {"", "2026-11-23 09.05", "2026-11-23 09.05", 23},
		"Tomorrow/ToldToday":        {"2026-11-24 15.00", "2026-11-23 09.05", "2026-11-23 09.05", 24},
		"Later/LearnedAtNight":      {"2026-11-26 15.00", "2026-11-23 22.00", "2026-11-24 07.00", 26},
		"Later/LearnedInTheEvening": {"2026-11-26 15.00", "2026-11-23 17.00", "2026-11-23 17.00", 26},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openLadder(t)
			if c.promised != "" { // so long that a new promise is later than the one before
				o.Promises.Handling = func(loket.AgencyID) time.Duration { return 27 * time.Hour }
			}
			k := o.promised("a")
			if c.promised != "" {
				o.promises(k.ID, c.promised)
			}
			o.watches()
			o.goes(c.changed)
			before := len(*o.owed)
			o.hours(november(c.closes, calendar.Closed))
			for range 20 * 6 {
				o.watches()
				if len(*o.owed) > before {
					break
				}
				o.clock.Add(10 * time.Minute)
			}
			o.wants("told", o.clock.Now(), c.told)
			p := o.now(k.ID).Promise
			if !o.office.IsOpen(p.At.Add(-time.Minute)) || p.State != loket.PromiseRenewed {
				t.Errorf("promise = %+v, want one in office hours", p)
			}
			o.watches()
			o.clock.Add(time.Minute)
			o.watches()
			if told := len(*o.owed) - before; told != 1 {
				t.Errorf("told %d times, want once", told)
			}
		})
	}
}

// TestRecomputeForTwo: two processes learn of new hours at once; each citizen is told
// once, each deadline moved once.
func TestRecomputeForTwo(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	for _, person := range []string{"a", "b", "c"} {
		o.promised(person)
	}
	o.hours(november(23, calendar.Closed))
	o.clock.Add(5 * time.Minute)
	told := o.atOnce(2, func() error { return o.Recompute(o.ctx(), lokettest.Agency().ID, lokettest.Channels()[0].ID) })
	if moved, renewed := len(o.events(loket.EventRecomputed)), len(o.events(loket.EventPromiseRenewed)); moved != 3 || renewed != 3 || told != 3 {
		t.Errorf("%d deadlines moved, %d promises renewed, %d notices, want 3 of each", moved, renewed, told)
	}
}
