package trial_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// toxic is a network between the program and a server that slices, delays, breaks
// and swallows connections while it is ill.
type toxic struct {
	t        *testing.T
	listener net.Listener
	target   string
	carrying sync.WaitGroup

	mu     sync.Mutex // guards all below
	ill    bool
	apart  bool // nothing gets through, and nobody is told
	random *rand.Rand
	open   map[net.Conn]bool
}

// newToxic stands before the fake Telegram.
func newToxic(t *testing.T, target string) *toxic {
	t.Helper()
	return newToxicAt(t, "127.0.0.1:0", strings.TrimPrefix(target, "http://"))
}

// newToxicAt listens at an address of the target's network; those with a slash are sockets.
func newToxicAt(t *testing.T, address, target string) *toxic {
	t.Helper()
	l, err := net.Listen(networkOf(address), address)
	if err != nil {
		t.Fatal(err)
	}
	x := &toxic{t: t, listener: l, target: target, random: rand.New(rand.NewPCG(41, 1)), open: map[net.Conn]bool{}}
	x.carrying.Go(x.accept)
	t.Cleanup(func() {
		_ = l.Close()
		x.cut()
		x.carrying.Wait()
	})
	return x
}

func networkOf(address string) string {
	if strings.Contains(address, "/") {
		return "unix"
	}
	return "tcp"
}

func (x *toxic) url() string { return "http://" + x.listener.Addr().String() }

// fall makes the network ill, or well again; whatever it holds is broken.
func (x *toxic) fall(ill bool) {
	x.mu.Lock()
	x.ill = ill
	x.mu.Unlock()
	x.cut()
}

// part lets nothing through, also on connections that stand, as a cable pulled from
// a switch; joined again, they are broken.
func (x *toxic) part(apart bool) {
	x.mu.Lock()
	x.apart = apart
	x.mu.Unlock()
	if !apart {
		x.cut()
	}
}

func (x *toxic) parted() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.apart
}

// cut breaks every connection.
func (x *toxic) cut() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for conn := range x.open {
		_ = conn.Close()
	}
}

func (x *toxic) accept() {
	for {
		conn, err := x.listener.Accept()
		if err != nil {
			return
		}
		x.carrying.Go(func() { x.carry(conn) })
	}
}

// keep remembers a connection for as long as do runs.
func (x *toxic) keep(conn net.Conn, do func()) {
	x.mu.Lock()
	x.open[conn] = true
	x.mu.Unlock()
	do()
	_ = conn.Close()
	x.mu.Lock()
	delete(x.open, conn)
	x.mu.Unlock()
}

// ailment is what a connection suffers from.
type ailment int

const (
	none      ailment = iota
	sliced            // a few bytes at a time
	delayed           // every read a fifth of a second late
	reset             // broken after some bytes of the answer
	swallowed         // taken, and never answered: half open
	ailments
)

func (x *toxic) draw() (ailment, int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case x.apart:
		return swallowed, 0
	case !x.ill:
		return none, 0
	}
	return ailment(x.random.IntN(int(ailments))), x.random.IntN(300)
}

func (x *toxic) carry(conn net.Conn) {
	what, bytes := x.draw()
	x.keep(conn, func() {
		if what == swallowed {
			for buffer := make([]byte, 512); ; {
				if _, err := conn.Read(buffer); err != nil {
					return
				}
			}
		}
		far, err := net.Dial(networkOf(x.target), x.target)
		if err != nil {
			return
		}
		x.keep(far, func() {
			var there sync.WaitGroup
			there.Go(func() { x.pump(far, conn, none, 0) })
			x.pump(conn, far, what, bytes)
			_ = conn.Close()
			_ = far.Close()
			there.Wait()
		})
	})
}

