package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
)

// opinion is what so many citizens said, the first 3 throughout and each next one more
// of an element's best; one of them leaves an element out.
func opinion(t *testing.T, n int) export.Opinion {
	t.Helper()
	now := asOf()
	f := report.OpinionFacts{
		Query:  report.Query{Agency: "kupang", From: now.AddDate(0, 0, -14), To: now.AddDate(0, 0, 1), AsOf: now, Filter: report.Filter{Unit: "umum"}},
		Served: 40, Titles: map[string]string{"ktp": "=KTP <b>"},
	}
	for i := range n {
		s := loket.Survey{ID: loket.SurveyID(fmt.Sprint(i)), Topic: "ktp", State: loket.SurveyDone, Profile: loket.Profile{1 + i%2}}
		for e := range s.Scores {
			s.Scores[e] = 3
			if e < i {
				s.Scores[e] = 4
			}
		}
		f.Sheets = append(f.Sheets, s)
	}
	part := loket.Survey{ID: "part", State: loket.SurveyStopped}
	part.Scores[0] = 1
	f.Sheets = append(f.Sheets, part)
	built, err := report.OpinionOf(f)
	if err != nil {
		t.Fatal(err)
	}
	return export.Opinion{Opinion: built, Agency: "Disdukcapil <Kupang>", Unit: "=Umum"}
}

func opinionAs(t *testing.T, o export.Opinion, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := o.Write(&b, format); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// TestOpinionSheetAsCSV adds up the columns of the sheet of the regulation.
func TestOpinionSheetAsCSV(t *testing.T) {
	t.Parallel()
	o := opinion(t, 10)
	lines := csvLines(t, o)
	if len(lines) != 1+10+4 || lines[0][0] != "No. responden" || len(lines[0]) != 10 {
		t.Fatalf("%d lines under %q", len(lines), lines[0])
	}
	below := lines[11:]
	for column := 1; column <= loket.SurveyElements; column++ {
		sum := 0
		for _, line := range lines[1:11] {
			score, err := strconv.Atoi(line[column])
			if err != nil {
				t.Fatal(err)
			}
			sum += score
		}
		mean, _ := strconv.ParseFloat(below[1][column], 64)
		weighted, _ := strconv.ParseFloat(below[2][column], 64)
		if fmt.Sprint(sum) != below[0][column] || fmt.Sprintf("%.4f", mean) != fmt.Sprintf("%.4f", float64(sum)/10) ||
			fmt.Sprintf("%.4f", weighted) != fmt.Sprintf("%.4f", float64(sum)/90) {
			t.Errorf("U%d: sum %d, the sheet says %q", column, sum, []string{below[0][column], below[1][column], below[2][column]})
		}
	}
	// 9 + 8 + … + 1 of the best beside 10 × 27: 315 ÷ 90 × 25.
	if !slices.Equal(below[3][:3], []string{"IKM unit pelayanan", "87.5", "B"}) {
		t.Errorf("the last line is %q, want 87.5 and B", below[3])
	}
}

func csvLines(t *testing.T, o export.Opinion) [][]string {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(opinionAs(t, o, report.FormatCSV), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// TestOpinionWorkbook compares the workbook with CSV cell by cell, and wants nothing in
// it to be a formula.
func TestOpinionWorkbook(t *testing.T) {
	t.Parallel()
	o := opinion(t, 10)
	f, err := excelize.OpenReader(bytes.NewReader(opinionAs(t, o, report.FormatXLSX)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Pengolahan", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range csvLines(t, o) {
		for column, want := range line {
			got := ""
			if column < len(rows[i]) {
				got = rows[i][column]
			}
			if n, err := strconv.ParseFloat(want, 64); err == nil {
				read, _ := strconv.ParseFloat(got, 64)
				want, got = fmt.Sprintf("%.9f", n), fmt.Sprintf("%.9f", read)
			}
			if got != want {
				t.Errorf("row %d, column %d: %q in the workbook, %q in CSV", i, column, got, want)
			}
		}
	}
	for sheet, want := range map[string]string{"Unsur": "Persyaratan", "Ringkasan": "=Umum", "Responden": "=KTP <b>"} {
		rows, err := f.GetRows(sheet)
		if err != nil || !strings.Contains(fmt.Sprint(rows), want) {
			t.Errorf("sheet %s = %v, %v, want %q in it", sheet, rows, err, want)
		}
		for r, row := range rows {
			for c := range row {
				name, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, _ := f.GetCellFormula(sheet, name); formula != "" {
					t.Errorf("%s!%s is the formula %q", sheet, name, formula)
				}
			}
		}
	}
}

// TestOpinionForms: every form says the index and its grade; a name is never markup.
func TestOpinionForms(t *testing.T) {
	t.Parallel()
	o := opinion(t, 10)
	if table := string(opinionAs(t, o, report.FormatTable)); !strings.Contains(table, "87,50") || !strings.Contains(table, "B (Baik)") {
		t.Errorf("the table:\n%s", table)
	}
	page := string(opinionAs(t, o, report.FormatHTML))
	if !strings.Contains(page, "87,50") || !strings.Contains(page, "Disdukcapil &lt;Kupang&gt; · =Umum") || strings.Contains(page, "<b>") {
		t.Errorf("the page:\n%s", page)
	}
	var read struct {
		N           int
		Value       float64
		Grade       string
		Partial     int
		Respondents [][]int
		Elements    []struct{ ID, Name string }
	}
	if err := json.Unmarshal(opinionAs(t, o, report.FormatJSON), &read); err != nil {
		t.Fatal(err)
	}
	if read.N != 10 || read.Value != 87.5 || read.Grade != "B" || read.Partial != 1 || len(read.Respondents) != 10 || len(read.Respondents[0]) != 9 ||
		read.Elements[8].ID != "U9" || read.Elements[8].Name != "Sarana dan prasarana" {
		t.Errorf("JSON = %+v", read)
	}
	if err := o.Write(io.Discard, "docx"); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("as docx: %v, want it refused", err)
	}
}

// TestOpinionPaper is a document that comes out alike whenever it is made, refuses more
// rows than anybody prints, and prints nobody's answers too.
func TestOpinionPaper(t *testing.T) {
	t.Parallel()
	first, second := opinionAs(t, opinion(t, 10), report.FormatPDF), opinionAs(t, opinion(t, 10), report.FormatPDF)
	if !bytes.HasPrefix(first, []byte("%PDF-")) || !cmp.Equal(first, second) {
		t.Errorf("two documents of %d and %d bytes, want one and the same PDF", len(first), len(second))
	}
	opinionAs(t, opinion(t, 0), report.FormatPDF)
	many := opinion(t, 1)
	many.Sheets = slices.Repeat(many.Sheets, 5001)
	if err := many.Write(io.Discard, report.FormatPDF); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "xlsx") {
		t.Errorf("5,001 respondents on paper: %v, want it refused with a cure", err)
	}
}

// TestHalfAnOpinionIsToldOf cuts every form off.
func TestHalfAnOpinionIsToldOf(t *testing.T) {
	t.Parallel()
	o := opinion(t, 10)
	for _, format := range []string{report.FormatTable, report.FormatJSON, report.FormatCSV, report.FormatPDF, report.FormatHTML} {
		wantTold(t, "IKM as "+format, func(w io.Writer) error { return o.Write(w, format) })
	}
	if err := o.Write(&smallDisk{100}, report.FormatXLSX); err == nil {
		t.Error("half a workbook was not told of")
	}
}
