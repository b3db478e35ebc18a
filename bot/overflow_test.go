package bot

import (
	"fmt"
	"testing"
	"time"

	"loket/internal/loket"
)

// TestOverflow owes far more than is held in memory, while the channel is slow:
// what is held stays bounded, and still everything goes out, in each conversation
// in order.
func TestOverflow(t *testing.T) {
	t.Parallel()
	const conversations, each = 3000, 4
	inLab(t, Line{Workers: 64}, &script{takes: 100 * time.Millisecond}, func(l *lab) {
		sender := l.outbox.senderOf(labChannel)
		most := 0
		for range each {
			for i := range conversations {
				send := l.send(fmt.Sprint(i))
				l.ledger.commit(send)
				l.outbox.Owe(send)
			}
			sender.mu.Lock()
			most = max(most, len(sender.known))
			sender.mu.Unlock()
		}
		if most < heldLimit/2 || most > heldLimit+sweepLimit {
			t.Errorf("%d sends are held of %d, want about %d", most, conversations*each, heldLimit)
		}
		l.pass(5 * time.Minute)
		calls := l.port.calls()
		if len(calls) != conversations*each {
			t.Fatalf("%d calls, want %d", len(calls), conversations*each)
		}
		before := map[loket.ConversationID]loket.SendID{}
		for _, c := range calls {
			if c.send.ID < before[c.send.Conversation] {
				t.Fatalf("conversation %s was sent a later answer first", c.send.Conversation)
			}
			before[c.send.Conversation] = c.send.ID
		}
		if sender.overflow.on {
			t.Error("nothing is owed any more, and hints are still refused")
		}
	})
}

// TestOverflowSeats lets nobody take a seat while sends are left to the ledger.
func TestOverflowSeats(t *testing.T) {
	t.Parallel()
	inLab(t, Line{}, &script{}, func(l *lab) {
		s := l.outbox.senderOf(labChannel)
		s.mu.Lock()
		s.overflow = overflow{on: true, refused: 1}
		s.mu.Unlock()
		if s.seat(l.send("a")) != nil {
			t.Error("a seat was taken before what was left to the ledger")
		}
		s.caughtUp(0)
		if s.seat(l.send("a")) != nil {
			t.Error("a sweep begun before the last refusal counted")
		}
		s.caughtUp(1)
		if !s.hasRoom(1) {
			t.Error("a sweep that saw everything did not count")
		}
	})
}

func TestLanesAreBounded(t *testing.T) {
	t.Parallel()
	var l lanes[string]
	for i := range 2 * laneLimit {
		l.add("flooded", fmt.Sprint(i))
	}
	if len(l.state) != laneLimit || len(l.ready["flooded"]) != laneLimit {
		t.Errorf("%d keys wait, %d ready, want %d", len(l.state), len(l.ready["flooded"]), laneLimit)
	}
	if l.add("calm", "other"); len(l.ready["calm"]) != 1 {
		t.Error("a full channel leaves another no room")
	}
}
