package calendar

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/words"
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
func Sentence(status Status, now time.Time) string { return Words(status, now).String() }

// Words says a status as Sentence does, in the languages of the pages.
func Words(status Status, now time.Time) words.Text {
	var reason words.Text
	if status.Reason != "" {
		reason = words.Say(" (%s)", reasonWords(status.Reason))
	}
	switch {
	case status.Open && status.Until.IsZero():
		return words.Say("Sekarang buka%s.", reason)
	case status.Open:
		return words.Say("Sekarang buka%s sampai %s.", reason, formatMoment(status.Until, now, ""))
	case status.Next.IsZero():
		return words.Say("Sekarang tutup%s.", reason)
	}
	return words.Say("Sekarang tutup%s. Buka lagi %s.", reason, formatMoment(status.Next, now, words.Both("hari ini, ", "today, ")))
}

// reasonWords is a reason between brackets. What somebody entered is in no language
// of ours.
func reasonWords(reason string) words.Text {
	for _, own := range []words.Text{reasonWeekend, reasonBreak, reasonOutside, reasonNotADay, reasonNoHours} {
		if reason == string(own) {
			return own
		}
	}
	return words.Name(plain(reason))
}

// plain is a reason without brackets: a holiday's name may hold some of its own.
func plain(reason string) string {
	return strings.NewReplacer(" (", ", ", ")", "").Replace(reason)
}

// Reopening says to a citizen why a closed counter is closed, and when it opens
// again; "" while it is open. A holiday is called what it is: "Hari ini libur
// Hari Raya Natal; kantor buka lagi Senin 28 Desember 08.00 WITA."
func Reopening(status Status, now time.Time) string {
	switch {
	case status.Open:
		return ""
	case status.Holiday && !status.Next.IsZero():
		reason := "libur " + plain(status.Reason)
		if rest, shared := strings.CutPrefix(status.Reason, "Cuti Bersama "); shared {
			reason = "cuti bersama " + plain(rest)
		}
		return "Hari ini " + reason + "; kantor buka lagi " + dayFrom(status.Next, now) + " " + FormatClock(status.Next) + "."
	}
	return Sentence(status, now)
}

// FormatMoment writes a moment to come as somebody at now says it: "hari ini
// pukul 10.15 WITA", "besok, Selasa 24 November pukul 08.15 WITA", "Senin 28
// Desember pukul 08.00 WITA". The year is named when it is not now's.
func FormatMoment(t, now time.Time) string {
	return dayFrom(t, now) + " pukul " + FormatClock(t)
}

// dayFrom names the day of t as somebody at now says it.
func dayFrom(t, now time.Time) string {
	now = now.In(t.Location())
	day := formatDayOfYear(t)
	if t.Year() != now.Year() {
		day = FormatDay(t)
	}
	switch DateOf(t) {
	case DateOf(now):
		return "hari ini"
	case DateOf(now).AddDays(1):
		return "besok, " + day
	}
	return day
}

// formatMoment writes t as somebody at now needs it: the time alone, after
// today's word, on the same day, else the day as well.
func formatMoment(t, now time.Time, today words.Text) words.Text {
	now = now.In(t.Location())
	switch {
	case DateOf(t) == DateOf(now):
		return words.Join([]words.Text{today, clockWords(t)}, "")
	case t.Year() == now.Year():
		return words.Say("%s, %s", DateOf(t).Words(), clockWords(t))
	}
	return words.Say("%s, %s", words.Both(FormatDay(t), t.Format("Monday 2 January 2006")), clockWords(t))
}

func clockWords(t time.Time) words.Text {
	clock := FormatClock(t)
	return words.Both(clock, strings.Replace(clock, ".", ":", 1))
}
