package export

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	// mostLines is how many lines of tables are printed; more of them nobody reads.
	mostLines = 5000

	margin     = 12.0 // of a page, mm
	pageBottom = 210 - margin - 6
	inkWidth   = 297 - 2*margin
	lineHeight = 3.9
	cellSpace  = 1.2 // left and right of what stands in a cell
	textSize   = 8.0
	family     = "go"
)

// openPDF begins a document that comes out alike whenever it is made.
func openPDF(orientation, title string, r report.Report) *fpdf.Fpdf {
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(r.AsOf.UTC())
	pdf.SetModificationDate(r.AsOf.UTC())
	pdf.SetTitle(title, true)
	pdf.SetCreator("Loket", true)
	pdf.SetLang("id-ID")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetCellMargin(0)
	return pdf
}

// drawable puts a sign in place of each character that the library has no room for in
// a font, such as a picture in a name: it would not survive one.
func drawable(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xffff {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// printer sets a report on pages of A4, turned.
type printer struct {
	pdf   *fpdf.Fpdf
	paper Paper
	title string
	dated string // by what its rows are dated
}

// pdf writes a report for paper.
func (p Paper) pdf(w io.Writer) error {
	return p.print(w, "Laporan waktu tanggap", "Dihitung menurut saat mulai menunggu", p.Sections())
}

// print sets tables on paper, under a title.
func (p Paper) print(w io.Writer, title, dated string, sections []report.Section) error {
	lines := 0
	for _, s := range sections {
		lines += len(s.Lines)
	}
	if lines > mostLines {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"format pdf memuat paling banyak %s baris, laporan ini %s. Pakai xlsx, atau periode dan rincian yang lebih kecil.",
			report.Grouped(mostLines), report.Grouped(lines)))
	}
	p.Agency = drawable(p.Agency)
	to := printer{openPDF("L", title+" · "+p.Agency, p.Report), p, title, dated}
	to.pdf.SetFooterFunc(to.foot)
	to.pdf.AddPage()
	to.head()
	for _, s := range sections {
		for _, cells := range s.Lines {
			for i := range cells {
				cells[i] = drawable(cells[i])
			}
		}
		to.section(s)
	}
	if err := to.pdf.Output(w); err != nil {
		return fmt.Errorf("write PDF: %w", err)
	}
	return nil
}

func (p printer) font(style string, size float64) { p.pdf.SetFont(family, style, size) }

// foot says on every page what it is a page of.
func (p printer) foot() {
	p.font("", 7)
	p.pdf.SetTextColor(90, 90, 90)
	p.pdf.SetXY(margin, 210-margin)
	rest := fmt.Sprintf(" · %s · halaman %d", p.paper.PeriodText(), p.pdf.PageNo())
	p.pdf.CellFormat(inkWidth, 4, p.short(p.paper.Agency, inkWidth-p.pdf.GetStringWidth(rest))+rest, "", 0, "L", false, 0, "")
	p.pdf.SetTextColor(0, 0, 0)
}

