package report_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// surveyed is a survey with these scores; fewer than nine: it was stopped, none: declined.
func surveyed(id string, scores ...int) loket.Survey {
	s := loket.Survey{ID: loket.SurveyID(id), State: loket.SurveyDone}
	copy(s.Scores[:], scores)
	switch {
	case len(scores) == 0:
		s.State = loket.SurveyDeclined
	case len(scores) < loket.SurveyElements:
		s.State = loket.SurveyStopped
	}
	return s
}

func opinionOf(t testing.TB, f report.OpinionFacts) report.Opinion {
	t.Helper()
	o, err := report.OpinionOf(f)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// fourCitizens is the example of docs/measures.md. By hand: the sums of U1 to U9 are 14,
// 13, 10, 16, 12, 12, 15, 9 and 11, together 112; 112 ÷ 36 = 3.1111, × 25 = 77.78: B.
func fourCitizens() []loket.Survey {
	return []loket.Survey{
		surveyed("a", 4, 3, 2, 4, 3, 3, 4, 2, 3), surveyed("b", 3, 3, 3, 4, 3, 3, 4, 3, 3),
		surveyed("c", 4, 4, 2, 4, 3, 3, 3, 2, 2), surveyed("d", 3, 3, 3, 4, 3, 3, 4, 2, 3),
		surveyed("e", 1, 1, 1), surveyed("f"),
		{ID: "g", State: loket.SurveyOffered},
	}
}

// TestOpinionByHand holds the report to the example computed by hand.
func TestOpinionByHand(t *testing.T) {
	t.Parallel()
	o := opinionOf(t, report.OpinionFacts{Sheets: fourCitizens(), Served: 1000})
	if o.Offered != 7 || o.N != 4 || o.Partial != 1 || o.Declined != 1 || o.Silent != 1 {
		t.Errorf("offered %d, n %d, partial %d, declined %d, silent %d, want 7, 4, 1, 1, 1", o.Offered, o.N, o.Partial, o.Declined, o.Silent)
	}
	if o.ValueText() != "77,78" || o.ScoreText() != "3,111" || o.GradeText().String() != "B (Baik)" || *o.Value != 77.78 {
		t.Errorf("IKM %s, SKM %s, %s, want 77,78, 3,111, B (Baik)", o.ValueText(), o.ScoreText(), o.GradeText())
	}
	var means, weighted []string
	for _, e := range o.Elements {
		means, weighted = append(means, e.MeanText()), append(weighted, e.WeightedText())
	}
	if diff := cmp.Diff([]string{"3,500", "3,250", "2,500", "4,000", "3,000", "3,000", "3,750", "2,250", "2,750"}, means); diff != "" {
		t.Errorf("NRR (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"0,389", "0,361", "0,278", "0,444", "0,333", "0,333", "0,417", "0,250", "0,306"}, weighted); diff != "" {
		t.Errorf("weighted NRR (-want +got):\n%s", diff)
	}
	if o.LowestText().String() != "U8 Penanganan pengaduan, saran, dan masukan; U3 Waktu penyelesaian; U9 Sarana dan prasarana" {
		t.Errorf("the lowest are %s", o.LowestText())
	}
	if o.Population != 1000 || o.Sample != 278 || o.Enough || o.SampleText().String() != "belum cukup: perlu 278 dari 1.000 warga yang dilayani" {
		t.Errorf("sample %d of %d, enough %v: %s", o.Sample, o.Population, o.Enough, o.SampleText())
	}
	if o.Interval != nil || o.RespondentsText().String() != "4 (n kecil)" {
		t.Errorf("of four citizens: interval %v, respondents %s", o.Interval, o.RespondentsText())
	}
}

// TestOpinionGrades holds the bounds of the regulation on the rounded index: with n
// surveys the index moves in steps of 25 ÷ 9n, so each bound is approached as closely as
// n lets it.
func TestOpinionGrades(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, total int // of all scores
		value    string
		grade    string
	}{
		{1, 9, "25,00", "D"},
		{1, 36, "100,00", "A"},
		{5, 116, "64,44", "D"},
		{5, 117, "65,00", "C"}, // 2,925 ÷ 45
		{500, 11_698, "64,99", "D"},
		{500, 11_699, "64,99", "D"},
		{5000, 116_998, "65,00", "C"}, // 64.99889 rounds up to 65
		{500, 13_789, "76,61", "B"},
		{500, 13_788, "76,60", "C"}, // 76.6056 and 76.6
		{200, 5516, "76,61", "B"},
		{1000, 27_577, "76,60", "C"},
		{1000, 27_578, "76,61", "B"}, // 76.6028, 76.6056
		{500, 15_895, "88,31", "A"},
		{500, 15_894, "88,30", "B"}, // 88.3056, 88.3
		{200, 6357, "88,29", "B"},
		{200, 6358, "88,31", "A"},
	} {
		o := opinionOf(t, report.OpinionFacts{Sheets: totalling(c.n, c.total)})
		if o.ValueText() != c.value || o.Grade != c.grade {
			t.Errorf("%d surveys of %d together: %s %s, want %s %s", c.n, c.total, o.ValueText(), o.Grade, c.value, c.grade)
		}
	}
}

// totalling makes n surveys whose scores come to a total.
func totalling(n, total int) (all []loket.Survey) {
	rest := total - n*loket.SurveyElements
	for i := range n {
		s := surveyed(fmt.Sprint(i), 1, 1, 1, 1, 1, 1, 1, 1, 1)
		for e := range s.Scores {
			more := min(rest, 3)
			s.Scores[e], rest = s.Scores[e]+more, rest-more
		}
		all = append(all, s)
	}
	return all
}

// TestSampleOf holds the formula to what the table of Krejcie and Morgan prints.
func TestSampleOf(t *testing.T) {
	t.Parallel()
	for population, want := range map[int]int{
		-1: 0, 0: 0, 1: 1, 10: 10, 15: 14, 20: 19, 25: 24, 30: 28, 35: 32, 40: 36, 45: 40, 50: 44, 55: 48, 60: 52, 65: 56,
		70: 59, 75: 63, 80: 66, 85: 70, 90: 73, 95: 76, 100: 80, 110: 86, 120: 92, 130: 97, 140: 103, 150: 108, 160: 113,
		200: 132, 300: 169, 400: 196, 500: 217, 1000: 278, 1500: 306, 2000: 322, 3000: 341, 5000: 357, 10_000: 370,
		20_000: 377, 50_000: 381, 75_000: 382, 1_000_000: 384,
	} {
		if got := report.SampleOf(population); got != want {
			t.Errorf("SampleOf(%d) = %d, want %d", population, got, want)
		}
	}
}

// TestOpinionInterval: thirty citizens of whom half gave 3 and half 4 throughout. By hand:
// the mean index is 87.5, its standard deviation 12.5·√(30/29) = 12.7137, and
// 1.96 × 12.7137 ÷ √30 = 4.5495.
func TestOpinionInterval(t *testing.T) {
	t.Parallel()
	var all []loket.Survey
	for i := range 30 {
		score := 3 + i%2
		all = append(all, surveyed(fmt.Sprint(i), score, score, score, score, score, score, score, score, score))
	}
	o := opinionOf(t, report.OpinionFacts{Sheets: all, Served: 30})
	if o.Interval == nil || o.IntervalText().String() != "82,95 – 92,05" || math.Abs(o.Interval.High-92.0495) > 0.001 {
		t.Errorf("interval = %v, want 82,95 – 92,05", o.Interval)
	}
	if !o.Enough || o.Sample != 28 || o.SampleText().String() != "cukup: perlu 28 dari 30 warga yang dilayani" {
		t.Errorf("sample %d, enough %v: %s", o.Sample, o.Enough, o.SampleText())
	}
	if few := opinionOf(t, report.OpinionFacts{Sheets: all[:29]}); few.Interval != nil {
		t.Errorf("an interval on 29 citizens: %v", few.Interval)
	}
	best := opinionOf(t, report.OpinionFacts{Sheets: totalling(30, 30*36-1)})
	if best.Interval.High > 100 {
		t.Errorf("an interval up to %v", best.Interval.High)
	}
}

// TestOpinionOfNobody says so, and divides by nothing.
func TestOpinionOfNobody(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]report.OpinionFacts{
		"Nothing": {}, "Declined": {Sheets: []loket.Survey{surveyed("a")}, Served: 1}, "Partial": {Sheets: []loket.Survey{surveyed("a", 4, 4)}},
	} {
		o := opinionOf(t, f)
		if o.N != 0 || o.Value != nil || o.Score != nil || o.Grade != "" || o.Enough || o.ValueText() != "–" || o.GradeText().String() != "–" {
			t.Errorf("%s: %+v, want no index", name, o)
		}
		for _, s := range o.Sections() {
			for _, line := range s.Lines {
				if joined := strings.Join(line, " "); strings.Contains(joined, "NaN") || strings.Contains(joined, "Inf") {
					t.Errorf("%s: %q", name, joined)
				}
			}
		}
	}
	if _, err := report.OpinionOf(report.OpinionFacts{Sheets: []loket.Survey{surveyed("a", 4, 4, 4, 4, 4, 4, 4, 4, 5)}}); err == nil {
		t.Error("a score of 5 was counted")
	}
}

