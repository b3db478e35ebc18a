package desk_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
)

// TestLadderProperties: whatever hours, policy and time do, levels of a wait only
// rise, one by one, and are told in office time unless it is an emergency; and
// times that were computed stay when they are recomputed.
func TestLadderProperties(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	l := ladder{o: o}
	rapid.Check(t, func(t *rapid.T) {
		l.begins(t)
		for range rapid.IntRange(1, 12).Draw(t, "looks") {
			l.happens()
			l.looks()
		}
		l.ends()
	})
}

// ladder is one ticket's, as its events tell it.
type ladder struct {
	t      *rapid.T
	o      *office
	people int
	seq    int64 // of the last event that was read
	id     loket.TicketID
	level  loket.Level
}

func (l *ladder) begins(t *rapid.T) {
	l.t, l.level = t, loket.LevelNone
	l.people++
	l.o.office = drawOffice(t)
	l.draws()
	l.o.clock.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "opened")) * time.Minute)
	why := loket.HandOff{Kind: loket.KindQuestion, Priority: loket.Priority(rapid.IntRange(0, 2).Draw(t, "priority"))}
	l.id = l.o.handOver(l.o.situation(fmt.Sprint("warga-", l.people), "pertanyaan"), why).ID
}

// draws sets another policy.
func (l *ladder) draws() { l.o.answersIn(rapid.IntRange(1, 600).Draw(l.t, "minutes")) }

func (l *ladder) happens() {
	switch rapid.IntRange(0, 5).Draw(l.t, "happens") {
	case 0:
		l.o.office = drawOffice(l.t)
	case 1:
		l.draws()
	default:
		l.o.clock.Add(time.Duration(rapid.IntRange(1, 600).Draw(l.t, "passes")) * time.Minute)
	}
}

// looks watches once and holds what came of it to the ladder's promises.
func (l *ladder) looks() {
	o := l.o
	o.watches()
	l.steps()
	now := o.now(l.id)
	if now.Ladder.Level != l.level {
		l.t.Fatalf("level %d, its events tell %d", now.Ladder.Level, l.level)
	}
	if next := now.Ladder.NextAt; !next.IsZero() && !next.After(o.clock.Now()) && o.office.IsOpen(o.clock.Now()) {
		l.t.Fatalf("a step was due %v and was not taken", next)
	}
	_, err := o.ledger.UpdateTicket(o.ctx(), now.Agency, l.id, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.Ladder.ComputedBy = "lain"
		return loket.Change{}, nil
	})
	o.must(err)
	o.watches()
	l.steps()
	if again := o.now(l.id); again != now {
		l.t.Fatalf("recomputed: %+v, want %+v", again, now)
	}
}

// steps reads what was told since.
func (l *ladder) steps() {
	all, err := l.o.ledger.Events(l.o.ctx(), l.seq, 1000)
	l.o.must(err)
	for _, e := range all {
		l.seq = e.Seq
		if e.Kind != loket.EventEscalate {
			continue
		}
		if l.level++; e.Ticket != l.id || e.Value != int64(l.level) {
			l.t.Fatalf("level %d of %s was told, want %d of %s", e.Value, e.Ticket, l.level, l.id)
		}
		if urgent := l.o.now(l.id).Priority >= loket.PriorityEmergency; !urgent && !l.o.office.IsOpen(e.At) {
			l.t.Fatalf("level %d was told at %v, when the office is closed", e.Value, e.At)
		}
	}
}

func (l *ladder) ends() {
	held := l.o.claims(petugasA(), l.id)
	l.o.must(l.o.Close(l.o.ctx(), petugasA(), l.id, held.LeaseEpoch))
}
