package past

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MostBytes bounds one line.
const MostBytes = 1 << 20

// LineError is a line that cannot be taken; why says what is wrong and how to mend it,
// in Indonesian.
type LineError struct {
	Line int64
	Why  string
}

func (w *LineError) Error() string { return fmt.Sprintf("baris %d: %s", w.Line, w.Why) }

// Reader reads a history line by line, in memory for one line.
type Reader struct {
	lines  *bufio.Reader
	number int64
	read   int64
	line   []byte
}

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{lines: bufio.NewReaderSize(r, 64<<10)} }

// Number is the line Next returned last, counted from 1.
func (r *Reader) Number() int64 { return r.number }

// Bytes is how many bytes were read so far.
func (r *Reader) Bytes() int64 { return r.read }

// Raw is the text of the line Next returned last, until the next call.
func (r *Reader) Raw() []byte { return r.line }

// Next returns the next line that is not empty; io.EOF at the end. A *LineError is about
// that line alone: reading goes on behind it.
func (r *Reader) Next() (Line, error) {
	for {
		raw, err := r.next()
		if err != nil {
			return Line{}, err
		}
		if r.number == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
		}
		if raw = bytes.TrimSpace(raw); len(raw) == 0 {
			continue
		}
		r.line = raw
		line, why := decode(raw)
		if why != "" {
			return Line{}, &LineError{r.number, why}
		}
		return line, nil
	}
}

// next reads up to the next line break. What is too long is read to its end, and not
// kept.
func (r *Reader) next() ([]byte, error) {
	r.number++
	var whole []byte
	tooLong := false
	for {
		part, err := r.lines.ReadSlice('\n')
		r.read += int64(len(part))
		if tooLong = tooLong || len(whole)+len(part) > MostBytes+1; !tooLong {
			whole = append(whole, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(part) == 0 && len(whole) == 0 && !tooLong:
			return nil, io.EOF
		case err != nil && !errors.Is(err, io.EOF):
			return nil, fmt.Errorf("read history: %w", err)
		case tooLong:
			return nil, &LineError{r.number, "lebih panjang dari 1 MiB. Pecah teksnya, atau hilangkan text dari baris ini."}
		default:
			return whole, nil
		}
	}
}

// decode reads one object; why is empty when it could.
func decode(raw []byte) (line Line, why string) {
	if !utf8.Valid(raw) {
		return line, "bukan UTF-8. Simpan berkas sebagai UTF-8, misalnya: iconv -f latin1 -t utf-8."
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&line); err != nil {
		return line, unreadable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return line, "ada tulisan sesudah objek JSON. Tulis tepat satu objek per baris."
	}
	return line, ""
}

// unreadable says what is wrong with a line's JSON, and its cure.
func unreadable(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field == "" {
			return "bukan objek JSON. Tulis satu objek per baris: {\"at\": …, \"conversation\": …}."
		}
		return fmt.Sprintf("%s salah jenis (%s). %s", wrong.Field, wrong.Value, shapeOf(wrong.Field))
	}
	text := err.Error()
	if field, unknown := strings.CutPrefix(text, "json: unknown field "); unknown {
		return "bagian " + field + " tidak dikenal. Hapus atau ganti namanya; daftarnya di docs/history.md."
	}
	if strings.Contains(text, "parsing time") {
		return "waktu tidak dapat dibaca. Tulis at dan until seperti 2026-03-02T09:15:00+08:00 (RFC 3339, dengan zona)."
	}
	return "bukan JSON yang utuh. Periksa tanda kutip, koma, dan kurung kurawal baris ini."
}

// shapeOf says how a field is written.
func shapeOf(field string) string {
	switch field {
	case "value":
		return "Tulis angka bulat 1 sampai 4, tanpa tanda kutip."
	case "at", "until":
		return "Tulis waktu dalam tanda kutip, misalnya \"2026-03-02T09:15:00+08:00\"."
	}
	return "Tulis sebagai teks dalam tanda kutip."
}
