package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
)

// wrongOffice is every mistake office hours can have, under one agency.
const wrongOffice = `
    hours:
      senin: [08.00-12.00, 11.00-16.00]
      monday: [08.00-16.00]
      rabu: [16.00-08.00]
    seasons:
      - {name: Ramadan, from: 2027-03-09, to: 2027-02-08, hours: {senin: [08.00-15.00]}}
      - {from: 2027-02-30, hours: {selasa: [pagi]}}
      - {name: jam baru, to: besok, hours: {}}
      - {name: jam baru, from: 2027-04-01, hours: {kamis: [08.00-15.00], Kamis: []}}
      - {name: jam lama, from: 2027-04-01, hours: {friday: [08.00-15.00]}}
    closures:
      - {date: 2026-12-23, kind: libur, reason: rapat}
      - {date: 24-12-2026, reason: ""}
      - {date: 2026-12-28, kind: tambahan, reason: piket}
      - {date: 2026-12-29, kind: dipersingkat, reason: "dua\nbaris"}
      - {hours: [12.00-12.00], reason: rapat, by: " "}
`

// wrongOfficeTold is what is said of it, in this order.
func wrongOfficeTold() []string {
	const days = " tidak dikenal. Pakai minggu, senin, selasa, rabu, kamis, jumat, sabtu."
	return []string{
		`hours: hari "monday"` + days,
		`hours, rabu: jam "16.00-08.00" tutup sebelum buka. Tulis jam buka lebih dulu, misalnya 08.00-16.00.`,
		`hours, senin: jam 08.00-12.00 dan 11.00-16.00 bertumpuk. Pisahkan atau gabungkan.`,
		`seasons ke-1 (Ramadan): to 2027-02-08 sebelum from 2027-03-09. Tukar keduanya, atau hapus to bila jam ini berlaku seterusnya.`,
		`seasons ke-2: name masih kosong. Tulis misalnya Ramadan.`,
		`seasons ke-2: from "2027-02-30" bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya 2026-12-24.`,
		`seasons ke-2, selasa: jam "pagi" tidak dikenal. Tulis misalnya 08.00-16.00.`,
		`seasons ke-3 (jam baru): from masih kosong. Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-12-24.`,
		`seasons ke-3 (jam baru): to "besok" bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya 2026-12-24.`,
		`seasons ke-3 (jam baru): hours tidak menyebut satu jam pun. Tulis misalnya senin: [08.00-15.00]; hari tutup ditulis di closures.`,
		`seasons ke-4 (jam baru): hari "kamis" ditulis dua kali. Satukan jamnya dalam satu baris.`,
		`seasons ke-5 (jam lama): hari "friday"` + days,
		`seasons ke-5 (jam lama): mulai 2027-04-01 dan berlaku seterusnya, sama dengan seasons ke-4 (jam baru). Hapus salah satu, atau isi to.`,
		`closures ke-1 (2026-12-23): kind "libur" tidak dikenal. Pilih tutup, tambahan, atau dipersingkat.`,
		`closures ke-2 (24-12-2026): date "24-12-2026" bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya 2026-12-24.`,
		`closures ke-2 (24-12-2026): reason masih kosong. Tulis misalnya pemadaman listrik.`,
		`closures ke-3 (2026-12-28): kind tambahan memerlukan hours. Tulis jam bukanya, misalnya hours: [08.00-12.00].`,
		`closures ke-4 (2026-12-29): reason harus satu baris teks biasa. Hapus baris baru, tab, dan tanda kendali lainnya.`,
		`closures ke-4 (2026-12-29): kind dipersingkat memerlukan hours. Tulis jam bukanya, misalnya hours: [08.00-12.00].`,
		`closures ke-5: date masih kosong. Tulis tanggal sebagai tahun-bulan-hari, misalnya 2026-12-24.`,
		`closures ke-5: jam "12.00-12.00" tutup sebelum buka. Tulis jam buka lebih dulu, misalnya 08.00-16.00.`,
		`closures ke-5: by masih kosong. Tulis misalnya Kepala Dinas.`,
	}
}

// TestLoadRefusesOffice promises every mistake in one run, each with its place
// and its cure.
func TestLoadRefusesOffice(t *testing.T) {
	t.Parallel()
	_, err := config.Load(written(t, office()+wrongOffice), environment(nil))
	if loket.CodeOf(err) != loket.CodeInvalid {
		t.Fatalf("Load(%q) = %v, want a refusal for a person", wrongOffice, err)
	}
	var want []string
	for _, text := range wrongOfficeTold() {
		want = append(want, "Instansi dinas, "+text)
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("Load(%q) (-want +got):\n%s", wrongOffice, diff)
	}
	long := office() + "    closures: [{date: 2026-12-24, reason: " + strings.Repeat("é", 101) + "}]\n"
	_, err = config.Load(written(t, long), environment(nil))
	if err == nil || !strings.Contains(err.Error(), "reason berisi 101 karakter, paling banyak 100. Pendekkan.") {
		t.Errorf("Load(%q) = %v, want the reason refused for its length", long, err)
	}
}

