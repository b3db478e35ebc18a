package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"loket/internal/loket"
	"loket/internal/report"
)

// paperFlags are in which form a report is had, and where.
type paperFlags struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table, json, csv, xlsx, pdf, atau html." placeholder:"BENTUK" default:"table"`
	Out    string `help:"Berkas baru (baku: dicetak; xlsx dan pdf selalu ke berkas)." placeholder:"BERKAS"`
}

// form is the form that is wanted; any error is one of the command line.
func (p paperFlags) form() (string, error) {
	format, err := report.Format(p.Format)
	if err != nil {
		return "", usageError{flagged(err)}
	}
	if p.JSON {
		format = report.FormatJSON
	}
	return format, printable(format, p.Out)
}

// rowFlags are which rows of which office a report is about.
type rowFlags struct {
	From    string `help:"Hari pertama (baku: 28 hari lalu)." placeholder:"2026-11-01"`
	To      string `help:"Hari terakhir (baku: hari ini)." placeholder:"2026-11-30"`
	Agency  string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Unit    string `help:"Hanya bagian ini." placeholder:"ID"`
	Channel string `help:"Hanya kanal ini." placeholder:"ID"`
	Topic   string `help:"Hanya topik ini." placeholder:"ID"`
	Staff   string `help:"Hanya petugas ini." placeholder:"LOGIN"`
	Kind    string `help:"Hanya jenis tiket ini." placeholder:"JENIS"`
}

// wish is the flags as a report reads them.
func (r rowFlags) wish() report.Wish {
	return report.Wish{From: r.From, To: r.To, Unit: r.Unit, Channel: r.Channel, Topic: r.Topic, Staff: r.Staff, Kind: r.Kind}
}

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

// printJSON prints a value as people and programs read it.
func printJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
