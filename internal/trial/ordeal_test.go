package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// ordeal is a stream of questions within which the program ends again and
// again, and is started at once.
type ordeal struct {
	rounds    int           // ends
	perSecond int           // questions
	life      time.Duration // of the program once it is ready, in the mean; half of it by chance
	standing  bool          // questions wait while the program is down; otherwise they keep coming
	end       func(*counter)
	patience  time.Duration // for answers after the last end
	staffed   bool          // an officer serves the tickets meanwhile
}

// toll is what an ordeal cost.
type toll struct {
	asked, ends     int
	lost            int // questions without any answer
	extra, most     int // answers beyond the first of a question; the most answers to one
	rows, tickets   int // in the ledger
	wantTickets     int
	crowded         int // conversations with more than one ticket
	replied         int // tickets with a human's reply
	delivered       int // of these replies, those a citizen read
	uncertain       int // replies whose end nobody knows: for staff to see
	humanMost       int // the most often one reply came
	givenUp         int // the bot's sends that were interrupted twice, for all that is known
	refused         []string
	longestEnd      time.Duration
	longestDowntime time.Duration
}

// String implements fmt.Stringer.
func (o toll) String() string {
	return fmt.Sprintf("%d messages, %d ends: %d lost, %d extra answers (%.2f an end), at most %d to one message; "+
		"%d message rows, %d tickets, %d conversations with several; %d human replies: %d read, %d uncertain, at most %d copies; %d answers given up; "+
		"slowest end %v, slowest start %v",
		o.asked, o.ends, o.lost, o.extra, float64(o.extra)/float64(max(1, o.ends)), o.most,
		o.rows, o.tickets, o.crowded, o.replied, o.delivered, o.uncertain, o.humanMost, o.givenUp,
		o.longestEnd.Round(time.Millisecond), o.longestDowntime.Round(time.Millisecond))
}

// complaints are what the contract forbids, whatever the ordeal was; extra
// answers may be allowed for each end.
func (o toll) complaints(extraEach float64) (all []string) {
	say := func(bad bool, format string, args ...any) {
		if bad {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	say(o.lost > 0, "lost: %d of %d messages were never answered", o.lost, o.asked)
	say(float64(o.extra) > extraEach*float64(o.ends), "%d extra answers after %d ends, want at most %.1f each", o.extra, o.ends, extraEach)
	say(o.rows != o.asked, "%d messages in the ledger, want %d", o.rows, o.asked)
	say(o.tickets != o.wantTickets, "%d tickets, want %d", o.tickets, o.wantTickets)
	say(o.crowded > 0, "%d conversations have more than one ticket", o.crowded)
	say(o.humanMost > 1, "a human reply came %d times, want once", o.humanMost)
	say(o.delivered+o.uncertain < o.replied, "%d of %d human replies are neither read nor uncertain", o.replied-o.delivered-o.uncertain, o.replied)
	say(len(o.refused) > 0, "forms were refused: %s", strings.Join(o.refused, "; "))
	return all
}

// run puts a program, not started yet, through the ordeal and counts.
func (o ordeal) run(t testing.TB, c *counter, people *crowd) toll {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	out := toll{ends: o.rounds}
	c.start()
	var staff *officer
	if o.staffed {
		staff = newOfficer(t, c)
	}
	pace := newPace(o)
	for range o.rounds {
		life := o.life/2 + time.Duration(random.Int64N(int64(o.life)))
		o.live(t.Context(), pace, people, staff, life)
		began := time.Now()
		o.end(c)
		out.longestEnd = max(out.longestEnd, time.Since(began))
		began = time.Now()
		c.start()
		out.longestDowntime = max(out.longestDowntime, time.Since(began))
	}
	o.settle(t, c, people, staff, &out)
	return out
}

// live lets questions come, and an officer serve, for a lifetime.
func (o ordeal) live(ctx context.Context, p *pace, people *crowd, staff *officer, life time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, life)
	defer cancel()
	var serving sync.WaitGroup
	defer serving.Wait()
	if staff != nil {
		serving.Go(func() { staff.serve(ctx) })
	}
	p.resume()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		people.ask(p.due())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// settle waits for the last answers and replies, and counts.
func (o ordeal) settle(t testing.TB, c *counter, people *crowd, staff *officer, out *toll) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), o.patience)
	defer cancel()
	out.lost = people.await(ctx)
	if staff != nil {
		out.replied, out.refused = len(staff.replied), staff.refused
		out.settleReplies(t, c, people)
	}
	out.asked, out.wantTickets = people.asked, people.tickets()
	c.stop()
	out.extra, out.most, out.humanMost = people.copies()
	if c.env["LOKET_DATA_DIR"] != "" {
		out.count(t.Context(), c)
	}
}

// settleReplies waits until every human reply was read or is uncertain.
func (o *toll) settleReplies(t testing.TB, c *counter, people *crowd) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		o.uncertain = c.number(t.Context(), `SELECT COUNT(*) FROM sends WHERE class = 'B' AND state = 'uncertain'`)
		people.mu.Lock()
		o.delivered = len(people.human)
		people.mu.Unlock()
		if o.delivered+o.uncertain >= o.replied {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// count reads the ledger of a program that has stopped.
func (o *toll) count(ctx context.Context, c *counter) {
	o.rows = c.number(ctx, `SELECT COUNT(*) FROM messages`)
	o.tickets = c.number(ctx, `SELECT COUNT(*) FROM tickets`)
	o.givenUp = c.number(ctx, `SELECT COUNT(*) FROM sends WHERE class = 'A' AND state = 'uncertain'`)
	o.crowded = c.number(ctx, `SELECT COUNT(*) FROM (SELECT conversation_id FROM tickets GROUP BY conversation_id HAVING COUNT(*) > 1) AS several`)
}

// number asks the ledger's database one question.
func (c *counter) number(ctx context.Context, query string) (n int) {
	c.t.Helper()
	db := c.open()
	defer func() { _ = db.Close() }()
	if err := db.QueryRowContext(ctx, query).Scan(&n); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// readable is a directory with the ledger's files: the program's own, or where it
// sees another disk than the tests, a copy, which is whole when nothing is written
// meanwhile.
func (c *counter) readable() string {
	c.t.Helper()
	if c.root == "" {
		return c.data()
	}
	copied := c.t.TempDir()
	for _, name := range []string{"loket.db", "loket.db-wal"} {
		content, err := os.ReadFile(filepath.Join(c.data(), name))
		if err == nil {
			err = os.WriteFile(filepath.Join(copied, name), content, 0o600)
		}
		if err != nil {
			c.t.Fatal(err)
		}
	}
	return copied
}

// pace tells how many questions are due.
type pace struct {
	perSecond float64
	standing  bool
	sent      int
	since     time.Time
}

func newPace(o ordeal) *pace {
	return &pace{perSecond: float64(o.perSecond), standing: o.standing, since: time.Now()}
}

// resume says that the program is up. What went by while it was down counts
// unless questions wait then.
func (p *pace) resume() {
	if p.standing {
		p.since, p.sent = time.Now(), 0
	}
}

// due is how many questions have to be asked now.
func (p *pace) due() int {
	n := int(time.Since(p.since).Seconds()*p.perSecond) - p.sent
	p.sent += n
	return n
}

// setting reads a number of a long run from the environment.
func setting(t testing.TB, name string, short int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return short
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q: want a number above 0", name, text)
	}
	return n
}

// quiet tells whether the long form of a suite was asked for, by its setting:
// only then the machine counts as quiet enough to be held to milliseconds.
func quiet(name string) bool { return os.Getenv(name) != "" }
