package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"loket/internal/testserver"
)

// TestMain puts the built program on the PATH: the scripts run what users run.
func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "loket-script-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	build := exec.Command("go", "build", "-ldflags", "-funcalign=1 -X main.version=v0.0.0-script", "-o", filepath.Join(dir, "loket"), "loket/cmd/loket")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// TestScript runs every script in testdata/script, each in a directory of its
// own. Besides the commands of testscript they have:
//
//	loket N ARGS…          run the program; it must exit with N
//	[!] json PATH[=VALUE]… the last stdout is one JSON value with these; a PATH
//	                       is names and positions with dots, a VALUE is JSON
//	serve                  start the server and wait until it is ready at $ADDR
//	redis                  start an empty Redis, at $LOKET_REDIS_URL for what follows
//	redis-account          the same, with the one account that secrets.sh makes
//	denied COMMAND…        that account must be refused a command of Redis
//	stop                   ask it to stop; its exit must be clean
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                filepath.Join("testdata", "script"),
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LOKET_HTTP_ADDR", "127.0.0.1:0")
			env.Values[serverKey{}] = &server{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"loket": runLoket, "json": checkJSON, "serve": serve, "chat": chat, "redis": redis, "redis-account": redisAccount, "denied": denied, "stop": stop,
		},
	})
}

// runLoket runs the program and holds it to an exit code.
func runLoket(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: loket N ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec("loket", args[1:]...); err != nil {
		exit, ok := err.(*exec.ExitError) //nolint:errorlint // Exec returns it as it is
		if !ok {
			ts.Fatalf("run loket: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("loket %q exits with %d, want %d", args[1:], got, want)
	}
}

// checkJSON looks into what the last command printed.
func checkJSON(ts *testscript.TestScript, neg bool, args []string) {
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	var root any
	ts.Check(decoder.Decode(&root))
	if _, err := decoder.Token(); err != io.EOF {
		ts.Fatalf("there is more than one JSON value")
	}
	for _, arg := range args {
		path, want, valued := strings.Cut(arg, "=")
		value, found := at(root, path)
		got, err := json.Marshal(value)
		ts.Check(err)
		if holds := found && (!valued || string(got) == want); holds == neg {
			ts.Fatalf("json %s: got %s (there: %v), want it: %v", arg, got, found, !neg)
		}
	}
}

// at follows a path of names and positions.
func at(value any, path string) (any, bool) {
	for step := range strings.SplitSeq(path, ".") {
		switch node := value.(type) {
		case map[string]any:
			child, ok := node[step]
			if !ok {
				return nil, false
			}
			value = child
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(node) {
				return nil, false
			}
			value = node[i]
		default:
			return nil, false
		}
	}
	return value, true
}

// server is the server of one script.
type server struct{ cmd *exec.Cmd }

// serverKey finds the script's server among its values.
type serverKey struct{}

// serve starts the server in the script's directory; its log is server.log.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: serve ARGS…")
	}
	log, err := os.Create(ts.MkAbs("server.log"))
	ts.Check(err)
	ts.Defer(func() { _ = log.Close() })
	cmd := exec.Command("loket", append([]string{"serve"}, args...)...)
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), log
	cmd.Env = append(os.Environ(), "LOKET_HTTP_ADDR="+ts.Getenv("LOKET_HTTP_ADDR"))
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	ts.Value(serverKey{}).(*server).cmd = cmd
	ts.Defer(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ready := strings.CutPrefix(lines.Text(), "Loket siap: "); ready {
			ts.Setenv("ADDR", strings.TrimPrefix(url, "http://"))
			return
		}
	}
	ts.Fatalf("the server ended before it was ready:\n%s", ts.ReadFile("server.log"))
}

// redis starts a Redis that ends with the script.
func redis(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: redis")
	}
	own, err := testserver.StartRedis("")
	ts.Check(err)
	ts.Defer(func() { _ = own.Stop() })
	ts.Setenv("LOKET_REDIS_URL", own.URL())
}

// stop ends the script's server as Ctrl-C does.
func stop(ts *testscript.TestScript, neg bool, args []string) {
	cmd := ts.Value(serverKey{}).(*server).cmd
	if neg || len(args) > 0 || cmd == nil {
		ts.Fatalf("usage: stop, after serve")
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	ts.Check(cmd.Wait())
}
