package attach_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"unicode/utf8"

	"loket/internal/attach"
	"loket/internal/loket"
)

// eicar is the text every virus scanner knows as its test, put together here so
// that this file is not taken for it.
func eicar() []byte {
	return []byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`)
}

// zipped is an empty ZIP archive with a comment.
func zipped(comment string) []byte {
	record := append([]byte("PK\x05\x06"), make([]byte, 18)...)
	record[20], record[21] = byte(len(comment)), byte(len(comment)>>8)
	return append(record, comment...)
}

// exif is a segment that says how a picture is turned, with a place on the map.
func exif(turn byte) []byte {
	tiff := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), turn, 0, 0)
	tiff = append(tiff, "GPSLatitude -10.1583"...)
	return append([]byte{0xff, 0xe1, byte((len(tiff) + 2) >> 8), byte(len(tiff) + 2)}, tiff...)
}

// within puts a segment behind the beginning of a JPEG.
func within(raw, segment []byte) []byte {
	return bytes.Join([][]byte{raw[:2], segment, raw[2:]}, nil)
}

func TestRefused(t *testing.T) {
	t.Parallel()
	small, drawn := photo(t, 64, 48), drawing(t, 64, 48)
	scans := append(bytes.Clone(small), bytes.Repeat([]byte("\xff\xda\x00\x02"), 101)...)
	cases := map[string]struct {
		raw  []byte
		says string
	}{
		"Nothing":                    {nil, "kosong"},
		"OverTenMegabytes":           {append([]byte("%PDF-1.7\n"), make([]byte, 10<<20)...), "10 MB"},
		"EICAR":                      {eicar(), "bukan PDF"},
		"SVG":                        {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "bukan PDF"},
		"HTML":                       {[]byte("<!DOCTYPE html><script>alert(1)</script>"), "bukan PDF"},
		"GIF":                        {[]byte("GIF89a\x01\x00\x01\x00"), "bukan PDF"},
		"ZIP":                        {zipped("isi"), "bukan PDF"},
		"Program":                    {[]byte("MZ\x90\x00"), "bukan PDF"},
		"PDF/BehindSomethingElse":    {append([]byte("<html>\n"), document(10)...), "bukan PDF"},
		"JPEG/HeadOnly":              {[]byte("\xff\xd8\xff\xe0"), "rusak"},
		"JPEG/HTMLUnderItsHead":      {[]byte("\xff\xd8\xff<script>alert(1)</script>"), "rusak"},
		"JPEG/CutOff":                {small[:len(small)/2], "rusak"},
		"JPEG/TooManyScans":          {scans, "rusak"},
		"PNG/50000x50000":            {huge(), "terlalu besar"},
		"PNG/41Megapixels":           {append(header(8200, 5000), chunk("IEND", nil)...), "terlalu besar"},
		"PNG/TooLong":                {drawing(t, 2100, 100), "terlalu panjang"},
		"PNG/CutOff":                 {drawn[:len(drawn)-40], "rusak"},
		"PNG/NoPixels":               {append(header(10, 10), chunk("IEND", nil)...), "rusak"},
		"PNG/BombOfText":             {append(append(header(10, 10), chunk("zTXt", append([]byte("a\x00\x00"), deflated(make([]byte, 64<<20))...))...), chunk("IEND", nil)...), "rusak"},
		"PDF/NoVersion":              {[]byte("%PDF-\n%%EOF"), "rusak"},
		"PDF/NoEnd":                  {[]byte("%PDF-1.7\n1 0 obj"), "rusak"},
		"PDF/MoreBehindTheEnd":       {append(document(10), make([]byte, 100)...), "rusak"},
		"PDF/HTMLBehindTheEnd":       {append(document(10), "<script>"...), "rusak"},
		"PDF/IsAZIP":                 {document(0, string(zipped(strings.Repeat(" ", len(documentEnd)))[:22])), "rusak"},
		"PDF/IsHTML":                 {document(0, "<HTML><script>alert(1)</script>"), "rusak"},
		"PDF/JavaScript":             {document(10, "5 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj"), "program"},
		"PDF/JavaScript/Escaped":     {document(10, "5 0 obj << /S /J#61va#53cript /JS (x) >> endobj"), "program"},
		"PDF/Launch":                 {document(10, "5 0 obj << /S /Launch /F (cmd.exe) >> endobj"), "program"},
		"PDF/EmbeddedFile":           {document(10, "5 0 obj << /Type /EmbeddedFile >> endobj"), "program"},
		"PDF/Packed/JavaScript":      {document(10, packed("", "<< /S /JavaScript >>")), "program"},
		"PDF/Packed/Twice":           {document(10, packed("/Note /ASCIIHexDecode", "3C3C")), "tidak dapat diperiksa"},
		"PDF/Packed/Predicted":       {document(10, packed("/DecodeParms << /Predictor 12 >>", "<<>>")), "tidak dapat diperiksa"},
		"PDF/Packed/NameHidden":      {document(10, strings.Replace(packed("", "<<>>"), "/ObjStm", "/Obj#53tm", 1)), "tidak dapat diperiksa"},
		"PDF/Packed/Bomb":            {document(10, packed("", strings.Repeat(" ", 33<<20))), "tidak dapat diperiksa"},
		"PDF/Packed/NotWhatItSays":   {document(10, "9 0 obj\n<< /Type /ObjStm >>\nstream\nnot deflated\nendstream\nendobj"), "tidak dapat diperiksa"},
		"PDF/Encrypted":              {document(10, "5 0 obj << >> endobj /Encrypt 5 0 R"), "terkunci"},
		"PDF/Packed/Encrypted/Named": {document(10, packed("", "/Encrypt 5 0 R")), "terkunci"},
	}
	check := attach.New()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for doing, err := range map[string]error{
				"Clean": second(check.Clean(t.Context(), c.raw)), "View": second(check.View(t.Context(), c.raw)),
				"Preview": second(check.Preview(t.Context(), c.raw)),
			} {
				if loket.CodeOf(err) == "" || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s = %v, want a sentence with %q", doing, err, c.says)
				}
			}
		})
	}
}

func second(_ attach.Clean, err error) error { return err }

func TestPasses(t *testing.T) {
	t.Parallel()
	check := attach.New()
	t.Run("PDF/AsItIs", func(t *testing.T) {
		t.Parallel()
		raw := document(100, packed("", "<< /Type /Font >>"))
		got, err := check.Clean(t.Context(), raw)
		if err != nil || got.Type != loket.FilePDF || !bytes.Equal(got.Body, raw) {
			t.Errorf("Clean = %s, %d bytes, %v, want the PDF unchanged", got.Type, len(got.Body), err)
		}
		if got, err := check.Preview(t.Context(), raw); err != nil || got.Type != loket.FilePDF || got.Body != nil {
			t.Errorf("Preview = %+v, %v, want nothing but its type", got, err)
		}
	})
	t.Run("JPEG/WithoutWhatIsNoPixel", func(t *testing.T) {
		t.Parallel()
		raw := append(within(photo(t, 64, 48), exif(1)), "<script>alert(1)</script>"+string(zipped(""))...)
		got, err := check.Clean(t.Context(), raw)
		if err != nil || got.Type != loket.FileJPEG {
			t.Fatalf("Clean = %s, %v", got.Type, err)
		}
		for _, trace := range []string{"GPS", "Exif", "script", "PK"} {
			if bytes.Contains(got.Body, []byte(trace)) {
				t.Errorf("%q is still in the picture", trace)
			}
		}
	})
	t.Run("JPEG/TurnedAsItsCameraSays", func(t *testing.T) {
		t.Parallel()
		for turn := byte(1); turn <= 8; turn++ {
			got, err := check.Clean(t.Context(), within(halves(t), exif(turn)))
			if err != nil {
				t.Fatal(err)
			}
			picture, err := jpeg.Decode(bytes.NewReader(got.Body))
			if err != nil {
				t.Fatal(err)
			}
			size, sideways := picture.Bounds().Size(), turn >= 5
			if (size.X < size.Y) != sideways {
				t.Errorf("turn %d makes it %v", turn, size)
			}
			// The white half was left; where it is now tells how it was turned.
			first, _, _, _ := picture.At(2, 2).RGBA()
			last, _, _, _ := picture.At(size.X-3, size.Y-3).RGBA()
			white := map[byte]bool{1: true, 2: false, 3: false, 4: true, 5: true, 6: true, 7: false, 8: false}[turn]
			if (first > last) != white {
				t.Errorf("turn %d puts the white half last = %v, want first = %v", turn, first <= last, white)
			}
		}
	})
	t.Run("PNG/StaysOne", func(t *testing.T) {
		t.Parallel()
		got, err := check.Clean(t.Context(), drawing(t, 300, 200))
		if err != nil || got.Type != loket.FilePNG {
			t.Fatalf("Clean = %s, %v", got.Type, err)
		}
		if picture, err := png.Decode(bytes.NewReader(got.Body)); err != nil || picture.Bounds().Dx() != 300 {
			t.Errorf("decode = %v", err)
		}
	})
	t.Run("Large/MadeSmaller", func(t *testing.T) {
		t.Parallel()
		for _, raw := range [][]byte{photo(t, 5001, 300), drawing(t, 5001, 300)} {
			got, err := check.Clean(t.Context(), raw)
			if err != nil {
				t.Fatal(err)
			}
			if size, _, err := image.DecodeConfig(bytes.NewReader(got.Body)); err != nil || size.Width != 2500 || size.Height != 150 {
				t.Errorf("%s is %+v, %v, want it halved", got.Type, size, err)
			}
		}
	})
	t.Run("Preview/ShowsNothing", func(t *testing.T) {
		t.Parallel()
		got, err := check.Preview(t.Context(), stripes(t))
		if err != nil || got.Type != loket.FileJPEG {
			t.Fatalf("Preview = %s, %v", got.Type, err)
		}
		picture, err := jpeg.Decode(bytes.NewReader(got.Body))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size != image.Pt(320, 160) {
			t.Errorf("it is %v large", size)
		}
		for x := 1; x < 320; x++ {
			before, _, _, _ := picture.At(x-1, 80).RGBA()
			here, _, _, _ := picture.At(x, 80).RGBA()
			if max(before, here)-min(before, here) > 0x0800 {
				t.Fatalf("a line of the picture can be seen at %d", x)
			}
		}
	})
}

// halves is a JPEG, wider than high, whose left half is white.
func halves(t testing.TB) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 64, 32))
	for i := range p.Pix {
		if i%64 < 32 {
			p.Pix[i] = 255
		}
	}
	return jpegOf(t, p)
}

// stripes is a JPEG of fine lines, as writing is.
func stripes(t testing.TB) []byte {
	t.Helper()
	p := image.NewGray(image.Rect(0, 0, 960, 480))
	for i := range p.Pix {
		if i%6 < 3 {
			p.Pix[i] = 255
		}
	}
	return jpegOf(t, p)
}

func jpegOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"surat.pdf": "surat.pdf", "../../etc/passwd": "passwd.pdf", `C:\Temp\foto.exe`: "foto.pdf", "F-1.01.pdf": "F-1.01.pdf",
		"undangan.apk.pdf": "undangan-apk.pdf", "..": "lampiran.pdf", "": "lampiran.pdf", "a\u202egpj.exe": "agpj.pdf", "a\x00b\r\n.pdf": "ab.pdf",
		"<script>alert(1)</script>.pdf": "script.pdf", strings.Repeat("x", 300) + ".pdf": strings.Repeat("x", 60) + ".pdf", "\xff\xfe.pdf": "lampiran.pdf",
	} {
		if got := attach.Name(given, loket.FilePDF); got != want {
			t.Errorf("Name(%q) = %q, want %q", given, got, want)
		}
	}
}

// FuzzCheck: whatever the bytes are, they are refused with a sentence, or what
// comes out is a PDF as it was, or a picture that is nothing but one.
func FuzzCheck(f *testing.F) {
	f.Add(photo(f, 16, 8), "a.jpg")
	f.Add(within(photo(f, 16, 8), exif(6)), "b.jpg")
	f.Add(drawing(f, 16, 8), "c.png")
	f.Add(document(20, packed("", "<< /Type /Font >>")), "../d.pdf")
	f.Add(eicar(), "e.com")
	check := attach.New()
	f.Fuzz(func(t *testing.T, raw []byte, name string) {
		if len(raw) > 64<<10 {
			return
		}
		got, err := check.Clean(t.Context(), raw)
		if err != nil {
			if loket.CodeOf(err) == "" {
				t.Fatalf("Clean = %v, want a sentence for people", err)
			}
			return
		}
		if shown := attach.Name(name, got.Type); !utf8.ValidString(shown) || strings.ContainsAny(shown, "/\\<>\"\x00\r\n") || !strings.HasSuffix(shown, got.Type.Ending()) {
			t.Fatalf("Name(%q) = %q", name, shown)
		}
		if got.Type == loket.FilePDF {
			if !bytes.Equal(got.Body, raw) {
				t.Fatal("a PDF was changed")
			}
			return
		}
		again, err := check.Clean(t.Context(), got.Body)
		if err != nil || again.Type != got.Type {
			t.Fatalf("what came out is refused: %v", err)
		}
	})
}
