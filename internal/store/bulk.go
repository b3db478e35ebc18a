package store

import (
	"fmt"
	"strings"
)

// bulkSizes are how many rows one statement writes: few different ones, for each is
// prepared once.
var bulkSizes = [...]int{64, 8, 1} //nolint:gochecknoglobals // a constant of an array type

// insertMany writes rows after "INSERT INTO table (columns) VALUES"; end stands
// behind them.
func (t *tx) insertMany(begin string, rows [][]any, end string) error {
	for _, size := range bulkSizes {
		for len(rows) >= size {
			var args []any
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			if _, err := t.exec(begin+places(size, len(rows[0]))+end, args...); err != nil {
				return err
			}
			rows = rows[size:]
		}
	}
	return nil
}

// places are the placeholders of rows, numbered.
func places(rows, columns int) string {
	var b strings.Builder
	for n := range rows * columns {
		switch {
		case n == 0:
			b.WriteString(" (")
		case n%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", n+1)
	}
	b.WriteString(")")
	return b.String()
}
