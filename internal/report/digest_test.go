package report_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
)

// digestOfNine is the digest of the nine conversations, compared with their first day.
func digestOfNine() report.Digest {
	build := func(by report.By, days int) report.Report {
		f := nineFacts()
		f.By, f.To = by, f.From.AddDate(0, 0, days)
		return report.Build(f)
	}
	return report.MakeDigest(report.DigestFacts{
		Period: report.PeriodWeek, Agency: "Disdukcapil Kota Kupang", Now: build("", 14), Before: build("", 1),
		Units: build(report.ByUnit, 14), Topics: build(report.ByTopic, 14), Hours: build(report.ByHour, 14),
		Names: []report.Name{{ID: "kk", Text: "Kartu Keluarga"}},
	})
}

// TestDigestOfNineConversations compares a digest with what follows by hand from
// docs/measures.md.
func TestDigestOfNineConversations(t *testing.T) {
	t.Parallel()
	got := digestOfNine()
	want := report.Digest{
		Agency: "Disdukcapil Kota Kupang", Period: report.PeriodWeek, From: got.From, To: got.To, AsOf: got.AsOf,
		Title: "Ringkasan mingguan", Span: "2–15 November 2026", Before: "2 November 2026",
		Figures: []report.DigestFigure{
			{Name: "Percakapan", Value: "10", Before: "3"},
			{Name: "Diserahkan ke petugas", Value: "8", Before: "2"},
			{Name: "Median tunggu (jam kerja)", Value: "29 mnt 58 dtk", Before: "14 mnt 58 dtk", Small: true},
			{Name: "90 % dijawab dalam (jam kerja)", Value: "belum tercapai (≥ 2 hari 11 jam)", Before: "19 mnt 58 dtk", Small: true},
			{Name: "Tenggat dipenuhi", Value: "62,5 % (5/8)", Before: "100,0 % (2/2)", Small: true},
			{Name: "Janji ditepati", Value: "62,5 % (5/8)", Before: "100,0 % (2/2)", Small: true},
		},
		Sentences: []string{
			"Ada 10 percakapan dengan 15 pesan. Bot menyelesaikan 20,0 % (2/10) tanpa petugas.",
			"8 pertanyaan diserahkan kepada petugas; menurut jam kerja separuhnya dijawab dalam 29 mnt 58 dtk, dan waktu sampai 9 dari 10 dijawab belum tercapai (≥ 2 hari 11 jam).",
			"1 warga masih menunggu, dan 1 tiket ditutup tanpa jawaban petugas.",
			"3 dari 8 tenggat terlewat, dan 2 dari 8 janji pertama tidak ditepati.",
			"Dibandingkan 2 November 2026: percakapan naik dari 3 menjadi 10 (+233,3 %), yang diserahkan naik dari 2 menjadi 8 (+300,0 %), median tunggu naik dari 14 mnt 58 dtk menjadi 29 mnt 58 dtk.",
		},
		Actions: []string{
			"Lengkapi jawaban bot tentang Kartu Keluarga: 3 pertanyaan diserahkan kepada petugas.",
			"Tinjau janji waktu bagian umum: 2 dari 8 janji tidak ditepati.",
			"Jawab 1 warga yang masih menunggu petugas.",
		},
		Hours: []report.HourCount{
			{Hour: 8, HandedOff: 1, Due: 1},
			{Hour: 9, HandedOff: 2, Due: 1, Missed: 1},
			{Hour: 10, HandedOff: 1, Due: 2, Missed: 1},
			{Hour: 11, HandedOff: 1, Due: 1, Missed: 1},
			{Hour: 12},
			{Hour: 13, HandedOff: 1, Due: 1},
			{Hour: 14, HandedOff: 1, Due: 1},
			{Hour: 15, HandedOff: 1, Due: 1},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("digest (-want +got):\n%s", diff)
	}
}

// TestDigestOfNothing says so, and suggests nothing.
func TestDigestOfNothing(t *testing.T) {
	t.Parallel()
	empty := report.Build(report.Facts{Query: report.Query{From: opening(), To: opening().AddDate(0, 0, 1), AsOf: opening()}, Hours: kupang()})
	d := report.MakeDigest(report.DigestFacts{Period: report.PeriodDay, Now: empty, Before: empty, Units: empty, Topics: empty, Hours: empty})
	if diff := cmp.Diff([]string{"Tidak ada percakapan dalam masa ini."}, d.Sentences); diff != "" || len(d.Actions) != 0 || len(d.Hours) != 0 {
		t.Errorf("sentences (-want +got):\n%s, actions %q, hours %v", diff, d.Actions, d.Hours)
	}
	if d.Span != "Sabtu, 21–22 November 2026" {
		t.Errorf("span %q", d.Span)
	}
}

// TestDigestActions puts what concerns most citizens first, three of them.
func TestDigestActions(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(4 * time.Hour)
	var waits []report.Wait
	add := func(n int, measure string, ended report.Ending, set func(*report.Wait)) {
		for range n {
			w := report.Wait{Measure: measure, Start: opening(), End: opening().Add(time.Minute), Ended: ended, Unit: "arsip", Topic: "-"}
			if ended == report.Waiting {
				w.End = time.Time{}
			}
			if set != nil {
				set(&w)
			}
			waits = append(waits, w)
		}
	}
	add(3, report.HandOffWait, report.ClosedUnanswered, nil)
	add(4, report.DeadlinesMet, report.Missed, nil)
	add(6, report.QuoteContested, report.Denied, func(w *report.Wait) { w.Detail = "kia" })
	add(1, report.QuoteContested, report.Helped, func(w *report.Wait) { w.Detail = "kia" })
	add(2, report.PromiseKept, report.Broken, nil)
	add(50, report.Satisfaction, report.Silent, nil)
	build := func(by report.By) report.Report {
		return report.Build(report.Facts{
			Query: report.Query{Agency: "kupang", From: opening().Add(-time.Hour), To: asOf, AsOf: asOf, By: by}, Waits: waits, Hours: kupang(),
		})
	}
	d := report.MakeDigest(report.DigestFacts{
		Period: report.PeriodDay, Now: build(""), Before: build(""), Units: build(report.ByUnit), Topics: build(report.ByTopic), Hours: build(report.ByHour),
	})
	want := []string{
		"Perbaiki jawaban “kia”: 6 dari 7 kutipan tidak membantu atau disusul penyerahan.",
		"Tambah petugas pukul 08.00–09.00: 4 dari 4 tenggat pada jam itu terlewat.",
		"Periksa 3 tiket yang ditutup tanpa jawaban petugas.",
	}
	if diff := cmp.Diff(want, d.Actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
}

// TestPeriodSpan takes the last whole period, and of days the last open one.
func TestPeriodSpan(t *testing.T) {
	t.Parallel()
	hours := calendar.NewMeter(calendar.History{{Calendar: lunch()}})
	at := func(text string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", text, hours.Zone())
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range []struct {
		period report.Period
		at     string
		want   string
	}{
		{report.PeriodDay, "2026-11-18 08:00", "2026-11-17 2026-11-18, 2026-11-10 2026-11-11"},
		{report.PeriodDay, "2026-11-16 08:00", "2026-11-13 2026-11-14, 2026-11-06 2026-11-07"}, // Monday: of Friday
		{report.PeriodDay, "2027-01-01 00:00", "2026-12-31 2027-01-01, 2026-12-24 2026-12-25"},
		{report.PeriodWeek, "2026-11-16 00:00", "2026-11-09 2026-11-16, 2026-11-02 2026-11-09"},
		{report.PeriodWeek, "2026-11-22 23:59", "2026-11-09 2026-11-16, 2026-11-02 2026-11-09"}, // Sunday
		{report.PeriodMonth, "2026-11-30 23:59", "2026-10-01 2026-11-01, 2026-09-01 2026-10-01"},
		{report.PeriodMonth, "2027-01-04 08:00", "2026-12-01 2027-01-01, 2026-11-01 2026-12-01"},
		{report.PeriodMonth, "2028-03-31 08:00", "2028-02-01 2028-03-01, 2028-01-01 2028-02-01"},
	} {
		of, before := c.period.Span(at(c.at), hours)
		day := func(t time.Time) string { return t.Format(time.DateOnly) }
		if got := day(of.From) + " " + day(of.To) + ", " + day(before.From) + " " + day(before.To); got != c.want {
			t.Errorf("%s before %s is %s, want %s", c.period, c.at, got, c.want)
		}
	}
	if _, err := report.ReadPeriod("tahun"); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("ReadPeriod(tahun) = %v, want it refused", err)
	}
}

func TestIndonesianNumbersAndDays(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1.000", 12345: "12.345", 1234567: "1.234.567", -1234: "-1.234"} {
		if got := report.Grouped(n); got != want {
			t.Errorf("Grouped(%d) = %q, want %q", n, got, want)
		}
	}
	day := func(text string) time.Time {
		moment, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	for _, c := range [][3]string{
		{"2026-11-02", "2026-11-15", "2–15 November 2026"},
		{"2026-11-02", "2026-11-02", "2 November 2026"},
		{"2026-10-26", "2026-11-01", "26 Oktober – 1 November 2026"},
		{"2026-12-28", "2027-01-03", "28 Desember 2026 – 3 Januari 2027"},
	} {
		if got := report.DaysText(day(c[0]), day(c[1])); got != c[2] {
			t.Errorf("DaysText(%s, %s) = %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
