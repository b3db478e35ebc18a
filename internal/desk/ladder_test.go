package desk_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// openLadder is an office that closes at noon for an hour and computes deadlines in
// office time: answered within 100 minutes, emergencies within 20.
func openLadder(t *testing.T) *office {
	t.Helper()
	o := openOffice(t)
	o.hours()
	o.answersIn(100)
	o.Due = func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time {
		return o.office.Add(now, within).UTC()
	}
	return o
}

// hours are Monday to Friday, 08.00 to 12.00 and 13.00 to 16.00, with exceptions.
func (o *office) hours(exceptions ...calendar.Exception) {
	o.t.Helper()
	rules := calendar.Rules{Zone: lokettest.Agency().Zone, Exceptions: exceptions}
	for day := time.Monday; day <= time.Friday; day++ {
		rules.Week[day] = []calendar.Interval{{Open: 8 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 16 * 60}}
	}
	var err error
	o.office, err = calendar.New(rules)
	o.must(err)
}

// november is a day that is not as usual.
func november(day int, kind calendar.ExceptionKind, hours ...calendar.Interval) calendar.Exception {
	return calendar.Exception{Date: calendar.Date{Year: 2026, Month: 11, Day: day}, Kind: kind, Reason: "uji", Hours: hours}
}

// answersIn sets the policy, in minutes.
func (o *office) answersIn(minutes int) {
	urgent := loket.PriorityEmergency
	o.policy = loket.Policy{Version: string(rune('a' + minutes)), Dated: []loket.DatedPolicy{{Answers: []loket.AnswerRule{
		{Within: time.Duration(minutes) * time.Minute}, {Priority: &urgent, Within: 20 * time.Minute},
	}}}}
}

// watches looks as Watch does.
func (o *office) watches() {
	o.t.Helper()
	o.must(o.Recompute(o.ctx(), lokettest.Agency().ID, lokettest.Channels()[0].ID))
	o.looks()
	o.must(o.EscalateDue(o.ctx(), lokettest.Channels()[0].ID))
}

// watchesUntil looks every ten minutes until a time.
func (o *office) watchesUntil(to string) {
	o.t.Helper()
	end, err := time.ParseInLocation("2006-01-02 15.04", to, o.office.Zone())
	o.must(err)
	for o.watches(); o.clock.Now().Before(end); o.watches() {
		o.clock.Add(10 * time.Minute)
	}
}

// told is when each level was told, on the office's clock: "Mon 09.50".
func (o *office) told() (at []string) {
	o.t.Helper()
	for i, e := range o.events(loket.EventEscalate) {
		if e.Value != int64(i+1) || e.Revision != loket.Level(i+1).Name() || e.CalendarVersion != o.office.Version {
			o.t.Errorf("step %d = %+v, want level %d, to %q", i, e, i+1, loket.Level(i+1).Name())
		}
		at = append(at, e.At.In(o.office.Zone()).Format("Mon 15.04"))
	}
	return at
}

