package queue_test

import (
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
)

func putOrderOfDue(c *counter) {
	c.put("b", 20)
	c.put("c", 10)
	c.put("a", 20)
	c.wantLine(place("c", 10), place("a", 20), place("b", 20))
}

func putMoves(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.put("a", 30)
	c.wantLine(place("b", 20), place("a", 30))
}

func putLeavesLeasedAlone(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	c.put("a", 1)
	c.wantLine()
	c.wantClaim("other", "r", 5, "a")
}

func claimEarliestFirst(c *counter) {
	c.put("late", 30)
	c.put("early", 10)
	p, ok, err := c.Claim(c.t.Context(), c.line, "staff", "r1", at(0), at(5))
	if want := place("early", 10); err != nil || !ok || p != want {
		c.t.Errorf("Claim = %v, %v, %v, want %v", p, ok, err, want)
	}
	c.wantClaim("staff", "r2", 0, "late")
	c.wantClaim("staff", "r3", 0, "")
}

func claimSameRequest(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.wantClaim("staff", "r", 0, "a")
	c.wantClaim("staff", "r", 4, "a")
	c.wantLine(place("b", 20))
	c.wantClaim("other", "r2", 5, "a") // the repeat did not move the end
}

func claimSameRequestAfterEnd(c *counter) {
	c.put("a", 10)
	c.wantClaim("staff", "r", 0, "a")
	c.put("b", 1)
	c.wantClaim("staff", "r", 5, "b")
	c.wantLine(place("a", 10))
}

// A claim gives back twenty ended leases and no more, but never counts on one
// of its own that has ended.
func claimManyEndedLeases(c *counter) {
	for i := range 24 {
		ticket := loket.TicketID("t" + string(rune('a'+i)))
		c.put(ticket, 10+i)
		c.wantClaim("staff", string(ticket), 0, ticket)
	}
	c.wantClaim("staff", "tx", 5, "ta")
	if n := c.reapAll(5); n != 3 {
		c.t.Errorf("Reap after a claim = %d, want the 3 of 24 it did not give back", n)
	}
}

func claimSameRequestAfterAck(c *counter) {
	c.put("stale", 1)
	c.put("a", 10)
	c.wantClaim("staff", "r", 0, "stale")
	c.ack("stale")
	c.wantClaim("staff", "r", 0, "a")
}

func claimOtherStaffSameRequest(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.wantClaim("staff", "r", 0, "a")
	c.wantClaim("other", "r", 0, "b")
}

func claimEndedLeaseKeepsDue(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.wantClaim("staff", "r1", 0, "a")
	p, ok, err := c.Claim(c.t.Context(), c.line, "other", "r2", at(5), at(10))
	if want := place("a", 10); err != nil || !ok || p != want {
		c.t.Errorf("Claim when the lease has ended = %v, %v, %v, want %v", p, ok, err, want)
	}
	c.wantLine(place("b", 20))
}

func claimBadHolder(c *counter) {
	c.put("a", 10)
	for name, holder := range map[string][2]string{
		"NoStaff": {"", "r"}, "NoRequest": {"staff", ""}, "Bar": {"staff|x", "r"},
	} {
		c.t.Run(name, func(t *testing.T) {
			if p, ok, err := c.Claim(t.Context(), c.line, loket.StaffID(holder[0]), holder[1], at(0), at(5)); err == nil {
				t.Errorf("Claim(%q, %q) = %v, %v, nil, want an error", holder[0], holder[1], p, ok)
			}
		})
	}
	c.wantLine(place("a", 10))
}

func claimHolderOfAnyBytes(c *counter) {
	c.put("tiket|{x} 1", 10)
	c.wantClaim("staf%d é", "r|1|\x00\n|", 0, "tiket|{x} 1")
	c.wantClaim("staf%d é", "r|1|\x00\n|", 1, "tiket|{x} 1")
	if err := c.Renew(c.t.Context(), c.line, "tiket|{x} 1", "r|1|\x00\n|", at(1), at(9)); err != nil {
		c.t.Errorf("Renew: %v", err)
	}
}

