package trial_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// faulty is the program with the tag "crash", which can be made to suffer.
var faulty = sync.OnceValues(func() (string, error) {
	into := filepath.Join(filepath.Dir(binary), "faulty")
	return into, compile(into, "-tags", "crash", "loket/cmd/loket")
})

// newFaulty prepares a program that suffers as env says.
func newFaulty(t *testing.T, people *crowd, env map[string]string) *counter {
	t.Helper()
	program, err := faulty()
	if err != nil {
		t.Fatal(err)
	}
	c := newCounter(t, onTelegram(people.fake))
	c.argv[0] = program
	for k, v := range env {
		c.env[k] = v
	}
	return c
}

// faultRounds scales the long forms: 1 is the short one.
func faultRounds(t *testing.T) int { t.Helper(); return setting(t, "LOKET_FAULT_ROUNDS", 1) }

// answersAll waits until every question has an answer.
func (c *counter) answersAll(people *crowd, within time.Duration) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), within)
	defer cancel()
	if lost := people.await(ctx); lost > 0 {
		c.t.Fatalf("lost: %d of %d messages have no answer after %v", lost, people.asked, within)
	}
}

// TestPanics sends messages over which the program panics, among others: these are
// answered, and each of those ends with a human, half of them kept aside because
// they could not even be read.
func TestPanics(t *testing.T) {
	t.Parallel()
	n := 300 * faultRounds(t)
	poisons := n / 30
	people := newCrowd(t)
	c := newFaulty(t, people, map[string]string{"LOKET_PANIC": "racun,990001"})
	c.start()
	unknown := 0 // ordinary questions that need a human
	for i := range n {
		if people.asked%ticketEvery == 0 {
			unknown++
		}
		people.ask(1)
		if i%30 == 0 {
			people.deliver(func(int) string { return "zxqv racun wkrt" })
		}
		if i%30 == 15 {
			people.deliver(func(int) string { return "NIK saya 5371014503990001" })
		}
	}
	c.answersAll(people, 5*time.Minute)
	for what, query := range map[string]string{
		"tickets of messages that failed":      `SELECT COUNT(*) FROM tickets WHERE reason = 'failed'`,
		"messages given up or never read":      `SELECT COUNT(*) FROM messages WHERE outcome = 'failed' OR kind = 'unread'`,
		"tickets of one reason or another":     fmt.Sprintf(`SELECT COUNT(*) - %d FROM tickets`, unknown),
		"conversations with a ticket that was": `SELECT COUNT(DISTINCT conversation_id) FROM tickets WHERE reason = 'failed'`,
	} {
		if got := c.number(t.Context(), query); got != 2*poisons {
			t.Errorf("%d %s, want %d", got, what, 2*poisons)
		}
	}
	if got := c.number(t.Context(), `SELECT COUNT(*) FROM quarantine`); got != poisons {
		t.Errorf("%d messages are kept aside, want %d", got, poisons)
	}
	if got := c.number(t.Context(), `SELECT COUNT(*) FROM messages WHERE outcome = 'failed' AND attempts <> 3`); got != 0 {
		t.Errorf("%d messages were given up after other than 3 attempts", got)
	}
	if got := c.number(t.Context(), `SELECT MAX(epoch) FROM channels`); got != 1 {
		t.Errorf("the bot was taken %d times, want once: the program never ended", got)
	}
	c.stop()
}

// deliver asks one question of other words.
func (c *crowd) deliver(words func(int) string) {
	c.mu.Lock()
	i := c.asked
	c.asked++
	c.mu.Unlock()
	c.fake.Deliver(faketelegram.Text(firstChat+int64(i), words(i)))
}

// slowDisk is what a commit takes in TestSlowDisk.
const slowDisk = 200 * time.Millisecond

