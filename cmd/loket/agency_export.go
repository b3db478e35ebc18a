package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/report"
	"loket/internal/store"
)

// agencyExport writes what another installation can take over of an agency.
type agencyExport struct {
	ID     string `arg:"" help:"Instansi."`
	Out    string `required:"" help:"Folder baru." placeholder:"FOLDER"`
	Text   bool   `help:"Sertakan isi percakapan, yang sudah disamarkan; perlu --reason."`
	Reason string `help:"Alasan membuka isi percakapan, dicatat di audit." placeholder:"ALASAN"`
}

// What stands in an export; docs/agencies.md says what is done with each.
const (
	manifestFile = "manifest.json"
	historyFile  = "riwayat.jsonl"
	staffFile    = "petugas.json"
	settingsFile = "instansi.yaml"
	entriesDir   = "katalog"
)

// agencyManifest says what an export holds. It is written last: a folder without it is
// not whole.
type agencyManifest struct {
	Form     int               `json:"form"` // 1
	Agency   loket.Agency      `json:"agency"`
	MadeAt   time.Time         `json:"made_at"`
	Version  string            `json:"version"` // of the program
	Text     bool              `json:"text"`    // with what was written
	Lines    int64             `json:"history_lines"`
	LeftOut  int64             `json:"history_left_out"` // whose beginning is not in the ledger
	Entries  int               `json:"entries"`
	Staff    int               `json:"staff"`
	Held     []store.Belonging `json:"held"` // rows of the ledger that are the agency's, exported or not
	Files    []exportedFile    `json:"files"`
	Withheld []string          `json:"withheld"` // what is no part of any export
}

type exportedFile struct {
	Name   string `json:"name"` // with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// exportedStaff is an account without what opens it.
type exportedStaff struct {
	Login  string         `json:"login"`
	Name   string         `json:"name"`
	Role   loket.Role     `json:"role"`
	Active bool           `json:"active"`
	Units  []loket.UnitID `json:"units"`
}

// Run implements the command.
func (c *agencyExport) Run(s *shell) error {
	if c.Text && strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--text perlu --reason: isi percakapan hanya dibuka dengan alasan, yang dicatat di audit")}
	}
	configured, err := s.load()
	if err != nil {
		return err
	}
	if err := emptyFolder(c.Out); err != nil {
		return err
	}
	return s.withHoldings(configured, func(ledger *store.Store, all []store.Holding) error {
		h, err := holdingOf(configured, all, c.ID)
		if err != nil {
			return err
		}
		if ledger == nil || !slices.ContainsFunc(all, func(of store.Holding) bool { return of.ID == h.ID && of.Name != "" }) {
			return loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Belum ada milik instansi %s di basis data.", h.ID))
		}
		a, named := configured.Agency(h.ID)
		if !named {
			a.Agency = h.Agency
		}
		x := agencyExporter{
			shell: s, ledger: ledger, dir: c.Out, settings: a,
			manifest: agencyManifest{
				Form: 1, Agency: a.Agency, MadeAt: s.now().UTC(), Version: version, Text: c.Text,
				Withheld: []string{"kata sandi", "langkah kedua", "sesi", "token API", "webhook", "kunci rahasia", "berkas", "catatan audit"},
			},
		}
		return x.run(store.Past{Agency: a.ID, Text: c.Text, Reason: c.Reason})
	})
}

// agencyExporter writes one export.
type agencyExporter struct {
	*shell
	ledger   *store.Store
	dir      string
	settings config.Agency
	manifest agencyManifest
}

