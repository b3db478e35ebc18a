package testserver

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// ClusterNodes is how many nodes a cluster has: three masters, a replica of each.
const ClusterNodes = 6

// RedisCluster starts a Redis Cluster of six nodes for t and returns their
// addresses. It keeps nothing on disk, and ends with t.
func RedisCluster(t testing.TB) []string {
	t.Helper()
	addresses := make([]string, ClusterNodes)
	for i := range addresses {
		server, err := clusterNode(t.TempDir())
		if err != nil {
			t.Fatalf("testserver: %v", err)
		}
		t.Cleanup(func() { _ = server.Stop() })
		addresses[i] = server.Addr()
	}
	if _, err := RedisCLI(append(append([]string{"--cluster", "create"}, addresses...), "--cluster-replicas", "1", "--cluster-yes")...); err != nil {
		t.Fatalf("testserver: %v", err)
	}
	for _, addr := range addresses {
		if err := untilCLI(addr, "cluster_state:ok", "cluster", "info"); err != nil {
			t.Fatalf("testserver: %v", err)
		}
	}
	return addresses
}

// clusterNode starts one node; its second port is free as well.
func clusterNode(dir string) (*RedisServer, error) {
	path, err := find("", "redis-server")
	if err != nil {
		return nil, err
	}
	for range 5 {
		addr, first := freeAddr()
		bus, second := freeAddr()
		if err = errors.Join(first, second); err != nil {
			return nil, err
		}
		_, port, _ := net.SplitHostPort(bus)
		server, failed := startRedis(path, addr, "--dir", dir, "--cluster-enabled", "yes", "--cluster-port", port,
			"--cluster-node-timeout", "2000", "--cluster-announce-ip", "127.0.0.1")
		if !errors.Is(failed, errEnded) {
			return server, failed
		}
		err = failed
	}
	return nil, err
}

// RedisCLI runs redis-cli and returns what it printed.
func RedisCLI(args ...string) (string, error) {
	path, err := find("", "redis-cli")
	if err != nil {
		return "", err
	}
	out, err := command(path, args...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("redis-cli %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return string(bytes.TrimSpace(out)), nil
}

// untilCLI asks a server again until its answer holds a word.
func untilCLI(addr, word string, ask ...string) error {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("ask redis: %w", err)
	}
	late := time.NewTimer(readyWithin)
	defer late.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		said, err := RedisCLI(append([]string{"-h", host, "-p", port}, ask...)...)
		if strings.Contains(said, word) {
			return nil
		}
		select {
		case <-late.C:
			return fmt.Errorf("redis at %s does not say %q within %v: %s %w", addr, word, readyWithin, said, err)
		case <-tick.C:
		}
	}
}

// Replicate makes a server a replica of another and returns once it has all of it.
func (s *RedisServer) Replicate(of *RedisServer) error {
	host, port, err := net.SplitHostPort(of.addr)
	if err != nil {
		return fmt.Errorf("replicate redis: %w", err)
	}
	_, own, _ := net.SplitHostPort(s.addr)
	if _, err := RedisCLI("-p", own, "replicaof", host, port); err != nil {
		return err
	}
	return untilCLI(s.addr, "master_link_status:up", "info", "replication")
}

// Kill ends the server as a power cut would, and returns when it is gone.
func (s *RedisServer) Kill() error {
	return errors.Join(s.process.stop(syscall.SIGKILL), os.RemoveAll(s.dir))
}

// RedisSentinel starts a sentinel for t that watches a server as "loket" and
// promotes a replica of it when it has not answered for so long. It returns the
// sentinel's address.
func RedisSentinel(t testing.TB, master *RedisServer, down time.Duration) string {
	t.Helper()
	return startSentinel(t, master, down, func(port string) string { return "port " + port + "\n" })
}

// startSentinel starts a sentinel; listen is how its configuration names its port.
func startSentinel(t testing.TB, master *RedisServer, down time.Duration, listen func(port string) string) string {
	t.Helper()
	path, err := find("", "redis-server")
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	own, err := freeAddr()
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	_, port, _ := net.SplitHostPort(own)
	host, watched, _ := net.SplitHostPort(master.addr)
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := listen(port) + fmt.Sprintf("bind 127.0.0.1\nsentinel monitor loket %s %s 1\nsentinel down-after-milliseconds loket %d\n"+
		"sentinel failover-timeout loket 3000\n", host, watched, down.Milliseconds())
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatalf("testserver: %v", err)
	}
	p, err := launch(command(path, conf, "--sentinel"), "+monitor", syscall.SIGKILL)
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	t.Cleanup(func() { _ = p.stop(syscall.SIGTERM) })
	return own
}
