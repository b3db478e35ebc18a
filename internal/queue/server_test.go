package queue_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/queue"
	"loket/internal/testserver"
)

// openQueue opens a queue that waits longer than usual and that the test closes.
func openQueue(t *testing.T, url string) *queue.Queue {
	t.Helper()
	q, err := queue.Open(t.Context(), url, slog.New(slog.DiscardHandler))
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
	server, err := testserver.StartRedis("")
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

// startCluster starts a cluster of one node that serves every slot.
func startCluster(t *testing.T) string {
	t.Helper()
	port := freePort(t)
	addr := net.JoinHostPort("127.0.0.1", port)
	runRedis(t, "Ready to accept connections", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", t.TempDir(),
		"--cluster-enabled", "yes", "--cluster-port", freePort(t), "--cluster-announce-ip", "127.0.0.1")
	client := redis.NewClient(&redis.Options{Addr: addr})
	t.Cleanup(func() { _ = client.Close() })
	if err := client.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatalf("add slots to cluster: %v", err)
	}
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for range 1000 {
		if info, _ := client.ClusterInfo(t.Context()).Result(); strings.Contains(info, "cluster_state:ok") {
			return addr
		}
		<-ticker.C
	}
	t.Fatalf("cluster at %s serves no slots after 20 s", addr)
	return ""
}

// startSentinel starts a master and a sentinel that watches it as "loket".
func startSentinel(t *testing.T) string {
	t.Helper()
	_, port, _ := net.SplitHostPort(ownRedis(t).Addr())
	own := freePort(t)
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\nsentinel monitor loket 127.0.0.1 %s 1\n", own, port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	runRedis(t, "+monitor", conf, "--sentinel")
	return net.JoinHostPort("127.0.0.1", own)
}

// runRedis runs redis-server, in a role testserver has none of, until the test ends; it returns once the server
// has said that it is ready.
func runRedis(t *testing.T, ready string, args ...string) {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatal("redis-server is missing: apt-get install redis-server")
	}
	cmd := exec.Command(path, args...)
	out := &watch{word: ready, seen: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatalf("start redis-server: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	select {
	case <-out.seen:
	case <-time.After(20 * time.Second):
		t.Fatalf("redis-server %v never said %q: %s", args, ready, out)
	}
}

// watch closes seen once word has been written.
type watch struct {
	word string
	seen chan struct{}

	mu   sync.Mutex // guards text, done
	text bytes.Buffer
	done bool
}

func (w *watch) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text.Write(p)
	if !w.done && bytes.Contains(w.text.Bytes(), []byte(w.word)) {
		w.done = true
		close(w.seen)
	}
	return len(p), nil
}

func (w *watch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// freePort returns a port nobody listened on a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
