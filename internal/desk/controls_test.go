package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// controls are those of an office whose hours follow what is closed at once.
func (o *office) controls() *desk.Controls {
	rules := calendar.Rules{Zone: lokettest.Agency().Zone, Week: calendar.DefaultWeek()}
	with := func(more ...loket.Closure) (calendar.Calendar, error) {
		all, err := o.ledger.Closures(o.ctx(), lokettest.Agency().ID, o.clock.Now().AddDate(0, 0, -400))
		o.must(err)
		return calendar.New(rules.WithClosures(append(all, more...), o.office.Zone()))
	}
	follow := func() {
		var err error
		o.office, err = with()
		o.must(err)
	}
	follow()
	return &desk.Controls{
		Ledger: o.ledger, Desk: o.Desk,
		Channels: func(loket.AgencyID) []loket.ChannelID { return []loket.ChannelID{lokettest.Channels()[0].ID} },
		Hours:    func(c loket.Closure) (calendar.Calendar, error) { return with(c) },
		Known:    func(w loket.Switch) bool { return w.Target != "tidak-ada" },
		Changed: func(ctx context.Context, agency loket.AgencyID) {
			follow()
			o.must(o.Recompute(ctx, agency, lokettest.Channels()[0].ID))
		},
	}
}

func closing(id string, from time.Time, within time.Duration) loket.Closure {
	return loket.Closure{ID: loket.ClosureID(id), From: from.Truncate(time.Minute), Until: from.Truncate(time.Minute).Add(within), Reason: "listrik padam"}
}

// TestForesee: what is foreseen of a closing is what it does, and foreseeing writes
// nothing.
func TestForesee(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.controls()
	moved, stays := o.promised("a"), o.claims(petugasA(), o.ticket("b").ID)
	o.must(o.Reply(o.ctx(), petugasA(), stays.ID, stays.LeaseEpoch, "Sudah."))
	closure, f, err := c.Foresee(o.ctx(), penyelia(), closing("c1", o.clock.Now(), 24*time.Hour))
	o.must(err)
	if f.Deadlines != 1 || f.Promises != 1 || !f.Now || len(f.Moves) != 1 || f.Moves[0].Ticket.ID != moved.ID {
		t.Fatalf("Foresee() = %+v, want one deadline and one promise to move, told at once", f)
	}
	if now := o.now(moved.ID); now.DueAt != moved.DueAt || len(*o.owed) != 1 || len(o.events(loket.EventClosure)) != 0 {
		t.Errorf("foreseeing wrote something: %+v", now)
	}
	o.must(c.Close(o.ctx(), penyelia(), closure))
	now := o.now(moved.ID)
	if !now.DueAt.Equal(f.Moves[0].Due) || !now.Promise.At.Equal(f.Moves[0].Promise) {
		t.Errorf("due %v, promised %v, want as foreseen %v, %v", now.DueAt, now.Promise.At, f.Moves[0].Due, f.Moves[0].Promise)
	}
	if len(*o.owed) != 2 || len(o.events(loket.EventRecomputed)) != 1 || len(o.events(loket.EventPromiseRenewed)) != 1 || len(o.events(loket.EventClosure)) != 1 {
		t.Errorf("%d sends owed, want the reply and one notice, with an event of each", len(*o.owed))
	}
}

// TestClosureAndLifting: whatever is closed, once it is lifted before it took any
// time, or as a mistake, every deadline is as it was; lifted later, every deadline
// is as if the office had been closed for that long.
func TestClosureAndLifting(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.controls()
	var all []loket.Ticket
	for _, person := range []string{"a", "b", "c", "d"} {
		all = append(all, o.ticket(person))
		o.clock.Add(17 * time.Minute)
	}
	c.Changed(o.ctx(), lokettest.Agency().ID)
	dues := func() (at []time.Time) {
		for _, k := range all {
			at = append(at, o.now(k.ID).DueAt)
		}
		return at
	}
	const day = 24 * 60
	for _, minutes := range [][2]int{{0, 1}, {0, 45}, {0, day}, {0, 20 * day}, {1, 30}, {90, 60}, {day, 3 * day}, {3 * day, 5}} {
		before := dues()
		id := loket.NewID[loket.ClosureID]()
		ahead, within := time.Duration(minutes[0])*time.Minute, time.Duration(minutes[1])*time.Minute
		o.must(c.Close(o.ctx(), penyelia(), closing(string(id), o.clock.Now().Add(ahead), within)))
		o.must(c.Lift(o.ctx(), penyelia(), id, ahead == 0 && minutes[1] > day))
		if after := dues(); !slices.EqualFunc(before, after, time.Time.Equal) {
			t.Fatalf("deadlines after a closing of %v in %v was lifted: %v, want as before %v", within, ahead, after, before)
		}
	}
	before := dues()
	o.must(c.Close(o.ctx(), penyelia(), closing("lama", o.clock.Now(), 5*time.Hour)))
	o.clock.Add(20 * time.Minute)
	o.must(c.Lift(o.ctx(), penyelia(), "lama", false))
	for i, at := range dues() {
		if at.Sub(before[i]) != 20*time.Minute {
			t.Errorf("deadline %d moved by %v, want the twenty minutes it was closed", i, at.Sub(before[i]))
		}
	}
}

func TestControlsRefused(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.controls()
	now := o.clock.Now()
	for name, err := range map[string]error{
		"ByAnOfficer":    c.Close(o.ctx(), petugasA(), closing("x", now, time.Hour)),
		"ByTheHead":      c.SwitchOff(o.ctx(), member("kepala", loket.RoleHead), loket.Switch{Kind: loket.SwitchBot, Reason: "x"}),
		"OnByAnOfficer":  c.SwitchOn(o.ctx(), petugasA(), loket.Switch{Kind: loket.SwitchBot}),
		"LiftByAnyone":   c.Lift(o.ctx(), petugasA(), "x", false),
		"Over":           c.Close(o.ctx(), penyelia(), closing("x", now.Add(-2*time.Hour), time.Hour)),
		"TooLong":        c.Close(o.ctx(), penyelia(), closing("x", now, 32*24*time.Hour)),
		"WithoutAReason": c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchBot, Reason: " "}),
		"TwoLines":       c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchBot, Reason: "a\nb"}),
		"TooManyWords":   c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchBot, Reason: strings.Repeat("a", 101)}),
		"Unknown":        c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchEntry, Target: "tidak-ada", Reason: "x"}),
		"ABotWithAName":  c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchBot, Target: "x", Reason: "x"}),
		"NoSuchClosure":  c.Lift(o.ctx(), penyelia(), "x", false),
		"NotOff":         c.SwitchOn(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchBot}),
	} {
		if loket.CodeOf(err) == "" {
			t.Errorf("%s: %v, want words for the person", name, err)
		}
	}
	if err := c.SwitchOff(o.ctx(), petugasA(), loket.Switch{Kind: loket.SwitchEntry, Target: "tidak-ada"}); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("by an officer: %v, want who may said first", err)
	}
	o.must(c.SwitchOff(o.ctx(), penyelia(), loket.Switch{Kind: loket.SwitchEntry, Target: "kk-baru", Reason: " biaya 0812-3456-7890 keliru "}))
	all, err := o.ledger.Switches(o.ctx())
	o.must(err)
	if len(all) != 1 || strings.Contains(all[0].Reason, "3456") || all[0].By != "penyelia" || errors.Is(err, loket.ErrNotFound) {
		t.Errorf("switches = %+v, want the entry's, without the number", all)
	}
}
