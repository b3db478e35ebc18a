package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/store"
)

// importCommand publishes a catalogue that was edited outside.
type importCommand struct {
	Path   string `arg:"" name:"berkas" help:"Folder YAML, atau berkas .xlsx atau .json dari loket faq export."`
	DryRun bool   `help:"Hanya periksa dan tunjukkan yang akan berubah."`
	Note   string `help:"Catatan untuk riwayat." placeholder:"TEKS"`
	By     string `help:"Nama akun yang bertanggung jawab, untuk riwayat." placeholder:"AKUN"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// imported is what import prints as JSON.
type imported struct {
	Number  int              `json:"number"` // of the publication; 0: nothing was published
	Version string           `json:"version"`
	Changes []faq.Difference `json:"changes"`
	Replay  *faq.Changes     `json:"replay,omitempty"` // without texts; absent: nothing was tried
}

// largestJSON is as much of a file as is looked at; the loader refuses more.
const largestJSON = 16 << 20

// importedBy is who published when nobody is named.
const importedBy = "impor"

// Run implements the command.
func (c *importCommand) Run(s *shell) error {
	configured, agency, err := s.configured(c.Agency)
	if err != nil {
		return err
	}
	if agency.Catalogue != "" {
		return loket.Errorf(loket.CodeConflict, fmt.Sprintf(
			"Katalog %s diambil dari folder %s, jadi impor tidak berlaku. Ubah isi folder itu lalu jalankan ulang server, atau hapus baris catalogue dari konfigurasi.",
			agency.ID, agency.Catalogue))
	}
	catalog, err := readCatalogue(c.Path)
	if err != nil {
		return err
	}
	live, err := s.liveCatalogue(configured, agency)
	if err != nil {
		return err
	}
	out := imported{Version: catalog.Version, Changes: append([]faq.Difference{}, faq.Diff(live, catalog)...)}
	if len(out.Changes) > 0 && hasLedger(configured) {
		out.Replay = c.replay(s, catalog)
	}
	if len(out.Changes) > 0 && !c.DryRun {
		if out.Number, err = c.publish(s, live, catalog); err != nil {
			return err
		}
	}
	return c.print(s, out)
}

// replay tries a catalogue on what citizens asked; nil: it could not be tried, which is no
// reason not to import it.
func (c *importCommand) replay(s *shell, catalog *faq.Catalog) (out *faq.Changes) {
	err := s.withArchive(c.Agency, func(a archive) error {
		r, _, err := s.replayer(a)
		if err != nil {
			return err
		}
		changes, err := r.replay(s.ctx, a.agency.ID, catalog)
		if err == nil {
			changes = changes.WithoutTexts()
			out = &changes
		}
		return err
	})
	if err != nil {
		s.log.Warn("the questions of citizens could not be tried", "err", err)
		return nil
	}
	return out
}

// readCatalogue reads a folder, a workbook or a JSON file, strictly. One without
// a published entry is refused: no server could answer from it.
func readCatalogue(path string) (*faq.Catalog, error) {
	catalog, err := readAny(path)
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("%s: %s\nTidak ada yang diubah.", path, wrong))
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(catalog.Entries(), func(e faq.Entry) bool { return e.Status == faq.Published }) {
		return nil, loket.Errorf(loket.CodeInvalid, path+": tidak ada jawaban dengan status published. Terbitkan sedikitnya satu.")
	}
	return catalog, nil
}

// readAny lets the name say what is read; what it holds, the readers judge.
func readAny(path string) (*faq.Catalog, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("%s tidak ada atau tidak dapat dibuka. Periksa namanya.", path))
	}
	if info.IsDir() {
		return faq.Load(os.DirFS(path))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { _ = f.Close() }() // it is only read
	switch strings.ToLower(filepath.Ext(path)) {
	case ".xlsx":
		return export.ReadCatalogue(f)
	case ".json":
		content, err := io.ReadAll(io.LimitReader(f, largestJSON+1))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return faq.LoadJSON(filepath.Base(path), content)
	}
	return nil, loket.Errorf(loket.CodeInvalid, path+" bukan folder, .xlsx atau .json. Mulailah dari hasil loket faq export.")
}

// publish writes what changed into the ledger and returns its number. It does
// not when the catalogue in force is no longer the one that was compared with.
func (c *importCommand) publish(s *shell, live, catalog *faq.Catalog) (number int, err error) {
	err = s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		by, err := c.publisher(s, ledger, agency)
		if err != nil {
			return err
		}
		items, latest, err := ledger.Catalogue(s.ctx, agency.ID)
		if err != nil && !errors.Is(err, loket.ErrNotFound) {
			return err
		}
		// The shipped catalogue in force is the program's own, newer perhaps than
		// what an older program has published of it.
		if latest.Number > 0 && latest.Source != loket.SourceShipped {
			if now, err := faq.Assemble(items); err != nil || now.Version != live.Version {
				return cmp.Or(err, loket.ErrStale)
			}
		}
		p := loket.Publication{
			Agency: agency.ID, Number: latest.Number + 1, Version: catalog.Version, At: s.now(), By: by,
			Source: loket.SourceImport, Note: c.Note, Items: changedItems(items, catalog.Items()),
		}
		number = p.Number
		return ledger.Publish(s.ctx, p)
	})
	if errors.Is(err, loket.ErrStale) {
		err = loket.Errorf(loket.CodeConflict, "Orang lain baru saja menerbitkan perubahan. Jalankan lagi dan periksa yang akan berubah.")
	}
	return number, err
}

// publisher finds the account named with --by, which must be the agency's own
// and active: the history names it for good.
func (c *importCommand) publisher(s *shell, ledger *store.Store, agency config.Agency) (string, error) {
	if c.By == "" {
		return importedBy, nil
	}
	member, err := ledger.StaffByLogin(s.ctx, c.By)
	if errors.Is(err, loket.ErrNotFound) || err == nil && (member.Agency != agency.ID || !member.Active()) {
		return "", loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Tidak ada akun aktif bernama %q. Periksa daftarnya: loket staff list.", c.By))
	}
	return string(member.ID), err
}

func (c *importCommand) print(s *shell, out imported) error {
	if c.JSON || c.Format == "json" {
		return printJSON(s.stdout, out)
	}
	if len(out.Changes) == 0 {
		_, err := fmt.Fprintln(s.stdout, "Tidak ada yang berubah: isi katalog sudah sama dengan yang berlaku.")
		return err
	}
	if err := printChanges(s.stdout, "", out.Changes); err != nil {
		return err
	}
	if out.Replay != nil {
		if _, err := fmt.Fprintf(s.stdout, "\n%s\n", importReplay(*out.Replay)); err != nil {
			return err
		}
	}
	told := "Belum diterbitkan (--dry-run)."
	if out.Number > 0 {
		told = fmt.Sprintf("Diterbitkan sebagai publikasi %d. Server yang berjalan memakainya dalam beberapa detik.", out.Number)
	}
	_, err := fmt.Fprintf(s.stdout, "\n%s\n", told)
	return err
}

// importReplay sums up what an import changes for what citizens asked.
func importReplay(c faq.Changes) string {
	lines := []string{c.String()}
	for i, g := range c.Groups {
		if i == namedAtMost {
			lines = append(lines, fmt.Sprintf("        dan %d jawaban lagi", len(c.Groups)-i))
			break
		}
		lines = append(lines, fmt.Sprintf("%6d  %s", g.N, cmp.Or(g.Entry, "tanpa jawaban")))
	}
	return strings.Join(lines, "\n")
}
