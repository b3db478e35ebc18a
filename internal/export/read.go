package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"loket/faq"
	"loket/internal/loket"
)

// How much of a workbook is read.
const (
	maxBytes   = 16 << 20 // packed, and unpacked
	maxRows    = 20_000   // of a sheet
	maxColumns = 100      // of a sheet
	maxParts   = 1000     // files within the workbook
)

// errDamaged refuses what is no workbook.
var errDamaged = loket.Errorf(loket.CodeInvalid,
	"Berkas ini bukan buku kerja Excel (.xlsx) yang utuh. Simpan ulang dari program lembar kerja sebagai .xlsx, atau buat lagi dengan: loket faq export --xlsx --out BERKAS.xlsx")

// ReadCatalogue reads a workbook that WriteCatalogue has written and people
// have edited. What is wrong with the catalogue comes as a *faq.LoadError whose
// problems name sheet and cell; what is no such workbook as a *loket.Error.
func ReadCatalogue(r io.Reader) (*faq.Catalog, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read workbook: %w", err)
	}
	grids, err := readGrids(content)
	if err != nil {
		return nil, err
	}
	var s scribe
	for _, sheet := range layout() {
		s.sheet(sheet, grids[sheet.name])
	}
	if s.torn { // what the loader said would be beside the point
		return nil, &faq.LoadError{Problems: s.problems}
	}
	c, err := faq.LoadFiles(s.files())
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok {
		s.problems = append(s.problems, s.translate(wrong.Problems)...)
	} else if err != nil {
		return nil, err
	}
	if len(s.problems) > 0 {
		return nil, &faq.LoadError{Problems: s.problems}
	}
	return c, nil
}

// grid is the text of a sheet's cells, row by row.
type grid [][]string

// cell returns a cell's text; places count from 0.
func (g grid) cell(row, column int) string {
	if row >= len(g) || column < 0 || column >= len(g[row]) {
		return ""
	}
	return g[row][column]
}

// readGrids reads the cells of every sheet of the layout. The library may panic
// on what is far from a workbook.
func readGrids(content []byte) (grids map[string]grid, err error) {
	if err := measure(content); err != nil {
		return nil, err
	}
	defer func() {
		if recover() != nil {
			grids, err = nil, errDamaged
		}
	}()
	file, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{
		UnzipSizeLimit: maxBytes, UnzipXMLSizeLimit: maxBytes, RawCellValue: true,
	})
	if err != nil {
		return nil, errDamaged
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	names := file.GetSheetList()
	grids = map[string]grid{}
	for _, s := range layout() {
		if !slices.Contains(names, s.name) {
			return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
				"Lembar %q tidak ada di buku kerja ini. Mulailah dari hasil loket faq export --xlsx, dan jangan ganti nama atau membuang lembarnya.", s.name))
		}
		if grids[s.name], err = readGrid(file, s.name); err != nil {
			return nil, err
		}
	}
	return grids, nil
}

// measure refuses what would unpack into more than is read, before anything is
// unpacked. What the archive says of its sizes, the unpacking holds it to.
func measure(content []byte) error {
	if len(content) > maxBytes {
		return tooLarge()
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return errDamaged
	}
	var total uint64
	for _, f := range archive.File {
		total += min(f.UncompressedSize64, maxBytes+1)
	}
	if total > maxBytes || len(archive.File) > maxParts {
		return tooLarge()
	}
	return nil
}

func tooLarge() error {
	return loket.Errorf(loket.CodeTooLarge, "Buku kerja ini terlalu besar: isinya paling banyak 16 MB. Hapus gambar dan lembar yang tidak dipakai.")
}

// readGrid reads one sheet.
func readGrid(file *excelize.File, name string) (grid, error) {
	rows, err := file.Rows(name)
	if err != nil {
		return nil, errDamaged
	}
	defer func() { _ = rows.Close() }() // it was only read
	var g grid
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, errDamaged
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		if n > maxRows || len(cells) > maxColumns {
			return nil, loket.Errorf(loket.CodeTooLarge, fmt.Sprintf(
				"Lembar %q paling banyak %d baris dan %d kolom. Hapus isi sel di luar itu.", name, maxRows, maxColumns))
		}
		for len(g) < n-1 {
			g = append(g, nil)
		}
		for i, c := range cells {
			cells[i] = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(c))
		}
		g = append(g, slices.Clip(cells))
	}
	if rows.Error() != nil {
		return nil, errDamaged
	}
	return g, nil
}
