package trial_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/crash"
)

// stallKnown is how soon a part that stands still must turn /readyz red.
const stallKnown = 75 * time.Second

// TestStall holds each part up as a lost lock would: /readyz names it within
// 75 s, and is content again when the part goes on. All are held up at once, in
// a program each.
func TestStall(t *testing.T) {
	t.Parallel()
	program := compiled(t, "-tags", "crash", "loket/cmd/loket")
	stalls := []*stall{
		{part: "poller", point: crash.Received, says: "telegram: tidak ada kabar dari Telegram selama "},
		{part: "processor", point: crash.Taken, says: "pesan: pesan masuk di disdukcapil-kota-kupang/telegram tidak diproses selama "},
		{part: "sender", point: crash.Sending, says: "jawaban: jawaban di disdukcapil-kota-kupang/telegram tidak terkirim selama "},
		{part: "reconciler", point: crash.Reconciling, says: "antrean: antrean petugas tidak dicocokkan dengan basis data selama "},
	}
	for _, s := range stalls {
		s.freeze(t, program)
	}
	for _, s := range stalls {
		s.known(t)
	}
	for _, s := range stalls {
		s.thaw(t)
	}
}

// stall is a program of which one part is held up.
type stall struct {
	part  string
	point crash.Point
	says  string // a line of /readyz, as it begins

	c      *counter
	people *crowd
	ice    string // the file that holds the part up
	since  time.Time
}

// freeze starts the program, waits until it is content, and holds the part up.
func (s *stall) freeze(t *testing.T, program string) {
	t.Helper()
	s.people = newCrowd(t)
	s.c = newCounter(t, onTelegram(s.people.fake))
	s.ice = filepath.Join(s.c.dir, "ice")
	s.c.argv[0], s.c.env["LOKET_FREEZE"] = program, string(s.point)+":"+s.ice
	s.c.start()
	s.c.untilReady(t, true, time.Now().Add(15*time.Second))
	if err := os.WriteFile(s.ice, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s.since = time.Now()
	s.people.ask(1)
}

// known waits until /readyz is red, and wants it to name the part.
func (s *stall) known(t *testing.T) {
	t.Helper()
	body := s.c.untilReady(t, false, s.since.Add(stallKnown))
	t.Logf("%s: known within %v: %s", s.part, time.Since(s.since).Round(time.Second), strings.TrimSpace(body))
	if !strings.Contains(body, "\n"+s.says) {
		t.Errorf("%s: /readyz = %q, want a line that begins with %q", s.part, body, s.says)
	}
}

// thaw lets the part go on: /readyz is content again, and nothing was lost.
func (s *stall) thaw(t *testing.T) {
	t.Helper()
	if err := os.Remove(s.ice); err != nil {
		t.Fatal(err)
	}
	s.c.untilReady(t, true, time.Now().Add(15*time.Second))
	if lost := s.people.await(t.Context()); lost > 0 {
		t.Errorf("%s: %d messages without an answer", s.part, lost)
	}
	s.c.stop()
}

// untilReady asks /readyz until it says what is wanted, at the latest by then.
func (c *counter) untilReady(t *testing.T, ready bool, by time.Time) (body string) {
	t.Helper()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		status, body := c.get("/readyz")
		if (status == http.StatusOK) == ready {
			return body
		}
		if time.Now().After(by) {
			t.Fatalf("/readyz = %d %q, want ready to be %v by now", status, body, ready)
		}
		<-tick.C
	}
}
