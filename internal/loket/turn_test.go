package loket_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
)

func TestTurn(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	ticket := func(id loket.TicketID, p loket.Priority, due time.Time) loket.Ticket {
		return loket.Ticket{ID: id, Priority: p, DueAt: due}
	}
	want := []loket.Ticket{
		ticket("1-fire", loket.PriorityEmergency, now),
		ticket("2-fire", loket.PriorityEmergency, now),
		ticket("week-late", loket.PriorityNormal, now.Add(-8*24*time.Hour)),
		ticket("reopened", loket.PriorityHigh, now),
		ticket("late", loket.PriorityNormal, now.Add(-time.Hour)),
		ticket("a", loket.PriorityNormal, now.Add(30*time.Minute)),
		ticket("b", loket.PriorityNormal, now.Add(30*time.Minute)),
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, loket.Ticket.Before)
	for i, k := range got {
		if k.ID != want[i].ID {
			t.Errorf("place %d is %s's, want %s", i+1, k.ID, want[i].ID)
		}
	}
}

// TestNobodyStarves serves the first of a queue again and again, while questions,
// reopened tickets and emergencies come at random, more than can be served: whoever
// waits is served, and is passed by no more than those who came while that could
// be, and emergencies. Reopened tickets come back as soon as they are served.
func TestNobodyStarves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const within = 30 * time.Minute
		start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
		step := time.Duration(rapid.IntRange(10, 600).Draw(t, "minutes")) * time.Minute
		before := rapid.IntRange(0, 40).Draw(t, "before")
		poor := loket.Ticket{ID: "m", State: loket.TicketWaiting, DueAt: start.Add(within)}
		queue := []loket.Ticket{poor}
		for i := range before {
			queue = append(queue, loket.Ticket{ID: loket.TicketID(fmt.Sprintf("a%02d", i)), DueAt: start})
		}
		passing := int((loket.PriorityHigh.HeadStart()+within)/step) + 1 // rounds in which somebody may still pass
		most, emergencies := before+passing*2, 0
		for round := range most + 100 {
			now := start.Add(time.Duration(round) * step)
			slices.SortFunc(queue, loket.Ticket.Before)
			served := queue[0]
			if served.ID == poor.ID {
				return
			}
			queue = queue[1:]
			id := func(kind string) loket.TicketID { return loket.TicketID(fmt.Sprintf("%s%06d", kind, round)) }
			if served.Priority == loket.PriorityHigh || rapid.Bool().Draw(t, "reopened") {
				queue = append(queue, loket.Ticket{ID: id("n"), Priority: loket.PriorityHigh, DueAt: now})
			}
			queue = append(queue, loket.Ticket{ID: id("n"), DueAt: now.Add(within)})
			if emergencies < 50 && rapid.IntRange(0, 9).Draw(t, "fire") == 0 {
				emergencies++
				queue = append(queue, loket.Ticket{ID: id("n"), Priority: loket.PriorityEmergency, DueAt: now})
			}
		}
		t.Fatalf("not served in %d rounds of %v, with %d before and %d emergencies", most+100, step, before, emergencies)
	})
}
