package calendar

import (
	"testing"
	"time"
)

func TestDescribe(t *testing.T) {
	t.Parallel()
	hours := func(texts ...string) (all []Interval) {
		for _, text := range texts {
			i, err := ParseInterval(text)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, i)
		}
		return all
	}
	day, split := hours("08.00-16.00"), hours("08.00-12.00", "13.00-16.00")
	friday, saturday := hours("08.00-11.30", "13.30-16.30"), hours("09.00-12.00")
	ramadan := Season{Name: "Ramadan", From: Date{2027, 2, 8}, To: Date{2027, 3, 9}, Week: Week{1: saturday, 2: saturday}}
	later := Season{Name: "jam baru", From: Date{2027, 7, 1}, Week: Week{3: day, 5: day}}
	for name, c := range map[string]struct {
		week Week
		at   string
		want string
	}{
		"Usual": {
			Week{1: day, 2: day, 3: day, 4: day, 5: day},
			"2026-11-21",
			"Jam buka: Senin–Jumat 08.00–16.00 WITA. Sabtu dan Minggu tutup.",
		},
		"LunchBreaks": {
			Week{1: split, 2: split, 3: split, 4: split, 5: friday},
			"2026-11-21",
			"Jam buka: Senin–Kamis 08.00–12.00 dan 13.00–16.00, Jumat 08.00–11.30 dan 13.30–16.30 WITA. Sabtu dan Minggu tutup.",
		},
		"EveryDay": {Week{day, day, day, day, day, day, day}, "2026-11-21", "Jam buka: Senin–Minggu 08.00–16.00 WITA."},
		"OneDayOff": {
			Week{1: day, 2: day, 4: day, 5: day, 6: saturday},
			"2026-11-21",
			"Jam buka: Senin dan Selasa 08.00–16.00, Kamis dan Jumat 08.00–16.00, Sabtu 09.00–12.00 WITA. Rabu dan Minggu tutup.",
		},
		"Season": {
			Week{1: day},
			"2027-02-08",
			"Jam buka selama Ramadan: Senin dan Selasa 09.00–12.00 WITA. Rabu–Minggu tutup.",
		},
		"LastingSeasonHasNoName": {
			Week{1: day},
			"2027-07-01",
			"Jam buka: Rabu 08.00–16.00, Jumat 08.00–16.00 WITA. Senin, Selasa, Kamis, Sabtu dan Minggu tutup.",
		},
		"Never": {Week{}, "2026-11-21", "Kantor tidak punya jam buka tetap."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			calendar, err := New(Rules{Zone: "Asia/Makassar", Week: c.week, Seasons: []Season{ramadan, later}})
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.ParseInLocation(time.DateOnly, c.at, calendar.Zone())
			if err != nil {
				t.Fatal(err)
			}
			if got := calendar.Describe(at.UTC()); got != c.want {
				t.Errorf("Describe(%s) = %q, want %q", c.at, got, c.want)
			}
		})
	}
}
