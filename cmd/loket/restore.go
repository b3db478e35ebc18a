package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"loket/internal/backup"
	"loket/internal/config"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

// restoreCommand fills an empty place from a backup.
type restoreCommand struct {
	File       string `arg:"" help:"Cadangan dari loket backup."`
	To         string `help:"Tujuan yang kosong, sqlite:FILE atau postgres://… (baku: LOKET_DATABASE_URL)." placeholder:"ALAMAT"`
	WithoutKey bool   `help:"Lanjutkan walau kunci lama hilang: isi percakapan lama tidak akan terbaca lagi."`
}

// Help is what --help says besides.
func (*restoreCommand) Help() string {
	return "Hentikan loket serve dahulu. Cadangan SQLite dapat dipulihkan ke PostgreSQL dan sebaliknya. Tujuan yang berisi tidak pernah ditimpa."
}

// Run implements the command.
func (c *restoreCommand) Run(s *shell) (err error) {
	configured, err := s.load()
	if err != nil {
		return err
	}
	own := c.To == "" || c.To == configured.DatabaseURL
	if own {
		c.To = configured.DatabaseURL
	}
	unlock, err := c.hold(configured, own)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	from, err := backup.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	keys, err := c.keys(configured, from.Manifest, own)
	if err != nil {
		return err
	}
	if own {
		if err := keys.readmit(configured); err != nil {
			return err
		}
	}
	began := s.now()
	done, err := store.Restore(s.ctx, c.To, from, store.RestoreOptions{
		Options: store.Options{Sealer: keys.sealer, LostKeys: keys.lost, Now: s.now},
		Step:    func(doing string) { _, _ = fmt.Fprintln(s.stderr, "  "+doing) },
	})
	if err != nil {
		return errors.Join(err, keys.undo())
	}
	if own {
		if err := keys.remember(configured, from.Manifest, s.now()); err != nil {
			return err
		}
		if err := anchorRestored(s, configured, keys.sealer, keys.lost); err != nil {
			return err
		}
	}
	return tellRestored(s, from.Manifest, done, keys, s.now().Sub(began))
}

// hold makes sure that nobody else uses the place meanwhile: no server, no other
// restore, and no change of keys where the key file may be changed. PostgreSQL
// elsewhere needs nothing: there one of two transactions fails.
func (c *restoreCommand) hold(configured config.Config, own bool) (unlock func() error, err error) {
	path, sqlite := strings.CutPrefix(c.To, "sqlite:")
	switch {
	case own:
		return lockForChange(configured.DataDir)
	case sqlite:
		return lockFolder(filepath.Dir(strings.TrimPrefix(path, "//")))
	}
	return func() error { return nil }, nil
}

// remember marks that the ledger has data, and which keys it goes on without.
func (k restoreKeys) remember(c config.Config, m backup.Manifest, now time.Time) error {
	was, err := readMark(c)
	if err != nil {
		was = mark{} // unreadable: what was restored is what counts now
	}
	switch has := m.Rows("events") > 0; {
	case !has:
		was.Since = time.Time{}
	case was.Since.IsZero():
		was.Since = now.UTC()
	}
	was.LostKeys = k.lost
	return was.write(c)
}

// anchorRestored writes the restored ledger's anchor beside it. Anchors of another
// ledger that had this place are put aside.
func anchorRestored(s *shell, c config.Config, sealer *privacy.Sealer, lost []string) (err error) {
	ledger, err := store.Open(s.ctx, c.DatabaseURL, store.Options{Sealer: sealer, LostKeys: lost, Now: s.now})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	aside, err := startAnchorsAnew(s, c, ledger)
	if err != nil {
		return err
	}
	if aside != "" {
		_, _ = fmt.Fprintln(s.stderr, "Jangkar catatan audit dari basis data lain dipindahkan ke "+aside)
	}
	end, err := ledger.AuditEnd(s.ctx)
	if err != nil {
		return err
	}
	return addAnchor(anchorFile(c), end)
}

// losses says what a ledger without its key still has.
func losses(m backup.Manifest) string {
	return fmt.Sprintf("tetap ada: angka laporan, %s tiket dengan nomor, waktu, dan statusnya, %s kejadian, catatan audit, katalog dan "+
		"riwayatnya, akun petugas.\nHilang untuk selamanya: isi %s pesan warga dan %s kiriman loket, nama dan alamat %s warga. Tiket yang "+
		"masih terbuka ditutup tanpa jawaban; warga yang sama akan tercatat sebagai warga baru.",
		report.Grouped(m.Rows("tickets")), report.Grouped(m.Rows("events")), report.Grouped(m.Rows("messages")), report.Grouped(m.Rows("sends")), report.Grouped(m.Rows("contacts")))
}

// tellRestored says what was restored, and what it asks of people.
func tellRestored(s *shell, m backup.Manifest, done store.Restored, k restoreKeys, took time.Duration) error {
	var out strings.Builder
	_, _ = fmt.Fprintf(&out, "Pulih dalam %s: %s pesan, %s tiket, %s kejadian, keadaan %s UTC.\n", seconds(took), report.Grouped(m.Rows("messages")),
		report.Grouped(m.Rows("tickets")), report.Grouped(m.Rows("events")), m.At.Format("02-01-2006 15.04.05"))
	_, _ = fmt.Fprintf(&out, "Diperiksa: sidik SHA-256, jumlah baris %d tabel, keutuhan basis data, %s baris catatan audit, kunci.\n",
		len(m.Tables), report.Grouped(done.Audit.Rows))
	if done.Audit.Unknown > 0 {
		_, _ = fmt.Fprintf(&out, "%s baris catatan audit ditulis dengan kunci yang tidak ada di sini: hanya urutannya yang terbukti.\n", report.Grouped(done.Audit.Unknown))
	}
	if done.Doubtful > 0 {
		_, _ = fmt.Fprintf(&out, "%s balasan petugas belum terkirim saat dicadangkan dan mungkin terkirim sesudahnya; tidak dikirim ulang sendiri. Periksa di halaman tiket.\n",
			report.Grouped(done.Doubtful))
	}
	if len(k.lost) > 0 {
		_, _ = fmt.Fprintf(&out, "Tanpa kunci lama (id %s): ditutup %s tiket, %s pesan, %s kiriman. Yang %s\n", strings.Join(k.lost, ", "),
			report.Grouped(done.Lost.Tickets), report.Grouped(done.Lost.Messages), report.Grouped(done.Lost.Sends), losses(m))
	}
	if len(k.old) > 0 {
		_, _ = fmt.Fprintf(&out, "Isinya masih di bawah kunci lama (id %s). Pindahkan ke kunci sekarang: loket key rotate\n", strings.Join(k.old, ", "))
	}
	if k.made != "" {
		_, _ = fmt.Fprintf(&out, "Kunci baru dibuat: %s. Simpan salinannya di tempat lain.\n", k.made)
	}
	out.WriteString("Yang terjadi sesudah waktu itu tidak ada di sini, juga penghapusan data warga: ulangi penghapusannya. Semua petugas harus masuk lagi.\n")
	_, err := fmt.Fprint(s.stdout, out.String())
	return err
}

// seconds writes a duration for people.
func seconds(d time.Duration) string {
	return strings.Replace(fmt.Sprintf("%.1f detik", d.Seconds()), ".", ",", 1)
}
