package store

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"loket/internal/report"
	"loket/internal/testserver"
)

// BenchmarkYear writes a year of events (LOKET_BENCH_EVENTS, 100,000 if nobody says),
// derives their rows, sums them up, and makes the reports of the year and the exact one
// of its last month, on both engines.
func BenchmarkYear(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkYear(b, openGroup(b)) })
	b.Run("PostgreSQL", func(b *testing.B) {
		benchmarkYear(b, openPostgres(b, testserver.PostgresFor(b).Database(b)))
	})
}

// mostWritten is how many events are written; of more, the rows are copies, some
// seconds later each.
const (
	mostWritten = 1_000_000
	copyRows    = `
INSERT INTO waits (` + waitColumns + `)
SELECT id || $1, measure, agency_id, start_at + $2, CASE end_at WHEN 0 THEN 0 ELSE end_at + $2 END, ended, wall_ms + $2 % 7919, office_ms, value,
  pauses, channel_id, unit_id, topic, kind, staff_id, conversation_id || $1, episode_id, ticket_id, detail, known_at
FROM waits WHERE id NOT LIKE '%-copy%'`
)

func copyWaits(s *Store, copies int) error {
	for i := range copies {
		err := s.write(context.Background(), func(t *tx) error {
			_, err := t.exec(copyRows, fmt.Sprint("-copy", i), int64(i+1)*37_000)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func benchmarkYear(b *testing.B, s *Store) {
	events, err := strconv.Atoi(cmp.Or(os.Getenv("LOKET_BENCH_EVENTS"), "100000"))
	if err != nil {
		b.Fatal(err)
	}
	hours, first := monthHours(b), time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	end := first.AddDate(1, 0, 0)
	of := everywhere(hours)
	once := func(name string, do func() error) {
		began, before := time.Now(), processorTime(b)
		if err := do(); err != nil {
			b.Fatal(err)
		}
		b.Logf("%s, %d events: %v, processor %v", name, events, time.Since(began).Round(time.Millisecond), (processorTime(b) - before).Round(time.Millisecond))
	}
	written, copies := events, 0
	if events > mostWritten {
		written, copies = mostWritten/10, events/(mostWritten/10)-1
	}
	once("writing", func() error { fill(b, s, first, written/10, end.Sub(first)/time.Duration(written/10)); return nil })
	once("deriving rows", func() error { return s.RebuildWaits(b.Context(), of, func(int, int) {}) })
	once("copying rows", func() error { return copyWaits(s, copies) })
	once("summing up", func() error { return s.RebuildRollups(b.Context(), of, func(int, int) {}) })
	for _, by := range []report.By{"", report.ByDay, report.ByMonth, report.ByTopic, report.ByStaff} {
		q := report.Query{Agency: "a", From: first.AddDate(0, 0, -1), To: end.AddDate(0, 0, 1), AsOf: s.Now(), By: by}
		b.Run("Report/"+string(by), func(b *testing.B) {
			before := processorTime(b)
			for b.Loop() {
				waits, rollups, err := s.Rolled(b.Context(), q, hours.Zone())
				if err != nil {
					b.Fatal(err)
				}
				facts := report.Facts{Query: q, Waits: waits, Rollups: rollups, Rolled: true, Hours: hours}
				if m := report.Build(facts).All(report.HandOffWait, report.Office); m.N != events/10 {
					b.Fatalf("n = %d, want %d", m.N, events/10)
				}
			}
			b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
		})
	}
	if copies > 0 {
		return // a month of so many rows is read from rollups as well
	}
	q := report.Query{Agency: "a", From: end.AddDate(0, -1, 0), To: end, AsOf: s.Now()}
	b.Run("ExactMonth", func(b *testing.B) {
		rows, before := 0, processorTime(b)
		for b.Loop() {
			waits, err := s.Facts(b.Context(), q, hours)
			if err != nil {
				b.Fatal(err)
			}
			report.Build(report.Facts{Query: q, Waits: waits, Hours: hours})
			rows = len(waits)
		}
		b.ReportMetric(float64(rows), "rows")
		b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
	})
}
