package trial_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/bot"
	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/queue"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// bureau is the staff's side in this process: desk, ledger, queue and reconciler as
// the program wires them, without chats and pages. It counts claims itself.
type bureau struct {
	t      testing.TB
	desk   *desk.Desk
	ledger *store.Store
	queue  *queue.Queue
	db     *sql.DB
	log    *lockedBuffer
	passes chan error   // of the reconciler, when there is room
	offers atomic.Int64 // tickets the queue found

	mu      sync.Mutex // guards all below
	holders map[loket.TicketID]loket.Ticket
	doubled []string // claims of a ticket somebody else held
	took    []time.Duration
	served  int
	fenced  int // writes refused to former holders
}

// bureauLease is short, so that those who stall lose tickets within a trial, and
// long enough that nobody else does, however slow the machine.
const bureauLease = 20 * time.Second

// newBureau opens a bureau on SQLite and a Redis.
func newBureau(t testing.TB, redis string) *bureau {
	t.Helper()
	return newBureauOn(t, storetest.ReadySQLite(t), redis)
}

func newBureauOn(t testing.TB, address, redis string) *bureau {
	t.Helper()
	ledger, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1)})
	must(t, err)
	t.Cleanup(func() { _ = ledger.Close() })
	must(t, ledger.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...))
	b := &bureau{t: t, ledger: ledger, log: &lockedBuffer{}, passes: make(chan error, 1), holders: map[loket.TicketID]loket.Ticket{}}
	log := slog.New(slog.NewTextHandler(b.log, nil))
	b.queue, err = queue.Open(t.Context(), redis, queue.Trust{}, log)
	must(t, err)
	t.Cleanup(func() { _ = b.queue.Close() })
	driver, source := "sqlite", "file:"+strings.TrimPrefix(address, "sqlite:")+"?_pragma=busy_timeout(5000)"
	if strings.HasPrefix(address, "postgres") {
		driver, source = "pgx", address
	}
	b.db, err = sql.Open(driver, source)
	must(t, err)
	t.Cleanup(func() { _ = b.db.Close() })
	b.desk = newDesk(t, ledger, b.queue, log)
	b.desk.Queue = countedQueue{b.desk.Queue, &b.offers}
	return b
}

