package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"loket/faq/disdukcapil"
	"loket/internal/config"
)

// memory is where what an agency's matcher learned is kept between starts. It
// may be lost, or be of another catalogue, at any moment: then one start takes
// longer.
type memory struct{ path string }

// memoryOf is an agency's file in the data directory.
func memoryOf(c config.Config, a config.Agency) memory {
	return memory{filepath.Join(c.DataDir, "learned", string(a.ID)+".gob")}
}

// recall returns all that may spare a matcher its training: what is kept here,
// and what the program brings along for the shipped catalogue. The matcher
// takes what fits.
func (m memory) recall() [][]byte {
	before := [][]byte{disdukcapil.Learned()}
	if kept, err := os.ReadFile(m.path); err == nil {
		before = append(before, kept)
	}
	return before
}

// keep replaces what is kept, as a whole, unless that is the same.
func (m memory) keep(learned []byte) error {
	if kept, err := os.ReadFile(m.path); err == nil && bytes.Equal(kept, learned) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(m.path), 0o700); err != nil {
		return fmt.Errorf("make the directory of what was learned: %w", err)
	}
	fresh := m.path + ".baru"
	if err := os.WriteFile(fresh, learned, 0o600); err != nil {
		return fmt.Errorf("write what was learned: %w", err)
	}
	if err := os.Rename(fresh, m.path); err != nil {
		return fmt.Errorf("keep what was learned: %w", err)
	}
	return nil
}
