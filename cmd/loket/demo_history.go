package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/report"
)

// demoCommand fills the first agency with a month of invented history, or takes it out
// again.
type demoCommand struct {
	Seed   uint64 `help:"Bilangan awal: bilangan dan hari yang sama, bulan yang sama." default:"1"`
	Remove bool   `help:"Hapus seluruh riwayat contoh."`
}

// Help is what --help says besides.
func (*demoCommand) Help() string {
	return "Petugas, saluran, dan setiap kalimatnya bertanda \"contoh\". Hanya untuk kantor contoh, bukan kantor yang melayani warga."
}

// Run implements the command.
func (c *demoCommand) Run(s *shell) error {
	return s.withArchive("", func(a archive) error {
		if c.Remove {
			return a.removeSample(s)
		}
		return a.sample(s, c.Seed)
	})
}

// errNoDemo says that a ledger belongs to citizens.
var errNoDemo = loket.Errorf(loket.CodeConflict, "Basis data ini sudah melayani warga, jadi tidak diisi riwayat contoh: angka laporannya akan tercampur. "+
	"Pakai folder lain: LOKET_DATA_DIR=./data-contoh loket demo.")

// sample makes a month up until today, and imports it like any other file.
func (a archive) sample(s *shell, seed uint64) (err error) {
	if err := a.maySample(s); err != nil {
		return err
	}
	sample, err := a.makeSample(s.now(), seed)
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "loket-contoh-*.jsonl")
	if err != nil {
		return fmt.Errorf("make a file for the sample: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	if err := sample.Write(file); err != nil {
		return err
	}
	i, err := a.importHistory(s, file, loket.NewID[loket.ImportID]().Synthetic(), func(all iter.Seq[past.Ticket]) ([]loket.Ticket, error) {
		return a.sampleInbox(sample.Now, all)
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Riwayat contoh sebulan masuk: %s baris, %s kejadian. Semuanya buatan. Hapus: loket demo --remove\n",
		report.Grouped(i.Lines), report.Grouped(i.Events))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Di antrean ada %d tiket contoh untuk dicoba: ambil, balas, tutup. Tidak ada yang dikirim ke siapa pun.\n", len(past.SampleWaiting()))
	if err != nil {
		return err
	}
	return a.sampleDigest(s)
}

// sampleDigestFile is the name of the digest of an invented history in the data
// directory, without its form.
const sampleDigestFile = "ringkasan-contoh."

// sampleDigest draws the digest of the last whole week, as the head of the office would
// get it.
func (a archive) sampleDigest(s *shell) error {
	catalog, err := openCatalogue(a.agency)
	if err != nil {
		return err
	}
	made, err := s.figures(a.ledger, a.config).digest(s.ctx, a.agency, namesFor(a.agency, catalog), report.PeriodWeek, s.now())
	if err != nil {
		return fmt.Errorf("make a digest of the sample: %w", err)
	}
	made.Agency += " (contoh)"
	for _, format := range []string{formPicture, report.FormatPDF} {
		file, err := digestFile(made, format)
		if err != nil {
			return err
		}
		path := filepath.Join(a.config.DataDir, sampleDigestFile+format)
		if err := os.WriteFile(path, file.content, 0o600); err != nil {
			return fmt.Errorf("keep a digest of the sample: %w", err)
		}
		if _, err := fmt.Fprintf(s.stdout, "Ringkasan contoh untuk pimpinan: %s\n", path); err != nil {
			return err
		}
	}
	return nil
}

// removeSampleDigest takes the files of sampleDigest out, if there are any.
func (a archive) removeSampleDigest() (err error) {
	for _, format := range []string{formPicture, report.FormatPDF} {
		gone := os.Remove(filepath.Join(a.config.DataDir, sampleDigestFile+format))
		if !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	return err
}

// maySample refuses what is no place for invented figures.
func (a archive) maySample(s *shell) error {
	there, err := a.ledger.Stands(s.ctx, a.agency.ID)
	if err != nil {
		return err
	}
	if there.Synthetic {
		return loket.Errorf(loket.CodeConflict, "Riwayat contoh sudah ada. Hapus dahulu untuk membuat yang baru: loket demo --remove")
	}
	if _, err := a.ledger.StaffByLogin(s.ctx, demoLogin); there.Messages && errors.Is(err, loket.ErrNotFound) {
		return errNoDemo
	} else if err != nil && !errors.Is(err, loket.ErrNotFound) {
		return err
	}
	return nil
}

// makeSample is the month before the last full hour, in the agency's hours.
func (a archive) makeSample(now time.Time, seed uint64) (past.Sample, error) {
	zone, err := time.LoadLocation(a.agency.Zone)
	if err != nil {
		return past.Sample{}, fmt.Errorf("load the agency's zone: %w", err)
	}
	hours, err := openCalendar(a.agency)
	if err != nil {
		return past.Sample{}, fmt.Errorf("read the office hours: %w", err)
	}
	catalog, err := openCatalogue(a.agency)
	if err != nil {
		return past.Sample{}, err
	}
	year, month, day := now.In(zone).Date()
	made := past.Sample{Seed: seed, Until: time.Date(year, month, day, 0, 0, 0, 0, zone), Open: hours.IsOpen, Now: now}
	for _, e := range catalog.Entries() {
		if len(e.Questions) > 0 {
			made.Topics = append(made.Topics, past.SampleTopic{Entry: e.ID, Title: e.Title, Asks: e.Questions})
		}
	}
	if len(a.agency.Units) > 0 {
		made.Units = append(made.Units, loket.DefaultUnit)
	}
	for _, u := range a.agency.Units {
		made.Units = append(made.Units, u.ID)
	}
	return made, nil
}

func (a archive) removeSample(s *shell) error {
	if err := a.removeSampleDigest(); err != nil {
		return err
	}
	channels := string(a.office(s.now()).Channel(past.SampleChannels))
	n, err := a.ledger.RemoveSynthetic(s.ctx, a.agency.ID, channels, past.SampleStaff())
	if errors.Is(err, loket.ErrNotFound) {
		_, err = fmt.Fprintln(s.stdout, "Tidak ada riwayat contoh.")
		return err
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Riwayat contoh dihapus: %s kejadian, beserta percakapan, tiket, dan petugasnya.\n", report.Grouped(n))
	return err
}

// demoHistory fills the ledger of a counter that is looked at for the first time.
func (h *house) demoHistory(s *shell) error {
	a := archive{ledger: h.ledger, config: h.config, agency: h.config.Agencies[0], redact: h.redactor()}
	if there, err := h.ledger.Stands(s.ctx, a.agency.ID); err != nil || there.Messages || there.Synthetic {
		return err
	}
	return a.sample(s, 1)
}
