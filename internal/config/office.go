package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Season is other hours from a day on: until another, both included, or for
// good. How seasons give way to each other is calendar's rule.
type Season struct {
	Name     string              // as citizens read it
	From, To string              // 2027-02-08; To empty: for good
	Hours    map[string][]string // as Agency.Hours
}

// Closure is a day on which the office is closed, or open at other times.
type Closure struct {
	Date   string // 2026-12-24
	Reason string // as citizens read it
	Kind   string // as kindOf knows it; empty: closed, with Hours shortened
	By     string // the role of who decided it; empty: not told
	Hours  []string
}

// toldNowhere stands where nobody said who entered a closure.
const toldNowhere = "loket.yaml"

// Office returns the hours as the calendar takes them, without the holidays.
// All that it cannot use comes in one error, in Indonesian, with place and
// cure; rules that come without one make a calendar if the zone exists.
func (a Agency) Office() (calendar.Rules, error) {
	r := a.reader()
	rules := calendar.Rules{Zone: a.Zone, Week: calendar.DefaultWeek()}
	if len(a.Hours) > 0 {
		rules.Week = r.week("hours", a.Hours)
	}
	for i, s := range a.Seasons {
		rules.Seasons = append(rules.Seasons, r.season(numbered("seasons", i, s.Name), s))
	}
	r.sameBeginning(a.Seasons)
	for i, c := range a.Closures {
		rules.Exceptions = append(rules.Exceptions, r.closure(numbered("closures", i, c.Date), c))
	}
	return rules, errors.Join(r.errs...)
}

// Week reads the hours of a week as Agency.Hours has them. All that it cannot use
// comes in one error, in Indonesian, with place and cure.
func Week(place string, hours map[string][]string) (calendar.Week, error) {
	var r reader
	week := r.week(place, hours)
	return week, errors.Join(r.errs...)
}

// numbered is the place of an item in a list, counted as a person counts.
func numbered(list string, i int, name string) string {
	if name == "" {
		return fmt.Sprintf("%s ke-%d", list, i+1)
	}
	return fmt.Sprintf("%s ke-%d (%s)", list, i+1, name)
}

// reader turns texts into what the calendar takes and remembers every complaint.
type reader struct {
	where string // what every complaint begins with
	errs  []error
}

// reader names the agency in what it complains of.
func (a Agency) reader() reader { return reader{where: "Instansi " + string(a.ID) + ", "} }

func (r *reader) complain(place, format string, args ...any) {
	r.errs = append(r.errs, loket.Errorf(loket.CodeInvalid,
		fmt.Sprintf("%s%s: %s", r.where, place, fmt.Sprintf(format, args...))))
}

// week reads the hours of a week; a day that is not named is closed.
func (r *reader) week(place string, hours map[string][]string) (week calendar.Week) {
	seen := map[time.Weekday]bool{}
	for _, written := range slices.Sorted(maps.Keys(hours)) {
		name := strings.ToLower(written)
		day := time.Weekday(slices.Index(dayNames(), name))
		switch {
		case day < 0:
			r.complain(place, "hari %q tidak dikenal. Pakai %s.", name, strings.Join(dayNames(), ", "))
		case seen[day]:
			r.complain(place, "hari %q ditulis dua kali. Satukan jamnya dalam satu baris.", name)
		default:
			seen[day] = true
			week[day] = r.hours(place+", "+name, hours[written])
		}
	}
	return week
}

// hours reads the intervals of one day. They must not overlap.
func (r *reader) hours(place string, texts []string) (out []calendar.Interval) {
	for _, text := range texts {
		hours, err := calendar.ParseInterval(text)
		other, overlap := hours.Overlaps(out)
		switch {
		case errors.Is(err, calendar.ErrBackwards):
			r.complain(place, "jam %q tutup sebelum buka. Tulis jam buka lebih dulu, misalnya 08.00-16.00.", text)
		case err != nil:
			r.complain(place, "jam %q tidak dikenal. Tulis misalnya 08.00-16.00.", text)
		case overlap:
			r.complain(place, "jam %s dan %s bertumpuk. Pisahkan atau gabungkan.", other, hours)
		default:
			out = append(out, hours)
		}
	}
	return out
}

