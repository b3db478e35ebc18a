package trial_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// writing is how long messages come in before a machine dies, and half as long
// again by chance.
const writing = 10 * time.Second

// BenchmarkLitestream copies a ledger that is written without a break by
// Litestream, lets the machine die, and measures what the copy lacks: the time
// from the oldest message that is not in it to the death. LOKET_LITESTREAM names
// the program; `make drill` installs it.
func BenchmarkLitestream(b *testing.B) {
	litestream := os.Getenv("LOKET_LITESTREAM")
	if litestream == "" {
		b.Fatal("LOKET_LITESTREAM does not name the program: run `make drill`, which installs it")
	}
	var worst, restoring time.Duration
	var messages int
	for b.Loop() {
		people := newCitizens(b)
		c := newCounter(b, onTelegram(people.fake))
		c.start()
		people.ask(1)
		l := newLitestream(litestream, c)
		l.start()
		c.writeFor(people, writing/2+rand.N(writing))
		c.kill()
		died := time.Now()
		l.stop()

		began := time.Now()
		lost, kept := l.restore()
		restoring = max(restoring, time.Since(began))
		messages += kept
		for _, at := range lost {
			worst = max(worst, died.Sub(at))
		}
		c.start() // on the copy
		people.ask(2)
		c.stop()
		if said, err := c.invocation("doctor").Output(); err != nil {
			b.Errorf("loket doctor on the copy: %v\n%s", err, said)
		}
	}
	b.ReportMetric(worst.Seconds(), "lost-s")
	b.ReportMetric(restoring.Seconds(), "restore-s")
	b.ReportMetric(float64(messages)/float64(b.N), "messages")
}

// writeFor lets people ask one question after the other.
func (c *counter) writeFor(people *citizens, d time.Duration) {
	ctx, cancel := context.WithTimeout(c.t.Context(), d)
	defer cancel()
	var asking sync.WaitGroup
	for who := range int64(4) {
		asking.Go(func() {
			for i := int64(0); ctx.Err() == nil; i++ {
				people.ask(10_000 + 1000*who + i%1000)
				pause(ctx, 50*time.Millisecond)
			}
		})
	}
	asking.Wait()
}

// litestream copies a counter's ledger as deployments/litestream.yml tells.
type litestream struct {
	c       *counter
	program string
	config  string
	ledger  string
	said    bytes.Buffer
	cmd     *exec.Cmd
}

func newLitestream(program string, c *counter) *litestream {
	c.t.Helper()
	l := &litestream{c: c, program: program, config: filepath.Join(c.dir, "litestream.yml"), ledger: filepath.Join(c.data(), "loket.db")}
	shipped, err := os.ReadFile(filepath.Join("..", "..", "deployments", "litestream.yml"))
	if err != nil {
		c.t.Fatal(err)
	}
	here := strings.NewReplacer("/var/lib/loket/loket.db", l.ledger, "/cadangan/loket-terus", filepath.Join(c.dir, "salinan"))
	if err := os.WriteFile(l.config, []byte(here.Replace(string(shipped))), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return l
}

func (l *litestream) start() {
	l.c.t.Helper()
	l.cmd = exec.Command(l.program, "replicate", "-config", l.config)
	l.cmd.Stdout, l.cmd.Stderr = &l.said, &l.said
	if err := l.cmd.Start(); err != nil {
		l.c.t.Fatal(err)
	}
}

// stop kills Litestream, which dies with its machine.
func (l *litestream) stop() {
	_ = l.cmd.Process.Kill()
	_ = l.cmd.Wait()
}

// restore puts the copy in the ledger's place. It returns when those messages
// came in that the copy lacks, and how many it has.
func (l *litestream) restore() (lost []time.Time, kept int) {
	l.c.t.Helper()
	was := l.c.messages()
	l.c.loseLedger()
	_ = os.RemoveAll(filepath.Join(l.c.data(), ".loket.db-litestream"))
	if out, err := exec.Command(l.program, "restore", "-config", l.config, l.ledger).CombinedOutput(); err != nil {
		l.c.t.Fatalf("restore: %v\n%s\nbefore:\n%s", err, out, l.said.String())
	}
	has := l.c.messages()
	for id, at := range was {
		if _, ok := has[id]; !ok {
			lost = append(lost, at)
		}
	}
	return lost, len(has)
}

// messages tells when each message of the ledger came in.
func (c *counter) messages() map[string]time.Time {
	c.t.Helper()
	db := c.open()
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(c.t.Context(), `SELECT id, received_at FROM messages`)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	out := map[string]time.Time{}
	for rows.Next() {
		var id string
		var at int64
		if err := rows.Scan(&id, &at); err != nil {
			c.t.Fatal(err)
		}
		out[id] = time.UnixMilli(at)
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	return out
}
