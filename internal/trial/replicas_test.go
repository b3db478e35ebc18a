package trial_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/internal/testserver"
)

// replicas are programs that share one ledger and one bot.
type replicas struct {
	t       *testing.T
	people  *crowd
	all     []*counter
	address string // of the ledger
	db      *sql.DB
	visits  int // questions asked in the web chat
}

// newReplicas starts n programs on one PostgreSQL, and on one fake Telegram
// whose sends take callTime.
func newReplicas(t *testing.T, n int) *replicas {
	t.Helper()
	r := newReplicasOn(t, testserver.Postgres(t))
	for range n {
		r.add(binary, nil)
	}
	return r
}

// newReplicasOn has no program yet.
func newReplicasOn(t *testing.T, address string) *replicas {
	t.Helper()
	r := &replicas{t: t, people: newCrowd(t, slowly()), address: address}
	var err error
	if r.db, err = sql.Open("pgx", address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.db.Close() })
	return r
}

// add starts one more program; env is laid over that of a replica.
func (r *replicas) add(program string, env map[string]string) *counter {
	r.t.Helper()
	c := newCounter(r.t, onTelegram(r.people.fake))
	c.argv[0] = program
	c.env["LOKET_DATABASE_URL"] = r.address
	maps.Copy(c.env, env)
	if len(r.all) > 0 {
		c.env["LOKET_SECRET_KEY_FILE"] = filepath.Join(r.all[0].env["LOKET_DATA_DIR"], "secret.key")
	}
	c.start()
	r.all = append(r.all, c)
	return c
}

// owner is the program that owns the bot; nil: none of them.
func (r *replicas) owner() *counter {
	r.t.Helper()
	var owner string
	err := r.db.QueryRowContext(r.t.Context(), `SELECT owner FROM channels WHERE kind = 'telegram'`).Scan(&owner)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range r.all {
		name, err := os.ReadFile(filepath.Join(c.env["LOKET_DATA_DIR"], "replica"))
		if err != nil {
			r.t.Fatal(err)
		}
		if strings.HasPrefix(owner, strings.TrimSpace(string(name))+"/") {
			return c
		}
	}
	return nil
}

// answered asks n questions and waits until every question so far has an answer;
// it returns how long that took.
func (r *replicas) answered(n int, within time.Duration) time.Duration {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), within)
	defer cancel()
	began := time.Now()
	r.people.ask(n)
	if lost := r.people.await(ctx); lost > 0 {
		r.t.Fatalf("lost: %d of %d messages have no answer after %v", lost, r.people.asked, within)
	}
	return time.Since(began)
}

// idle waits until no call is under way.
func (r *replicas) idle() {
	r.t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for r.all[0].number(r.t.Context(), `SELECT COUNT(*) FROM sends WHERE state IN ('owed', 'sending')`) > 0 {
		select {
		case <-r.t.Context().Done():
			r.t.Fatal("sends stay under way")
		case <-tick.C:
		}
	}
}

// count is what the contract forbids, and the answers that were said again.
func (r *replicas) count() toll {
	r.t.Helper()
	out := toll{asked: r.people.asked + r.visits, wantTickets: r.people.tickets()}
	out.extra, out.most, out.humanMost = r.people.copies()
	out.count(r.t.Context(), r.all[0])
	r.t.Log(out)
	return out
}

const (
	takeoverLimit = 20 * time.Second // after a death
	handOverLimit = 8 * time.Second  // after an orderly stop: less than any lease that was renewed has left
	// graceLimit is by when a call that a dead owner had under way is made again.
	graceLimit = 150 * time.Second
)

// TestReplicas runs three programs on one bot: one polls, whatever dies or stops.
// LOKET_REPLICA_ROUNDS sets how often an owner dies in the middle of its calls;
// the short form lets one die between two.
func TestReplicas(t *testing.T) {
	t.Parallel()
	rounds := setting(t, "LOKET_REPLICA_ROUNDS", 0)
	r := newReplicas(t, 3)
	r.answered(20, takeoverLimit)
	for _, c := range r.all {
		r.answersAt(c, 4*time.Second)
	}
	r.idle()
	r.mustOwn().kill()
	took := r.answered(20, takeoverLimit)
	t.Logf("taken over %v after a death", took.Round(time.Millisecond))
	for range rounds {
		r.diesInTheMiddle()
	}
	stopped := r.mustOwn()
	stopped.stop()
	took = r.answered(20, handOverLimit)
	t.Logf("handed over %v after an orderly stop", took.Round(time.Millisecond))
	if r.mustOwn() == stopped {
		t.Error("the bot has no new owner")
	}
	if n := r.people.fake.Conflicts(); n != 0 {
		t.Errorf("%d polls were ended by another, want one program that polls", n)
	}
	out := r.count()
	out.ends = rounds
	for _, complaint := range out.complaints(underWay) {
		t.Error(complaint)
	}
	if out.extra > 0 && rounds == 0 {
		t.Errorf("%d answers came twice, want none: no call was under way", out.extra)
	}
}

