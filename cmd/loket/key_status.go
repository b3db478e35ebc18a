package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"loket/internal/privacy"
	"loket/internal/store"
)

// keyStatusCommand lists the keys.
type keyStatusCommand struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// keyState is what a key is to the ledger.
type keyState string

// The states of a key.
const (
	keyCurrent keyState = "current" // seals what is new
	keyOld     keyState = "old"     // still opens something, or could
	keyMissing keyState = "missing" // something needs it, and it is not here
	keyLost    keyState = "lost"    // given up in a restore
)

// in is how a person reads a state.
func (s keyState) in() string {
	switch s {
	case keyCurrent:
		return "kunci sekarang"
	case keyOld:
		return "kunci lama"
	case keyMissing:
		return "tidak ada di sini"
	case keyLost:
		return "hilang, dilepas saat pemulihan"
	}
	return string(s)
}

// keyStanding is one line of the list.
type keyStanding struct {
	ID    string   `json:"id"`
	State keyState `json:"state"`
	Needs int      `json:"needed_by"` // how much is under it
}

// Run implements the command.
func (c *keyStatusCommand) Run(s *shell) (err error) {
	configured, err := s.load()
	if err != nil {
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
	all, err := standings(s, ledger, sealer, given.LostKeys)
	if err != nil {
		return err
	}
	if c.JSON || c.Format == "json" {
		return json.NewEncoder(s.stdout).Encode(all)
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, k := range all {
		if _, err := fmt.Fprintf(table, "%s\t%s, %d isian\n", k.ID, k.State.in(), k.Needs); err != nil {
			return err
		}
	}
	return table.Flush()
}

// standings are the keys at hand, the current first, and then those that
// something needs and nobody has here.
func standings(s *shell, ledger *store.Store, sealer *privacy.Sealer, lost []string) (all []keyStanding, err error) {
	counts, err := ledger.UnderKeys(s.ctx)
	if err != nil {
		return nil, err
	}
	for i, id := range sealer.KeyIDs() {
		state := keyOld
		if i == 0 {
			state = keyCurrent
		}
		all = append(all, keyStanding{id, state, counts[id]})
		delete(counts, id)
	}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		state := keyMissing
		if slices.Contains(lost, id) {
			state = keyLost
		}
		all = append(all, keyStanding{id, state, counts[id]})
	}
	return all, nil
}
