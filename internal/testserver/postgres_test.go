package testserver

import (
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestPostgres(t *testing.T) {
	t.Setenv("LOKET_TEST_POSTGRES", "")
	server := PostgresFor(t)
	t.Run("DurableAsInProduction", func(t *testing.T) {
		database := server.Database(t)
		for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
			if got := ask(t, server, database, "SHOW "+setting); got != "on" {
				t.Errorf("SHOW %s = %q, want on", setting, got)
			}
		}
	})
	t.Run("ListensOnNoPort", func(t *testing.T) {
		if got := ask(t, server, server.Database(t), "SHOW listen_addresses"); got != "" {
			t.Errorf("listen_addresses = %q, want none", got)
		}
	})
	t.Run("DatabaseEmptyAndOwn", func(t *testing.T) {
		first, second := server.Database(t), server.Database(t)
		ask(t, server, first, "CREATE TABLE messages (id text)")
		if got := ask(t, server, second, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
			t.Errorf("a fresh database has %s tables, want 0", got)
		}
	})
	t.Run("CopiesAreFilledOnceAndTheirOwn", func(t *testing.T) {
		filled := 0
		fill := func(address string) error {
			filled++
			ask(t, server, address, "CREATE TABLE messages (id text); INSERT INTO messages VALUES ('a')")
			return nil
		}
		first := server.Copy(t, fill)
		ask(t, server, first, "INSERT INTO messages VALUES ('b')")
		if got := ask(t, server, server.Copy(t, fill), "SELECT count(*) FROM messages"); got != "1" || filled != 1 {
			t.Errorf("a second copy has %s rows and was filled %d times, want 1 and 1", got, filled)
		}
	})
	t.Run("WholeAlphabet", func(t *testing.T) {
		if got, want := ask(t, server, server.Database(t), "SELECT upper('selamat pagi 🙏')"), "SELAMAT PAGI 🙏"; got != want {
			t.Errorf("upper() = %q, want %q", got, want)
		}
	})
	t.Run("NamedFromOutside", func(t *testing.T) {
		t.Setenv("LOKET_TEST_POSTGRES", server.root.String())
		var database string
		t.Run("Inner", func(t *testing.T) {
			database = Postgres(t)
			if host := hostOf(t, database); host != hostOf(t, server.root.String()) {
				t.Errorf("Postgres() is at %q, want the named server", host)
			}
			ask(t, server, database, "SELECT 1")
		})
		name := strings.TrimPrefix(mustParse(t, database).Path, "/")
		if got := ask(t, server, server.root.String(), "SELECT count(*) FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
			t.Errorf("%s databases named %s are left after the test, want 0", got, name)
		}
	})
}

func TestSharedPostgres(t *testing.T) {
	t.Setenv("LOKET_TEST_POSTGRES", "")
	var first, second *PostgresServer
	t.Run("OneForWhoeverAsksMeanwhile", func(t *testing.T) {
		first = SharedPostgres(t)
		t.Run("Inner", func(t *testing.T) { second = SharedPostgres(t) })
		if first != second {
			t.Error("two servers, want one")
		}
		ask(t, first, first.root.String(), "SELECT 1")
	})
	if _, err := os.Stat(first.Dir()); !os.IsNotExist(err) {
		t.Errorf("stat(%s) after the last test = %v, want not exist", first.Dir(), err)
	}
	if third := SharedPostgres(t); third == first {
		t.Error("a stopped server is handed out")
	}
}

func TestStartPostgres(t *testing.T) {
	t.Parallel()
	t.Run("GoneWithItsFiles", func(t *testing.T) {
		t.Parallel()
		server, err := StartPostgres("")
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Stop(); err != nil {
			t.Errorf("Stop() = %v, want no error", err)
		}
		if _, err := os.Stat(server.remove); !os.IsNotExist(err) {
			t.Errorf("stat(%s) after Stop = %v, want not exist", server.remove, err)
		}
		if err := server.Stop(); err != nil {
			t.Errorf("second Stop() = %v, want no error", err)
		}
	})
	t.Run("KeepsItsDataAcrossARestart", func(t *testing.T) {
		t.Parallel()
		dir := reachableDir(t)
		first := start(t, dir)
		ask(t, first, first.root.String(), "CREATE TABLE messages (id text)")
		if err := first.Stop(); err != nil {
			t.Fatal(err)
		}
		again := start(t, dir)
		if got, want := again.root.String(), first.root.String(); got != want {
			t.Errorf("URL after the restart = %q, want %q", got, want)
		}
		if got := ask(t, again, again.root.String(), "SELECT count(*) FROM messages"); got != "0" {
			t.Errorf("count(messages) after the restart = %q, want 0", got)
		}
	})
	t.Run("BrokenDirectory", func(t *testing.T) {
		t.Parallel()
		dir := reachableDir(t)
		if err := os.MkdirAll(filepath.Join(dir, "data", "not-a-cluster"), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := StartPostgres(dir); err == nil || !strings.Contains(err.Error(), "initdb") {
			t.Errorf("StartPostgres(a directory with other things) = %v, want what initdb said", err)
		}
	})
}

// reachableDir is a directory that the account "postgres" can reach, which it
// cannot below t.TempDir.
func reachableDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "loket-pg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func start(t *testing.T, dir string) *PostgresServer {
	t.Helper()
	server, err := StartPostgres(dir)
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

// ask runs one statement on the database and returns its single value.
func ask(t *testing.T, s *PostgresServer, database, statement string) string {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), s.psql, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statement).CombinedOutput()
	if err != nil {
		t.Fatalf("%s on %s: %v\n%s", statement, database, err, said)
	}
	return strings.TrimSpace(string(said))
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func hostOf(t *testing.T, database string) string {
	t.Helper()
	return mustParse(t, database).Query().Get("host")
}
