package testserver

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Postgres starts a PostgreSQL for t and returns the URL of a fresh, empty
// database on it. Both end with t. Tests that want several databases of one
// server ask PostgresFor.
func Postgres(t testing.TB) string {
	t.Helper()
	return PostgresFor(t).Database(t)
}

// PostgresFor starts a PostgreSQL that ends with t, for t and its subtests to
// share, or returns the one that LOKET_TEST_POSTGRES names: a URL that libpq
// understands, of an account that may create databases.
func PostgresFor(t testing.TB) *PostgresServer {
	t.Helper()
	if named := os.Getenv("LOKET_TEST_POSTGRES"); named != "" {
		server, err := useNamed(named)
		if err != nil {
			t.Fatalf("testserver: %v", err)
		}
		return server
	}
	server, err := StartPostgres("")
	if err != nil {
		t.Fatalf("testserver: %v", err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("testserver: %v", err)
		}
	})
	return server
}

// shared is the server of SharedPostgres.
var shared struct { //nolint:gochecknoglobals // one for a test program
	sync.Mutex
	server *PostgresServer
	users  int // tests that have it
}

// SharedPostgres is PostgresFor with one server for all tests that ask for it at the
// time: who has it neither stops it nor looks at other databases than its own.
func SharedPostgres(t testing.TB) *PostgresServer {
	t.Helper()
	if os.Getenv("LOKET_TEST_POSTGRES") != "" {
		return PostgresFor(t)
	}
	shared.Lock()
	defer shared.Unlock()
	if shared.users == 0 {
		server, err := StartPostgres("")
		if err != nil {
			t.Fatalf("testserver: %v", err)
		}
		shared.server = server
	}
	shared.users++
	t.Cleanup(func() {
		shared.Lock()
		defer shared.Unlock()
		if shared.users--; shared.users > 0 {
			return
		}
		if err := shared.server.Stop(); err != nil {
			t.Errorf("testserver: %v", err)
		}
	})
	return shared.server
}

// PostgresServer is a PostgreSQL: one of our own, or one named from outside.
type PostgresServer struct {
	root    *url.URL // of the database "postgres", as a superuser
	psql    string   // path of the client program
	process *process // nil: not ours to stop
	remove  string   // directory to remove at the end; empty: none

	filling sync.Mutex // guards filled
	filled  string     // the database that Copy copies; empty: not made yet
}

// StartPostgres starts a PostgreSQL with its data and its socket in dir, with
// fsync and everything else as in production; it listens on no port. An empty
// dir is a temporary one that Stop removes. A dir that held a stopped server
// is started again with its data, under the same URL; when we are root, the
// account "postgres" must be able to reach it. The caller stops the server. A
// missing program is a *MissingError.
func StartPostgres(dir string) (*PostgresServer, error) {
	return startPostgres(dir, postgresPort, "listen_addresses=")
}

// startPostgres is StartPostgres with a port and with settings of the server.
func startPostgres(dir, port string, settings ...string) (server *PostgresServer, err error) {
	programs, err := findPostgres()
	if err != nil {
		return nil, err
	}
	who, err := postgresAccount(os.Geteuid())
	if err != nil {
		return nil, err
	}
	server = &PostgresServer{psql: programs.psql}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "loket-pg-"); err != nil {
			return nil, fmt.Errorf("start postgres: %w", err)
		}
		server.remove = dir
	}
	server.root = socketURL(dir, port)
	if server.process, err = programs.serve(dir, port, who, settings...); err != nil {
		return nil, errors.Join(err, server.Stop())
	}
	return server, nil
}

// Dir is where a server of ours keeps its data; empty: it is not ours.
func (s *PostgresServer) Dir() string { return s.root.Query().Get("host") }

// useNamed describes a server that is not ours.
func useNamed(named string) (*PostgresServer, error) {
	programs, err := findPostgres()
	if err != nil {
		return nil, err
	}
	root, err := url.Parse(named)
	if err != nil {
		return nil, fmt.Errorf("read LOKET_TEST_POSTGRES: %w", err)
	}
	return &PostgresServer{root: root, psql: programs.psql}, nil
}

