package faq

import "testing"

func TestVerdicts(t *testing.T) {
	t.Parallel()
	// What a model makes of a pattern repeated word for word.
	repeated := func(change func(k *ranked)) ranked {
		k := ranked{named: true}
		k.signals[signalTop], k.signals[signalShare], k.signals[signalKnown], k.signals[signalCovered] = 1.9, 1, 1, 1
		if change != nil {
			change(&k)
		}
		return k
	}
	for _, tt := range []struct {
		name string
		k    ranked
		want Verdict
	}{
		{"Repeated", repeated(nil), Sure},
		{"HalfCovered", repeated(func(k *ranked) { k.signals[signalCovered] = 0.5 }), Unsure},
		{"NotTheClassifiersChoice", repeated(func(k *ranked) { k.signals[signalTop] = 1 }), Unsure},
		{"NothingCovered", repeated(func(k *ranked) { k.signals[signalCovered] = 0 }), Unknown},
		{"DocumentAlone", repeated(func(k *ranked) { k.bare, k.signals[signalCovered] = true, 0 }), Unsure},
		{"DocumentAlone/Strange", repeated(func(k *ranked) { k.bare, k.signals[signalCovered], k.signals[signalStrange] = true, 0, 1 }), Unknown},
		{"ManyWordsUnknown", repeated(func(k *ranked) { k.signals[signalKnown] = 0.4 }), Unsure},
		{"NoWordKnown", repeated(func(k *ranked) { k.signals[signalKnown] = 0 }), Unknown},
		{"NamesWhatNoEntryAnswers", repeated(func(k *ranked) { k.outside = true }), Unsure},
		{"NamesWhatNoEntryAnswers/AndIsFar", repeated(func(k *ranked) { k.outside, k.signals[signalTop] = true, 0 }), Unknown},
		{"OneWord", repeated(func(k *ranked) { k.alone = true }), Unsure},
		{"NoDocument", repeated(func(k *ranked) { k.named = false }), Sure},
		{"NoDocument/OneExpected", repeated(func(k *ranked) { k.named, k.expected = false, 1 }), Unsure},
		{"NoDocument/AWordUnknown", repeated(func(k *ranked) { k.named, k.signals[signalKnown] = false, 0.7 }), Unsure},
		{"NoDocument/MostUnknown", repeated(func(k *ranked) { k.named, k.signals[signalKnown] = false, 0.4 }), Unknown},
		{"NoDocument/HardlyCovered", repeated(func(k *ranked) { k.named, k.signals[signalCovered] = false, 0.2 }), Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := cautious()
			got, chance := r.verdict(tt.k)
			if got != tt.want {
				t.Errorf("verdict = %s at %.3f, want %s", got, chance, tt.want)
			}
			if (got == Sure) != (chance >= r.sure) || chance < 0 || chance > 1 {
				t.Errorf("verdict = %s at %.3f, want a chance of %v and more only for what is sure", got, chance, r.sure)
			}
		})
	}
}

func TestSmallCatalogueIsCautious(t *testing.T) {
	t.Parallel()
	c := &Catalog{entries: []Entry{
		{ID: "a", Title: "KTP hilang", Questions: []string{"ktp saya hilang"}, Status: Published},
		{ID: "b", Title: "KK baru", Questions: []string{"buat kk baru"}, Status: Published},
		{ID: "c", Title: "Draf", Questions: []string{"draf rahasia"}, Status: Draft},
	}}
	c.byID = map[string]int{"a": 0, "b": 1, "c": 2}
	m, err := NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]Verdict{"ktp saya hilang": Sure, "ktp baru": Unsure, "draf rahasia": Unknown} {
		if p := m.Find(Query{Text: text}).Parts[0]; p.Verdict != want {
			t.Errorf("Find(%q) = %s %s, want %s", text, p.Verdict, p.Entry, want)
		}
	}
	if _, err := NewMatcher(&Catalog{entries: c.entries[2:]}); err == nil {
		t.Error("NewMatcher of drafts alone succeeded, want an error")
	}
}
