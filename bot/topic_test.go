package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
)

// plaza is a staff group that is a forum, and the ledger's part of its topics.
type plaza struct {
	*wall

	mu     sync.Mutex // guards what follows
	kind   loket.Forum
	topics map[string]string    // thread → name
	closed map[string]bool      // thread
	cards  map[string]string    // message → thread
	texts  map[string]string    // message → its text now
	losing map[loket.SendOp]int // how many answers get lost
	nextID int
}

// onPlaza runs a test with a board in a forum.
func onPlaza(t *testing.T, waiting int, test func(*plaza)) {
	t.Helper()
	onWall(t, 0, func(w *wall) {
		w.leave()
		p := &plaza{
			wall: w, kind: loket.ForumOpen, topics: map[string]string{}, closed: map[string]bool{}, cards: map[string]string{},
			texts: map[string]string{}, losing: map[loket.SendOp]int{},
		}
		line := w.outbox.lines[labChannel]
		line.Port = p
		w.board.Forum = p.ask
		w.outbox = NewOutbox(w.board, time.Now, w.outbox.log, line)
		w.board.Owe = w.outbox.Owe
		w.add(waiting)
		w.own()
		test(p)
	})
}

func (p *plaza) ask(context.Context) (loket.Forum, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kind, nil
}

// Send implements Channel.
func (p *plaza) Send(ctx context.Context, s loket.Send) (string, error) {
	if s.Thread == "" && s.Op != loket.OpOpenTopic {
		return p.wall.Send(ctx, s)
	}
	_, _ = p.port.Send(ctx, s)
	p.mu.Lock()
	defer p.mu.Unlock()
	id, err := p.carryOut(s)
	if err == nil && p.losing[s.Op] > 0 {
		p.losing[s.Op]--
		return "", errors.New("the answer was lost")
	}
	return id, err
}

// carryOut needs the lock.
func (p *plaza) carryOut(s loket.Send) (string, error) {
	lacks := func(what loket.Missing) (string, error) {
		return "", &SendError{Fate: Never, Missing: what, Err: errors.New("refused")}
	}
	p.nextID++
	id := fmt.Sprint(p.nextID)
	switch {
	case s.Op == loket.OpOpenTopic && p.kind != loket.ForumOpen:
		return lacks(loket.MissingRight)
	case s.Op == loket.OpOpenTopic:
		p.topics[id] = s.Content.Text
	case s.Op == loket.OpEdit && p.cards[s.ChannelMessageID] == "":
		return lacks(loket.MissingCard)
	case s.Op == loket.OpEdit:
		p.texts[s.ChannelMessageID] = s.Content.Text
		return s.ChannelMessageID, nil
	case p.topics[s.Thread] == "":
		return lacks(loket.MissingTopic)
	case s.Op == loket.OpSend:
		p.cards[id], p.texts[id] = s.Thread, s.Content.Text
		p.set(func(w *wall) { w.see(s.Content.Text) })
	case s.Op == loket.OpCloseTopic:
		p.closed[s.Thread] = true
	}
	return id, nil
}

// demolish deletes a topic with what is in it.
func (p *plaza) demolish(thread string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.topics, thread)
	for message, in := range p.cards {
		if in == thread {
			delete(p.cards, message)
			delete(p.texts, message)
		}
	}
}

// cardsOf are the cards in the topics of a ticket's number.
func (p *plaza) cardsOf(number string) (texts []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for message, thread := range p.cards {
		if strings.Contains(p.topics[thread], number) {
			texts = append(texts, p.texts[message])
		}
	}
	return texts
}

func (p *plaza) topicOf(n int) loket.Topic {
	p.wall.mu.Lock()
	defer p.wall.mu.Unlock()
	return p.saved[loket.TicketID(numberOf(n))]
}

func numberOf(n int) string { return fmt.Sprintf("KPG-%04d", n) }

