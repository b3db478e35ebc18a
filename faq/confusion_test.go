package faq

import "testing"

func TestConfusion(t *testing.T) {
	t.Parallel()
	m := smallMatcher(t)
	cases := []struct {
		name, label string
		result      Result
		want        bool
		quoted      bool
		got         string
	}{
		{"Right", "kartu", Result{Parts: []Part{partOf(Sure, "kartu")}}, false, false, ""},
		{"UnsureAndBest", "kartu", Result{Parts: []Part{partOf(Unsure, "kartu")}}, false, false, ""},
		{"WrongQuote", "jam", Result{Parts: []Part{partOf(Sure, "kartu")}}, true, true, "kartu"},
		{"NotBest", "jam", Result{Parts: []Part{partOf(Unsure, "kartu", "jam")}}, true, false, "kartu"},
		{"OutsideAskedBack", "_oos", Result{Parts: []Part{partOf(Unsure, "kartu")}}, false, false, ""},
		{"OutsideQuoted", "_oos", Result{Parts: []Part{partOf(Sure, "kartu")}}, true, true, "kartu"},
		{"OtherIntent", "_complaint", Result{Intents: []Intent{IntentHuman}, Parts: []Part{partOf(Unknown)}}, true, false, "_human-request"},
		{"StrayIntent", "kartu", Result{Intents: []Intent{IntentAbuse}, Parts: []Part{partOf(Unsure, "kartu")}}, true, false, "kartu+_abuse"},
		{"Greeted", "kartu", Result{Intents: []Intent{IntentGreeting}, Parts: []Part{partOf(Unsure, "kartu")}}, false, false, ""},
		{"NothingFound", "jam", Result{}, true, false, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := m.confusion(judge(Labelled{Line: 9, Label: c.label, Text: "kartu ilang"}, c.result))
			if ok != c.want || got.Quoted != c.quoted || got.Got != c.got {
				t.Errorf("confusion = %+v, %v, want %v, quoted %v, got %q", got, ok, c.want, c.quoted, c.got)
			}
			if ok && (got.Line != 9 || got.Wanted != c.label) {
				t.Errorf("confusion %+v does not tell its place", got)
			}
		})
	}
}

func TestConfusionsOrder(t *testing.T) {
	t.Parallel()
	list := []Confusion{{Line: 1, Score: 0.9}, {Line: 2, Score: 0.5, Quoted: true}, {Line: 3, Score: 0.95}, {Line: 4, Score: 0.7, Quoted: true}}
	sortConfusions(list)
	for i, want := range []int{4, 2, 3, 1} {
		if list[i].Line != want {
			t.Fatalf("order %+v, want wrong quotes first, each by falling score", list)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	m := smallMatcher(t)
	for _, c := range []struct{ text, id, want string }{
		{"jam tutupnya", "jam", "perpustakaan tutup jam berapa"},
		{"jam bukanya", "jam", "jam buka perpustakaan"},
		{"xyz", "jam", ""},
		{"jam", "tidak-ada", ""},
	} {
		if got := m.nearest(c.text, c.id); got != c.want {
			t.Errorf("nearest(%q, %q) = %q, want %q", c.text, c.id, got, c.want)
		}
	}
}
