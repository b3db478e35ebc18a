package trial_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestLibraryLoses puts a bot with the Telegram library's own poller through
// the ordeals of TestKill and TestTerm. It confirms updates before anybody has
// dealt with them, so it must lose some, and the suite must say so: a suite
// that cannot fail proves nothing.
func TestLibraryLoses(t *testing.T) {
	t.Parallel()
	program := compiled(t, "loket/internal/trial/testdata/librarybot")
	ends := map[string]func(*counter){
		"Kill": func(c *counter) { c.kill() },
		"Term": func(c *counter) { c.stop() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			people := newCrowd(t, slowly())
			c := newCounter(t, onTelegram(people.fake))
			c.argv = []string{program}
			delete(c.env, "LOKET_DATA_DIR")
			o := ordeal{
				rounds: setting(t, "LOKET_KILL_ROUNDS", 10), perSecond: 400, life: 250 * time.Millisecond, standing: true,
				end: end, patience: 3 * time.Second,
			}
			paid := o.run(t, c, people)
			t.Logf("%d messages, %d ends: %d lost, %d extra answers", paid.asked, paid.ends, paid.lost, paid.extra)
			if paid.lost > paid.asked/2 {
				t.Errorf("%d of %d messages lost: this bot does not work at all, which proves nothing", paid.lost, paid.asked)
			}
			complaints := paid.complaints(underWay)
			if !slices.ContainsFunc(complaints, func(c string) bool { return strings.HasPrefix(c, "lost: ") }) {
				t.Errorf("complaints = %q, want one about lost messages", complaints)
			}
		})
	}
}
