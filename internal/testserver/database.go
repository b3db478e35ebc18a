package testserver

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Database makes a fresh, empty database for t and returns its URL. The
// database goes when t ends, or with the server when that is one of ours,
// whether it still has clients or not.
func (s *PostgresServer) Database(t testing.TB) string {
	t.Helper()
	name := "loket_" + strings.ToLower(rand.Text())
	if err := s.exec(fmt.Sprintf("CREATE DATABASE %s", name)); err != nil {
		t.Fatalf("testserver: create database: %v", err)
	}
	if s.process == nil { // one of ours takes its databases along
		t.Cleanup(func() {
			if err := s.exec(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
				t.Errorf("testserver: drop database: %v", err)
			}
		})
	}
	fresh := *s.root
	fresh.Path = "/" + name
	return fresh.String()
}

// exec runs one statement outside any transaction.
func (s *PostgresServer) exec(statement string) error {
	cmd := command(s.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", s.root.String(), "-c", statement)
	cmd.Env = append(os.Environ(), "PGCONNECT_TIMEOUT=20")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run psql: %w\n%s", err, said)
	}
	return nil
}
