package trial_test

import (
	"context"
	"net/http"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/history"
	"loket/internal/testserver"
)

// database is a PostgreSQL that may be stopped and started with its data.
type database struct {
	t      *testing.T
	dir    string
	server *testserver.PostgresServer
}

func newDatabase(t *testing.T) *database {
	t.Helper()
	d := &database{t: t, dir: reachableDir(t)}
	d.start()
	t.Cleanup(func() { _ = d.server.Stop() })
	return d
}

func (d *database) start() {
	d.t.Helper()
	var err error
	if d.server, err = testserver.StartPostgres(d.dir); err != nil {
		d.t.Fatal(err)
	}
}

func (d *database) restart() {
	d.t.Helper()
	if err := d.server.Stop(); err != nil {
		d.t.Fatal(err)
	}
	d.start()
}

// strike does what a schedule says, and returns when the next one may come.
func (p *play) strike(s strike) {
	p.t.Helper()
	switch s.kind {
	case killing:
		p.c.kill()
		p.c.start()
	case terminating:
		p.c.stop()
		p.c.start()
	case pausing:
		p.signal(syscall.SIGSTOP)
		pause(p.t.Context(), s.lasting)
		p.signal(syscall.SIGCONT)
	case slowing:
		p.inject(s, "sendMessage", faketelegram.Fault{Delay: s.lasting})
	case losing:
		p.inject(s, "sendMessage", faketelegram.Fault{Delay: callTime, DropRequest: true})
	case muting:
		p.inject(s, "sendMessage", faketelegram.Fault{Delay: callTime, DropResponse: true})
	case failing:
		p.inject(s, "sendMessage", faketelegram.ServerError(http.StatusInternalServerError))
	case throttling:
		p.inject(s, "sendMessage", faketelegram.TooMany(1))
	case deafening:
		p.inject(s, "getUpdates", faketelegram.Fault{DropResponse: true})
	case lapsing:
		p.lapse()
	case filling:
		p.limitFiles("4096:")
		pause(p.t.Context(), s.lasting)
		p.limitFiles("unlimited:")
	case misdating:
		p.misdate(s.off)
	case disconnected:
		p.db.restart()
	}
}

func (p *play) inject(s strike, method string, fault faketelegram.Fault) {
	p.fake.Inject(faketelegram.Rule{Method: method, Rate: s.share, Times: s.times, Fault: fault})
}

func (p *play) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.c.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// limitFiles sets how large a file of the program may grow, in bytes and a colon:
// only the limit that it may raise again itself.
func (p *play) limitFiles(limit string) {
	p.t.Helper()
	pid := strconv.Itoa(p.c.cmd.Process.Pid)
	if out, err := exec.CommandContext(p.t.Context(), "prlimit", "--pid", pid, "--fsize="+limit).CombinedOutput(); err != nil {
		p.t.Fatalf("prlimit (Debian: util-linux): %v\n%s", err, out)
	}
}

// lapse lets every lease on a ticket run out, as five minutes would.
func (p *play) lapse() {
	p.t.Helper()
	op := p.log.Begin(history.Entry{Client: "nemesis", Action: history.Lapse})
	defer p.log.End(op, history.Info, 0)
	ctx, cancel := context.WithTimeout(p.t.Context(), restLimit)
	defer cancel()
	for {
		_, err := p.sql.ExecContext(ctx, `UPDATE tickets SET lease_until = 1, version = version + 1 WHERE state = 'claimed'`)
		switch {
		case err == nil:
			return
		case ctx.Err() != nil:
			p.t.Fatalf("lapse: %v", err)
		}
		pause(ctx, 50*time.Millisecond) // SQLite: the program is writing without a break
	}
}

// misdate kills the program and starts it with a clock that is off; leases may
// run out by that.
func (p *play) misdate(off time.Duration) {
	p.t.Helper()
	op := p.log.Begin(history.Entry{Client: "nemesis", Action: history.Lapse})
	defer p.log.End(op, history.Info, 0)
	p.c.kill()
	p.c.env["LOKET_CLOCK"] = off.String()
	p.c.start()
}
