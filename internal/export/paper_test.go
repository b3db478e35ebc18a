package export_test

import (
	"bytes"
	"encoding/csv"
	"html"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loket/internal/calendar"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
)

// asOf is a Monday noon.
func asOf() time.Time {
	return time.Date(2026, 11, 16, 12, 0, 0, 0, time.FixedZone("WITA", 8*3600))
}

// paper is a report with every kind of figure in it, by channel.
func paper() export.Paper {
	now := asOf()
	f := report.Facts{
		Query: report.Query{Agency: "kupang", From: now.AddDate(0, 0, -14), To: now.AddDate(0, 0, 1), AsOf: now, By: report.ByChannel},
		Names: []report.Name{{ID: "c1", Text: "=Telegram <b>"}, {ID: "c2", Text: "Chat situs"}}, Hours: calendar.NewMeter(nil),
	}
	row := func(measure string, i int, ended report.Ending) {
		w := report.Wait{
			ID: measure + strconv.Itoa(i), Measure: measure, Start: now.Add(-time.Duration(i+1) * time.Hour), Ended: ended,
			Channel: loket.ChannelID("c" + strconv.Itoa(1+i%2)), Detail: "ktp-hilang", Value: int64(1 + i%4),
		}
		if ended != report.Waiting {
			w.End = w.Start.Add(time.Duration(i+1) * time.Minute)
			w.Wall, w.Office = w.End.Sub(w.Start).Milliseconds(), 1000
		}
		f.Waits = append(f.Waits, w)
	}
	for i := range 12 {
		row(report.BotAnswer, i, report.Answered)
		row(report.HandOffWait, i, []report.Ending{report.Answered, report.Waiting, report.ClosedUnanswered, report.Withdrawn}[i%4])
		row(report.DeadlinesMet, i, []report.Ending{report.Met, report.Missed}[i%2])
		row(report.BotOutcome, i, report.OutcomeAnswered)
		row(report.QuoteContested, i, []report.Ending{report.Helped, report.Denied}[i%2])
		row(report.Satisfaction, i, report.Rated)
		row(report.Load, i, report.Closed)
	}
	return export.Paper{Report: report.Build(f), Agency: "Disdukcapil Kota Kupang"}
}

func written(t *testing.T, p export.Paper, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b, format); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// TestWorkbookHasTheFiguresOfCSV compares the two cell by cell.
func TestWorkbookHasTheFiguresOfCSV(t *testing.T) {
	t.Parallel()
	p := paper()
	lines, err := csv.NewReader(bytes.NewReader(written(t, p, report.FormatCSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(written(t, p, report.FormatXLSX)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows("Angka")
	if err != nil || len(rows) != len(lines) || len(rows) != len(p.Measures)+1 {
		t.Fatalf("%d rows, %v, CSV has %d, the report %d measures", len(rows), err, len(lines), len(p.Measures))
	}
	parted := slices.Index(lines[0], "parts") // they have a sheet of their own
	if parted < 0 || slices.Index(lines[0], "held_n") < 0 {
		t.Fatalf("columns %v, want parts and held_n among them", lines[0])
	}
	for i, line := range lines {
		for j, want := range slices.Delete(slices.Clone(line), parted, parted+1) {
			got := ""
			if j < len(rows[i]) {
				got = rows[i][j]
			}
			if !sameCell(got, want) {
				t.Errorf("row %d, column %d: %q, CSV has %q", i, j, got, want)
			}
		}
	}
	parts, _ := book.GetRows("Bagian")
	n := 1
	for _, m := range p.Measures {
		n += len(m.Parts)
	}
	if len(parts) != n {
		t.Errorf("%d rows of parts, want %d", len(parts), n)
	}
	if kind, _ := book.GetCellType("Angka", "G2"); kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
		t.Errorf("n is of type %v, want a number", kind)
	}
}

// sameCell compares a typed cell with one of CSV, where a text may have an apostrophe
// and a share six digits.
func sameCell(got, want string) bool {
	a, errA := strconv.ParseFloat(got, 64)
	b, errB := strconv.ParseFloat(want, 64)
	if errA == nil && errB == nil {
		return a-b < 1e-6 && b-a < 1e-6
	}
	return got == strings.TrimPrefix(want, "'")
}

// TestPageHasTheFiguresOfTheReport looks for every cell of the report, in its order.
func TestPageHasTheFiguresOfTheReport(t *testing.T) {
	t.Parallel()
	p := paper()
	rest := html.UnescapeString(string(written(t, p, report.FormatHTML)))
	if strings.Contains(rest, "<script") || strings.Contains(rest, "src=") || strings.Contains(rest, "href=") {
		t.Error("the page needs something beside itself")
	}
	for _, s := range p.Sections() {
		for _, line := range s.Lines {
			for _, cell := range line {
				_, after, found := strings.Cut(rest, ">"+cell+"<")
				if !found {
					t.Fatalf("%s: %q does not follow", s.ID, cell)
				}
				rest = after
			}
		}
	}
	if !strings.Contains(string(written(t, p, report.FormatHTML)), "=Telegram &lt;b&gt;") {
		t.Error("a name is not escaped")
	}
}

// TestPaperIsTheSameEachTime holds the forms to a report's bytes.
func TestPaperIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, format := range []string{report.FormatPDF, report.FormatHTML, report.FormatJSON, report.FormatCSV, report.FormatTable} {
		if a, b := written(t, paper(), format), written(t, paper(), format); !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s differs from one time to the next", format)
		}
	}
	if got := written(t, paper(), report.FormatPDF); !bytes.HasPrefix(got, []byte("%PDF-")) {
		t.Errorf("a PDF begins with %q", got[:5])
	}
	if err := paper().Write(&bytes.Buffer{}, "docx"); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("an unknown form: %v", err)
	}
}

// TestPDFOfTooMuch refuses what nobody would read.
func TestPDFOfTooMuch(t *testing.T) {
	t.Parallel()
	p := paper()
	for len(p.Measures) < 6000 {
		p.Measures = append(p.Measures, p.Measures...)
	}
	err := p.Write(&bytes.Buffer{}, report.FormatPDF)
	if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "Pakai xlsx") {
		t.Errorf("a PDF of %d figures: %v, want it refused", len(p.Measures), err)
	}
}

// TestPaperWarns: what no figure says stands on the paper and in the workbook, however it
// is written.
func TestPaperWarns(t *testing.T) {
	t.Parallel()
	p := paper()
	p.Abroad = "=Kepala <b>"
	want := p.Warnings()[0].String()
	if page := html.UnescapeString(string(written(t, p, report.FormatHTML))); !strings.Contains(page, "Perhatian: "+want) {
		t.Errorf("the page does not say %q", want)
	}
	book, err := excelize.OpenReader(bytes.NewReader(written(t, p, report.FormatXLSX)))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, sheet := range book.GetSheetList() {
		cells, err := book.SearchSheet(sheet, want)
		if err != nil {
			t.Fatal(err)
		}
		found = found || len(cells) == 1
	}
	if !found {
		t.Errorf("no cell of %q says %q", book.GetSheetList(), want)
	}
}
