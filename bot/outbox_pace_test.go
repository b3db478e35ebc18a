package bot

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

func TestPace(t *testing.T) {
	t.Parallel()
	t.Run("Chat/OneASecondAfterABurstOfThree", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{ChatRate: 1, ChatBurst: 3}, &script{}, func(l *lab) {
			l.owes(l.send("a"), l.send("a"), l.send("a"), l.send("a"), l.send("a"), l.send("b"))
			l.pass(time.Minute)
			l.wantTimes(0, 0, 0, 0, time.Second, 2*time.Second)
			l.owes(l.send("a"), l.send("a"), l.send("a"), l.send("a"))
			l.pass(time.Minute)
			l.wantTimes(0, 0, 0, 0, time.Second, 2*time.Second, time.Minute, time.Minute, time.Minute, 61*time.Second)
		})
	})
	t.Run("Channel/NeverAboveItsRate", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{Rate: 30}, &script{}, func(l *lab) {
			for i := range 300 {
				l.owes(l.send(fmt.Sprint(i)))
			}
			l.pass(12 * time.Second)
			made := l.port.calls()
			if len(made) != 300 {
				l.t.Fatalf("%d of 300 calls in 12 s", len(made))
			}
			for i := 31; i < len(made); i++ {
				if made[i].at-made[i-31].at < time.Second {
					l.t.Fatalf("calls %d to %d within %v: more than 30 a second", i-31, i, made[i].at-made[i-31].at)
				}
			}
			if last := made[299].at; last < 9900*time.Millisecond {
				t.Errorf("300 calls took %v, want at least 9.9 s", last)
			}
		})
	})
	t.Run("Channel/HalvedAfterARefusalThenClimbs", func(t *testing.T) {
		t.Parallel()
		refuse := &SendError{Fate: NotDelivered, RetryAfter: time.Second, Scope: ScopeChannel, TooFast: true, Err: errRefused}
		first := true
		inLab(t, Line{Rate: 30, Workers: 1}, &script{answer: func(loket.Send, int) error {
			if first {
				first = false
				return refuse
			}
			return nil
		}}, func(l *lab) {
			for i := range 600 {
				l.owes(l.send(fmt.Sprint(i)))
			}
			l.pass(time.Millisecond)
			if held := l.outbox.HeldUntil(l.send("x").Channel); !held.After(l.outbox.now()) {
				l.t.Errorf("held until %v, want a silence of a second from now on", held)
			}
			l.pass(2 * time.Second)
			if n := len(l.port.calls()); n < 10 || n > 15 {
				t.Errorf("%d calls in the second after the silence, want about half of 25", n)
			}
			l.pass(29 * time.Second)
			if n := len(l.port.calls()); n != 601 {
				t.Errorf("%d of 601 calls in 31 s: the pace does not climb again", n)
			}
		})
	})
	t.Run("Channel/ASilenceForAnotherReasonDoesNotSlowIt", func(t *testing.T) {
		t.Parallel()
		dead := &SendError{Fate: NotDelivered, RetryAfter: time.Minute, Scope: ScopeChannel, Err: errRefused}
		refuse := func(s loket.Send, try int) error {
			if s.Conversation == "a" && try <= 3 {
				return dead
			}
			return nil
		}
		inLab(t, Line{Rate: 30, Workers: 1}, &script{answer: refuse}, func(l *lab) {
			l.owes(l.send("a"))
			l.pass(4 * time.Minute)
			for i := range 50 {
				l.owes(l.send(fmt.Sprint(i)))
			}
			l.pass(2 * time.Second)
			if n := len(l.port.calls()); n != 54 {
				t.Errorf("%d of 54 calls 2 s after the silences: the pace was lowered", n)
			}
		})
	})
}