func newDesk(t testing.TB, ledger *store.Store, q *queue.Queue, log *slog.Logger) *desk.Desk {
	t.Helper()
	office, err := calendar.Default(lokettest.Agency().Zone)
	must(t, err)
	terms := desk.DefaultTerms()
	terms.Lease = bureauLease
	return &desk.Desk{
		Ledger: ledger, Team: ledger, Terms: terms, Now: ledger.Now, Log: log, Compose: bot.Compose, Owe: func(...loket.Send) {},
		Policy: func(loket.AgencyID) loket.Policy { return loket.Policy{} },
		Queue: queue.Staff{
			Queue: q, Now: ledger.Now,
			Units: func(loket.AgencyID) []loket.UnitID { return []loket.UnitID{loket.DefaultUnit} },
		},
		Due:      func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time { return now.Add(within) },
		Calendar: func(loket.AgencyID) calendar.Calendar { return office },
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// reconciles runs the reconciler until the test ends, at the program's own pace.
func (b *bureau) reconciles() {
	ctx, cancel := context.WithCancel(b.t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = b.reconciler().Run(ctx) })
	b.t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

func (b *bureau) reconciler() *queue.Reconciler {
	return &queue.Reconciler{
		Queue: b.queue, Source: b.source(), Now: b.ledger.Now, Log: slog.New(slog.DiscardHandler),
		Passed: func(err error) {
			select {
			case b.passes <- err:
			default:
			}
		},
	}
}

func (b *bureau) source() queue.FromLedger {
	return queue.FromLedger{Ledger: b.ledger, Now: b.ledger.Now}
}

// opens lets n citizens ask what needs a human, each in a chat of its own.
func (b *bureau) opens(n int) {
	b.t.Helper()
	const side = 64
	var all sync.WaitGroup
	for worker := range side {
		all.Go(func() {
			for i := worker; i < n; i += side {
				err := loket.ErrStale // as long as its number is another's
				for errors.Is(err, loket.ErrStale) {
					err = b.open(fmt.Sprintf("%s-%d", loket.NewID[loket.MessageID](), i))
				}
				if err != nil {
					b.t.Errorf("open a ticket: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
}

func (b *bureau) open(person string) error {
	ctx, channel := b.t.Context(), lokettest.Channels()[0].ID
	receipts, err := b.ledger.Ingest(ctx, []loket.Inbound{{
		Channel: channel, OriginKey: "m:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: "pertanyaan yang sulit",
	}})
	if err != nil {
		return err
	}
	s, err := b.ledger.Situation(ctx, receipts[0].Conversation)
	if err != nil {
		return err
	}
	m := s.Pending[0]
	k := b.desk.Open(b.ledger.Now(), s, loket.HandOff{Message: m, Kind: loket.KindQuestion, Reason: "unknown"})
	err = b.ledger.Settle(ctx, loket.Decision{
		Channel: channel, Conversation: s.Conversation.ID, Ticket: &k,
		Settled: []loket.Settlement{{Message: m.ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	})
	if err == nil {
		b.desk.Announce(ctx, k)
	}
	return err
}

// clones makes n more open tickets of one, in its conversation, by SQL alone: so
// many come from no test that opens them one by one.
func (b *bureau) clones(n int) {
	b.t.Helper()
	must(b.t, b.open("yang ditiru"))
	const columns = `agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, priority, state, opened_at`
	_, err := b.db.ExecContext(b.t.Context(), fmt.Sprintf(`
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
INSERT INTO tickets (id, number, kind, due_at, %[2]s)
SELECT '00TIRUAN' || (100000000 + i), 'T-' || i, 'complaint', due_at + i %% 5000, %[2]s FROM n, (SELECT * FROM tickets LIMIT 1) AS one`, n, columns))
	must(b.t, err)
}

func (b *bureau) number(query string) (n int) {
	b.t.Helper()
	must(b.t, b.db.QueryRowContext(b.t.Context(), query).Scan(&n))
	return n
}

// supervisor is a member of staff who may also take what others left.
func supervisor(i int) loket.Staff {
	return loket.Staff{ID: loket.StaffID(fmt.Sprintf("penyelia-%02d", i)), Agency: lokettest.Agency().ID, Role: loket.RoleSupervisor}
}

// next takes the next ticket and notes whether somebody else holds it.
func (b *bureau) next(by loket.Staff) (loket.Ticket, error) {
	began := time.Now()
	k, err := b.desk.Next(b.t.Context(), by, "")
	took := time.Since(began)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.took = append(b.took, took)
	if err != nil {
		return k, err
	}
	// Whoever left a ticket and gets it again goes on under the same epoch.
	if was := b.holders[k.ID]; was.LeaseEpoch >= k.LeaseEpoch && was.Staff != by.ID {
		b.doubled = append(b.doubled, fmt.Sprintf("%s was given to %s and %s under epoch %d", k.ID, was.Staff, by.ID, k.LeaseEpoch))
	}
	b.holders[k.ID] = k
	return k, nil
}

// finish replies and closes; a former holder is refused.
func (b *bureau) finish(by loket.Staff, k loket.Ticket) error {
	ctx := b.t.Context()
	err := b.desk.Reply(ctx, by, k.ID, k.LeaseEpoch, "Silakan datang ke loket.")
	if err == nil {
		err = b.desk.Close(ctx, by, k.ID, k.LeaseEpoch)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == nil:
		b.served++
	case errors.Is(err, loket.ErrLeaseLost) || errors.Is(err, loket.ErrTicketClosed):
		b.fenced++
		return nil
	}
	return err
}

func (b *bureau) done() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.served
}

// p99 is of all claims so far.
func (b *bureau) p99() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return nearestRank(b.took, 99)
}

func nearestRank(took []time.Duration, percent int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[max(0, (len(sorted)*percent+99)/100-1)]
}

// whole fails unless every ticket was answered and closed once.
func (b *bureau) whole(n int) {
	b.t.Helper()
	for what, query := range map[string]string{
		"lost: tickets that are open": `SELECT COUNT(*) FROM tickets WHERE state <> 'closed'`,
		"tickets without an answer":   `SELECT COUNT(*) FROM tickets t WHERE NOT EXISTS (SELECT 1 FROM answers a WHERE a.ticket_id = t.id AND a.kind = 'reply')`,
		"tickets answered twice":      `SELECT COUNT(*) FROM (SELECT ticket_id FROM answers WHERE kind = 'reply' GROUP BY ticket_id HAVING COUNT(*) > 1) AS twice`,
		"tickets too few or too many": fmt.Sprintf(`SELECT ABS(COUNT(*) - %d) FROM tickets`, n),
	} {
		if got := b.number(query); got != 0 {
			b.t.Errorf("%d %s, want none", got, what)
		}
	}
	for _, double := range b.doubled {
		b.t.Error(double)
	}
}

// drift is how Redis differs from the ledger now, in all lines.
func (b *bureau) drift() (d queue.Drift, err error) {
	ctx := b.t.Context()
	lines, err := b.source().Lines(ctx)
	for _, line := range lines {
		generation, asked := b.queue.Generation(ctx, line)
		want, read := b.source().Wanted(ctx, line)
		one, compared := b.queue.Compare(ctx, line, want)
		if err = errors.Join(err, asked, read, compared); err == nil && generation == "" {
			err = queue.ErrRebuild
		}
		d.Missing, d.Extra, d.Wrong = d.Missing+one.Missing, d.Extra+one.Extra, d.Wrong+one.Wrong
	}
	return d, err
}

// agrees waits until Redis is trusted and has what the ledger has, and tells how
// long that took.
func (b *bureau) agrees(within time.Duration) time.Duration {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), within)
	defer cancel()
	for began := time.Now(); ; {
		d, err := b.drift()
		if err == nil && d == (queue.Drift{}) {
			return time.Since(began)
		}
		if ctx.Err() != nil {
			b.t.Fatalf("after %v the queue differs from the ledger: %+v %v", within, d, err)
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// countedQueue counts the tickets a queue finds.
type countedQueue struct {
	desk.Queue
	found *atomic.Int64
}

// Next implements desk.Queue.
func (q countedQueue) Next(
	ctx context.Context, by loket.Staff, unit loket.UnitID, request string, until time.Time,
) (loket.Ticket, bool, error) {
	k, ok, err := q.Queue.Next(ctx, by, unit, request, until)
	if ok {
		q.found.Add(1)
	}
	return k, ok, err
}

// lockedBuffer keeps what is written to it.
type lockedBuffer struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// count tells how often a word was written.
func (l *lockedBuffer) count(word string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), word)
}
