package bot

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// TestFates is the delivery contract: what follows each fate of a call, by
// class.
func TestFates(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		times int // how many calls fail
		err   error
		class loket.Class
		calls int
		want  loket.SendState
	}{
		{"Delivered/A", 0, nil, loket.ClassA, 1, loket.SendDelivered},
		{"Delivered/B", 0, nil, loket.ClassB, 1, loket.SendDelivered},
		{"NotDelivered/A/Again", 3, fateOf(NotDelivered), loket.ClassA, 4, loket.SendDelivered},
		{"NotDelivered/B/Again", 3, fateOf(NotDelivered), loket.ClassB, 4, loket.SendDelivered},
		{"Never/A", 9, fateOf(Never), loket.ClassA, 1, loket.SendDead},
		{"Never/B", 9, fateOf(Never), loket.ClassB, 1, loket.SendDead},
		{"Unreachable/A", 9, fateOf(Unreachable), loket.ClassA, 1, loket.SendDead},
		{"Unreachable/B", 9, fateOf(Unreachable), loket.ClassB, 1, loket.SendDead},
		{"Unknown/A/OnceMore", 1, fateOf(Unknown), loket.ClassA, 2, loket.SendDelivered},
		{"Unknown/A/NeverAThirdTime", 9, fateOf(Unknown), loket.ClassA, 2, loket.SendUncertain},
		{"Unknown/B/NeverAgain", 1, fateOf(Unknown), loket.ClassB, 1, loket.SendUncertain},
		{"AnyOtherError/A/IsUnknown", 9, errRefused, loket.ClassA, 2, loket.SendUncertain},
		{"AnyOtherError/B/IsUnknown", 1, errRefused, loket.ClassB, 1, loket.SendUncertain},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inLab(t, Line{}, &script{answer: failing(c.times, c.err)}, func(l *lab) {
				s := l.send("a")
				s.Class = c.class
				l.owes(s)
				l.pass(10 * time.Minute)
				l.wantState(s.ID, c.want)
				if got := l.port.callsOf(s.ID); got != c.calls {
					t.Errorf("%d calls, want %d", got, c.calls)
				}
			})
		})
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	t.Run("RestTwiceAsLongEachTimeUpToAMinute", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{answer: failing(10, fateOf(NotDelivered))}, func(l *lab) {
			l.owes(l.send("a"))
			l.pass(time.Hour)
			made := l.port.calls()
			if len(made) != 11 {
				l.t.Fatalf("%d calls, want 11", len(made))
			}
			for i := 1; i < len(made); i++ {
				longest := min(time.Minute, time.Second<<(i-1))
				if gap := made[i].at - made[i-1].at; gap < longest/2 || gap > longest+time.Millisecond {
					t.Errorf("after failure %d a rest of %v, want %v to %v", i, gap, longest/2, longest)
				}
			}
		})
	})
	t.Run("TheWholeConversationWaitsAndKeepsItsOrder", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			first, second := l.send("a"), l.send("a")
			l.port.answer = func(s loket.Send, try int) error {
				if s.ID == first.ID && try == 1 {
					return &SendError{Fate: NotDelivered, RetryAfter: 30 * time.Second, Scope: ScopeChat, Err: errRefused}
				}
				return nil
			}
			l.owes(first, second, l.send("b"))
			l.pass(time.Minute)
			l.wantTimes(0, 0, 30*time.Second, 30*time.Second)
			if last := l.port.calls()[3].send.ID; last != second.ID {
				t.Error("the second send overtook the first")
			}
		})
	})
	t.Run("ChannelScope/EverythingIsSilent", func(t *testing.T) {
		t.Parallel()
		refuse := &SendError{Fate: NotDelivered, RetryAfter: 7 * time.Second, Scope: ScopeChannel, Err: errRefused}
		inLab(t, Line{Workers: 1}, &script{answer: func(s loket.Send, try int) error {
			if s.Conversation == "a" && try == 1 {
				return refuse
			}
			return nil
		}}, func(l *lab) {
			l.owes(l.send("a"))
			l.owes(l.send("b"), l.send("c"))
			l.pass(6900 * time.Millisecond)
			l.owes(l.send("d"))
			l.pass(time.Second)
			l.wantTimes(0, 7*time.Second, 7*time.Second, 7*time.Second, 7*time.Second)
		})
	})
	t.Run("ChannelScope/WithoutATimeToo", func(t *testing.T) {
		t.Parallel()
		refuse := &SendError{Fate: NotDelivered, Scope: ScopeChannel, Err: errRefused}
		inLab(t, Line{Workers: 1}, &script{answer: failing(1, refuse)}, func(l *lab) {
			l.owes(l.send("a"))
			l.owes(l.send("b"))
			if n := len(l.port.calls()); n != 1 {
				t.Errorf("%d calls at once although the channel refused, want 1", n)
			}
		})
	})
	t.Run("DeadToken/AtMostOneCallAMinutePerWorker", func(t *testing.T) {
		t.Parallel()
		dead := &SendError{Fate: NotDelivered, RetryAfter: time.Minute, Scope: ScopeChannel, Err: errRefused}
		inLab(t, Line{Workers: 1}, &script{answer: failing(1000, dead)}, func(l *lab) {
			for i := range 20 {
				l.owes(l.send(fmt.Sprint(i)))
			}
			l.pass(10*time.Minute - time.Second)
			if n := len(l.port.calls()); n != 10 {
				t.Errorf("%d calls in ten minutes, want 10", n)
			}
		})
	})
	t.Run("Moved/TheNextGoToTheNewAddress", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{takes: time.Millisecond}, func(l *lab) {
			l.port.answer = func(s loket.Send, _ int) error {
				if s.Address == "chat-a" {
					return &SendError{Fate: NotDelivered, MovedTo: "chat-new", Err: errRefused}
				}
				return nil
			}
			first, second, moved := l.send("a"), l.send("a"), l.send("a")
			moved.Address = "chat-new"
			l.owes(first, second, moved)
			l.pass(time.Second)
			if got := l.port.calls(); len(got) != 4 || got[1].send.Address != "chat-new" || got[2].send.Address != "chat-new" {
				t.Errorf("calls %+v, want one to the old address and three to the new", got)
			}
		})
	})
	t.Run("Moved/ToItselfIsNoHotLoop", func(t *testing.T) {
		t.Parallel()
		same := &SendError{Fate: NotDelivered, MovedTo: "chat-a", Err: errRefused}
		inLab(t, Line{}, &script{answer: failing(1000, same)}, func(l *lab) {
			l.owes(l.send("a"))
			l.pass(time.Minute)
			if n := len(l.port.calls()); n > 10 {
				t.Errorf("%d calls in a minute, want at most 10", n)
			}
		})
	})
	t.Run("Expired/IsDeadWithoutACall", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			s := l.send("a")
			s.ExpiresAt = time.Now().Add(-time.Second)
			l.owes(s)
			l.pass(time.Second)
			l.wantState(s.ID, loket.SendDead)
			l.wantTimes()
		})
	})
	t.Run("Expires/WhileTheChannelIsDown", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{answer: failing(1<<20, fateOf(NotDelivered))}, func(l *lab) {
			s := l.send("a")
			s.ExpiresAt = time.Now().Add(time.Hour)
			l.owes(s)
			l.pass(2 * time.Hour)
			l.wantState(s.ID, loket.SendDead)
		})
	})
}

