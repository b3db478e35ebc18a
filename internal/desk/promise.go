package desk

import (
	"slices"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// The arithmetic of a promise.
const (
	// leastWait is the office time that even an empty queue is given.
	leastWait = 30 * time.Minute
	// promiseStep is what a promised time is rounded up to, on the office's clock.
	promiseStep = 15 * time.Minute
	// openingsTried bounds the search for one with a quarter hour in it.
	openingsTried = 400
	// longerAtMost bounds how often leastWait doubles: a fourth renewal and later
	// ones give four hours of office time, so that who waits long is told so a few
	// times a day and not every half hour.
	longerAtMost = 3

	// enoughHandlings is how many closed tickets make a figure of one's own.
	enoughHandlings = 20
	// handlingDays is how far back they are looked for.
	handlingDays = 28

	// presence is how much office time a member of staff counts as at work after
	// what they last did, unless they said otherwise. Somebody who holds a lease
	// counts as well: a long reply is work. It is three leases of the console: shorter, and a counter where each
	// question takes a quarter of an hour would look deserted between two; longer,
	// and who went home would be promised on.
	presence = 15 * time.Minute
)

// Wait is the office time until a ticket at a place in the queue, from 1, should
// have been answered: its place times what one takes, divided among the staff
// present, of which there is always one; never less than half an hour, and twice
// that each time a later time had to be told before.
func Wait(place int, handling time.Duration, present, renewals int) time.Duration {
	least := leastWait << min(max(renewals, 0), longerAtMost)
	return max(least, time.Duration(max(place, 1))*handling/time.Duration(max(present, 1)))
}

// Latest is the time that is told: the wait from now in office time, rounded up
// to a quarter hour on the office's clock at which the counter is open or just
// closes. It is zero when the office does not open for so long.
func Latest(c calendar.Calendar, now time.Time, wait time.Duration) time.Time {
	t := c.Add(now, wait)
	for range openingsTried {
		if t.IsZero() {
			break
		}
		if t = roundUp(t); InHours(c, t) {
			return t.UTC()
		}
		t = c.NextOpen(t)
	}
	return time.Time{}
}

// roundUp is the first quarter hour on t's clock that is not before t.
func roundUp(t time.Time) time.Time {
	past := time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	if over := past % promiseStep; over > 0 {
		return t.Add(promiseStep - over)
	}
	return t
}

// InHours tells whether the counter is open at t, or closes just then.
func InHours(c calendar.Calendar, t time.Time) bool {
	return c.IsOpen(t) || c.IsOpen(t.Add(-time.Nanosecond))
}

// typical is the third quartile (nearest rank) of the office time that tickets
// took; the policy's figure while there are too few.
func typical(c calendar.Calendar, all []loket.Handling, policy time.Duration) time.Duration {
	if len(all) < enoughHandlings {
		return policy
	}
	took := make([]time.Duration, len(all))
	for i, h := range all {
		took[i] = c.Between(h.From, h.To)
	}
	slices.Sort(took)
	return took[(3*len(took)+3)/4-1]
}
