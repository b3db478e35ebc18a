package trial_test

import (
	"context"
	"os"
	"testing"
	"time"

	"loket/internal/testserver"
)

// TestKill ends the program by kill -9 at random moments while messages come
// in, and starts it again at once. Nothing may be lost, no ticket opened twice,
// no human reply sent twice. LOKET_KILL_ROUNDS sets how often; only then the
// machine counts as quiet enough to hold extra answers to their mean.
func TestKill(t *testing.T) {
	rounds := setting(t, "LOKET_KILL_ROUNDS", 6)
	mean := func(extra float64) float64 {
		if os.Getenv("LOKET_KILL_ROUNDS") == "" {
			return underWay
		}
		return extra
	}
	kill := func(c *counter) { c.kill() }
	cases := []struct {
		name   string
		ordeal ordeal
		extra  float64 // answers allowed for each kill
		env    func(*testing.T) map[string]string
	}{
		{"At400", ordeal{rounds: rounds, perSecond: 400, life: 250 * time.Millisecond, standing: true, end: kill, staffed: true}, mean(4), nil},
		{"At25", ordeal{rounds: max(3, rounds*3/10), perSecond: 25, life: time.Second, end: kill, staffed: true}, mean(0.5), nil},
		{"At200WhileDown", ordeal{rounds: max(3, rounds/4), perSecond: 200, life: 700 * time.Millisecond, end: kill, staffed: true}, underWay, nil},
		{"Postgres", ordeal{rounds: max(3, rounds/4), perSecond: 200, life: 250 * time.Millisecond, standing: true, end: kill, staffed: true}, underWay, onPostgres},
	}
	for _, k := range cases {
		t.Run(k.name, func(t *testing.T) {
			people := newCrowd(t, slowly())
			c := newCounter(t, onTelegram(people.fake))
			if k.env != nil {
				for name, value := range k.env(t) {
					c.env[name] = value
				}
			}
			k.ordeal.patience = time.Minute
			paid := k.ordeal.run(t, c, people)
			t.Log(paid)
			for _, complaint := range paid.complaints(k.extra) {
				t.Error(complaint)
			}
		})
	}
}

// underWay is how many sends the program makes at once: the most extra answers
// one death can cost.
const underWay = 64

// onPostgres lays the ledger on a PostgreSQL of the tests.
func onPostgres(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{"LOKET_DATABASE_URL": testserver.Postgres(t)}
}

// TestTerm asks the program to stop at random moments while messages come in,
// as a deployment does. Nothing may be lost and nothing said twice.
// LOKET_TERM_ROUNDS sets how often.
func TestTerm(t *testing.T) {
	people := newCrowd(t, slowly())
	c := newCounter(t, onTelegram(people.fake))
	o := ordeal{
		rounds: setting(t, "LOKET_TERM_ROUNDS", 6), perSecond: 400, life: 500 * time.Millisecond, standing: true,
		end: func(c *counter) { c.stop() }, patience: time.Minute, staffed: true,
	}
	paid := o.run(t, c, people)
	t.Log(paid)
	for _, complaint := range paid.complaints(0) {
		t.Error(complaint)
	}
	if paid.longestEnd > 15*time.Second {
		t.Errorf("stopping took %v, want at most 15 s", paid.longestEnd)
	}
	if paid.uncertain > 0 {
		t.Errorf("%d human replies are uncertain after clean stops, want none", paid.uncertain)
	}
}

// pause waits in real time: a question comes when it comes.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