func TestChannelPanics(t *testing.T) {
	t.Parallel()
	inLab(t, Line{}, &script{answer: func(s loket.Send, _ int) error {
		if s.Conversation == "a" {
			panic("converter")
		}
		return nil
	}}, func(l *lab) {
		a, b, c := l.send("a"), l.send("a"), l.send("c")
		b.Class = loket.ClassB
		l.owes(a, b, c)
		l.pass(time.Minute)
		l.wantState(a.ID, loket.SendUncertain)
		l.wantState(b.ID, loket.SendUncertain)
		l.wantState(c.ID, loket.SendDelivered)
		if got := l.port.callsOf(a.ID); got != 2 {
			t.Errorf("%d calls of a class A send whose channel panics, want 2", got)
		}
	})
}

// crier is a channel that wants to be told.
type crier struct {
	*script
	told func(loket.Send)
}

func (c crier) Announce(s loket.Send) { c.told(s) }

func TestAnnounce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		port := &script{}
		l := newLab(t, Line{}, port)
		var told []loket.SendState
		line := l.outbox.lines[labChannel]
		line.Port = crier{port, func(s loket.Send) {
			told = append(told, l.ledger.send(s.ID).State)
			panic("hub")
		}}
		l.outbox.lines[labChannel] = line
		port.answer = func(s loket.Send, _ int) error {
			if s.Conversation == "dead" {
				return fateOf(Never)
			}
			return nil
		}
		l.run(t.Context())
		defer l.end()
		l.owes(l.send("dead"))
		l.owes(l.send("a"))
		l.owes(l.send("a"))
		l.pass(time.Second)
		if want := []loket.SendState{loket.SendDelivered, loket.SendDelivered}; !slices.Equal(told, want) {
			t.Errorf("told of sends that were %v, want %v", told, want)
		}
	})
}

