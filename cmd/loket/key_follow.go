package main

import (
	"context"
	"slices"
	"time"

	"loket/internal/privacy"
)

// keysEvery is how often the server looks at its key file.
const keysEvery = 2 * time.Second

// followKeys adopts the keys of the key file whenever they change, and tells the
// commands beside the server which ones it uses. A file it cannot read changes
// nothing.
func (h *house) followKeys(ctx context.Context) error {
	if err := h.tellKeys(ctx); err != nil {
		return err
	}
	tick := time.NewTicker(keysEvery)
	defer tick.Stop()
	for told := ""; ; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := h.adoptKeys(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			told = ""
		case err.Error() != told:
			told = err.Error()
			h.log.Error("read the keys; the ones before stay", "err", err)
		}
	}
}

// adoptKeys takes the keys as they are now, and tells so when nothing is being
// written any more that was sealed under those of before: whoever moves
// everything to the new key would not see it, and put the old key aside.
func (h *house) adoptKeys(ctx context.Context) error {
	keys, err := privacy.LoadKeys(h.config.SecretKey, h.config.SecretKeyFile)
	if err != nil {
		return err
	}
	if !slices.Equal(idsOf(keys), h.sealer.KeyIDs()) {
		if err := h.sealer.Adopt(keys[0], keys[1:]...); err != nil {
			return err
		}
		h.log.Info("keys adopted", "current", keys[0].ID(), "keys", len(keys))
	}
	return h.tellKeys(ctx)
}

// tellKeys tells which keys are used, unless that was told before. What failed
// is told the next time.
func (h *house) tellKeys(ctx context.Context) error {
	ids := h.sealer.KeyIDs()
	if slices.Equal(ids, h.keysTold) {
		return nil
	}
	if err := h.ledger.AwaitWrites(ctx); err != nil {
		return err
	}
	if err := h.lock.tell(ids); err != nil {
		return err
	}
	h.keysTold = ids
	return nil
}

func idsOf(keys []privacy.Key) (ids []string) {
	for _, key := range keys {
		ids = append(ids, key.ID())
	}
	return ids
}
