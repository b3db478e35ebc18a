package telegram_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/bot"
	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

// canary is the secret half of the token in tests: it must show nowhere.
const (
	canary = "CANARY-7f3q9k-must-never-show"
	token  = "700000001:" + canary
	secret = "rahasia-webhook-0123456789-0123456789"
)

// ledger is a Receiver in memory that keeps each origin key once.
type ledger struct {
	mu       sync.Mutex // guards what follows
	rows     map[string]loket.Inbound
	order    []string // origin keys, as stored
	poison   []loket.Poison
	batches  int
	repeated int // inbounds that were known already

	refuse     func(batch []loket.Inbound) error // asked before a batch is stored; nil: never
	quarantine func() error                      // asked before a poison is kept; nil: never
	stored     chan string                       // origin keys, when they are new
}

func newLedger() *ledger {
	return &ledger{rows: map[string]loket.Inbound{}, stored: make(chan string, 100_000)}
}

func (l *ledger) Receive(_ context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches++
	if l.refuse != nil {
		if err := l.refuse(batch); err != nil {
			return nil, err
		}
	}
	receipts := make([]loket.Receipt, len(batch))
	for i, in := range batch {
		_, known := l.rows[in.OriginKey]
		receipts[i] = loket.Receipt{OriginKey: in.OriginKey, Duplicate: known, Pending: !known}
		if known {
			l.repeated++
			continue
		}
		l.rows[in.OriginKey] = in
		l.order = append(l.order, in.OriginKey)
		l.stored <- in.OriginKey
	}
	return receipts, nil
}

func (l *ledger) Quarantine(_ context.Context, p loket.Poison) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.quarantine != nil {
		if err := l.quarantine(); err != nil {
			return err
		}
	}
	l.poison = append(l.poison, p)
	l.stored <- "poison"
	return nil
}

func (l *ledger) texts() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, key := range l.order {
		out = append(out, l.rows[key].Text)
	}
	return out
}

func (l *ledger) kept() []loket.Poison {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.poison)
}

// soon is a context that ends when a test has waited too long.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// await reads n things stored.
func (l *ledger) await(t *testing.T, n int) {
	t.Helper()
	ctx := soon(t)
	for range n {
		select {
		case <-l.stored:
		case <-ctx.Done():
			t.Fatalf("stored %q, then nothing more", l.texts())
		}
	}
}

// clock is a time that moves only when told, or when somebody waits on it.
type clock struct {
	mu    sync.Mutex // guards what follows
	at    time.Time
	waits []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// wait passes at once on the real clock and moves this one.
func (c *clock) wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.waits = append(c.waits, d)
	return ctx.Err()
}

// logs is a log that can be read while it is written.
type logs struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// counter is an adapter between a fake Telegram and a ledger in memory.
type counter struct {
	*telegram.Adapter
	fake   *fake.Server
	ledger *ledger
	clock  *clock
	logs   *logs
}

// open starts a fake Telegram, whose seconds last a millisecond, and an
// adapter that change may configure.
func open(t *testing.T, opts fake.Options, change func(*telegram.Config)) *counter {
	t.Helper()
	c := &counter{ledger: newLedger(), clock: newClock(), logs: &logs{}}
	opts.Token = token
	if opts.Second == 0 {
		opts.Second = time.Millisecond
	}
	if opts.Now == nil {
		opts.Now = c.clock.now
	}
	c.fake = fake.New(opts)
	t.Cleanup(c.fake.Close)
	cfg := telegram.Config{
		Token: token, APIURL: c.fake.URL(), ChannelID: "tg", Receiver: c.ledger, WebhookSecret: secret,
		Now: c.clock.now, Wait: c.clock.wait,
		Log: slog.New(slog.NewTextHandler(c.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if c.Adapter, err = telegram.New(cfg); err != nil {
		t.Fatalf("New: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

// poll runs the poller until the returned function is called, which waits for
// its end.
func (c *counter) poll(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.RunPolling(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("RunPolling = %v, want nil", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

var _ bot.Receiver = (*ledger)(nil)
