package export

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// TestFullSheetGoesOn: rows that a sheet has no room for stand on further ones, which
// are numbered, each under the names of the columns; none is begun for nothing.
func TestFullSheetGoesOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rows, room := rapid.IntRange(0, 12).Draw(t, "rows"), rapid.IntRange(2, 5).Draw(t, "room")
		b, err := newBook()
		if err != nil {
			t.Fatal(err)
		}
		table, err := b.sheet("Uji", []string{"n"}, room)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		table.w = &out
		for i := range rows {
			if err := table.Row(Number(i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := table.Close(); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		names := []string{"Uji"}
		for i := range max(rows, 1) {
			if i%(room-1) == 0 {
				want = append(want, []string{"n"})
				if i > 0 {
					names = append(names, fmt.Sprintf("Uji %d", len(want)))
				}
			}
			if i < rows {
				want[len(want)-1] = append(want[len(want)-1], strconv.Itoa(i))
			}
		}
		if got := book.GetSheetList(); !slices.Equal(got, names) {
			t.Fatalf("sheets %q, want %q", got, names)
		}
		for i, name := range names {
			columns, err := book.GetCols(name)
			if err != nil || len(columns) != 1 || !slices.Equal(columns[0], want[i]) {
				t.Errorf("sheet %s: %q, %v, want %q", name, columns, err, want[i])
			}
		}
	})
}
