package main

import (
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// TestHoursTakeClosures: closings are taken beside what is configured, and outlive a reload.
func TestHoursTakeClosures(t *testing.T) {
	t.Parallel()
	rules, err := rulesOf(config.Agency{Agency: loket.Agency{ID: "x", Zone: "Asia/Makassar"}})
	if err != nil {
		t.Fatal(err)
	}
	var o officeHours
	if o.calendar() != nil {
		t.Error("there is a calendar before any rules")
	}
	if err := o.set(rules); err != nil {
		t.Fatal(err)
	}
	monday := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
	usual := o.calendar().Version
	c := loket.Closure{ID: "c", From: monday, Until: monday.Add(time.Hour), Reason: "listrik padam"}
	foreseen, err := o.with(c)
	if err != nil || foreseen.IsOpen(monday) || !o.calendar().IsOpen(monday) {
		t.Errorf("with(closing) is open, or counts already; %v", err)
	}
	for _, want := range []bool{true, false} {
		if changed, err := o.take([]loket.Closure{c}); err != nil || changed != want {
			t.Errorf("take(closing) = %v, %v, want %v", changed, err, want)
		}
	}
	if o.calendar().Version != foreseen.Version {
		t.Error("what was taken is not what was foreseen")
	}
	if err := o.set(rules); err != nil || o.calendar().IsOpen(monday) {
		t.Errorf("a reload forgets the closing; %v", err)
	}
	if changed, err := o.take(nil); err != nil || !changed || o.calendar().Version != usual {
		t.Errorf("after lifting: changed %v, %v, want the usual hours", changed, err)
	}
}

func TestSwitchboard(t *testing.T) {
	t.Parallel()
	var b switchboard
	if b.Off("x", loket.SwitchBot, "") {
		t.Error("something is off before anything was read")
	}
	b.off.Store(&[]loket.Switch{{Agency: "x", Kind: loket.SwitchEntry, Target: "kk-baru"}, {Agency: "y", Kind: loket.SwitchBot}})
	if !b.Off("x", loket.SwitchEntry, "kk-baru") || b.Off("x", loket.SwitchEntry, "kk") || b.Off("x", loket.SwitchBot, "") || !b.Off("y", loket.SwitchBot, "") {
		t.Error("what is off is not what was read")
	}
	if all := b.all("x"); len(all) != 1 {
		t.Errorf("all(x) = %+v, want its own", all)
	}
}
