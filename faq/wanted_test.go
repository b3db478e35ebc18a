package faq

import "testing"

// part makes a part as a matcher would: what is not Unknown names its entry.
func partOf(v Verdict, candidates ...string) Part {
	p := Part{Verdict: v}
	for _, id := range candidates {
		p.Candidates = append(p.Candidates, Candidate{Entry: id})
	}
	if v != Unknown {
		p.Entry = candidates[0]
	}
	return p
}

// TestJudge names its cases after the rule. The columns are what is best,
// among the three, answered, right and unsure.
func TestJudge(t *testing.T) {
	t.Parallel()
	sure, unsure, unknown := partOf(Sure, "a", "b", "c"), partOf(Unsure, "a", "b", "c"), partOf(Unknown, "a", "b", "c")
	other := partOf(Sure, "d")
	human := []Intent{IntentHuman}
	cases := []struct {
		name, label string
		result      Result
		want        string // B best, A among, Q answered, R right, U unsure
	}{
		{"SureRight", "a", Result{Parts: []Part{sure}}, "BAQR"},
		{"SureWrong", "b", Result{Parts: []Part{sure}}, "AQ"},
		{"SureFarOff", "z", Result{Parts: []Part{sure}}, "Q"},
		{"UnsureRight", "a", Result{Parts: []Part{unsure}}, "BAU"},
		{"UnsureAmong", "c", Result{Parts: []Part{unsure}}, "AU"},
		{"UnknownRanksToo", "a", Result{Parts: []Part{unknown}}, "BA"},
		{"NoWords", "a", Result{}, ""},
		{"Either", "z|a", Result{Parts: []Part{sure}}, "BAQR"},
		{"EitherBothQuoted", "d|a", Result{Parts: []Part{sure, other}}, "BAQR"},
		{"SecondQuoteStrays", "a", Result{Parts: []Part{sure, other}}, "BAQ"},
		{"FirstPartDecides", "d", Result{Parts: []Part{sure, other}}, "Q"},
		{"QuoteAfterAnUnsurePart", "d", Result{Parts: []Part{unsure, other}}, "BAQR"},
		{"Both", "a+d", Result{Parts: []Part{sure, other}}, "BAQR"},
		{"BothInAnyOrder", "d+a", Result{Parts: []Part{sure, other}}, "BAQR"},
		{"BothHalfQuoted", "a+b", Result{Parts: []Part{sure}}, "AQ"},
		{"BothHalfSure", "a+d", Result{Parts: []Part{unsure, other}}, "BAQ"},
		{"Special", "_human-request", Result{Intents: human, Parts: []Part{unknown}}, "BA"},
		{"SpecialMissed", "_human-request", Result{Parts: []Part{unknown}}, ""},
		{"SpecialQuoted", "_human-request", Result{Intents: human, Parts: []Part{sure}}, "BAQ"},
		{"SpecialOrEntry", "_human-request|z", Result{Intents: human, Parts: []Part{unknown}}, "BA"},
		{"EntryOrSpecial", "_human-request|a", Result{Parts: []Part{sure}}, "BAQR"},
		{"EntryAndSpecial", "a+_human-request", Result{Parts: []Part{sure}}, "Q"},
		{"EntryAndSpecialBoth", "a+_human-request", Result{Intents: human, Parts: []Part{sure}}, "BAQR"},
		{"OutsideRefused", "_oos", Result{Parts: []Part{unknown}}, "BA"},
		{"OutsideUnsure", "_oos", Result{Parts: []Part{unsure}}, "U"},
		{"OutsideQuoted", "_oos", Result{Parts: []Part{sure}}, "Q"},
		{"OutsideOrEntry", "_oos|z", Result{Parts: []Part{unknown}}, "BA"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := judge(Labelled{Label: c.label}, c.result)
			got := ""
			for _, flag := range []struct {
				set    bool
				letter string
			}{{o.best, "B"}, {o.among, "A"}, {o.answered, "Q"}, {o.right, "R"}, {o.unsure, "U"}} {
				if flag.set {
					got += flag.letter
				}
			}
			if got != c.want {
				t.Errorf("judge(%q, %+v) = %q, want %q", c.label, c.result, got, c.want)
			}
		})
	}
}

// What is neither an entry's nor special counts as outside; an entry in any
// alternative makes a question one with an entry.
func TestFiguresKinds(t *testing.T) {
	t.Parallel()
	f := Figures{PerLabel: map[string]*LabelFigures{}, PerRegister: map[string]*LabelFigures{}}
	greeted := []Intent{IntentGreeting}
	for _, q := range []struct {
		label  string
		result Result
	}{
		{"a", Result{Intents: greeted, Parts: []Part{partOf(Sure, "a")}}},
		{"_oos|a", Result{Parts: []Part{partOf(Unsure, "b", "a")}}},
		{"_complaint", Result{Intents: []Intent{IntentComplaint, IntentHuman}, Parts: []Part{partOf(Unknown)}}},
		{"_greeting", Result{Intents: greeted, Parts: []Part{partOf(Unknown)}}},
		{"_oos", Result{Parts: []Part{partOf(Unknown)}}},
		{"_oos", Result{Parts: []Part{partOf(Unsure, "a")}}},
		{"_oos", Result{Parts: []Part{partOf(Sure, "a")}}},
	} {
		f.add(judge(Labelled{Label: q.label, Register: "gaul"}, q.result))
	}
	third := Share{1, 3}
	want := Figures{
		Questions: 7, N: 2, Top1: Share{1, 2}, Top3: Share{2, 2}, Answered: 1, AnsweredPrecision: Share{1, 1}, Coverage: Share{1, 2},
		Clarified: Share{1, 2}, ClarifiedRight: Share{1, 1}, Outside: 3, OOSRefused: third, OOSClarified: third, OOSAnswered: third,
		Special: 2, SpecialRecall: Share{2, 2}, SpecialPrecision: Share{2, 3}, SpecialAnswered: Share{0, 2},
	}
	if got := *f.PerLabel["_oos"]; got != (LabelFigures{N: 3, Right: third, Top3: third, Answered: 1, Wrong: 1}) {
		t.Errorf("figures of _oos = %+v", got)
	}
	if got := f.PerRegister["gaul"].N; got != 2 {
		t.Errorf("gaul has %d questions, want the 2 with an entry", got)
	}
	want.PerLabel, want.PerRegister = f.PerLabel, f.PerRegister
	if got := asJSON(t, f); got != asJSON(t, want) {
		t.Errorf("figures\n%s\nwant\n%s", got, asJSON(t, want))
	}
}
