package trial_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/history"
	"loket/internal/loket"
	"loket/internal/store"
)

// TestHistory lets citizens write and officers compete for tickets while random
// faults strike, and looks in what they saw for what must not be.
// LOKET_HISTORY_SCHEDULES sets how many schedules, LOKET_HISTORY_OPERATIONS how
// many operations each has. LOKET_HISTORY_SEED runs the one schedule of a seed.
func TestHistory(t *testing.T) {
	t.Parallel()
	operations := setting(t, "LOKET_HISTORY_OPERATIONS", 100)
	n := setting(t, "LOKET_HISTORY_SCHEDULES", 20)
	first := uint64(time.Now().UnixNano())
	if os.Getenv("LOKET_HISTORY_SEED") != "" {
		first, n = uint64(setting(t, "LOKET_HISTORY_SEED", 0)), 1
	}
	program := compiled(t, "-tags", "crash", "loket/cmd/loket")
	seeds := make(chan uint64, n)
	for i := range uint64(n) {
		seeds <- first + i
	}
	close(seeds)
	for lane := range historyLanes {
		t.Run(fmt.Sprint("Lane", lane+1), func(t *testing.T) {
			t.Parallel()
			db := newDatabase(t)
			for seed := range seeds {
				t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
					playSchedule(t, newSchedule(seed, operations, seed%3 == 0), program, db)
				})
			}
		})
	}
}

const (
	historyLanes = 3                // schedules at a time
	historyRate  = 200              // questions a second
	restLimit    = 90 * time.Second // after the last strike
)

// play is a run of a schedule.
type play struct {
	t    *testing.T
	plan schedule
	log  history.Log
	fake *faketelegram.Server
	c    *counter
	sql  *sql.DB
	db   *database

	clerks    []*clerk
	chatCount int
	asks      []ask
	seen      map[string]bool // human sends whose doubt stands on the page of their ticket

	mu       sync.Mutex // guards what follows
	accepted []history.Accepted
	taken    map[int64]bool // updates the program has confirmed
}

// ask is a question, and the update that brought it.
type ask struct {
	op     int
	update int64
}

func playSchedule(t *testing.T, plan schedule, program string, db *database) {
	t.Log(plan)
	p := newPlay(t, plan, program, db)
	p.run()
	p.rest()
	p.lookAtDoubts()
	p.c.stop()
	trial := p.collect()
	t.Log(summary(trial))
	found := trial.Check()
	for i, v := range found {
		if i == 20 {
			t.Errorf("… and %d more", len(found)-i)
			break
		}
		t.Error(v)
	}
	if t.Failed() {
		t.Logf("again: %s", plan.again())
	}
}

func newPlay(t *testing.T, plan schedule, program string, db *database) *play {
	t.Helper()
	p := &play{t: t, plan: plan, db: db, chatCount: max(8, plan.operations/4), seen: map[string]bool{}, taken: map[int64]bool{}}
	p.fake = faketelegram.New(faketelegram.Options{
		Discard: true, OnSend: p.accept, OnTaken: p.confirm, Seed: plan.seed, Second: 50 * time.Millisecond,
	})
	t.Cleanup(p.fake.Close)
	p.fake.Inject(faketelegram.Rule{Method: "sendMessage", Rate: 0.5, Fault: faketelegram.Fault{Delay: callTime}})
	p.c = newCounter(t, roomy(t, onTelegram(p.fake)))
	p.c.argv[0] = program
	address := steadyAddress(t)
	p.c.env["LOKET_HTTP_ADDR"] = address
	if plan.webhook {
		p.c.env["LOKET_TELEGRAM_MODE"], p.c.env["LOKET_TELEGRAM_WEBHOOK_SECRET"] = "webhook", webhookSecret
		p.c.env["LOKET_TELEGRAM_WEBHOOK_URL"] = "http://" + address + "/telegram"
	}
	if plan.postgres {
		p.c.env["LOKET_DATABASE_URL"] = db.server.Database(t)
	}
	p.c.start()
	p.sql = p.c.open()
	t.Cleanup(func() { _ = p.sql.Close() })
	ledger := p.c.ledger()
	p.hire(ledger, "demo", p.c.password)
	for _, login := range []string{"ani", "budi"} {
		p.hire(ledger, login, passwordSaid.FindStringSubmatch(p.c.command("staff", "add", login))[1])
	}
	return p
}

var passwordSaid = regexp.MustCompile(`Kata sandi: (\S+)`)

// steadyAddress is one that stays free while the program is down: no connection
// going out is given a port below 32768.
func steadyAddress(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 15_000+rand.IntN(15_000))
		if l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("no free port between 15000 and 30000")
	return ""
}

// open connects to the program's database beside it; the caller closes it.
func (c *counter) open() *sql.DB {
	c.t.Helper()
	driver, source := "sqlite", "file:"+c.readable()+"/loket.db?_pragma=busy_timeout(5000)"
	if address := c.env["LOKET_DATABASE_URL"]; address != "" {
		driver, source = "pgx", address
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		c.t.Fatal(err)
	}
	return db
}

