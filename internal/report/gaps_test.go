package report_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
)

// monday is the first morning of the period of these tests, at eight in WITA.
var monday = time.Date(2026, time.November, 2, 0, 0, 0, 0, time.UTC)

// missed is a question of a ticket of the same name.
func missed(id string, after time.Duration, text string) report.Question {
	return report.Question{
		ID: loket.EventID(id), At: monday.Add(after), Ticket: loket.TicketID(id), Why: report.NoAnswer, Text: text, Traits: strings.Fields(text),
	}
}

// handled is a ticket that came, was taken up at once by one of staff and took a while.
func handled(id string, after, took time.Duration, staff loket.StaffID) []report.Wait {
	at := monday.Add(after)
	row := report.Wait{Start: at, End: at.Add(took), Ended: report.Answered, Wall: took.Milliseconds(), Office: took.Milliseconds(), Ticket: loket.TicketID(id), Staff: staff}
	load := row
	row.Measure, load.Measure = report.HandlingTime, report.Load
	return []report.Wait{row, load}
}

func gapFacts(t *testing.T) report.GapFacts {
	t.Helper()
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	return report.GapFacts{
		Agency: "kupang", From: monday.Add(-8 * time.Hour), To: monday.AddDate(0, 0, 7), AsOf: monday.AddDate(0, 0, 7), Bound: 100,
		Hours: calendar.NewMeter(calendar.History{{Calendar: office}}), Titles: map[string]string{"ktp": "KTP hilang"},
	}
}

// parking are five questions in two groups and one that nobody can read: parking was
// asked three times and took ten minutes, a stamp once and took half an hour.
func parking(t *testing.T) report.GapFacts {
	t.Helper()
	f := gapFacts(t)
	f.Questions = []report.Question{
		missed("p1", time.Hour, "parkir mobil"), missed("p2", 2*time.Hour, "parkir mobil"), missed("p3", 3*time.Hour, "parkir motor mobil"),
		missed("m1", 4*time.Hour, "meterai"), missed("x1", 5*time.Hour, ""),
	}
	f.Questions[2].Why = report.NotThis
	f.Questions[0].Best, f.Questions[0].Likely = "ktp", true
	f.Waits = slices.Concat(handled("p1", time.Hour, 6*time.Minute, "a"), handled("p2", 2*time.Hour, 4*time.Minute, "a"), handled("m1", 4*time.Hour, 30*time.Minute, "b"))
	return f
}

