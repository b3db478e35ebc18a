package attach_test

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"loket/internal/attach"
	"loket/internal/loket"
)

// TestRefusalsNameACure: each refusal ends with what to do about it, the same
// whoever asks, and tells what is too large from what is not right.
func TestRefusalsNameACure(t *testing.T) {
	t.Parallel()
	const again = "Cetak ulang ke PDF, lalu pilih hasilnya."
	check := attach.New()
	for name, c := range map[string]struct {
		raw  []byte
		code loket.Code
		cure string
	}{
		"Empty":     {nil, loket.CodeInvalid, "Pilih berkas lain."},
		"Large":     {make([]byte, loket.MostFile+1), loket.CodeTooLarge, "Kecilkan, atau bagi menjadi beberapa berkas."},
		"OtherKind": {[]byte("GIF89a"), loket.CodeInvalid, "Simpan sebagai salah satunya."},
		"Broken":    {photo(t, 16, 8)[:300], loket.CodeInvalid, "Simpan ulang sebagai JPEG atau PNG."},
		"Pixels":    {huge(), loket.CodeTooLarge, "Kecilkan ukurannya."},
		"Long":      {drawing(t, 421, 20), loket.CodeInvalid, "Potong menjadi beberapa gambar."},
		"PDF":       {[]byte("%PDF-1.7\n"), loket.CodeInvalid, again},
		"Acts":      {document(5, "<< /S /Launch >>"), loket.CodeInvalid, again},
		"Unclear":   {document(5, packed("/DecodeParms << /Predictor 12 >>", "<<>>")), loket.CodeInvalid, again},
		"Locked":    {document(5, "/Encrypt 5 0 R"), loket.CodeInvalid, "Simpan tanpa kata sandi."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := second(check.Clean(t.Context(), c.raw))
			if loket.CodeOf(want) != c.code || !strings.HasSuffix(want.Error(), c.cure) {
				t.Fatalf("Clean = %v, code %q, want %q at its end and code %q", want, loket.CodeOf(want), c.cure, c.code)
			}
			for doing, err := range map[string]error{"View": second(check.View(t.Context(), c.raw)), "Preview": second(check.Preview(t.Context(), c.raw))} {
				if err == nil || err.Error() != want.Error() {
					t.Errorf("%s = %v, want what Clean says", doing, err)
				}
			}
		})
	}
	if err := second(check.Clean(t.Context(), drawing(t, 400, 20))); err != nil {
		t.Errorf("Clean of sides 20 to 1 = %v, want it to pass", err)
	}
}

// quarters is a JPEG whose quarters have four greys, brightest first: a b over c d.
func quarters(t testing.TB) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 96, 32))
	for i := range p.Pix {
		p.Pix[i] = map[[2]bool]byte{{true, true}: 240, {false, true}: 170, {true, false}: 90, {false, false}: 10}[[2]bool{i%96 < 48, i < 96*16}]
	}
	return jpegOf(t, p)
}

// corners reads the quarters back from the corners of a picture, row by row.
func corners(p image.Image) string {
	size := p.Bounds().Size()
	var out strings.Builder
	for _, at := range []image.Point{{3, 3}, {size.X - 4, 3}, {3, size.Y - 4}, {size.X - 4, size.Y - 4}} {
		grey, _, _, _ := p.At(at.X, at.Y).RGBA()
		out.WriteByte("dcba"[min(grey>>8/64, 3)])
	}
	return out.String()
}

// exifLittle is exif as cameras with the other byte order write it.
func exifLittle(turn uint16) []byte {
	tiff := append([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), byte(turn), byte(turn>>8), 0, 0)
	return append([]byte{0xff, 0xe1, 0, byte(len(tiff) + 2)}, tiff...)
}

