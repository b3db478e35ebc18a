package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loket/internal/backup"
	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// backupCommand writes the ledger into one file.
type backupCommand struct {
	Out string `help:"Berkas cadangan, atau folder yang sudah ada (namanya dibuat dari waktunya)." required:"" placeholder:"FILE|DIR"`
}

// Help is what --help says besides.
func (*backupCommand) Help() string {
	return "Boleh saat loket serve berjalan. Kunci tidak ikut: simpan salinannya di tempat lain."
}

// Run implements the command.
func (c *backupCommand) Run(s *shell) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	path := c.Out
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "loket-"+s.now().UTC().Format("20060102-150405")+".cadangan")
	}
	m, length, err := s.backup(configured, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Cadangan: %s (%s), sudah dibaca ulang dan utuh.\nIsi: %s pesan, %s tiket, %s kejadian, skema %d.\n%s\n",
		path, size(length), report.Grouped(m.Rows("messages")), report.Grouped(m.Rows("tickets")), report.Grouped(m.Rows("events")), m.Schema,
		keyNotice(configured, m))
	return err
}

// backup writes a backup beside its final name, reads it again, and only then
// gives it that name. A file that is there already stays as it is.
func (s *shell) backup(c config.Config, path string) (m backup.Manifest, length int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return m, 0, errTaken(path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".cadangan-*") // mode 0600
	if err != nil {
		return m, 0, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Folder cadangan tidak dapat ditulisi: %v. Buat dahulu, atau pilih --out lain.", err))
	}
	defer func() {
		if gone := os.Remove(file.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	m, err = store.Backup(s.ctx, c.DatabaseURL, file, store.BackupOptions{Loket: version, Now: s.now})
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return m, 0, err
	}
	written, err := backup.Open(file.Name())
	if err != nil {
		return m, 0, err
	}
	if err := written.Close(); err != nil {
		return m, 0, err
	}
	if err := os.Link(file.Name(), path); errors.Is(err, fs.ErrExist) {
		return m, 0, errTaken(path)
	} else if err != nil {
		return m, 0, fmt.Errorf("name the backup: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return m, 0, err
	}
	return m, info.Size(), durable.SyncDir(filepath.Dir(path))
}

func errTaken(path string) error {
	return loket.Errorf(loket.CodeConflict, "Berkas "+path+" sudah ada dan tidak ditimpa. Pilih nama lain, atau sebut foldernya saja.")
}

// keyNotice says where the key is that the backup does not hold.
func keyNotice(c config.Config, m backup.Manifest) string {
	where := "berkas " + c.SecretKeyFile
	if c.SecretKey != "" {
		where = "LOKET_SECRET_KEY"
	}
	names := "belum ada yang disegel"
	if len(m.Keys) > 0 {
		names = "id " + strings.Join(m.Keys, ", ")
	}
	return "Kunci TIDAK ada di dalamnya. Kuncinya: " + where + " (" + names + ").\n" +
		"Simpan salinan kunci di tempat lain, terpisah dari cadangan. Tanpa kunci itu isi percakapan, nama, dan alamat tidak dapat dibaca siapa pun."
}

// size writes a number of bytes for people.
func size(n int64) string {
	var text string
	switch {
	case n < 1<<20:
		text = fmt.Sprintf("%d kB", (n+1023)>>10)
	case n < 1<<30:
		text = fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	default:
		text = fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	}
	return strings.Replace(text, ".", ",", 1)
}