// mustOwn is owner, of which there must be one.
func (r *replicas) mustOwn() *counter {
	r.t.Helper()
	c := r.owner()
	if c == nil {
		r.t.Fatal("nobody owns the bot")
	}
	return c
}

// diesInTheMiddle starts whoever died before as a replica that owns nothing,
// kills the owner while questions come, and waits for every answer.
func (r *replicas) diesInTheMiddle() {
	r.t.Helper()
	for _, c := range r.all {
		if c.cmd == nil {
			c.start()
		}
	}
	r.whileAsked(r.mustOwn().kill)
	r.answered(20, graceLimit)
}

// whileAsked does something while questions come, fifty a second, from a second before
// until a second after.
func (r *replicas) whileAsked(do func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	asking := make(chan struct{})
	go func() {
		defer close(asking)
		for ctx.Err() == nil {
			r.people.ask(1)
			pause(ctx, 20*time.Millisecond)
		}
	}()
	defer func() {
		cancel()
		<-asking
	}()
	pause(r.t.Context(), time.Second)
	do()
	pause(r.t.Context(), time.Second)
}

// TestPauses stops the owner of a bot for longer than its lease, in the middle of
// a burst, and lets it go on when another program has taken over.
// LOKET_PAUSE_ROUNDS sets how often, shared out among five pairs of programs.
func TestPauses(t *testing.T) {
	t.Parallel()
	rounds := setting(t, "LOKET_PAUSE_ROUNDS", 1)
	pairs := min(5, rounds)
	for i := range pairs {
		t.Run(fmt.Sprint("Pair", i+1), func(t *testing.T) {
			t.Parallel()
			pausePair(t, (rounds+pairs-1)/pairs)
		})
	}
}

// pausePair pauses the owner of a pair again and again.
func pausePair(t *testing.T, rounds int) {
	r := newReplicas(t, 2)
	r.answered(20, takeoverLimit)
	refused, most := 0, rounds+5 // one may fall between two writes
	for i := 0; i < rounds || refused == 0 && i < most; i++ {
		r.pauses()
		refused = r.all[0].log.writesRefused() + r.all[1].log.writesRefused()
	}
	r.idle()
	t.Logf("%d pauses or more, %d writes refused", rounds, refused)
	if refused == 0 {
		t.Error("no write of a paused owner was refused: the fence was not tried")
	}
	out := r.count()
	for _, complaint := range out.complaints(0) {
		t.Error(complaint)
	}
}

// rush is how many questions come just before a pause.
const rush = 100

// pauses stops the owner in the middle of a burst, lets another one take over and
// serve, and wakes it.
func (r *replicas) pauses() {
	r.t.Helper()
	c := r.mustOwn()
	r.people.ask(rush)
	ctx, cancel := context.WithTimeout(r.t.Context(), time.Minute)
	defer cancel()
	if !r.people.until(ctx, func() bool { return r.people.asked-len(r.people.bot) < rush }) {
		r.t.Fatal("no answer before the pause")
	}
	r.signal(c, syscall.SIGSTOP)
	first := firstChat + int64(r.people.asked)
	r.people.ask(10)
	served := r.people.until(ctx, func() bool {
		for chat := first; chat < first+10; chat++ {
			if r.people.bot[chat] == 0 {
				return false
			}
		}
		return true
	})
	r.signal(c, syscall.SIGCONT)
	if !served {
		r.t.Fatal("nobody took over within a minute of a pause")
	}
	r.answered(1, time.Minute)
}

func (r *replicas) signal(c *counter, s syscall.Signal) {
	r.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
}

// answersAt asks in the web chat of one program, whichever owns it, and waits for
// the answer on a stream of the same one.
func (r *replicas) answersAt(c *counter, within time.Duration) {
	r.t.Helper()
	r.visits++
	v := newVisitor(r.t, c)
	ctx, cancel := context.WithTimeout(r.t.Context(), within)
	defer cancel()
	stream, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/chat/"+string(demoAgency)+"/events", http.NoBody)
	if err != nil {
		r.t.Fatal(err)
	}
	began := time.Now()
	v.post(r.t, c, []byte(`{"client_id":"client-id-0001","text":"syarat ktp hilang apa saja"}`))
	answer, err := v.client.Do(stream)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
		if strings.Contains(lines.Text(), `"mine":false`) {
			r.t.Logf("answered in the web chat after %v", time.Since(began).Round(time.Millisecond))
			return
		}
	}
	r.t.Errorf("no answer in the web chat within %v: %v", within, ctx.Err())
}
