package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
)

// unusual is an office with all that its hours can say.
const unusual = `
agencies:
  - id: disdukcapil-kota-kupang
    code: KPG
    name: Disdukcapil Kota Kupang
    zone: Asia/Makassar
    hours:
      senin: [08.00-12.00, 13.00-16.00]
      selasa: [08.00-12.00, 13.00-16.00]
      rabu: [08.00-12.00, 13.00-16.00]
      kamis: [08.00-12.00, 13.00-16.00]
      jumat: [08.00-11.30, 13.30-16.30]
    seasons:
      - name: Ramadan
        from: 2027-02-08
        to: 2027-03-09
        hours: {senin: [08.00-15.00], selasa: [08.00-15.00], rabu: [08.00-15.00], kamis: [08.00-15.00]}
      - name: jam baru
        from: 2027-04-01
        hours: {senin: [07.30-15.30], kamis: [07.30-15.30]}
    closures:
      - {date: 2026-12-24, kind: tambahan, hours: [08.00-12.00], reason: piket cuti bersama, by: Kepala Dinas}
      - {date: 2026-12-29, reason: pemadaman listrik}
      - {date: 2026-12-30, kind: tutup, hours: [09.00-11.00], reason: upacara}
      - {date: 2026-12-31, kind: dipersingkat, hours: [08.00-12.00], reason: tutup buku}
      - {date: 2027-01-09, kind: extra, hours: [09.00-12.00], reason: layanan Sabtu}
`

func configured(t *testing.T, text string) config.Agency {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c.Agencies[0]
}

// TestOfficeHours is what a citizen reads who asks for the hours: the entry's
// text, and behind it whether the counter is open now, why, and until when.
func TestOfficeHours(t *testing.T) {
	t.Parallel()
	agency := configured(t, unusual)
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	book, err := newBook(agency, catalog, disdukcapil.Learned())
	if err != nil {
		t.Fatal(err)
	}
	entry, _ := book.Catalog.Entry("jam-layanan")
	rule := entry.Render(faq.Hours, true)
	for _, c := range []struct{ name, at, want string }{
		{"Usual/Open", "2026-11-23 09.00", "Sekarang buka sampai 12.00 WITA."},
		{"Usual/LunchBreak", "2026-11-23 12.15", "Sekarang tutup (istirahat). Buka lagi hari ini, 13.00 WITA."},
		{"Usual/FridayPrayer", "2026-11-27 12.00", "Sekarang tutup (istirahat). Buka lagi hari ini, 13.30 WITA."},
		{"Usual/FridayEvening", "2026-11-20 18.00", "Sekarang tutup (di luar jam pelayanan). Buka lagi Senin 23 November, 08.00 WITA."},
		{"Usual/Saturday", "2026-11-21 10.00", "Sekarang tutup (akhir pekan). Buka lagi Senin 23 November, 08.00 WITA."},
		{"Holiday", "2026-12-25 10.00", "Sekarang tutup (Kelahiran Yesus Kristus, Natal). Buka lagi Senin 28 Desember, 08.00 WITA."},
		{"Extra/OnSharedLeave", "2026-12-24 09.00", "Sekarang buka (piket cuti bersama) sampai 12.00 WITA."},
		{"Extra/OnSharedLeaveItIsOver", "2026-12-24 12.00", "Sekarang tutup (Cuti Bersama Kelahiran Yesus Kristus). Buka lagi Senin 28 Desember, 08.00 WITA."},
		{"Extra/Saturday", "2027-01-09 10.00", "Sekarang buka (layanan Sabtu) sampai 12.00 WITA."},
		{"Extra/FridayEveningBefore", "2027-01-08 18.00", "Sekarang tutup (di luar jam pelayanan). Buka lagi Sabtu 9 Januari, 09.00 WITA."},
		{"Closed/AllDay", "2026-12-29 10.00", "Sekarang tutup (pemadaman listrik). Buka lagi Rabu 30 Desember, 08.00 WITA."},
		{"Closed/ForTwoHours", "2026-12-30 09.30", "Sekarang tutup (upacara). Buka lagi hari ini, 11.00 WITA."},
		{"Shortened", "2026-12-31 13.00", "Sekarang tutup (tutup buku). Buka lagi Senin 4 Januari 2027, 08.00 WITA."},
		{"Season/Open", "2027-02-09 14.00", "Sekarang buka (Ramadan) sampai 15.00 WITA."},
		{"Season/Closed", "2027-02-09 15.30", "Sekarang tutup (di luar jam pelayanan). Buka lagi Rabu 10 Februari, 08.00 WITA."},
		{"Season/NoServiceDay", "2027-02-12 10.00", "Sekarang tutup (bukan hari pelayanan). Buka lagi Senin 15 Februari, 08.00 WITA."},
		{"Lasting/TheEveningBefore", "2027-03-31 16.00", "Sekarang tutup (di luar jam pelayanan). Buka lagi Kamis 1 April, 07.30 WITA."},
		{"Lasting/IsTheUsualFromThenOn", "2027-04-01 12.30", "Sekarang buka sampai 15.30 WITA."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02 15.04", c.at, book.Calendar.Zone())
			if err != nil {
				t.Fatal(err)
			}
			got := bot.Preview(book, agency.Agency, now.UTC(), faq.Query{Text: "jam buka"})
			if want := rule + "\n\n" + book.Calendar.Describe(now) + "\n" + c.want; got != want {
				t.Errorf("jam buka, at %s:\n%s\nwant\n%s", c.at, got, want)
			}
		})
	}
}

// TestOpenCalendar is what a calendar is made of beside the file's hours.
func TestOpenCalendar(t *testing.T) {
	t.Parallel()
	usual, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	agency := config.Default().Agencies[0]
	t.Run("Nothing/TheDefault", func(t *testing.T) {
		t.Parallel()
		if got, err := openCalendar(agency); err != nil || got.Version != usual.Version {
			t.Errorf("openCalendar(no hours) = version %q, %v, want the default's, %q", got.Version, err, usual.Version)
		}
	})
	t.Run("Closure/LeavesTheDefaultWeekAndTheHolidays", func(t *testing.T) {
		t.Parallel()
		closed := agency
		closed.Closures = []config.Closure{{Date: "2026-11-24", Reason: "rapat"}}
		got, err := openCalendar(closed)
		if err != nil {
			t.Fatal(err)
		}
		for date, hours := range map[string]int{"2026-11-23": 1, "2026-11-24": 0, "2026-11-25": 1, "2026-12-25": 0} {
			day, err := calendar.ParseDate(date)
			if err != nil || len(got.Hours(day)) != hours {
				t.Errorf("Hours(%s) = %v, %v, want %d openings", date, got.Hours(day), err, hours)
			}
		}
	})
	t.Run("Mistake/IsToldToAPerson", func(t *testing.T) {
		t.Parallel()
		wrong := agency
		wrong.Seasons = []config.Season{{Name: "Ramadan", From: "2027-02-08"}}
		if _, err := openCalendar(wrong); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("openCalendar(season without hours) = %v, want a refusal for a person", err)
		}
	})
}
