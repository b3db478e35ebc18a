package export

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// placed is a text of a PDF, in millimetres from the upper left.
type placed struct {
	left, right, y float64
	text           string
}

var (
	packedStream = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	fontOrText   = regexp.MustCompile(`(?s)/F(\w+) ([\d.]+) Tf|BT (-?[\d.]+) (-?[\d.]+) Td \(((?:\\.|[^\\)])*)\) ?Tj`)
	undoEscape   = regexp.MustCompile(`(?s)\\(.)`)
)

// placedOn reads the texts of a document back, page by page. The first text of every
// document of Loket is its title, in bold: so the fonts are told apart.
func placedOn(t *testing.T, document []byte, height float64) (pages [][]placed) {
	t.Helper()
	ruler := openPDF("P", "", report.Report{})
	bold := ""
	var size float64
	for _, packed := range packedStream.FindAllSubmatch(document, -1) {
		unpack, err := zlib.NewReader(bytes.NewReader(packed[1]))
		if err != nil {
			continue // not packed: no page
		}
		content, err := io.ReadAll(unpack)
		if err != nil || !bytes.Contains(content, []byte(" Td (")) {
			continue
		}
		var page []placed
		for _, found := range fontOrText.FindAllSubmatch(content, -1) {
			if len(found[1]) > 0 {
				if bold == "" {
					bold = string(found[1])
				}
				size = millimetres(t, found[2], 1)
				setRuler(ruler, string(found[1]) == bold, size)
				continue
			}
			p := placed{text: fromUTF16(undoEscape.ReplaceAllFunc(found[5], unescaped))}
			p.left, p.y = millimetres(t, found[3], 25.4/72), height-millimetres(t, found[4], 25.4/72)
			p.right = p.left + ruler.GetStringWidth(p.text)
			page = append(page, p)
		}
		pages = append(pages, page)
	}
	if len(pages) == 0 {
		t.Fatal("the document has no page with a text")
	}
	return pages
}

func setRuler(ruler *fpdf.Fpdf, bold bool, size float64) {
	if bold {
		ruler.SetFont(family, "B", size)
	} else {
		ruler.SetFont(family, "", size)
	}
}

func millimetres(t *testing.T, text []byte, scale float64) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n * scale
}

func unescaped(pair []byte) []byte {
	if pair[1] == 'r' {
		return []byte("\r")
	}
	return pair[1:]
}

func fromUTF16(packed []byte) string {
	var units []uint16
	for i := 0; i+1 < len(packed); i += 2 {
		units = append(units, uint16(packed[i])<<8|uint16(packed[i+1]))
	}
	return string(utf16.Decode(units))
}

// channelPaper is a report of many channels, each with waits of its own.
func channelPaper(names []string, most int) Paper {
	now := time.Date(2026, 11, 16, 12, 0, 0, 0, time.FixedZone("WITA", 8*3600))
	f := report.Facts{Query: report.Query{Agency: "kupang", From: now.AddDate(0, 0, -14), To: now.AddDate(0, 0, 1), AsOf: now, By: report.ByChannel}}
	for i, name := range names {
		id := "c" + strconv.Itoa(i)
		f.Names = append(f.Names, report.Name{ID: id, Text: name})
		for _, m := range []string{report.HandOffWait, report.BotOutcome, report.QuoteContested, report.Load} {
			w := report.Wait{ID: m + id, Measure: m, Start: now.Add(-time.Hour), End: now, Channel: loket.ChannelID(id), Detail: name}
			w.Ended = map[string]report.Ending{report.BotOutcome: report.OutcomeAnswered, report.QuoteContested: report.Denied, report.Load: report.Closed}[m]
			if w.Ended == "" {
				w.Ended = report.Answered
			}
			w.Wall, w.Office = 3_600_000, 3_600_000
			f.Waits = append(f.Waits, w)
		}
	}
	p := Paper{Report: report.Build(f), Agency: "Disdukcapil Kota Kupang"}
	for i := range p.Measures {
		p.Measures[i].N *= most
		if times := p.Measures[i].Times; times != nil {
			times.Answered, times.Waiting = times.Answered*most, most
		}
	}
	return p
}

