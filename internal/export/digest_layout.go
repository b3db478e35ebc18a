package export

import (
	"cmp"
	"fmt"
	"image/color"
	"strconv"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"

	"loket/internal/report"
)

// The layout is in pixels of a picture 1080 wide, which a phone shows at a third:
// nothing is smaller than 24.
const (
	pageWidth  = 1080
	pageMargin = 56
	inside     = pageWidth - 2*pageMargin
	bodySize   = 32
	smallSize  = 26
	leading    = 1.35
)

// mark is one thing on the page: a box, or a text that begins at x on the line y.
type mark struct {
	x, y, w, h float64 // of a box
	text       string  // empty: a box
	size       float64
	bold       bool
	ink        color.RGBA
}

// poster is a layout, which pictures and PDFs are both drawn from.
type poster struct {
	marks  []mark
	y      float64 // down to which it is full
	faces  map[face]font.Face
	parsed map[bool]*opentype.Font // by bold
}

// face is a weight in a size.
type face struct {
	bold bool
	size float64
}

func ink(rgb uint32) color.RGBA {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255} //nolint:gosec // each is one byte of three
}

const (
	black  = 0x1a1a1a
	grey   = 0x555555
	white  = 0xffffff
	blue   = 0x17527a
	bright = 0xdcebf5
	pale   = 0xeef3f7
	bar    = 0x8fb4d0
	red    = 0xb3261e
)

func newPoster() (*poster, error) {
	p := &poster{faces: map[face]font.Face{}, parsed: map[bool]*opentype.Font{}}
	for bold, ttf := range map[bool][]byte{false: goregular.TTF, true: gobold.TTF} {
		parsed, err := opentype.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("read font: %w", err)
		}
		p.parsed[bold] = parsed
	}
	return p, nil
}

// face opens a weight in a size once.
func (p *poster) face(f face) font.Face {
	if p.faces[f] == nil {
		opened, err := opentype.NewFace(p.parsed[f.bold], &opentype.FaceOptions{Size: f.size, DPI: 72, Hinting: font.HintingNone})
		if err != nil { // no font that was parsed refuses a size
			panic(err)
		}
		p.faces[f] = opened
	}
	return p.faces[f]
}

// width is how wide a text is.
func (p *poster) width(text string, f face) float64 {
	return float64(font.MeasureString(p.face(f), text)) / 64
}

// lines breaks a text between words to lines of a width, and within a word that is
// longer than a line; a number stays with its per cent.
func (p *poster) lines(text string, f face, width float64) (all []string) {
	line := ""
	for word := range strings.SplitSeq(strings.ReplaceAll(text, " %", "\u00a0%"), " ") {
		longer := strings.TrimLeft(line+" "+word, " ")
		if line != "" && p.width(longer, f) > width {
			all, longer = append(all, line), word
		}
		for p.width(longer, f) > width {
			end := p.fitting(longer, f, width)
			all, longer = append(all, longer[:end]), longer[end:]
		}
		line = longer
	}
	return append(all, line)
}

// fitting is where to cut a text that is longer than a line: after one letter at least.
func (p *poster) fitting(text string, f face, width float64) (end int) {
	for i := range text {
		if end > 0 && p.width(text[:i], f) > width {
			return end
		}
		end = i
	}
	return cmp.Or(end, len(text))
}

func (p *poster) box(x, y, w, h float64, rgb uint32) {
	p.marks = append(p.marks, mark{x: x, y: y, w: w, h: h, ink: ink(rgb)})
}

func (p *poster) put(x, y float64, text string, f face, rgb uint32) {
	p.marks = append(p.marks, mark{x: x, y: y, text: text, size: f.size, bold: f.bold, ink: ink(rgb)})
}

// paragraph sets a text below what stands already.
func (p *poster) paragraph(x, width float64, text string, f face, rgb uint32) {
	p.column(x, p.lines(text, f, width), f, rgb)
}

// column sets lines one below the other, below what stands already.
func (p *poster) column(x float64, lines []string, f face, rgb uint32) {
	for _, line := range lines {
		p.y += f.size * leading
		p.put(x, p.y-f.size*0.3, line, f, rgb)
	}
}

func (p *poster) heading(text string) {
	p.y += 26
	p.paragraph(pageMargin, inside, text, face{true, 36}, blue)
	p.y += 8
}

