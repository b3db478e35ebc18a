package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// ward is a channel on a real ledger in a bubble of time, and the processes that
// strive for it.
type ward struct {
	t      *testing.T
	ledger *store.Store
	text   *strings.Builder
	log    *slog.Logger // into text
	broken atomic.Bool  // the ledger cannot be reached
}

// inWard runs a test in a bubble: LeaseTime passes at once.
func inWard(t *testing.T, test func(*ward)) {
	t.Parallel()
	address := storetest.ReadySQLite(t)
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1)})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		if err := s.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...); err != nil {
			t.Fatal(err)
		}
		text := &strings.Builder{}
		test(&ward{t: t, ledger: s, text: text, log: slog.New(slog.NewTextHandler(text, nil))})
	})
}

var errUnreachable = errors.New("ledger cannot be reached")

// AcquireLease implements LeaseLedger.
func (w *ward) AcquireLease(ctx context.Context, c loket.ChannelID, o loket.Owner, alone bool) (loket.Lease, error) {
	return w.ledger.AcquireLease(ctx, c, o, alone)
}

// RenewLease implements LeaseLedger.
func (w *ward) RenewLease(ctx context.Context, l loket.Lease, heard time.Time) (loket.Renewal, error) {
	if w.broken.Load() {
		return loket.Renewal{}, errUnreachable
	}
	return w.ledger.RenewLease(ctx, l, heard)
}

// ReleaseLease implements LeaseLedger.
func (w *ward) ReleaseLease(ctx context.Context, l loket.Lease) error {
	return w.ledger.ReleaseLease(ctx, l)
}

// aspirant is a process that strives for the channel.
type aspirant struct {
	*Keeper
	ctx  context.Context
	stop context.CancelFunc
	all  sync.WaitGroup

	mu      sync.Mutex // guards working
	working bool
}

// enters starts a process over a ledger.
func (w *ward) enters(replica string, ledger LeaseLedger) *aspirant {
	a := &aspirant{Keeper: &Keeper{
		Ledger: ledger, Owner: loket.Owner{Replica: replica, Process: "p"}, Now: time.Now,
		Heard: func(loket.ChannelID) time.Time { return time.Time{} },
		Log:   w.log,
	}}
	a.ctx, a.stop = context.WithCancel(w.t.Context())
	a.all.Go(func() {
		a.Keep(a.ctx, wardChannel(), func(ctx context.Context, _ loket.Lease) {
			a.set(true)
			<-ctx.Done()
			a.set(false)
		})
	})
	w.passes(1500 * time.Millisecond)
	return a
}

func wardChannel() loket.ChannelID { return lokettest.Channels()[0].ID }

func (a *aspirant) set(working bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.working = working
}

// leaves stops a process in order.
func (a *aspirant) leaves() {
	a.stop()
	a.all.Wait()
}

func (w *ward) passes(d time.Duration) {
	rest(w.t.Context(), d)
	synctest.Wait()
}

// owns wants a process to own the channel and work for it, or not.
func (w *ward) owns(name string, a *aspirant, want bool) {
	w.t.Helper()
	a.mu.Lock()
	working := a.working
	a.mu.Unlock()
	if _, owned := a.Epoch(wardChannel()); owned != want || working != want {
		w.t.Errorf("%s owns the channel: %v, works: %v, want %v", name, owned, working, want)
	}
}

func TestKeeper(t *testing.T) {
	t.Parallel()
	t.Run("OneOwns/TheOtherFollowsAStopAtOnce", func(t *testing.T) {
		inWard(t, func(w *ward) {
			a, b := w.enters("a", w), w.enters("b", w)
			defer b.leaves()
			w.passes(time.Minute)
			w.owns("a", a, true)
			w.owns("b", b, false)
			a.leaves()
			w.owns("a, stopped,", a, false)
			w.passes(1100 * time.Millisecond)
			w.owns("b", b, true)
		})
	})
	t.Run("LedgerAway/NotOursWhenItHasRunOut/OursAgain", func(t *testing.T) {
		inWard(t, func(w *ward) {
			a := w.enters("a", w)
			defer a.leaves()
			w.broken.Store(true)
			w.passes(loket.LeaseTime + time.Second)
			if _, owned := a.Epoch(wardChannel()); owned {
				t.Error("a lease that has run out is still ours")
			}
			w.broken.Store(false)
			w.passes(2 * time.Second)
			w.owns("a, back,", a, true)
		})
	})
	t.Run("LedgerAwayFromOne/TheOtherTakesOver", func(t *testing.T) {
		inWard(t, func(w *ward) {
			cut := &ward{t: w.t, ledger: w.ledger, text: w.text, log: w.log}
			a := w.enters("a", cut)
			defer a.leaves()
			b := w.enters("b", w)
			defer b.leaves()
			cut.broken.Store(true)
			w.passes(loket.LeaseTime + 2*time.Second)
			w.owns("b", b, true)
			cut.broken.Store(false)
			w.passes(10 * time.Second)
			w.owns("a, back,", a, false)
			w.owns("b", b, true)
			if !strings.Contains(w.text.String(), "channel is lost to a newer owner") {
				t.Errorf("log = %s, want it to tell of the loss", w.text)
			}
		})
	})
}
