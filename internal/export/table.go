package export

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
)

// The forms rows are written in.
const (
	CSV  = "csv"
	XLSX = "xlsx"
	JSON = "json"
)

// Cell is one value of a row: a text, a number, a moment, or nothing.
type Cell struct {
	kind   cellKind
	text   string
	number float64
	at     time.Time
}

type cellKind int

const (
	emptyCell cellKind = iota
	textCell
	numberCell
	momentCell
)

// Text is a cell that is read as text, whatever stands in it; empty: nothing.
func Text[T ~string](text T) Cell {
	if text == "" {
		return Cell{}
	}
	return Cell{kind: textCell, text: string(text)}
}

// Number is a cell that can be reckoned with.
func Number[T ~int | ~int64 | ~float64](n T) Cell { return Cell{kind: numberCell, number: float64(n)} }

// Moment is a cell with a moment in its own zone; the zero time: nothing.
func Moment(at time.Time) Cell {
	if at.IsZero() {
		return Cell{}
	}
	return Cell{kind: momentCell, at: at}
}

// plain is the cell without any dressing: a number as short as it can be, a moment
// by RFC 3339.
func (c Cell) plain() string {
	switch c.kind {
	case textCell:
		return c.text
	case numberCell:
		return strconv.FormatFloat(c.number, 'f', -1, 64)
	case momentCell:
		return c.at.Format(time.RFC3339)
	case emptyCell:
	}
	return ""
}

// serialDay is a moment as spreadsheet programs count: days since 30 December 1899,
// by the clock on the wall of its zone.
func serialDay(t time.Time) float64 {
	_, offset := t.Zone()
	ms := t.UnixMilli() + int64(offset)*1000
	return math.Round(float64(ms)/86_400_000*1e9)/1e9 + 25569
}

// Table takes rows, one by one, and keeps none of them.
type Table interface {
	// Row writes one row of as many cells as there are columns.
	Row(cells ...Cell) error
	// Close ends the table. Without it what was written is no whole file.
	Close() error
	// Discard lets go of a table that nobody will read.
	Discard() error
}

// NewTable begins a table under the names of its columns, in one of the forms.
// title names the sheet of a workbook.
func NewTable(w io.Writer, form, title string, columns []string) (Table, error) {
	switch form {
	case CSV:
		return newCSVTable(w, columns)
	case JSON:
		return &jsonTable{w: bufio.NewWriter(w), columns: columns}, nil
	case XLSX:
		return newSheetTable(w, title, columns)
	}
	return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("format %q tidak dikenal; pakai csv, xlsx, atau json", form))
}

// csvTable quotes every field, so that no separator of any country ends one.
type csvTable struct{ w *bufio.Writer }

// newCSVTable begins with the mark by which spreadsheet programs know UTF-8.
func newCSVTable(w io.Writer, columns []string) (*csvTable, error) {
	t := &csvTable{bufio.NewWriter(w)}
	if _, err := t.w.WriteString("\ufeff"); err != nil {
		return nil, err
	}
	cells := make([]Cell, len(columns))
	for i, name := range columns {
		cells[i] = Text(name)
	}
	return t, t.Row(cells...)
}

// Row implements Table.
func (t *csvTable) Row(cells ...Cell) error {
	for i, c := range cells {
		value := c.plain()
		if c.kind == textCell {
			value = Safe(value)
		}
		if i > 0 {
			_ = t.w.WriteByte(',') // Flush tells what went wrong
		}
		_, _ = t.w.WriteString(`"` + strings.ReplaceAll(value, `"`, `""`) + `"`)
	}
	_, err := t.w.WriteString("\r\n")
	return err
}

// Close implements Table.
func (t *csvTable) Close() error { return t.w.Flush() }

// Discard implements Table.
func (*csvTable) Discard() error { return nil }