func TestOutboxStop(t *testing.T) {
	t.Parallel()
	t.Run("WaitsForCallsUnderWayAndRecordsThem", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{takes: 5 * time.Second}, func(l *lab) {
			a, b := l.send("a"), l.send("a")
			l.owes(a, b)
			l.stop()
			synctest.Wait()
			select {
			case <-l.ended:
				l.t.Fatal("Run() returned while a call was under way")
			default:
			}
			<-l.ended
			l.wantState(a.ID, loket.SendDelivered)
			l.wantState(b.ID, loket.SendOwed)
			if took := time.Since(l.start); took != 5*time.Second {
				t.Errorf("stopping took %v, want the rest of the call: 5s", took)
			}
		})
	})
	t.Run("LedgerDown/GivesUpInTime", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			l.ledger.breaks(func(op string) (bool, error) {
				if op == "finish" {
					return false, errDown
				}
				return false, nil
			})
			s := l.send("a")
			l.owes(s)
			l.pass(time.Minute)
			stopped := time.Now()
			l.end()
			if took := time.Since(stopped); took > 9*time.Second {
				t.Errorf("stopping with a dead ledger took %v, want less than 9s", took)
			}
			l.wantState(s.ID, loket.SendSending)
		})
	})
}

func TestRecover(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, Line{}, &script{})
		a, b, done := l.send("a"), l.send("b"), l.send("c")
		b.Class = loket.ClassB
		a.State, b.State, done.State = loket.SendSending, loket.SendSending, loket.SendDelivered
		l.ledger.commit(a, b, done)
		tries := 0
		l.ledger.breaks(func(op string) (bool, error) {
			if tries++; op == "recover" && tries <= 3 {
				return false, errDown
			}
			return false, nil
		})
		l.run(t.Context())
		defer l.end()
		l.pass(10 * time.Second)
		l.wantState(a.ID, loket.SendDelivered)
		l.wantState(b.ID, loket.SendUncertain)
		if calls := len(l.port.calls()); l.ledger.recovers != 1 || calls != 1 {
			t.Errorf("%d recoveries, %d calls, want 1 and 1", l.ledger.recovers, calls)
		}
	})
}

func TestLedgerDown(t *testing.T) {
	t.Parallel()
	downUntil := func(op string, until time.Time, done bool) trouble {
		return func(asked string) (bool, error) {
			if asked == op && time.Now().Before(until) {
				return done, errDown
			}
			return false, nil
		}
	}
	for _, op := range []string{"begin", "finish", "owed"} {
		for _, done := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/Done=%v/OneCall", op, done), func(t *testing.T) {
				t.Parallel()
				inLab(t, Line{}, &script{}, func(l *lab) {
					l.ledger.breaks(downUntil(op, time.Now().Add(time.Minute), done))
					a, b := l.send("a"), l.send("a")
					l.owes(a, b)
					l.pass(2 * time.Minute)
					l.wantState(a.ID, loket.SendDelivered)
					l.wantState(b.ID, loket.SendDelivered)
					if calls := len(l.port.calls()); calls != 2 {
						t.Errorf("%d calls, want one for each send", calls)
					}
				})
			})
		}
	}
	t.Run("Begin/Stale/NoCall", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			gone, next := l.send("a"), l.send("a")
			gone.State = loket.SendDelivered
			l.owes(gone, next)
			l.pass(time.Second)
			if calls := l.port.calls(); len(calls) != 1 || calls[0].send.ID != next.ID {
				t.Errorf("calls %+v, want the second send only", calls)
			}
		})
	})
	t.Run("NoHint/TheSweepFindsIt", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			s := l.send("a")
			l.ledger.commit(s)
			l.pass(outboxSweep)
			l.wantState(s.ID, loket.SendDelivered)
		})
	})
	t.Run("UnknownChannel/IsLeftToItsOwner", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			s := l.send("a")
			s.Channel = "elsewhere"
			l.outbox.Owe(s)
			l.pass(outboxSweep / 2)
			l.wantTimes()
		})
	})
}

func TestSendErrorTellsItsCause(t *testing.T) {
	t.Parallel()
	if err := fateOf(Never); !errors.Is(err, errRefused) || err.Error() != "send: refused" {
		t.Errorf("SendError = %v, want it to name and wrap its cause", err)
	}
}

// TestWidening lets a new owner make few calls side by side, and one more with
// every moment it lives.
func TestWidening(t *testing.T) {
	t.Parallel()
	const workers = 10
	inLab(t, Line{Workers: workers}, &script{takes: time.Hour}, func(l *lab) {
		for i := range 2 * workers {
			l.owes(l.send(fmt.Sprint(i)))
		}
		for want := firstCalls; want <= workers; want++ {
			if got := len(l.port.calls()); got != want {
				t.Errorf("%d calls under way, want %d", got, want)
			}
			l.pass(widening)
		}
		l.pass(time.Minute)
		if got := len(l.port.calls()); got != workers {
			t.Errorf("%d calls under way in the end, want %d", got, workers)
		}
	})
}
