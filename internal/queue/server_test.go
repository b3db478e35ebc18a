package queue_test

import (
	"log/slog"
	"strings"
	"testing"

	"loket/internal/queue"
	"loket/internal/testserver"
)

// openQueue opens a queue that waits longer than usual and that the test closes.
func openQueue(t *testing.T, url string) *queue.Queue {
	t.Helper()
	q, err := queue.Open(t.Context(), url, queue.Trust{}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("Open(%q): %v", url, err)
	}
	q.Patient()
	t.Cleanup(func() {
		if err := q.Close(); err != nil {
			t.Errorf("Close after Open(%q): %v", url, err)
		}
	})
	return q
}

// eachServer runs a test on the embedded server and on a real one, which it may
// share with others: it keeps to lines of its own.
func eachServer(t *testing.T, test func(t *testing.T, q *queue.Queue)) {
	t.Helper()
	t.Run("Embedded", func(t *testing.T) {
		t.Parallel()
		test(t, openQueue(t, "embedded"))
	})
	t.Run("Redis", func(t *testing.T) {
		t.Parallel()
		test(t, openQueue(t, testserver.Redis(t)))
	})
}

// eachOwnServer is eachServer with servers the test may wipe.
func eachOwnServer(t *testing.T, test func(t *testing.T, q *queue.Queue)) {
	t.Helper()
	t.Run("Embedded", func(t *testing.T) {
		t.Parallel()
		test(t, openQueue(t, "embedded"))
	})
	t.Run("Redis", func(t *testing.T) {
		t.Parallel()
		test(t, openQueue(t, ownRedis(t).URL()))
	})
}

// ownRedis starts a redis-server that nobody else uses.
func ownRedis(t *testing.T) *testserver.RedisServer {
	t.Helper()
	return ownRedisWith(t)
}

// ownRedisWith is ownRedis with options of redis-server.
func ownRedisWith(t *testing.T, more ...string) *testserver.RedisServer {
	t.Helper()
	server, err := testserver.StartRedis("", more...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// cluster is the address of a cluster of six nodes.
func cluster(t *testing.T) string {
	t.Helper()
	return "redis://" + strings.Join(testserver.RedisCluster(t), ",")
}
