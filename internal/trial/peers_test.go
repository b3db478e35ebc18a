package trial_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"loket/internal/testserver"
)

// peersDir holds what is not ours to build: programs for Node.js and the list of what
// they need. scripts/bench-peers.sh lays them beside what npm installed.
const peersDir = "testdata/peers"

// A peer is a program that is held beside Loket, or Loket itself.
type peer struct {
	name  string
	ready func(*counter)                                  // makes a counter of Loket one of this program
	count func(b testing.TB, c *counter) (rows, jobs int) // what a stopped one kept: messages, and what waits for staff; nil: nothing
}

// ours is Loket with a Redis, as its peer has one.
func ours(b testing.TB) peer {
	ready := func(c *counter) {
		profiled(b, c)
		c.env["LOKET_REDIS_URL"] = testserver.Redis(b)
	}
	return peer{"Loket", ready, func(b testing.TB, c *counter) (rows, jobs int) {
		return c.number(b.Context(), `SELECT COUNT(*) FROM messages`), c.number(b.Context(), `SELECT COUNT(*) FROM tickets`)
	}}
}

// echoes are bare bots, each as fast as its library makes one.
func echoes(b testing.TB) []peer {
	library := compiled(b, "loket/internal/trial/testdata/echobot")
	bare := func(name string, argv ...string) peer {
		return peer{name: name, ready: func(c *counter) {
			c.argv = argv
			delete(c.env, "LOKET_DATA_DIR")
		}}
	}
	return []peer{
		bare("echo, go-telegram", library),
		bare("echo, grammY", onNode(b, "grammy.js")...),
		bare("echo, telegraf", onNode(b, "telegraf.js")...),
	}
}

// stack is the bot of grammY, node-nlp, BullMQ and better-sqlite3, taught with the
// shipped catalogue. What it learned stands in a file that is made when it is not
// there; empty: each counter learns for itself.
func stack(b testing.TB, model string) peer {
	b.Helper()
	argv, catalogue := onNode(b, "stack.js"), filepath.Join(b.TempDir(), "catalogue.json")
	newCounter(b, nil).command("faq", "export", "--json", "--out", catalogue)
	return peer{"grammY, node-nlp, BullMQ, better-sqlite3", func(c *counter) {
		c.argv = argv
		delete(c.env, "LOKET_DATA_DIR")
		c.env["PEER_DATA_DIR"], c.env["PEER_CATALOGUE"], c.env["PEER_REDIS_URL"] = c.dir, catalogue, testserver.Redis(b)
		if model != "" {
			c.env["PEER_MODEL"] = model
		}
	}, countStack}
}

// countStack counts the messages and the jobs of a stack that has stopped.
func countStack(b testing.TB, c *counter) (rows, jobs int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(c.env["PEER_DATA_DIR"], "bot.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRowContext(b.Context(), `SELECT COUNT(*) FROM messages`).Scan(&rows); err != nil {
		b.Fatal(err)
	}
	options, err := redis.ParseURL(c.env["PEER_REDIS_URL"])
	if err != nil {
		b.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	waiting, err := client.LLen(b.Context(), "bull:petugas:wait").Result()
	if err != nil {
		b.Fatal(err)
	}
	return rows, int(waiting)
}

// onNode is how one of the programs is run that LOKET_PEERS names the place of.
func onNode(b testing.TB, script string) []string {
	b.Helper()
	place := os.Getenv("LOKET_PEERS")
	if place == "" {
		b.Fatal("LOKET_PEERS names no place where the peers are installed: run `make bench-peers`")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		b.Fatalf("%v: apt-get install nodejs npm", err)
	}
	return []string{node, filepath.Join(place, script)}
}

var (
	required = regexp.MustCompile(`require\('([^'.][^']*)'\)`)
	pinned   = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
)

// TestPeersPinned holds the list of what npm installs for the peers to what they
// require: all of it, nothing else, and one version each, so that a run can be
// repeated.
func TestPeersPinned(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(peersDir, "package.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Private      bool              `json:"private"`
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	if !list.Private {
		t.Error("the peers' package.json is not private: npm would publish it")
	}
	wanted := map[string]bool{}
	scripts, err := filepath.Glob(filepath.Join(peersDir, "*.js"))
	if err != nil || len(scripts) == 0 {
		t.Fatalf("%d programs of peers, %v", len(scripts), err)
	}
	for _, script := range scripts {
		source, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range required.FindAllStringSubmatch(string(source), -1) {
			wanted[packageOf(m[1])] = true
		}
	}
	for name, version := range list.Dependencies {
		if !wanted[name] {
			t.Errorf("no peer requires %s", name)
		}
		if !pinned.MatchString(version) {
			t.Errorf("%s is %q, want one version", name, version)
		}
	}
	for name := range wanted {
		if own := []string{"fs", "path"}; list.Dependencies[name] == "" && !slices.Contains(own, name) {
			t.Errorf("%s is required and not in package.json", name)
		}
	}
}

// packageOf is the package a required path is in: "telegraf/filters" is in telegraf,
// "@grammyjs/runner" stands for itself.
func packageOf(path string) string {
	parts := strings.Split(path, "/")
	if strings.HasPrefix(path, "@") {
		return strings.Join(parts[:min(2, len(parts))], "/")
	}
	return parts[0]
}
