package store

import "strconv"

// bulkSizes are how many rows one statement writes: few different ones, for each is
// prepared once.
var bulkSizes = [...]int{64, 8, 1} //nolint:gochecknoglobals // a constant of an array type

// mostBound is how many values one statement of several rows carries on SQLite, whose
// driver looks for each among all of them.
const mostBound = 400

// insertMany writes rows after "INSERT INTO table (columns) VALUES"; end stands
// behind them.
func (t *tx) insertMany(begin string, rows [][]any, end string) error {
	for _, size := range bulkSizes {
		if len(rows) < size || size > 1 && t.within == nil && size*len(rows[0]) > mostBound {
			continue
		}
		query := begin + places(size, len(rows[0])) + end
		args := make([]any, 0, size*len(rows[0]))
		for ; len(rows) >= size; rows = rows[size:] {
			args = args[:0]
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			if _, err := t.exec(query, args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// places are the placeholders of rows, numbered.
func places(rows, columns int) string { return placesFrom(1, rows, columns) }

// list are the placeholders of n arguments, of which the first has a number.
func list(first, n int) string { return placesFrom(first, 1, n) }

func placesFrom(first, rows, columns int) string {
	b := append(make([]byte, 0, rows*columns*6), " ("...)
	for n := range rows * columns {
		switch {
		case n == 0:
		case n%columns == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, '$'), int64(first+n), 10)
	}
	return string(append(b, ')'))
}
