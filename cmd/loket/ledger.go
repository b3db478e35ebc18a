package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

// openLedger opens the ledger with its key. A key is made on the very first
// start only: a ledger whose key is lost is never opened with another. An empty
// ledger where there was data is refused. The options' sealer, and what the data
// directory remembers of its ledger, are set here.
func openLedger(ctx context.Context, c config.Config, o store.Options) (*store.Store, *privacy.Sealer, error) {
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the data directory: %w", err)
	}
	known, err := readMark(c)
	if err != nil {
		return nil, nil, err
	}
	keys, fresh, err := masterKeys(c)
	if err != nil {
		return nil, nil, err
	}
	sealer, err := privacy.NewSealer(keys[0], keys[1:]...)
	if err != nil {
		return nil, nil, fmt.Errorf("make the sealer: %w", err)
	}
	o.Sealer, o.HadData, o.LostKeys = sealer, !known.Since.IsZero(), known.LostKeys
	ledger, err := store.Open(ctx, c.DatabaseURL, o)
	if errors.Is(err, store.ErrEmpty) {
		err = errGone(c, known)
	}
	if err != nil && fresh {
		err = errors.Join(err, os.Remove(c.SecretKeyFile)) // it has sealed nothing
	}
	if err != nil {
		return nil, nil, err
	}
	if _, err := noteData(ctx, c, ledger, time.Now()); err != nil {
		return nil, nil, errors.Join(err, ledger.Close())
	}
	return ledger, sealer, nil
}

// masterKeys reads the keys, or makes one where there is none and no ledger that
// could need it; fresh tells that it was made.
func masterKeys(c config.Config) (keys []privacy.Key, fresh bool, err error) {
	keys, err = privacy.LoadKeys(c.SecretKey, c.SecretKeyFile)
	if !errors.Is(err, fs.ErrNotExist) {
		return keys, false, err
	}
	if path, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		path = strings.TrimPrefix(path, "//")
		if _, err := os.Stat(path); err == nil {
			return nil, false, loket.Errorf(loket.CodeInvalid, "Basis data "+path+" sudah ada, tetapi kuncinya "+c.SecretKeyFile+
				" hilang. Kembalikan berkas kunci dari cadangan; tanpa itu isi percakapan tidak dapat dibuka.")
		}
	}
	if err := os.MkdirAll(filepath.Dir(c.SecretKeyFile), 0o700); err != nil {
		return nil, false, fmt.Errorf("make the directory of the key: %w", err)
	}
	key, err := privacy.GenerateKeyFile(c.SecretKeyFile)
	return []privacy.Key{key}, err == nil, err
}

// channelsOf names the channels of an agency.
func channelsOf(a config.Agency, telegram bool) []loket.Channel {
	channels := []loket.Channel{webChannel(a)}
	if telegram {
		channels = append(channels, telegramChannel(a))
	}
	return channels
}

func webChannel(a config.Agency) loket.Channel {
	return loket.Channel{ID: loket.ChannelID(a.ID) + "/web", Agency: a.ID, Kind: loket.WebChat, Name: "Chat web"}
}

func telegramChannel(a config.Agency) loket.Channel {
	return loket.Channel{ID: loket.ChannelID(a.ID) + "/telegram", Agency: a.ID, Kind: loket.Telegram, Name: "Telegram"}
}

// register writes the agencies and channels of the configuration into the
// ledger.
func register(ctx context.Context, ledger *store.Store, c config.Config) error {
	for _, a := range c.Agencies {
		err := ledger.Register(ctx, a.Agency, channelsOf(a, c.TelegramOf(a).Token != "")...)
		if err != nil {
			return err
		}
	}
	return nil
}
