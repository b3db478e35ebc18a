package backup

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"io"
)

// Writer writes one backup: the rows of the manifest's tables, in its order.
type Writer struct {
	to    io.Writer // the file and the checksum
	file  io.Writer
	sum   hash.Hash
	zip   *gzip.Writer
	rows  *bufio.Writer
	left  []Table // the table under way first
	wrote int64   // rows of it
}

// NewWriter begins a backup. The caller syncs and closes what it writes to.
func NewWriter(to io.Writer, m Manifest) (*Writer, error) {
	w := &Writer{file: to, sum: sha256.New(), left: m.Tables}
	w.to = io.MultiWriter(to, w.sum)
	about, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	if _, err := fmt.Fprintf(w.to, "%s%s\n", formatLine, about); err != nil {
		return nil, fmt.Errorf("write manifest: %w", err)
	}
	// What is sealed cannot be compressed; of the rest the fastest level gets most.
	if w.zip, err = gzip.NewWriterLevel(w.to, gzip.BestSpeed); err != nil {
		return nil, err
	}
	w.rows = bufio.NewWriterSize(w.zip, 1<<16)
	return w, nil
}

// Row writes the next row of the table under way.
func (w *Writer) Row(values []any) error {
	if len(w.left) == 0 || len(values) != len(w.left[0].Columns) {
		return fmt.Errorf("write row: %d values do not fit the manifest", len(values))
	}
	for i, value := range values {
		if err := w.value(w.left[0].Columns[i], value); err != nil {
			return fmt.Errorf("write %s.%s: %w", w.left[0].Name, w.left[0].Columns[i].Name, err)
		}
	}
	w.wrote++
	return nil
}

func (w *Writer) value(c Column, value any) error {
	head := make([]byte, 1, 1+binary.MaxVarintLen64)
	if value == nil {
		_, err := w.rows.Write(head)
		return err
	}
	head[0] = 1
	var body []byte
	switch v := value.(type) {
	case int64:
		if c.Type != Integer {
			return fmt.Errorf("a number where %s belongs", c.Type)
		}
		_, err := w.rows.Write(binary.AppendVarint(head, v))
		return err
	case string:
		body = []byte(v)
	case []byte:
		body = v
	default:
		return fmt.Errorf("a value of type %T", value)
	}
	if c.Type == Integer {
		return fmt.Errorf("%T where a number belongs", value)
	}
	if _, err := w.rows.Write(binary.AppendUvarint(head, uint64(len(body)))); err != nil {
		return err
	}
	_, err := w.rows.Write(body)
	return err
}

// EndTable ends the table under way. It must have as many rows as the manifest
// says.
func (w *Writer) EndTable() error {
	if len(w.left) == 0 || w.wrote != w.left[0].Rows {
		return fmt.Errorf("end table: %d rows are not what the manifest says", w.wrote)
	}
	w.left, w.wrote = w.left[1:], 0
	return nil
}

// Close ends the backup with its checksum. Every table must have ended.
func (w *Writer) Close() error {
	if len(w.left) > 0 {
		return fmt.Errorf("end backup: table %s is missing", w.left[0].Name)
	}
	if err := w.rows.Flush(); err != nil {
		return fmt.Errorf("end backup: %w", err)
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("end backup: %w", err)
	}
	if _, err := w.file.Write(w.sum.Sum(nil)); err != nil {
		return fmt.Errorf("write checksum: %w", err)
	}
	return nil
}
