package trial_test

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// TestGap keeps the program down for 25 hours, by setting back in its ledger when
// Telegram was last heard: what may be lost is told to staff, in the report, in
// /readyz and in the log.
func TestGap(t *testing.T) {
	t.Parallel()
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.start()
	people.ask(1)
	people.await(t.Context())
	c.within(10*time.Second, "the time Telegram was heard", func() bool {
		return c.number(t.Context(), `SELECT COUNT(*) FROM channels WHERE heard_at > 0`) == 1
	})
	c.stop()
	c.change(`UPDATE channels SET heard_at = heard_at - 25 * 3600 * 1000 WHERE heard_at > 0`)
	c.start()
	c.within(15*time.Second, "the gap in /readyz", func() bool {
		status, body := c.get("/readyz")
		return status == http.StatusOK && strings.Contains(body, loket.GapText)
	})
	c.within(10*time.Second, "the gap in the log", func() bool { return strings.Contains(c.log.tail(), loket.GapText) })
	if page := newOfficer(t, c).page("/loket"); !strings.Contains(page, loket.GapText) {
		t.Errorf("the staff's page has no word of the gap:\n%s", page)
	}
	if said := c.command("report"); !strings.Contains(said, "Perhatian: Telegram: "+loket.GapText) {
		t.Errorf("report = %s, want the gap", said)
	}
	if n := c.number(t.Context(), `SELECT COUNT(*) FROM channel_gaps WHERE until_at - from_at > 24 * 3600 * 1000`); n != 1 {
		t.Errorf("%d gaps in the ledger, want 1", n)
	}
}

// TestRival lets another program poll the same bot: the program says so, does not
// run hot, and serves on.
func TestRival(t *testing.T) {
	t.Parallel()
	people := newCrowd(t)
	c := newCounter(t, onTelegram(people.fake))
	c.start()
	people.ask(1)
	people.await(t.Context())
	ctx, stop := context.WithCancel(t.Context())
	rival := make(chan struct{})
	go func() {
		defer close(rival)
		for ctx.Err() == nil {
			steal(ctx, people.fake.URL()+"/bot"+people.fake.Token()+"/getUpdates?timeout=50&limit=1&allowed_updates=%5B%22message%22%5D")
			pause(ctx, 10*time.Millisecond)
		}
	}()
	c.within(10*time.Second, "the conflict in /readyz", func() bool {
		status, body := c.get("/readyz")
		return status == http.StatusOK && strings.Contains(body, "bot ini juga dibaca program lain (409)")
	})
	pause(t.Context(), 3*time.Second)
	// The rival polls anew each time it loses the poll: both together count.
	if n := people.fake.Conflicts(); n > 40 {
		t.Errorf("%d polls were ended by another in some seconds, want a program that backs off", n)
	}
	stop()
	<-rival
	people.ask(1)
	limit, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if lost := people.await(limit); lost > 0 {
		t.Error("the program did not recover by itself")
	}
}

// steal polls once and confirms nothing.
func steal(ctx context.Context, address string) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
}

// within waits until something is so.
func (c *counter) within(limit time.Duration, what string, ready func() bool) {
	c.t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(limit)
	defer late.Stop()
	for !ready() {
		select {
		case <-late.C:
			c.t.Fatalf("%s did not come within %v", what, limit)
		case <-tick.C:
		}
	}
}

// change writes to the database of a program on SQLite that has stopped.
func (c *counter) change(statement string) {
	c.t.Helper()
	db, err := sql.Open("sqlite", "file:"+c.env["LOKET_DATA_DIR"]+"/loket.db")
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(c.t.Context(), statement); err != nil {
		c.t.Fatalf("%s: %v", statement, err)
	}
}
