package faq

import (
	"encoding/json"
	"testing"
	"time"
)

// asJSON writes figures so that they can be compared and read.
func asJSON(t *testing.T, f Figures) string {
	t.Helper()
	out, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestShareJSON(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Share{"null": {}, "0": {0, 2}, "0.6667": {2, 3}, "1": {4, 4}} {
		if got, err := json.Marshal(s); err != nil || string(got) != want {
			t.Errorf("Marshal(%+v) = %s, %v, want %s", s, got, err, want)
		}
	}
}

// smallMatcher knows two entries, whose patterns have nothing in common.
func smallMatcher(t *testing.T) *Matcher {
	t.Helper()
	c, problems := CatalogOf("latih.tsv", []Labelled{
		{Label: "kartu", Text: "kartu anggota hilang"},
		{Label: "kartu", Text: "mau ganti kartu yang hilang"},
		{Label: "jam", Text: "jam buka perpustakaan"},
		{Label: "jam", Text: "perpustakaan tutup jam berapa"},
	})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	m, err := NewMatcher(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ticking is a clock that goes on by a microsecond more at each look: pairs of
// looks are 1, 3, 5 … µs apart.
func ticking() func() time.Time {
	at, step := time.Unix(0, 0), time.Duration(0)
	return func() time.Time {
		at = at.Add(step)
		step += time.Microsecond
		return at
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	m := smallMatcher(t)
	f := Evaluate(m, []Labelled{
		{Line: 1, Label: "kartu", Text: "kartu anggota hilang"},
		{Line: 2, Label: "jam", Text: "kartu hilang"},
		{Line: 3, Label: "ruang|kartu", Text: "mau ganti kartu yang hilang"},
		{Line: 4, Label: "_oos", Text: "resep rendang padang"},
	}, ticking())
	if f.Questions != 4 || f.N != 3 || f.Top1 != (Share{2, 3}) || f.OOSRefused != (Share{1, 1}) {
		t.Errorf("figures %s", asJSON(t, f))
	}
	if len(f.Missing) != 1 || f.Missing[0] != "ruang (baris 3)" {
		t.Errorf("missing %v, want ruang of line 3", f.Missing)
	}
	if len(f.Confusions) != 1 || f.Confusions[0].Line != 2 || f.Confusions[0].Got != "kartu" || f.Confusions[0].Nearest != "kartu anggota hilang" {
		t.Errorf("confusions %+v, want line 2 got kartu", f.Confusions)
	}
	// Twelve times of 1, 3 … 23 µs: the 6th, and the 12th.
	if f.QueryP50 != 11 || f.QueryP99 != 23 {
		t.Errorf("p50 %v, p99 %v, want 11 and 23 µs", f.QueryP50, f.QueryP99)
	}
	if p := f.OperatingPoint; p.Sure != cautious().sure || p.Offer != cautious().offer || p.WantedPrecision != wantedPrecision || p.Version != m.Version() {
		t.Errorf("operating point %+v, want that of the rating", p)
	}
}

// Without a question nothing is divided by nothing.
func TestEvaluateNothing(t *testing.T) {
	t.Parallel()
	f := Evaluate(smallMatcher(t), nil, ticking())
	if f.Questions != 0 || f.QueryP50 != 0 || f.Confusions == nil || f.Missing == nil {
		t.Errorf("figures of nothing %s", asJSON(t, f))
	}
}