func TestGapsAreRankedByWhatTheyCost(t *testing.T) {
	t.Parallel()
	f := parking(t)
	got := report.GapsOf(f)
	const minute = int64(60_000)
	want := []report.Gap{
		{N: 1, HandlingMS: 30 * minute, Handled: 1, Words: []string{}, Parts: []report.Part{{Name: "no_answer", N: 1}, {Name: "not_quotable"}, {Name: "not_this"}}},
		{
			N: 3, HandlingMS: 10 * minute, Handled: 2, Words: []string{"mobil", "parkir"},
			Parts: []report.Part{{Name: "no_answer", N: 2}, {Name: "not_quotable"}, {Name: "not_this", N: 1}},
			Best:  &report.Best{Entry: "ktp", Title: "KTP hilang", N: 1, Now: 1},
		},
	}
	if diff := gocmp.Diff(want, got.Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
	if got.Questions != 5 || got.Unread != 1 || got.MeanMS == nil || *got.MeanMS != 40*minute/3 {
		t.Errorf("read %d, unread %d, mean %v, want 5, 1 and 40/3 minutes", got.Questions, got.Unread, got.MeanMS)
	}
	f.Texts = true
	if got := report.GapsOf(f).Groups[1].Examples; !slices.Equal(got, []string{"parkir motor mobil", "parkir mobil"}) {
		t.Errorf("examples = %q, want each once, the latest first", got)
	}
}

func TestSharedTicketCostsOnce(t *testing.T) {
	t.Parallel()
	f := parking(t)
	f.Questions[1].Ticket = "p1"
	if got := report.GapsOf(f).Groups[1]; got.HandlingMS != 6*60_000 || got.N != 3 {
		t.Errorf("three questions on one ticket of 6 minutes = %d ms, want 360000", got.HandlingMS)
	}
}

// TestCapacity: at 10.00 six came and one of staff had ticket p2 in hand: at 40/3
// minutes each they end 4.5 an hour. A ticket that waits for its citizen is in no hand.
func TestCapacity(t *testing.T) {
	t.Parallel()
	f := parking(t)
	for i := range 5 {
		f.Waits = append(f.Waits, report.Wait{Measure: report.Load, Ticket: loket.TicketID(fmt.Sprint(i)), Start: monday.Add(2 * time.Hour), Ended: report.Waiting})
	}
	night := handled("n1", 12*time.Hour, time.Minute, "a")
	f.Waits = append(f.Waits, night[1], report.Wait{Measure: report.HandlingTime, Ticket: "n1", Staff: "a", Start: night[0].Start, Ended: report.Waiting, Pauses: []report.Span{{From: night[0].Start}}})
	at := map[int]report.HourLoad{}
	for _, h := range report.GapsOf(f).Hours {
		at[h.Hour] = h
	}
	ten := at[10]
	if ten.Arrivals != 6 || ten.Closes != 1 || ten.StaffHours != 1 || ten.Capacity == nil || *ten.Capacity != 4.5 || !ten.Short() {
		t.Errorf("at ten = %+v, want 6 in, 1 out, one hour of staff, 4.5 tickets: too few", ten)
	}
	if night := at[20]; night.StaffHours != 0 || night.Arrivals != 1 {
		t.Errorf("at night = %+v, want no hour of staff: the office is shut", night)
	}
}

func TestFailingEntries(t *testing.T) {
	t.Parallel()
	f := gapFacts(t)
	quote := func(entry string, n int, ended report.Ending) {
		for range n {
			f.Waits = append(f.Waits, report.Wait{Measure: report.QuoteContested, Detail: entry, Start: monday, End: monday, Ended: ended})
		}
	}
	quote("often", 40, report.HandedOff)
	quote("often", 60, report.Quoted)
	quote("twice", 2, report.Denied)
	quote("never", 9, report.Helped)
	got := report.GapsOf(f).Entries
	var names []string
	for _, e := range got {
		names = append(names, e.Entry.Entry+" "+e.Text().String())
	}
	if want := []string{"twice 100,0 % (2/2)", "often 40,0 % (40/100)"}; !slices.Equal(names, want) {
		t.Errorf("entries = %q, want %q: by the lower bound 34 %% and 31 %%", names, want)
	}
	if low, high := got[1].Interval.Low, got[1].Interval.High; fmt.Sprintf("%.3f %.3f", low, high) != "0.309 0.498" {
		t.Errorf("interval of 40/100 = %v, %v, want 0.309 to 0.498", low, high)
	}
}

// TestEffect: ten episodes on each side of a publication; four of its questions were
// handed over before it, none after.
func TestEffect(t *testing.T) {
	t.Parallel()
	f := gapFacts(t)
	published := monday.AddDate(0, 0, 3)
	for i := range 20 {
		at := published.Add(time.Duration(i-10) * time.Hour)
		f.Waits = append(f.Waits, report.Wait{Measure: report.BotOutcome, Start: at, End: at, Ended: report.OutcomeAbstained})
		if i < 4 {
			q := missed(fmt.Sprint(i), 0, "parkir")
			q.At, q.Best, q.Likely = at, "parkir", true
			f.Questions = append(f.Questions, q)
		}
	}
	f.Publications = []report.Published{{Entry: "parkir", At: published}, {Entry: "lain", At: published}, {Entry: "ktp", At: f.To}}
	got := report.GapsOf(f).Effects
	if len(got) != 1 || got[0].Before.Text().String() != "40,0 % (4/10)" || got[0].After.Text().String() != "0,0 % (0/10)" || got[0].Clear() {
		t.Fatalf("effects = %+v, want 4/10 before and 0/10 after, whose intervals still meet", got)
	}
	f.Cut = true
	f.Questions = f.Questions[2:] // older ones were not read: the time before begins later
	if got := report.GapsOf(f).Effects[0]; got.Before.Text().String() != "25,0 % (2/8)" {
		t.Errorf("before, cut = %s, want 2 of the 8 episodes since the oldest question read", got.Before.Text())
	}
}

// TestGapsDoNotDependOnOrder: any order of facts gives the same list, groups sum to
// the questions, and a repeated question never splits a group.
func TestGapsDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		f := parking(t)
		f.Questions = nil
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"parkir", "mobil", "motor", "meterai", "beli", "antar", "surat"}), 0, 5)
		for i := range rapid.IntRange(0, 40).Draw(r, "n") {
			traits := slices.Compact(slices.Sorted(slices.Values(words.Draw(r, "words"))))
			q := missed(fmt.Sprintf("p%d", i), time.Duration(i%7)*time.Hour, strings.Join(traits, " "))
			q.Best = rapid.SampledFrom([]string{"", "ktp", "kk"}).Draw(r, "best")
			f.Questions = append(f.Questions, q)
		}
		want := report.GapsOf(f)
		n := want.Unread
		for _, g := range want.Groups {
			n += g.N
		}
		if n != len(f.Questions) {
			r.Fatalf("groups hold %d questions, want %d", n, len(f.Questions))
		}
		shuffle := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 0))
		shuffle.Shuffle(len(f.Questions), func(i, j int) { f.Questions[i], f.Questions[j] = f.Questions[j], f.Questions[i] })
		shuffle.Shuffle(len(f.Waits), func(i, j int) { f.Waits[i], f.Waits[j] = f.Waits[j], f.Waits[i] })
		if diff := gocmp.Diff(want, report.GapsOf(f)); diff != "" {
			r.Fatalf("in another order (-want +got):\n%s", diff)
		}
	})
}

func TestGapsTable(t *testing.T) {
	t.Parallel()
	f := parking(t)
	f.Cut = true
	var out strings.Builder
	if err := report.GapsOf(f).Table(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"5 pertanyaan", "tanpa tulisan", "Hanya 100 penyerahan terbaru", "mobil, parkir", "2 tidak dikenali, 1 bukan itu", "10.00–11.00", "Tidak ada."} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("table lacks %q:\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "motor") {
		t.Errorf("the table has what one citizen wrote:\n%s", out.String())
	}
}

// BenchmarkGaps groups 10,000 different questions.
func BenchmarkGaps(b *testing.B) {
	random := rand.New(rand.NewPCG(7, 0))
	var f report.GapFacts
	f.From, f.To, f.AsOf = monday, monday.AddDate(0, 1, 0), monday.AddDate(0, 1, 0)
	for i := range 10_000 {
		var traits []string
		for range 4 + random.IntN(8) { // a few words are common, most are rare
			traits = append(traits, fmt.Sprintf("kata%d", int(3000*random.Float64()*random.Float64()*random.Float64())))
		}
		slices.SortFunc(traits, cmp.Compare)
		f.Questions = append(f.Questions, missed(fmt.Sprint(i), time.Duration(i)*time.Second, strings.Join(slices.Compact(traits), " ")))
	}
	for b.Loop() {
		report.GapsOf(f)
	}
}
