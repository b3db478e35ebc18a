package calendar

import (
	"fmt"
	"strings"
	"time"
)

func weekdays() [7]string {
	return [7]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}
}

func months() [12]string {
	return [12]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}
}

// FormatDay writes the day of t, in t's zone, in Indonesian: "Senin 23 November
// 2026".
func FormatDay(t time.Time) string {
	return fmt.Sprintf("%s %d", formatDayOfYear(t), t.Year())
}

func formatDayOfYear(t time.Time) string {
	return fmt.Sprintf("%s %d %s", weekdays()[t.Weekday()], t.Day(), months()[t.Month()-1])
}

// FormatClock writes the time of day of t with the name of its zone: "08.00
// WITA".
func FormatClock(t time.Time) string {
	zone := t.Format("MST")
	if strings.HasPrefix(zone, "+") || strings.HasPrefix(zone, "-") {
		zone = "UTC" + zone
	}
	return t.Format("15.04 ") + zone
}

// Sentence says a status to a citizen: "Sekarang tutup (akhir pekan). Buka lagi
// Senin 23 November, 08.00 WITA." The year is named when it is not now's.
func Sentence(status Status, now time.Time) string {
	reason := ""
	if status.Reason != "" {
		// A holiday's name may hold brackets of its own.
		reason = " (" + strings.NewReplacer(" (", ", ", ")", "").Replace(status.Reason) + ")"
	}
	switch {
	case status.Open && status.Until.IsZero():
		return "Sekarang buka" + reason + "."
	case status.Open:
		return "Sekarang buka" + reason + " sampai " + formatMoment(status.Until, now, "") + "."
	case status.Next.IsZero():
		return "Sekarang tutup" + reason + "."
	}
	return "Sekarang tutup" + reason + ". Buka lagi " + formatMoment(status.Next, now, "hari ini, ") + "."
}

// formatMoment writes t as somebody at now needs it: the time alone, after
// today's word, on the same day, else the day as well.
func formatMoment(t, now time.Time, today string) string {
	now = now.In(t.Location())
	switch {
	case DateOf(t) == DateOf(now):
		return today + FormatClock(t)
	case t.Year() == now.Year():
		return formatDayOfYear(t) + ", " + FormatClock(t)
	}
	return FormatDay(t) + ", " + FormatClock(t)
}
