package store_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/testserver"
)

// overTCP is a database's address by host and port, with a password and settings.
func overTCP(t *testing.T, database, hostPort, settings string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.User, u.Host, u.RawQuery = url.UserPassword("loket", "rahasia-sekali"), hostPort, settings
	return u.String()
}

// reach examines a ledger, and holds the error to tell no password.
func reach(t *testing.T, address string) error {
	t.Helper()
	_, err := store.Examine(t.Context(), address, nil, time.Now)
	if err != nil && strings.Contains(err.Error(), "rahasia") {
		t.Errorf("the error tells the password: %v", err)
	}
	return err
}

func TestTLS(t *testing.T) {
	t.Parallel()
	authority, other := testserver.NewAuthority(t), testserver.NewAuthority(t)
	server := authority.Postgres()
	database := server.Database(t)
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	port := u.Query().Get("port")
	socket := func() (net.Conn, error) {
		return net.Dial("unix", filepath.Join(server.Dir(), ".s.PGSQL."+port))
	}
	full, onlyCA := "sslmode=verify-full&sslrootcert="+authority.File(), "sslmode=verify-ca&sslrootcert="+authority.File()

	t.Run("RightAuthority", func(t *testing.T) {
		t.Parallel()
		for _, settings := range []string{full, onlyCA, "sslmode=require&sslrootcert=" + authority.File()} {
			if err := reach(t, overTCP(t, database, "127.0.0.1:"+port, settings)); err != nil {
				t.Errorf("Examine(%s) = %v, want it to be reached", settings, err)
			}
		}
		s, err := store.Open(t.Context(), overTCP(t, server.Database(t), "localhost:"+port, full), store.Options{})
		if err != nil {
			t.Fatalf("Open(verify-full) = %v", err)
		}
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("Ping over TLS = %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for name, c := range map[string]struct {
		shown    *tls.Config
		settings string
		says     string // empty: it is let in
	}{
		"Middle/OtherAuthority":         {&tls.Config{Certificates: []tls.Certificate{other.Issue("127.0.0.1")}}, full, "Sertifikat PostgreSQL ditolak"},
		"Middle/OtherAuthorityVerifyCA": {&tls.Config{Certificates: []tls.Certificate{other.Issue("127.0.0.1")}}, onlyCA, "Sertifikat PostgreSQL ditolak"},
		"Middle/SystemsAuthorities":     {&tls.Config{Certificates: []tls.Certificate{authority.Issue("127.0.0.1")}}, "sslmode=verify-full", "Sertifikat PostgreSQL ditolak"},
		"Middle/OtherName":              {&tls.Config{Certificates: []tls.Certificate{authority.Issue("pg.lain")}}, full, "Sertifikat PostgreSQL ditolak"},
		"Middle/TLS11": {&tls.Config{
			MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, Certificates: []tls.Certificate{authority.Issue("127.0.0.1")},
		}, full, "version"},
		// What the cases above rest on: whom we trust would read all of it.
		"Middle/Believed": {&tls.Config{Certificates: []tls.Certificate{other.Issue("127.0.0.1")}}, "sslmode=verify-full&sslrootcert=" + other.File(), ""},
		"Middle/Require":  {&tls.Config{Certificates: []tls.Certificate{other.Issue("pg.lain")}}, "sslmode=require", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			middle := testserver.NewPostgresInterloper(t, c.shown, socket)
			err := reach(t, overTCP(t, database, middle.Addr(), c.settings))
			if (c.says == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("Examine() = %v, want …%s…", err, c.says)
			}
			if heard := middle.Heard(); (c.says == "") != (heard > 0) {
				t.Errorf("the man in the middle heard %d bytes", heard)
			}
			if strings.HasPrefix(c.says, "Sertifikat") {
				_, err := store.Open(t.Context(), overTCP(t, database, middle.Addr(), c.settings), store.Options{})
				if loket.CodeOf(err) != loket.CodeUnavailable || middle.Heard() > 0 || strings.Contains(err.Error(), "rahasia") {
					t.Errorf("Open() = %v, heard %d bytes; want the certificate's refusal", err, middle.Heard())
				}
			}
		})
	}
}

// Addresses nobody can read, each with a password in it that must not be repeated.
func TestUnreadableAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ address, says string }{
		"NotEncoded":    {"postgres://loket:rahasia%zz@pg/loket", "%XX"},
		"Slash":         {"postgres://loket:rahasia/x@pg/loket", "%XX"},
		"Port":          {"postgres://loket:x@pg:rahasia/loket", "%XX"},
		"Mode":          {"postgres://loket:rahasia@pg/loket?sslmode=rahasia", "sslmode=verify-full"},
		"NoFile":        {"postgres://loket:rahasia@pg/loket?sslmode=verify-full&sslrootcert=/tidak/ada.pem", "/tidak/ada.pem"},
		"NoCertificate": {"postgres://loket:rahasia@pg/loket?sslmode=verify-full&sslrootcert=tls_test.go", "bukan PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, opened := store.Open(t.Context(), c.address, store.Options{})
			for _, err := range []error{opened, reach(t, c.address)} {
				if told := new(loket.Error); !errors.As(err, &told) || !strings.Contains(told.Message, c.says) || strings.Contains(err.Error(), "rahasia") {
					t.Errorf("%s: %v, want …%s… and no password", c.address, err, c.says)
				}
			}
			if got := store.Unprotected(c.address); got != nil {
				t.Errorf("Unprotected(%s) = %q, want none", c.address, got)
			}
		})
	}
}

