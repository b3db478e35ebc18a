package calendar_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
)

func inKupang(t *testing.T, text string) (calendar.Calendar, time.Time) {
	t.Helper()
	c, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15.04", text, c.Zone())
	if err != nil {
		t.Fatal(err)
	}
	return c, at
}

func TestReopening(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-23 10.00": "",
		"2026-11-23 18.00": "Sekarang tutup (di luar jam pelayanan). Buka lagi Selasa 24 November, 08.00 WITA.",
		"2026-11-21 10.00": "Sekarang tutup (akhir pekan). Buka lagi Senin 23 November, 08.00 WITA.",
		"2026-12-25 10.00": "Hari ini libur Kelahiran Yesus Kristus, Natal; kantor buka lagi Senin 28 Desember 08.00 WITA.",
		"2026-12-24 10.00": "Hari ini cuti bersama Kelahiran Yesus Kristus; kantor buka lagi Senin 28 Desember 08.00 WITA.",
		"2026-12-31 18.00": "Sekarang tutup (di luar jam pelayanan). Buka lagi Senin 4 Januari 2027, 08.00 WITA.",
		"2027-01-01 10.00": "Hari ini libur Tahun Baru 2027 Masehi; kantor buka lagi Senin 4 Januari 08.00 WITA.",
	} {
		t.Run(now, func(t *testing.T) {
			t.Parallel()
			c, at := inKupang(t, now)
			if got := calendar.Reopening(c.Status(at), at); got != want {
				t.Errorf("Reopening() = %q, want %q", got, want)
			}
		})
	}
}

func TestFormatMoment(t *testing.T) {
	t.Parallel()
	for moment, want := range map[string]string{
		"2026-12-30 10.15": "hari ini pukul 10.15 WITA",
		"2026-12-31 08.15": "besok, Kamis 31 Desember pukul 08.15 WITA",
		"2027-01-04 08.00": "Senin 4 Januari 2027 pukul 08.00 WITA",
	} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			_, at := inKupang(t, moment)
			_, now := inKupang(t, "2026-12-30 09.00")
			if got := calendar.FormatMoment(at, now.UTC()); got != want {
				t.Errorf("FormatMoment() = %q, want %q", got, want)
			}
		})
	}
}

// TestAgo: from the moment that Ago finds, just so much office time passes.
func TestAgo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, at := drawCalendar(t), drawTime(t, "at")
		d := time.Duration(rapid.Int64Range(0, int64(40*time.Hour)).Draw(t, "d"))
		ago := c.Ago(at, d)
		if ago.IsZero() {
			t.Fatalf("Ago(%v, %v) finds nothing", at, d)
		}
		if got := c.Between(ago, at); got != d {
			t.Fatalf("Ago(%v, %v) = %v, from which %v pass", at, d, ago, got)
		}
	})
	if c, at := inKupang(t, "2026-11-23 08.05"); !c.Ago(at, 15*time.Minute).Equal(at.Add(-2*24*time.Hour - 16*time.Hour - 15*time.Minute)) {
		t.Errorf("Ago() = %v, want Friday 15.50", c.Ago(at, 15*time.Minute))
	}
}