func TestLadder(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		opened   string
		priority loket.Priority
		hours    []calendar.Exception // from the beginning
		at       string               // when hours change; empty: they do not
		then     []calendar.Exception
		want     []string
	}{
		{name: "Morning", opened: "2026-11-23 09.00", want: []string{"Mon 09.50", "Mon 10.20", "Mon 10.40", "Mon 11.30"}},
		{name: "OverLunch", opened: "2026-11-23 11.00", want: []string{"Mon 11.50", "Mon 13.20", "Mon 13.40", "Mon 14.30"}},
		{name: "AtNight", opened: "2026-11-23 22.00", want: []string{"Tue 08.50", "Tue 09.20", "Tue 09.40", "Tue 10.30"}},
		{name: "OverTheNight", opened: "2026-11-23 15.00", want: []string{"Mon 15.50", "Tue 08.20", "Tue 08.40", "Tue 09.30"}},
		{name: "AtTheClosing/InTheMorning", opened: "2026-11-23 15.10", want: []string{"Tue 08.00", "Tue 08.30", "Tue 08.50", "Tue 09.40"}},
		{
			name: "OverAHoliday", opened: "2026-11-23 15.00", hours: []calendar.Exception{november(24, calendar.Closed)},
			want: []string{"Mon 15.50", "Wed 08.20", "Wed 08.40", "Wed 09.30"},
		},
		{
			name: "SuddenClosure", opened: "2026-11-23 09.00", at: "2026-11-23 10.00",
			then: []calendar.Exception{november(23, calendar.Shortened, calendar.Interval{Open: 8 * 60, Close: 10 * 60})},
			want: []string{"Mon 09.50", "Tue 08.20", "Tue 08.40", "Tue 09.30"},
		},
		{
			name: "SuddenOpening", opened: "2026-11-23 11.00", at: "2026-11-23 11.30",
			then: []calendar.Exception{november(23, calendar.Extra, calendar.Interval{Open: 12 * 60, Close: 13 * 60})},
			want: []string{"Mon 11.50", "Mon 12.20", "Mon 12.40", "Mon 13.30"},
		},
		{
			name: "Emergency/AtNightOnTheClock", opened: "2026-11-23 22.00", priority: loket.PriorityEmergency,
			want: []string{"Mon 22.00", "Mon 22.00", "Mon 22.20", "Mon 22.30"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := openLadder(t)
			o.hours(c.hours...)
			o.goes(c.opened)
			o.handOver(o.situation("a", "pertanyaan"), loket.HandOff{Kind: loket.KindQuestion, Priority: c.priority})
			if c.at != "" {
				o.watchesUntil(c.at)
				o.hours(c.then...)
			}
			o.watchesUntil("2026-11-25 11.00")
			var at []string
			for _, e := range o.events(loket.EventEscalate) {
				at = append(at, e.At.In(o.office.Zone()).Format("Mon 15.04"))
			}
			if !slices.Equal(at, c.want) {
				t.Errorf("told %v, want %v", at, c.want)
			}
		})
	}
}

// TestLadderAfterAnOutage: what fell due while nobody looked is told in its order,
// each step once, when the office is open.
func TestLadderAfterAnOutage(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.ticket("a")
	o.goes("2026-11-23 20.00")
	o.watches()
	if at := o.told(); len(at) != 0 {
		t.Errorf("told at night: %v", at)
	}
	o.goes("2026-11-24 08.00")
	o.watches()
	o.watches()
	if at := o.told(); !slices.Equal(at, []string{"Tue 08.00", "Tue 08.00", "Tue 08.00", "Tue 08.00"}) {
		t.Errorf("told %v, want the four steps once each", at)
	}
	if due := o.events(loket.EventEscalate)[2].Until; !due.Equal(k.DueAt) {
		t.Errorf("the supervisor's step was due %v, want at the deadline %v", due, k.DueAt)
	}
	if l := o.now(k.ID).Ladder; l.Level != loket.LevelHead || !l.NextAt.IsZero() {
		t.Errorf("ladder = %+v, want its end", l)
	}
}

// TestLadderForTwo: two processes watch; each step of each ticket is told once.
func TestLadderForTwo(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	for _, person := range []string{"a", "b", "c"} {
		o.ticket(person)
	}
	for range 16 {
		o.clock.Add(10 * time.Minute)
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				if err := o.EscalateDue(o.ctx(), lokettest.Channels()[0].ID); err != nil {
					t.Errorf("EscalateDue() = %v, want nil", err)
				}
			})
		}
		all.Wait()
	}
	count := map[loket.TicketID][]int64{}
	for _, e := range o.events(loket.EventEscalate) {
		count[e.Ticket] = append(count[e.Ticket], e.Value)
	}
	for id, levels := range count {
		if !slices.Equal(levels, []int64{1, 2, 3, 4}) {
			t.Errorf("levels of %s = %v, want each once, in order", id, levels)
		}
	}
	if len(count) != 3 {
		t.Errorf("%d tickets, want 3", len(count))
	}
}

