package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

// keyCommand is about the master key.
type keyCommand struct {
	Status keyStatusCommand `cmd:"" help:"Kunci mana yang dipakai, dan apa yang masih memerlukan kunci lama."`
	Rotate keyRotateCommand `cmd:"" help:"Ganti kunci rahasia; boleh di samping server yang berjalan, boleh diulang bila terputus."`
}

// keyRotateCommand changes the master key.
type keyRotateCommand struct {
	Wait time.Duration `help:"Paling lama menunggu server membaca kunci baru." default:"60s" placeholder:"LAMA"`
}

// Run implements the command: a new key is put before the old one, the running
// server adopts both, everything is moved, and only then the old key is put
// aside. Whatever interrupts it, running it again goes on.
func (c *keyRotateCommand) Run(s *shell) (err error) {
	configured, err := s.load()
	if err != nil {
		return err
	}
	unlock, err := lockFolder(configured.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	keys, err := c.twoKeys(s, configured)
	if err != nil {
		return err
	}
	if err := c.awaitServer(s, configured, idsOf(keys)); err != nil {
		return err
	}
	ledger, sealer, err := openLedger(s.ctx, configured, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	given, err := readMark(configured)
	if err != nil {
		return err
	}
	if err := move(s, ledger, sealer, given.LostKeys); err != nil {
		return err
	}
	return retire(s, configured, idsOf(keys)[1:])
}

// twoKeys makes sure that there is a new key before the old one. A ledger that
// the present key does not open is refused first.
func (c *keyRotateCommand) twoKeys(s *shell, configured config.Config) ([]privacy.Key, error) {
	ledger, sealer, err := openLedger(s.ctx, configured, store.Options{})
	if err != nil {
		return nil, err
	}
	ids := sealer.KeyIDs()
	if err := ledger.Close(); err != nil {
		return nil, err
	}
	switch {
	case len(ids) > 1:
		_, err = fmt.Fprintf(s.stdout, "Melanjutkan penggantian ke kunci %s.\n", ids[0])
	case configured.SecretKey != "":
		return nil, loket.Errorf(loket.CodeInvalid, "Kunci berasal dari LOKET_SECRET_KEY, yang tidak dapat diubah perintah ini. "+
			"Buat kunci baru: openssl rand -base64 32. Isi LOKET_SECRET_KEY dengan kunci baru, koma, lalu kunci lama; jalankan ulang server; "+
			"lalu ulangi: loket key rotate.")
	default:
		var key privacy.Key
		if key, err = privacy.AddKey(configured.SecretKeyFile); err == nil {
			_, err = fmt.Fprintf(s.stdout, "Kunci baru %s dibuat. Kunci lama %s tetap dipakai sampai selesai.\n", key.ID(), ids[0])
		}
	}
	if err != nil {
		return nil, err
	}
	return privacy.LoadKeys(configured.SecretKey, configured.SecretKeyFile)
}

// lookEvery is how often a server is asked whether it has adopted the keys.
const lookEvery = 200 * time.Millisecond

// awaitServer waits until the server of the data directory, if there is one,
// uses the keys: until then nothing may be moved to the new one.
func (c *keyRotateCommand) awaitServer(s *shell, configured config.Config, want []string) error {
	limit := time.NewTimer(c.Wait)
	defer limit.Stop()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		held, running, err := heldKeys(configured.DataDir)
		if err != nil || !running || slices.Equal(held, want) {
			return err
		}
		select {
		case <-s.ctx.Done():
			return s.ctx.Err()
		case <-limit.C:
			return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("Server belum membaca kunci baru dalam %v, jadi belum ada yang dipindahkan. "+
				"Jalankan ulang server, lalu ulangi: loket key rotate.", c.Wait))
		case <-tick.C:
		}
	}
}

// move moves everything but what is under a lost key to the current one, and
// tells how far it is.
func move(s *shell, ledger *store.Store, sealer *privacy.Sealer, lost []string) error {
	told := s.now()
	done, err := ledger.Rekey(s.ctx, func(done store.Rekeyed) {
		if s.now().Sub(told) > time.Second {
			told = s.now()
			_, _ = fmt.Fprintf(s.stderr, "%d warga dipindahkan…\n", done.Contacts)
		}
	})
	if err != nil {
		return fmt.Errorf("change keys: %w", err)
	}
	counts, err := ledger.UnderKeys(s.ctx)
	if err != nil {
		return err
	}
	for id, n := range counts {
		if id != sealer.KeyID() && !slices.Contains(lost, id) {
			return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Masih ada %d isian di bawah kunci %s. Ulangi: loket key rotate.", n, id))
		}
	}
	_, err = fmt.Fprintf(s.stdout, "Dipindahkan: %d warga, %d pesan, %d kiriman karantina.\n", done.Contacts, done.Messages, done.Quarantined)
	return errors.Join(err, ledger.NoteKeyChange(s.ctx, strings.Join(sealer.KeyIDs()[1:], " ")))
}

// retire puts the old keys aside, or says where to.
func retire(s *shell, configured config.Config, old []string) error {
	if configured.SecretKey != "" {
		_, err := fmt.Fprintf(s.stdout, "Selesai. Hapus kunci lama %s dari LOKET_SECRET_KEY dan jalankan ulang server. "+
			"Simpan kunci lama terpisah: cadangan lama memerlukannya.\n", strings.Join(old, ", "))
		return err
	}
	files, err := privacy.RetireKeys(configured.SecretKeyFile)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Selesai. Kunci lama dipindahkan ke %s. Cadangkan kunci baru %s sekarang. "+
		"Cadangan lama hanya terbuka dengan kunci lama: simpan terpisah, atau hapus bila bocor.\n",
		strings.Join(files, ", "), configured.SecretKeyFile)
	return err
}