// layDigest lays a digest out from top to bottom.
func layDigest(d report.Digest) (*poster, error) {
	p, err := newPoster()
	if err != nil {
		return nil, err
	}
	p.box(0, 0, pageWidth, 150, blue)
	p.y = 18
	p.paragraph(pageMargin, inside, d.Title, face{true, 50}, white)
	p.paragraph(pageMargin, inside, d.Agency, face{false, smallSize + 4}, bright)
	p.marks[0].h = p.y + 20
	p.y += 28
	p.paragraph(pageMargin, inside, d.Span, face{true, 38}, black)
	p.paragraph(pageMargin, inside, "dibandingkan dengan "+d.Before, face{false, smallSize}, grey)
	p.y += 20
	for i := 0; i < len(d.Figures); i += 2 {
		p.cards(d.Figures[i:min(i+2, len(d.Figures))])
	}
	p.heading("Ringkasnya")
	for _, s := range d.Sentences {
		p.paragraph(pageMargin, inside, s, face{false, bodySize}, black)
		p.y += 10
	}
	p.hours(d.Hours)
	p.actions(d.Actions)
	p.y += 30
	p.paragraph(pageMargin, inside, "Dihitung menurut saat mulai menunggu. Keadaan per "+
		d.AsOfText()+". Loket", face{false, 24}, grey)
	p.y += 36
	return p, nil
}

// cards sets two figures side by side, as high as the higher one needs.
func (p *poster) cards(figures []report.DigestFigure) {
	const gap, pad = 24.0, 20.0
	width := (inside - gap) / 2
	top, bottom := p.y, p.y
	behind := len(p.marks)
	for range figures {
		p.box(0, 0, 0, 0, pale)
	}
	for i, f := range figures {
		x := pageMargin + float64(i)*(width+gap)
		p.y = top + 10
		p.paragraph(x+pad, width-2*pad, f.Name, face{false, smallSize}, grey)
		value := face{true, 44}
		for value.size > 30 && p.width(f.Value, value) > width-2*pad {
			value.size--
		}
		p.paragraph(x+pad, width-2*pad, f.Value, value, black)
		before := "sebelumnya " + f.Before
		if f.Small {
			before += " · n kecil"
		}
		p.paragraph(x+pad, width-2*pad, before, face{false, smallSize}, grey)
		bottom = max(bottom, p.y+14)
	}
	for i := range figures {
		m := &p.marks[behind+i]
		m.x, m.y, m.w, m.h = pageMargin+float64(i)*(width+gap), top, width, bottom-top
	}
	p.y = bottom + 20
}

// hours draws a bar for each hour of the day, the missed deadlines within it in red.
func (p *poster) hours(hours []report.HourCount) {
	most, missed := 0, 0
	for _, h := range hours {
		most, missed = max(most, h.HandedOff, h.Missed), missed+h.Missed
	}
	if most == 0 {
		return
	}
	const height = 150.0
	p.heading("Diserahkan ke petugas menurut jam")
	p.y += 30
	step := min(inside/float64(len(hours)), 90)
	label := face{false, 24}
	for i, h := range hours {
		x, full := pageMargin+float64(i)*step, height*float64(h.HandedOff)/float64(most)
		p.box(x+3, p.y+height-full, step-6, full, bar)
		late := height * float64(h.Missed) / float64(most)
		p.box(x+3, p.y+height-late, step-6, late, red)
		if n := strconv.Itoa(h.HandedOff); h.HandedOff > 0 && p.width(n, label) <= step {
			p.put(x+(step-p.width(n, label))/2, p.y+height-max(full, late)-6, n, label, black)
		}
		if at := fmt.Sprintf("%02d", h.Hour); p.width(at, label) <= step-2 {
			p.put(x+(step-p.width(at, label))/2, p.y+height+26, at, label, grey)
		}
	}
	p.box(pageMargin, p.y+height, step*float64(len(hours)), 2, grey)
	p.y += height + 36
	if missed > 0 {
		p.paragraph(pageMargin, inside, "Merah: tenggat pada jam itu yang terlewat.", face{false, 24}, grey)
	}
}

func (p *poster) actions(actions []string) {
	p.heading("Yang disarankan")
	if len(actions) == 0 {
		p.paragraph(pageMargin, inside, "Tidak ada yang menonjol dalam angka masa ini.", face{false, bodySize}, black)
	}
	for i, a := range actions {
		top := p.y
		p.paragraph(pageMargin+50, inside-50, a, face{false, bodySize}, black)
		p.put(pageMargin, top+bodySize*(leading-0.3), strconv.Itoa(i+1)+".", face{true, bodySize}, blue)
		p.y += 10
	}
}
