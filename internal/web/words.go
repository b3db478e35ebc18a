package web

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// When writes a moment for people of a zone: "21 Nov, 14.05 WITA"; with the
// year when it is not that of now. The zero time is "–".
func When(t, now time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "–"
	}
	t = t.In(zone)
	day := Day(t)
	if t.Year() == now.In(zone).Year() {
		day = strings.TrimSuffix(day, fmt.Sprintf(" %d", t.Year()))
	}
	return day + ", " + Clock(t)
}

// Soon writes a moment as When does, and without its day when that is today:
// "14.25 WITA".
func Soon(t, now time.Time, zone *time.Location) string {
	if !t.IsZero() && Day(t.In(zone)) == Day(now.In(zone)) {
		return Clock(t.In(zone))
	}
	return When(t, now, zone)
}

// Day writes the day of a moment in its own zone: "21 Nov 2026".
func Day(t time.Time) string {
	months := [...]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}

// Clock writes the time of day of a moment in its own zone: "14.05 WITA".
func Clock(t time.Time) string { return t.Format("15.04 MST") }

// Age writes how long ago something began, or is ahead, without its sign:
// whole minutes once it is one.
func Age(d time.Duration) string {
	d = d.Abs()
	if d < time.Minute {
		return "kurang dari 1 mnt"
	}
	return report.Duration(d.Truncate(time.Minute))
}

// KindName names a kind of ticket; one it does not know is a "Tiket".
func KindName(kind loket.TicketKind) string {
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
func Bytes(n int) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d kB", max(1, (n+500)/1000))
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(n)/1e6), ".", ",", 1)
}
