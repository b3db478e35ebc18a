package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"loket/internal/export"
	"loket/internal/report"
)

var errFullDisk = errors.New("the disk is full")

// smallDisk takes so many bytes and refuses the rest.
type smallDisk struct{ room int }

// Write implements io.Writer.
func (d *smallDisk) Write(p []byte) (int, error) {
	n := min(len(p), d.room)
	d.room -= n
	if n < len(p) {
		return n, errFullDisk
	}
	return n, nil
}

// size is how many bytes something writes.
func size(t *testing.T, write func(io.Writer) error) int {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// wantTold cuts a file off before its first byte, within and before its last, and wants
// the writer to say so each time.
func wantTold(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	whole := size(t, write)
	for _, room := range []int{0, 1, whole / 3, whole / 2, whole - 1} {
		if err := write(&smallDisk{room}); !errors.Is(err, errFullDisk) {
			t.Errorf("%s: %d of %d bytes written: %v, want it told", name, room, whole, err)
		}
	}
	if err := write(&smallDisk{whole}); err != nil {
		t.Errorf("%s: a disk with just enough room: %v", name, err)
	}
}

// TestHalfAFileIsToldOf holds every form of a report, of a digest and of rows to it.
func TestHalfAFileIsToldOf(t *testing.T) {
	t.Parallel()
	p := paper()
	for _, format := range []string{report.FormatTable, report.FormatJSON, report.FormatCSV, report.FormatPDF, report.FormatHTML} {
		wantTold(t, "report as "+format, func(w io.Writer) error { return p.Write(w, format) })
	}
	d := report.MakeDigest(report.DigestFacts{Period: report.PeriodWeek, Agency: p.Agency, Now: p.Report, Before: p.Report})
	for _, format := range []string{report.FormatPDF, "png", report.FormatHTML, report.FormatJSON} {
		wantTold(t, "digest as "+format, func(w io.Writer) error { return export.WriteDigest(w, format, d) })
	}
	for _, form := range []string{export.CSV, export.JSON} {
		wantTold(t, "rows as "+form, func(w io.Writer) error { return fill(w, form, 500) })
	}
	// A workbook is not the same size each time: how far it came is what counts.
	for name, write := range map[string]func(io.Writer) error{
		"report": func(w io.Writer) error { return p.Write(w, report.FormatXLSX) },
		"rows":   func(w io.Writer) error { return fill(w, export.XLSX, 500) },
	} {
		for _, room := range []int{0, 1, size(t, write) / 2} {
			if err := write(&smallDisk{room}); !errors.Is(err, errFullDisk) {
				t.Errorf("%s as a workbook: %d bytes written: %v, want it told", name, room, err)
			}
		}
	}
}

// fill writes a table of so many rows.
func fill(w io.Writer, form string, rows int) error {
	table, err := export.NewTable(w, form, "Uji", []string{"n", "teks"})
	for i := range rows {
		if err == nil {
			err = table.Row(export.Number(i), export.Text("baris "+strconv.Itoa(i)))
		}
	}
	if err != nil {
		return err
	}
	return table.Close()
}

// TestDiscardedTableIsNoFile: a table that was given up before its end must not open as
// one that is whole; of a workbook nothing is written at all.
func TestDiscardedTableIsNoFile(t *testing.T) {
	t.Parallel()
	for _, form := range []string{export.JSON, export.XLSX} {
		var b bytes.Buffer
		table, err := export.NewTable(&b, form, "Uji", []string{"n"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2000 {
			if err := table.Row(export.Number(i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.Discard(); err != nil {
			t.Errorf("%s: %v", form, err)
		}
		if json.Valid(b.Bytes()) || form == export.XLSX && b.Len() > 0 {
			t.Errorf("%s: %d bytes of a table nobody ended pass for a whole one", form, b.Len())
		}
	}
}

// TestRowsComeBack writes no row, one or many, of any cells, and reads the same ones from
// every form.
func TestRowsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab ,;\"'=é👍_x0041\n<&")), 0, 12, -1)
		columns := []string{"teks", `kolom "dua"`, "n"}
		type line struct {
			a, b string
			n    int
		}
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) line {
			return line{text.Draw(t, "a"), text.Draw(t, "b"), rapid.IntRange(-1<<53, 1<<53).Draw(t, "n")}
		}), 0, 6).Draw(t, "lines")
		for form, read := range map[string]func([]byte) ([][]string, error){export.CSV: rowsOfCSV, export.JSON: rowsOfJSON, export.XLSX: rowsOfBook} {
			var b bytes.Buffer
			table, err := export.NewTable(&b, form, "Uji", columns)
			want := [][]string{columns}
			for _, l := range lines {
				if err == nil {
					err = table.Row(export.Text(l.a), export.Text(l.b), export.Number(l.n))
				}
				a, b := l.a, l.b
				if form == export.CSV {
					a, b = export.Safe(a), export.Safe(b)
				}
				want = append(want, []string{a, b, strconv.Itoa(l.n)})
			}
			if err == nil {
				err = table.Close()
			}
			if err != nil {
				t.Fatalf("%s: %v", form, err)
			}
			got, err := read(b.Bytes())
			if form == export.JSON && len(lines) == 0 {
				want = nil // an array of objects without one names no column
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%s: %v (-want +got):\n%s", form, err, diff)
			}
		}
	})
}

