package report_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// TestOutages shows what no figure counts, in words, in JSON and below the table.
func TestOutages(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("WITA", 8*3600)
	from := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	gap := loket.ChannelGap{Channel: "kupang/telegram", ChannelName: "Telegram", From: from}
	lasting := report.OutageOf(gap, zone)
	gap.Until = from.Add(25 * time.Hour)
	over := report.OutageOf(gap, zone)
	for _, c := range []struct {
		name string
		o    report.Outage
		text string
		json string
	}{
		{
			"Lasting", lasting,
			"Telegram: pesan 24 jam ke belakang mungkin hilang. Loket tidak mengambil pesan dari 23-11-2026 09.00 WITA sampai sekarang.",
			`"until":null`,
		},
		{
			"Over", over,
			"Telegram: pesan 24 jam ke belakang mungkin hilang. Loket tidak mengambil pesan dari 23-11-2026 09.00 WITA sampai 24-11-2026 10.00 WITA.",
			`"until":"2026-11-24T10:00:00+08:00"`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.o.Text().String(); got != c.text {
				t.Errorf("Text() = %q, want %q", got, c.text)
			}
			r := report.Build(report.Facts{
				Query: report.Query{Agency: "kupang", AsOf: from}, Hours: kupang(), Outages: []report.Outage{c.o},
			})
			var table strings.Builder
			if err := r.Table(&table); err != nil || !strings.HasSuffix(table.String(), "\nPerhatian: "+c.text+"\n") {
				t.Errorf("Table() = %q, %v, want it to end with the outage", table.String(), err)
			}
			if got, err := json.Marshal(r); err != nil || !strings.Contains(string(got), c.json) {
				t.Errorf("JSON = %s, %v, want %s in it", got, err, c.json)
			}
		})
	}
}
