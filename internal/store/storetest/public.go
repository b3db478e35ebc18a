package storetest

import "time"

func publicCases() []contractCase {
	return []contractCase{
		{"OffUntilTurnedOn", publicSwitch},
		{"RegisteringAnewKeepsIt", publicKept},
	}
}

func (o *office) wantPublic(want time.Time) {
	o.t.Helper()
	since, err := o.PublicSince(o.ctx(), o.agency.ID)
	o.must(err)
	if !since.Equal(want) {
		o.t.Errorf("PublicSince() = %v, want %v", since, want)
	}
}

func (o *office) showsPublic(show, changes bool) {
	o.t.Helper()
	changed, err := o.ShowPublic(o.ctx(), o.agency.ID, show)
	o.must(err)
	if changed != changes {
		o.t.Errorf("ShowPublic(%v) changed = %v, want %v", show, changed, changes)
	}
}

// publicSwitch: it is off at first, each turn is in the audit log, and a turn that
// turns nothing is not.
func publicSwitch(o *office) {
	o.wantPublic(time.Time{})
	o.showsPublic(false, false)
	o.showsPublic(true, true)
	since := o.clock.Now()
	o.clock.Add(time.Hour)
	o.showsPublic(true, false)
	o.wantPublic(since)
	o.showsPublic(false, true)
	o.wantPublic(time.Time{})
	if on, off := o.audited("public.on"), o.audited("public.off"); on != 1 || off != 1 {
		o.t.Errorf("the audit log has %d on and %d off, want one of each", on, off)
	}
	if since, err := o.PublicSince(o.ctx(), "lain"); err != nil || !since.IsZero() {
		o.t.Errorf("PublicSince() of an agency that is not there = %v, %v, want never", since, err)
	}
}

func publicKept(o *office) {
	o.showsPublic(true, true)
	since := o.clock.Now()
	o.clock.Add(time.Hour)
	o.must(o.Register(o.ctx(), o.agency))
	o.wantPublic(since)
}
