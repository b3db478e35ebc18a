package attach_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"loket/internal/attach"
	"loket/internal/loket"
)

// segment is a piece of a JPEG.
func segment(marker byte, body ...byte) []byte {
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// inked is a JPEG of 8 by 8 pixels of one colour, as printers mix it: four inks,
// each there or not. Without Adobe's mark nobody can tell what the inks are.
func inked(adobe bool, inks ...bool) []byte {
	out := []byte{0xff, 0xd8}
	if adobe {
		out = append(out, segment(0xee, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0)...)
	}
	// Divided by 8, a block's first number is the distance of its mean from 128.
	out = append(out, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)...)...)
	out = append(out, segment(0xc0, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0)...)
	lengths := func(class, first, second byte) []byte {
		return append([]byte{class, first, second}, make([]byte, 14)...)
	}
	out = append(out, segment(0xc4, append(lengths(0x00, 1, 1), 7, 8)...)...) // 0: seven bits follow, 10: eight
	out = append(out, segment(0xc4, append(lengths(0x10, 1, 0), 0)...)...)    // 0: nothing else in the block
	out = append(out, segment(0xda, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0)...)
	bits := ""
	for _, ink := range inks { // Adobe writes how much of it is not there
		bits += map[bool]string{true: "10" + "01111111" + "0", false: "0" + "1111111" + "0"}[ink]
	}
	for len(bits)%8 != 0 {
		bits += "1"
	}
	for i := 0; i < len(bits); i += 8 {
		var b byte
		for _, bit := range bits[i : i+8] {
			b = b<<1 | byte(bit-'0')
		}
		if out = append(out, b); b == 0xff {
			out = append(out, 0)
		}
	}
	return append(out, 0xff, 0xd9)
}

// TestFourInks: a picture made for printing comes out as one for screens, in its
// colours.
func TestFourInks(t *testing.T) {
	t.Parallel()
	check := attach.New()
	for name, c := range map[string]struct {
		inks []bool
		want [3]bool // red, green and blue shine
	}{
		"Cyan":    {[]bool{true, false, false, false}, [3]bool{false, true, true}},
		"Magenta": {[]bool{false, true, false, false}, [3]bool{true, false, true}},
		"Yellow":  {[]bool{false, false, true, false}, [3]bool{true, true, false}},
		"Black":   {[]bool{false, false, false, true}, [3]bool{}},
		"Paper":   {[]bool{false, false, false, false}, [3]bool{true, true, true}},
	} {
		got, err := check.Clean(t.Context(), inked(true, c.inks...))
		if err != nil || got.Type != loket.FileJPEG {
			t.Fatalf("Clean of %s = %s, %v", name, got.Type, err)
		}
		picture, err := jpeg.Decode(bytes.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		r, g, b, _ := picture.At(4, 4).RGBA()
		if got := [3]bool{r > 0xc000, g > 0xc000, b > 0xc000}; got != c.want {
			t.Errorf("%s came out as %x %x %x", name, r, g, b)
		}
		if view, err := check.View(t.Context(), got.Body); err != nil || view.Type != loket.FileJPEG {
			t.Errorf("View of what came out = %v", err)
		}
	}
	for doing, err := range map[string]error{
		"without Adobe's mark": second(check.Clean(t.Context(), inked(false, true, false, false, false))),
		"with an ink missing":  second(check.Clean(t.Context(), inked(true, true, false, false))),
	} {
		if loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Clean %s = %v, want it refused", doing, err)
		}
	}
}

// TestCutOffAnywhere: a file that ends too early, wherever, is refused with a
// sentence, by whichever look.
func TestCutOffAnywhere(t *testing.T) {
	t.Parallel()
	letter := bytes.TrimSpace(document(10, packed("", "<< /Type /Font >>")))
	check := attach.New()
	for name, raw := range map[string][]byte{
		"JPEG": within(photo(t, 16, 8), exif(6)), "JPEG/FourInks": inked(true, true, false, true, false), "PNG": drawing(t, 16, 8), "PDF": letter,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := second(check.Clean(t.Context(), raw)); err != nil {
				t.Fatalf("the whole file is refused: %v", err)
			}
			for n := range raw {
				for doing, err := range map[string]error{
					"Clean": second(check.Clean(t.Context(), raw[:n:n])), "Preview": second(check.Preview(t.Context(), raw[:n:n])),
				} {
					if loket.CodeOf(err) != loket.CodeInvalid {
						t.Fatalf("%s of %d bytes of %d = %v, want a sentence", doing, n, len(raw), err)
					}
				}
			}
		})
	}
}
