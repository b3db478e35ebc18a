package report_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// zoneOf is a zone by its name.
func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestWish: a day is the office's, both days count, and a day as the moment of the
// report means its end.
func TestWish(t *testing.T) {
	t.Parallel()
	// Sunday evening in UTC, Monday morning in the east.
	now := time.Date(2026, 11, 29, 15, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		zone           string
		wish           report.Wish
		from, to, asOf string
	}{
		"Nothing": {
			"Asia/Makassar",
			report.Wish{},
			"2026-11-02T00:00:00+08:00", "2026-11-30T00:00:00+08:00", "2026-11-29T23:30:00+08:00",
		},
		"Nothing/TodayIsTheOffices": {
			"Asia/Jayapura",
			report.Wish{},
			"2026-11-03T00:00:00+09:00", "2026-12-01T00:00:00+09:00", "2026-11-30T00:30:00+09:00",
		},
		"OneDay": {
			"Asia/Jakarta",
			report.Wish{From: "2026-11-02", To: "2026-11-02"},
			"2026-11-02T00:00:00+07:00", "2026-11-03T00:00:00+07:00", "2026-11-29T22:30:00+07:00",
		},
		"FromOnly": {
			"Asia/Makassar",
			report.Wish{From: "2026-01-01"},
			"2026-01-01T00:00:00+08:00", "2026-11-30T00:00:00+08:00", "2026-11-29T23:30:00+08:00",
		},
		"ToOnly/FourWeeksUntilIt": {
			"Asia/Makassar",
			report.Wish{To: "2026-03-28"},
			"2026-03-01T00:00:00+08:00", "2026-03-29T00:00:00+08:00", "2026-11-29T23:30:00+08:00",
		},
		"AsOf/Day/ItsEnd": {
			"Asia/Makassar",
			report.Wish{AsOf: "2026-11-15"},
			"2026-11-02T00:00:00+08:00", "2026-11-30T00:00:00+08:00", "2026-11-16T00:00:00+08:00",
		},
		"AsOf/Moment/OfAnotherZone": {
			"Asia/Makassar",
			report.Wish{AsOf: "2026-11-15T04:00:00Z"},
			"2026-11-02T00:00:00+08:00", "2026-11-30T00:00:00+08:00", "2026-11-15T12:00:00+08:00",
		},
		"LeapDay": {
			"Asia/Makassar",
			report.Wish{From: "2024-02-29", To: "2024-02-29"},
			"2024-02-29T00:00:00+08:00", "2024-03-01T00:00:00+08:00", "2026-11-29T23:30:00+08:00",
		},
		"SummerTime/TheDayHas23Hours": {
			"Europe/Amsterdam",
			report.Wish{From: "2026-03-29", To: "2026-03-29"},
			"2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-11-29T16:30:00+01:00",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q, err := c.wish.Query("kupang", now, zoneOf(t, c.zone))
			if err != nil || q.Agency != "kupang" {
				t.Fatalf("Query() = %+v, %v", q, err)
			}
			for what, m := range map[string]struct {
				got  time.Time
				want string
			}{"from": {q.From, c.from}, "to": {q.To, c.to}, "as of": {q.AsOf, c.asOf}} {
				if got := m.got.Format(time.RFC3339); got != m.want {
					t.Errorf("%s = %s, want %s", what, got, m.want)
				}
			}
		})
	}
}

func TestWishFilter(t *testing.T) {
	t.Parallel()
	q, err := report.Wish{Unit: "u", Channel: "c", Topic: "t", Staff: "s", Kind: "complaint", By: "week"}.Query("kupang", opening(), time.UTC)
	want := report.Filter{Unit: "u", Channel: "c", Topic: "t", Staff: "s", Kind: loket.KindComplaint}
	if err != nil || q.Filter != want || q.By != report.ByWeek {
		t.Errorf("Query() = %+v, %v, want the filter %+v by week", q, err, want)
	}
	row := report.Wait{Unit: "u", Channel: "c", Topic: "t", Staff: "s", Kind: loket.KindComplaint}
	for name, other := range map[string]report.Wait{
		"Unit": {Channel: "c", Topic: "t", Staff: "s", Kind: "complaint"}, "Channel": {Unit: "u", Topic: "t", Staff: "s", Kind: "complaint"},
		"Topic": {Unit: "u", Channel: "c", Staff: "s", Kind: "complaint"}, "Staff": {Unit: "u", Channel: "c", Topic: "t", Kind: "complaint"},
		"Kind": {Unit: "u", Channel: "c", Topic: "t", Staff: "s", Kind: "question"},
	} {
		if !q.Filter.Takes(&row) || q.Filter.Takes(&other) {
			t.Errorf("%s: the filter takes the row %v and the other %v, want the row alone", name, q.Filter.Takes(&row), q.Filter.Takes(&other))
		}
	}
}

// TestWishRefused: each error begins with the name of its field, repeats what was
// written and says what to write.
func TestWishRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wish report.Wish
		want []string
	}{
		"From":           {report.Wish{From: "1 November"}, []string{`from "1 November"`, "tulis misalnya 2026-11-01"}},
		"From/NoSuchDay": {report.Wish{From: "2026-02-30"}, []string{`from "2026-02-30"`, "tulis misalnya"}},
		"To":             {report.Wish{To: "besok"}, []string{`to "besok"`, "tulis misalnya 2026-11-01"}},
		"To/Moment":      {report.Wish{To: "2026-11-01T00:00:00Z"}, []string{`to "2026-11-01T00:00:00Z"`, "tulis misalnya"}},
		"Backwards":      {report.Wish{From: "2026-11-03", To: "2026-11-02"}, []string{"from 2026-11-03", "2026-11-02", "tukar"}},
		"FromTomorrow":   {report.Wish{From: "2026-11-22"}, []string{"from 2026-11-22", "2026-11-21", "tukar"}},
		"AsOf":           {report.Wish{AsOf: "kemarin"}, []string{`as-of "kemarin"`, "2026-11-30T12:00:00+08:00"}},
		"AsOf/NoZone":    {report.Wish{AsOf: "2026-11-30T12:00:00"}, []string{`as-of "2026-11-30T12:00:00"`, "2026-11-30T12:00:00+08:00"}},
		"By":             {report.Wish{By: "minggu"}, []string{`by "minggu"`, "hour, day, week, month, unit, staff, topic, channel"}},
		"Kind":           {report.Wish{Kind: "curhat"}, []string{`kind "curhat"`, "pilih salah satu: question, complaint"}},
	} {
		_, err := c.wish.Query("kupang", opening(), opening().Location())
		if loket.CodeOf(err) != loket.CodeInvalid || !strings.HasPrefix(err.Error(), strings.Fields(c.want[0])[0]+" ") {
			t.Errorf("%s: %v, want a refusal that begins with the field", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q in it", name, err, want)
			}
		}
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "table", "table": "table", "json": "json", "csv": "csv", "xlsx": "xlsx", "pdf": "pdf", "html": "html",
	} {
		if got, err := report.Format(text); got != want || err != nil {
			t.Errorf("Format(%q) = %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"CSV", "csv,json", "docx"} {
		_, err := report.Format(text)
		if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "tidak dikenal; pakai table, json, csv, xlsx, pdf, atau html") {
			t.Errorf("Format(%q) = %v, want what there is", text, err)
		}
	}
}