func takeWaiting(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	for range 2 { // repeatable
		if !c.take("b", "staff", "r", 0) {
			c.t.Error("Take(b) = false, want true: b waits, then is held by the same request")
		}
	}
	c.wantLine(place("a", 10))
	if c.take("absent", "staff", "r2", 0) {
		c.t.Error("Take(absent) = true, want false")
	}
}

func takeHeldByAnother(c *counter) {
	c.put("a", 10)
	c.take("a", "staff", "r", 0)
	if c.take("a", "other", "r", 1) {
		c.t.Error("Take(a) by other = true while staff holds it, want false")
	}
}

func takeHeldByOneself(c *counter) {
	c.put("a", 10)
	c.take("a", "staff", "r1", 0)
	if !c.take("a", "staff", "r2", 1) {
		c.t.Error("Take(a) under a second request of the holder = false, want true")
	}
	c.wantError("Renew under the first request", c.Renew(c.t.Context(), c.line, "a", "r1", at(2), at(9)), queue.ErrLost)
	c.wantError("Renew under the second request", c.Renew(c.t.Context(), c.line, "a", "r2", at(2), at(9)), nil)
}

func takeEndedLease(c *counter) {
	c.put("a", 10)
	c.take("a", "staff", "r", 0)
	if !c.take("a", "other", "r", 5) {
		c.t.Error("Take(a) when the other's lease has ended = false, want true")
	}
	c.reapAll(20)
	c.wantLine(place("a", 10))
}

func takeRequestHoldsAnother(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.take("a", "staff", "r", 0)
	if c.take("b", "staff", "r", 1) {
		c.t.Error("Take(b) under the request that holds a = true, want false")
	}
	if !c.take("b", "staff", "r", 5) {
		c.t.Error("Take(b) under a request whose lease of a has ended = false, want true")
	}
	c.wantLine(place("a", 10))
}

// reapAll gives back every lease that has ended by the minute.
func (c *counter) reapAll(minute int) int {
	c.t.Helper()
	n, err := c.Reap(c.t.Context(), c.line, at(minute), 1000)
	if err != nil {
		c.t.Fatalf("Reap at %d: %v", minute, err)
	}
	return n
}

// Every claimer of a crowd gets a ticket of its own, and together they get all.
func TestClaimRace(t *testing.T) {
	t.Parallel()
	eachServer(t, func(t *testing.T, q *queue.Queue) {
		c := newCounter(t, q)
		const tickets, claimers = 120, 8
		for range tickets {
			if err := q.Put(t.Context(), c.line, loket.NewID[loket.TicketID](), at(0)); err != nil {
				t.Fatal(err)
			}
		}
		got := make(chan loket.TicketID)
		for i := range claimers {
			go claimAll(t, c, loket.StaffID(rune('A'+i)), got)
		}
		seen := map[loket.TicketID]bool{}
		for running := claimers; running > 0; {
			ticket := <-got
			switch {
			case ticket == "":
				running--
			case seen[ticket]:
				t.Errorf("ticket %s was claimed twice", ticket)
			}
			seen[ticket] = true
		}
		if len(seen)-1 != tickets {
			t.Errorf("%d tickets were claimed, want %d", len(seen)-1, tickets)
		}
	})
}

// claimAll claims until nobody waits, then says "".
func claimAll(t *testing.T, c *counter, staff loket.StaffID, got chan<- loket.TicketID) {
	defer func() { got <- "" }()
	for {
		p, ok, err := c.Claim(t.Context(), c.line, staff, loket.NewID[string](), at(0), at(0).Add(time.Hour))
		if err != nil {
			t.Errorf("Claim by %s: %v", staff, err)
		}
		if !ok {
			return
		}
		got <- p.Ticket
	}
}
