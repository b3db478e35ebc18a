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
	return s.database(t, emptyDatabase)
}

// Copy makes a copy of a database that fill was given the URL of, as Database would
// make an empty one. A server of ours has it filled once, whatever fill is given later;
// whoever fills it leaves no connection open.
func (s *PostgresServer) Copy(t testing.TB, fill func(address string) error) string {
	t.Helper()
	if s.process == nil {
		address := s.Database(t)
		if err := fill(address); err != nil {
			t.Fatalf("testserver: fill a database: %v", err)
		}
		return address
	}
	s.filling.Lock()
	defer s.filling.Unlock()
	if s.filled == "" {
		name := fresh()
		if err := s.create(name, emptyDatabase); err != nil {
			t.Fatal(err)
		}
		if err := fill(s.at(name)); err != nil {
			t.Fatalf("testserver: fill a database: %v", err)
		}
		s.filled = name
	}
	return s.database(t, s.filled)
}

// emptyDatabase is what PostgreSQL copies unless told.
const emptyDatabase = "template1"

// database makes a database for t out of another.
func (s *PostgresServer) database(t testing.TB, from string) string {
	t.Helper()
	name := fresh()
	if err := s.create(name, from); err != nil {
		t.Fatal(err)
	}
	if s.process == nil { // one of ours takes its databases along
		t.Cleanup(func() {
			if err := s.exec(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)); err != nil {
				t.Errorf("testserver: drop database: %v", err)
			}
		})
	}
	return s.at(name)
}

// create makes a database out of another.
func (s *PostgresServer) create(name, from string) error {
	if err := s.exec(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, from)); err != nil {
		return fmt.Errorf("testserver: create database: %w", err)
	}
	return nil
}

// at is the URL of a database.
func (s *PostgresServer) at(name string) string {
	u := *s.root
	u.Path = "/" + name
	return u.String()
}

// fresh is a name no database has.
func fresh() string { return "loket_" + strings.ToLower(rand.Text()) }

// exec runs one statement outside any transaction.
func (s *PostgresServer) exec(statement string) error {
	cmd := command(s.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", s.root.String(), "-c", statement)
	cmd.Env = append(os.Environ(), "PGCONNECT_TIMEOUT=20")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run psql: %w\n%s", err, said)
	}
	return nil
}
