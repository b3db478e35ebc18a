package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// BenchmarkAnsweredPostgres is BenchmarkAnswered on PostgreSQL, as it is and where
// each round trip takes 20 ms and each flush 20 ms longer, as beside other work. It
// reports the answers a second, how often a change was begun for each that was
// committed, and how many writes were given up as "too busy" and made again.
func BenchmarkAnsweredPostgres(b *testing.B) {
	for _, slow := range []bool{false, true} {
		for _, people := range []int{1, 8, 64, 256} {
			b.Run(fmt.Sprintf("slow-%v/people-%d", slow, people), func(b *testing.B) {
				benchPostgres(b, slow, people)
			})
		}
	}
}

func benchPostgres(b *testing.B, slow bool, people int) {
	server := testserver.PostgresFor(b)
	address := server.Database(b)
	if slow {
		address = slowDown(b, address, server.Dir())
	}
	s := openPostgres(b, address)
	var commits, next, refused atomic.Int64
	s.timed = func(time.Duration, int) { commits.Add(1) }
	counted := &countingWriter{writer: s.writer}
	s.writer = counted
	b.ResetTimer()
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				err := answered(b, s, "a:telegram", n)
				for ; errors.Is(err, loket.ErrNoLedger); err = answered(b, s, "a:telegram", n) {
					refused.Add(1)
				}
				if err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
	b.ReportMetric(float64(commits.Load())/float64(b.N), "commits/answer")
	b.ReportMetric(float64(counted.runs.Load())/float64(counted.changes.Load()), "runs/change")
	b.ReportMetric(float64(refused.Load()), "refused")
}

// BenchmarkBacklogPostgres takes a backlog through the slow ledger: one poller
// stores a hundred messages at a time, of 200 people, and as many clerks as the
// outbox makes calls at once answer what is stored.
func BenchmarkBacklogPostgres(b *testing.B) {
	server := testserver.PostgresFor(b)
	s := openPostgres(b, slowDown(b, server.Database(b), server.Dir()))
	counted := &countingWriter{writer: s.writer}
	s.writer = counted
	stored := make(chan loket.ConversationID, 1<<20)
	var refused atomic.Int64
	b.ResetTimer()
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for id := range stored {
				insist(b, &refused, func() error { return answerOne(b, s, id) })
			}
		})
	}
	for n := 0; n < b.N; n += 100 {
		insist(b, &refused, func() error {
			receipts, err := s.Ingest(b.Context(), backlog(s.Now(), n, min(n+100, b.N)))
			for _, r := range receipts {
				if err == nil {
					stored <- r.Conversation
				}
			}
			return err
		})
	}
	storedAfter := b.Elapsed()
	close(stored)
	all.Wait()
	b.ReportMetric(float64(b.N)/storedAfter.Seconds(), "stored/s")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
	b.ReportMetric(float64(counted.runs.Load())/float64(counted.changes.Load()), "runs/change")
	b.ReportMetric(float64(refused.Load()), "refused")
}

// insist does it until the ledger is not too busy.
func insist(b *testing.B, refused *atomic.Int64, do func() error) {
	b.Helper()
	err := do()
	for ; errors.Is(err, loket.ErrNoLedger); err = do() {
		refused.Add(1)
	}
	if err != nil && !errors.Is(err, loket.ErrStale) {
		b.Error(err)
	}
}

func backlog(now time.Time, from, to int) (batch []loket.Inbound) {
	for n := from; n < to; n++ {
		person := fmt.Sprint(n % 200)
		batch = append(batch, loket.Inbound{
			Channel: "a:telegram", OriginKey: fmt.Sprintf("m:%s:%d", person, n), Person: person, Name: "Warga",
			Address: person, Kind: loket.MessageText, Text: "syarat ktp hilang apa saja", SentAt: now,
		})
	}
	return batch
}

// answerOne answers what waits in a conversation, unless another clerk has.
func answerOne(b *testing.B, s *Store, id loket.ConversationID) error {
	in, err := s.Situation(b.Context(), id)
	if err != nil || len(in.Pending) == 0 {
		return err
	}
	d := quoteOf(in, s.Now())
	if err := s.Settle(b.Context(), d); err != nil {
		return err
	}
	return s.Finish(b.Context(), loket.SendResult{
		Send: d.Answers[0].Sends[0], State: loket.SendDelivered, ChannelMessageID: string(d.Answers[0].ID), At: s.Now(),
	})
}

// openPostgres opens an empty ledger with one channel.
func openPostgres(t testing.TB, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address, Options{Sealer: sealerOf(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	channel := loket.Channel{ID: "a:telegram", Agency: "a", Kind: loket.Telegram, Name: "A"}
	if err := s.Register(t.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}, channel); err != nil {
		t.Fatal(err)
	}
	return s
}

// countingWriter counts how often changes were begun.
type countingWriter struct {
	writer
	changes, runs atomic.Int64
}

func (c *countingWriter) write(ctx context.Context, change func(*tx) error) error {
	return c.writer.write(ctx, c.counted(change))
}

func (c *countingWriter) writeResult(ctx context.Context, change func(*tx) error) error {
	return c.writer.writeResult(ctx, c.counted(change))
}

func (c *countingWriter) counted(change func(*tx) error) func(*tx) error {
	c.changes.Add(1)
	return func(t *tx) error {
		c.runs.Add(1)
		return change(t)
	}
}

// slowDown makes every flush of a database and every round trip to it longer. It
// returns the address of a relay before the server whose socket is in dir.
func slowDown(b *testing.B, address, dir string) string {
	b.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var name string
	err = db.QueryRowContext(b.Context(), `SELECT current_database()`).Scan(&name)
	for _, set := range []string{"commit_delay = 20000", "commit_siblings = 0"} {
		if err == nil {
			_, err = db.ExecContext(b.Context(), `ALTER DATABASE `+name+` SET `+set)
		}
	}
	if err != nil {
		b.Fatal(err)
	}
	return newRelay(b, filepath.Join(dir, ".s.PGSQL.5432"), 20*time.Millisecond).address(name)
}