// short is a text in the font at hand, cut with an ellipsis where it is wider.
func (p printer) short(text string, width float64) string {
	if p.pdf.GetStringWidth(text) <= width {
		return text
	}
	letters := []rune(text)
	for len(letters) > 0 && p.pdf.GetStringWidth(string(letters)+"…") > width {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

func (p printer) head() {
	p.font("B", 15)
	p.pdf.CellFormat(inkWidth, 8, p.title, "", 1, "L", false, 0, "")
	p.font("", 10)
	for _, line := range p.pdf.SplitText(p.paper.Agency+" · "+p.paper.PeriodText(), inkWidth) {
		p.pdf.CellFormat(inkWidth, 5.5, line, "", 1, "L", false, 0, "")
	}
	p.words(p.dated + " · keadaan per " + p.paper.AsOfText())
	for _, text := range p.paper.FrozenTexts() {
		p.words(text.String())
	}
	for _, text := range p.paper.Warnings() {
		p.words("Perhatian: " + text.String())
	}
}

// words sets a paragraph in the small size.
func (p printer) words(text string) {
	p.font("", textSize)
	for _, line := range p.pdf.SplitText(drawable(text), inkWidth) {
		p.room(lineHeight)
		p.pdf.CellFormat(inkWidth, lineHeight, line, "", 1, "L", false, 0, "")
	}
}

// room begins another page when less than so much is left; it tells whether it did.
func (p printer) room(height float64) bool {
	if p.pdf.GetY()+height <= pageBottom {
		return false
	}
	p.pdf.AddPage()
	return true
}

// section sets a measure: its head is never left alone at the end of a page.
func (p printer) section(s report.Section) {
	p.pdf.Ln(3)
	p.room(34)
	p.font("B", 10.5)
	p.pdf.CellFormat(inkWidth, 5.5, s.ID+" "+s.Name, "", 1, "L", false, 0, "")
	p.words(s.Text)
	p.pdf.SetTextColor(90, 90, 90)
	p.words(s.Counting.String())
	p.pdf.SetTextColor(0, 0, 0)
	widths := p.widths(s)
	p.line(widths, s.Heads, "B")
	for _, cells := range s.Lines {
		if p.room(p.height(widths, cells)) {
			p.line(widths, s.Heads, "B")
		}
		p.line(widths, cells, "")
	}
	for _, note := range s.Notes {
		p.room(8)
		p.words(drawable(note))
	}
}

// widths gives each column what its longest word needs, and shares out the rest by
// what its longest text would need.
func (p printer) widths(s report.Section) []float64 {
	least, most := make([]float64, len(s.Heads)), make([]float64, len(s.Heads))
	measure := func(cells []string) {
		for i, text := range cells {
			most[i] = max(most[i], p.pdf.GetStringWidth(text)+2*cellSpace)
			for word := range strings.FieldsSeq(text) {
				least[i] = max(least[i], min(p.pdf.GetStringWidth(word)+2*cellSpace, 60))
			}
		}
	}
	p.font("B", textSize)
	measure(s.Heads)
	p.font("", textSize)
	for _, cells := range s.Lines {
		measure(cells)
	}
	var needed, wanted float64
	for i := range least {
		needed, wanted = needed+least[i], wanted+most[i]
	}
	share := 1.0
	if wanted > inkWidth && wanted > needed {
		share = max(0, (inkWidth-needed)/(wanted-needed))
	}
	for i := range least {
		least[i] += share * (most[i] - least[i])
	}
	if needed > inkWidth {
		for i := range least {
			least[i] *= inkWidth / needed
		}
	}
	return least
}

// split breaks a text to what fits into a column.
func (p printer) split(text string, width float64) []string {
	if text == "" {
		return []string{""}
	}
	return p.pdf.SplitText(text, width-2*cellSpace+0.1)
}

func (p printer) height(widths []float64, cells []string) float64 {
	lines := 1
	for i, text := range cells {
		lines = max(lines, len(p.split(text, widths[i])))
	}
	return float64(lines)*lineHeight + 0.8
}

// line sets a row of a table above a thin rule: names to the left, figures to the
// right.
func (p printer) line(widths []float64, cells []string, style string) {
	p.font(style, textSize)
	height, top, left := p.height(widths, cells), p.pdf.GetY(), margin
	for i, text := range cells {
		align := "R"
		if i == 0 {
			align = "L"
		}
		for n, part := range p.split(text, widths[i]) {
			p.pdf.SetXY(left+cellSpace, top+0.4+float64(n)*lineHeight)
			p.pdf.CellFormat(widths[i]-2*cellSpace, lineHeight, part, "", 0, align, false, 0, "")
		}
		left += widths[i]
	}
	p.pdf.SetDrawColor(200, 200, 200)
	p.pdf.SetLineWidth(0.1)
	p.pdf.Line(margin, top+height, left, top+height)
	p.pdf.SetXY(margin, top+height)
}
