package trial_test

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/privacy"
	"loket/internal/store"
)

// binary is the program, built once by TestMain.
var binary string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

// sideBySide is how many parallel tests run at once, unless -parallel says
// otherwise. Most of them wait: for a lease to run out, for a minute's limit, for
// a part to be known to stand still. As many as there are cores would wait in turn.
const sideBySide = 4

// runSideBySide makes it so; before m.Run.
func runSideBySide() error {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "test.parallel" })
	if asked {
		return nil
	}
	return flag.Set("test.parallel", strconv.Itoa(max(sideBySide, runtime.GOMAXPROCS(0))))
}

func buildAndRun(m *testing.M) int {
	if err := runSideBySide(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	dir, err := os.MkdirTemp("", "loket-trial-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "loket")
	if err := compile(binary, "loket/cmd/loket"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// compile builds a package, the last of args, into a file.
func compile(into string, args ...string) error {
	build := exec.Command("go", append([]string{"build", "-o", into}, args...)...)
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %v: %w\n%s", args, err, out)
	}
	return nil
}

// compiled builds a package, the last of args, and returns the file.
func compiled(t testing.TB, args ...string) string {
	t.Helper()
	into := filepath.Join(t.TempDir(), "program")
	if err := compile(into, args...); err != nil {
		t.Fatal(err)
	}
	return into
}

// counter is a running program with its data.
type counter struct {
	t    testing.TB
	argv []string // the program and its arguments
	env  map[string]string
	dir  string
	root string // what stands before the program's paths for others; empty: nothing

	cmd      *exec.Cmd
	base     string // http://127.0.0.1:…
	password string // of the demo account, when it was printed
	log      *keeper
	began    time.Time
	readyIn  time.Duration
}

// newCounter prepares a program; env is laid over quiet defaults.
func newCounter(t testing.TB, env map[string]string) *counter {
	t.Helper()
	c := &counter{t: t, argv: []string{binary, "serve", "--demo"}, dir: t.TempDir(), log: &keeper{}, env: map[string]string{
		"LOKET_HTTP_ADDR": "127.0.0.1:0", "LOKET_QUIET": "0s",
	}}
	c.env["LOKET_DATA_DIR"] = filepath.Join(c.dir, "data")
	for k, v := range env {
		c.env[k] = v
	}
	t.Cleanup(func() {
		c.kill()
		if t.Failed() {
			t.Logf("the program's log:\n%s", c.log.tail())
		}
	})
	return c
}

// onTelegram points the program at a fake Telegram, unpaced.
func onTelegram(fake *faketelegram.Server) map[string]string {
	return map[string]string{
		"LOKET_TELEGRAM_TOKEN": fake.Token(), "LOKET_TELEGRAM_API_URL": fake.URL(),
		"LOKET_TELEGRAM_RATE": "0", "LOKET_TELEGRAM_CHAT_RATE": "0",
	}
}

var (
	readyLine    = regexp.MustCompile(`^Loket siap: (http://\S+)$`)
	passwordLine = regexp.MustCompile(`^Kata sandi: (\S+)$`)
)

// start runs the program and waits until it says that it is ready.
func (c *counter) start() {
	c.t.Helper()
	if !c.launch() {
		_ = c.cmd.Wait()
		c.t.Fatalf("the program ended before it was ready:\n%s", c.log.tail())
	}
}

// launch is start for a program that may end before it is ready: false then.
func (c *counter) launch() bool {
	c.t.Helper()
	c.cmd = exec.Command(c.argv[0], c.argv[1:]...)
	c.cmd.Dir = c.dir
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + c.dir}
	for k, v := range c.env {
		c.cmd.Env = append(c.cmd.Env, k+"="+v)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	c.cmd.Stderr = c.log
	c.began = time.Now()
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := passwordLine.FindStringSubmatch(lines.Text()); m != nil {
			c.password = m[1]
		}
		if m := readyLine.FindStringSubmatch(lines.Text()); m != nil {
			c.base, c.readyIn = m[1], time.Since(c.began)
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return true
		}
	}
	return false
}

// kill ends the program as a power cut would.
func (c *counter) kill() {
	if c.cmd == nil {
		return
	}
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	c.cmd = nil
}

// stop asks the program to stop and returns how long it took; its exit must be
// clean.
func (c *counter) stop() time.Duration {
	c.t.Helper()
	began := time.Now()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		c.t.Fatal(err)
	}
	err := c.cmd.Wait()
	c.cmd = nil
	if err != nil {
		c.t.Errorf("stopping: %v, want a clean exit", err)
	}
	return time.Since(began)
}

// rss is the program's resident memory in bytes.
func (c *counter) rss() int64 {
	c.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			if err != nil {
				c.t.Fatal(err)
			}
			return kib << 10
		}
	}
	c.t.Fatal("no VmRSS")
	return 0
}

// cpu is the processor time the program has used.
func (c *counter) cpu() time.Duration {
	c.t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')'):]))
	ticks := int64(0)
	for _, f := range fields[12:14] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			c.t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// data is the program's data directory as others see it.
func (c *counter) data() string { return c.root + c.env["LOKET_DATA_DIR"] }

// loseLedger removes the database of a program on SQLite, as a lost disk does.
func (c *counter) loseLedger() {
	c.t.Helper()
	for _, name := range []string{"loket.db", "loket.db-wal", "loket.db-shm"} {
		if err := os.RemoveAll(filepath.Join(c.data(), name)); err != nil {
			c.t.Fatal(err)
		}
	}
}

// ledger opens what the program wrote. The program may be running.
func (c *counter) ledger() *store.Store {
	c.t.Helper()
	keys, err := privacy.LoadKeys("", filepath.Join(c.data(), "secret.key"))
	if err != nil {
		c.t.Fatal(err)
	}
	sealer, err := privacy.NewSealer(keys[0], keys[1:]...)
	if err != nil {
		c.t.Fatal(err)
	}
	address := c.env["LOKET_DATABASE_URL"]
	if address == "" {
		address = "sqlite:" + filepath.Join(c.data(), "loket.db")
	}
	s, err := store.Open(c.t.Context(), address, store.Options{Sealer: sealer})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = s.Close() })
	return s
}

// get fetches a page of the program.
func (c *counter) get(path string) (status int, body string) {
	c.t.Helper()
	r, err := http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	content, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		c.t.Fatal(err)
	}
	return r.StatusCode, string(content)
}

// keeper keeps the end of the program's log.
type keeper struct {
	limit int // bytes kept; 0: keepLimit

	mu      sync.Mutex // guards what follows
	text    []byte
	refused int // lines that tell of a write refused to a former owner of a channel
	reloads int // lines that tell of a configuration that was refused
}

// keepLimit is how much of the log is kept, in bytes.
const keepLimit = 16 << 10

// Write implements io.Writer.
func (k *keeper) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.text = append(k.text, p...)
	k.refused += bytes.Count(p, []byte("write refused"))
	k.reloads += bytes.Count(p, []byte("the new configuration is refused"))
	limit := k.limit
	if limit == 0 {
		limit = keepLimit
	}
	if over := len(k.text) - limit; over > 0 {
		k.text = k.text[over:]
	}
	return len(p), nil
}

func (k *keeper) writesRefused() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.refused
}

func (k *keeper) reloadsRefused() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.reloads
}

func (k *keeper) tail() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return string(k.text)
}
