package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/report"
)

// shareWith is a share of a group of which so many ended in ways.
func shareWith(id, group string, n int, parts ...report.Part) report.Measure {
	return report.Measure{ID: id, Unit: "share", Group: group, N: n, Share: &report.Share{Denominator: n}, Parts: parts}
}

// waitOf is the wait for a human, by the clock of the office.
func waitOf(group string, n int, times report.Times) report.Measure {
	return report.Measure{ID: report.HandOffWait, Clock: report.Office, Unit: "ms", Group: group, N: n, Times: &times}
}

// concerns is how many citizens each suggestion is about, in the order in which equal
// ones are told; the last is about those who gave no score.
type concerns struct{ waiting, missed, topic, broken, denied, closed, reopened, silent int }

// facts are those that the suggestions follow from.
func (c concerns) facts() report.DigestFacts {
	return report.DigestFacts{
		Now: report.Report{Measures: []report.Measure{
			waitOf("", 90, report.Times{Waiting: c.waiting, ClosedUnanswered: c.closed}),
			{ID: report.EntryEffect, Unit: "entries", Entries: []report.Entry{{Entry: "kia", Quoted: 90, Denied: c.denied / 2, HandedOff: c.denied - c.denied/2}}},
			shareWith(report.ReopenRate, "", 90, report.Part{Name: report.Reopened, N: c.reopened}),
			shareWith(report.Satisfaction, "", 90, report.Part{Name: report.Silent, N: c.silent}),
		}},
		Topics: report.Report{Measures: []report.Measure{waitOf("ktp", c.topic, report.Times{})}},
		Units:  report.Report{Measures: []report.Measure{shareWith(report.PromiseKept, "umum", 90, report.Part{Name: report.Broken, N: c.broken})}},
		Hours:  report.Report{Measures: []report.Measure{shareWith(report.DeadlinesMet, "2026-11-16T23:00", 90, report.Part{Name: report.Missed, N: c.missed})}},
	}
}

// all are the suggestions, each with its number, whether they are made or not.
func (c concerns) all() (texts []string, citizens []int) {
	return []string{
		fmt.Sprintf("Jawab %d warga yang masih menunggu petugas.", c.waiting),
		fmt.Sprintf("Tambah petugas pukul 23.00–00.00: %d dari 90 tenggat pada jam itu terlewat.", c.missed),
		fmt.Sprintf("Lengkapi jawaban bot tentang ktp: %d pertanyaan diserahkan kepada petugas.", c.topic),
		fmt.Sprintf("Tinjau janji waktu bagian umum: %d dari 90 janji tidak ditepati.", c.broken),
		fmt.Sprintf("Perbaiki jawaban “kia”: %d dari 90 kutipan tidak membantu atau disusul penyerahan.", c.denied),
		fmt.Sprintf("Periksa %d tiket yang ditutup tanpa jawaban petugas.", c.closed),
		fmt.Sprintf("Periksa jawaban petugas: %d dari 90 tiket yang ditutup ditanyakan lagi dalam 7 hari.", c.reopened),
		fmt.Sprintf("Ajak warga menilai: %d dari 90 yang ditanya tidak memberi nilai.", c.silent),
	}, []int{c.waiting, c.missed, c.topic, c.broken, c.denied, c.closed, c.reopened, c.silent}
}

// TestSuggestionsByCitizens picks, of whatever there is to suggest, the most pressing
// one again and again: three at most, none about nobody, scores after all others.
func TestSuggestionsByCitizens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 3), rapid.IntRange(0, 80))
		c := concerns{
			n.Draw(t, "waiting"), n.Draw(t, "missed"), n.Draw(t, "topic"), n.Draw(t, "broken"),
			n.Draw(t, "denied"), n.Draw(t, "closed"), n.Draw(t, "reopened"), n.Draw(t, "silent"),
		}
		texts, citizens := c.all()
		var want []string
		last := len(texts) - 1
		for len(want) < 3 {
			best := slices.Index(citizens[:last], slices.Max(citizens[:last]))
			if citizens[best] == 0 {
				best = last
			}
			if citizens[best] == 0 {
				break
			}
			want, citizens[best] = append(want, texts[best]), 0
		}
		if diff := cmp.Diff(want, report.MakeDigest(c.facts()).Actions); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c, diff)
		}
	})
}

