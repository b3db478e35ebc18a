package calendar

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Clock is a time of day in minutes after midnight: 0 to 1440.
type Clock int

// midnight is the end of a day.
const midnight Clock = 24 * 60

// ParseClock reads "08.00" or "08:00"; "24.00" is the end of the day.
func ParseClock(text string) (Clock, error) {
	bad := fmt.Errorf("parse clock %q: want 08.00", text)
	hour, minute, ok := strings.Cut(strings.ReplaceAll(text, ":", "."), ".")
	if !ok || len(hour) < 1 || len(hour) > 2 || len(minute) != 2 {
		return 0, bad
	}
	h, err := strconv.ParseUint(hour, 10, 8)
	if err != nil {
		return 0, bad
	}
	m, err := strconv.ParseUint(minute, 10, 8)
	if err != nil || m > 59 || Clock(h*60+m) > midnight {
		return 0, bad
	}
	return Clock(h*60 + m), nil
}

// String writes "08.00".
func (c Clock) String() string { return fmt.Sprintf("%02d.%02d", c/60, c%60) }

// Interval is a time of day during which the counter is open: from Open,
// until just before Close.
type Interval struct {
	Open, Close Clock
}

// ErrBackwards says that an interval closes before it opens, or as it opens.
var ErrBackwards = errors.New("it closes before it opens")

// ParseInterval reads "08.00-16.00", with or without spaces.
func ParseInterval(text string) (Interval, error) {
	open, closing, ok := strings.Cut(strings.ReplaceAll(text, "–", "-"), "-")
	if !ok {
		return Interval{}, fmt.Errorf("parse hours %q: want 08.00-16.00", text)
	}
	from, err := ParseClock(strings.TrimSpace(open))
	if err != nil {
		return Interval{}, fmt.Errorf("parse hours %q: %w", text, err)
	}
	to, err := ParseClock(strings.TrimSpace(closing))
	if err != nil {
		return Interval{}, fmt.Errorf("parse hours %q: %w", text, err)
	}
	if from >= to {
		return Interval{}, fmt.Errorf("parse hours %q: %w", text, ErrBackwards)
	}
	return Interval{from, to}, nil
}

// String writes "08.00-16.00".
func (i Interval) String() string { return i.Open.String() + "-" + i.Close.String() }

// MarshalText writes the interval as String does.
func (i Interval) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what ParseInterval reads.
func (i *Interval) UnmarshalText(text []byte) error {
	parsed, err := ParseInterval(string(text))
	if err == nil {
		*i = parsed
	}
	return err
}

// Overlaps returns the first of others that has time in common with i.
func (i Interval) Overlaps(others []Interval) (other Interval, found bool) {
	for _, other := range others {
		if i.Open < other.Close && other.Open < i.Close {
			return other, true
		}
	}
	return Interval{}, false
}

// merged sorts intervals and joins those that touch.
func merged(hours []Interval) []Interval {
	sorted := slices.SortedFunc(slices.Values(hours), func(a, b Interval) int { return cmp.Compare(a.Open, b.Open) })
	var out []Interval
	for _, next := range sorted {
		if n := len(out); n > 0 && next.Open <= out[n-1].Close {
			out[n-1].Close = max(out[n-1].Close, next.Close)
			continue
		}
		out = append(out, next)
	}
	return out
}

// without takes the intervals of closed out of hours.
func without(hours, closed []Interval) []Interval {
	for _, c := range closed {
		var left []Interval
		for _, h := range hours {
			if before := (Interval{h.Open, min(h.Close, c.Open)}); before.Open < before.Close {
				left = append(left, before)
			}
			if after := (Interval{max(h.Open, c.Close), h.Close}); after.Open < after.Close {
				left = append(left, after)
			}
		}
		hours = left
	}
	return hours
}

// common is the time that lies in both lists, which are merged.
func common(a, b []Interval) (out []Interval) {
	for _, x := range a {
		for _, y := range b {
			if both := (Interval{max(x.Open, y.Open), min(x.Close, y.Close)}); both.Open < both.Close {
				out = append(out, both)
			}
		}
	}
	return out
}

// covers tells whether at lies in one of hours.
func covers(hours []Interval, at Clock) bool {
	return slices.ContainsFunc(hours, func(i Interval) bool { return at >= i.Open && at < i.Close })
}
