package assist_test

import (
	"errors"
	"math"
	"testing"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
)

func TestEmbed(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Price.Vectors = 300 })
	texts := []string{"KTP hilang", "akta kelahiran anak", "  "}
	vectors, err := l.Embed(t.Context(), assist.PurposeIndex, texts...)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range vectors {
		if near := assisttest.Cosine(v, assisttest.Vector(texts[i])); math.Abs(near-1) > 1e-6 || len(v) != assisttest.Size {
			t.Errorf("the vector of %q has %d numbers and is %.3f near its text's", texts[i], len(v), near)
		}
		var square float64
		for _, x := range v {
			square += float64(x) * float64(x)
		}
		if math.Abs(square-1) > 1e-5 {
			t.Errorf("the vector of %q has the length %v, want 1", texts[i], math.Sqrt(square))
		}
	}
	if c := l.ledger.Calls(); len(c) != 1 || c[0].Input != 6 || c[0].Cost != 6*300 || c[0].Model != "vektor-uji" {
		t.Errorf("recorded %+v", c)
	}
}

// TestRemembered: a question that was asked a moment ago is not paid for again.
func TestRemembered(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Cache = 2 })
	ask := func(text string) {
		if _, err := l.Embed(t.Context(), assist.PurposeEmbed, text); err != nil {
			t.Fatal(err)
		}
		if err := l.ask(t, assist.PurposeChoose, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"a", "a", "b", "a"} {
		ask(text)
	}
	if n := len(l.server.Sent()); n != 6 {
		t.Errorf("%d requests, want 6: a and b push each other out of a cache of two", n)
	}
	for range 2 {
		if err := l.ask(t, assist.PurposeDraft, "a"); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(l.server.Sent()); n != 8 {
		t.Errorf("%d requests, want 8: drafts are not remembered", n)
	}
}

func TestEmbedGarbage(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"None":       `{"data":[]}`,
		"TooMany":    `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]},{"index":1,"embedding":[1]}]}`,
		"Twice":      `{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`,
		"OutOfRange": `{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[1]}]}`,
		"Sizes":      `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,0]}]}`,
		"Empty":      `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`,
		"Zero":       `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[0]}]}`,
		"Words":      `{"data":[{"index":0,"embedding":"AAAA"},{"index":1,"embedding":"AAAA"}]}`,
		"NotANumber": `{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1e99]}]}`,
	} {
		l := open(t, assisttest.New(t), nil)
		l.server.Fails(assisttest.Body(body))
		if v, err := l.Embed(t.Context(), assist.PurposeIndex, "a", "b"); !errors.Is(err, assist.ErrGarbage) {
			t.Errorf("%s: Embed = %v, %v, want ErrGarbage", name, v, err)
		}
	}
	l := open(t, assisttest.New(t), nil)
	for _, n := range []int{0, assist.BatchTexts + 1} {
		if _, err := l.Embed(t.Context(), assist.PurposeIndex, make([]string, n)...); !errors.Is(err, assist.ErrTooLarge) {
			t.Errorf("%d texts: %v, want ErrTooLarge", n, err)
		}
	}
}
