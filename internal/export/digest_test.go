package export

import (
	"bytes"
	"encoding/json"
	"html"
	"image/png"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/sfnt"

	"loket/internal/loket"
	"loket/internal/report"
)

// fullDigest is as long as a digest gets, with the longest texts.
func fullDigest() report.Digest {
	at := time.Date(2026, 11, 16, 8, 0, 0, 0, time.FixedZone("WITA", 8*3600))
	d := report.Digest{
		Agency: "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Timor Tengah Selatan", Period: report.PeriodWeek, AsOf: at,
		From: at.AddDate(0, 0, -7), To: at, Title: "Ringkasan mingguan", Span: "28 Desember 2026 – 3 Januari 2027", Before: "21–27 Desember 2026",
	}
	for range 3 {
		d.Figures = append(d.Figures,
			report.DigestFigure{Name: "90 % dijawab dalam (jam kerja)", Value: "belum tercapai (≥ 26 hari 23 jam)", Before: "belum tercapai (≥ 26 hari 23 jam)", Small: true},
			report.DigestFigure{Name: "Percakapan", Value: "1.234.567", Before: "999"})
	}
	for range 6 {
		d.Sentences = append(d.Sentences, "Dibandingkan 21–27 Desember 2026: percakapan turun dari 1.285 menjadi 277 (−78,4 %), yang diserahkan naik dari 132 menjadi 213 (+61,4 %), median tunggu tetap 12 mnt 43 dtk.")
	}
	for range 3 {
		d.Actions = append(d.Actions, "Perbaiki jawaban “Akta kelahiran anak seorang ibu yang lahir di luar negeri”: 1.234 dari 5.678 kutipan tidak membantu atau disusul penyerahan.")
	}
	for hour := range 24 {
		d.Hours = append(d.Hours, report.HourCount{Hour: hour, HandedOff: hour * 437, Due: hour, Missed: hour * 11})
	}
	return d
}

// TestNothingOverlaps holds every text of the page apart from every other, and inside.
func TestNothingOverlaps(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]report.Digest{"Full": fullDigest(), "Empty": {AsOf: fullDigest().AsOf, Sentences: []string{"Tidak ada."}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := layDigest(d)
			if err != nil {
				t.Fatal(err)
			}
			type area struct {
				left, top, right, bottom float64
				text                     string
			}
			var texts []area
			for _, m := range p.marks {
				if m.text == "" {
					if m.x < 0 || m.x+m.w > pageWidth+0.5 || m.y+m.h > p.y {
						t.Errorf("a box at %v,%v of %v×%v is outside of %v×%v", m.x, m.y, m.w, m.h, pageWidth, p.y)
					}
					continue
				}
				a := area{m.x, m.y - 0.75*m.size, m.x + p.width(m.text, face{m.bold, m.size}), m.y + 0.22*m.size, m.text}
				if a.left < 0 || a.right > pageWidth-pageMargin/2 || a.bottom > p.y || m.size < 24 {
					t.Errorf("%q of %v reaches from %v to %v", m.text, m.size, a.left, a.right)
				}
				for _, b := range texts {
					if a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom {
						t.Errorf("%q overlaps %q", a.text, b.text)
					}
				}
				texts = append(texts, a)
			}
		})
	}
}

// TestEveryLetterIsInTheFont: a box in place of a letter is no text.
func TestEveryLetterIsInTheFont(t *testing.T) {
	t.Parallel()
	p, err := newPoster()
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	for bold, f := range p.parsed {
		for _, r := range "ABCXYZabcxyz0123456789.,:;()%–−≥·“”…•'\u00a0/+" {
			if i, err := f.GlyphIndex(&b, r); err != nil || i == 0 {
				t.Errorf("%q is not in the font (bold %v), %v", r, bold, err)
			}
		}
	}
}

// TestDigestIsTheSameEachTime makes each form twice.
func TestDigestIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, format := range []string{report.FormatPDF, formPNG, report.FormatHTML, report.FormatJSON} {
		var a, b bytes.Buffer
		if err := WriteDigest(&a, format, fullDigest()); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		if err := WriteDigest(&b, format, fullDigest()); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("%s differs from one time to the next, %v", format, err)
		}
	}
	if err := WriteDigest(&bytes.Buffer{}, "docx", fullDigest()); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("an unknown form: %v", err)
	}
}

// TestDigestForms looks into each form for what it is made of.
func TestDigestForms(t *testing.T) {
	t.Parallel()
	d := fullDigest()
	write := func(format string) []byte {
		var b bytes.Buffer
		if err := WriteDigest(&b, format, d); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		return b.Bytes()
	}
	picture, err := png.Decode(bytes.NewReader(write(formPNG)))
	if err != nil || picture.Bounds().Dx() != pageWidth {
		t.Errorf("a picture of %v, %v, want it %d wide", picture.Bounds(), err, pageWidth)
	}
	if got := write(report.FormatPDF); bytes.Count(got, []byte("/Type /Page\n")) != 1 {
		t.Errorf("%d pages, want one", bytes.Count(got, []byte("/Type /Page\n")))
	}
	var read report.Digest
	if err := json.Unmarshal(write(report.FormatJSON), &read); err != nil || read.Sentences[0] != d.Sentences[0] {
		t.Errorf("JSON reads as %+v, %v", read, err)
	}
	page := html.UnescapeString(string(write(report.FormatHTML)))
	for _, text := range append(append([]string{d.Agency, d.Span, d.Figures[0].Value, "Keadaan per", ">10051</td>"}, d.Sentences...), d.Actions...) {
		if !strings.Contains(strings.ToLower(page), strings.ToLower(text)) {
			t.Errorf("the page lacks %q", text)
		}
	}
}
