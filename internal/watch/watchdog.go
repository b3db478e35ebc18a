package watch

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"loket/internal/loket"
)

const (
	// Patience is how long a part may stand still with work before it. With
	// lookEvery it keeps below the 75 s within which a stall must be known.
	Patience = 60 * time.Second

	lookEvery = 5 * time.Second
	lookLimit = 4 * time.Second // of one look into the ledger
	blindness = 30 * time.Second
)

// Ledger is what the watchdog reads.
type Ledger interface {
	// Unprocessed returns the messages no decision has settled.
	Unprocessed(ctx context.Context, now time.Time) ([]loket.Backlog, error)
	// Undelivered returns the sends owed or under way.
	Undelivered(ctx context.Context, now time.Time) ([]loket.Backlog, error)
}

// Watchdog looks every five seconds at what waits in the ledger, which is where
// a part that stands still cannot hide. A stage stands still when something
// waits and, for Patience, no head of its lines has moved: a backlog that is
// worked off, or goes out at the pace Telegram allows, does move, and an office
// without traffic has nothing that waits. Run owns its goroutine.
type Watchdog struct {
	Ledger Ledger
	Ours   func(loket.ChannelID) bool      // whether this process has to move what waits on a channel
	Held   func(loket.ChannelID) time.Time // until when a channel asked for silence
	Now    func() time.Time
	Log    *slog.Logger
	Meters *Meters // told what waits; nil: nobody

	mu       sync.Mutex // guards all below
	lookedAt time.Time  // the last look that succeeded; zero: none
	messages line
	sends    line
}

// Run looks until ctx ends.
func (w *Watchdog) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			w.Log.Error("look at what waits", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Look looks once.
func (w *Watchdog) Look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	now := w.Now()
	messages, err := w.Ledger.Unprocessed(ctx, now)
	if err != nil {
		return err
	}
	sends, err := w.Ledger.Undelivered(ctx, now)
	if err != nil {
		return err
	}
	silent := func(channel loket.ChannelID) bool { return w.Held(channel).After(now) }
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lookedAt = now
	w.messages.see(now, w.ours(messages), func(loket.ChannelID) bool { return false })
	w.sends.see(now, w.ours(sends), silent)
	if w.Meters != nil {
		w.Meters.waiting(now, messages, sends)
	}
	return nil
}

// ours leaves out what another process has to move, and is judged for.
func (w *Watchdog) ours(all []loket.Backlog) (ours []loket.Backlog) {
	for _, b := range all {
		if w.Ours(b.Channel) {
			ours = append(ours, b)
		}
	}
	return ours
}

// Messages tells why the clerk stands still; nil: it does not.
func (w *Watchdog) Messages(context.Context) error {
	return w.verdict(&w.messages, "pesan masuk di %s tidak diproses selama %s, yang tertua menunggu %s; jalankan ulang Loket dan periksa catatannya")
}

// Sends tells why the outbox stands still; nil: it does not.
func (w *Watchdog) Sends(context.Context) error {
	return w.verdict(&w.sends, "jawaban di %s tidak terkirim selama %s, yang tertua menunggu %s; jalankan ulang Loket dan periksa catatannya")
}

// verdict judges one stage; says takes channel, standstill and age.
func (w *Watchdog) verdict(l *line, says string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	if w.lookedAt.IsZero() {
		return unavailable("pengawas belum sempat membaca basis data; tunggu beberapa detik")
	}
	if blind := now.Sub(w.lookedAt); blind > blindness {
		return unavailable("pengawas tidak dapat membaca basis data selama " + seconds(blind) + "; periksa basis data")
	}
	if channel, still, age := l.worst(now); still > Patience {
		return unavailable(fmt.Sprintf(says, channel, seconds(still), seconds(age)))
	}
	return nil
}

func unavailable(text string) error { return loket.Errorf(loket.CodeUnavailable, text) }

// seconds is a length of time as people read it.
func seconds(d time.Duration) string { return fmt.Sprintf("%d detik", int(d/time.Second)) }

// Beat is the watch over a part that must show a sign of life at intervals,
// traffic or not. It is safe for concurrent use.
type Beat struct {
	Now   func() time.Time
	Limit time.Duration // how long it may be silent
	Says  string        // what that means, in Indonesian; %s: for how long

	mu sync.Mutex // guards at
	at time.Time
}

// Hit is the sign of life.
func (b *Beat) Hit() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.Now()
}

// Last is when the last sign came; the zero time: none has.
func (b *Beat) Last() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

// Silence tells that the signs stayed out; nil: they did not. The wait begins
// with the first sign.
func (b *Beat) Silence(context.Context) error {
	last := b.Last()
	if last.IsZero() {
		return nil
	}
	if silent := b.Now().Sub(last); silent > b.Limit {
		return unavailable(fmt.Sprintf(b.Says, seconds(silent)))
	}
	return nil
}
