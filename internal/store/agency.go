package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"loket/internal/loket"
)

const (
	upsertAgency = `
INSERT INTO agencies (id, code, name, zone, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, zone = excluded.zone`
	upsertChannel = `
INSERT INTO channels (id, agency_id, kind, name, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET name = excluded.name`
	selectChannel = `
SELECT id, agency_id, kind, name, owner, epoch, lease_until FROM channels WHERE id = $1`
	selectAgency = `SELECT id, code, name, zone FROM agencies WHERE id = $1`
)

// Register writes an agency and its channels as the configuration names them.
// A channel keeps its agency and kind for good: registering it otherwise is
// refused.
func (s *Store) Register(ctx context.Context, a loket.Agency, channels ...loket.Channel) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(upsertAgency, string(a.ID), a.Code, a.Name, a.Zone, ms(t.now)); err != nil {
			return fmt.Errorf("register agency %s: %w", a.ID, err)
		}
		for _, c := range channels {
			if err := t.registerChannel(a, c); err != nil {
				return fmt.Errorf("register channel %s: %w", c.ID, err)
			}
		}
		return nil
	})
}

func (t *tx) registerChannel(a loket.Agency, c loket.Channel) error {
	if _, err := t.exec(upsertChannel, string(c.ID), string(a.ID), string(c.Kind), c.Name, ms(t.now)); err != nil {
		return err
	}
	kept, err := scanChannel(func(scan func(scanner) error) error { return t.one(scan, selectChannel, string(c.ID)) })
	if err != nil {
		return err
	}
	if kept.Agency != a.ID || kept.Kind != c.Kind {
		return loket.Errorf(loket.CodeConflict, "Saluran "+string(c.ID)+" sudah milik "+string(kept.Agency)+
			". Beri saluran baru nama lain di loket.yaml.")
	}
	return nil
}

func scanChannel(one func(func(scanner) error) error) (c loket.Channel, err error) {
	err = one(func(r scanner) error {
		return r.Scan(&c.ID, &c.Agency, &c.Kind, &c.Name, &c.Owner, &c.Epoch, when{&c.LeaseUntil})
	})
	return c, notFound(err)
}

// notFound turns "no rows" into the error the rest of the house knows.
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return loket.ErrNotFound
	}
	return err
}

// Channel returns a channel's row; loket.ErrNotFound when there is none.
func (s *Store) Channel(ctx context.Context, id loket.ChannelID) (loket.Channel, error) {
	return scanChannel(func(scan func(scanner) error) error { return s.read.one(ctx, scan, selectChannel, string(id)) })
}

// Agency returns an agency; loket.ErrNotFound when there is none.
func (s *Store) Agency(ctx context.Context, id loket.AgencyID) (a loket.Agency, err error) {
	err = s.read.one(ctx, func(r scanner) error {
		return r.Scan(&a.ID, &a.Code, &a.Name, &a.Zone)
	}, selectAgency, string(id))
	return a, notFound(err)
}

// channelOf is Channel with a memory for what never changes: agency and kind.
func (t *tx) channelOf(id loket.ChannelID) (loket.Channel, error) {
	if known, ok := t.store.channels.Load(id); ok {
		return known.(loket.Channel), nil
	}
	c, err := scanChannel(func(scan func(scanner) error) error { return t.one(scan, selectChannel, string(id)) })
	if err == nil {
		t.store.channels.Store(id, c)
	}
	return c, err
}
