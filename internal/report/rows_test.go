package report_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
)

// endingsOf are the endings a row of a measure may have.
func endingsOf(id string) []report.Ending {
	switch id {
	case report.ReopenRate:
		return []report.Ending{report.Lasted, report.Reopened, report.Waiting}
	case report.DeadlinesMet, report.StatuteMet:
		return []report.Ending{report.Met, report.Missed, report.Withdrawn}
	case report.PromiseKept:
		return []report.Ending{report.Kept, report.Renewed, report.Broken, report.Withdrawn, report.Waiting}
	case report.Deflection:
		return []report.Ending{report.Deflected, report.HandedOff, report.AskedAgain, report.NoQuote, report.Waiting}
	case report.BotOutcome:
		return []report.Ending{report.OutcomeAnswered, report.OutcomeFailed, report.OutcomeNone, report.Waiting}
	case report.Left:
		return []report.Ending{report.LeftSaid, report.LeftSilent, report.Stayed, report.Waiting}
	case report.Satisfaction:
		return []report.Ending{report.Rated, report.Silent}
	case report.EntryEffect:
		return []report.Ending{report.Offered, report.Resembled}
	case report.QuoteContested:
		return []report.Ending{report.Quoted, report.Helped, report.Denied, report.HandedOff}
	case report.Load:
		return []report.Ending{report.Closed, report.Waiting}
	case report.NextReply:
		return append(allEndings(), report.Remark)
	case report.ChannelDelay:
		return []report.Ending{report.Answered, report.Undated}
	}
	return allEndings()
}

// drawDays draws rows of every measure, in and around a period of two days.
func drawDays(t *rapid.T) (waits []report.Wait) {
	for _, d := range report.Definitions() {
		measure := d.ID
		for range rapid.IntRange(0, 12).Draw(t, "rows of "+measure) {
			w := report.Wait{
				Measure: measure, Start: opening().Add(time.Duration(rapid.IntRange(-30, 70).Draw(t, "hour")) * time.Hour),
				Ended:   rapid.SampledFrom(endingsOf(measure)).Draw(t, "ending"),
				Channel: rapid.SampledFrom([]loket.ChannelID{"c1", "c2"}).Draw(t, "channel"),
				Unit:    rapid.SampledFrom([]loket.UnitID{"umum", "kk"}).Draw(t, "unit"),
				Topic:   rapid.SampledFrom([]string{"", "kk", "ktp"}).Draw(t, "topic"),
				Staff:   rapid.SampledFrom([]loket.StaffID{"", "s1"}).Draw(t, "staff"),
				Kind:    rapid.SampledFrom([]loket.TicketKind{"", loket.KindQuestion, loket.KindComplaint}).Draw(t, "kind"),
				Value:   int64(rapid.IntRange(1, 4).Draw(t, "score")),
			}
			if w.Ended != report.Waiting {
				took := time.Duration(rapid.IntRange(0, 200).Draw(t, "hours")) * time.Hour
				w.End, w.Wall = w.Start.Add(took), took.Milliseconds()
			}
			waits = append(waits, w)
		}
	}
	return waits
}

// TestRowsAreN: the rows behind a figure are as many as its n, for every measure, period,
// moment and filter, and their endings are its parts.
func TestRowsAreN(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := report.Facts{Waits: drawDays(t), Hours: kupang(), Query: report.Query{
			From: opening(), To: opening().Add(48 * time.Hour), AsOf: opening().Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "as of")) * time.Hour),
			Filter: report.Filter{
				Channel: rapid.SampledFrom([]loket.ChannelID{"", "c1"}).Draw(t, "of channel"),
				Unit:    rapid.SampledFrom([]loket.UnitID{"", "kk"}).Draw(t, "of unit"),
				Topic:   rapid.SampledFrom([]string{"", "kk"}).Draw(t, "of topic"),
				Staff:   rapid.SampledFrom([]loket.StaffID{"", "s1"}).Draw(t, "of staff"),
				Kind:    rapid.SampledFrom([]loket.TicketKind{"", loket.KindComplaint}).Draw(t, "of kind"),
			},
		}}
		built := report.Build(f)
		for _, d := range report.Definitions() {
			m, rows := built.All(d.ID, append(d.Clocks(), "")[0]), report.Rows(f, d.ID)
			if len(rows) != m.N {
				t.Fatalf("%d rows behind n = %d of %s", len(rows), m.N, d.ID)
			}
			wantParts(t, d.ID, m, rows)
		}
	})
}

// wantParts compares how rows end with what the figure says of it.
func wantParts(t *rapid.T, id string, m report.Measure, rows []report.Row) {
	counts, provisional := map[report.Ending]int{}, 0
	for _, r := range rows {
		counts[r.Counts]++
		if r.Provisional {
			provisional++
		}
		if r.Text() == "" || r.WallMS < 0 || r.OfficeMS < 0 {
			t.Errorf("a row of %s says nothing of its end, or runs backwards: %+v", id, r)
		}
	}
	if m.Times != nil && (counts[report.Answered] != m.Answered || counts[report.Waiting] != m.Waiting || counts[report.ClosedUnanswered] != m.ClosedUnanswered) {
		t.Errorf("rows of %s end as %v, the figure says %+v", id, counts, *m.Times)
	}
	if provisional != m.Provisional {
		t.Errorf("%d rows of %s are provisional, the figure says %d", provisional, id, m.Provisional)
	}
	if id == report.Satisfaction {
		return // its parts are scores
	}
	for _, p := range m.Parts {
		if counts[p.Name] != p.N {
			t.Errorf("%d rows of %s ended as %s, the figure says %d", counts[p.Name], id, p.Name, p.N)
		}
	}
}