// TestOpinionRespondents counts who answered, of whole surveys only and of what was asked.
func TestOpinionRespondents(t *testing.T) {
	t.Parallel()
	all := fourCitizens()
	for i, profile := range []loket.Profile{{1}, {2}, {2}, {loket.ProfileSkipped}, {1}} {
		all[i].Profile = profile
	}
	all[0].Topic, all[1].Topic, all[2].Topic = "ktp-hilang", "kk-baru", "ktp-hilang"
	o := opinionOf(t, report.OpinionFacts{Sheets: all, Titles: map[string]string{"ktp-hilang": "KTP hilang"}})
	if len(o.Profile) != 1 || o.Profile[0].Field != loket.ProfileSex || o.Profile[0].Untold != 1 ||
		o.Profile[0].Options[0].N != 1 || o.Profile[0].Options[1].N != 2 {
		t.Errorf("profile = %+v, want one man, two women, one untold, and nothing that was not asked", o.Profile)
	}
	want := []report.ServiceCount{{ID: "ktp-hilang", Name: "KTP hilang", N: 2}, {Name: "Tidak diketahui", N: 1}, {ID: "kk-baru", Name: "kk-baru", N: 1}}
	if diff := cmp.Diff(want, o.Services); diff != "" {
		t.Errorf("services (-want +got):\n%s", diff)
	}
}

