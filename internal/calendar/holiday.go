package calendar

import (
	_ "embed"
	"fmt"
	"strings"
)

// HolidayKind tells who gave the day off.
type HolidayKind string

// The kinds of holidays. The office is closed on both.
const (
	NationalHoliday HolidayKind = "libur_nasional"
	SharedLeave     HolidayKind = "cuti_bersama"
)

// Holiday is a day off for the whole country.
type Holiday struct {
	Date Date
	Kind HolidayKind
	Name string // as citizens read it
}

// The joint decrees of three ministers are named in the file's header.
//
//go:embed holidays.tsv
var holidayTable string

// Holidays are the national holidays and shared days of leave of 2026 and
// 2027. An agency that opens on one enters an Extra exception.
func Holidays() ([]Holiday, error) {
	return parseHolidays(holidayTable)
}

// parseHolidays reads lines of date, kind, name and weekday with tabs between
// them. The weekday is there to catch a mistyped date.
func parseHolidays(table string) ([]Holiday, error) {
	var holidays []Holiday
	number := 0
	for line := range strings.Lines(table) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		h, err := parseHoliday(line)
		if err != nil {
			return nil, fmt.Errorf("read holidays, line %d: %w", number, err)
		}
		holidays = append(holidays, h)
	}
	return holidays, nil
}

func parseHoliday(line string) (Holiday, error) {
	column := strings.Split(line, "\t")
	if len(column) != 4 {
		return Holiday{}, fmt.Errorf("%d columns: want date, kind, name, weekday", len(column))
	}
	date, err := ParseDate(column[0])
	if err != nil {
		return Holiday{}, err
	}
	h := Holiday{date, HolidayKind(column[1]), column[2]}
	if day := weekdays()[date.Weekday()]; day != column[3] {
		return Holiday{}, fmt.Errorf("%s is a %s, not a %s", date, day, column[3])
	}
	return h, checkHoliday(h)
}