func TestUnprotected(t *testing.T) {
	for _, name := range []string{"PGSSLMODE", "PGHOST", "PGSSLROOTCERT", "PGSERVICE"} {
		t.Setenv(name, "")
	}
	root := testserver.NewAuthority(t).File()
	for address, want := range map[string][]string{
		"sqlite:x.db": nil, "mysql://pg": nil, "": nil,
		"postgres://127.0.0.1/loket": nil, "postgres://localhost:1/loket?sslmode=disable": nil, "postgres://[::1]:1/loket": nil,
		"postgres://loket@/loket?host=/run/postgresql": nil, "postgres:///loket?host=/run/postgresql,localhost": nil,
		"postgres://pg/loket?sslmode=verify-full":                    nil,
		"postgresql://pg/loket?sslmode=verify-full":                  nil,
		"postgres://pg/loket?sslmode=verify-ca&sslrootcert=" + root:  nil,
		"postgres://pg/loket?sslmode=require&sslrootcert=" + root:    nil, // as good as verify-ca
		"postgres://pg/loket?sslrootcert=system":                     nil, // as good as verify-full
		"postgres://u:p@Pg.Kantor/loket":                             {"pg.kantor"},
		"postgres://pg/loket?sslmode=disable":                        {"pg"},
		"postgres://pg/loket?sslmode=allow":                          {"pg"},
		"postgres://pg/loket?sslmode=prefer":                         {"pg"},
		"postgres://pg/loket?sslmode=require":                        {"pg"},
		"postgres://pg/loket?sslmode=prefer&sslrootcert=" + root:     {"pg"},
		"postgres://10.8.0.2:1,[fd00::1]:2,localhost/loket":          {"10.8.0.2", "fd00::1"},
		"postgres://localhost/loket?host=pg":                         {"pg"},
		"postgres://a,b/loket?sslmode=require&sslnegotiation=direct": {"a", "b"},
		"postgres://a:1,a:2/loket?sslmode=disable":                   {"a"},
	} {
		if got := store.Unprotected(address); !slices.Equal(got, want) {
			t.Errorf("Unprotected(%q) = %q, want %q", address, got, want)
		}
	}
	t.Setenv("PGSSLMODE", "verify-full")
	if got := store.Unprotected("postgres://pg/loket"); got != nil {
		t.Errorf("Unprotected() with PGSSLMODE=verify-full = %q, want none", got)
	}
	t.Setenv("PGHOST", "pg")
	t.Setenv("PGSSLMODE", "disable")
	if got := store.Unprotected("postgres:///loket"); !slices.Equal(got, []string{"pg"}) {
		t.Errorf("Unprotected() with PGHOST=pg = %q, want it", got)
	}
}