// TestOpinionNamesAgree holds the names on pages to those citizens choose from.
func TestOpinionNamesAgree(t *testing.T) {
	t.Parallel()
	s := surveyed("a", 3, 3, 3, 3, 3, 3, 3, 3, 3)
	s.Profile = loket.Profile{1, 1, 1, 1}
	o := opinionOf(t, report.OpinionFacts{Sheets: []loket.Survey{s}})
	for i, field := range loket.ProfileFields() {
		var options []string
		for _, option := range o.Profile[i].Options {
			options = append(options, option.Label)
		}
		if o.Profile[i].Name.String() != field.Name() || !slices.Equal(options, field.Options()) {
			t.Errorf("%s is called %s with %q, want %s with %q", field, o.Profile[i].Name, options, field.Name(), field.Options())
		}
	}
}

// TestOpinionSheet holds the form of the regulation: a row for each respondent whose
// columns add up to the rows below them.
func TestOpinionSheet(t *testing.T) {
	t.Parallel()
	o := opinionOf(t, report.OpinionFacts{Sheets: fourCitizens()})
	sections := o.Sections()
	form := sections[len(sections)-1]
	if len(form.Lines) != 4+4 || !slices.Equal(form.Heads, []string{"No. responden", "U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9"}) {
		t.Fatalf("the sheet has %d lines under %q", len(form.Lines), form.Heads)
	}
	for column := 1; column <= loket.SurveyElements; column++ {
		sum := 0
		for _, line := range form.Lines[:4] {
			sum += int(line[column][0] - '0')
		}
		if fmt.Sprint(sum) != form.Lines[4][column] {
			t.Errorf("U%d adds up to %d, the sheet says %s", column, sum, form.Lines[4][column])
		}
	}
	if got := strings.TrimSpace(strings.Join(form.Lines[7], " ")); got != "IKM unit pelayanan 77,78 B" {
		t.Errorf("the last line is %q", got)
	}
	for _, s := range sections {
		for _, line := range s.Lines {
			if len(line) != len(s.Heads) {
				t.Errorf("%s: %q has another number of cells than %q", s.Name, line, s.Heads)
			}
		}
	}
	var table strings.Builder
	if err := o.Table(&table); err != nil || !strings.Contains(table.String(), "77,78") || !strings.Contains(table.String(), "Mutu pelayanan") {
		t.Errorf("Table() = %v:\n%s", err, table.String())
	}
}

