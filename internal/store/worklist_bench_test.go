package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// inboxTickets is how many open tickets a busy inbox holds.
const inboxTickets = 10_000

// BenchmarkInbox reads what one page of the inbox takes while 10,000 tickets are
// open, and searches their words, on both engines.
func BenchmarkInbox(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) {
		s := openGroup(b)
		channel := loket.Channel{ID: "a:telegram", Agency: "a", Kind: loket.Telegram, Name: "A"}
		if err := s.Register(b.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}, channel); err != nil {
			b.Fatal(err)
		}
		benchmarkInbox(b, s)
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		benchmarkInbox(b, openPostgres(b, testserver.PostgresFor(b).Database(b)))
	})
}

func benchmarkInbox(b *testing.B, s *Store) {
	fillInbox(b, s)
	by := loket.Staff{ID: "petugas", Agency: "a", Role: loket.RoleSupervisor}
	ctx := b.Context()
	tally, err := s.Tally(ctx, "a")
	if err != nil || tally.Waiting != inboxTickets {
		b.Fatalf("%d tickets wait, %v, want %d", tally.Waiting, err, inboxTickets)
	}
	middle := loket.Place{Turn: s.Now().Add(2500 * time.Minute)}
	list := func(f loket.Filter, after loket.Place) func() error {
		return func() error {
			_, _, err := s.Worklist(ctx, by, f, after)
			return err
		}
	}
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"Waiting", list(loket.Filter{Tab: loket.TabWaiting}, loket.Place{})},
		{"Waiting/Middle", list(loket.Filter{Tab: loket.TabWaiting}, middle)},
		{"Mine/None", list(loket.Filter{Tab: loket.TabMine}, loket.Place{})},
		{"Topic/None", list(loket.Filter{Topic: "tidak-ada"}, loket.Place{})},
		{"Late", list(loket.Filter{Tab: loket.TabUnattended, Late: true}, loket.Place{})},
		{"Delayed", func() error { _, err := s.Delayed(ctx, "a", loket.LevelNone); return err }},
		{"Tally", func() error { _, err := s.Tally(ctx, "a"); return err }},
		{"Topics", func() error { _, err := s.OpenTopics(ctx, "a"); return err }},
		{"Search", func() error { _, _, err := s.Search(ctx, by, loket.Filter{}, "kematian nomor-9999"); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
		})
	}
}

// fillInbox opens a ticket of every one of many people.
func fillInbox(b *testing.B, s *Store) {
	b.Helper()
	people := make(chan int)
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for n := range people {
				if err := askHard(b.Context(), s, n); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for n := range inboxTickets {
		people <- n
	}
	close(people)
	all.Wait()
}

// askHard opens the ticket of the n-th person.
func askHard(ctx context.Context, s *Store, n int) error {
	receipts, err := s.Ingest(ctx, []loket.Inbound{{
		Channel: "a:telegram", OriginKey: fmt.Sprintf("m:%d", n), Person: fmt.Sprint(n), Name: "Warga", Address: fmt.Sprint(n),
		Kind: loket.MessageText, SentAt: s.Now(),
		Text: fmt.Sprintf("selamat pagi, mau tanya akta kematian orang tua saya nomor-%d, sudah tiga minggu belum ada kabar", n),
	}})
	if err != nil {
		return err
	}
	in, err := s.Situation(ctx, receipts[0].Conversation)
	if err != nil {
		return err
	}
	now := s.Now()
	m := in.Pending[0]
	k := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber("AA"), Agency: m.Agency, Channel: m.Channel,
		Conversation: m.Conversation, Episode: m.Episode, Message: m.ID, Unit: loket.DefaultUnit, Kind: loket.KindQuestion,
		State: loket.TicketWaiting, Topic: fmt.Sprintf("topik-%d", n%120), OpenedAt: now,
		DueAt: now.Add(time.Duration(n%5000) * time.Minute), Ladder: loket.BeginLadder(now),
	}
	return s.Settle(ctx, loket.Decision{
		Agency: m.Agency, Channel: m.Channel, Conversation: m.Conversation, Episode: m.Episode, At: now, Ticket: &k,
		Settled: []loket.Settlement{{Message: m.ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
		Events: []loket.Event{{
			Agency: m.Agency, At: now, Kind: loket.EventHandoff, Conversation: m.Conversation, Ticket: k.ID, Message: m.ID,
			Channel: m.Channel, ActorKind: loket.ByBot,
		}},
	})
}
