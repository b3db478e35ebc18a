package manage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/internal/report"
	"loket/internal/words"
)

// The paper of a chart, in units of which a phone shows about one to a pixel.
const (
	chartWidth  = 360
	plotLeft    = 8
	plotRight   = 352
	plotTop     = 26
	plotBottom  = 150
	plotWidth   = plotRight - plotLeft
	plotHeight  = plotBottom - plotTop
	chartHeight = 176
)

// chartView is a picture of marks with classes, its meaning in words, and the table that
// says the same.
type chartView struct {
	ID            string
	Title, Desc   words.Text
	Width, Height int
	Boxes         []box
	Lines         []line
	Words         []word
	Legend        []legend
	Note          words.Text
	Table         tableView
	Empty         words.Text // in place of the picture
}

// box is a filled rectangle.
type box struct {
	X, Y, W, H string
	Class      string
	Tip        words.Text // in words; empty: none
}

// line goes from one point to another.
type line struct {
	X1, Y1, X2, Y2 string
	Class          string
}

// word is text at a point: it begins there, ends there (class "kanan") or is centred on
// it (class "tengah").
type word struct {
	X, Y, Class string
	Text        words.Text
}

// legend says what a class of boxes means.
type legend struct {
	Class string
	Text  words.Text
}

// tableView is the table beside a chart.
type tableView struct {
	Heads []words.Text
	Rows  []tableRow
}

// tableRow is a line of it.
type tableRow struct {
	Head  words.Text
	Href  string // of the head; empty: none
	Cells []cellView
	Faint bool // it stands on too little
}

// cellView is one cell under its head.
type cellView struct{ Name, Text words.Text }

// row adds a line to the table.
func (t *tableView) row(head words.Text, href string, faint bool, cells ...words.Text) {
	r := tableRow{Head: head, Href: href, Faint: faint}
	for i, text := range cells {
		r.Cells = append(r.Cells, cellView{Name: t.Heads[i+1], Text: text})
	}
	t.Rows = append(t.Rows, r)
}

func newChart(id string, title, desc words.Text) chartView {
	return chartView{ID: id, Title: title, Desc: desc, Width: chartWidth, Height: chartHeight}
}

func (c *chartView) box(x, y, w, h float64, class string, tip words.Text) {
	if h > 0 && w > 0 {
		c.Boxes = append(c.Boxes, box{X: num(x), Y: num(y), W: num(w), H: num(h), Class: class, Tip: tip})
	}
}

func (c *chartView) line(x1, y1, x2, y2 float64, class string) {
	c.Lines = append(c.Lines, line{num(x1), num(y1), num(x2), num(y2), class})
}

func (c *chartView) word(x, y float64, class string, text words.Text) {
	c.Words = append(c.Words, word{num(x), num(y), class, text})
}

// floor is the axis at the foot of a plot.
func (c *chartView) floor() { c.line(plotLeft, plotBottom, plotRight, plotBottom, "sumbu") }

// num writes a coordinate.
func num(f float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(f, 'f', 1, 64), "0"), ".")
}

// charts are the pictures of the dashboard, in their order.
func charts(a asked, board figuresBoard, choices Choices) []chartView {
	points := trendPoints(a, board.now)
	return []chartView{
		spreadChart(a, board), trendChart(points, a), heatChart(board.now), outcomeChart(board.now),
		keptChart(board.now), flowChart(points, board.now), topicChart(a, board.topics, choices), staffChart(board.staff),
	}
}