func (p *play) hire(ledger *store.Store, login, password string) {
	p.t.Helper()
	base := p.c.base
	k := &clerk{officer: signIn(p.t, p.c, ledger, login, password), name: login, log: &p.log}
	k.base = func() string { return base }
	k.random = rand.New(rand.NewPCG(p.plan.seed, uint64(10+len(p.clerks))))
	p.clerks = append(p.clerks, k)
}

// accept notes what a person got.
func (p *play) accept(s faketelegram.Sent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accepted = append(p.accepted, history.Accepted{
		Chat: strconv.FormatInt(s.Chat, 10), ID: strconv.FormatInt(s.MessageID, 10), Text: s.Text,
	})
}

// confirm notes what the program has taken.
func (p *play) confirm(update int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken[update] = true
}

// run lets everybody work until enough operations have begun, and the strikes
// fall meanwhile.
func (p *play) run() {
	p.t.Helper()
	stop := make(chan struct{})
	var working sync.WaitGroup
	for _, k := range p.clerks {
		working.Go(func() { k.serve(p.t.Context(), stop) })
	}
	working.Go(func() { p.askAll(p.t.Context()); close(stop) })
	defer working.Wait()
	for _, s := range p.plan.strikes {
		for p.log.Operations() < s.after {
			pause(p.t.Context(), time.Millisecond)
		}
		p.strike(s)
	}
}

// askAll asks until enough operations have begun. A quarter of them is left to
// the officers: when three quarters are asked, questions only come now and then.
func (p *play) askAll(ctx context.Context) {
	random := rand.New(rand.NewPCG(p.plan.seed, 2))
	pace := &pace{perSecond: historyRate, since: time.Now()}
	for p.log.Operations() < p.plan.operations && ctx.Err() == nil {
		due := pace.due()
		if len(p.asks) > p.plan.operations*3/4 {
			due = random.IntN(100) / 99
		}
		for range due {
			p.ask(firstChat+random.IntN(p.chatCount), random.IntN(5))
		}
		pause(ctx, 4*time.Millisecond)
	}
}

// ask asks one question in a chat; of five kinds one needs a human.
func (p *play) ask(chat, kind int) {
	i := len(p.asks) + 1
	text := []string{fmt.Sprintf("zxqv wkrt plmn %d", i), question, "syarat akta kematian apa saja", "syarat kk hilang", "cara buat kia"}[kind]
	op := p.log.Begin(history.Entry{Client: fmt.Sprint("chat ", chat), Action: history.Ask, Key: fmt.Sprintf("m:%d:%d", chat, i)})
	ref := p.fake.Deliver(faketelegram.Raw(int64(chat), fmt.Sprintf(`{"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},`+
		`"from":{"id":%d,"is_bot":false,"first_name":"Warga"},"text":"%s"}}`, i, time.Now().Unix(), chat, chat, text)))
	p.asks = append(p.asks, ask{op, ref[0].UpdateID})
}

// rest heals what is broken and waits until nothing is left to do.
func (p *play) rest() {
	p.t.Helper()
	p.fake.Heal()
	ctx, cancel := context.WithTimeout(p.t.Context(), restLimit)
	defer cancel()
	for p.left() > 0 && ctx.Err() == nil {
		pause(ctx, 50*time.Millisecond)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.asks {
		phase := history.Info
		if p.taken[a.update] {
			phase = history.OK
		}
		p.log.End(a.op, phase, 0)
	}
}

// left is how much is not yet done.
func (p *play) left() int {
	return p.fake.Pending() + p.c.number(p.t.Context(), `SELECT (SELECT COUNT(*) FROM messages WHERE state = 'pending') +
		(SELECT COUNT(*) FROM sends WHERE state IN ('owed', 'sending'))`)
}

// lookAtDoubts opens the page of every ticket with a human reply that may or may
// not have arrived, as staff would.
func (p *play) lookAtDoubts() {
	p.t.Helper()
	doubtful := map[string]string{} // send → ticket
	p.each(`SELECT id, ticket_id FROM sends WHERE class = 'B' AND state = 'uncertain'`, func(r *sql.Rows) error {
		var send, ticket string
		err := r.Scan(&send, &ticket)
		doubtful[send] = ticket
		return err
	})
	if len(doubtful) == 0 {
		return
	}
	if err := p.clerks[0].enter(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	for send, ticket := range doubtful {
		page, err := p.clerks[0].see(p.t.Context(), "/loket/tiket/"+ticket)
		if err != nil {
			p.t.Fatal(err)
		}
		view, err := p.clerks[0].ledger.Ticket(p.t.Context(), demoAgency, loket.TicketID(ticket))
		if err != nil {
			p.t.Fatal(err)
		}
		for _, line := range view.Lines {
			if string(line.Send) == send {
				_, behind, found := strings.Cut(page, humanMark.FindString(line.Text)+" dari")
				state, _, _ := strings.Cut(behind, "</li>")
				p.seen[send] = found && strings.Contains(state, "mungkin sudah terkirim")
			}
		}
	}
}
