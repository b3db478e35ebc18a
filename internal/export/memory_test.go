package export_test

import (
	"fmt"
	"io"
	"runtime/metrics"
	"testing"
	"time"

	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
)

// mostMemory writes so many waits and returns the most memory that was in use above
// what was before, in MiB: the heap with what the collector has not yet freed.
func mostMemory(tb testing.TB, form string, rows int) float64 {
	tb.Helper()
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/unused:bytes"}}
	inUse := func() float64 {
		metrics.Read(sample)
		return float64(sample[0].Value.Uint64()+sample[1].Value.Uint64()) / (1 << 20)
	}
	before, most := inUse(), 0.0
	table, err := export.NewTable(io.Discard, form, "Masa tunggu", export.WaitColumns())
	if err != nil {
		tb.Fatal(err)
	}
	start := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		id := fmt.Sprintf("%026d", i)
		w := report.Wait{
			ID: "M-03:" + id, Measure: report.HandOffWait, Start: start.Add(time.Duration(i) * time.Second), Ended: report.Answered,
			End: start.Add(time.Duration(i+900) * time.Second), Wall: 900_000, Office: 900_000, Channel: "kupang/web", Unit: "umum",
			Topic: "ktp-hilang", Staff: loket.StaffID(id), Conversation: loket.ConversationID(id), Episode: loket.EpisodeID(id),
		}
		if err := table.Row(export.WaitCells(w, time.UTC)...); err != nil {
			tb.Fatal(err)
		}
		if i%5000 == 0 {
			most = max(most, inUse()-before)
		}
	}
	if err := table.Close(); err != nil {
		tb.Fatal(err)
	}
	return max(most, inUse()-before)
}