// TestReportStaysOnItsSheets: whatever a report holds, every text lies between the
// margins, every page has its own number, and no name of a group is lost.
func TestReportStaysOnItsSheets(t *testing.T) {
	t.Parallel()
	many := make([]string, 90)
	for i := range many {
		many[i] = fmt.Sprintf("Kecamatan %d", i)
	}
	for name, c := range map[string]struct {
		names []string
		most  int
		pages int // at least
	}{
		"Nothing":      {nil, 1, 1},
		"ManyGroups":   {many, 1, 10},
		"LongWords":    {[]string{strings.Repeat("Pencatatan", 12), strings.Repeat("W", 400)}, 1, 2},
		"LongName":     {[]string{strings.Repeat("Seksi Kelahiran dan Kematian ", 9)}, 1, 2},
		"HugeNumbers":  {[]string{"Telegram", "Chat situs"}, 1_234_567_890_123, 2},
		"StrangeSigns": {[]string{"( \\ ) ·", "a\r b", "Kantor 🏛️", "日本語の窓口"}, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := channelPaper(c.names, c.most).Write(&b, report.FormatPDF); err != nil {
				t.Fatal(err)
			}
			pages := placedOn(t, b.Bytes(), 210)
			if len(pages) < c.pages || len(pages) != bytes.Count(b.Bytes(), []byte("/Type /Page\n")) {
				t.Errorf("%d pages read of %d, want %d at least", len(pages), bytes.Count(b.Bytes(), []byte("/Type /Page\n")), c.pages)
			}
			for i, page := range pages {
				for _, p := range page {
					if p.left < margin-0.1 || p.right > 297-margin+0.5 || p.y < margin || p.y > 210-margin+6 {
						t.Errorf("page %d: %q reaches from %.1f to %.1f at %.1f", i+1, p.text, p.left, p.right, p.y)
					}
				}
				if !slices.ContainsFunc(page, func(p placed) bool { return strings.HasSuffix(p.text, fmt.Sprintf("halaman %d", i+1)) }) {
					t.Errorf("page %d does not tell its number", i+1)
				}
			}
		})
	}
}

// TestLongAgencyStaysOnItsSheets: a name of any length is whole in the head, and gives way
// to the number of the page in the foot.
func TestLongAgencyStaysOnItsSheets(t *testing.T) {
	t.Parallel()
	for name, agency := range map[string]string{
		"Words":   strings.Repeat("Dinas Kependudukan dan Pencatatan Sipil ", 12) + "Akhir",
		"OneWord": strings.Repeat("Kependudukan", 40),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			made := channelPaper([]string{"Telegram"}, 1)
			made.Agency = agency
			var b bytes.Buffer
			if err := made.Write(&b, report.FormatPDF); err != nil {
				t.Fatal(err)
			}
			head, pages := "", placedOn(t, b.Bytes(), 210)
			for i, page := range pages {
				for _, p := range page {
					if p.left < margin-0.1 || p.right > 297-margin+0.5 {
						t.Errorf("page %d: %q reaches from %.1f to %.1f", i+1, p.text, p.left, p.right)
					}
					if i == 0 && p.y < 60 {
						head += strings.ReplaceAll(p.text, " ", "")
					}
				}
				foot := page[len(page)-1].text
				if !strings.Contains(foot, "… · ") || !strings.HasSuffix(foot, fmt.Sprintf("halaman %d", i+1)) {
					t.Errorf("page %d ends with %q, want the name cut short before the number", i+1, foot)
				}
			}
			if !strings.Contains(head, strings.ReplaceAll(agency, " ", "")) {
				t.Errorf("the head reads %q, want all of the name in it", head)
			}
		})
	}
}