// spreadChart is how long citizens waited for staff.
func spreadChart(a asked, board figuresBoard) chartView {
	m := board.now.All(report.HandOffWait, report.Wall)
	c := newChart("sebaran", "Berapa lama warga menunggu petugas",
		words.Say("Sebaran %d waktu tunggu petugas menurut jam dinding. Median %s, p90 %s.", m.N, m.MedianText(), m.P90Text()))
	c.Legend = []legend{{"batang", "dijawab"}, {"tunda", "masih menunggu atau ditarik"}, {"awas", "ditutup tanpa jawaban"}}
	c.Table.Heads = []words.Text{"Lama tunggu", "Dijawab", "Menunggu/ditarik", "Ditutup"}
	switch {
	case board.spread == nil:
		c.Empty = words.Say("Sebaran ditampilkan untuk periode paling lama %d hari.", spreadDays)
		return c
	case m.N == 0 || a.filter.Staff != "" && m.N < fewest:
		c.Empty = "Tidak cukup data untuk sebaran."
		return c
	}
	most := slices.MaxFunc(board.spread, func(x, y report.Bar) int { return cmp.Compare(x.N(), y.N()) }).N()
	width := float64(plotWidth) / float64(len(board.spread))
	for i, b := range board.spread {
		x, top := plotLeft+float64(i)*width, float64(plotBottom)
		for _, part := range []struct {
			n     int
			class string
			text  words.Text
		}{{b.Answered, "batang", "dijawab"}, {b.Waiting, "tunda", "menunggu atau ditarik"}, {b.Never, "awas", "ditutup tanpa jawaban"}} {
			h := float64(plotHeight-14) * float64(part.n) / float64(max(most, 1))
			top -= h
			c.box(x+1.5, top, width-3, h, part.class, words.Say("%s: %d %s", b.Text(), part.n, part.text))
		}
		if b.N() > 0 {
			c.word(x+width/2, top-3, "tengah kecil", count(b.N()))
		}
		c.Table.row(b.Text(), "", false, count(b.Answered), count(b.Waiting), count(b.Never))
		if i%2 == 1 { // the name of each would touch the next
			c.word(x, plotBottom+14, "tengah kecil", edgeText(b))
		}
	}
	c.floor()
	c.mark(board.spread, m.Median, width, "median", plotTop-14)
	c.mark(board.spread, m.P90, width, "p90", plotTop-2)
	return c
}

// edgeText names where a bin begins, on the axis.
func edgeText(b report.Bar) words.Text { return report.DurationText(b.From) }

// count writes a number.
func count(n int) words.Text { return words.Name(strconv.Itoa(n)) }

// mark draws where a quantile stands; one that was not reached stands nowhere, and is
// said.
func (c *chartView) mark(bins []report.Bar, ms *int64, width float64, name words.Text, y float64) {
	if ms == nil {
		c.word(plotRight, y+8, "kanan kecil tebal", words.Say("%s belum tercapai", name))
		return
	}
	x := plotLeft + report.Place(bins, msDuration(*ms))*width
	c.line(x, y+3, x, plotBottom, "tanda")
	class, at := "kecil tebal", x+3
	if x > chartWidth*0.6 {
		class, at = "kanan kecil tebal", x-3
	}
	c.word(at, y+8, class, words.Say("%s %s", name, duration(*ms)))
}

// outcomeChart is what the bot made of each episode.
func outcomeChart(now report.Report) chartView {
	m := now.All(report.BotOutcome, "")
	c := newChart("hasil-bot", "Apa yang terjadi dengan tiap percakapan",
		words.Say("Hasil bot untuk %d percakapan; setiap percakapan dihitung sekali.", m.N))
	c.Table.Heads = []words.Text{"Hasil bot", "Percakapan", "Bagian"}
	var bars []barView
	for _, p := range m.Parts {
		share := 0.0
		if m.N > 0 {
			share = float64(p.N) / float64(m.N)
		}
		bars = append(bars, barView{Text: p.Text(), Part: share, Value: percent(share), Class: outcomeClass(p.Name)})
		c.Table.row(p.Text(), "", m.Small(), count(p.N), percent(share))
	}
	c.bars(bars)
	if m.N == 0 {
		c.Empty = "Tidak ada percakapan dalam periode ini."
	}
	return c
}

func outcomeClass(name report.Ending) string {
	switch name {
	case report.OutcomeAnswered, report.OutcomeClarified:
		return "batang"
	case report.OutcomeFailed, report.OutcomeGuarded:
		return "awas"
	default:
		return "tunda"
	}
}

// barView is one bar that lies, with its name above it.
type barView struct {
	Text, Value words.Text
	Part        float64 // of the whole width
	Class       string
}

// barPitch is how far one bar lies below another.
const barPitch = 34

// bars draws bars below each other, as many as there are.
func (c *chartView) bars(bars []barView) {
	for i, b := range bars {
		y := float64(4 + i*barPitch)
		c.word(plotLeft, y+10, "", b.Text)
		c.word(plotRight, y+10, "kanan", b.Value)
		c.box(plotLeft, y+15, plotWidth, 11, "alas", "")
		c.box(plotLeft, y+15, plotWidth*min(1, b.Part), 11, b.Class, words.Say("%s: %s", b.Text, b.Value))
	}
	c.Height = 8 + len(bars)*barPitch
}

// percent writes a share in whole percent, or less than one.
func percent(share float64) words.Text {
	if share > 0 && share < 0.005 {
		return words.Both("< 1 %", "< 1%")
	}
	value := fmt.Sprintf("%.0f", 100*share)
	return words.Both(value+" %", value+"%")
}