func rowsOfCSV(b []byte) ([][]string, error) {
	bare, marked := bytes.CutPrefix(b, []byte("\ufeff"))
	if !marked {
		return nil, errors.New("without the mark of UTF-8")
	}
	return csv.NewReader(bytes.NewReader(bare)).ReadAll()
}

func rowsOfJSON(b []byte) (rows [][]string, err error) {
	var all []map[string]any
	decode := json.NewDecoder(bytes.NewReader(b))
	decode.UseNumber()
	if err := decode.Decode(&all); err != nil {
		return nil, err
	}
	columns := []string{"teks", `kolom "dua"`, "n"}
	for i, one := range all {
		if i == 0 {
			rows = append(rows, columns)
		}
		row := make([]string, len(columns))
		for j, name := range columns {
			if one[name] != nil {
				row[j] = fmt.Sprint(one[name])
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func rowsOfBook(b []byte) ([][]string, error) {
	book, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	rows, err := book.GetRows("Uji", excelize.Options{RawCellValue: true})
	for i := range rows {
		for len(rows[i]) < 3 { // what is nothing at the end of a row is left out
			rows[i] = append(rows[i], "")
		}
	}
	return rows, errors.Join(err, book.Close())
}

// TestReportWorkbook opens the archive by itself: every part of it is well-formed, no
// sheet has a formula, and each has its name, its columns and its frozen head.
func TestReportWorkbook(t *testing.T) {
	t.Parallel()
	p := paper()
	made := written(t, p, report.FormatXLSX)
	archive, err := zip.NewReader(bytes.NewReader(made), int64(len(made)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := 0
	for _, part := range archive.File {
		content := partOf(t, part)
		if !strings.HasPrefix(part.Name, "xl/worksheets/") {
			continue
		}
		sheets++
		for want, there := range map[string]bool{"<f>": false, `state="frozen"`: true, `topLeftCell="A2"`: true, `width="18"`: true} {
			if bytes.Contains(content, []byte(want)) != there {
				t.Errorf("%s: has %s: %v, want %v", part.Name, want, !there, there)
			}
		}
	}
	book, err := excelize.OpenReader(bytes.NewReader(made))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"Angka", "Bagian", "Jam", "Beban", "Jawaban", "Keterangan"}
	if got := book.GetSheetList(); !slices.Equal(got, names) || sheets != len(names) {
		t.Errorf("sheets %q, %d of them in the archive, want %q", got, sheets, names)
	}
	for _, c := range []struct {
		sheet, column string
		text          bool
	}{
		{"Angka", "A", true},
		{"Angka", "F", true},
		{"Angka", "G", false},
		{"Bagian", "G", false},
		{"Jam", "C", false},
		{"Beban", "C", false},
		{"Jawaban", "C", true},
		{"Jawaban", "D", false},
		{"Keterangan", "C", true},
	} {
		rows, err := book.GetRows(c.sheet)
		if err != nil || len(rows) < 2 {
			t.Errorf("%s: %d rows, %v", c.sheet, len(rows), err)
		}
		kinds := map[bool]int{}
		for i := 2; i <= len(rows); i++ {
			at := c.column + strconv.Itoa(i)
			if value, _ := book.GetCellValue(c.sheet, at); value != "" {
				kind, _ := book.GetCellType(c.sheet, at)
				kinds[kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString]++
			}
		}
		if kinds[c.text] == 0 || kinds[!c.text] > 0 {
			t.Errorf("%s!%s: %d texts and %d numbers, want texts %v", c.sheet, c.column, kinds[true], kinds[false], c.text)
		}
	}
}

// partOf reads one part of an archive, which must be XML from its beginning to its end.
func partOf(t *testing.T, part *zip.File) []byte {
	t.Helper()
	r, err := part.Open()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatalf("%s: %v", part.Name, err)
	}
	decode := xml.NewDecoder(bytes.NewReader(content))
	for err == nil {
		_, err = decode.Token()
	}
	if err != io.EOF { //nolint:errorlint // the decoder returns it as it is
		t.Errorf("%s is no XML: %v", part.Name, err)
	}
	return content
}

// TestFileNameIsHarmless: whatever the parts are, the name is short, of plain letters,
// leads nowhere and ends as its form does.
func TestFileNameIsHarmless(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("./\\-a\"\r\n")), 0, 130, -1))
		parts := rapid.SliceOfN(part, 0, 3).Draw(t, "parts")
		name := export.FileName("xlsx", parts...)
		stem, ended := strings.CutSuffix(name, ".xlsx")
		odd := func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789-.", unicode.ToLower(r))
		}
		if !ended || strings.ContainsFunc(stem, odd) || stem == "" || len(stem) > 100 || strings.Contains(name, "..") || strings.Trim(stem, ".-") != stem {
			t.Errorf("FileName(%q) = %q", parts, name)
		}
		if again := export.FileName("xlsx", stem); again != name {
			t.Errorf("%q is made into %q another time", name, again)
		}
	})
}
