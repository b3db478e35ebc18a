package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"loket/internal/backup"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
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
		lock, err := lockDir(configured.DataDir)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, lock.unlock()) }()
	}
	from, err := backup.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	keys, err := c.keys(configured, from.Manifest, own)
	if err != nil {
		return err
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
	}
	return tellRestored(s, from.Manifest, done, keys, s.now().Sub(began))
}

// restoreKeys are the key to go on with and the ids of those that are lost.
type restoreKeys struct {
	sealer *privacy.Sealer
	lost   []string
	made   string // path of a key file that was made for this; empty: none
}

// keys finds the key, and refuses when it does not open the backup, unless told
// to go on without.
func (c *restoreCommand) keys(configured config.Config, m backup.Manifest, own bool) (k restoreKeys, err error) {
	key, err := privacy.LoadKey(configured.SecretKey, configured.SecretKeyFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	k.lost = slices.DeleteFunc(slices.Clone(m.Keys), func(id string) bool { return id == key.ID() })
	switch {
	case len(k.lost) > 0 && !c.WithoutKey:
		return k, errKeyLost(configured, key, k.lost, m)
	case len(k.lost) > 0 && !own:
		return k, usageError{errors.New("--without-key hanya untuk basis data di konfigurasi; pakai LOKET_DATABASE_URL, tanpa --to")}
	case key.IsZero():
		if err := os.MkdirAll(filepath.Dir(configured.SecretKeyFile), 0o700); err != nil {
			return k, fmt.Errorf("make the directory of the key: %w", err)
		}
		if key, err = privacy.GenerateKeyFile(configured.SecretKeyFile); err != nil {
			return k, err
		}
		k.made = configured.SecretKeyFile
	}
	if k.sealer, err = privacy.NewSealer(key); err != nil {
		return k, errors.Join(fmt.Errorf("make the sealer: %w", err), k.undo())
	}
	return k, nil
}

// undo removes a key that has sealed nothing.
func (k restoreKeys) undo() error {
	if k.made == "" {
		return nil
	}
	return os.Remove(k.made)
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

// errKeyLost tells what works without the key and what is gone.
func errKeyLost(c config.Config, key privacy.Key, lost []string, m backup.Manifest) error {
	where := "berkas " + c.SecretKeyFile + " tidak ada"
	if c.SecretKey != "" {
		where = "LOKET_SECRET_KEY berisi kunci lain (id " + key.ID() + ")"
	} else if !key.IsZero() {
		where = "berkas " + c.SecretKeyFile + " berisi kunci lain (id " + key.ID() + ")"
	}
	return loket.Errorf(loket.CodeInvalid, "Kunci cadangan ini (id "+strings.Join(lost, ", ")+") tidak ada di sini: "+where+
		". Tidak ada yang dipulihkan.\nTanpa kunci itu "+losses(m)+
		"\nCari dahulu kuncinya. Bila benar-benar hilang dan Anda tetap ingin sisanya, ulangi dengan --without-key.")
}

// losses says what a ledger without its key still has.
func losses(m backup.Manifest) string {
	return fmt.Sprintf("tetap ada: angka laporan, %s tiket dengan nomor, waktu, dan statusnya, %s kejadian, catatan audit, katalog dan "+
		"riwayatnya, akun petugas.\nHilang untuk selamanya: isi %s pesan warga dan %s kiriman loket, nama dan alamat %s warga. Tiket yang "+
		"masih terbuka ditutup tanpa jawaban; warga yang sama akan tercatat sebagai warga baru.",
		grouped(m.Rows("tickets")), grouped(m.Rows("events")), grouped(m.Rows("messages")), grouped(m.Rows("sends")), grouped(m.Rows("contacts")))
}

// tellRestored says what was restored, and what it asks of people.
func tellRestored(s *shell, m backup.Manifest, done store.Restored, k restoreKeys, took time.Duration) error {
	var out strings.Builder
	_, _ = fmt.Fprintf(&out, "Pulih dalam %s: %s pesan, %s tiket, %s kejadian, keadaan %s UTC.\n", seconds(took), grouped(m.Rows("messages")),
		grouped(m.Rows("tickets")), grouped(m.Rows("events")), m.At.Format("02-01-2006 15.04.05"))
	_, _ = fmt.Fprintf(&out, "Diperiksa: sidik SHA-256, jumlah baris %d tabel, keutuhan basis data, %s baris catatan audit, kunci.\n",
		len(m.Tables), grouped(done.Audit.Rows))
	if done.Doubtful > 0 {
		_, _ = fmt.Fprintf(&out, "%s balasan petugas belum terkirim saat dicadangkan dan mungkin terkirim sesudahnya; tidak dikirim ulang sendiri. Periksa di halaman tiket.\n",
			grouped(done.Doubtful))
	}
	if len(k.lost) > 0 {
		_, _ = fmt.Fprintf(&out, "Tanpa kunci lama (id %s): ditutup %s tiket, %s pesan, %s kiriman. Yang %s\n", strings.Join(k.lost, ", "),
			grouped(done.Lost.Tickets), grouped(done.Lost.Messages), grouped(done.Lost.Sends), losses(m))
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
