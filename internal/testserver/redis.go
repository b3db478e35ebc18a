package testserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

// Redis starts a redis-server for t and returns its URL, redis://127.0.0.1:port.
// It is empty, keeps nothing on disk, and ends with t. With LOKET_TEST_REDIS
// set, that URL is returned instead, with whatever the server holds: a test
// that may run there keeps to keys of its own.
func Redis(t testing.TB) string {
	t.Helper()
	if url := os.Getenv("LOKET_TEST_REDIS"); url != "" {
		return url
	}
	server, err := StartRedis("")
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("testserver: %v", err)
		}
	})
	return server.URL()
}

// RedisServer is one redis-server of our own.
type RedisServer struct {
	addr    string
	dir     string // goes with the server
	process *process
}

// StartRedis starts an empty redis-server at addr, host:port, as a test does
// that lets its Redis vanish and come back; an empty addr is a free port on
// 127.0.0.1; more are options of redis-server. The caller stops it. A missing program is a *MissingError.
func StartRedis(addr string, more ...string) (*RedisServer, error) {
	path, err := find("", "redis-server")
	if err != nil {
		return nil, err
	}
	if addr != "" {
		return startRedis(path, addr, more...)
	}
	// Between asking for a free port and using it another process may take it.
	for range 5 {
		if addr, err = freeAddr(); err != nil {
			return nil, err
		}
		server, failed := startRedis(path, addr, more...)
		if !errors.Is(failed, errEnded) {
			return server, failed
		}
		err = failed
	}
	return nil, err
}

func startRedis(path, addr string, more ...string) (*RedisServer, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("start redis-server: %w", err)
	}
	cmd := command(path, append([]string{
		"--bind", host, "--port", port, "--save", "", "--appendonly", "no", "--daemonize", "no",
	}, more...)...)
	// A replica writes what it is given to its directory, and the next server that
	// starts there would load it.
	if cmd.Dir, err = os.MkdirTemp("", "loket-redis-"); err != nil {
		return nil, fmt.Errorf("start redis-server: %w", err)
	}
	p, err := launch(cmd, "Ready to accept connections", syscall.SIGKILL)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(cmd.Dir))
	}
	return &RedisServer{addr: addr, process: p, dir: cmd.Dir}, nil
}

// Addr returns the server's host:port.
func (s *RedisServer) Addr() string { return s.addr }

// URL returns the server's address as a redis:// URL.
func (s *RedisServer) URL() string { return "redis://" + s.addr }

// Stop ends the server, with everything it held, and returns when it is gone.
// Stopping it again does nothing.
func (s *RedisServer) Stop() error {
	return errors.Join(s.process.stop(syscall.SIGTERM), os.RemoveAll(s.dir))
}

// freeAddr returns an address on 127.0.0.1 that was free a moment ago.
func freeAddr() (string, error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return addr, nil
}
