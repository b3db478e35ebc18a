package queue_test

import (
	"errors"
	"testing"

	"loket/internal/loket"
	"loket/internal/queue"
)

func renewMoves(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	c.wantError("Renew", c.Renew(c.t.Context(), c.line, "a", "r", at(4), at(9)), nil)
	c.wantClaim("other", "r2", 8, "")
	c.wantClaim("staff", "r", 8, "a")
	c.wantClaim("other", "r2", 9, "a")
}

func renewLost(c *counter) {
	c.put("a", 10)
	c.put("waits", 20)
	c.claim("staff", "r", 0)
	ctx := c.t.Context()
	c.wantError("Renew under another request", c.Renew(ctx, c.line, "a", "x", at(1), at(9)), queue.ErrLost)
	c.wantError("Renew at the end", c.Renew(ctx, c.line, "a", "r", at(5), at(9)), queue.ErrLost)
	c.wantError("Renew of one that waits", c.Renew(ctx, c.line, "waits", "r", at(1), at(9)), queue.ErrLost)
	c.wantError("Renew of one that is not there", c.Renew(ctx, c.line, "absent", "r", at(1), at(9)), queue.ErrLost)
	if err := c.Renew(ctx, c.line, "a", "", at(1), at(9)); err == nil || errors.Is(err, queue.ErrLost) {
		c.t.Errorf("Renew without a request = %v, want a refusal other than ErrLost", err)
	}
}

func releaseWaitsAgain(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.claim("staff", "r", 0)
	for range 2 { // repeatable
		c.wantError("Release", c.Release(c.t.Context(), c.line, "a", "r", at(30)), nil)
	}
	c.wantError("Release of one that is not there", c.Release(c.t.Context(), c.line, "c", "r", at(25)), nil)
	c.wantLine(place("b", 20), place("c", 25), place("a", 30))
	c.wantClaim("staff", "r", 0, "b") // the request is free for another claim
}

func releaseHeldByAnother(c *counter) {
	c.put("a", 10)
	c.claim("staff", "r", 0)
	c.wantError("Release under another request", c.Release(c.t.Context(), c.line, "a", "x", at(1)), queue.ErrLost)
	if err := c.Release(c.t.Context(), c.line, "a", "", at(1)); err == nil {
		c.t.Error("Release without a request = nil, want an error")
	}
	c.wantLine()
}

func ackTwiceFromAnywhere(c *counter) {
	c.put("held", 10)
	c.put("waits", 20)
	c.claim("staff", "r", 0)
	for _, ticket := range []loket.TicketID{"held", "waits", "absent", "held"} {
		c.ack(ticket)
	}
	c.wantLine()
	if n := c.reapAll(60); n != 0 {
		c.t.Errorf("Reap after every ticket was removed = %d, want 0", n)
	}
}

func reapLimit(c *counter) {
	for _, ticket := range []loket.TicketID{"a", "b", "c"} {
		c.put(ticket, 10)
		c.claim("staff", string(ticket), 0)
	}
	if n := c.reapAll(4); n != 0 {
		c.t.Errorf("Reap before the end = %d, want 0", n)
	}
	if n, err := c.Reap(c.t.Context(), c.line, at(5), 2); n != 2 || err != nil {
		c.t.Errorf("Reap(limit 2) of three = %d, %v, want 2", n, err)
	}
	if n, err := c.Reap(c.t.Context(), c.line, at(5), -1); n != 0 || err != nil {
		c.t.Errorf("Reap(limit -1) = %d, %v, want 0", n, err)
	}
	if n := c.reapAll(5); n != 1 {
		c.t.Errorf("Reap of the rest = %d, want 1", n)
	}
	c.wantLine(place("a", 10), place("b", 10), place("c", 10))
}

func readPlaceAndLength(c *counter) {
	c.put("a", 10)
	c.put("b", 20)
	c.put("c", 30)
	c.claim("staff", "r", 0)
	for ticket, want := range map[loket.TicketID]int{"a": 0, "b": 1, "c": 2, "absent": 0} {
		if got, err := c.Position(c.t.Context(), c.line, ticket); got != want || err != nil {
			c.t.Errorf("Position(%s) = %d, %v, want %d", ticket, got, err, want)
		}
	}
	if n, err := c.Len(c.t.Context(), c.line); n != 2 || err != nil {
		c.t.Errorf("Len = %d, %v, want 2", n, err)
	}
	if got, err := c.Peek(c.t.Context(), c.line, 1); err != nil || len(got) != 1 || got[0] != place("b", 20) {
		c.t.Errorf("Peek(1) = %v, %v, want b", got, err)
	}
	if got, err := c.Peek(c.t.Context(), c.line, 0); err != nil || len(got) != 0 {
		c.t.Errorf("Peek(0) = %v, %v, want none", got, err)
	}
}

// Identifiers with the signs that keys are made of name lines of their own.
func linesApart(c *counter) {
	unit := c.line.Unit
	one := &counter{c.Queue, c.t, queue.Line{Agency: loket.AgencyID("a:" + unit), Unit: "b}"}}
	two := &counter{c.Queue, c.t, queue.Line{Agency: "a", Unit: unit + ":b}"}}
	one.reconcile(queue.Wanted{})
	two.reconcile(queue.Wanted{})
	one.put("t1", 10)
	two.put("t2", 10)
	one.wantLine(place("t1", 10))
	two.wantLine(place("t2", 10))
	c.wantLine()
}

// Until a line is reconciled, every answer about it is "ask the ledger", and
// each asks for a pass.
func TestWiped(t *testing.T) {
	t.Parallel()
	eachServer(t, func(t *testing.T, q *queue.Queue) {
		ctx, line := t.Context(), queue.Line{Agency: "kpg", Unit: loket.NewID[loket.UnitID]()}
		for name, call := range map[string]func() error{
			"Claim": func() error { _, _, err := q.Claim(ctx, line, "staff", "r", at(0), at(5)); return err },
			"Take":  func() error { _, err := q.Take(ctx, line, "a", "staff", "r", at(0), at(5)); return err },
			"Renew": func() error { return q.Renew(ctx, line, "a", "r", at(0), at(5)) },
			"Peek":  func() error { _, err := q.Peek(ctx, line, 5); return err },
			"Place": func() error { _, err := q.Position(ctx, line, "a"); return err },
			"Len":   func() error { _, err := q.Len(ctx, line); return err },
		} {
			t.Run(name, func(t *testing.T) {
				if err := call(); !errors.Is(err, queue.ErrRebuild) {
					t.Errorf("%s on a line never reconciled = %v, want ErrRebuild", name, err)
				}
			})
		}
		if !q.Woken() {
			t.Error("nobody asked for a pass of the reconciler")
		}
		if gen, err := q.Generation(ctx, line); gen != "" || err != nil {
			t.Errorf("Generation = %q, %v, want none", gen, err)
		}
	})
}

// Redis may forget the scripts at any moment.
func TestScriptFlush(t *testing.T) {
	t.Parallel()
	eachOwnServer(t, func(t *testing.T, q *queue.Queue) {
		c := newCounter(t, q)
		for i := range 20 {
			ticket := loket.NewID[loket.TicketID]()
			c.put(ticket, i)
			if err := q.Client().ScriptFlush(t.Context()).Err(); err != nil {
				t.Fatalf("SCRIPT FLUSH: %v", err)
			}
			c.wantClaim("staff", string(ticket), i, ticket)
			c.ack(ticket)
		}
		c.wantLine()
	})
}