// change changes the group or the ledger while the board runs.
func (p *plaza) change(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// wantCard wants one card of the n-th ticket, which says so.
func (p *plaza) wantCard(n int, says string) {
	p.t.Helper()
	if got := p.cardsOf(numberOf(n)); len(got) != 1 || !strings.Contains(got[0], says) {
		p.t.Errorf("cards of %s: %q, want one with %q", numberOf(n), got, says)
	}
}

func TestTopics(t *testing.T) {
	t.Parallel()
	t.Run("OneForEachTicketUntilItIsClosed", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 2, func(p *plaza) {
			p.pass(time.Minute)
			p.wantShown(2)
			p.wantCard(0, "menunggu")
			p.wantCard(1, "menunggu")
			p.claim(0)
			p.close(1)
			p.pass(time.Minute)
			p.wantCard(0, "diambil Mama Rosa")
			p.wantCard(1, "Selesai")
			if first, second := p.topicOf(0), p.topicOf(1); p.closed[first.Thread] || !p.closed[second.Thread] || second.ClosedAt.IsZero() {
				t.Errorf("topics %+v and %+v, want the second closed alone", first, second)
			}
		})
	})
	t.Run("Deleted/MadeAnewWithItsCard", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 3, func(p *plaza) {
			p.pass(time.Minute)
			before := p.topicOf(1)
			p.demolish(before.Thread)
			p.claim(1)
			p.pass(time.Minute)
			p.wantCard(1, "diambil Mama Rosa")
			if after := p.topicOf(1); after.Thread == before.Thread || after.Made != 2 {
				t.Errorf("topic %+v after %+v was deleted, want the second one", after, before)
			}
			if first := p.topicOf(0); first.Made != 1 {
				t.Errorf("another ticket's topic was made %d times, want once", first.Made)
			}
		})
	})
	t.Run("DeletedAndClosed/NothingIsMade", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 1, func(p *plaza) {
			p.pass(time.Minute)
			p.demolish(p.topicOf(0).Thread)
			p.close(0)
			p.pass(time.Hour)
			if got := p.topicOf(0); got.Made != 1 || len(p.topics) != 0 {
				t.Errorf("topic %+v, %d in the group, want none made anew", got, len(p.topics))
			}
		})
	})
	t.Run("LostAnswers/EmptyTopicsButEveryCard", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 3, func(p *plaza) {
			p.change(func() { p.losing[loket.OpOpenTopic] = 3 })
			p.pass(5 * time.Minute)
			for n := range 3 {
				p.wantCard(n, "menunggu")
			}
			if len(p.topics) != 6 {
				t.Errorf("%d topics, want 3 and one for each lost answer", len(p.topics))
			}
		})
	})
	t.Run("TheLedgerAway/RecordedBeforeAnythingElse", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 1, func(p *plaza) {
			p.set(func(w *wall) { w.unsaved = 20 })
			p.pass(2 * time.Minute)
			p.wantCard(0, "menunggu")
			if len(p.topics) != 1 {
				t.Errorf("%d topics, want one", len(p.topics))
			}
		})
	})
	t.Run("OwnedAgain/GoesOnWhereItWas", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 2, func(p *plaza) {
			p.pass(time.Minute)
			p.leave()
			p.claim(0)
			p.close(1)
			p.own()
			p.pass(time.Minute)
			p.wantCard(0, "diambil Mama Rosa")
			p.wantCard(1, "Selesai")
			if len(p.topics) != 2 {
				t.Errorf("%d topics after a restart, want the same 2", len(p.topics))
			}
		})
	})
	t.Run("NoTopics/StandsInTheGroupAsBefore", func(t *testing.T) {
		t.Parallel()
		for _, kind := range []loket.Forum{loket.ForumNone, loket.ForumBarred} {
			onPlaza(t, 0, func(p *plaza) {
				p.change(func() { p.kind = kind })
				p.leave()
				p.own()
				p.add(1)
				p.pass(time.Minute)
				p.wantShown(1)
				p.wantCalls(loket.OpSend)
				p.wall.wantCard(0, "menunggu")
				p.change(func() { p.kind = loket.ForumOpen })
				p.pass(forumEvery + time.Minute)
				p.add(1)
				p.pass(time.Minute)
				p.wantCard(1, "menunggu")
				p.wall.wantCard(0, "menunggu")
			})
		}
	})
	t.Run("RightTakenAway/RestsUntilItIsGivenAgain", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 0, func(p *plaza) {
			p.pass(10 * time.Second)
			p.change(func() { p.kind = loket.ForumBarred })
			p.add(1)
			p.pass(5 * time.Minute)
			p.wantShown(1)
			p.wantCalls(loket.OpOpenTopic, loket.OpSend)
			p.change(func() { p.kind = loket.ForumOpen })
			p.pass(forumEvery + time.Minute)
			p.add(1)
			p.pass(time.Minute)
			p.wantCard(1, "menunggu")
		})
	})
	t.Run("200InAMinute/AllSeenWithin20CallsAMinute", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 0, func(p *plaza) {
			p.pass(10 * time.Second)
			for i := range 200 {
				p.add(1)
				if i >= 60 {
					p.claim(i - 60)
				}
				p.pass(300 * time.Millisecond)
			}
			p.pass(2 * time.Minute)
			p.wantShown(200)
			p.wantInTime()
		})
	})
	t.Run("MostUrgentFirst", func(t *testing.T) {
		t.Parallel()
		onPlaza(t, 5, func(p *plaza) {
			p.set(func(w *wall) { slices.Reverse(w.rows) })
			p.pass(14 * time.Second) // a topic and its card
			p.wantCard(4, "menunggu")
		})
	})
}
