package faq

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestLogisticFindsTheBoundary(t *testing.T) {
	t.Parallel()
	var samples []sample
	for i := range 200 {
		var s signals
		s[signalTop] = float64(i) / 200
		samples = append(samples, sample{s, i%10 == 0 != (i >= 100), 1})
	}
	l := fitLogistic(samples)
	low, high := l.chance(samples[20].signals), l.chance(samples[180].signals)
	if low > 0.3 || high < 0.7 {
		t.Errorf("chances %.2f and %.2f on either side of the boundary, want below 0.3 and above 0.7", low, high)
	}
}

func TestSampleWeights(t *testing.T) {
	t.Parallel()
	same := func(weight float64) []sample {
		var s signals
		return []sample{{s, true, 1}, {s, false, weight}}
	}
	even, uneven := fitLogistic(same(1)), fitLogistic(same(3))
	if p := even.chance(signals{}); math.Abs(p-0.5) > 0.01 {
		t.Errorf("chance of one good and one bad = %.3f, want 0.5", p)
	}
	if p := uneven.chance(signals{}); math.Abs(p-0.25) > 0.01 {
		t.Errorf("chance of one good and a bad one that counts three = %.3f, want 0.25", p)
	}
}

// TestLogisticStandsStill holds that what ends the search early is its end: more
// steps would change nothing.
func TestLogisticStandsStill(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		step []float64
		want bool
	}{{[]float64{0, 0}, true}, {[]float64{0, -1e-10}, true}, {[]float64{0, -1e-6}, false}, {[]float64{1, 0}, false}} {
		if got := still(c.step); got != c.want {
			t.Errorf("still(%v) = %v, want %v", c.step, got, c.want)
		}
	}
}

func TestSolve(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a [signalCount + 1][signalCount + 2]float64
		var want [signalCount + 1]float64
		for i := range want {
			want[i] = rapid.Float64Range(-5, 5).Draw(t, "x")
			for j := range want {
				a[i][j] = rapid.Float64Range(-1, 1).Draw(t, "a")
			}
			a[i][i] += 10 // far from singular
		}
		for i := range a {
			for j := range want {
				a[i][signalCount+1] += a[i][j] * want[j]
			}
		}
		for i, x := range solve(&a) {
			if math.Abs(x-want[i]) > 1e-6 {
				t.Errorf("x[%d] = %v, want %v", i, x, want[i])
			}
		}
	})
}
