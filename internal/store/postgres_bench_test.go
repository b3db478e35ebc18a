package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// BenchmarkAnsweredPostgres is BenchmarkAnswered on PostgreSQL, as it is and where
// each round trip takes 5 ms and each flush 20 ms longer, as beside other work. It
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
	b.ReportMetric(float64(counted.runs.Load())/float64(3*b.N), "runs/change")
	b.ReportMetric(float64(refused.Load()), "refused")
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
	runs atomic.Int64
}

func (c *countingWriter) write(ctx context.Context, change func(*tx) error) error {
	return c.writer.write(ctx, c.counted(change))
}

func (c *countingWriter) writeResult(ctx context.Context, change func(*tx) error) error {
	return c.writer.writeResult(ctx, c.counted(change))
}

func (c *countingWriter) counted(change func(*tx) error) func(*tx) error {
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
	var listen net.ListenConfig
	relay, err := listen.Listen(b.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = relay.Close() })
	go func() {
		for client, err := relay.Accept(); err == nil; client, err = relay.Accept() {
			go relayTo(client, filepath.Join(dir, ".s.PGSQL.5432"))
		}
	}()
	return fmt.Sprintf("postgres://loket@%s/%s?sslmode=disable", relay.Addr(), name)
}

func relayTo(client net.Conn, socket string) {
	server, err := net.Dial("unix", socket)
	if err != nil {
		_ = client.Close()
		return
	}
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	_, _ = io.Copy(lateWriter{server}, client)
	_ = server.Close()
}

// lateWriter takes 5 ms for what it is given.
type lateWriter struct{ to io.Writer }

func (l lateWriter) Write(p []byte) (int, error) {
	time.Sleep(5 * time.Millisecond)
	return l.to.Write(p)
}
