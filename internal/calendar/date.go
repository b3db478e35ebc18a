package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the calendar, in no particular zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date of t in t's own zone.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// ParseDate reads "2026-11-23".
func ParseDate(text string) (Date, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil || t.Year() < 1 {
		return Date{}, fmt.Errorf("parse date %q: want a real day as 2026-11-23", text)
	}
	return DateOf(t), nil
}

// AddDays is the date n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.utc(n)) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc(0).Weekday() }

// Compare orders dates: negative when d is before other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// String writes "2026-11-23".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText writes the date as String does, and no date as nothing.
func (d Date) MarshalText() ([]byte, error) {
	if (d == Date{}) {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err == nil {
		*d = parsed
	}
	return err
}

func (d Date) utc(days int) time.Time {
	return time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC)
}