// pump carries bytes one way until either end is closed, or the ailment ends it.
func (x *toxic) pump(to, from net.Conn, what ailment, bytes int) {
	size := 16 << 10
	if what == sliced {
		size = 7
	}
	for buffer := make([]byte, size); ; {
		n, err := from.Read(buffer)
		if x.parted() {
			n = 0
		}
		switch what {
		case sliced:
			pause(x.t.Context(), time.Millisecond)
		case delayed:
			pause(x.t.Context(), 200*time.Millisecond)
		case reset:
			if bytes -= n; bytes < 0 {
				_ = to.(*net.TCPConn).SetLinger(0)
				return
			}
		case none, swallowed, ailments:
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// TestToxicNetwork puts an ill network between the program and Telegram: every
// question is answered or known to be in doubt, and when the network is well again
// the program has no more goroutines and files open than one that saw nothing of
// it. LOKET_FAULT_ROUNDS times eight seconds.
func TestToxicNetwork(t *testing.T) {
	t.Parallel()
	rounds := faultRounds(t)
	calm := throughNetwork(t, false, rounds)
	ill := throughNetwork(t, true, rounds)
	t.Logf("at the end, after a calm network: %v; after a toxic one: %v", calm, ill)
	if most := calm.goroutines + poolSlack; ill.goroutines > most {
		t.Errorf("%d goroutines after a toxic network, want at most %d", ill.goroutines, most)
	}
	if most := calm.files + poolSlack; ill.files > most {
		t.Errorf("%d files open after a toxic network, want at most %d", ill.files, most)
	}
}

// poolSlack is what the bounded pools of database and queue may hold more in one run
// than in the other. All connections that broke would be far more.
const poolSlack = 12

// holdings are what a program holds.
type holdings struct{ goroutines, files int }

func (h holdings) String() string {
	return fmt.Sprintf("%d goroutines, %d files", h.goroutines, h.files)
}

// throughNetwork lets questions come through a network and tells what the program
// holds when all is over.
func throughNetwork(t *testing.T, ill bool, rounds int) holdings {
	t.Helper()
	people := newCrowd(t)
	network := newToxic(t, people.fake.URL())
	c := newCounter(t, onTelegram(people.fake))
	c.env["LOKET_TELEGRAM_API_URL"] = network.url()
	c.log.limit = 4 << 20 // of a dump of all goroutines
	c.start()
	people.ask(10)
	c.answersAll(people, time.Minute)
	o := ordeal{perSecond: 25}
	for range rounds {
		network.fall(ill)
		o.live(t.Context(), newPace(o), people, nil, 6*time.Second)
		network.fall(false)
		o.live(t.Context(), newPace(o), people, nil, 2*time.Second)
	}
	doubtful := func() int {
		return c.number(t.Context(), `SELECT COUNT(*) FROM sends WHERE class = 'A' AND state = 'uncertain'`)
	}
	c.within(2*time.Minute, "the end of every message and every call", func() bool {
		return people.fake.Pending() == 0 && c.number(t.Context(), `
SELECT (SELECT COUNT(*) FROM sends WHERE state IN ('owed', 'sending')) + (SELECT COUNT(*) FROM messages WHERE state = 'pending')`) == 0
	})
	people.mu.Lock()
	lost := people.asked - len(people.bot)
	people.mu.Unlock()
	extra, most, _ := people.copies()
	t.Logf("ill: %v; %d messages, %d unanswered of %d in doubt, %d answers said again", ill, people.asked, lost, doubtful(), extra)
	if lost > doubtful() || most > 2 {
		t.Errorf("%d messages without an answer, %d answers to one, want none that is not in doubt, and 2", lost, most)
	}
	if rows := c.number(t.Context(), `SELECT COUNT(*) FROM messages`); rows != people.asked {
		t.Errorf("%d messages in the ledger, want %d", rows, people.asked)
	}
	network.cut()
	return c.holds()
}

// holds ends the program and tells what it held, once its idle connections are
// gone.
func (c *counter) holds() (h holdings) {
	c.t.Helper()
	pause(c.t.Context(), time.Second)
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", c.cmd.Process.Pid))
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		c.t.Fatal(err)
	}
	_ = c.cmd.Wait()
	c.cmd = nil
	dump := c.log.tail()
	pooled := strings.Count(dump, "created by github.com/alicebob/miniredis") // the queue's pool is bounded
	return holdings{goroutines: strings.Count(dump, "\ngoroutine ") - pooled, files: len(files)}
}
