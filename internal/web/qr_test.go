package web_test

import (
	"encoding/xml"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"loket/internal/web"
)

var aRun = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`)

// scan reads a code as a telephone would: from the squares that are drawn.
func scan(t *testing.T, q web.QR) string {
	t.Helper()
	const unit = 4
	picture := image.NewGray(image.Rect(0, 0, q.Size*unit, q.Size*unit))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for _, run := range aRun.FindAllStringSubmatch(q.Path, -1) {
		var n [3]int
		for i := range n {
			n[i], _ = strconv.Atoi(run[i+1])
		}
		for x := n[0] * unit; x < (n[0]+n[2])*unit; x++ {
			for y := n[1] * unit; y < (n[1]+1)*unit; y++ {
				picture.SetGray(x, y, color.Gray{})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatalf("the code of %d modules does not scan: %v", q.Size, err)
	}
	return found.GetText()
}

func TestQRScans(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://t.me/KupangBot?start=ktp-el-hilang",
		"https://tanya.contoh.go.id/tanya/disdukcapil-kota-kupang/akta-kelahiran-tanpa-surat-keterangan-lahir",
		"1", "HURUF BESAR", "ñ dan 漢字", strings.Repeat("a", 1000),
	} {
		q, err := web.NewQR(text)
		if err != nil {
			t.Fatalf("NewQR(%q) = %v", text, err)
		}
		if got := scan(t, q); got != text {
			t.Errorf("the code of %q scans as %q", text, got)
		}
		if rest := aRun.ReplaceAllString(q.Path, ""); rest != "" {
			t.Errorf("the path of %q has %q beside its squares", text, rest)
		}
		var svg struct {
			ViewBox string `xml:"viewBox,attr"`
			Paths   []struct {
				D string `xml:"d,attr"`
			} `xml:"path"`
		}
		if err := xml.Unmarshal(q.SVG(), &svg); err != nil || len(svg.Paths) != 2 || svg.Paths[1].D != q.Path {
			t.Errorf("the picture of %q is %+v (%v), want the white ground and the code", text, svg, err)
		}
	}
	if _, err := web.NewQR(strings.Repeat("a", 5000)); err == nil {
		t.Error("a text too long for any code makes one")
	}
}
