package report_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

// kept makes an answer say for how many milliseconds its message was held on purpose.
func kept(ms int64) func(*loket.Event) { return func(e *loket.Event) { e.Value = ms } }

// asks has the bot answer one message after some seconds, of which it was held so many.
func (s *story) asks(minute, took int, held int64, kind loket.EventKind) *story {
	clock := func(second int) string { return fmt.Sprintf("02 09:%02d:%02d", minute, second) }
	return s.says(clock(0)).owes(kind, clock(took), clock(took), kept(held))
}

// heldFacts are seven messages: five answered, after 2, 9, 12, 33 and 1 s, of which
// 0, 8, 11, 32 and 0 s were holding; a notice, which is no answer; one not answered yet.
func heldFacts() report.Facts {
	s := tale("a").begin("kk").asks(0, 2, 0, loket.EventQuote).asks(1, 9, 8000, loket.EventAsk).
		asks(2, 12, 11_000, loket.EventQuote).asks(3, 33, 32_000, loket.EventReceipt).asks(4, 1, 0, loket.EventQuote).
		asks(5, 9, 8000, loket.EventNotice).says("02 09:06:00").owes(loket.EventQuote, "02 09:06:08", "", kept(8000))
	f := nineFacts()
	f.Waits = s.rows()
	return f
}

// TestHeld compares with figures reckoned by hand: three of five were held, for 8, 11
// and 32 s: the median is the second, p95 the third, the mean 51/3 = 17 s. M-01 counts
// all of it: its mean is 57/5 = 11.4 s.
func TestHeld(t *testing.T) {
	t.Parallel()
	r := report.Build(heldFacts())
	wall := r.All(report.BotAnswer, report.Wall)
	number := func(ms int64) *int64 { return &ms }
	want := &report.Holding{N: 3, Of: 5, Median: number(11_000), P95: number(32_000), Mean: number(17_000)}
	if diff := cmp.Diff(want, wall.Held); diff != "" {
		t.Errorf("held (-want +got):\n%s", diff)
	}
	if got, want := figure(wall), "M-01 wall n=6 5+1+0+0 median 9 p90 ≥1220040 p95 ≥1220040 mean 11.4"; got != want {
		t.Errorf("M-01 = %q, want %q: the holding is counted in it", got, want)
	}
	if text := wall.Held.Text().String(); text != "60,0 % (3/5) sengaja ditahan menunggu lanjutan: median 11 dtk, p95 32 dtk" {
		t.Errorf("held in words = %q", text)
	}
	for _, m := range r.Measures {
		if stands := m.ID == report.BotAnswer && m.Clock == report.Wall; (m.Held != nil) != stands {
			t.Errorf("%s %s tells of holding: %v, want %v", m.ID, m.Clock, m.Held != nil, stands)
		}
	}
	_, lines := sheet(t, r)
	for _, line := range lines {
		got := strings.Join([]string{line["held_n"], line["held_of"], line["held_median_ms"], line["held_p95_ms"], line["held_mean_ms"]}, " ")
		want := "    "
		if line["id"] == report.BotAnswer && line["clock"] == string(report.Wall) {
			want = "3 5 11000 32000 17000"
		}
		if got != want {
			t.Errorf("CSV of %s %s says of holding %q, want %q", line["id"], line["clock"], got, want)
		}
	}
	out, err := json.Marshal(wall)
	if err != nil || !strings.Contains(string(out), `"held":{"n":3,"of":5,"median":11000,"p95":32000,"mean":17000}`) {
		t.Errorf("JSON = %s, %v, want the holding", out, err)
	}
}

// TestHeldUntilLater: what was not answered at the moment of the report was held of
// nothing that is counted.
func TestHeldUntilLater(t *testing.T) {
	t.Parallel()
	f := heldFacts()
	f.AsOf = tale("").at("02 09:03:10")
	if got := report.Build(f).All(report.BotAnswer, report.Wall).Held; got.N != 2 || got.Of != 3 || *got.P95 != 11_000 {
		t.Errorf("while the fourth is held = %+v, want 2 of 3, p95 11 s", got)
	}
}

// TestHeldNothing: without holding, or without an answer, there is no time of it.
func TestHeldNothing(t *testing.T) {
	t.Parallel()
	for _, f := range []report.Facts{{}, nineFacts()} {
		got := report.Build(f).All(report.BotAnswer, report.Wall).Held
		if got == nil || got.N != 0 || got.Median != nil || got.P95 != nil || got.Mean != nil || got.Text() != "" {
			t.Errorf("held of none = %+v, want nothing but how many were answered", got)
		}
	}
}