// TestSlowDisk makes every commit take 200 ms while more comes in than can be
// stored: nothing is lost, memory stays bounded, and Telegram keeps what a poll has
// no room for.
func TestSlowDisk(t *testing.T) {
	t.Parallel()
	n := 1000 * faultRounds(t)
	people := newCrowd(t)
	c := newFaulty(t, people, map[string]string{"LOKET_SLOW_COMMIT": slowDisk.String()})
	c.start()
	people.ask(n)
	began := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for people.fake.Pending() > 0 {
		<-tick.C
		taken, most := n-people.fake.Pending(), 100*(1+int(time.Since(began)/slowDisk))
		if taken > most {
			t.Fatalf("%d messages are taken after %v, want at most %d: a poll must wait for its commit", taken, time.Since(began), most)
		}
	}
	c.answersAll(people, time.Duration(n)*50*time.Millisecond+30*time.Second)
	took := time.Since(began)
	rss := c.rss() >> 20
	t.Logf("%d messages answered in %v, %.0f a second; %d MiB", n, took.Round(time.Millisecond), float64(n)/took.Seconds(), rss)
	if rss > 300 {
		t.Errorf("%d MiB resident, want at most 300", rss)
	}
	var paid toll
	ordeal{patience: time.Minute}.settle(t, c, people, nil, &paid)
	for _, complaint := range paid.complaints(0) {
		t.Error(complaint)
	}
}

// onDisk puts the data directory on a disk of its own, of so many MiB, which only
// the program and what it starts can see; the tests reach it through the program.
func (c *counter) onDisk(size int) {
	c.t.Helper()
	c.env["LOKET_DATA_DIR"] = filepath.Join(c.dir, "disk")
	if err := os.Mkdir(c.env["LOKET_DATA_DIR"], 0o700); err != nil {
		c.t.Fatal(err)
	}
	mount := fmt.Sprintf(`mount -t tmpfs -o size=%dm,mode=0700 loket "$LOKET_DATA_DIR" && exec "$@"`, size)
	c.argv = append([]string{"unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"}, c.argv...)
	c.start()
	c.root = fmt.Sprintf("/proc/%d/root", c.cmd.Process.Pid)
}

// TestFullDisk fills the disk while messages come in: none is taken from Telegram
// that cannot be stored, readiness and staff are told, and once there is room
// everything is answered by itself.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	full := time.Duration(faultRounds(t)-1) * time.Second * 6
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.onDisk(64)
	people.ask(20)
	c.answersAll(people, time.Minute)
	staff := signIn(t, c, nil, "demo", c.password)
	filler := filepath.Join(c.data(), "filler")
	fill(t, filler)
	people.ask(200)
	c.within(30*time.Second, "a red /readyz", func() bool {
		status, body := c.get("/readyz")
		return status == http.StatusServiceUnavailable && strings.Contains(body, "ledger: basis data tidak dapat ditulisi")
	})
	c.within(10*time.Second, "the full disk on the staff's page", func() bool {
		return strings.Contains(staff.page("/loket"), "Basis data tidak dapat ditulis (disk")
	})
	pause(t.Context(), full)
	stored := c.number(t.Context(), `SELECT COUNT(*) FROM messages`)
	if left := people.fake.Pending(); left == 0 || stored+left < people.asked {
		t.Errorf("%d of %d messages are stored and %d wait at Telegram, want the rest to wait", stored, people.asked, left)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	c.answersAll(people, 30*time.Second)
	c.within(10*time.Second, "a green /readyz", func() bool {
		status, _ := c.get("/readyz")
		return status == http.StatusOK && !strings.Contains(staff.page("/loket"), "Basis data tidak dapat ditulis")
	})
	t.Logf("full for a while with %d of %d messages stored; all answered %v after there was room", stored, people.asked, time.Since(began).Round(time.Millisecond))
	if bad := c.number(t.Context(), `SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'`); bad > 0 {
		t.Errorf("integrity_check finds %d faults, want none", bad)
	}
	if kept := c.number(t.Context(), `SELECT COUNT(*) FROM quarantine`); kept > 0 {
		t.Errorf("%d messages were kept aside for the disk's sake, want none", kept)
	}
	if rows, failed := c.number(t.Context(), `SELECT COUNT(*) FROM messages`), c.number(t.Context(), `SELECT COUNT(*) FROM messages WHERE attempts > 0`); rows != people.asked || failed > 0 {
		t.Errorf("%d messages in the ledger, %d with failures, want %d and none", rows, failed, people.asked)
	}
	if extra, _, _ := people.copies(); extra > 0 {
		t.Errorf("%d answers came twice", extra)
	}
	c.stop()
}

// fill writes a file until its disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	chunk := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(chunk)
	}
	if closing := f.Close(); !errors.Is(err, syscall.ENOSPC) && !errors.Is(closing, syscall.ENOSPC) {
		t.Fatalf("fill the disk: %v, want %v", err, syscall.ENOSPC)
	}
}
