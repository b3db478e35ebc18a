package calendar

import (
	"iter"
	"slices"
	"time"
	_ "time/tzdata" // the host may have no zone files
)

// How far the calendar is searched, in days.
const (
	horizon = 400         // without a single opening: it never opens again
	century = 36525 + 366 // in all
)

// Calendar tells an agency's office time. It is a value: it never changes, and
// copies may be used at the same time. The zero Calendar is never open.
type Calendar struct {
	Version string // names its content: equal calendars have equal versions

	zone    *time.Location // nil: UTC
	week    Week
	seasons []Season
	days    map[Date]special
	within  *Week // nil: nothing is cut off
}

// special is what sets one day apart.
type special struct {
	holiday    string // its name; empty: none
	exceptions []Exception
}

// Default is Monday to Friday, 08.00 to 16.00, closed on the holidays of
// Holidays. The zone is an IANA name.
func Default(zone string) (Calendar, error) {
	holidays, err := Holidays()
	if err != nil {
		return Calendar{}, err
	}
	return New(Rules{Zone: zone, Week: DefaultWeek(), Holidays: holidays})
}

// DefaultWeek is Monday to Friday, 08.00 to 16.00.
func DefaultWeek() (week Week) {
	for day := time.Monday; day <= time.Friday; day++ {
		week[day] = []Interval{{8 * 60, 16 * 60}}
	}
	return week
}

// Zone is the agency's zone.
func (c Calendar) Zone() *time.Location {
	if c.zone == nil {
		return time.UTC
	}
	return c.zone
}

// IsOpen tells whether the counter is open at t.
func (c Calendar) IsOpen(t time.Time) bool {
	open, ok := c.first(t)
	return ok && !t.Before(open.from)
}

// NextOpen is the next moment at or after t at which the counter is open; t
// itself while it is. It is zero when there is none within 400 days.
func (c Calendar) NextOpen(t time.Time) time.Time {
	open, ok := c.first(t)
	if ok && open.from.Before(t) {
		return t.In(c.Zone())
	}
	return open.from
}

// Within is the calendar cut down to the hours of a week: it is open when both
// are. Its Version stays that of the whole.
func (c Calendar) Within(week Week) Calendar {
	c.within = &week
	return c
}

// Hours are the hours of a date, in order and without overlaps.
func (c Calendar) Hours(d Date) []Interval {
	hours := c.officeHours(d)
	if c.within == nil {
		return hours
	}
	return common(hours, merged(c.within[d.Weekday()]))
}

// officeHours are the hours of a date before Within cuts some off.
func (c Calendar) officeHours(d Date) []Interval {
	week := c.weekOf(d)
	day, isSpecial := c.days[d]
	if !isSpecial {
		return merged(week[d.Weekday()])
	}
	var hours []Interval
	if day.holiday == "" {
		hours = week[d.Weekday()]
	}
	for _, e := range day.exceptions {
		switch {
		case e.Kind == Extra:
			hours = slices.Concat(hours, e.Hours)
		case e.Kind == Shortened:
			hours = e.Hours
		case len(e.Hours) == 0:
			hours = nil
		default:
			hours = without(hours, e.Hours)
		}
	}
	return merged(hours)
}

// season is the season a date falls into; nil: none. One with an end goes
// before a lasting one; of those with an end the last one entered wins, of the
// lasting ones the one that began last.
func (c Calendar) season(d Date) *Season {
	var lasting *Season
	for i := range slices.Backward(c.seasons) {
		s := &c.seasons[i]
		switch {
		case d.Compare(s.From) < 0:
		case !s.Lasting() && d.Compare(s.To) <= 0:
			return s
		case s.Lasting() && (lasting == nil || s.From.Compare(lasting.From) > 0):
			lasting = s
		}
	}
	return lasting
}

func (c Calendar) weekOf(d Date) Week {
	if s := c.season(d); s != nil {
		return s.Week
	}
	return c.week
}

// span is one opening, as instants: from from, until just before to.
type span struct {
	from, to time.Time
}

// opening is the span of an interval of a date. Where clocks are put forward or
// back it may be shorter or longer than the interval says.
func (c Calendar) opening(d Date, i Interval) span {
	return span{c.at(d, i.Open), c.at(d, i.Close)}
}

// at is the moment at which clocks show a time of a date. One that they skip is
// the moment of the skip: so what is later on the clock is never earlier, and
// no moment is counted twice.
func (c Calendar) at(d Date, clock Clock) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, int(clock)/60, int(clock)%60, 0, 0, c.Zone())
	_, offset := t.Zone()
	shown, asked := t.Unix()+int64(offset), d.utc(0).Unix()+60*int64(clock)
	if shown == asked {
		return t
	}
	before, after := t.ZoneBounds()
	if shown > asked {
		return before
	}
	return after
}

// openings are the spans that end after t, in order, for a century at most.
// They stop when there was none for 400 days.
func (c Calendar) openings(t time.Time) iter.Seq[span] {
	return func(yield func(span) bool) {
		// A day before: where midnight comes twice, the last day may reach into this one.
		date, done, empty := DateOf(t.In(c.Zone())).AddDays(-1), t, 0
		for range century {
			for _, i := range c.Hours(date) {
				open := c.opening(date, i)
				if !open.to.After(open.from) || !open.to.After(done) {
					continue
				}
				if !yield(open) {
					return
				}
				done, empty = open.to, 0
			}
			date = date.AddDays(1)
			if empty++; empty > horizon {
				return
			}
		}
	}
}

// first is the opening that t is in, or the next one.
func (c Calendar) first(t time.Time) (span, bool) {
	for open := range c.openings(t) {
		return open, true
	}
	return span{}, false
}
