package trial_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/testserver"
)

// healLimit is by when Redis agrees with the ledger after any fault.
const healLimit = 10 * time.Second

// suffers serves n tickets while a fault comes again and again, and holds the
// bureau to what every fault must leave whole.
func (b *bureau) suffers(n int, fault func(ctx context.Context)) {
	b.t.Helper()
	b.opens(n)
	b.reconciles()
	ctx, cancel := context.WithCancel(b.t.Context())
	var striking sync.WaitGroup
	striking.Go(func() { fault(ctx) })
	began := time.Now()
	crew{bureau: b, want: n, few: !quiet("LOKET_QUEUE_TICKETS")}.serve()
	took := time.Since(began)
	cancel()
	striking.Wait()
	b.whole(n)
	healed := b.agrees(healLimit)
	b.t.Logf("%d tickets in %v, %d found by Redis; claims p50 %v, p99 %v; drift 0 after %v", n, took.Round(time.Millisecond), b.offers.Load(),
		nearestRank(b.took, 50).Round(time.Millisecond), b.p99().Round(time.Millisecond), healed.Round(time.Millisecond))
}

// every strikes until ctx ends.
func every(ctx context.Context, d time.Duration, strike func(round int)) {
	for round := 0; ctx.Err() == nil; round++ {
		strike(round)
		pause(ctx, d)
	}
}

// TestQueueSlow is F-33: between desk and Redis connections are sliced, late by a
// fifth of a second, reset or never answered. Nothing is leased twice and nothing
// stays leased.
func TestQueueSlow(t *testing.T) {
	t.Parallel()
	network := newToxic(t, ownRedis(t).Addr())
	b := newBureau(t, "redis://"+network.listener.Addr().String())
	b.suffers(queueTickets(t, 400), func(ctx context.Context) {
		every(ctx, 300*time.Millisecond, func(round int) { network.fall(round%2 == 0) })
		network.fall(false)
	})
}

// TestQueueScriptsForgotten is F-37: Redis forgets all scripts, as it does when it
// starts anew; nobody hears of it.
func TestQueueScriptsForgotten(t *testing.T) {
	t.Parallel()
	server := ownRedis(t)
	b, n := newBureau(t, server.URL()), queueTickets(t, 400)
	client := clientOf(t, server.URL())
	b.suffers(n, func(ctx context.Context) {
		every(ctx, 20*time.Millisecond, func(int) { _ = client.ScriptFlush(ctx).Err() })
	})
	hushed := []string{"NOSCRIPT", "not reconciled"}
	if quiet("LOKET_QUEUE_TICKETS") {
		hushed = append(hushed, "redis is away") // a busy machine is late now and then by itself
	}
	for _, word := range hushed {
		if lines := b.log.count(word); lines > 0 {
			t.Errorf("the log has %d lines with %q, want none", lines, word)
		}
	}
	if found := b.offers.Load(); found < int64(n)/2 {
		t.Errorf("Redis found %d of %d tickets, want it asked nearly every time", found, n)
	}
}

// TestQueueFull is F-36: a Redis that evicts is warned of, and one that is full and
// refuses is no obstacle.
func TestQueueFull(t *testing.T) {
	t.Parallel()
	evicts := newBureau(t, ownRedis(t, "--maxmemory-policy", "allkeys-lru").URL())
	if evicts.log.count("set maxmemory-policy noeviction") != 1 {
		t.Error("a Redis that evicts is not warned of")
	}
	server := ownRedis(t, "--maxmemory-policy", "noeviction", "--maxmemory", "1")
	b, n := newBureau(t, server.URL()), queueTickets(t, 400)
	client := clientOf(t, server.URL())
	b.suffers(n, func(ctx context.Context) {
		for b.done() < n/2 && ctx.Err() == nil {
			pause(ctx, 10*time.Millisecond)
		}
		must(t, client.ConfigSet(context.WithoutCancel(ctx), "maxmemory", "0").Err())
	})
	if refused := b.log.count("OOM"); refused < n/2 {
		t.Errorf("Redis refused %d times, want it at every ticket that is opened", refused)
	}
}

// TestQueueFailover is F-34: the master dies again and again, a sentinel promotes
// its replica, every fourth time one that may not have all of it.
// LOKET_QUEUE_FAILOVERS=20 is the long form.
func TestQueueFailover(t *testing.T) {
	t.Parallel()
	times := setting(t, "LOKET_QUEUE_FAILOVERS", 2)
	master, replica := ownRedis(t), ownRedis(t)
	must(t, replica.Replicate(master))
	sentinel := testserver.RedisSentinel(t, master, 300*time.Millisecond)
	b := newBureau(t, "redis+sentinel://"+sentinel+"/loket")
	b.reconciles()
	longest := time.Duration(0)
	for round := range times {
		var serving sync.WaitGroup
		b.opens(60)
		serving.Go(func() { crew{bureau: b, want: 60 * (round + 1)}.serve() })
		must(t, master.Kill())
		kept := keepPort(t, master)
		promoted(t, sentinel, replica)
		serving.Wait()
		healed := b.agrees(healLimit)
		longest = max(longest, healed)
		must(t, kept.Close())
		next, err := testserver.StartRedis(master.Addr())
		must(t, err)
		t.Cleanup(func() { _ = next.Stop() })
		if round%4 == 3 {
			_, err = testserver.RedisCLI("-p", portOf(t, next), "replicaof", "127.0.0.1", portOf(t, replica))
			must(t, err)
		} else {
			must(t, next.Replicate(replica))
		}
		replicates(t, sentinel, next)
		master, replica = replica, next
	}
	b.whole(60 * times)
	t.Logf("%d failovers, %d tickets; drift 0 after at most %v", times, 60*times, longest.Round(time.Millisecond))
}

