package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// Week is the hours of an ordinary week, by time.Weekday: 0 is Sunday. A day
// without intervals is closed; several leave breaks between them.
type Week [7][]Interval

// Season replaces the ordinary week from From to To, both included: Ramadan.
// Without To it lasts: so a change of hours is entered before its day comes.
type Season struct {
	Name     string // as citizens read it; that of a lasting season is not said
	From, To Date
	Week     Week
}

// Lasting tells whether a season has no end.
func (s Season) Lasting() bool { return s.To == Date{} }

// ExceptionKind tells what an exception does to its day.
type ExceptionKind string

// The kinds of exceptions.
const (
	Closed    ExceptionKind = "closed"    // closed during Hours; without Hours, all day
	Extra     ExceptionKind = "extra"     // open during Hours as well, on a holiday too
	Shortened ExceptionKind = "shortened" // open during Hours and at no other time
)

// Exception changes one day.
type Exception struct {
	Date   Date
	Kind   ExceptionKind
	Hours  []Interval
	Reason string // as citizens read it: "pemadaman listrik"
	By     string // who entered it
}

// Rules are all that makes a calendar. Exceptions of one day apply in their
// order, after the holidays.
type Rules struct {
	Zone       string // IANA name: "Asia/Makassar"
	Week       Week
	Seasons    []Season
	Holidays   []Holiday
	Exceptions []Exception
}

// New makes a calendar of rules. What is wrong with them comes as *loket.Error
// values, all of them, joined.
func New(rules Rules) (Calendar, error) {
	zone, err := time.LoadLocation(rules.Zone)
	if err != nil || rules.Zone == "" || rules.Zone == "Local" {
		err = invalid("Zona waktu %q tidak dikenal. Contoh yang benar: Asia/Makassar.", rules.Zone)
	}
	err = errors.Join(err, checkWeek("jam biasa", rules.Week))
	for _, s := range rules.Seasons {
		err = errors.Join(err, checkSeason(s))
	}
	for _, h := range rules.Holidays {
		err = errors.Join(err, checkHoliday(h))
	}
	for _, e := range rules.Exceptions {
		err = errors.Join(err, checkException(e))
	}
	if err != nil {
		return Calendar{}, fmt.Errorf("make calendar: %w", err)
	}
	return build(rules, zone), nil
}

// build indexes rules that are known to be right.
func build(rules Rules, zone *time.Location) Calendar {
	c := Calendar{Version: version(rules), zone: zone, week: rules.Week, seasons: slices.Clone(rules.Seasons), days: map[Date]special{}}
	for _, h := range rules.Holidays {
		day := c.days[h.Date]
		if day.holiday != "" {
			day.holiday += ", "
		}
		day.holiday += h.Name
		c.days[h.Date] = day
	}
	for _, e := range rules.Exceptions {
		day := c.days[e.Date]
		day.exceptions = append(day.exceptions, e)
		c.days[e.Date] = day
	}
	return c
}

// version names the content of rules: the first 12 hex digits of a hash.
func version(rules Rules) string {
	content, err := json.Marshal(rules)
	if err != nil {
		panic(err) // strings, numbers and dates always have a JSON form
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

func checkWeek(what string, week Week) error {
	var err error
	for day, hours := range week {
		err = errors.Join(err, checkHours(what+", "+weekdays()[day], hours))
	}
	return err
}

// checkHours refuses intervals that are empty, out of the day, or overlap.
func checkHours(what string, hours []Interval) error {
	for i, h := range hours {
		if h.Open < 0 || h.Open >= h.Close || h.Close > midnight {
			return invalid("Jam %s pada %s tidak benar. Contoh yang benar: 08.00-16.00.", h, what)
		}
		if other, found := h.Overlaps(hours[:i]); found {
			return invalid("Jam %s dan %s pada %s bertumpuk. Pisahkan atau gabungkan.", other, h, what)
		}
	}
	return nil
}

func checkSeason(s Season) error {
	if s.Name == "" || !exists(s.From) || !s.Lasting() && (!exists(s.To) || s.To.Compare(s.From) < 0) {
		return invalid("Masa %q, %s sampai %s, tidak benar. Isi nama, dan tanggal awal sebelum tanggal akhir.", s.Name, s.From, s.To)
	}
	return checkWeek(s.Name, s.Week)
}

func checkHoliday(h Holiday) error {
	if h.Name == "" || !exists(h.Date) || h.Kind != NationalHoliday && h.Kind != SharedLeave {
		return invalid("Hari libur %q pada %s tidak benar. Isi nama, tanggal, dan jenis libur_nasional atau cuti_bersama.", h.Name, h.Date)
	}
	return nil
}

func checkException(e Exception) error {
	switch {
	case !exists(e.Date) || e.Reason == "":
		return invalid("Pengecualian pada %s tidak lengkap. Isi tanggal dan alasan.", e.Date)
	case e.Kind != Closed && e.Kind != Extra && e.Kind != Shortened:
		return invalid("Jenis pengecualian %q pada %s tidak dikenal. Pakai closed, extra, atau shortened.", e.Kind, e.Date)
	case e.Kind != Closed && len(e.Hours) == 0:
		return invalid("Pengecualian pada %s tidak punya jam. Isi jam, misalnya 08.00-12.00.", e.Date)
	}
	return checkHours(e.Date.String(), e.Hours)
}

// exists tells whether there is such a day.
func exists(d Date) bool { return d.Year >= 1 && d.Year <= 9999 && DateOf(d.utc(0)) == d }

func invalid(format string, args ...any) error {
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf(format, args...))
}
