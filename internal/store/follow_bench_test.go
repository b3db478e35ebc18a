package store

import (
	"fmt"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/testserver"
)

// A busy second: so many conversations, each with two questions that are over and a
// third that begins.
const (
	busyTalks = 500
	busyNews  = 3 // events of the third
)

// BenchmarkFollow reads a busy second into the waits, on both engines.
func BenchmarkFollow(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkFollow(b, openGroup(b)) })
	b.Run("PostgreSQL", func(b *testing.B) {
		benchmarkFollow(b, openPostgres(b, testserver.PostgresFor(b).Database(b)))
	})
}

func benchmarkFollow(b *testing.B, s *Store) {
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	fill(b, s, first, 1, time.Minute)
	of, second, used := everywhere(monthHours(b)), 0, time.Duration(0)
	follow := func() {
		for done := false; !done; {
			var err error
			if done, err = s.ProjectWaits(b.Context(), of, 2000); err != nil {
				b.Fatal(err)
			}
		}
	}
	for b.Loop() {
		b.StopTimer()
		for round, n := range []int{10, 10, busyNews} {
			err := s.write(b.Context(), func(t *tx) error {
				for i := range busyTalks {
					t.record(talkOf(second*busyTalks+i, round, first.Add(time.Duration(round)*time.Hour))[:n]...)
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			if n != busyNews {
				follow()
			}
		}
		second++
		b.StartTimer()
		before := processorTime(b)
		follow()
		used += processorTime(b) - before
	}
	b.ReportMetric(float64(used.Milliseconds())/float64(b.N), "cpu-ms/op")
}

// talkOf is a round of a conversation that has several, each an episode and a ticket of
// its own.
func talkOf(i, round int, at time.Time) []loket.Event {
	all := conversationOf(i, at)
	for k := range all {
		e := &all[k]
		e.Conversation += "-talk"
		e.Episode += loket.EpisodeID(fmt.Sprint("-", round))
		e.Ticket += loket.TicketID(fmt.Sprint("-", round))
		e.Message += loket.MessageID(fmt.Sprint("-", round))
		if e.Answer != "" {
			e.Answer += loket.AnswerID(fmt.Sprint("-", round))
		}
	}
	return all
}
