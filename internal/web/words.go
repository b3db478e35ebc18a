package web

import (
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/words"
)

// When writes a moment for people of a zone: "21 Nov, 14.05 WITA"; with the
// year when it is not that of now. The zero time is "–".
func When(t, now time.Time, zone *time.Location) words.Text {
	if t.IsZero() {
		return "–"
	}
	t = t.In(zone)
	day := Day(t)
	if t.Year() == now.In(zone).Year() {
		day = dayOfYear(t)
	}
	return words.Say("%s, %s", day, Clock(t))
}

// Soon writes a moment as When does, and without its day when that is today:
// "14.25 WITA".
func Soon(t, now time.Time, zone *time.Location) words.Text {
	if !t.IsZero() && Day(t.In(zone)) == Day(now.In(zone)) {
		return Clock(t.In(zone))
	}
	return When(t, now, zone)
}

// Day writes the day of a moment in its own zone: "21 Nov 2026".
func Day(t time.Time) words.Text {
	return words.Say("%s %s", dayOfYear(t), strconv.Itoa(t.Year()))
}

func dayOfYear(t time.Time) words.Text {
	months := [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}
	day := strconv.Itoa(t.Day()) + " "
	return words.Both(day+months[t.Month()-1], t.Format("2 Jan"))
}

// Clock writes the time of day of a moment in its own zone: "14.05 WITA".
func Clock(t time.Time) words.Text {
	return words.Both(t.Format("15.04 MST"), t.Format("15:04 MST"))
}

// Age writes how long ago something began, or is ahead, without its sign:
// whole minutes once it is one.
func Age(d time.Duration) words.Text {
	d = d.Abs()
	if d < time.Minute {
		return "kurang dari 1 mnt"
	}
	return report.DurationText(d.Truncate(time.Minute))
}

// KindName names a kind of ticket; one it does not know is a "Tiket".
func KindName(kind loket.TicketKind) words.Text {
	switch kind {
	case loket.KindQuestion:
		return "Pertanyaan"
	case loket.KindComplaint:
		return "Pengaduan"
	case loket.KindRequest:
		return "Permohonan informasi"
	case loket.KindAspiration:
		return "Aspirasi"
	case loket.KindFraud:
		return "Laporan penipuan"
	}
	return "Tiket"
}

// Bytes writes a size as people read it: "312 kB", "1,4 MB".
func Bytes(n int) words.Text {
	if n < 1_000_000 {
		return words.Name(strconv.Itoa(max(1, (n+500)/1000)) + " kB")
	}
	size := strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	return words.Both(strings.Replace(size, ".", ",", 1), size)
}
