package queue

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/loket"
)

const (
	// grace is how long after a claim the ledger may not know of it yet.
	grace = 2 * time.Second
	// repairBatch is how many tickets one call repairs.
	repairBatch = 500
	// scanPage is about how many entries one call reads.
	scanPage = 5000
	// reapBatch is how many ended leases a pass gives back.
	reapBatch = 200
)

// Wanted is what the ledger wants of a line: every open ticket of its unit that
// a member of staff may claim or holds.
type Wanted struct {
	Waiting []Place // may be claimed: waiting, or claimed under a lease that has ended
	Leased  []Lease // held; wins over Waiting

	// Since is when the one of Waiting that waits longest began to; zero: none waits.
	Since time.Time

	// At is when the ledger was read. Leases made or renewed in Redis less than
	// 2 s before it are left alone: the ledger may not know them yet. Zero:
	// none is.
	At time.Time
}

// Lease is a ticket that somebody holds.
type Lease struct {
	Ticket loket.TicketID
	Until  time.Time
	Staff  loket.StaffID // empty: as Redis has it
	Due    time.Time     // where it goes when the lease ends; zero: as Redis has it
}

// Drift is how many tickets Redis had otherwise than the ledger, and has no
// more.
type Drift struct {
	Missing int // Redis did not have them
	Extra   int // Redis had them, the ledger did not want them
	Wrong   int // at another place, held instead of waiting, or the other way round
}

// Reconcile makes a line what the ledger wants, in batches, and sets its
// generation last: from then on Claim trusts it. A ticket that moves meanwhile
// is left as it is. When Redis is wiped meanwhile, Reconcile returns ErrRebuild
// and sets no generation; the drift repaired so far is returned with any error.
//
// What want was read from must be no older than a moment: a ticket put into the
// line since would be taken out until the next pass. The Reconciler looks at
// Redis first and at the ledger then, which closes that gap.
func (q *Queue) Reconcile(ctx context.Context, line Line, want Wanted, generation string) (Drift, error) {
	v, err := q.look(ctx, line)
	if err != nil {
		return Drift{}, fmt.Errorf("look at queue: %w", err)
	}
	return q.settle(ctx, line, v, want, generation)
}

// Compare tells how a line differs from what the ledger wants, and changes nothing.
func (q *Queue) Compare(ctx context.Context, line Line, want Wanted) (Drift, error) {
	states, err := q.states(ctx, line)
	if err != nil {
		return Drift{}, fmt.Errorf("look at queue: %w", err)
	}
	if bound, narrowed := q.bounds.Load(line); narrowed {
		want.Waiting = slices.DeleteFunc(slices.Clone(want.Waiting), func(p Place) bool { return p.compare(bound.(Place)) > 0 })
	}
	missing, extra, wrong := plan(states, want)
	return Drift{Missing: len(missing), Extra: len(extra), Wrong: len(wrong)}, nil
}

// view is what Redis had of a line at one time.
type view struct {
	mark   string
	states map[loket.TicketID]state
}

// look reads all of a line. Tickets that move while it reads may be seen
// nowhere or in two places; repairs made of that do nothing.
func (q *Queue) look(ctx context.Context, line Line) (view, error) {
	reply, err := q.run(ctx, q.batchBudget, markScript, line, rand.Text())
	if err != nil {
		return view{}, err
	}
	states, err := q.states(ctx, line)
	return view{mark: reply[0], states: states}, err
}

// states reads where Redis has the tickets of a line.
func (q *Queue) states(ctx context.Context, line Line) (map[loket.TicketID]state, error) {
	states := map[loket.TicketID]state{}
	note := func(set func(*state, string)) func(string, string) {
		return func(ticket, value string) {
			s := states[loket.TicketID(ticket)]
			set(&s, value)
			states[loket.TicketID(ticket)] = s
		}
	}
	return states, firstError(
		func() error {
			return q.scan(ctx, q.client.ZScan, line.leaseKey(), note(func(s *state, x string) { s.lease = digits(x) }))
		},
		func() error {
			return q.scan(ctx, q.client.HScan, line.ownKey(), note(func(s *state, x string) { s.own = x }))
		},
		func() error {
			return q.scan(ctx, q.client.ZScan, line.readyKey(), note(func(s *state, x string) { s.ready = digits(x) }))
		},
	)
}

// firstError calls one after the other until one fails.
func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// scanner is ZSCAN or HSCAN: a page of keys and values, in turn.
type scanner func(ctx context.Context, key string, cursor uint64, match string, count int64) *redis.ScanCmd

// scan gives every entry of a key to each, some perhaps twice.
func (q *Queue) scan(ctx context.Context, page scanner, key string, each func(name, value string)) error {
	var cursor uint64
	for {
		pageCtx, cancel := context.WithTimeout(ctx, q.batchBudget)
		entries, next, err := page(pageCtx, key, cursor, "", scanPage).Result()
		cancel()
		if err != nil {
			return err
		}
		for pair := range slices.Chunk(entries, 2) {
			each(pair[0], pair[1])
		}
		if next == 0 {
			return nil
		}
		cursor = next
	}
}

// digits writes a score without exponent, so that equal ones are equal text.
func digits(score string) string {
	f, err := strconv.ParseFloat(score, 64)
	if err != nil {
		return score
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// settle repairs what differs and seals the line.
func (q *Queue) settle(ctx context.Context, line Line, v view, want Wanted, generation string) (Drift, error) {
	missing, extra, wrong := plan(v.states, want)
	var d Drift
	for _, part := range []struct {
		repairs []repair
		count   *int
	}{{missing, &d.Missing}, {extra, &d.Extra}, {wrong, &d.Wrong}} {
		if err := q.repair(ctx, line, part.repairs, part.count); err != nil {
			return d, fmt.Errorf("repair queue: %w", err)
		}
	}
	if _, err := q.run(ctx, q.batchBudget, sealScript, line, v.mark, generation); err != nil {
		return d, fmt.Errorf("seal queue: %w", err)
	}
	return d, nil
}

// repair carries repairs out and counts those that were needed still.
func (q *Queue) repair(ctx context.Context, line Line, repairs []repair, count *int) error {
	for batch := range slices.Chunk(repairs, repairBatch) {
		args := make([]any, 0, 7*len(batch))
		for _, r := range batch {
			args = append(args, string(r.ticket), r.seen.ready, r.seen.lease, r.seen.own, r.want.ready, r.want.lease, r.want.own)
		}
		reply, err := q.run(ctx, q.batchBudget, repairScript, line, args...)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(reply[0])
		if err != nil {
			return err
		}
		*count += n
	}
	return nil
}