// date reads a day; the zero Date after a complaint.
func (r *reader) date(place, field, text string) calendar.Date {
	if text == "" {
		r.complain(place, "%s masih kosong. Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-12-24.", field)
		return calendar.Date{}
	}
	date, err := calendar.ParseDate(text)
	if err != nil {
		r.complain(place, "%s %q bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya 2026-12-24.", field, text)
	}
	return date
}

// maxLabel bounds a reason, a season's name and a role, in characters: they
// stand in the middle of a sentence.
const maxLabel = 100

// label holds a text to what fits into a sentence.
func (r *reader) label(place, field, text, example string) {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		r.complain(place, "%s masih kosong. Tulis misalnya %s.", field, example)
	case n > maxLabel:
		r.complain(place, "%s berisi %d karakter, paling banyak %d. Pendekkan.", field, n, maxLabel)
	case !oneLine(text):
		r.complain(place, "%s harus satu baris teks biasa. Hapus baris baru, tab, dan tanda kendali lainnya.", field)
	}
}

func (r *reader) season(place string, s Season) calendar.Season {
	r.label(place, "name", s.Name, "Ramadan")
	out := calendar.Season{Name: s.Name, From: r.date(place, "from", s.From), Week: r.week(place, s.Hours)}
	if s.To != "" {
		out.To = r.date(place, "to", s.To)
	}
	if (out.From != calendar.Date{}) && !out.Lasting() && out.To.Compare(out.From) < 0 {
		r.complain(place, "to %s sebelum from %s. Tukar keduanya, atau hapus to bila jam ini berlaku seterusnya.", out.To, out.From)
	}
	if len(slices.Concat(slices.Collect(maps.Values(s.Hours))...)) == 0 {
		r.complain(place, "hours tidak menyebut satu jam pun. Tulis misalnya senin: [08.00-15.00]; hari tutup ditulis di closures.")
	}
	return out
}

// sameBeginning refuses lasting seasons that begin on one day: nobody could
// tell which one is meant.
func (r *reader) sameBeginning(seasons []Season) {
	began := map[string]string{}
	for i, s := range seasons {
		if s.To != "" || s.From == "" {
			continue
		}
		place := numbered("seasons", i, s.Name)
		if other := began[s.From]; other != "" {
			r.complain(place, "mulai %s dan berlaku seterusnya, sama dengan %s. Hapus salah satu, atau isi to.", s.From, other)
		}
		began[s.From] = place
	}
}

func (r *reader) closure(place string, c Closure) calendar.Exception {
	out := calendar.Exception{Date: r.date(place, "date", c.Date), Hours: r.hours(place, c.Hours), Reason: c.Reason, By: c.By}
	r.label(place, "reason", c.Reason, "pemadaman listrik")
	if out.By == "" {
		out.By = toldNowhere
	}
	r.label(place, "by", out.By, "Kepala Dinas")
	kind, known := kindOf(c.Kind, len(c.Hours) > 0)
	switch out.Kind = kind; {
	case !known:
		r.complain(place, "kind %q tidak dikenal. Pilih tutup, tambahan, atau dipersingkat.", c.Kind)
	case kind != calendar.Closed && len(c.Hours) == 0:
		r.complain(place, "kind %s memerlukan hours. Tulis jam bukanya, misalnya hours: [08.00-12.00].", c.Kind)
	}
	return out
}

// kindOf reads the kind of a closure, in Indonesian or English.
func kindOf(text string, withHours bool) (kind calendar.ExceptionKind, known bool) {
	switch strings.ToLower(text) {
	case "":
		if withHours {
			return calendar.Shortened, true
		}
		return calendar.Closed, true
	case "tutup", string(calendar.Closed):
		return calendar.Closed, true
	case "tambahan", string(calendar.Extra):
		return calendar.Extra, true
	case "dipersingkat", string(calendar.Shortened):
		return calendar.Shortened, true
	}
	return "", false
}

// dayNames are the days as the file writes them, by time.Weekday.
func dayNames() []string {
	return []string{"minggu", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu"}
}

// DayName is a day as the file writes it: "senin".
func DayName(day time.Weekday) string { return dayNames()[day] }

// oneLine tells whether a text is fit to stand in a line that people read.
func oneLine(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}
