package storetest

import (
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func switchCases() []contractCase {
	return []contractCase{
		{"Off/IsKeptWithWhoAndWhy", switchKept},
		{"On/ReleasesWhatWaitsOnItsChannel", switchReleases},
		{"Twice/IsRefused", switchTwice},
		{"Closure/IsKeptUntilItEnds", closureKept},
		{"Closure/LiftedWhereItBeganIsNone", closureLifted},
		{"Closure/OfAnotherAgencyIsNotFound", closureForeign},
	}
}

func (o *office) off(kind loket.SwitchKind, target string) loket.Switch {
	o.t.Helper()
	w := loket.Switch{Agency: o.agency.ID, Kind: kind, Target: target, Reason: "jawaban keliru", By: "penyelia"}
	o.must(o.SwitchOff(o.ctx(), w))
	w.At = o.clock.Now()
	return w
}

func (o *office) switches() []loket.Switch {
	o.t.Helper()
	all, err := o.Switches(o.ctx())
	o.must(err)
	return all
}

// audited counts the rows of the log for an action.
func (o *office) audited(action string) (n int) {
	o.t.Helper()
	_, err := o.CheckAudit(o.ctx())
	o.must(err)
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM audit WHERE action = '`+action+`'`).Scan(&n))
	return n
}

func switchKept(o *office) {
	m := o.petugas("penyelia")
	m.Login, m.PasswordHash = "penyelia", "$argon2id$"
	o.must(o.AddStaff(o.ctx(), m))
	entry := o.off(loket.SwitchEntry, "ktp-el-hilang")
	o.clock.Add(time.Minute)
	bot := o.off(loket.SwitchBot, "")
	entry.ByName, bot.ByName = m.Name, m.Name
	if diff := cmp.Diff([]loket.Switch{entry, bot}, o.switches()); diff != "" {
		o.t.Errorf("Switches (-want +got):\n%s", diff)
	}
	o.must(o.SwitchOn(o.ctx(), entry))
	if got := o.switches(); len(got) != 1 || !got[0].Is(bot) {
		o.t.Errorf("after the entry is on: %+v, want the bot only", got)
	}
	var told []loket.Event
	for _, e := range o.events() {
		if e.Kind == loket.EventSwitchOff || e.Kind == loket.EventSwitchOn {
			told = append(told, e)
		}
	}
	if len(told) != 3 || told[0].Entry != "ktp-el-hilang" || told[1].Revision != "bot" || told[2].Kind != loket.EventSwitchOn || told[2].ActorID != "penyelia" {
		o.t.Errorf("events = %+v, want off, off and on", told)
	}
	if o.audited("switch.off") != 2 || o.audited("switch.on") != 1 {
		o.t.Error("the audit log does not hold each turn")
	}
}

func switchReleases(o *office) {
	s := o.situation(o.says("a", "m:a", "halo").Conversation)
	channel := o.off(loket.SwitchChannel, string(o.channel))
	until := o.clock.Now().Add(time.Hour)
	o.must(o.Settle(o.ctx(), loket.Decision{
		Agency: o.agency.ID, Channel: o.channel, Conversation: s.Conversation.ID, Held: []loket.MessageID{s.Pending[0].ID}, HoldUntil: until,
	}))
	due := func() int {
		all, err := o.Due(o.ctx(), o.channel, o.clock.Now(), 10)
		o.must(err)
		return len(all)
	}
	if n := due(); n != 0 {
		o.t.Errorf("%d conversations due while they wait, want none", n)
	}
	o.must(o.SwitchOn(o.ctx(), channel))
	if n := due(); n != 1 {
		o.t.Errorf("%d conversations due once the channel is on, want one", n)
	}
}

func switchTwice(o *office) {
	w := o.off(loket.SwitchBot, "")
	if err := o.SwitchOff(o.ctx(), w); !errors.Is(err, loket.ErrSwitchedOff) {
		o.t.Errorf("switching off again = %v, want it refused", err)
	}
	o.must(o.SwitchOn(o.ctx(), w))
	if err := o.SwitchOn(o.ctx(), w); !errors.Is(err, loket.ErrSwitchedOn) {
		o.t.Errorf("switching on again = %v, want it refused", err)
	}
	if o.audited("switch.off") != 1 || o.audited("switch.on") != 1 {
		o.t.Error("what was refused stands in the audit log")
	}
}

// shuts keeps a closing of the next hour.
func (o *office) shuts(id loket.ClosureID) loket.Closure {
	o.t.Helper()
	now := o.clock.Now().Truncate(time.Minute)
	c := loket.Closure{ID: id, Agency: o.agency.ID, From: now, Until: now.Add(time.Hour), Reason: "listrik padam", By: "penyelia"}
	o.must(o.CloseOffice(o.ctx(), c))
	c.At = o.clock.Now()
	return c
}

func (o *office) closures() []loket.Closure {
	o.t.Helper()
	all, err := o.Closures(o.ctx(), o.agency.ID, o.clock.Now())
	o.must(err)
	return all
}

func closureKept(o *office) {
	c := o.shuts("c1")
	o.must(o.CloseOffice(o.ctx(), loket.Closure{ID: "c1", Agency: o.agency.ID, From: c.From, Until: c.Until.Add(time.Hour), Reason: "dua kali"}))
	if diff := cmp.Diff([]loket.Closure{c}, o.closures()); diff != "" {
		o.t.Errorf("Closures (-want +got):\n%s", diff)
	}
	if o.audited("closure.add") != 1 || count(o.events(), loket.EventClosure) != 1 {
		o.t.Error("a closing that is posted twice is told twice")
	}
	o.clock.Add(time.Hour)
	if got := o.closures(); len(got) != 0 {
		o.t.Errorf("after its end: %+v, want none", got)
	}
}

func closureLifted(o *office) {
	c := o.shuts("c1")
	lift := func(c loket.Closure) (loket.Closure, error) { return c.Lifted(o.clock.Now(), false) }
	o.clock.Add(10 * time.Minute)
	o.must(o.LiftClosure(o.ctx(), o.agency.ID, c.ID, "penyelia", lift))
	all, err := o.Closures(o.ctx(), o.agency.ID, c.From)
	o.must(err)
	if len(all) != 1 || all[0].Until.Sub(all[0].From) != 10*time.Minute {
		o.t.Errorf("lifted after ten minutes: %+v, want it that long", all)
	}
	if err := o.LiftClosure(o.ctx(), o.agency.ID, c.ID, "penyelia", lift); !errors.Is(err, loket.ErrClosureEnded) {
		o.t.Errorf("lifting it again = %v, want it refused", err)
	}
	d := o.shuts("c2")
	o.must(o.LiftClosure(o.ctx(), o.agency.ID, d.ID, "penyelia", func(c loket.Closure) (loket.Closure, error) { return c.Lifted(o.clock.Now(), true) }))
	if got := o.closures(); len(got) != 0 {
		o.t.Errorf("a mistake that was taken back: %+v, want none", got)
	}
	if o.audited("closure.lift") != 2 || count(o.events(), loket.EventClosureLifted) != 2 {
		o.t.Error("lifting is not told")
	}
}

func closureForeign(o *office) {
	c := o.shuts("c1")
	err := o.LiftClosure(o.ctx(), "lain", c.ID, "x", func(c loket.Closure) (loket.Closure, error) { return c, nil })
	if !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("lifting another agency's = %v, want %v", err, loket.ErrNotFound)
	}
}
