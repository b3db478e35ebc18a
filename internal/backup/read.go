package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"loket/internal/loket"
)

// Reader reads one backup whose checksum was found right.
type Reader struct {
	Manifest Manifest

	file *os.File
	rows *bufio.Reader
	left []Table // the table to be read first
}

// Open checks the whole file and then begins to read it. A file that is no
// backup, was cut or changed, or comes from a later format is refused with a
// *loket.Error.
func Open(path string) (r *Reader, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Cadangan %s tidak dapat dibuka: %v. Periksa nama dan izin berkasnya.", path, err))
	}
	defer func() {
		if err != nil {
			_ = file.Close() // it was only read
		}
	}()
	size, err := check(path, file)
	if err != nil {
		return nil, err
	}
	return begin(path, file, size)
}

// check compares the checksum and returns how many bytes stand before it.
func check(path string, file *os.File) (size int64, err error) {
	info, err := file.Stat()
	if err != nil {
		return 0, fmt.Errorf("read backup: %w", err)
	}
	head := make([]byte, len(formatLine))
	if _, err := io.ReadFull(file, head); err != nil || !strings.HasPrefix(string(head), formatName) {
		return 0, loket.Errorf(loket.CodeInvalid, "Berkas "+path+" bukan cadangan Loket, atau awalnya rusak. Tunjuk berkas yang dibuat loket backup.")
	}
	if size = info.Size() - sha256.Size; size < int64(len(formatLine)) {
		return 0, damaged(path)
	}
	sum := sha256.New()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("read backup: %w", err)
	}
	if _, err := io.CopyN(sum, file, size); err != nil {
		return 0, fmt.Errorf("read backup: %w", err)
	}
	var want [sha256.Size]byte
	if _, err := io.ReadFull(file, want[:]); err != nil {
		return 0, fmt.Errorf("read backup: %w", err)
	}
	if !bytes.Equal(sum.Sum(nil), want[:]) {
		return 0, damaged(path)
	}
	if string(head) != formatLine {
		return 0, loket.Errorf(loket.CodeInvalid, "Cadangan "+path+" memakai bentuk yang lebih baru dari program ini. Pasang Loket yang lebih baru, lalu ulangi.")
	}
	return size, nil
}

func damaged(path string) error {
	return loket.Errorf(loket.CodeInvalid, "Cadangan "+path+" rusak atau terpotong: sidik SHA-256 tidak cocok. "+
		"Salin ulang dari tempat asalnya, atau pakai cadangan lain. Tidak ada yang dipulihkan.")
}

// begin reads up to the first row.
func begin(path string, file *os.File, size int64) (*Reader, error) {
	if _, err := file.Seek(int64(len(formatLine)), io.SeekStart); err != nil {
		return nil, fmt.Errorf("read backup: %w", err)
	}
	in := bufio.NewReaderSize(io.LimitReader(file, size-int64(len(formatLine))), maxManifest)
	about, err := in.ReadSlice('\n')
	if err != nil {
		return nil, damaged(path)
	}
	r := &Reader{file: file}
	if err := json.Unmarshal(about, &r.Manifest); err != nil {
		return nil, damaged(path)
	}
	unzip, err := gzip.NewReader(in)
	if err != nil {
		return nil, damaged(path)
	}
	r.rows, r.left = bufio.NewReaderSize(unzip, 1<<16), r.Manifest.Tables
	return r, nil
}

// Each reads the next table of the manifest, row by row; the values of a row
// are the visitor's to keep.
func (r *Reader) Each(visit func(values []any) error) error {
	if len(r.left) == 0 {
		return errors.New("read backup: there is no further table")
	}
	table := r.left[0]
	r.left = r.left[1:]
	for range table.Rows {
		values := make([]any, len(table.Columns))
		for i, c := range table.Columns {
			var err error
			if values[i], err = r.value(c.Type); err != nil {
				return fmt.Errorf("read %s.%s: %w", table.Name, c.Name, err)
			}
		}
		if err := visit(values); err != nil {
			return err
		}
	}
	return nil
}

// maxValue bounds one value, in bytes: far above the largest a ledger takes.
const maxValue = 1 << 28

func (r *Reader) value(kind Type) (any, error) {
	switch present, err := r.rows.ReadByte(); {
	case err != nil:
		return nil, io.ErrUnexpectedEOF
	case present == 0:
		return nil, nil
	case present != 1:
		return nil, errors.New("not a value")
	}
	if kind == Integer {
		return binary.ReadVarint(r.rows)
	}
	n, err := binary.ReadUvarint(r.rows)
	if err != nil || n > maxValue {
		return nil, errors.Join(err, fmt.Errorf("a value of %d bytes", n))
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r.rows, body); err != nil {
		return nil, err
	}
	if kind == Text {
		return string(body), nil
	}
	return body, nil
}

// Close lets go of the file.
func (r *Reader) Close() error { return r.file.Close() }
