package trial_test

import (
	"context"
	"maps"
	"math/rand/v2"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/testserver"
)

// province is three programs on one PostgreSQL, one bot and a Redis that is there more than
// once. Each program has ways of its own to the ledger and to Telegram.
type province struct {
	*replicas
	server   *database
	ledgers  []*toxic // the way of each program to PostgreSQL
	calls    []*toxic // … and to Telegram
	officers []*officer
	// holder is the port of the Redis that has the staff's queue, as the others know it.
	holder func(except string) (port string)
	costly int // strikes that calls were under way in
}

func newProvince(t *testing.T, redis string, holder func(except string) string) *province {
	t.Helper()
	server := newDatabase(t)
	p := &province{replicas: newReplicasOn(t, server.server.Database(t)), server: server, holder: holder}
	direct, err := url.Parse(p.address)
	must(t, err)
	socket := "/.s.PGSQL." + direct.Query().Get("port")
	for range 3 {
		dir := reachableDir(t)
		p.ledgers = append(p.ledgers, newToxicAt(t, dir+socket, direct.Query().Get("host")+socket))
		p.calls = append(p.calls, newToxic(t, p.people.fake.URL()))
		through := *direct
		query := through.Query()
		query.Set("host", dir)
		through.RawQuery = query.Encode()
		p.add(binary, map[string]string{
			"LOKET_DATABASE_URL": through.String(), "LOKET_TELEGRAM_API_URL": p.calls[len(p.calls)-1].url(),
			"LOKET_REDIS_URL": redis, "LOKET_HTTP_ADDR": steadyAddress(t),
		})
	}
	ledger := p.beside()
	for _, c := range p.all {
		o := signIn(t, c, ledger, "demo", p.all[0].password)
		base := c.base // the program may be gone when it is asked
		o.base = func() string { return base }
		p.officers = append(p.officers, o)
	}
	return p
}

// beside opens the ledger past the ways of the programs.
func (p *province) beside() *store.Store {
	p.t.Helper()
	c := *p.all[0]
	c.env = maps.Clone(c.env)
	c.env["LOKET_DATABASE_URL"] = p.address
	return c.ledger()
}

// strikes are what may befall a province; the i-th program if it is one.
func strikes() map[string]func(p *province, i int) {
	return map[string]func(p *province, i int){
		"killed": func(p *province, i int) {
			p.costly++
			p.all[i].kill()
			pause(p.t.Context(), time.Second)
			p.all[i].start()
		},
		"stopped": func(p *province, i int) {
			p.all[i].stop()
			p.all[i].start()
		},
		"the ledger starts anew": func(p *province, _ int) {
			p.costly++
			p.server.restart()
		},
		"parted from the ledger": func(p *province, i int) { p.apart(p.ledgers[i], takeoverLimit) },
		"parted from Telegram":   func(p *province, i int) { p.apart(p.calls[i], 5*time.Second) },
		"the queue fails over":   func(p *province, _ int) { p.failover() },
	}
}

// apart pulls a cable for a while.
func (p *province) apart(way *toxic, d time.Duration) {
	p.costly++
	way.part(true)
	pause(p.t.Context(), d)
	way.part(false)
}

// failover freezes the Redis that has the queue until another one has it.
func (p *province) failover() {
	p.t.Helper()
	frozen := p.holder("")
	said, err := testserver.RedisCLI("-p", frozen, "info", "server")
	must(p.t, err)
	_, rest, _ := strings.Cut(said, "process_id:")
	pid, err := strconv.Atoi(strings.Fields(rest)[0])
	must(p.t, err)
	must(p.t, syscall.Kill(pid, syscall.SIGSTOP))
	defer func() { _ = syscall.Kill(pid, syscall.SIGCONT) }()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	for next := ""; next == "" || next == frozen; next = p.holder(frozen) {
		if ctx.Err() != nil {
			p.t.Fatalf("no other Redis has the queue a minute after %s was frozen", frozen)
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// staffed does something while an officer serves tickets, now at this program and now at
// that.
func (p *province) staffed(random *rand.Rand, do func()) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	var serving sync.WaitGroup
	serving.Go(func() {
		for ctx.Err() == nil {
			if !p.officers[random.IntN(len(p.officers))].one(ctx) {
				pause(ctx, 50*time.Millisecond)
			}
		}
	})
	defer serving.Wait()
	defer cancel()
	do()
}

// served has the officers answer every ticket that is left.
func (p *province) served() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), graceLimit)
	defer cancel()
	for i := 0; ; i++ {
		open, err := p.officers[0].ledger.OpenTickets(ctx, demoAgency, 1)
		must(p.t, err)
		if len(open) == 0 {
			return
		}
		if !p.officers[i%len(p.officers)].one(ctx) {
			pause(ctx, 50*time.Millisecond)
		}
	}
}

