package trial_test

import (
	"os"
	"testing"
	"time"

	"loket/internal/testserver"
)

// TestDatabaseRestarts ends the PostgreSQL under a running program as the end of
// its machine would, and starts it again, while questions come: nothing is lost,
// nothing is done twice, and the program goes on by itself. LOKET_FAULT_ROUNDS times three restarts.
func TestDatabaseRestarts(t *testing.T) {
	t.Parallel()
	rounds := 3 * faultRounds(t)
	dir, err := os.MkdirTemp("", "loket-pg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	server := mustServe(t, dir)
	people := newCrowd(t, slowly())
	c := newCounter(t, onTelegram(people.fake))
	c.env["LOKET_DATABASE_URL"] = server.Database(t)
	c.start()
	o := ordeal{perSecond: 200, standing: true, patience: time.Duration(2+rounds) * time.Minute} // 400 for each restart
	pace, paid := newPace(o), toll{ends: rounds}
	for range rounds {
		o.live(t.Context(), pace, people, nil, 2*time.Second)
		began := time.Now()
		if err := server.Crash(); err != nil {
			t.Fatal(err)
		}
		server = mustServe(t, dir)
		paid.longestDowntime = max(paid.longestDowntime, time.Since(began))
	}
	o.live(t.Context(), pace, people, nil, time.Second)
	o.settle(t, c, people, nil, &paid)
	t.Log(paid)
	for _, complaint := range paid.complaints(0) {
		t.Error(complaint)
	}
	if n := c.number(t.Context(), `SELECT COUNT(*) FROM messages WHERE outcome = 'failed'`); n > 0 {
		t.Errorf("%d messages were given up for the database's sake, want none", n)
	}
	if n := c.number(t.Context(), `SELECT COUNT(*) FROM quarantine`); n > 0 {
		t.Errorf("%d messages were kept aside for the database's sake, want none", n)
	}
}

// mustServe starts a PostgreSQL on a directory, with the data it has.
func mustServe(t *testing.T, dir string) *testserver.PostgresServer {
	t.Helper()
	server, err := testserver.StartPostgres(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Crash() })
	return server
}
