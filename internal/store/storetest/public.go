package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
)

func publicCases() []contractCase {
	return []contractCase{
		{"OffUntilTurnedOn", publicSwitch},
		{"RegisteringAnewKeepsIt", publicKept},
		{"OneOfManyTurnsIt", publicRace},
		{"OfOneAgency", publicApart},
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

// publicRace: of many who turn it on at once one did, and the audit log has that one.
func publicRace(o *office) {
	var all sync.WaitGroup
	var turned atomic.Int32
	for range 8 {
		all.Go(func() {
			switch changed, err := o.ShowPublic(o.ctx(), o.agency.ID, true); {
			case err != nil:
				o.t.Errorf("ShowPublic(true) = %v", err)
			case changed:
				turned.Add(1)
			}
		})
	}
	all.Wait()
	if n, on := turned.Load(), o.audited("public.on"); n != 1 || on != 1 {
		o.t.Errorf("%d turned it on, the audit log has %d, want one and one", n, on)
	}
	o.wantPublic(o.clock.Now())
}

// publicApart: an office opens its own figures alone, and one that is not there none.
func publicApart(o *office) {
	other := loket.Agency{ID: "perpustakaan", Code: "PRP", Name: "Perpustakaan", Zone: "Asia/Jayapura"}
	o.must(o.Register(o.ctx(), other))
	if changed, err := o.ShowPublic(o.ctx(), other.ID, true); err != nil || !changed {
		o.t.Errorf("ShowPublic() of the other = %v, %v, want that it changed", changed, err)
	}
	o.wantPublic(time.Time{})
	if changed, err := o.ShowPublic(o.ctx(), "lain", true); err != nil || changed {
		o.t.Errorf("ShowPublic() of an agency that is not there = %v, %v, want no change", changed, err)
	}
	if on := o.audited("public.on"); on != 1 {
		o.t.Errorf("the audit log has %d on, want the other's", on)
	}
}
