package export

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// mostRows is how many rows a sheet holds, with the one that names the columns.
const mostRows = excelize.TotalRows

// book writes a workbook sheet by sheet. Rows go to a temporary file beyond some
// megabytes, and from there to the writer without a stop in memory.
type book struct {
	file   *excelize.File
	heads  int // styles
	moment int
	sheets int
}

func newBook() (*book, error) {
	b := &book{file: excelize.NewFile()}
	var err error
	if b.heads, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}); err == nil {
		format := "dd-mm-yyyy hh:mm:ss"
		b.moment, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the styles of a workbook: %w", err), b.file.Close())
	}
	return b, nil
}

// sheet begins another sheet; the one before must have been flushed.
func (b *book) sheet(title string, columns []string, mostRows int) (*sheetTable, error) {
	t := &sheetTable{book: b, title: title, columns: columns, most: mostRows}
	return t, t.begin(title)
}

// write writes the whole workbook and forgets it.
func (b *book) write(w io.Writer) error {
	// The library would collect the file in memory first.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	_, err := b.file.WriteTo(io.Discard)
	if err != nil {
		err = fmt.Errorf("write workbook: %w", err)
	}
	return errors.Join(err, b.file.Close())
}

// sheetTable is a sheet, and the ones after it when it is full.
type sheetTable struct {
	book    *book
	out     *excelize.StreamWriter
	w       io.Writer // of a workbook that has this table only
	title   string
	columns []string
	most    int // rows in a sheet
	row     int // of the sheet, the last one written
	part    int
	values  []any
}

func newSheetTable(w io.Writer, title string, columns []string) (*sheetTable, error) {
	b, err := newBook()
	if err != nil {
		return nil, err
	}
	t, err := b.sheet(title, columns, mostRows)
	if err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	t.w = w
	return t, nil
}

// begin starts a sheet with the names of the columns, which stay in sight.
func (t *sheetTable) begin(title string) error {
	var err error
	if t.book.sheets == 0 {
		err = t.book.file.SetSheetName(t.book.file.GetSheetName(0), title)
	} else {
		_, err = t.book.file.NewSheet(title)
	}
	if err != nil {
		return fmt.Errorf("begin sheet %s: %w", title, err)
	}
	t.book.sheets++
	t.part++
	if t.out, err = t.book.file.NewStreamWriter(title); err != nil {
		return fmt.Errorf("begin sheet %s: %w", title, err)
	}
	err = errors.Join(
		t.out.SetColWidth(1, len(t.columns), 18),
		t.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
	)
	if err != nil {
		return fmt.Errorf("lay out sheet %s: %w", title, err)
	}
	t.row, t.values = 0, t.values[:0]
	for _, name := range t.columns {
		t.values = append(t.values, excelize.Cell{StyleID: t.book.heads, Value: name})
	}
	return t.put()
}

func (t *sheetTable) put() error {
	t.row++
	return t.out.SetRow("A"+strconv.Itoa(t.row), t.values)
}

// Row implements Table. Texts are typed as text, so that none of them is a formula.
func (t *sheetTable) Row(cells ...Cell) error {
	if t.row == t.most {
		if err := t.flush(); err != nil {
			return err
		}
		if err := t.begin(t.title + " " + strconv.Itoa(t.part+1)); err != nil {
			return err
		}
	}
	t.values = t.values[:0]
	for _, c := range cells {
		t.values = append(t.values, t.value(c))
	}
	return t.put()
}

func (t *sheetTable) value(c Cell) any {
	switch c.kind {
	case textCell:
		return c.text
	case numberCell:
		return c.number
	case momentCell:
		return excelize.Cell{StyleID: t.book.moment, Value: serialDay(c.at)}
	case emptyCell:
	}
	return nil
}

func (t *sheetTable) flush() error {
	if err := t.out.Flush(); err != nil {
		return fmt.Errorf("end sheet %s: %w", t.title, err)
	}
	return nil
}

// Close implements Table.
func (t *sheetTable) Close() error {
	if err := t.flush(); err != nil {
		return errors.Join(err, t.book.file.Close())
	}
	return t.book.write(t.w)
}

// Discard implements Table.
func (t *sheetTable) Discard() error { return t.book.file.Close() }
