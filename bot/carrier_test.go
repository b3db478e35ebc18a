package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// parcelLog is what a parcel's keeper was told, in order.
type parcelLog struct {
	mu    sync.Mutex // guards told
	told  []string
	begin error // what Begin answers
	end   error // what End answers, once
}

func (p *parcelLog) note(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.told = append(p.told, what)
}

// parcel is one for a chat, kept by the log.
func (p *parcelLog) parcel(address string) Parcel {
	return Parcel{
		Send: loket.Send{
			ID: loket.NewID[loket.SendID](), Channel: labChannel, Address: address, Target: loket.ToPerson, Op: loket.OpFile, Part: 1, Parts: 1,
			Lane: loket.LaneBroadcast, Class: loket.ClassB, State: loket.SendOwed,
		},
		File: loket.File{Name: "a.pdf", Body: []byte("isi")},
		Begin: func(context.Context) error {
			p.note("begin")
			return p.begin
		},
		End: func(_ context.Context, r loket.SendResult) error {
			p.note(string(r.State))
			err := p.end
			p.end = nil
			return err
		},
	}
}

func (p *parcelLog) want(t *testing.T, want ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.told, want) {
		t.Errorf("told %q, want %q", p.told, want)
	}
}

// carrying runs a test with a carrier before the lab's ledger.
func carrying(t *testing.T, port *script, test func(*lab, *Carrier)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, Line{}, port)
		c := &Carrier{SendLedger: l.ledger}
		l.outbox.ledger = c
		l.run(t.Context())
		defer l.end()
		test(l, c)
	})
}

func TestCarrier(t *testing.T) {
	t.Parallel()
	t.Run("FoundWithoutAHint/DeliveredOnce", func(t *testing.T) {
		t.Parallel()
		carrying(t, &script{}, func(l *lab, c *Carrier) {
			var log parcelLog
			p := log.parcel("77")
			c.Carry(p)
			if f, err := c.File(p.Send.ID); err != nil || string(f.Body) != "isi" {
				t.Errorf("File() = %+v, %v", f, err)
			}
			l.pass(time.Minute)
			log.want(t, "begin", "delivered")
			if n := l.port.callsOf(p.Send.ID); n != 1 || c.Carries(p.Send.ID) {
				t.Errorf("%d calls, still carried %v", n, c.Carries(p.Send.ID))
			}
			if _, err := c.File(p.Send.ID); !errors.Is(err, loket.ErrFileGone) {
				t.Errorf("File() of what arrived = %v, want ErrFileGone", err)
			}
		})
	})
	t.Run("RefusedForNow/TriedAgain", func(t *testing.T) {
		t.Parallel()
		carrying(t, &script{answer: failing(2, fateOf(NotDelivered))}, func(l *lab, c *Carrier) {
			var log parcelLog
			c.Carry(log.parcel("77"))
			l.pass(time.Minute)
			log.want(t, "begin", "owed", "begin", "owed", "begin", "delivered")
		})
	})
	for name, want := range map[string]struct {
		fate  Fate
		state loket.SendState
	}{"Never/Dead": {Never, loket.SendDead}, "Unreachable/Dead": {Unreachable, loket.SendDead}, "Unknown/UncertainAndNotAgain": {Unknown, loket.SendUncertain}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			carrying(t, &script{answer: failing(9, fateOf(want.fate))}, func(l *lab, c *Carrier) {
				var log parcelLog
				p := log.parcel("77")
				c.Carry(p)
				l.pass(time.Minute)
				log.want(t, "begin", string(want.state))
				if c.Carries(p.Send.ID) {
					t.Error("it is still carried")
				}
			})
		})
	}
	t.Run("NotOursAnyMore/NoCall", func(t *testing.T) {
		t.Parallel()
		carrying(t, &script{}, func(l *lab, c *Carrier) {
			log := parcelLog{begin: loket.ErrStale}
			p := log.parcel("77")
			c.Carry(p)
			l.pass(time.Minute)
			log.want(t, "begin")
			if n := l.port.callsOf(p.Send.ID); n != 0 || c.Carries(p.Send.ID) {
				t.Errorf("%d calls of a parcel another has, still carried %v", n, c.Carries(p.Send.ID))
			}
		})
	})
	t.Run("LedgerAwayAtTheEnd/ToldAgain", func(t *testing.T) {
		t.Parallel()
		carrying(t, &script{}, func(l *lab, c *Carrier) {
			log := parcelLog{end: errors.New("away")}
			p := log.parcel("77")
			c.Carry(p)
			l.pass(time.Minute)
			log.want(t, "begin", "delivered", "delivered")
			if n := l.port.callsOf(p.Send.ID); n != 1 {
				t.Errorf("%d calls, want one however often its end is told", n)
			}
		})
	})
	t.Run("InTurnAndBehindAnswers", func(t *testing.T) {
		t.Parallel()
		carrying(t, &script{takes: time.Second}, func(l *lab, c *Carrier) {
			var log parcelLog
			first, second := log.parcel("77"), log.parcel("77")
			c.Carry(second)
			c.Carry(first)
			answer := l.send("a")
			l.owes(answer)
			l.pass(time.Minute)
			var order []loket.SendID
			for _, call := range l.port.calls() {
				order = append(order, call.send.ID)
			}
			if want := []loket.SendID{answer.ID, first.Send.ID, second.Send.ID}; !slices.Equal(order, want) {
				t.Errorf("calls %v, want %v", order, want)
			}
			l.wantState(answer.ID, loket.SendDelivered)
		})
	})
	t.Run("LeftToTheNextOwner", func(t *testing.T) {
		t.Parallel()
		var log parcelLog
		c := &Carrier{SendLedger: &memory{sends: map[loket.SendID]*loket.Send{}}}
		ours, other := log.parcel("77"), log.parcel("78")
		other.Send.Channel = "other"
		c.Carry(ours)
		c.Carry(other)
		c.Leave(labChannel)
		if c.Carries(ours.Send.ID) || !c.Carries(other.Send.ID) {
			t.Errorf("carried after leaving a channel: its own %v, another's %v", c.Carries(ours.Send.ID), c.Carries(other.Send.ID))
		}
	})
}