// Stop ends a server of ours, cutting off its clients, and returns when it is
// gone: in order when its data stays, at once when its directory is removed, for
// which no checkpoint has to reach the disk. Stopping it again does nothing.
func (s *PostgresServer) Stop() error {
	var stopped, removed error
	if s.process != nil {
		ask := syscall.SIGINT // PostgreSQL's "fast shutdown"
		if s.remove != "" {
			ask = syscall.SIGQUIT // its "immediate shutdown"
		}
		stopped = s.process.stop(ask)
	}
	if s.remove != "" {
		removed = os.RemoveAll(s.remove)
	}
	return errors.Join(stopped, removed)
}

// Crash ends a server of ours as the end of its machine would: at once, with no
// checkpoint, its clients cut off. StartPostgres on its directory recovers it; it
// must have one that stays.
func (s *PostgresServer) Crash() error { return s.process.stop(syscall.SIGQUIT) }

// postgresPort only names the socket's file; it is said on both sides because
// a developer's PGPORT would change the default of either.
const postgresPort = "5432"

// socketURL is the address of a server of ours: its socket stands in dir.
func socketURL(dir, port string) *url.URL {
	return &url.URL{
		Scheme:   "postgres",
		User:     url.User("loket"),
		Path:     "/postgres",
		RawQuery: url.Values{"host": {dir}, "port": {port}}.Encode(),
	}
}

// postgresPrograms are the paths of what PostgreSQL needs.
type postgresPrograms struct {
	initdb, postgres, psql string
}

func findPostgres() (p postgresPrograms, err error) {
	if p.initdb, err = find(postgresDirs, "initdb"); err != nil {
		return p, fmt.Errorf("find PostgreSQL: %w", err)
	}
	// Debian links initdb into the PATH on some machines; the others, and a
	// psql that is no Perl wrapper, stand where the link points.
	home := filepath.Dir(p.initdb)
	if target, err := filepath.EvalSymlinks(p.initdb); err == nil {
		home = filepath.Dir(target)
	}
	if p.postgres, err = beside(home, "postgres"); err != nil {
		return p, fmt.Errorf("find PostgreSQL: %w", err)
	}
	if p.psql, err = beside(home, "psql"); err != nil {
		return p, fmt.Errorf("find PostgreSQL: %w", err)
	}
	return p, nil
}

// beside returns the program of that name in dir, or else in the PATH.
func beside(dir, name string) (string, error) {
	if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
		return path, nil
	}
	return find("", name)
}

// serve starts the server on dir, which it first fills when it is empty.
func (p postgresPrograms) serve(dir, port string, who *account, settings ...string) (*process, error) {
	if err := who.give(dir); err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := p.fill(dir, data, who); err != nil {
			return nil, err
		}
	}
	cmd := command(p.postgres, "-D", data, "-k", dir, "-p", port, "-c", "max_connections=200")
	for _, setting := range settings {
		cmd.Args = append(cmd.Args, "-c", setting)
	}
	cmd.Dir, cmd.Env = dir, plainEnv()
	runAs(cmd, who)
	// SIGQUIT is PostgreSQL's "immediate shutdown": it takes its children and
	// its shared memory along, which SIGKILL would not.
	return launch(cmd, "database system is ready to accept connections", syscall.SIGQUIT)
}

// fill makes an empty cluster. Only this step does without fsync: what a test
// writes later is as durable as in production.
func (p postgresPrograms) fill(dir, data string, who *account) error {
	cmd := command(p.initdb, "-D", data, "-U", "loket", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	cmd.Dir, cmd.Env = dir, plainEnv()
	runAs(cmd, who)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("run initdb: %w\n%s", err, said)
	}
	return nil
}

// plainEnv is the environment of the server's programs: messages in English,
// and none of the PG… variables a developer may have set.
func plainEnv() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}
