package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/faq"
)

func TestPercent(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]faq.Share{
		"-": {}, "0,0 % (0/3)": {Part: 0, Of: 3}, "66,7 % (2/3)": {Part: 2, Of: 3}, "100,0 % (3/3)": {Part: 3, Of: 3},
	} {
		if got := percent(s); got != want {
			t.Errorf("percent(%+v) = %q, want %q", s, got, want)
		}
	}
}

// A long list is cut, and says so; the labels with wrong quotes come first.
func TestEvalTextIsBounded(t *testing.T) {
	t.Parallel()
	f := faq.Figures{PerLabel: map[string]*faq.LabelFigures{}}
	for i := range mostLabels + 2 {
		f.PerLabel[fmt.Sprintf("label-%02d", i)] = &faq.LabelFigures{N: 1, Right: faq.Share{Of: 1}}
	}
	f.PerLabel["z-keliru"] = &faq.LabelFigures{N: 1, Right: faq.Share{Part: 1, Of: 1}, Wrong: 1}
	f.PerLabel["z-benar"] = &faq.LabelFigures{N: 1, Right: faq.Share{Part: 1, Of: 1}}
	for i := range mostConfusions + 5 {
		f.Confusions = append(f.Confusions, faq.Confusion{Line: i, Wanted: "a"})
	}
	f.Confusions[0].Quoted = true
	got := evalText(f)
	for _, want := range []string{"… dan 3 label lagi (--json)", "… dan 5 lagi (--json)", "\n! 0: ", "\n  1: ", "didapat - (0,00)"} {
		if !strings.Contains(got, want) {
			t.Errorf("text does not contain %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "z-benar") || strings.Index(got, "z-keliru") > strings.Index(got, "label-00") {
		t.Errorf("weak labels are in the wrong order:\n%s", got)
	}
}

func TestLabelledErrorIsBounded(t *testing.T) {
	t.Parallel()
	if err := labelledError("a.tsv", nil); err != nil {
		t.Errorf("labelledError of no problem = %v", err)
	}
	err := labelledError("a.tsv", make([]faq.Problem, mostProblems+3))
	if err == nil || !strings.Contains(err.Error(), "23 baris perlu diperbaiki") || !strings.HasSuffix(err.Error(), "… dan 3 lagi.") {
		t.Errorf("labelledError of %d problems = %v", mostProblems+3, err)
	}
}

// What training takes is measured by the clock that is passed in.
func TestEvaluateMeasuresTraining(t *testing.T) {
	t.Parallel()
	catalog, problems := faq.CatalogOf("latih.tsv", []faq.Labelled{{Label: "a", Text: "kartu hilang"}, {Label: "b", Text: "jam buka"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	at := time.Unix(0, 0)
	f, err := evaluate(catalog, nil, func() time.Time { at = at.Add(1500 * time.Microsecond); return at }, nil)
	if err != nil || f.TrainMS != 1.5 {
		t.Errorf("trained in %v ms, %v, want 1.5", f.TrainMS, err)
	}
	if _, err := evaluate(&faq.Catalog{}, nil, time.Now, nil); err == nil {
		t.Error("an empty catalogue is trained")
	}
}
