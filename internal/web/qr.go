package web

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"
)

// quietZone is the white edge that scanners need, in modules.
const quietZone = 4

// QR is a code to be scanned, drawn in modules: dark squares on white, with the white
// edge that scanners need.
type QR struct {
	Size int    // width and height, in modules, edge included
	Path string // the dark modules, as an SVG path in those units
}

// NewQR makes the code of a text that still scans with a seventh of it spoilt. An error
// means that the text is too long for any code.
func NewQR(text string) (QR, error) {
	drawn, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return QR{}, fmt.Errorf("draw a QR code: %w", err)
	}
	size := drawn.Bounds().Dx()
	dark := func(x, y int) bool { return x < size && color.GrayModel.Convert(drawn.At(x, y)) == color.Gray{} }
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			from := x
			for dark(x, y) {
				x++
			}
			if n := x - from; n > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quietZone, y+quietZone, n, n)
			}
		}
	}
	return QR{Size: size + 2*quietZone, Path: path.String()}, nil
}

// SVG is the code as a picture of its own, eight units to a module.
func (q QR) SVG() []byte {
	const unit = 8
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`, unit*q.Size, unit*q.Size, q.Size, q.Size, q.Size, q.Size, q.Path)
}