func TestLanePriority(t *testing.T) {
	t.Parallel()
	on := func(s loket.Send, lane loket.Lane) loket.Send {
		s.Lane = lane
		return s
	}
	t.Run("RepliesFirst", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{Rate: 1}, &script{}, func(l *lab) {
			l.owes(l.send("now"))
			l.owes(on(l.send("broadcast"), loket.LaneBroadcast), on(l.send("notice"), loket.LaneNotice), l.send("answer"),
				on(l.send("reply"), loket.LaneReply))
			l.pass(time.Minute)
			if got, want := l.port.to(), []string{"now", "reply", "answer", "notice", "broadcast"}; !slices.Equal(got, want) {
				t.Errorf("order %v, want %v", got, want)
			}
		})
	})
	t.Run("ConversationsTakeTurns", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{Rate: 1}, &script{}, func(l *lab) {
			l.owes(l.send("now"))
			l.owes(l.send("much"), l.send("much"), l.send("much"))
			l.pass(100 * time.Millisecond)
			l.owes(l.send("one"))
			l.pass(time.Minute)
			if got, want := l.port.to(), []string{"now", "much", "one", "much", "much"}; !slices.Equal(got, want) {
				t.Errorf("order %v, want %v", got, want)
			}
		})
	})
	t.Run("AReplyIsNotBehindABroadcastOfItsConversation", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{Rate: 1}, &script{}, func(l *lab) {
			l.owes(l.send("now"))
			l.owes(on(l.send("a"), loket.LaneBroadcast), l.send("b"), l.send("c"))
			reply := on(l.send("a"), loket.LaneReply)
			l.owes(reply)
			l.pass(time.Minute)
			if got := l.port.calls()[1].send.ID; got != reply.ID {
				t.Errorf("second call is %s, want the reply; order %v", got, l.port.to())
			}
		})
	})
	t.Run("ThePartsOfAnAnswerStayTogether", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{ChatRate: 1, ChatBurst: 1}, &script{}, func(l *lab) {
			one, two, three := l.send("a"), l.send("a"), l.send("a")
			for i, part := range []*loket.Send{&one, &two, &three} {
				part.Answer, part.Part, part.Parts = "answer", i+1, 3
			}
			reply, second := on(l.send("a"), loket.LaneReply), l.send("a")
			l.owes(one, two, three)
			l.pass(100 * time.Millisecond)
			l.owes(second, reply)
			l.pass(time.Minute)
			var got []loket.SendID
			for _, c := range l.port.calls() {
				got = append(got, c.send.ID)
			}
			if want := []loket.SendID{one.ID, two.ID, three.ID, reply.ID, second.ID}; !slices.Equal(got, want) {
				t.Errorf("order %v, want %v", got, want)
			}
		})
	})
}

// TestSilenceOfAChat holds a refused conversation, and nobody else, to what it
// was asked, in a second life of the program too.
func TestSilenceOfAChat(t *testing.T) {
	t.Parallel()
	refuse := &SendError{Fate: NotDelivered, RetryAfter: 30 * time.Second, Scope: ScopeChat, Err: errRefused}
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, Line{}, &script{answer: func(s loket.Send, try int) error {
			if s.Conversation == "a" && try == 1 && s.Lane == loket.LaneAnswer {
				return refuse
			}
			return nil
		}})
		l.run(t.Context())
		refused, reply := l.send("a"), l.send("a")
		reply.Lane = loket.LaneReply
		l.owes(refused)
		l.owes(reply)
		l.owes(l.send("b"))
		l.end()
		l.outbox, l.ended = NewOutbox(l.ledger, time.Now, l.outbox.log, l.outbox.lines[labChannel]), make(chan struct{})
		l.run(t.Context())
		defer l.end()
		l.pass(29 * time.Second)
		if got := l.port.to(); !slices.Equal(got, []string{"a", "b"}) {
			t.Errorf("called within the silence: %v, want a once and b", got)
		}
		l.pass(2 * time.Second)
		if got := l.port.calls(); len(got) != 4 || got[2].send.ID != refused.ID || got[3].send.ID != reply.ID {
			t.Errorf("after it: %v, want the refused send and then the reply", l.port.to())
		}
	})
}
