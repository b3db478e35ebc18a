package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
)

const (
	selectLease = `SELECT owner, epoch, lease_until FROM channels WHERE id = $1`
	takeLease   = `UPDATE channels SET owner = $2, epoch = epoch + 1, lease_until = $3 WHERE id = $1`
	renewLease  = `UPDATE channels SET lease_until = $4 WHERE id = $1 AND owner = $2 AND epoch = $3`
	dropLease   = `UPDATE channels SET owner = '', lease_until = 0 WHERE id = $1 AND owner = $2 AND epoch = $3`
)

// AcquireLease makes owner the owner of a channel that nobody owns or whose
// lease has run out, under a new epoch. When alone is set no other process of
// the owner's replica can be alive, and what one of them held is taken at once.
// loket.ErrOwned: the channel is somebody else's; loket.ErrNotFound: there is no
// such channel.
func (s *Store) AcquireLease(
	ctx context.Context, channel loket.ChannelID, owner loket.Owner, alone bool,
) (lease loket.Lease, err error) {
	seen, err := scanLease(func(scan func(scanner) error) error { return s.read.one(ctx, scan, selectLease, string(channel)) })
	if err != nil {
		return lease, fmt.Errorf("read the lease of %s: %w", channel, err)
	}
	if !seen.free(s.Now(), owner, alone) {
		return lease, loket.ErrOwned
	}
	err = s.write(ctx, func(t *tx) error {
		held, err := t.lockLease(channel)
		if err != nil {
			return fmt.Errorf("read the lease of %s: %w", channel, err)
		}
		if !held.free(t.now, owner, alone) {
			return loket.ErrOwned
		}
		lease = loket.Lease{
			Channel: channel, Owner: owner, Epoch: held.epoch + 1, Until: t.now.Add(loket.LeaseTime),
			Asleep: held.owner != "" && !held.of(owner.Replica),
		}
		if t.group != nil {
			delete(t.group.epochs, channel)
		}
		_, err = t.exec(takeLease, string(channel), owner.String(), ms(lease.Until))
		return err
	})
	return lease, err
}

// heldLease is what a channel's row says of its owner.
type heldLease struct {
	owner string
	epoch int64
	until time.Time
}

func scanLease(one func(func(scanner) error) error) (l heldLease, err error) {
	err = one(func(r scanner) error { return r.Scan(&l.owner, &l.epoch, when{&l.until}) })
	return l, notFound(err)
}

// of tells whether the owner is a process of a replica.
func (l heldLease) of(replica string) bool { return strings.HasPrefix(l.owner, replica+"/") }

func (l heldLease) free(now time.Time, owner loket.Owner, alone bool) bool {
	return l.owner == "" || !l.until.After(now) || alone && l.of(owner.Replica)
}

// lockLease reads a channel's lease and keeps everybody else from changing it,
// and from writing under it, until the transaction ends.
func (t *tx) lockLease(channel loket.ChannelID) (heldLease, error) {
	return scanLease(func(scan func(scanner) error) error {
		return t.one(scan, t.locking(selectLease, "FOR UPDATE"), string(channel))
	})
}

// locking adds a row lock to a query. SQLite has one writer and needs none.
func (t *tx) locking(query, lock string) string {
	if t.store.postgres {
		return query + " " + lock
	}
	return query
}

// RenewLease keeps a lease that nobody else has taken, whether it has run out or
// not, and notes when the channel was last heard (zero: it is none that is
// fetched from). loket.ErrFenced: the channel has a newer owner.
func (s *Store) RenewLease(ctx context.Context, l loket.Lease, heard time.Time) (renewed loket.Renewal, err error) {
	err = s.write(ctx, func(t *tx) error {
		renewed = loket.Renewal{Until: t.now.Add(loket.LeaseTime)}
		n, err := t.exec(renewLease, string(l.Channel), l.Owner.String(), l.Epoch, ms(renewed.Until))
		if err != nil {
			return fmt.Errorf("renew the lease of %s: %w", l.Channel, err)
		}
		if n == 0 {
			return fmt.Errorf("renew the lease of %s: %w", l.Channel, loket.ErrFenced)
		}
		renewed.Gap, err = t.hear(l.Channel, heard)
		return err
	})
	return renewed, err
}

// ReleaseLease lets go of a channel, so that another process may take it at
// once. One that has a newer owner is let alone.
func (s *Store) ReleaseLease(ctx context.Context, l loket.Lease) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(dropLease, string(l.Channel), l.Owner.String(), l.Epoch)
		return err
	})
}

const selectEpoch = `SELECT epoch FROM channels WHERE id = $1`

// fence refuses the write of a process that does not own a channel any more, and
// keeps the channel from changing hands before the write is committed.
func (t *tx) fence(channel loket.ChannelID, epoch int64) error {
	now, err := t.epochOf(channel)
	if err != nil {
		return fmt.Errorf("read the epoch of %s: %w", channel, notFound(err))
	}
	if now != epoch {
		return fmt.Errorf("channel %s, epoch %d: %w (epoch %d)", channel, epoch, loket.ErrFenced, now)
	}
	return nil
}

// epochOf reads a channel's epoch. What one change of a group has read holds for
// the others, until one of them takes the channel.
func (t *tx) epochOf(channel loket.ChannelID) (epoch int64, err error) {
	if t.group != nil {
		if epoch, read := t.group.epochs[channel]; read {
			return epoch, nil
		}
	}
	err = t.one(func(r scanner) error { return r.Scan(&epoch) }, t.locking(selectEpoch, "FOR KEY SHARE"), string(channel))
	if err == nil && t.group != nil {
		t.group.epochs[channel] = epoch
	}
	return epoch, err
}