// TestProvince lets everything befall three programs that may: they die and stop, the
// ledger starts anew, cables are pulled to it and to Telegram, the queue's Redis fails over
// in a cluster of six and under a sentinel (F-11, F-34, F-39, G7). No question is lost,
// each has its one ticket, and no reply comes twice. LOKET_PROVINCE_STRIKES is how many; the
// short form has every other kind.
func TestProvince(t *testing.T) {
	t.Parallel()
	t.Run("Cluster", func(t *testing.T) {
		t.Parallel()
		nodes := testserver.RedisCluster(t)
		slot := slotOf(string(defaultLine().Agency) + ":" + string(defaultLine().Unit))
		befalls(t, newProvince(t, "redis://"+strings.Join(nodes, ","), func(except string) string { return ownerOf(nodes, slot, except) }))
	})
	t.Run("Sentinel", func(t *testing.T) {
		t.Parallel()
		master, replica := ownRedis(t), ownRedis(t)
		must(t, replica.Replicate(master))
		sentinel := testserver.RedisSentinel(t, master, time.Second)
		replicates(t, sentinel, replica)
		_, port, _ := strings.Cut(sentinel, ":")
		befalls(t, newProvince(t, "redis+sentinel://"+sentinel+"/loket", func(string) string {
			said, err := testserver.RedisCLI("-p", port, "sentinel", "get-master-addr-by-name", "loket")
			if err != nil {
				return ""
			}
			return strings.Fields(said)[1]
		}))
	})
}

// ownerOf is the port of a cluster's node that has a slot, as another than except knows it.
func ownerOf(nodes []string, slot int, except string) (port string) {
	for _, node := range nodes {
		_, asked, _ := net.SplitHostPort(node)
		if asked == except {
			continue
		}
		said, err := testserver.RedisCLI("-p", asked, "cluster", "nodes")
		if err != nil {
			continue
		}
		for line := range strings.Lines(said) {
			fields := strings.Fields(line)
			if len(fields) > 8 && strings.Contains(fields[2], "master") && hasSlot(fields[8:], slot) {
				address, _, _ := strings.Cut(fields[1], "@")
				_, port, _ = net.SplitHostPort(address)
				return port
			}
		}
	}
	return ""
}

// hasSlot tells whether one of the ranges that a node owns holds a slot.
func hasSlot(ranges []string, slot int) bool {
	for _, r := range ranges {
		low, high, several := strings.Cut(r, "-")
		first, err := strconv.Atoi(low)
		last := first
		if several && err == nil {
			last, err = strconv.Atoi(high)
		}
		if err == nil && first <= slot && slot <= last {
			return true
		}
	}
	return false
}

// befalls lets strike after strike befall a province, and counts.
func befalls(t *testing.T, p *province) {
	t.Helper()
	all := strikes()
	names := slices.Sorted(maps.Keys(all))
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	p.answered(20, takeoverLimit)
	for i := range setting(t, "LOKET_PROVINCE_STRIKES", len(names)/2) {
		if i%len(names) == 0 {
			random.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		}
		name, at := names[i%len(names)], random.IntN(len(p.all))
		p.staffed(random, func() { p.whileAsked(func() { all[name](p, at) }) })
		took := p.answered(20, graceLimit)
		t.Logf("%s (%d): all is answered %v later", name, at, took.Round(time.Millisecond))
	}
	p.served()
	p.idle()
	replied := map[loket.TicketID]bool{}
	for _, o := range p.officers {
		maps.Copy(replied, o.replied)
	}
	out := p.count()
	out.ends, out.replied = p.costly, len(replied)
	out.settleReplies(t, p.all[0], p.people)
	if out.extra, out.most, out.humanMost = p.people.copies(); out.replied == 0 {
		t.Error("no officer ever answered")
	}
	for _, complaint := range out.complaints(underWay) {
		t.Error(complaint)
	}
	if n := p.people.fake.Conflicts(); n > p.costly {
		t.Errorf("%d polls were ended by another in %d strikes, want one a strike at most: who was cut off had a poll open", n, p.costly)
	}
}