// portOf is a server's port.
func portOf(t *testing.T, s *testserver.RedisServer) string {
	t.Helper()
	_, port, err := net.SplitHostPort(s.Addr())
	must(t, err)
	return port
}

// keepPort keeps the port of a server that died: the sentinel would make a replica
// of whatever other Redis were given it.
func keepPort(t *testing.T, s *testserver.RedisServer) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", s.Addr())
	must(t, err)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_ = conn.Close()
		}
	}()
	return l
}

// promoted waits until a sentinel names a server as the master.
func promoted(t *testing.T, sentinel string, s *testserver.RedisServer) {
	t.Helper()
	awaitSentinel(t, sentinel, "get-master-addr-by-name", s)
}

// replicates waits until a sentinel knows a server as a replica.
func replicates(t *testing.T, sentinel string, s *testserver.RedisServer) {
	t.Helper()
	awaitSentinel(t, sentinel, "replicas", s)
}

func awaitSentinel(t *testing.T, sentinel, ask string, s *testserver.RedisServer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, port, _ := strings.Cut(sentinel, ":")
	for {
		said, _ := testserver.RedisCLI("-p", port, "sentinel", ask, "loket")
		if strings.Contains(said, portOf(t, s)) {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("sentinel %s: %s does not come up in %q", ask, s.Addr(), said)
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// TestQueueReshard is F-35: a line's slot moves between the masters of a cluster of
// six nodes again and again while tickets are taken.
func TestQueueReshard(t *testing.T) {
	t.Parallel()
	nodes := testserver.RedisCluster(t)
	b := newBureau(t, "redis://"+strings.Join(nodes, ","))
	tag := string(defaultLine().Agency) + ":" + string(defaultLine().Unit)
	slot := slotOf(tag)
	moves := 0
	b.suffers(queueTickets(t, 400), func(ctx context.Context) {
		every(ctx, 50*time.Millisecond, func(round int) {
			if err := moveSlot(context.WithoutCancel(ctx), nodes[:3], slot, round%3); err != nil {
				t.Errorf("move slot %d: %v", slot, err)
				return
			}
			moves++
		})
	})
	t.Logf("slot %d moved %d times", slot, moves)
	if moves == 0 {
		t.Error("the slot never moved: the fault was not tried")
	}
	if n := b.log.count("CROSSSLOT"); n > 0 {
		t.Errorf("%d calls crossed slots", n)
	}
}

// slotOf is the slot of a hash tag: CRC16 (XMODEM) modulo 16384.
func slotOf(tag string) int {
	crc := uint16(0)
	for i := range len(tag) {
		crc ^= uint16(tag[i]) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return int(crc % 16384)
}

// master is one of a cluster's.
type master struct {
	*redis.Client
	addr, id string
}

// mastersAt connects to masters.
func mastersAt(ctx context.Context, addresses []string) (all []master, err error) {
	for _, addr := range addresses {
		client := redis.NewClient(&redis.Options{Addr: addr, Protocol: 2})
		id, asked := client.Do(ctx, "cluster", "myid").Text()
		all, err = append(all, master{client, addr, id}), errors.Join(err, asked)
	}
	return all, err
}

// owns tells whether a master has a slot.
func (m master) owns(ctx context.Context, slot int) bool {
	shards, err := m.ClusterShards(ctx).Result()
	return err == nil && slices.ContainsFunc(shards, func(s redis.ClusterShard) bool {
		has := slices.ContainsFunc(s.Slots, func(r redis.SlotRange) bool { return r.Start <= int64(slot) && int64(slot) <= r.End })
		return has && slices.ContainsFunc(s.Nodes, func(n redis.Node) bool { return n.ID == m.id && n.Role == "master" })
	})
}

// moveSlot moves a slot with its keys to one of the three masters.
func moveSlot(ctx context.Context, addresses []string, slot, into int) error {
	masters, err := mastersAt(ctx, addresses)
	defer func() {
		for _, m := range masters {
			_ = m.Close()
		}
	}()
	from := slices.IndexFunc(masters, func(m master) bool { return m.owns(ctx, slot) })
	if err != nil || from < 0 || from == into {
		return err
	}
	source, target := masters[from], masters[into]
	if err := target.Do(ctx, "cluster", "setslot", slot, "importing", source.id).Err(); err != nil {
		return err
	}
	if err := source.Do(ctx, "cluster", "setslot", slot, "migrating", target.id).Err(); err != nil {
		return err
	}
	if err := source.hand(ctx, slot, target); err != nil {
		return err
	}
	for _, m := range []master{target, source, masters[3-into-from]} {
		if err := m.Do(ctx, "cluster", "setslot", slot, "node", target.id).Err(); err != nil {
			return err
		}
	}
	return nil
}

// hand gives all keys of a slot to another master.
func (m master) hand(ctx context.Context, slot int, to master) error {
	host, port, _ := strings.Cut(to.addr, ":")
	for {
		keys, err := m.ClusterGetKeysInSlot(ctx, slot, 100).Result()
		if err != nil || len(keys) == 0 {
			return err
		}
		args := []any{"migrate", host, port, "", 0, 5000, "replace", "keys"}
		for _, k := range keys {
			args = append(args, k)
		}
		if err := m.Do(ctx, args...).Err(); err != nil {
			return err
		}
	}
}
