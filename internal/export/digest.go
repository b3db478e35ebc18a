package export

import (
	"encoding/json"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"

	"loket/internal/loket"
	"loket/internal/report"
)

// formPNG is the form of a picture.
const formPNG = "png"

// WriteDigest writes a digest as pdf, png, html or json. The same digest is the same
// file, byte by byte.
func WriteDigest(w io.Writer, format string, d report.Digest) error {
	switch format {
	case report.FormatPDF, formPNG:
		laid, err := layDigest(d)
		if err != nil {
			return err
		}
		if format == formPNG {
			return laid.picture(w, pageWidth)
		}
		return laid.pdf(w, d)
	case report.FormatHTML:
		if err := digestPage.Execute(w, d); err != nil {
			return fmt.Errorf("write page: %w", err)
		}
		return nil
	case report.FormatJSON:
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(d)
	}
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("format %q tidak dikenal; pakai pdf, png, html, atau json", format))
}

// picture draws the layout for a screen, so many pixels wide, as high as it is full.
func (p *poster) picture(w io.Writer, width int) error {
	canvas := image.NewRGBA(image.Rect(0, 0, width, int(math.Ceil(p.y))))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range p.marks {
		if m.text == "" {
			area := image.Rect(round(m.x), round(m.y), round(m.x+m.w), round(m.y+m.h))
			draw.Draw(canvas, area, image.NewUniform(m.ink), image.Point{}, draw.Src)
			continue
		}
		pen := font.Drawer{
			Dst: canvas, Src: image.NewUniform(m.ink), Face: p.face(face{m.bold, m.size}),
			Dot: fixed.P(round(m.x), round(m.y)),
		}
		pen.DrawString(m.text)
	}
	if err := png.Encode(w, canvas); err != nil {
		return fmt.Errorf("write picture: %w", err)
	}
	return nil
}

func round(f float64) int { return int(math.Round(f)) }

// pdf draws the page on one sheet of A4, in the middle and as large as it goes.
func (p *poster) pdf(w io.Writer, d report.Digest) error {
	const wide, high, points = 210.0, 297.0, 72 / 25.4
	scale := min(wide/pageWidth, high/p.y)
	left := (wide - pageWidth*scale) / 2
	pdf := openPDF("P", d.Title+" · "+d.Agency, report.Report{AsOf: d.AsOf})
	pdf.AddPage()
	for _, m := range p.marks {
		x, y := left+m.x*scale, m.y*scale
		if m.text == "" {
			pdf.SetFillColor(int(m.ink.R), int(m.ink.G), int(m.ink.B))
			pdf.Rect(x, y, m.w*scale, m.h*scale, "F")
			continue
		}
		style := ""
		if m.bold {
			style = "B"
		}
		pdf.SetFont(family, style, m.size*scale*points)
		pdf.SetTextColor(int(m.ink.R), int(m.ink.G), int(m.ink.B))
		pdf.Text(x, y, drawable(m.text))
	}
	if err := pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}