// TestEveryTurn: each of the eight orientations puts all four quarters where the
// EXIF standard says, in either byte order; another value turns nothing.
func TestEveryTurn(t *testing.T) {
	t.Parallel()
	check, raw := attach.New(), quarters(t)
	for turn, want := range map[uint16]string{
		1: "abcd", 2: "badc", 3: "dcba", 4: "cdab", 5: "acbd", 6: "cadb", 7: "dbca", 8: "bdac", 0: "abcd", 9: "abcd", 0x0600: "abcd",
	} {
		segments := map[string][]byte{"little": exifLittle(turn)}
		if turn < 0x100 {
			segments["big"] = exif(byte(turn))
		}
		for order, segment := range segments {
			for doing, look := range map[string]func() (attach.Clean, error){
				"Clean":   func() (attach.Clean, error) { return check.Clean(t.Context(), within(raw, segment)) },
				"View":    func() (attach.Clean, error) { return check.View(t.Context(), within(raw, segment)) },
				"Preview": func() (attach.Clean, error) { return check.Preview(t.Context(), within(raw, segment)) },
			} {
				got, err := look()
				if err != nil {
					t.Fatal(err)
				}
				picture, err := jpeg.Decode(bytes.NewReader(got.Body))
				if err != nil {
					t.Fatal(err)
				}
				sideways := turn >= 5 && turn <= 8
				if size := picture.Bounds().Size(); (size.Y > size.X) != sideways {
					t.Errorf("%s of turn %d, %s first: it is %v", doing, turn, order, size)
				}
				if at := corners(picture); at != want {
					t.Errorf("%s of turn %d, %s first: the quarters stand %s, want %s", doing, turn, order, at, want)
				}
			}
		}
	}
}

// TestPNGOfEveryKind: grey, coloured by a table, with 16 bits a sample or with
// transparency, a PNG comes out with the colours it had; a large one shrunk.
func TestPNGOfEveryKind(t *testing.T) {
	t.Parallel()
	check := attach.New()
	for name, blank := range map[string]func(image.Rectangle) draw.Image{
		"Gray":     func(r image.Rectangle) draw.Image { return image.NewGray(r) },
		"Gray16":   func(r image.Rectangle) draw.Image { return image.NewGray16(r) },
		"Paletted": func(r image.Rectangle) draw.Image { return image.NewPaletted(r, palette.WebSafe) },
		"RGBA64":   func(r image.Rectangle) draw.Image { return image.NewRGBA64(r) },
		"NRGBA64":  func(r image.Rectangle) draw.Image { return image.NewNRGBA64(r) },
		"NRGBA":    func(r image.Rectangle) draw.Image { return image.NewNRGBA(r) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, width := range []int{90, 4500} {
				p := blank(image.Rect(0, 0, width, 300))
				for x := range width {
					for y := range 300 {
						p.Set(x, y, color.NRGBA64{R: 0x3333, G: uint16(0x3333 * (x * 3 / width)), B: 0x9999, A: 0xffff})
					}
				}
				var raw bytes.Buffer
				if err := png.Encode(&raw, p); err != nil {
					t.Fatal(err)
				}
				got, err := check.Clean(t.Context(), raw.Bytes())
				if err != nil || got.Type != loket.FilePNG {
					t.Fatalf("Clean = %s, %v", got.Type, err)
				}
				picture, err := png.Decode(bytes.NewReader(got.Body))
				if err != nil {
					t.Fatal(err)
				}
				size, by := picture.Bounds().Size(), 1+width/4097
				if size != image.Pt(width/by, 300/by) {
					t.Fatalf("it is %v", size)
				}
				for _, x := range []int{0, size.X / 2, size.X - 1} {
					r, g, b, a := picture.At(x, size.Y/2).RGBA()
					wr, wg, wb, wa := p.At(x*by, 150).RGBA()
					if r>>8 != wr>>8 || g>>8 != wg>>8 || b>>8 != wb>>8 || a != wa {
						t.Errorf("%d wide, at %d: %x %x %x %x, want %x %x %x %x", width, x, r, g, b, a, wr, wg, wb, wa)
					}
				}
			}
		})
	}
}
