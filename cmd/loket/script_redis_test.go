package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/internal/testserver"
)

// redisAccount starts a Redis that has the one account secrets.sh writes, and that
// is started as compose.yaml does; $LOKET_REDIS_URL is what secrets.sh tells Loket.
func redisAccount(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: redis-account")
	}
	script, err := os.ReadFile(deployments("docker", "secrets.sh"))
	ts.Check(err)
	dir := ts.MkAbs("docker")
	ts.Check(os.Mkdir(dir, 0o700))
	path := filepath.Join(dir, "secrets.sh")
	ts.Check(os.WriteFile(path, script, 0o600))
	for range 2 { // what is there already stays
		if said, err := exec.Command("sh", path, "tanya.contoh.go.id").CombinedOutput(); err != nil {
			ts.Fatalf("secrets.sh: %v\n%s", err, said)
		}
	}
	own, err := testserver.StartRedis("", "--aclfile", filepath.Join(dir, "secrets", "redis-acl"), "--maxmemory", "256mb", "--maxmemory-policy", "noeviction")
	ts.Check(err)
	ts.Defer(func() { _ = own.Stop() })
	url := strings.TrimSpace(ts.ReadFile(filepath.Join(dir, "secrets", "redis-url")))
	ts.Setenv("LOKET_REDIS_URL", strings.Replace(url, "redis:6379", own.Addr(), 1))
}

// denied holds the account of $LOKET_REDIS_URL to be refused a command.
func denied(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: denied COMMAND…, after redis-account")
	}
	said, err := testserver.RedisCLI(append([]string{"-u", ts.Getenv("LOKET_REDIS_URL"), "--no-auth-warning"}, args...)...)
	ts.Check(err)
	if !strings.HasPrefix(said, "NOPERM") {
		ts.Fatalf("%q is not refused: %s", args, said)
	}
}
