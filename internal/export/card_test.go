package export

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestCardHoldsItsWords: whatever an office and an answer are called, every text is
// inside the card, none lies upon another, and none is too small for a phone.
func TestCardHoldsItsWords(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[A-Za-z0-9().,/-]{1,30}`)
	words := rapid.Map(rapid.SliceOfN(word, 1, 40), func(all []string) string { return strings.Join(all, " ") })
	rapid.Check(t, func(t *rapid.T) {
		p, err := newPoster()
		if err != nil {
			t.Fatal(err)
		}
		agency, title := words.Draw(t, "agency"), words.Draw(t, "title")
		p.layCard(agency, title, rapid.StringMatching(`[a-z.]{1,120}`).Draw(t, "site"))
		bottom := 0.0
		for _, m := range p.marks {
			if m.text == "" {
				continue
			}
			top := m.y - 0.75*m.size
			if top < bottom || m.x < 0 || m.x+p.width(m.text, face{m.bold, m.size}) > cardWidth || m.y+0.22*m.size > cardHeight-10 {
				t.Fatalf("%q of %v stands at %v, below %v", m.text, m.size, m.y, bottom)
			}
			if m.size < 28 || !utf8.ValidString(m.text) {
				t.Fatalf("%q of size %v", m.text, m.size)
			}
			bottom = m.y + 0.22*m.size
		}
	})
}

// TestCardIsAPicture of the size that chats want, with the band of the pages, small
// enough for a cheap line, the same each time.
func TestCardIsAPicture(t *testing.T) {
	t.Parallel()
	draw := func() []byte {
		var b bytes.Buffer
		if err := WriteCard(&b, "Disdukcapil Kota Kupang", "KTP-el hilang", "tanya.contoh.go.id"); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	drawn := draw()
	picture, err := png.Decode(bytes.NewReader(drawn))
	if err != nil || picture.Bounds().Dx() != cardWidth || picture.Bounds().Dy() != cardHeight {
		t.Fatalf("a picture of %v, %v", picture.Bounds(), err)
	}
	if got := color.RGBAModel.Convert(picture.At(5, 5)); got != ink(green) {
		t.Errorf("the band is %v, want %v", got, ink(green))
	}
	if len(drawn) > 60_000 || !bytes.Equal(drawn, draw()) {
		t.Errorf("%d bytes, want 60,000 at most, the same each time", len(drawn))
	}
}