func (x *agencyExporter) run(p store.Past) (err error) {
	if x.manifest.Held, err = x.ledger.Belongings(x.ctx, p.Agency); err != nil {
		return err
	}
	for _, part := range []func() error{func() error { return x.history(p) }, x.catalogue, x.staff, x.office} {
		if err := part(); err != nil {
			return err
		}
	}
	content, err := json.MarshalIndent(x.manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	if err := durable.Replace(filepath.Join(x.dir, manifestFile), append(content, '\n')); err != nil {
		return fmt.Errorf("write the manifest: %w", err)
	}
	m := x.manifest
	_, err = fmt.Fprintf(x.stdout, "Instansi %s ditulis ke %s: %s baris riwayat, %d jawaban, %d akun. Periksa: %s.\n",
		m.Agency.ID, x.dir, report.Grouped(m.Lines), m.Entries, m.Staff, filepath.Join(x.dir, manifestFile))
	if err == nil && m.LeftOut > 0 {
		_, err = fmt.Fprintf(x.stderr, "%s kejadian tidak ikut: awalnya tidak ada di basis data.\n", report.Grouped(m.LeftOut))
	}
	return err
}

// history writes what happened, in the form that loket history import reads.
func (x *agencyExporter) history(p store.Past) error {
	units, err := x.ledger.UnitsUsed(x.ctx, p.Agency)
	if err != nil {
		return err
	}
	office := past.Office{Agency: p.Agency, Channels: map[string]loket.ChannelID{}, Units: units, Now: x.now().Add(time.Minute)}
	for _, c := range channelsOf(x.settings, true) {
		office.Channels[past.NameOf(c.ID)] = c.ID
	}
	return x.file(historyFile, func(to io.Writer) error {
		w := past.NewWriter(to, office)
		err := errors.Join(x.ledger.ExportHistory(x.ctx, p, w.Write), w.Flush())
		x.manifest.Lines, x.manifest.LeftOut = w.Written, w.LeftOut
		return err
	})
}

// catalogue writes what the agency is answered from, as a folder that loket faq import
// and the configuration take.
func (x *agencyExporter) catalogue() error {
	catalog, err := x.catalogueIn(x.ledger, x.settings)
	if err != nil {
		return err
	}
	files, err := faq.Files(catalog)
	if err != nil {
		return err
	}
	x.manifest.Entries = len(catalog.Entries())
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := x.content(entriesDir+"/"+name, files[name]); err != nil {
			return err
		}
	}
	return nil
}

func (x *agencyExporter) staff() error {
	all, err := x.ledger.ListStaff(x.ctx, x.settings.ID)
	if err != nil {
		return err
	}
	rows := []exportedStaff{}
	for _, m := range all {
		rows = append(rows, exportedStaff{m.Login, m.Name, m.Role, m.Active(), append([]loket.UnitID{}, m.Units...)})
	}
	x.manifest.Staff = len(rows)
	content, err := json.MarshalIndent(rows, "", "  ")
	if err != nil {
		return fmt.Errorf("write accounts: %w", err)
	}
	return x.content(staffFile, append(content, '\n'))
}

// office writes the settings to begin with.
func (x *agencyExporter) office() error { return x.content(settingsFile, []byte(x.settings.Block())) }

func (x *agencyExporter) content(name string, content []byte) error {
	return x.file(name, func(to io.Writer) error {
		_, err := io.Copy(to, bytes.NewReader(content))
		return err
	})
}

// file writes one that only its owner reads, and notes its hash.
func (x *agencyExporter) file(name string, write func(io.Writer) error) (err error) {
	path := filepath.Join(x.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of %s: %w", name, err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	sum := hashing{to: f, sum: sha256.New()}
	buffer := bufio.NewWriterSize(&sum, 1<<16)
	if err = errors.Join(write(buffer), buffer.Flush(), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	x.manifest.Files = append(x.manifest.Files, exportedFile{name, sum.n, hex.EncodeToString(sum.sum.Sum(nil))})
	return nil
}

// hashing counts and hashes what is written through it.
type hashing struct {
	to  io.Writer
	sum hash.Hash
	n   int64
}

// Write implements io.Writer.
func (c *hashing) Write(p []byte) (int, error) {
	n, err := c.to.Write(p)
	c.sum.Write(p[:n]) // never an error
	c.n += int64(n)
	return n, err
}
