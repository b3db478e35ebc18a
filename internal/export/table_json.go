package export

import (
	"bufio"
	"encoding/json"
	"fmt"
)

// jsonTable writes an array of objects, a line each. What is nothing is null.
type jsonTable struct {
	w       *bufio.Writer
	columns []string
	begun   bool
}

// Row implements Table.
func (t *jsonTable) Row(cells ...Cell) error {
	start := "[\n"
	if t.begun {
		start = ",\n"
	}
	t.begun = true
	_, _ = t.w.WriteString(start) // Flush tells what went wrong
	for i, c := range cells {
		value, err := c.json()
		if err != nil {
			return fmt.Errorf("write %s: %w", t.columns[i], err)
		}
		name, err := json.Marshal(t.columns[i])
		if err != nil {
			return fmt.Errorf("write the name of a column: %w", err)
		}
		sign := byte(',')
		if i == 0 {
			sign = '{'
		}
		_ = t.w.WriteByte(sign)
		_, _ = t.w.Write(name)
		_ = t.w.WriteByte(':')
		_, _ = t.w.Write(value)
	}
	return t.w.WriteByte('}')
}

func (c Cell) json() ([]byte, error) {
	switch c.kind {
	case emptyCell:
		return []byte("null"), nil
	case numberCell:
		return []byte(c.plain()), nil
	case textCell, momentCell:
	}
	return json.Marshal(c.plain())
}

// Close implements Table.
func (t *jsonTable) Close() error {
	end := "\n]\n"
	if !t.begun {
		end = "[]\n"
	}
	_, _ = t.w.WriteString(end)
	return t.w.Flush()
}

// Discard implements Table.
func (*jsonTable) Discard() error { return nil }
