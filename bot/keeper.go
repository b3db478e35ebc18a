package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"loket/internal/loket"
)

// LeaseLedger is what a Keeper needs of the store.
type LeaseLedger interface {
	// AcquireLease takes a channel nobody owns; loket.ErrOwned. With alone set
	// no other process of the owner's replica can be alive.
	AcquireLease(ctx context.Context, channel loket.ChannelID, owner loket.Owner, alone bool) (loket.Lease, error)
	// RenewLease keeps a lease and notes when the channel was last heard;
	// loket.ErrFenced: it is somebody else's now.
	RenewLease(ctx context.Context, l loket.Lease, heard time.Time) (loket.Renewal, error)
	// ReleaseLease lets others take the channel at once.
	ReleaseLease(ctx context.Context, l loket.Lease) error
}

// Keeper holds the leases of this process. Its fields are set once, before use.
type Keeper struct {
	Ledger LeaseLedger
	Owner  loket.Owner
	Heard  func(loket.ChannelID) time.Time // when a channel was last heard; zero: never, or it is not fetched from
	Now    func() time.Time                // the ledger's time
	Log    *slog.Logger

	mu   sync.Mutex // guards held
	held map[loket.ChannelID]loket.Lease
}

const (
	acquireEvery = time.Second     // how often a channel of somebody else's is asked for
	leaseRetry   = time.Second     // after a renewal that failed
	leaseLimit   = 4 * time.Second // of one call of the ledger about a lease
)

// Keep strives for a channel until ctx ends, and runs work while this process
// owns it: under a context that ends when the channel has a newer owner, or with
// ctx. When work has ended the channel is released. One Keep for each channel.
func (k *Keeper) Keep(ctx context.Context, channel loket.ChannelID, work func(context.Context, loket.Lease)) {
	for alone := true; ctx.Err() == nil; rest(ctx, acquireEvery) {
		lease, err := k.acquire(ctx, channel, alone)
		switch {
		case err == nil:
			alone = false
			k.tenure(ctx, lease, work)
		case errors.Is(err, loket.ErrOwned):
			alone = false
		case ctx.Err() == nil:
			k.Log.Error("take a channel", "channel", channel, "err", err)
		}
	}
}

// acquire asks for a channel. Only at the start is this process's replica known
// to be alone: a copy of its data directory may start later.
func (k *Keeper) acquire(ctx context.Context, channel loket.ChannelID, alone bool) (loket.Lease, error) {
	ctx, cancel := context.WithTimeout(ctx, leaseLimit)
	defer cancel()
	return k.Ledger.AcquireLease(ctx, channel, k.Owner, alone)
}

// tenure is the time of one lease.
func (k *Keeper) tenure(ctx context.Context, lease loket.Lease, work func(context.Context, loket.Lease)) {
	k.Log.Info("channel is ours", "channel", lease.Channel, "epoch", lease.Epoch, "former_may_be_asleep", lease.Asleep)
	k.hold(lease)
	working, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(working, lease)
	}()
	lost := k.renewAll(ctx, lease)
	if lost {
		k.drop(lease.Channel)
	}
	stop()
	<-done
	if !lost {
		k.release(ctx, lease)
	}
}

// renewAll renews a lease until ctx ends, or until it is lost.
func (k *Keeper) renewAll(ctx context.Context, lease loket.Lease) (lost bool) {
	for wait := loket.LeaseRenew; ; {
		rest(ctx, wait)
		if ctx.Err() != nil {
			return false
		}
		renewed, err := k.renew(ctx, lease)
		switch {
		case err == nil:
			wait = loket.LeaseRenew
			lease.Until = renewed.Until
			k.hold(lease)
			k.tell(renewed.Gap)
		case errors.Is(err, loket.ErrFenced):
			k.Log.Warn("channel is lost to a newer owner", "channel", lease.Channel, "epoch", lease.Epoch)
			return true
		case ctx.Err() == nil:
			wait = leaseRetry
			k.Log.Warn("renew a lease", "channel", lease.Channel, "err", err)
		}
	}
}

func (k *Keeper) renew(ctx context.Context, lease loket.Lease) (loket.Renewal, error) {
	ctx, cancel := context.WithTimeout(ctx, leaseLimit)
	defer cancel()
	return k.Ledger.RenewLease(ctx, lease, k.Heard(lease.Channel))
}

// tell logs a gap that was found or has ended.
func (k *Keeper) tell(gap *loket.ChannelGap) {
	if gap == nil {
		return
	}
	k.Log.Error(loket.GapText, "channel", gap.Channel, "from", gap.From, "until", gap.Until)
}

// release lets go of a channel in order, so that another process need not wait
// for the lease to run out.
func (k *Keeper) release(ctx context.Context, lease loket.Lease) {
	k.drop(lease.Channel)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseLimit)
	defer cancel()
	if err := k.Ledger.ReleaseLease(ctx, lease); err != nil {
		k.Log.Warn("release a channel; others take it when its lease runs out", "channel", lease.Channel, "err", err)
	}
}

func (k *Keeper) hold(lease loket.Lease) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil {
		k.held = map[loket.ChannelID]loket.Lease{}
	}
	k.held[lease.Channel] = lease
}

func (k *Keeper) drop(channel loket.ChannelID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.held, channel)
}

// Epoch is the one under which this process owns a channel now; false: it does
// not, or not as far as it can know.
func (k *Keeper) Epoch(channel loket.ChannelID) (epoch int64, owned bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	lease, held := k.held[channel]
	return lease.Epoch, held && k.Now().Before(lease.Until)
}

// Holds tells whether a lease is held and has not run out.
func (k *Keeper) Holds(lease loket.Lease) bool {
	epoch, owned := k.Epoch(lease.Channel)
	return owned && epoch == lease.Epoch
}