// whole draws surveys with nine answers each.
func whole(t *rapid.T, name string) (all []loket.Survey) {
	for i, scores := range rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(1, 4), 9, 9), 1, 40).Draw(t, name) {
		all = append(all, surveyed(fmt.Sprintf("%s-%d", name, i), scores...))
	}
	return all
}

// TestOpinionProperties: no order changes anything; parts put together are the whole; a
// better answer never makes an index worse; a survey that is not whole changes no figure.
func TestOpinionProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		all := whole(r, "all")
		o := opinionOf(t, report.OpinionFacts{Sheets: all, Served: 100})
		if diff := cmp.Diff(o, opinionOf(t, report.OpinionFacts{Sheets: rapid.Permutation(all).Draw(r, "order"), Served: 100})); diff != "" {
			r.Fatalf("the order of surveys changes:\n%s", diff)
		}
		if *o.Value < 25 || *o.Value > 100 || *o.Score < 1 || *o.Score > 4 || len(o.Sheets) != o.N {
			r.Fatalf("out of bounds: %+v", o)
		}
		addsUp(r, all)
		better := slices.Clone(all)
		i, e := rapid.IntRange(0, len(all)-1).Draw(r, "who"), rapid.IntRange(0, 8).Draw(r, "element")
		better[i].Scores[e] = 4
		if more := opinionOf(t, report.OpinionFacts{Sheets: better}); *more.Value < *o.Value || more.Grade > o.Grade {
			r.Fatalf("a better answer makes %v %s of %v %s", *more.Value, more.Grade, *o.Value, o.Grade)
		}
		part := surveyed("part", rapid.SliceOfN(rapid.IntRange(1, 4), 1, 8).Draw(r, "part")...)
		if with := opinionOf(t, report.OpinionFacts{Sheets: append(slices.Clone(all), part)}); *with.Value != *o.Value || with.N != o.N || with.Partial != 1 {
			r.Fatalf("a survey with %d answers changes the figures", part.Answers())
		}
	})
}

// addsUp holds the sum of two parts to that of the whole.
func addsUp(r *rapid.T, all []loket.Survey) {
	cut := rapid.IntRange(0, len(all)).Draw(r, "cut")
	var left, right, both report.SurveySum
	for i, s := range all {
		part := &left
		if i >= cut {
			part = &right
		}
		if part.Add(s.Scores) != nil || both.Add(s.Scores) != nil {
			r.Fatalf("refused %v", s.Scores)
		}
	}
	if left.Plus(right) != both || right.Plus(left) != both || left.Plus(right).Index() != both.Index() {
		r.Fatalf("%+v and %+v make another whole than %+v", left, right, both)
	}
}

// TestOpinionSays holds a period and a moment to the zone they are in.
func TestOpinionSays(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	q := report.Query{
		From: time.Date(2026, 11, 1, 0, 0, 0, 0, wita), To: time.Date(2026, 12, 1, 0, 0, 0, 0, wita), AsOf: time.Date(2026, 12, 1, 8, 0, 0, 0, wita),
	}
	o := opinionOf(t, report.OpinionFacts{Query: q})
	if o.PeriodText() != "1–30 November 2026" || o.AsOfText() != "1 Desember 2026, 08.00 WITA" {
		t.Errorf("%s, %s", o.PeriodText(), o.AsOfText())
	}
}
