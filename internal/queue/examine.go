package queue

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
)

// Health is what examining a Redis has found.
type Health struct {
	Embedded bool
	Mode     string // "single", "cluster", "sentinel"; "embedded"
	Policy   string // its maxmemory-policy; empty: it does not tell
}

// Examine asks the Redis at url, in any form Open takes, how it is, within
// limit. It changes nothing there. Its error says why there is no answer, or
// that the url cannot be read; it repeats neither user nor password, and is
// ErrDistrusted where a server could not show who it is.
func Examine(ctx context.Context, url string, trust Trust, limit time.Duration) (h Health, err error) {
	a, err := parseAddress(url)
	if err != nil {
		return h, fmt.Errorf("read address of redis: %w", err)
	}
	h.Mode, h.Embedded = a.mode, a.mode == modeEmbedded
	if h.Embedded {
		return h, nil
	}
	options, err := a.options(trust)
	if err != nil {
		return h, fmt.Errorf("read whom to trust as redis: %w", err)
	}
	logging.Disable()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	client := redis.NewUniversalClient(options)
	defer func() { err = errors.Join(err, client.Close()) }()
	memory, err := client.Info(ctx, "memory").Result()
	if err != nil {
		return h, fmt.Errorf("ask redis: %w", err)
	}
	for line := range strings.Lines(memory) {
		if policy, ok := strings.CutPrefix(strings.TrimSpace(line), "maxmemory_policy:"); ok {
			h.Policy = policy
		}
	}
	return h, nil
}
