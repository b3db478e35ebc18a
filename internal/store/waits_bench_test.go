package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/testserver"
)

// monthOf is how many conversations an agency has in a month: 100,000 events.
const monthOf = 10_000

// BenchmarkMonth makes the exact report of one agency-month of 100,000 events, tells it
// apart by day, and derives all its rows anew, on both engines.
func BenchmarkMonth(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkMonth(b, openGroup(b)) })
	b.Run("PostgreSQL", func(b *testing.B) {
		benchmarkMonth(b, openPostgres(b, testserver.PostgresFor(b).Database(b)))
	})
}

func benchmarkMonth(b *testing.B, s *Store) {
	ctx, hours := b.Context(), monthHours(b)
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	fill(b, s, first, monthOf, 4*time.Minute)
	of := everywhere(hours)
	if err := s.RebuildWaits(ctx, of, func(int, int) {}); err != nil {
		b.Fatal(err)
	}
	b.Run("Rebuild", func(b *testing.B) {
		for b.Loop() {
			if err := s.RebuildWaits(ctx, of, func(int, int) {}); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, by := range []report.By{"", report.ByDay, report.ByStaff} {
		q := report.Query{Agency: "a", From: first, To: first.AddDate(0, 1, 0), AsOf: first.AddDate(0, 2, 0), By: by}
		facts := func(ctx context.Context, q report.Query, hours report.Hours) ([]report.Wait, error) {
			return s.Facts(ctx, q, hours)
		}
		b.Run("Report/"+string(by), func(b *testing.B) { benchmarkExact(b, q, hours, facts) })
		b.Run("AllColumns/"+string(by), func(b *testing.B) { benchmarkExact(b, q, hours, s.Waits) })
	}
}

// benchmarkExact makes a report out of rows that read returns.
func benchmarkExact(
	b *testing.B, q report.Query, hours report.Hours, read func(context.Context, report.Query, report.Hours) ([]report.Wait, error),
) {
	rows, before := 0, processorTime(b)
	for b.Loop() {
		waits, err := read(b.Context(), q, hours)
		if err != nil {
			b.Fatal(err)
		}
		if m := report.Build(report.Facts{Query: q, Waits: waits, Hours: hours}).All(report.HandOffWait, report.Office); m.N != monthOf {
			b.Fatalf("n = %d, want %d", m.N, monthOf)
		}
		rows = len(waits)
	}
	b.ReportMetric(float64(rows), "rows")
	b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(b.N), "cpu-ms/op")
}

// everywhere has every agency open at the same hours.
func everywhere(hours *calendar.Meter) HoursOf {
	return func(loket.AgencyID) (report.Hours, error) { return hours, nil }
}

func monthHours(b testing.TB) *calendar.Meter {
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		b.Fatal(err)
	}
	return calendar.NewMeter(calendar.History{{Calendar: office}})
}

// fill writes conversations of ten events each, one every so often.
func fill(b testing.TB, s *Store, first time.Time, conversations int, every time.Duration) {
	err := s.Register(b.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"},
		loket.Channel{ID: "a:telegram", Agency: "a", Kind: loket.Telegram, Name: "A"})
	if err != nil {
		b.Fatal(err)
	}
	const batch = 500
	for from := 0; from < conversations; from += batch {
		err := s.write(context.Background(), func(t *tx) error {
			for i := from; i < min(from+batch, conversations); i++ {
				t.record(conversationOf(i, first.Add(time.Duration(i)*every))...)
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// conversationOf is one that is handed over, answered and closed.
func conversationOf(i int, at time.Time) (all []loket.Event) {
	name := func(what string) string { return fmt.Sprintf("%s%09d", what, i) }
	add := func(after int, kind loket.EventKind, answer string) {
		at = at.Add(time.Duration(after) * time.Second)
		all = append(all, loket.Event{
			Agency: "a", At: at, RecordedAt: at, Kind: kind, Episode: loket.EpisodeID(name("e")), Conversation: loket.ConversationID(name("c")),
			Ticket: loket.TicketID(name("t")), Message: loket.MessageID(name("m")), Answer: loket.AnswerID(answer), Channel: "a:telegram",
			Unit: loket.UnitID(fmt.Sprint("unit-", i%4)), Topic: fmt.Sprint("topic-", i%20), ActorKind: loket.ByStaff, ActorID: fmt.Sprint("staff-", i%10), Until: at.Add(time.Hour),
		})
	}
	add(0, loket.EventReceived, "")
	add(1, loket.EventHandoff, "")
	add(0, loket.EventPromise, "")
	add(0, loket.EventReceipt, name("r"))
	add(1, loket.EventDelivered, name("r"))
	add(60+i%600, loket.EventClaim, "")
	add(120+i%300, loket.EventReply, name("p"))
	add(1, loket.EventDelivered, name("p"))
	add(0, loket.EventPromiseKept, "")
	add(60, loket.EventClose, "")
	return all
}