// TestSuggestedOfEquals names the first of equals, by the name people know, and never
// what belongs to no unit, topic or answer.
func TestSuggestedOfEquals(t *testing.T) {
	t.Parallel()
	broken := func(n int) report.Part { return report.Part{Name: report.Broken, N: n} }
	missed := func(hour string, n int) report.Measure {
		return shareWith(report.DeadlinesMet, hour, 1000, report.Part{Name: report.Missed, N: n})
	}
	for name, c := range map[string]struct {
		facts report.DigestFacts
		want  string
	}{
		"Topic/First": {report.DigestFacts{Topics: report.Report{Measures: []report.Measure{
			waitOf("", 99, report.Times{}), waitOf("-", 50, report.Times{}), waitOf("kk", 7, report.Times{}), waitOf("ktp", 7, report.Times{}),
		}}, Names: []report.Name{{ID: "kk", Text: "Kartu Keluarga"}}}, "Lengkapi jawaban bot tentang Kartu Keluarga: 7 pertanyaan diserahkan kepada petugas."},
		"Unit/MostBroken": {report.DigestFacts{Units: report.Report{Measures: []report.Measure{
			shareWith(report.PromiseKept, "", 9000, broken(99)), shareWith(report.PromiseKept, "a", 8000, broken(1)), shareWith(report.PromiseKept, "b", 1234, broken(2)),
		}}, Names: []report.Name{{ID: "b", Text: ""}}}, "Tinjau janji waktu bagian b: 2 dari 1.234 janji tidak ditepati."},
		"Hour/FirstOfTwoDays": {report.DigestFacts{Hours: report.Report{Measures: []report.Measure{
			missed("", 99), missed("2026-11-09T10:00", 3), missed("2026-11-10T09:00", 2), missed("2026-11-11T09:00", 1),
		}}}, "Tambah petugas pukul 09.00–10.00: 3 dari 2.000 tenggat pada jam itu terlewat."},
		"Entry/First": {report.DigestFacts{Now: report.Report{Measures: []report.Measure{{ID: report.EntryEffect, Entries: []report.Entry{
			{Quoted: 90, Denied: 90}, {Entry: "akta", Quoted: 50, Helped: 50}, {Entry: "kia", Quoted: 9, Denied: 2, HandedOff: 1}, {Entry: "kk", Quoted: 3, HandedOff: 3},
		}}}}}, "Perbaiki jawaban “kia”: 3 dari 9 kutipan tidak membantu atau disusul penyerahan."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := report.MakeDigest(c.facts).Actions; !slices.Equal(got, []string{c.want}) {
				t.Errorf("actions %q, want %q", got, c.want)
			}
		})
	}
}

// period is a report with so many conversations, so many handed over, and their median.
func period(episodes, handed int, median time.Duration) report.Report {
	times := report.Times{Answered: handed}
	ms := median.Milliseconds()
	if median > 0 {
		times.Median, times.P90 = &ms, &ms
	} else if handed > 0 {
		least := time.Hour.Milliseconds()
		times.AtLeast.Median, times.AtLeast.P90 = &least, &least
	}
	return report.Report{Measures: []report.Measure{shareWith(report.BotOutcome, "", episodes), waitOf("", handed, times)}}
}

