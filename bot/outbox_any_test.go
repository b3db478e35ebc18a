package bot

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
)

// TestOutboxLosesNothing owes 5,000 sends to 500 conversations over a channel
// and a ledger that fail now and then, in every way they can: none is lost, none
// arrives twice but for a class A send of unknown fate, and each conversation
// has its order.
func TestOutboxLosesNothing(t *testing.T) {
	t.Parallel()
	storm := weather{rand.New(rand.NewPCG(1, 2)), 10}
	synctest.Test(t, func(t *testing.T) { storm.rage(t, 5000, 500, 16) })
}

func TestOutboxAnyWeather(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seed := rapid.Uint64().Draw(rt, "seed")
		trouble := rapid.IntRange(0, 60).Draw(rt, "percent of calls that fail")
		sends := rapid.IntRange(1, 60).Draw(rt, "sends")
		conversations := rapid.IntRange(1, 8).Draw(rt, "conversations")
		workers := rapid.IntRange(1, 5).Draw(rt, "workers")
		storm := weather{rand.New(rand.NewPCG(seed, 0)), trouble}
		synctest.Test(t, func(t *testing.T) { storm.rage(t, sends, conversations, workers) })
	})
}

// weather fails a share of all calls.
type weather struct {
	dice    *rand.Rand
	trouble int // percent
}

// arrival is what the citizen saw of a send.
type arrival struct {
	arrived int // times
	unknown int // calls of unknown fate
}

func (w weather) rage(t *testing.T, sends, conversations, workers int) {
	port := &script{takes: time.Millisecond}
	l := newLab(t, Line{Workers: workers}, port)
	saw := map[loket.SendID]*arrival{}
	last := map[loket.ConversationID]loket.SendID{}
	port.answer = func(s loket.Send, try int) error {
		port.mu.Lock()
		defer port.mu.Unlock()
		if try == 1 {
			if s.ID < last[s.Conversation] {
				t.Errorf("%s was overtaken in %s", s.ID, s.Conversation)
			}
			last[s.Conversation] = s.ID
			saw[s.ID] = &arrival{}
		}
		return w.call(saw[s.ID])
	}
	inside := rand.New(rand.NewPCG(w.dice.Uint64(), 1))
	l.ledger.breaks(func(string) (bool, error) {
		if inside.IntN(200) < w.trouble {
			return inside.IntN(2) == 0, errDown
		}
		return false, nil
	})
	all := make([]loket.Send, sends)
	for i := range all {
		all[i] = l.send(fmt.Sprint(i % conversations))
		if i%3 == 0 {
			all[i].Class = loket.ClassB
		}
	}
	commits := weather{rand.New(rand.NewPCG(w.dice.Uint64(), 2)), w.trouble}
	l.run(t.Context())
	defer l.end()
	for i := 0; i < len(all); i += 100 {
		for _, s := range all[i:min(i+100, len(all))] {
			if s.Conversation[len(s.Conversation)-1]%2 == 0 {
				commits.settle(t, l, s)
			} else {
				l.ledger.commit(s) // its hint is lost
			}
		}
		l.pass(50 * time.Millisecond)
	}
	l.pass(10 * time.Minute)
	for _, s := range all {
		w.check(t, l.ledger.send(s.ID), saw[s.ID])
	}
}

// settle commits a send as the clerk does; now and then nobody can say whether
// the commit went through.
func (w weather) settle(t *testing.T, l *lab, s loket.Send) {
	d := decides(s)
	p := l.outbox.reserve(d)
	l.ledger.commit(d.Answers[0].Sends...)
	switch {
	case p == nil:
		l.outbox.Owe(s)
	case w.dice.IntN(200) < w.trouble:
		p.leave(t.Context(), errDown)
	default:
		p.leave(t.Context(), nil)
	}
}

// call lets one call succeed or fail.
func (w weather) call(saw *arrival) error {
	if w.dice.IntN(100) >= w.trouble {
		saw.arrived++
		return nil
	}
	switch w.dice.IntN(5) {
	case 0:
		return fateOf(Never)
	case 1:
		saw.unknown++
		return fateOf(Unknown)
	case 2:
		saw.unknown++
		saw.arrived++
		return errRefused
	case 3:
		return &SendError{Fate: NotDelivered, RetryAfter: 2 * time.Second, Scope: Scope(w.dice.IntN(2)), Err: errRefused}
	default:
		return fateOf(NotDelivered)
	}
}

func (w weather) check(t *testing.T, s loket.Send, saw *arrival) {
	t.Helper()
	most := 1
	if s.Class == loket.ClassA {
		most = 2
	}
	switch {
	case saw == nil:
		t.Fatalf("send %s of class %s is %s and was never tried", s.ID, s.Class, s.State)
	case saw.arrived > 1 && saw.unknown == 0, saw.arrived > most, saw.unknown > most:
		t.Errorf("class %s arrived %d times with %d doubts", s.Class, saw.arrived, saw.unknown)
	case s.State == loket.SendDelivered && saw.arrived == 0:
		t.Errorf("class %s is delivered and never arrived", s.Class)
	case s.State == loket.SendUncertain && saw.unknown == 0:
		t.Errorf("class %s is uncertain without a doubt", s.Class)
	case s.State == loket.SendOwed, s.State == loket.SendSending:
		t.Errorf("class %s is still %s after ten minutes", s.Class, s.State)
	}
}
