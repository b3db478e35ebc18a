package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"loket/internal/backup"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// restoreKeys are the keys to go on with, and the ids of those that are lost.
type restoreKeys struct {
	sealer  *privacy.Sealer
	old     []string // ids of keys that open a part of the backup and are not the current one
	retired []string // of them, those that a change of keys has put aside
	lost    []string
	made    string // path of a key file that was made for this; empty: none
}

// keys finds the keys, those that a change of keys has put aside included, and
// refuses when they do not open all of the backup, unless told to go on without.
func (c *restoreCommand) keys(configured config.Config, m backup.Manifest, own bool) (k restoreKeys, err error) {
	held, retired, err := keysAtHand(configured)
	if err != nil {
		return k, err
	}
	all := idsOf(slices.Concat(held, retired))
	for _, id := range m.Keys {
		switch at := slices.Index(all, id); {
		case at < 0:
			k.lost = append(k.lost, id)
		case at > 0:
			k.old = append(k.old, id)
		}
		if slices.Contains(idsOf(retired), id) {
			k.retired = append(k.retired, id)
		}
	}
	switch {
	case len(k.lost) > 0 && !c.WithoutKey:
		return k, errKeyLost(configured, held, k.lost, m)
	case len(k.lost) > 0 && !own:
		return k, usageError{errors.New("--without-key hanya untuk basis data di konfigurasi; pakai LOKET_DATABASE_URL, tanpa --to")}
	case len(held) == 0:
		if held, err = k.draw(configured.SecretKeyFile); err != nil {
			return k, err
		}
	}
	if k.sealer, err = privacy.NewSealer(held[0], slices.Concat(held[1:], retired)...); err != nil {
		return k, errors.Join(fmt.Errorf("make the sealer: %w", err), k.undo())
	}
	return k, nil
}

// keysAtHand are the configured keys, none when there is no key file, and those
// put aside beside it.
func keysAtHand(configured config.Config) (held, retired []privacy.Key, err error) {
	held, err = privacy.LoadKeys(configured.SecretKey, configured.SecretKeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err == nil && configured.SecretKey == "" {
		retired, err = privacy.RetiredKeys(configured.SecretKeyFile)
		retired = slices.DeleteFunc(retired, func(k privacy.Key) bool { return slices.Contains(idsOf(held), k.ID()) })
	}
	return held, retired, err
}

// draw makes the first key of a place that has none.
func (k *restoreKeys) draw(path string) ([]privacy.Key, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of the key: %w", err)
	}
	key, err := privacy.GenerateKeyFile(path)
	if err != nil {
		return nil, err
	}
	k.made = path
	return []privacy.Key{key}, nil
}

// readmit puts the retired keys that the backup needs back into the key file, and
// does so before there is a ledger: one that is in its place can be opened.
func (k restoreKeys) readmit(configured config.Config) error {
	if len(k.retired) == 0 {
		return nil
	}
	return privacy.ReadmitKeys(configured.SecretKeyFile, k.retired...)
}

// undo removes a key that has sealed nothing.
func (k restoreKeys) undo() error {
	if k.made == "" {
		return nil
	}
	return os.Remove(k.made)
}

// errKeyLost tells what works without the keys and what is gone.
func errKeyLost(c config.Config, held []privacy.Key, lost []string, m backup.Manifest) error {
	where, cure := "berkas "+c.SecretKeyFile+" tidak ada", "Kembalikan berkas itu dari salinannya"
	switch {
	case c.SecretKey != "":
		where = "LOKET_SECRET_KEY berisi kunci lain"
		cure = "Tulis kuncinya di LOKET_SECRET_KEY sesudah kunci sekarang, dengan koma di antaranya"
	case len(held) > 0:
		where = "berkas " + c.SecretKeyFile + " berisi kunci lain"
		cure = "Bila kunci pernah diganti, taruh salinan " + filepath.Base(c.SecretKeyFile) + ".lama-" + lost[0] + " di samping berkas kunci"
	}
	if len(held) > 0 {
		where += " (id " + strings.Join(idsOf(held), ", ") + ")"
	}
	return loket.Errorf(loket.CodeInvalid, "Kunci cadangan ini (id "+strings.Join(lost, ", ")+") tidak ada di sini: "+where+
		". Tidak ada yang dipulihkan.\n"+cure+", lalu ulangi.\nTanpa kunci itu "+losses(m)+
		"\nBila kunci itu benar-benar hilang dan Anda tetap ingin sisanya, ulangi dengan --without-key.")
}
