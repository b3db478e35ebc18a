package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"loket/faq"
	"loket/internal/loket"
)

const (
	headerRows = 2     // headings, field names
	lastRow    = 5000  // down to which cells are formatted and choices offered
	listed     = 100   // items of a long list in one row
	rowHeight  = 150.0 // of an answer, in points: its many lines stay a glance
)

// WriteCatalogue writes the catalogue as a workbook that ReadCatalogue reads.
func WriteCatalogue(w io.Writer, c *faq.Catalog) (err error) {
	book := &writer{file: excelize.NewFile()}
	defer func() {
		if closing := book.file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("close workbook: %w", closing)
		}
	}()
	if err := book.prepare(); err != nil {
		return err
	}
	// Items come by kind and id, and so do the rows of a sheet.
	byKind := map[string][]loket.CatalogueItem{}
	for _, item := range c.Items() {
		byKind[item.Kind] = append(byKind[item.Kind], item)
	}
	for _, s := range layout() {
		if err := book.sheet(s, byKind[s.kind]); err != nil {
			return err
		}
		delete(byKind, s.kind)
	}
	for kind := range byKind {
		return fmt.Errorf("write workbook: no sheet is for %s", kind) // rather than lose a table without a word
	}
	if err := book.guide(); err != nil {
		return err
	}
	if _, err := book.file.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// writer writes one workbook.
type writer struct {
	file                *excelize.File
	heading, name, body int // styles
}

// prepare makes the styles. Cells are formatted as text: a spreadsheet program
// leaves alone what is typed into them.
func (w *writer) prepare() (err error) {
	const asText = 49
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&w.heading, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: top, NumFmt: asText, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDE8F3"}}}},
		{&w.name, excelize.Style{Font: &excelize.Font{Italic: true, Color: "666666", Size: 9}, Alignment: top, NumFmt: asText}},
		{&w.body, excelize.Style{Alignment: top, NumFmt: asText}},
	} {
		if *s.to, err = w.file.NewStyle(&s.style); err != nil {
			return fmt.Errorf("make style: %w", err)
		}
	}
	return w.file.SetSheetName("Sheet1", answersSheet)
}

// sheet writes one sheet: its two header rows and a row for each item.
func (w *writer) sheet(s sheet, of []loket.CatalogueItem) error {
	if _, err := w.file.NewSheet(s.name); err != nil {
		return fmt.Errorf("make sheet %s: %w", s.name, err)
	}
	if err := w.header(s); err != nil {
		return fmt.Errorf("write header of %s: %w", s.name, err)
	}
	row := headerRows
	put := func(cells []string) error {
		row++
		return w.row(s, row, cells)
	}
	for _, item := range of {
		var r record
		err := json.Unmarshal(item.Content, &r)
		if err == nil {
			err = s.rows(r, put)
		}
		if err != nil {
			return fmt.Errorf("write %s %s: %w", item.Kind, item.ID, err)
		}
	}
	return nil
}

// header writes headings and field names, and how the columns look.
func (w *writer) header(s sheet) error {
	for i, c := range s.columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		for _, set := range []func() error{
			func() error { return w.file.SetColStyle(s.name, letter, w.body) },
			func() error { return w.file.SetColWidth(s.name, letter, letter, c.width) },
			func() error { return w.file.SetCellStr(s.name, letter+"1", c.heading) },
			func() error { return w.file.SetCellStyle(s.name, letter+"1", letter+"1", w.heading) },
			func() error { return w.file.SetCellStr(s.name, letter+"2", c.field) },
			func() error { return w.file.SetCellStyle(s.name, letter+"2", letter+"2", w.name) },
			func() error { return w.choices(s, c, letter) },
		} {
			if err := set(); err != nil {
				return err
			}
		}
	}
	return w.file.SetPanes(s.name, &excelize.Panes{
		Freeze: true, XSplit: 1, YSplit: headerRows, TopLeftCell: "B3", ActivePane: "bottomRight",
	})
}

// choices offers what may stand in a column. It is a help for the hand: reading
// checks all the same, as cells can be pasted over.
func (w *writer) choices(s sheet, c column, letter string) error {
	offered := c.choices
	if c.field == "bagian" {
		for _, part := range s.sections {
			offered = append(offered, part.label)
		}
	}
	if len(offered) == 0 {
		return nil
	}
	rule := excelize.NewDataValidation(true)
	rule.SetSqref(fmt.Sprintf("%s%d:%s%d", letter, headerRows+1, letter, lastRow))
	rule.SetError(excelize.DataValidationErrorStyleStop, "Pilihan tidak dikenal", "Pilih salah satu dari daftar.")
	if err := rule.SetDropList(offered); err != nil {
		return err
	}
	return w.file.AddDataValidation(s.name, rule)
}

// row writes the cells of one row. What a cell cannot hold is refused, not cut.
func (w *writer) row(s sheet, row int, cells []string) error {
	for i, content := range cells {
		if content == "" {
			continue
		}
		at, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		if len(utf16.Encode([]rune(content))) > excelize.TotalCellChars {
			return loket.Errorf(loket.CodeTooLarge, fmt.Sprintf(
				"%s!%s: isi kolom %q lebih panjang dari yang muat dalam satu sel (%d karakter). Ekspor sebagai YAML, atau ringkas isinya.",
				s.name, at, s.columns[i].heading, excelize.TotalCellChars))
		}
		if err := w.file.SetCellStr(s.name, at, literal(content)); err != nil {
			return err
		}
		if err := w.file.SetCellStyle(s.name, at, at, w.body); err != nil {
			return err
		}
	}
	if s.name == answersSheet {
		return w.file.SetRowHeight(s.name, row, rowHeight)
	}
	return nil
}

// guide adds the sheet that explains the others. It is not read back.
func (w *writer) guide() error {
	if _, err := w.file.NewSheet(guideSheet); err != nil {
		return fmt.Errorf("make sheet %s: %w", guideSheet, err)
	}
	for i, line := range []string{
		"Cara mengisi buku kerja ini",
		"Lembar Jawaban: satu baris satu jawaban. Tambah baris untuk jawaban baru; jangan ganti id yang sudah dipakai.",
		"Daftar ditulis satu butir per baris dalam satu sel (Alt+Enter untuk baris baru).",
		"Dasar ditulis: aturan | pasal | alamat. Pasal dan alamat boleh kosong.",
		"Tanggal ditulis tahun-bulan-hari, misalnya 2026-11-21.",
		"Baris kedua tiap lembar adalah nama kolom bagi program: jangan dihapus. Kolom boleh dipindah, tidak boleh dibuang.",
		"Periksa dulu tanpa menerbitkan: loket faq import BERKAS.xlsx --dry-run",
	} {
		if err := w.file.SetCellStr(guideSheet, "A"+strconv.Itoa(i+1), line); err != nil {
			return fmt.Errorf("write guide: %w", err)
		}
	}
	return w.file.SetColWidth(guideSheet, "A", "A", 110)
}