// TestRowsHaveBothClocks: a wait over lunch lasts longer by the wall clock.
func TestRowsHaveBothClocks(t *testing.T) {
	t.Parallel()
	start := opening().Add(3*time.Hour + 30*time.Minute) // half an hour before lunch
	end := start.Add(2 * time.Hour)
	w := report.Wait{
		Measure: report.HandOffWait, Start: start, End: end, Ended: report.Answered, Wall: 2 * 3600_000, Office: kupang().Between(start, end).Milliseconds(),
	}
	open := report.Wait{Measure: report.HandOffWait, Start: start, Ended: report.Waiting}
	rows := report.Rows(report.Facts{Query: report.Query{AsOf: end}, Waits: []report.Wait{w, open}, Hours: kupang()}, report.HandOffWait)
	for _, r := range rows {
		if r.WallMS != 2*3600_000 || r.OfficeMS != kupang().Between(start, end).Milliseconds() {
			t.Errorf("row = %d ms by the wall, %d ms of office time", r.WallMS, r.OfficeMS)
		}
	}
	if len(rows) != 2 || rows[0].Text() != "dijawab" || rows[1].Text() != "masih menunggu" {
		t.Errorf("rows = %+v, want one answered and one that waits", rows)
	}
	if got := report.Rows(report.Facts{Query: report.Query{AsOf: end}, Waits: []report.Wait{w}}, report.HandOffWait); len(got) != 1 {
		t.Errorf("without hours %d rows, want 1", len(got))
	}
}

// TestSpread: every wait is in exactly one bin, and in the one that its length says.
func TestSpread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var rows []report.Row
		for range rapid.IntRange(0, 50).Draw(t, "n") {
			rows = append(rows, report.Row{
				Counts: rapid.SampledFrom(allEndings()).Draw(t, "ending"), WallMS: int64(rapid.IntRange(0, 400_000).Draw(t, "seconds")) * 1000, OfficeMS: 1,
			})
		}
		bins, n := report.BarsOf(rows, report.Wall), 0
		for i, b := range bins {
			n += b.N()
			if i > 0 && b.From != bins[i-1].To || b.Text() == "" {
				t.Errorf("bin %d begins at %v, the one before ends at %v", i, b.From, bins[i-1].To)
			}
		}
		if n != len(rows) {
			t.Errorf("%d waits in bins, want %d", n, len(rows))
		}
		for _, r := range rows {
			length := time.Duration(r.WallMS) * time.Millisecond
			at := bins[int(report.Place(bins, length))]
			if length < at.From || at.To > 0 && length >= at.To {
				t.Errorf("%v stands in the bin %s", length, at.Text())
			}
		}
		if office := report.BarsOf(rows, report.Office); office[0].N() != len(rows) {
			t.Errorf("%d of %d waits of a millisecond of office time are in the first bin", office[0].N(), len(rows))
		}
	})
}

func TestSpreadWords(t *testing.T) {
	t.Parallel()
	short := report.BarsOf([]report.Row{{Counts: report.Answered, WallMS: 3000}}, report.Wall)
	long := report.BarsOf([]report.Row{{Counts: report.ClosedUnanswered, WallMS: 90 * 3600_000}}, report.Wall)
	for got, want := range map[string]string{
		short[0].Text().String(): "< 1 dtk", short[2].Text().String(): "2 dtk – 5 dtk", long[1].Text().String(): "5 mnt – 15 mnt", long[len(long)-1].Text().String(): "≥ 3 hari",
	} {
		if strings.ReplaceAll(got, ",0", "") != want {
			t.Errorf("bin = %q, want %q", got, want)
		}
	}
	if last := long[len(long)-1]; last.Never != 1 || short[2].Answered != 1 {
		t.Errorf("bins = %+v and %+v", short, long)
	}
}

// TestBefore: the days before are as many, whatever the clocks did.
func TestBefore(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		zone           *time.Location
		from, to, want string
	}{
		{zone: calendarZone(t), from: "2026-11-15", to: "2026-11-22", want: "2026-11-08 2026-11-15"},
		{zone: calendarZone(t), from: "2026-11-21", to: "2026-11-22", want: "2026-11-20 2026-11-21"},
		{zone: berlin, from: "2026-03-23", to: "2026-03-30", want: "2026-03-16 2026-03-23"}, // a day of 23 hours in it
		{zone: berlin, from: "2026-10-26", to: "2026-11-02", want: "2026-10-19 2026-10-26"}, // one of 25 before it
	} {
		day := func(text string) time.Time {
			at, err := time.ParseInLocation(time.DateOnly, text, tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		q := report.Query{From: day(tt.from), To: day(tt.to), Filter: report.Filter{Topic: "kk"}}.Before(tt.zone)
		if got := q.From.Format(time.DateOnly) + " " + q.To.Format(time.DateOnly); got != tt.want || q.Filter.Topic != "kk" || q.From.Hour() != 0 {
			t.Errorf("before %s to %s = %s (from %v), want %s and the same filter", tt.from, tt.to, got, q.From, tt.want)
		}
	}
}

func calendarZone(t *testing.T) *time.Location {
	t.Helper()
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewMeter(calendar.History{{Calendar: office}}).Zone()
}
