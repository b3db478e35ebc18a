package bot

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// decides makes a decision that owes the sends as one answer.
func decides(sends ...loket.Send) loket.Decision {
	return loket.Decision{Epoch: 1, Answers: []loket.Answer{{Sends: sends}}}
}

// settles reserves, commits and leaves, as the clerk does.
func (l *lab) settles(d loket.Decision) (seated bool) {
	p := l.outbox.reserve(d)
	l.ledger.commit(d.Answers[0].Sends...)
	if p != nil {
		p.leave(l.t.Context(), nil)
	}
	for _, s := range d.Answers[0].Sends {
		if s.State == loket.SendOwed {
			l.outbox.Owe(s)
		}
	}
	synctest.Wait()
	return p != nil
}

func TestSeat(t *testing.T) {
	t.Parallel()
	t.Run("CommittedAsBegun/CalledOnceWithoutAnotherWrite", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			l.ledger.breaks(func(op string) (bool, error) {
				if op == "begin" {
					t.Error("a seated send was begun again")
				}
				return false, nil
			})
			s := l.send("a")
			if !l.settles(decides(s)) {
				t.Fatal("no seat in an idle channel")
			}
			l.pass(time.Minute)
			l.wantState(s.ID, loket.SendDelivered)
			if n := l.port.callsOf(s.ID); n != 1 {
				t.Errorf("%d calls, want 1", n)
			}
			if got := l.ledger.send(s.ID).Attempts; got != 1 {
				t.Errorf("%d attempts on record, want 1", got)
			}
		})
	})
	t.Run("WhatFollowsComesBehindIt", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{ChatRate: 1, ChatBurst: 1}, &script{takes: time.Millisecond}, func(l *lab) {
			first, second := l.send("a"), l.send("a")
			if !l.settles(decides(first, second)) {
				t.Fatal("no seat in an idle channel")
			}
			l.pass(time.Minute)
			made := l.port.calls()
			if len(made) != 2 || made[0].send.ID != first.ID || made[1].send.ID != second.ID {
				t.Fatalf("calls = %v, want first and second", made)
			}
			if gap := made[1].at - made[0].at; gap < time.Second {
				t.Errorf("the second came %v after the first, want a second: the seat took the chat's token", gap)
			}
		})
	})
	t.Run("FailedCallIsRetriedAsAnyOther", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{answer: failing(2, fateOf(NotDelivered))}, func(l *lab) {
			s := l.send("a")
			l.settles(decides(s))
			l.pass(time.Minute)
			l.wantState(s.ID, loket.SendDelivered)
			if n := l.port.callsOf(s.ID); n != 3 {
				t.Errorf("%d calls, want 3", n)
			}
		})
	})
}

// TestNoSeat: whatever has to wait its turn waits it.
func TestNoSeat(t *testing.T) {
	t.Parallel()
	refuse := &SendError{Fate: NotDelivered, RetryAfter: 7 * time.Second, Scope: ScopeChannel, Err: errRefused}
	for _, c := range []struct {
		name   string
		line   Line
		port   *script
		before func(l *lab)
		change func(s *loket.Send)
	}{
		{name: "ClassB", change: func(s *loket.Send) { s.Class = loket.ClassB }},
		{name: "NotYet", change: func(s *loket.Send) { s.NotBefore = time.Now().Add(time.Second) }},
		{name: "OtherChannel", change: func(s *loket.Send) { s.Channel = "other" }},
		{name: "ItsConversationIsOwedMore", port: &script{takes: time.Second}, before: func(l *lab) { l.owes(l.send("a")) }},
		{name: "ItsConversationHasSpoken", line: Line{ChatRate: 1, ChatBurst: 1}, before: func(l *lab) { l.owes(l.send("a")) }},
		{name: "TheChannelHasSpoken", line: Line{Rate: 1}, before: func(l *lab) { l.owes(l.send("b")) }},
		{name: "TheChannelAskedForSilence", port: &script{answer: failing(1, refuse)}, before: func(l *lab) { l.owes(l.send("b")) }},
		{name: "EveryWorkerIsBusy", line: Line{Workers: 2}, port: &script{takes: time.Second}, before: func(l *lab) {
			l.owes(l.send("b"), l.send("c"))
		}},
		{name: "Stopped", before: func(l *lab) { l.end() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			port := c.port
			if port == nil {
				port = &script{}
			}
			inLab(t, c.line, port, func(l *lab) {
				if c.before != nil {
					c.before(l)
				}
				s := l.send("a")
				if c.change != nil {
					c.change(&s)
				}
				d := decides(s)
				if l.outbox.reserve(d) != nil {
					t.Error("a seat was taken")
				}
				if got := d.Answers[0].Sends[0]; got.State != loket.SendOwed || got.Attempts != 0 {
					t.Errorf("send is %s after %d attempts, want it untouched", got.State, got.Attempts)
				}
			})
		})
	}
	t.Run("NothingToSend", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			if l.outbox.reserve(loket.Decision{}) != nil || l.outbox.reserve(decides()) != nil {
				t.Error("a seat was taken for nothing")
			}
		})
	})
}

// TestSeatLeftEmpty: when the commit fails nothing is called, and what the
// ledger has nevertheless is not lost.
func TestSeatLeftEmpty(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		failed    error
		committed bool
		calls     int
	}{
		{"Stale", fmt.Errorf("settle: %w", loket.ErrStale), false, 0},
		{"Unsure/ItIsThere", errDown, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inLab(t, Line{Workers: 2}, &script{}, func(l *lab) {
				d := decides(l.send("a"))
				p := l.outbox.reserve(d)
				if p == nil {
					t.Fatal("no seat in an idle channel")
				}
				if c.committed {
					l.ledger.commit(d.Answers[0].Sends...)
				}
				p.leave(t.Context(), c.failed)
				l.pass(time.Minute)
				if n := l.port.callsOf(d.Answers[0].Sends[0].ID); n != c.calls {
					t.Errorf("%d calls, want %d", n, c.calls)
				}
				next := l.send("a")
				if !l.settles(decides(next)) {
					t.Error("the seat is still taken")
				}
				l.wantState(next.ID, loket.SendDelivered)
			})
		})
	}
}

// TestStartKeepsOrder lets a message be answered just after a start, when the
// ledger has not yet said what is owed from before, and that rests.
func TestStartKeepsOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, Line{}, &script{})
		older, newer := l.send("a"), l.send("a")
		older.Attempts, older.NotBefore = 1, time.Now().Add(3*time.Second)
		l.ledger.commit(older)
		silent := true
		l.ledger.breaks(func(op string) (bool, error) {
			if op == "owed" && silent {
				silent = false
				return false, errDown
			}
			return false, nil
		})
		l.run(t.Context())
		defer l.end()
		if l.settles(decides(newer)) {
			t.Error("a send was seated before the ledger had said what is owed")
		}
		l.pass(4 * time.Second)
		calls := l.port.calls()
		if len(calls) != 2 || calls[0].send.ID != older.ID || calls[1].send.ID != newer.ID {
			t.Errorf("calls = %+v, want the older send, then the newer", calls)
		}
	})
}