// TestLadderEndsWithAReply: a human's words end it; the citizen's next wait begins
// another, from the first level.
func TestLadderEndsWithAReply(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.ticket("a")
	o.watchesUntil("2026-11-23 10.30")
	held := o.claims(petugasA(), k.ID)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Apakah akta lahirnya ada?"))
	o.must(o.Pause(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, loket.Pause{Kind: loket.PauseCitizen}))
	o.watchesUntil("2026-11-23 14.00")
	if at := o.told(); !slices.Equal(at, []string{"Mon 09.50", "Mon 10.20"}) {
		t.Errorf("told %v, want nothing after the reply", at)
	}
	o.joins("a", k.ID, loket.OutcomeJoined)
	o.watches()
	now := o.now(k.ID)
	if want := o.office.Add(o.clock.Now(), 50*time.Minute); now.Ladder.Level != loket.LevelNone || !now.Ladder.NextAt.Equal(want) {
		t.Errorf("ladder of the new wait = %+v, want its first step at %v", now.Ladder, want)
	}
}

// TestLadderRestsInAPause: nobody is told of what is put aside; what fell due
// meanwhile is told when it comes back.
func TestLadderRestsInAPause(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.pauses(k, loket.PauseHour)
	o.watchesUntil("2026-11-23 09.50")
	if at := o.told(); len(at) != 0 {
		t.Errorf("told of a ticket that is put aside: %v", at)
	}
	o.goes("2026-11-23 10.00")
	_, err := o.Wake(o.ctx())
	o.must(err)
	o.watches()
	if at := o.told(); !slices.Equal(at, []string{"Mon 10.00"}) {
		t.Errorf("told %v, want the step that is due when it comes back", at)
	}
}

// TestLadderOfAReopened: a close that does not last begins another wait; nobody
// hears of the old one's delay.
func TestLadderOfAReopened(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Close(o.ctx(), petugasA(), k.ID, k.LeaseEpoch))
	o.goes("2026-11-24 09.00")
	o.must(o.Reopen(o.ctx(), petugasA(), k.ID))
	o.watchesUntil("2026-11-24 11.30")
	if at := o.told(); !slices.Equal(at, []string{"Tue 09.50", "Tue 10.20", "Tue 10.40", "Tue 11.30"}) {
		t.Errorf("told %v, want the steps from the reopening on", at)
	}
	if now := o.now(k.ID); !now.DueAt.Equal(k.DueAt) && now.DueAt.After(o.clock.Now()) {
		t.Errorf("due %v, want its place at the front kept", now.DueAt)
	}
}

// TestLadderOfAnEmergency: a ticket that becomes one goes up at once.
func TestLadderOfAnEmergency(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	k := o.ticket("a")
	o.goes("2026-11-23 18.00")
	o.must(o.Prioritise(o.ctx(), petugasA(), k.ID, 0, loket.PriorityEmergency))
	o.watchesUntil("2026-11-23 18.30")
	if at := o.told(); !slices.Equal(at, []string{"Mon 18.00", "Mon 18.00", "Mon 18.20", "Mon 18.30"}) {
		t.Errorf("told %v, want the group at once and the others on the clock", at)
	}
}

// TestAttention: who is told of which level, the highest first.
func TestAttention(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	first := o.ticket("a")
	o.clock.Add(40 * time.Minute)
	second := o.ticket("b")
	o.ticket("c")
	held := o.claims(petugasA(), second.ID)
	o.watchesUntil("2026-11-23 11.30")
	o.must(o.Reply(o.ctx(), petugasA(), second.ID, held.LeaseEpoch, "Silakan datang."))
	for role, want := range map[loket.Role]int{loket.RoleSupervisor: 2, loket.RoleAdmin: 2, loket.RoleHead: 1} {
		rows, err := o.Attention(o.ctx(), member("x", role))
		if err != nil || len(rows) != want || rows[0].Ticket.ID != first.ID {
			t.Errorf("%s is told of %d tickets, %v, want %d, the longest due first", role, len(rows), err, want)
		}
	}
	for _, role := range []loket.Role{loket.RoleOfficer, loket.RoleCurator, loket.RoleAuditor} {
		if _, err := o.Attention(o.ctx(), member("x", role)); loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("Attention() of a %s = %v, want it forbidden", role, err)
		}
	}
}