// TestDigestComparison sets every kind of change into words; what was nothing before has
// no share it grew by.
func TestDigestComparison(t *testing.T) {
	t.Parallel()
	const unreached = "belum tercapai (≥ 1 jam)"
	for name, c := range map[string]struct {
		now, before report.Report
		want        string // what follows "Dibandingkan …: "
	}{
		"Same":         {period(4, 2, time.Minute), period(4, 2, time.Minute), "percakapan tetap 4, yang diserahkan tetap 2, median tunggu tetap 1 mnt."},
		"Up":           {period(1285, 3, 90*time.Second), period(1000, 2, time.Minute), "percakapan naik dari 1.000 menjadi 1.285 (+28,5 %), yang diserahkan naik dari 2 menjadi 3 (+50,0 %), median tunggu naik dari 1 mnt menjadi 1 mnt 30 dtk."},
		"Down":         {period(1, 1, time.Second), period(3, 2, time.Minute), "percakapan turun dari 3 menjadi 1 (−66,7 %), yang diserahkan turun dari 2 menjadi 1 (−50,0 %), median tunggu turun dari 1 mnt menjadi 1,0 dtk."},
		"HandedBefore": {period(5, 2, time.Minute), period(5, 0, 0), "percakapan tetap 5, yang diserahkan naik dari 0 menjadi 2, median tunggu dari – menjadi 1 mnt."},
		"HandedNow":    {period(5, 0, 0), period(5, 4, time.Minute), "percakapan tetap 5, yang diserahkan turun dari 4 menjadi 0 (−100,0 %), median tunggu dari 1 mnt menjadi –."},
		"NotReached":   {period(5, 4, 0), period(5, 4, time.Minute), "percakapan tetap 5, yang diserahkan tetap 4, median tunggu dari 1 mnt menjadi " + unreached + "."},
		"OfOneText":    {period(5, 4, 60_100*time.Millisecond), period(5, 4, 60_000*time.Millisecond), "percakapan tetap 5, yang diserahkan tetap 4, median tunggu tetap 1 mnt."},
		"OnlyHanded":   {period(0, 1, time.Minute), period(2, 1, time.Minute), "percakapan turun dari 2 menjadi 0 (−100,0 %), yang diserahkan tetap 1, median tunggu tetap 1 mnt."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := report.MakeDigest(report.DigestFacts{Period: report.PeriodWeek, Now: c.now, Before: c.before})
			if got := d.Sentences[len(d.Sentences)-1]; got != "Dibandingkan "+d.Before+": "+c.want {
				t.Errorf("%q, want it to end with %q", got, c.want)
			}
			for _, text := range append(slices.Clone(d.Sentences), d.Figures[0].Value, d.Figures[2].Before) {
				if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") || strings.Contains(text, "%!") {
					t.Errorf("%q is no text", text)
				}
			}
		})
	}
	t.Run("NothingBefore", func(t *testing.T) {
		t.Parallel()
		d := report.MakeDigest(report.DigestFacts{Period: report.PeriodWeek, Now: period(4, 2, time.Minute), Before: period(0, 0, 0)})
		want := "Tidak ada percakapan pada " + d.Before + " sebagai pembanding."
		if got := d.Sentences[len(d.Sentences)-1]; got != want || d.Figures[0].Before != "0" || d.Figures[2].Before != "–" {
			t.Errorf("%q with figures %+v, want %q", got, d.Figures, want)
		}
	})
}

// TestDigestTellsOutages last, in a period without a conversation too.
func TestDigestTellsOutages(t *testing.T) {
	t.Parallel()
	down := []report.Outage{{Channel: "c1", ChannelName: "Telegram", From: opening()}}
	for name, now := range map[string]report.Report{"Busy": period(4, 2, time.Minute), "Empty": {}} {
		now.Outages = down
		d := report.MakeDigest(report.DigestFacts{Period: report.PeriodDay, Now: now})
		if got := d.Sentences[len(d.Sentences)-1]; got != "Perhatian: "+down[0].Text().String() || len(d.Sentences) < 2 {
			t.Errorf("%s: %q, want the outage at the end", name, d.Sentences)
		}
	}
}
