package queue_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/queue"
	"loket/internal/testserver"
)

func TestExamine(t *testing.T) {
	t.Parallel()
	server, err := testserver.StartRedis("")
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(&redis.Options{Addr: server.Addr()})
	t.Cleanup(func() { _ = client.Close(); _ = server.Stop() })

	if h, err := queue.Examine(t.Context(), "embedded", queue.Trust{}, time.Second); err != nil || !h.Embedded {
		t.Errorf("Examine(embedded) = %+v, %v", h, err)
	}
	for _, policy := range []string{"noeviction", "allkeys-lru"} {
		if err := client.ConfigSet(t.Context(), "maxmemory-policy", policy).Err(); err != nil {
			t.Fatal(err)
		}
		if h, err := queue.Examine(t.Context(), server.URL(), queue.Trust{}, 10*time.Second); err != nil || h.Policy != policy || h.Mode != "single" {
			t.Errorf("Examine(%s) = %+v, %v", policy, h, err)
		}
	}
	if _, err := queue.Examine(t.Context(), "redis://siapa:rahasia@"+server.Addr(), queue.Trust{}, time.Second); err == nil || strings.Contains(err.Error(), "rahasia") {
		t.Errorf("Examine(an unknown user) = %v, want an error without the password", err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if h, err := queue.Examine(t.Context(), server.URL(), queue.Trust{}, time.Second); err == nil || h.Mode != "single" {
		t.Errorf("Examine(gone) = %+v, %v, want an error and its mode", h, err)
	}
	if h, err := queue.Examine(t.Context(), "nonsense", queue.Trust{}, time.Second); err == nil || h.Mode != "" {
		t.Errorf("Examine(nonsense) = %+v, %v, want an error and no mode", h, err)
	}
}
