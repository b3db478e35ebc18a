package queue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// Open makes a queue on the Redis at url: "embedded", "redis://…", "rediss://…",
// addresses separated by commas for Cluster, "redis+sentinel://…", or
// "rediss+sentinel://…".
//
// It returns an error only for a url or a trust it cannot read. A Redis that
// does not answer, or is not trusted, is a warning: citizens are served without
// it, and it is used as soon as it answers. What is used is logged, without user
// and password.
func Open(ctx context.Context, url string, trust Trust, log *slog.Logger) (*Queue, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, fmt.Errorf("read address of redis: %w", err)
	}
	options, err := a.options(trust)
	if err != nil {
		return nil, fmt.Errorf("read whom to trust as redis: %w", err)
	}
	// The library would write to standard error by itself. Whatever it has to
	// say comes back as an error of a call too.
	logging.Disable()

	q := &Queue{log: log, wake: make(chan struct{}, 1), callBudget: callTime, batchBudget: batchTime}
	if a.mode == modeEmbedded {
		q.embedded = startEmbedded() //nolint:contextcheck // it lives until Close, not as long as the call that opens it
		options.Dialer = q.embedded.dial
	}
	q.client = redis.NewUniversalClient(options)
	log.InfoContext(ctx, "queue opened", "redis", a.mode, "address", strings.Join(a.hosts, ","))
	if a.mode != modeEmbedded {
		q.examine(ctx)
	}
	return q, nil
}

// examine warns of a Redis that does not answer, and of one that would throw
// away parts of a line when it runs short of memory.
func (q *Queue) examine(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, q.batchBudget)
	defer cancel()
	memory, err := q.client.Info(ctx, "memory").Result()
	if err != nil {
		q.log.WarnContext(ctx, "redis does not answer; tickets are claimed through the ledger until it does", "error", err)
		return
	}
	if strings.Contains(memory, "maxmemory_policy:") && !strings.Contains(memory, "maxmemory_policy:noeviction") {
		q.log.WarnContext(ctx, "redis may evict parts of the queue: set maxmemory-policy noeviction")
	}
}

// Close ends the connections and the embedded server, and waits for both. What
// an embedded server held is gone; the reconciler fills the next one.
func (q *Queue) Close() error {
	err := q.client.Close()
	if q.embedded != nil {
		q.embedded.close()
	}
	if err != nil && !errors.Is(err, redis.ErrClosed) {
		return fmt.Errorf("close redis: %w", err)
	}
	return nil
}
