package report_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/report"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	cases := []struct {
		d    time.Duration
		want string
	}{
		{-time.Second, "0 ms"},
		{0, "0 ms"},
		{3400 * time.Microsecond, "3 ms"},
		{999 * time.Millisecond, "999 ms"},
		{999_600 * time.Microsecond, "1,0 dtk"},
		{1234 * time.Millisecond, "1,2 dtk"},
		{9960 * time.Millisecond, "10 dtk"},
		{42 * time.Second, "42 dtk"},
		{59_600 * time.Millisecond, "1 mnt"},
		{200 * time.Second, "3 mnt 20 dtk"},
		{time.Hour - 400*time.Millisecond, "1 jam"},
		{2*time.Hour + 5*time.Minute, "2 jam 5 mnt"},
		{3 * time.Hour, "3 jam"},
		{day - time.Second, "1 hari"},
		{4*day + 3*time.Hour + 10*time.Minute, "4 hari 3 jam"},
	}
	for _, c := range cases {
		if got := report.Duration(c.d); got != c.want {
			t.Errorf("Duration(%v) = %q, want %q", c.d, got, c.want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	asOf := opening().Add(4 * time.Hour)
	waits := append(answered(200), open(asOf, 3*3600))
	for range 12 {
		w := ended(report.Answered, 2)
		w.Measure = report.BotAnswer
		waits = append(waits, w)
	}
	kept, broken := ended(report.Kept, 60), ended(report.Broken, 90)
	kept.Measure, broken.Measure = report.PromiseKept, report.PromiseKept
	quote := ended(report.HandedOff, 5)
	quote.Measure, quote.Detail = report.QuoteContested, "ktp-el-hilang"
	r := report.Build(report.Facts{
		Query: report.Query{Agency: "kupang", From: opening(), To: opening().Add(12 * time.Hour), AsOf: asOf},
		Waits: append(waits, kept, broken, quote), Hours: kupang(),
	})
	var out strings.Builder
	if err := r.Table(&out); err != nil {
		t.Fatalf("write table: %v", err)
	}
	for _, want := range []string{
		`Laporan waktu tanggap · kupang
Periode 21-11-2026 08.00 WITA sampai sebelum 21-11-2026 20.00 WITA · keadaan per 21-11-2026 12.00 WITA

M-01 Waktu jawab bot
` + report.Define("M-01").Text + `
bagian  jam      n   dijawab  menunggu  ditutup tanpa jawaban  ditarik  median   p90      p95      rata-rata
Semua   dinding  12  12       0         0                      0        2,0 dtk  2,0 dtk  2,0 dtk  2,0 dtk
Semua   kerja    12  12       0         0                      0        0 ms     0 ms     0 ms     0 ms
`,
		`
Semua   dinding  2 (n kecil)  1        1         0                      0        3 mnt 20 dtk  belum tercapai (≥ 3 jam)  belum tercapai (≥ 3 jam)  3 mnt 20 dtk
`,
		`
bagian  n            hasil         selang 95 %     ditepati  diperbarui  dilanggar  ditarik  sementara  belum jatuh tempo
Semua   2 (n kecil)  50,0 % (1/2)  9,5 % – 90,5 %  1         0           1          0        0          0
`,
		`
bagian  jawaban        ditanyakan  dikutip  terbantu  tidak terbantu  diserahkan
Semua   ktp-el-hilang  1           1        0         0               1
`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("table:\n%s\nlacks\n%s", out.String(), want)
		}
	}

	t.Run("NoWaits", func(t *testing.T) {
		t.Parallel()
		var out strings.Builder
		if err := build(asOf).Table(&out); err != nil {
			t.Fatalf("write table: %v", err)
		}
		if got := out.String(); !strings.Contains(got, "Periode seluruhnya") || strings.Count(got, "\nM-") != len(report.Definitions()) {
			t.Errorf("table without waits:\n%s\nwant the whole period and every measure", got)
		}
	})
	t.Run("WriterFails", func(t *testing.T) {
		t.Parallel()
		for room := range 3 {
			if err := r.Table(&full{room: room}); !errors.Is(err, errFull) {
				t.Errorf("Table to a writer that refuses write %d = %v, want its error", room, err)
			}
		}
	})
	t.Run("OpenPeriods", func(t *testing.T) {
		t.Parallel()
		for want, r := range map[string]report.Report{
			"sejak 21-11-2026 08.00 WITA":   {From: opening(), AsOf: asOf},
			"sebelum 21-11-2026 08.00 WITA": {To: opening(), AsOf: asOf},
		} {
			var out strings.Builder
			if err := r.Table(&out); err != nil || !strings.Contains(out.String(), want) {
				t.Errorf("table = %q, %v, want %q in it", out.String(), err, want)
			}
		}
	})
}

var errFull = errors.New("disk full")

// full takes a number of writes and refuses the next.
type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room == 0 {
		return 0, errFull
	}
	f.room--
	return len(p), nil
}