// TestColumnsShareTheSheet: the columns of any table fit beside each other, and what is
// split for one of them fits into it with nothing lost.
func TestColumnsShareTheSheet(t *testing.T) {
	t.Parallel()
	paper := channelPaper(nil, 1)
	rapid.Check(t, func(t *rapid.T) {
		p := printer{pdf: openPDF("L", "", paper.Report), paper: paper}
		cell := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom([]rune("iWm0 .-%é")), 0, 80, -1), rapid.StringOfN(rapid.Just('W'), 20, 60, -1))
		n := rapid.IntRange(1, 12).Draw(t, "columns")
		row := rapid.SliceOfN(cell, n, n)
		s := report.Section{Heads: row.Draw(t, "heads"), Lines: rapid.SliceOfN(row, 0, 4).Draw(t, "lines")}
		widths, sum := p.widths(s), 0.0
		for _, w := range widths {
			sum += w
		}
		if sum > inkWidth+0.01 {
			t.Fatalf("%d columns are %.2f wide, want %.2f at most", n, sum, float64(inkWidth))
		}
		p.font("", textSize)
		for _, line := range s.Lines {
			for i, text := range line {
				parts := p.split(text, widths[i])
				for _, part := range parts {
					if len([]rune(part)) > 1 && p.pdf.GetStringWidth(strings.TrimRight(part, " ")) > widths[i]-2*cellSpace+0.2 {
						t.Errorf("%q is wider than its column of %.2f", part, widths[i])
					}
				}
				bare := func(s string) string { return strings.ReplaceAll(s, " ", "") }
				if bare(strings.Join(parts, "")) != bare(text) {
					t.Errorf("%q was split into %q", text, parts)
				}
			}
		}
	})
}

// strangeDigest is a digest with texts of any length, words longer than a line among
// them, and counts of any size.
func strangeDigest(t *rapid.T) report.Digest {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("aWi-09")), 1, 90, -1)
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), " ") })
	d := report.Digest{
		Agency: text.Draw(t, "agency"), Title: "Ringkasan mingguan", Span: "9–15 November 2026", Before: "2–8 November 2026",
		Sentences: rapid.SliceOfN(text, 0, 2).Draw(t, "sentences"), Actions: rapid.SliceOfN(text, 0, 2).Draw(t, "actions"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "figures") {
		d.Figures = append(d.Figures, report.DigestFigure{Name: text.Draw(t, "name"), Value: text.Draw(t, "value"), Before: text.Draw(t, "before")})
	}
	count := rapid.OneOf(rapid.IntRange(0, 3), rapid.IntRange(0, math.MaxInt32))
	for hour := range rapid.IntRange(0, 24).Draw(t, "hours") {
		d.Hours = append(d.Hours, report.HourCount{Hour: hour, HandedOff: count.Draw(t, "handed off"), Missed: count.Draw(t, "missed")})
	}
	return d
}

// TestAnyDigestStaysOnItsPage: no text of any digest is outside of the page, and no box.
func TestAnyDigestStaysOnItsPage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, err := layDigest(strangeDigest(t))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range p.marks {
			right, bottom := m.x+m.w, m.y+m.h
			if m.text != "" {
				right, bottom = m.x+p.width(m.text, face{m.bold, m.size}), m.y+0.22*m.size
			}
			if m.x < 0 || m.y < 0 || m.w < 0 || m.h < 0 || right > pageWidth || bottom > p.y {
				t.Errorf("%q at %.0f, %.0f reaches to %.0f, %.0f of %d × %.0f", m.text, m.x, m.y, right, bottom, pageWidth, p.y)
			}
		}
	})
}

// TestDigestSheetShowsThePage: the one sheet of the PDF has every text of the layout, in
// its order, inside of the paper, however long the page is.
func TestDigestSheetShowsThePage(t *testing.T) {
	t.Parallel()
	tall := fullDigest()
	tall.Sentences = slices.Repeat(tall.Sentences, 8)
	picture := fullDigest()
	picture.Agency = "Disdukcapil \U0001f3db Kupang"
	for name, d := range map[string]report.Digest{"Full": fullDigest(), "Empty": {AsOf: fullDigest().AsOf, Title: "Ringkasan harian"}, "Tall": tall, "Picture": picture} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			laid, err := layDigest(d)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := WriteDigest(&b, report.FormatPDF, d); err != nil {
				t.Fatal(err)
			}
			pages := placedOn(t, b.Bytes(), 297)
			if len(pages) != 1 {
				t.Fatalf("%d pages, want one", len(pages))
			}
			var want, got []string
			for _, m := range laid.marks {
				if m.text != "" {
					want = append(want, drawable(m.text))
				}
			}
			for _, p := range pages[0] {
				got = append(got, p.text)
				if p.left < 0 || p.right > 210 || p.y < 0 || p.y > 297 {
					t.Errorf("%q reaches from %.1f to %.1f at %.1f", p.text, p.left, p.right, p.y)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("the sheet reads %q, the page %q", got, want)
			}
		})
	}
}
