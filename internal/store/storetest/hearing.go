package storetest

import (
	"time"

	"loket/internal/loket"
)

func hearingCases() []contractCase {
	return []contractCase{
		{"Never/NoGap", neverHeard},
		{"OverADay/IsAGapWhileItLasts", gapWhileItLasts},
		{"OverADay/IsAGapAfterAStart", gapAfterAStart},
		{"UnderADay/NoGap", underADay},
	}
}

// hears renews the lease, with the channel heard at a time.
func (o *office) hears(l loket.Lease, at time.Time) *loket.ChannelGap {
	o.t.Helper()
	renewed, err := o.RenewLease(o.ctx(), l, at)
	o.must(err)
	return renewed.Gap
}

// gaps are all of the agency.
func (o *office) gaps() []loket.ChannelGap {
	o.t.Helper()
	gaps, err := o.ChannelGaps(o.ctx(), o.agency.ID, time.UnixMilli(1), o.clock.Now().Add(time.Hour))
	o.must(err)
	return gaps
}

func neverHeard(o *office) {
	lease := o.takes("a")
	o.clock.Add(48 * time.Hour)
	if gap := o.hears(lease, time.Time{}); gap != nil || len(o.gaps()) != 0 {
		o.t.Errorf("gap = %+v, %+v, want none: the channel is not fetched from", gap, o.gaps())
	}
	if gap := o.hears(lease, o.clock.Now()); gap != nil || len(o.gaps()) != 0 {
		o.t.Errorf("gap = %+v, %+v, want none before a first hearing", gap, o.gaps())
	}
	all, err := o.Hearings(o.ctx(), o.agency.ID)
	o.must(err)
	if len(all) != 1 || all[0].Channel != o.channel || !all[0].At.Equal(o.clock.Now()) || all[0].Name == "" {
		o.t.Errorf("Hearings() = %+v, want one of now", all)
	}
}

func gapWhileItLasts(o *office) {
	lease, last := o.takes("a"), o.clock.Now()
	o.hears(lease, last)
	o.clock.Add(loket.UpdateRetention)
	if gap := o.hears(lease, last); gap != nil {
		o.t.Errorf("gap after 24 h = %+v, want none yet", gap)
	}
	o.clock.Add(time.Second)
	if gap := o.hears(lease, last); gap == nil || !gap.From.Equal(last) || !gap.Until.IsZero() {
		o.t.Errorf("gap = %+v, want one since %v", gap, last)
	}
	if gap := o.hears(lease, last); gap != nil {
		o.t.Errorf("gap = %+v, want it told once", gap)
	}
	o.clock.Add(time.Hour)
	back := o.clock.Now()
	if gap := o.hears(lease, back); gap == nil || !gap.Until.Equal(back) {
		o.t.Errorf("gap = %+v, want it ended at %v", gap, back)
	}
	if got := o.gaps(); len(got) != 1 || !got[0].From.Equal(last) || !got[0].Until.Equal(back) {
		o.t.Errorf("ChannelGaps() = %+v, want one from %v to %v", got, last, back)
	}
	outside, err := o.ChannelGaps(o.ctx(), o.agency.ID, back, back.Add(time.Hour))
	o.must(err)
	if len(outside) != 0 {
		o.t.Errorf("ChannelGaps(after) = %+v, want none", outside)
	}
}

func gapAfterAStart(o *office) {
	first, last := o.takes("a"), o.clock.Now()
	o.hears(first, last)
	o.clock.Add(25 * time.Hour)
	second, back := o.takes("b"), o.clock.Now()
	if gap := o.hears(second, back); gap == nil || !gap.From.Equal(last) || !gap.Until.Equal(back) {
		o.t.Errorf("gap = %+v, want one from %v to %v", gap, last, back)
	}
}

func underADay(o *office) {
	lease := o.takes("a")
	o.hears(lease, o.clock.Now())
	o.clock.Add(23 * time.Hour)
	if gap := o.hears(lease, o.clock.Now()); gap != nil || len(o.gaps()) != 0 {
		o.t.Errorf("gap = %+v, want none: the platform kept everything", gap)
	}
}