// TestClosureKinds is what a closure does to its day, by kind and hours.
func TestClosureKinds(t *testing.T) {
	t.Parallel()
	noon := []string{"08.00-12.00"}
	for _, c := range []struct {
		kind  string
		hours []string
		want  calendar.ExceptionKind
	}{
		{"", nil, calendar.Closed},
		{"", noon, calendar.Shortened},
		{"tutup", nil, calendar.Closed},
		{"tutup", noon, calendar.Closed},
		{"closed", noon, calendar.Closed},
		{"tambahan", noon, calendar.Extra},
		{"extra", noon, calendar.Extra},
		{"dipersingkat", noon, calendar.Shortened},
		{"Dipersingkat", noon, calendar.Shortened},
		{"shortened", noon, calendar.Shortened},
	} {
		a := config.Agency{Closures: []config.Closure{{Date: "2026-12-24", Reason: "rapat", Kind: c.kind, Hours: c.hours}}}
		rules, err := a.Office()
		if err != nil || len(rules.Exceptions) != 1 || rules.Exceptions[0].Kind != c.want {
			t.Errorf("kind %q with hours %v = %+v, %v, want %s", c.kind, c.hours, rules.Exceptions, err, c.want)
		}
	}
}

// TestOffice is how a file's hours become the calendar's.
func TestOffice(t *testing.T) {
	t.Parallel()
	rules, err := twoAgenciesRead()[0].Office()
	if err != nil {
		t.Fatalf("Office: %v", err)
	}
	day := func(year int, month time.Month, day int) calendar.Date {
		return calendar.Date{Year: year, Month: month, Day: day}
	}
	noon := []calendar.Interval{{Open: 8 * 60, Close: 12 * 60}}
	want := calendar.Rules{
		Zone: "Asia/Makassar",
		Week: weekOf(map[time.Weekday][]calendar.Interval{
			time.Monday: {noon[0], {Open: 13 * 60, Close: 15*60 + 30}},
			time.Friday: {{Open: 7*60 + 30, Close: 11*60 + 30}},
		}),
		Seasons: []calendar.Season{
			{Name: "Ramadan", From: day(2027, 2, 8), To: day(2027, 3, 9), Week: weekOf(map[time.Weekday][]calendar.Interval{
				time.Monday: {{Open: 8 * 60, Close: 15 * 60}}, time.Friday: {{Open: 8 * 60, Close: 15*60 + 30}},
			})},
			{Name: "jam baru", From: day(2027, 4, 1), Week: weekOf(map[time.Weekday][]calendar.Interval{
				time.Monday: {{Open: 7*60 + 30, Close: 15*60 + 30}},
			})},
		},
		Exceptions: []calendar.Exception{
			{Date: day(2026, 12, 24), Kind: calendar.Closed, Reason: "cuti bersama", By: "Kepala Dinas"},
			{Date: day(2026, 12, 31), Kind: calendar.Shortened, Hours: noon, Reason: "tutup buku", By: "loket.yaml"},
			{Date: day(2027, 1, 9), Kind: calendar.Extra, Hours: []calendar.Interval{{Open: 9 * 60, Close: 12 * 60}}, Reason: "layanan Sabtu", By: "loket.yaml"},
		},
	}
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("Office (-want +got):\n%s", diff)
	}
	rules, err = config.Agency{}.Office()
	if diff := cmp.Diff(calendar.Rules{Week: calendar.DefaultWeek()}, rules); diff != "" || err != nil {
		t.Errorf("Office of nothing = %v (-want +got):\n%s", err, diff)
	}
}

func weekOf(hours map[time.Weekday][]calendar.Interval) (week calendar.Week) {
	for day, of := range hours {
		week[day] = of
	}
	return week
}

// TestManual holds the shipped, commented file to what it explains: it is read
// without a complaint, and shows every part of the office hours.
func TestManual(t *testing.T) {
	t.Parallel()
	c, err := config.Load("../../deployments/loket.yaml", environment(nil))
	if err != nil {
		t.Fatalf("Load(deployments/loket.yaml): %v", err)
	}
	mustOpen(t, c.Agencies)
	if a := c.Agencies[0]; len(a.Hours) == 0 || len(a.Seasons) == 0 || len(a.Closures) == 0 {
		t.Errorf("deployments/loket.yaml has %d hours, %d seasons, %d closures, want each shown", len(a.Hours), len(a.Seasons), len(a.Closures))
	}
}