// TestHeldIsPartOfTheTime: an event that says more than its answer took, or less than
// nothing, is not believed.
func TestHeldIsPartOfTheTime(t *testing.T) {
	t.Parallel()
	for said, want := range map[int64]int64{-5: 0, 0: 0, 2999: 2999, 3000: 3000, 60_000: 3000} {
		for _, w := range tale("a").begin("kk").asks(0, 3, said, loket.EventQuote).rows() {
			if w.Measure == report.BotAnswer && w.Value != want {
				t.Errorf("held %d of 3000 ms = %d, want %d", said, w.Value, want)
			}
		}
	}
}

// TestHeldOfTheFirstAnswer: of two answers to a message the first to arrive tells.
func TestHeldOfTheFirstAnswer(t *testing.T) {
	t.Parallel()
	s := tale("a").begin("kk").says("02 09:00:00").owes(loket.EventQuote, "02 09:00:09", "02 09:00:20", kept(8000)).
		owes(loket.EventReceipt, "02 09:00:12", "02 09:00:13", kept(11_000))
	for _, w := range s.rows() {
		if w.Measure == report.BotAnswer && (w.Value != 11_000 || w.Wall != 13_000) {
			t.Errorf("M-01 = %d ms, held %d, want those of what arrived after 13 s", w.Wall, w.Value)
		}
	}
}

// TestHeldRolledUp: sums tell how many exactly and the mean exactly, and quantiles
// within 1 %; rows that no sum has are added.
func TestHeldRolledUp(t *testing.T) {
	t.Parallel()
	f := heldFacts()
	s := tale("")
	first, at := s.at("02 09:00:00"), s.at("03 00:00:00")
	var rest []report.Wait
	for _, w := range f.Waits {
		if w.Settles().IsZero() {
			rest = append(rest, w)
		}
	}
	f.Rollups, _ = report.RollUp(first, time.Hour, f.Waits, at)
	rest = append(rest, report.Wait{
		Measure: report.BotAnswer, Start: first.Add(2 * time.Hour), End: first.Add(2*time.Hour + 25*time.Second), Ended: report.Answered, Wall: 25_000, Value: 24_000,
	})
	f.Waits, f.Rolled = rest, true
	for i := range f.Rollups {
		if err := f.Rollups[i].Decode(f.Rollups[i].Encode()); err != nil {
			t.Fatal(err)
		}
	}
	m := report.Build(f).All(report.BotAnswer, report.Wall)
	got := m.Held
	if got.N != 4 || got.Of != 6 || *got.Mean != 18_750 {
		t.Errorf("held = %+v, want 4 of 6, mean (8 + 11 + 32 + 24)/4 s", got)
	}
	for name, c := range map[string][2]int64{"median": {*got.Median, 11_000}, "p95": {*got.P95, 32_000}} {
		if off := c[0] - c[1]; off*100 > c[1] || -off*100 > c[1] {
			t.Errorf("%s = %d ms, want %d within 1 %%", name, c[0], c[1])
		}
	}
	if m.Answered != 6 || m.N != 7 {
		t.Errorf("M-01 = %d of %d answered, want 6 of 7: holding is no answer of its own", m.Answered, m.N)
	}
}

// TestHeldInTable: the line stands under the table of M-01 and in a document's section.
func TestHeldInTable(t *testing.T) {
	t.Parallel()
	f := heldFacts()
	f.By = report.ByChannel
	f.Names = []report.Name{{ID: "c1", Text: "Telegram"}}
	r := report.Build(f)
	var out strings.Builder
	if err := r.Table(&out); err != nil {
		t.Fatal(err)
	}
	note := "60,0 % (3/5) sengaja ditahan menunggu lanjutan: median 11 dtk, p95 32 dtk"
	if !strings.Contains(out.String(), "\nSemua: "+note+"\nTelegram: "+note+"\n\nM-02") {
		t.Errorf("table:\n%s\nlacks the holding under M-01", out.String())
	}
	if got := r.Sections()[0].Notes; !cmp.Equal(got, []string{"Semua: " + note, "Telegram: " + note}) {
		t.Errorf("notes of M-01 = %q", got)
	}
}
