package manage

import (
	"net/url"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// maxDays bounds a period: three years.
const maxDays = 3 * 366

// isoDay is how days stand in addresses and date fields.
const isoDay = "2006-01-02"

var (
	errBadDay  = loket.Errorf(loket.CodeInvalid, "Tanggal tidak terbaca. Tulis seperti 2026-11-21.")
	errReverse = loket.Errorf(loket.CodeInvalid, "Tanggal awal lebih lambat daripada tanggal akhir. Tukar keduanya.")
	errTooLong = loket.Errorf(loket.CodeInvalid, "Periode terlalu panjang: paling banyak tiga tahun.")
)

// period is a span of whole days in an agency's zone, both ends counted.
type period struct {
	first, last time.Time // midnights that begin the days
}

// readPeriod reads ?from= and ?to=. Without them it is the last seven days
// with today; with one of them the other is the same day.
func readPeriod(query url.Values, now time.Time, zone *time.Location) (period, error) {
	from, to := query.Get("from"), query.Get("to")
	switch {
	case from == "" && to == "":
		return lastDays(7, now, zone), nil
	case from == "":
		from = to
	case to == "":
		to = from
	}
	first, err := time.ParseInLocation(isoDay, from, zone)
	if err != nil {
		return lastDays(7, now, zone), errBadDay
	}
	last, err := time.ParseInLocation(isoDay, to, zone)
	if err != nil {
		return lastDays(7, now, zone), errBadDay
	}
	p := period{first: first, last: last}
	switch {
	case last.Before(first):
		return p, errReverse
	case last.After(first.AddDate(0, 0, maxDays)):
		return p, errTooLong
	}
	return p, nil
}

// lastDays is the last n days, today among them.
func lastDays(n int, now time.Time, zone *time.Location) period {
	year, month, day := now.In(zone).Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, zone)
	return period{first: today.AddDate(0, 0, 1-n), last: today}
}

// end is the first moment after the period.
func (p period) end() time.Time { return p.last.AddDate(0, 0, 1) }

// text says the period in words.
func (p period) text() words.Text {
	if p.first.Equal(p.last) {
		return web.Day(p.first)
	}
	return words.Say("%s – %s", web.Day(p.first), web.Day(p.last))
}
