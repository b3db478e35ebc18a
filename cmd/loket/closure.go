package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// closuresKept is how far back closings count: as far as office time is reckoned
// backwards.
const closuresKept = 400 * 24 * time.Hour

// officeHours are the hours of an office: what the configuration says, and the
// closings that staff entered since.
type officeHours struct {
	mu       sync.Mutex // guards rules and closures
	rules    calendar.Rules
	closures []loket.Closure

	now atomic.Pointer[calendar.Calendar]
}

// calendar is the one in force; nil: none was made.
func (o *officeHours) calendar() *calendar.Calendar { return o.now.Load() }

// set takes other rules.
func (o *officeHours) set(rules calendar.Rules) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	made, err := makeHours(rules, o.closures)
	if err == nil {
		o.rules = rules
		o.now.Store(&made)
	}
	return err
}

// take takes other closings, and tells whether they are others.
func (o *officeHours) take(closures []loket.Closure) (changed bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if slices.Equal(closures, o.closures) {
		return false, nil
	}
	made, err := makeHours(o.rules, closures)
	if err != nil {
		return false, err
	}
	o.closures = closures
	o.now.Store(&made)
	return true, nil
}

// current is the calendar in force, by its version and all that makes it; empty: none
// was made.
func (o *officeHours) current() (version string, rules calendar.Rules) {
	o.mu.Lock()
	defer o.mu.Unlock()
	made := o.now.Load()
	if made == nil {
		return "", rules
	}
	return made.Version, o.rules.WithClosures(o.closures, made.Zone())
}

// with is the calendar with one closing more.
func (o *officeHours) with(c loket.Closure) (calendar.Calendar, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return makeHours(o.rules, append(slices.Clone(o.closures), c))
}

func makeHours(rules calendar.Rules, closures []loket.Closure) (calendar.Calendar, error) {
	zone, err := time.LoadLocation(rules.Zone)
	if err != nil {
		return calendar.Calendar{}, fmt.Errorf("load the zone: %w", err)
	}
	return calendar.New(rules.WithClosures(closures, zone))
}

// openHours makes a shelf's hours at the start.
func (s *shelf) openHours(ctx context.Context) error {
	rules, err := rulesOf(s.agency)
	if err == nil {
		err = s.hours.set(rules)
	}
	if err == nil {
		_, err = s.followHours(ctx)
	}
	if err != nil {
		return fmt.Errorf("read the office hours of %s: %w", s.agency.ID, err)
	}
	return nil
}

// followHours takes the closings of the ledger, and tells whether they are others.
func (s *shelf) followHours(ctx context.Context) (changed bool, err error) {
	closures, err := s.ledger.Closures(ctx, s.id, s.ledger.Now().Add(-closuresKept))
	if err != nil {
		return false, err
	}
	return s.hours.take(closures)
}

// takeTerms has an agency's closings and policies count here at once, and its deadlines
// and promises follow. What fails is logged: it is followed within a second, and looked
// after within half a minute.
func (h *house) takeTerms(ctx context.Context, agency loket.AgencyID) {
	s := h.shelves[agency]
	if s == nil {
		return
	}
	changed, err := s.followTerms(ctx)
	if err != nil {
		h.log.Error("take closings and policies", "agency", agency, "err", err)
	}
	if changed {
		h.recomputeNow(ctx, agency)
	}
}

// recomputeNow brings the open tickets of an agency on the channels that this
// process owns to its hours. The others' owners do it when they hear of them.
func (h *house) recomputeNow(ctx context.Context, agency loket.AgencyID) {
	for _, channel := range h.bot.Channels {
		if _, owned := h.keeper.Epoch(channel); !owned {
			continue
		}
		if err := h.desk.Recompute(ctx, agency, channel); err != nil && ctx.Err() == nil {
			h.log.Error("bring deadlines to the hours", "agency", agency, "channel", channel, "err", err)
		}
	}
}

// controlsEvery is how often the ledger is asked what is closed and switched off: what
// somebody stops has to count everywhere within two seconds.
const controlsEvery = 500 * time.Millisecond

// followControls follows what was closed and switched off elsewhere, until ctx ends.
func (h *house) followControls(ctx context.Context) error {
	tick := time.NewTicker(controlsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := h.followSwitches(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("follow switches; those before stay", "err", err)
		}
		for id, s := range h.shelves {
			changed, err := s.followTerms(ctx)
			if err != nil && ctx.Err() == nil {
				h.log.Error("follow closings and policies; those before stay", "agency", id, "err", err)
			}
			if changed {
				h.log.Info("office hours or deadlines replaced", "agency", id)
				h.stir(id)
			}
		}
	}
}

// stir asks for an agency's tickets to be brought to its hours. Should one be asked
// for already, the look every half minute does the rest.
func (h *house) stir(agency loket.AgencyID) {
	select {
	case h.stirred <- agency:
	default:
	}
}

// recompute brings tickets to hours that changed elsewhere, until ctx ends: a
// thousand tickets take a while, in which switches are followed on.
func (h *house) recompute(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case agency := <-h.stirred:
			h.recomputeNow(ctx, agency)
		}
	}
}
