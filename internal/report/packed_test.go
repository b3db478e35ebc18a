package report_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// packable is a row without what figures do not need.
func packable(w report.Wait) report.Wait {
	w.ID, w.Conversation, w.Episode, w.Ticket = "", "", "", ""
	entry := w.Measure == report.QuoteContested || w.Measure == report.EntryEffect
	value := w.Measure == report.Satisfaction || w.Measure == report.BotAnswer
	if !entry {
		w.Detail = ""
	}
	if !value {
		w.Value = 0
	}
	if entry || value {
		w.Pauses = nil
	}
	return w
}

// unpacked are the rows of pieces.
func unpacked(pieces [][]byte, hour time.Time) (rows []report.Wait, err error) {
	for _, piece := range pieces {
		if err := report.Unpack("kupang", hour, piece, func(w *report.Wait) { rows = append(rows, *w) }); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

// TestPackedRowsAreTheRows packs drawn rows, with pauses, ends before their starts and
// moments outside of their hour: what figures need of them comes out as it went in.
func TestPackedRowsAreTheRows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		hour := midnight().UTC()
		var want []report.Wait
		p := report.NewPacking(hour)
		for _, w := range drawRows(t) {
			w.Start = w.Start.UTC()
			if !w.End.IsZero() {
				w.End = w.Start.Add(time.Duration(rapid.Int64Range(-5000, 5000).Draw(t, "took")) * time.Millisecond)
			}
			for range rapid.IntRange(0, 2).Draw(t, "pauses") {
				s := report.Span{From: w.Start.Add(time.Duration(rapid.Int64Range(-9, 9).Draw(t, "from")) * time.Second)}
				if rapid.Bool().Draw(t, "over") {
					s.To = s.From.Add(time.Minute)
				}
				w.Pauses = append(w.Pauses, s)
			}
			w.Channel, w.Kind, w.Staff = "kupang:telegram", loket.KindComplaint, loket.StaffID(rapid.SampledFrom([]string{"", "ani"}).Draw(t, "staff"))
			w.Office = w.Wall - rapid.Int64Range(-5, 5).Draw(t, "office")
			p.Add(&w)
			want = append(want, packable(w))
		}
		got, err := unpacked(p.Pieces(), hour)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("rows packed and read again, %v (-want +got):\n%s", err, diff)
		}
	})
}

// TestPackedInPieces packs more rows than one piece holds, each with a topic of its own.
func TestPackedInPieces(t *testing.T) {
	t.Parallel()
	hour := midnight().UTC()
	p := report.NewPacking(hour)
	const n = 20_000
	for i := range n {
		p.Add(&report.Wait{Measure: report.HandOffWait, Ended: report.Waiting, Start: hour.Add(time.Duration(i) * time.Millisecond), Topic: fmt.Sprint("t", i%900)})
	}
	pieces := p.Pieces()
	rows, err := unpacked(pieces, hour)
	if err != nil || len(rows) != n || len(pieces) < 2 {
		t.Fatalf("%d rows of %d pieces, %v; want %d of some", len(rows), len(pieces), err, n)
	}
	size := 0
	for _, piece := range pieces {
		size += len(piece)
	}
	if size > 16*n {
		t.Errorf("%d rows take %d bytes, want at most 16 each", n, size)
	}
	for i, w := range rows {
		if want := fmt.Sprint("t", i%900); w.Topic != want || !w.Start.Equal(hour.Add(time.Duration(i)*time.Millisecond)) {
			t.Fatalf("row %d = %s at %v, want %s", i, w.Topic, w.Start, want)
		}
	}
	if pieces := report.NewPacking(hour).Pieces(); len(pieces) != 0 {
		t.Errorf("of no rows there are %d pieces, want none", len(pieces))
	}
}

// TestUnpackDamaged cuts a piece short anywhere, and changes each of its bytes: an error,
// or other rows, and never a fault of the program.
func TestUnpackDamaged(t *testing.T) {
	t.Parallel()
	hour := midnight().UTC()
	p := report.NewPacking(hour)
	for _, id := range []string{report.BotAnswer, report.HandlingTime, report.EntryEffect} {
		p.Add(&report.Wait{
			Measure: id, Ended: report.Answered, Start: hour, End: hour.Add(time.Minute), Wall: 60_000, Value: 7, Detail: "ktp",
			Pauses: []report.Span{{From: hour.Add(time.Second)}},
		})
	}
	piece := p.Pieces()[0]
	for n := range len(piece) {
		if _, err := unpacked([][]byte{piece[:n]}, hour); err == nil {
			t.Errorf("the first %d of %d bytes are read as rows, want an error", n, len(piece))
		}
		for _, b := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			damaged := slices.Clone(piece)
			damaged[n] = b
			if rows, err := unpacked([][]byte{damaged}, hour); err == nil && len(rows) > 3 {
				t.Errorf("byte %d as %#x gives %d rows of 3", n, b, len(rows))
			}
		}
	}
	if _, err := unpacked([][]byte{append(slices.Clone(piece), 0)}, hour); err == nil {
		t.Error("a byte too many is read as rows, want an error")
	}
}
