package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/store"
)

// mark is what the data directory remembers of its ledger, so that another,
// empty one is never taken for it: polling into it would begin from nothing,
// and nobody would notice.
type mark struct {
	Since    time.Time `json:"had_data_since,omitzero"` // zero: nothing happened yet
	LostKeys []string  `json:"lost_keys,omitempty"`     // ids of master keys given up in a restore
}

func markFile(c config.Config) string { return filepath.Join(c.DataDir, "loket.state") }

// readMark returns the zero mark where there is none.
func readMark(c config.Config) (m mark, err error) {
	text, err := os.ReadFile(markFile(c))
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	if err != nil {
		return m, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Penanda %s tidak dapat dibaca: %v. Berkas ini mencegah basis data kosong "+
			"dipakai diam-diam; hapus hanya bila basis data yang sekarang memang benar.", markFile(c), err))
	}
	return m, nil
}

// write replaces the mark as a whole, durably.
func (m mark) write(c config.Config) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := durable.Replace(markFile(c), append(text, '\n')); err != nil {
		return fmt.Errorf("write the mark: %w", err)
	}
	return nil
}

// noteData writes the mark once something has happened in the ledger; true when
// it stands.
func noteData(ctx context.Context, c config.Config, ledger *store.Store, now time.Time) (bool, error) {
	m, err := readMark(c)
	if err != nil || !m.Since.IsZero() {
		return err == nil, err
	}
	has, err := ledger.HasData(ctx)
	if err != nil || !has {
		return false, err
	}
	m.Since = now.UTC()
	return true, m.write(c)
}

// markEvery is how soon after the first message the mark is written.
const markEvery = time.Second

// watchData writes the mark as soon as there is data, at the end at the latest.
func (h *house) watchData(ctx context.Context) error {
	tick := time.NewTicker(markEvery)
	defer tick.Stop()
	for {
		ending := ctx.Err() != nil
		noted, err := noteData(context.WithoutCancel(ctx), h.config, h.ledger, h.now())
		if err != nil {
			h.log.Error("mark that there is data", "err", err)
		}
		if noted || ending {
			return nil
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

// errGone tells a person what an empty ledger means where there was data.
func errGone(c config.Config, m mark) error {
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("%s kosong atau hilang, padahal sudah berisi data sejak %s. Loket tidak mau "+
		"melayani di atas basis data kosong.\nPulihkan cadangan: loket restore CADANGAN\nAtau kembalikan basis datanya; periksa juga "+
		"LOKET_DATA_DIR dan LOKET_DATABASE_URL.\nBila memang ingin mulai dari kosong, hapus %s dan pindahkan %s.",
		placeOf(c.DatabaseURL), m.Since.Format("02-01-2006"), markFile(c), anchorFile(c)))
}

// placeOf names a ledger's place for people, without a password.
func placeOf(address string) string {
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return "Basis data " + strings.TrimPrefix(path, "//")
	}
	return "Basis data PostgreSQL"
}
