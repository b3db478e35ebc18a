package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"loket/faq"
	"loket/internal/export"
	"loket/internal/loket"
)

// exportCommand writes the catalogue that is live for an agency.
type exportCommand struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	YAML   bool   `help:"Berkas YAML dalam satu folder (baku)."`
	JSON   bool   `help:"Satu berkas JSON."`
	XLSX   bool   `help:"Buku kerja Excel."`
	Format string `help:"Bentuk keluaran: yaml, json atau xlsx." enum:"yaml,json,xlsx" default:"yaml"`
	Out    string `help:"Folder baru untuk YAML, atau nama berkas baru (baku: dicetak; xlsx wajib ke berkas)." placeholder:"NAMA"`
}

// Run implements the command.
func (c *exportCommand) Run(s *shell) error {
	format, err := c.format()
	if err != nil {
		return err
	}
	configured, agency, err := s.configured(c.Agency)
	if err != nil {
		return err
	}
	// The ledger is asked beside a running server, and none is made for asking.
	catalog, err := s.liveCatalogue(configured, agency)
	if err != nil {
		return err
	}
	if format == "yaml" {
		err = c.folder(s.stdout, catalog)
	} else {
		err = c.file(s.stdout, catalog, format)
	}
	if err != nil || c.Out == "" {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "%d jawaban diekspor ke %s.\n", len(catalog.Entries()), c.Out)
	return err
}

// format is the one that was asked for, by its own flag or by --format. A
// workbook is no text: it goes into a file or nowhere.
func (c *exportCommand) format() (string, error) {
	format, chosen := c.Format, 0
	for _, f := range []struct {
		on   bool
		name string
	}{{c.YAML, "yaml"}, {c.JSON, "json"}, {c.XLSX, "xlsx"}} {
		if f.on {
			format = f.name
			chosen++
		}
	}
	if chosen > 1 {
		return "", usageError{errors.New("pilih satu saja dari --yaml, --json dan --xlsx")}
	}
	if format == "xlsx" && c.Out == "" {
		return "", usageError{errors.New("buku kerja tidak dapat dicetak; tambahkan --out NAMA.xlsx")}
	}
	return format, nil
}

// folder writes YAML files into a new folder, or prints them one after another.
func (c *exportCommand) folder(stdout io.Writer, catalog *faq.Catalog) error {
	files, err := faq.Files(catalog)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := emptyFolder(c.Out); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if c.Out == "" {
			_, err = fmt.Fprintf(stdout, "# file: %s\n%s\n", name, files[name])
		} else {
			err = writeNew(filepath.Join(c.Out, filepath.FromSlash(name)), files[name])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// emptyFolder refuses a folder in which something stands: an old file beside
// the new ones would become part of the catalogue.
func emptyFolder(name string) error {
	inside, err := os.ReadDir(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || len(inside) > 0 {
		return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Folder %s sudah ada dan tidak kosong. Pilih nama folder baru.", name))
	}
	return nil
}

// file writes one file, or prints it. It is made whole before it is written: a
// catalogue that does not fit a workbook leaves no half of one.
func (c *exportCommand) file(stdout io.Writer, catalog *faq.Catalog, format string) error {
	var b bytes.Buffer
	if format == "xlsx" {
		if err := export.WriteCatalogue(&b, catalog); err != nil {
			return err
		}
		return writeNew(c.Out, b.Bytes())
	}
	content, err := catalog.JSON()
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err = stdout.Write(content)
		return err
	}
	return writeNew(c.Out, content)
}

// writeNew writes a file that must not exist: an export never overwrites what
// an editor has worked on.
func writeNew(name string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return fmt.Errorf("make folder of %s: %w", name, err)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if errors.Is(err, fs.ErrExist) {
		return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Berkas %s sudah ada. Pilih nama lain.", name))
	}
	if err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	_, err = f.Write(content)
	if err = cmp.Or(err, f.Close()); err != nil {
		return fmt.Errorf("write export: %w", err)
	}
	return nil
}
