package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"loket/internal/loket"
	"loket/internal/report"
)

// printable refuses to print what is no text.
func printable(format, out string) error {
	if out == "" && (format == report.FormatXLSX || format == report.FormatPDF || format == "png") {
		return usageError{fmt.Errorf("format %s tidak dapat dicetak; tambahkan --out NAMA.%s", format, format)}
	}
	return nil
}

// writeOut writes into a new file, or prints. A file appears when it is whole, and
// its owner alone may read it; none is written over.
func (s *shell) writeOut(name string, write func(io.Writer) error) (err error) {
	if name == "" {
		buffered := bufio.NewWriter(s.stdout)
		return errors.Join(write(buffered), buffered.Flush())
	}
	if _, err := os.Lstat(name); err == nil {
		return taken(name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".loket-*.part")
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat ditulis: %v. Periksa folder dan izinnya.", name, err))
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	if err := errors.Join(write(f), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); errors.Is(err, fs.ErrExist) {
		return taken(name)
	} else if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = fmt.Fprintf(s.stdout, "Ditulis ke %s.\n", name)
	return err
}

func taken(name string) error {
	return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Berkas %s sudah ada. Pilih nama lain.", name))
}
