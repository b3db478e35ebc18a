package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// loading is what starting with an environment comes to.
func loading(env map[string]string) (config.Config, error) {
	s := &shell{log: slog.New(slog.DiscardHandler), getenv: func(name string) string { return env[name] }}
	return s.load()
}

// TestRefuseOpenly is S21: no command goes to another machine in plain text, but for
// one that its operator has named.
func TestRefuseOpenly(t *testing.T) {
	t.Parallel()
	const database, redis, plain = "LOKET_DATABASE_URL", "LOKET_REDIS_URL", "LOKET_PLAIN_HOSTS"
	cases := map[string]struct {
		env  map[string]string
		says []string // in the error; none: it starts
	}{
		"Nothing":          {nil, nil},
		"Here":             {map[string]string{database: "postgres://u:rahasia@127.0.0.1/l", redis: "redis://:rahasia@localhost"}, nil},
		"Socket":           {map[string]string{database: "postgres://u@/l?host=/run/postgresql"}, nil},
		"TLS":              {map[string]string{database: "postgres://u:rahasia@pg/l?sslmode=verify-full", redis: "rediss://:rahasia@redis"}, nil},
		"Named":            {map[string]string{database: "postgres://u:rahasia@PG/l?sslmode=disable", redis: "redis://:rahasia@redis", plain: "pg, redis"}, nil},
		"Database":         {map[string]string{database: "postgres://u:rahasia@pg/l"}, []string{"LOKET_DATABASE_URL: PostgreSQL di mesin lain (pg)", "sslmode=verify-full", "LOKET_PLAIN_HOSTS=pg."}},
		"Database/Require": {map[string]string{database: "postgres://u:rahasia@pg/l?sslmode=require"}, []string{"(pg)"}},
		"Redis":            {map[string]string{redis: "redis://:rahasia@redis.kantor"}, []string{"LOKET_REDIS_URL: Redis di mesin lain (redis.kantor)", "rediss://", "plain_hosts: [redis.kantor]"}},
		"Redis/Cluster":    {map[string]string{redis: "redis://:rahasia@a,localhost,b"}, []string{"plain_hosts: [a, b]", "LOKET_PLAIN_HOSTS=a,b."}},
		"Redis/Sentinel":   {map[string]string{redis: "redis+sentinel://:rahasia@a/m", plain: "b"}, []string{"rediss+sentinel://"}},
		"OneNamed":         {map[string]string{redis: "redis://:rahasia@a,b", plain: "a"}, []string{"di mesin lain (b)"}},
		"Both":             {map[string]string{database: "postgres://u:rahasia@pg/l", redis: "redis://:rahasia@redis"}, []string{"LOKET_DATABASE_URL", "LOKET_REDIS_URL"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := loading(c.env)
			if (err == nil) != (c.says == nil) {
				t.Fatalf("load(%v) = %v, want it refused: %v", c.env, err, c.says != nil)
			}
			told := ""
			if err != nil {
				told = strings.Join(explain(err), "\n")
			}
			for _, part := range c.says {
				if !strings.Contains(told, part) {
					t.Errorf("load(%v) says %q, want …%s…", c.env, told, part)
				}
			}
			if strings.Contains(told, "rahasia") {
				t.Errorf("load(%v) tells the password: %q", c.env, told)
			}
		})
	}
}

// TestCheckOpenly: what was let through by a name is told for as long as it is so.
func TestCheckOpenly(t *testing.T) {
	t.Parallel()
	c := config.Default()
	if f, due := (&examination{config: c}).checkOpenly(); due {
		t.Errorf("checkOpenly(SQLite, embedded) = %+v, want nothing to tell", f)
	}
	c.DatabaseURL, c.RedisURL, c.PlainHosts = "postgres://u:rahasia@pg/l?sslmode=disable", "rediss://redis", []string{"pg"}
	f, due := (&examination{config: c}).checkOpenly()
	if !due || f.State != yellow || !strings.Contains(f.Found, "PostgreSQL di pg.") || !strings.Contains(f.Cure, "sslmode=verify-full") || strings.Contains(f.Found+f.Cure, "Redis") {
		t.Errorf("checkOpenly(PostgreSQL in plain text) = %+v, %v; want yellow, with the host and the cure", f, due)
	}
}

// TestCheckRedisTLS: doctor tells a false certificate, and a way to another machine,
// from a Redis that is away.
func TestCheckRedisTLS(t *testing.T) {
	t.Parallel()
	authority := testserver.NewAuthority(t)
	redis := authority.Redis()
	check := func(url string, ca []byte) finding {
		c := config.Default()
		c.RedisURL, c.RedisCA = url, ca
		return (&examination{shell: &shell{ctx: t.Context()}, config: c}).checkRedis()
	}
	if f := check("rediss://:@"+redis.Addr(), authority.PEM()); f.State != green {
		t.Errorf("checkRedis(with its authority) = %+v, want green", f)
	}
	if f := check("rediss://:rahasia@"+redis.Addr(), nil); f.State != red || !strings.Contains(f.Found, "Sertifikat Redis ditolak") ||
		!strings.Contains(f.Cure, "LOKET_REDIS_CA_FILE") || strings.Contains(f.Found+f.Cure, "rahasia") {
		t.Errorf("checkRedis(without its authority) = %+v, want its certificate refused, and the cure", f)
	}
	if f := check("redis://:rahasia@192.0.2.7", nil); f.State != red || !strings.Contains(f.Found, "tanpa TLS") || strings.Contains(f.Found+f.Cure, "rahasia") {
		t.Errorf("checkRedis(another machine) = %+v, want that it is one without TLS", f)
	}
}

// TestComposeNames: the hosts that secrets.sh writes into addresses without TLS are
// those that compose.yaml names, and no other.
func TestComposeNames(t *testing.T) {
	t.Parallel()
	read := func(pattern string, path ...string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "deployments"}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindSubmatch(text)
		if found == nil {
			t.Fatalf("%s has no %s", filepath.Join(path...), pattern)
		}
		return strings.ReplaceAll(string(found[1]), "%s", "rahasia")
	}
	named := read(`LOKET_PLAIN_HOSTS: (\S+)`, "docker", "compose.yaml")
	env := map[string]string{
		"LOKET_DATABASE_URL": read(`'(postgres://\S+)\\n'`, "docker", "secrets.sh"),
		"LOKET_REDIS_URL":    read(`'(redis://\S+)\\n'`, "docker", "secrets.sh"),
	}
	if _, err := loading(env); err == nil {
		t.Errorf("%v starts without a name: nothing is tried here", env)
	}
	env["LOKET_PLAIN_HOSTS"] = named
	c, err := loading(env)
	if err != nil {
		t.Errorf("with %s: %v, want it to start", named, err)
	}
	var open []string
	for _, n := range neighbours(c) {
		open = append(open, n.hosts...)
	}
	if !slices.Equal(open, c.PlainHosts) {
		t.Errorf("compose.yaml names %q, without TLS are %q", c.PlainHosts, open)
	}
	if got := trustOf(c); !slices.Equal(got.Plain, open) || len(queue.Unprotected(c.RedisURL)) != 1 {
		t.Errorf("the queue trusts %q, want %q", got.Plain, open)
	}
}
