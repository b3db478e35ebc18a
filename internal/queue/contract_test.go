package queue_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// The contract holds on every kind of Redis there is.
func TestContract(t *testing.T) {
	t.Parallel()
	eachServer(t, testContract)
	t.Run("Cluster", func(t *testing.T) {
		t.Parallel()
		testContract(t, openQueue(t, cluster(t)))
	})
	t.Run("Sentinel", func(t *testing.T) {
		t.Parallel()
		testContract(t, openQueue(t, "redis+sentinel://"+testserver.RedisSentinel(t, ownRedis(t), time.Second)+"/loket"))
	})
}

func testContract(t *testing.T, q *queue.Queue) {
	for name, test := range map[string]func(*counter){
		"Put/OrderOfDue":              putOrderOfDue,
		"Put/Moves":                   putMoves,
		"Put/LeavesLeasedAlone":       putLeavesLeasedAlone,
		"Claim/EarliestFirst":         claimEarliestFirst,
		"Claim/SameRequest":           claimSameRequest,
		"Claim/SameRequestAfterEnd":   claimSameRequestAfterEnd,
		"Claim/ManyEndedLeases":       claimManyEndedLeases,
		"Claim/SameRequestAfterAck":   claimSameRequestAfterAck,
		"Claim/OtherStaffSameRequest": claimOtherStaffSameRequest,
		"Claim/EndedLeaseKeepsDue":    claimEndedLeaseKeepsDue,
		"Claim/BadHolder":             claimBadHolder,
		"Claim/HolderOfAnyBytes":      claimHolderOfAnyBytes,
		"Take/Waiting":                takeWaiting,
		"Take/HeldByAnother":          takeHeldByAnother,
		"Take/HeldByOneself":          takeHeldByOneself,
		"Take/EndedLease":             takeEndedLease,
		"Take/RequestHoldsAnother":    takeRequestHoldsAnother,
		"Renew/Moves":                 renewMoves,
		"Renew/Lost":                  renewLost,
		"Release/WaitsAgain":          releaseWaitsAgain,
		"Release/HeldByAnother":       releaseHeldByAnother,
		"Ack/TwiceFromAnywhere":       ackTwiceFromAnywhere,
		"Reap/Limit":                  reapLimit,
		"Read/PlaceAndLength":         readPlaceAndLength,
		"Lines/Apart":                 linesApart,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(newCounter(t, q))
		})
	}
}

// counter is one line with the calls a test makes of it; what must not fail
// fails the test.
type counter struct {
	*queue.Queue
	t    *testing.T
	line queue.Line
}

// newCounter makes a line that nobody else uses, reconciled and empty.
func newCounter(t *testing.T, q *queue.Queue) *counter {
	c := &counter{Queue: q, t: t, line: queue.Line{Agency: "disdukcapil-kota-kupang", Unit: loket.NewID[loket.UnitID]()}}
	c.reconcile(queue.Wanted{})
	return c
}

// at is a time so many minutes after the counter opens.
func at(minute int) time.Time {
	return time.Date(2026, 11, 23, 0, minute, 0, 0, time.UTC)
}

func (c *counter) reconcile(want queue.Wanted) queue.Drift {
	c.t.Helper()
	d, err := c.Reconcile(c.t.Context(), c.line, want, "generation")
	if err != nil {
		c.t.Fatalf("Reconcile: %v", err)
	}
	return d
}

func (c *counter) put(ticket loket.TicketID, minute int) {
	c.t.Helper()
	if err := c.Put(c.t.Context(), c.line, ticket, at(minute)); err != nil {
		c.t.Fatalf("Put(%s, %d): %v", ticket, minute, err)
	}
}

// claim claims at a minute for five minutes; "" is nobody.
func (c *counter) claim(staff loket.StaffID, request string, minute int) loket.TicketID {
	c.t.Helper()
	p, ok, err := c.Claim(c.t.Context(), c.line, staff, request, at(minute), at(minute+5))
	if err != nil || ok != (p.Ticket != "") {
		c.t.Fatalf("Claim(%s, %s) at %d = %v, %v, %v", staff, request, minute, p, ok, err)
	}
	return p.Ticket
}

func (c *counter) take(ticket loket.TicketID, staff loket.StaffID, request string, minute int) bool {
	c.t.Helper()
	ok, err := c.Take(c.t.Context(), c.line, ticket, staff, request, at(minute), at(minute+5))
	if err != nil {
		c.t.Fatalf("Take(%s, %s, %s) at %d: %v", ticket, staff, request, minute, err)
	}
	return ok
}

func (c *counter) ack(ticket loket.TicketID) {
	c.t.Helper()
	if err := c.Ack(c.t.Context(), c.line, ticket); err != nil {
		c.t.Fatalf("Ack(%s): %v", ticket, err)
	}
}

// wantClaim fails unless the claim gets the ticket.
func (c *counter) wantClaim(staff loket.StaffID, request string, minute int, want loket.TicketID) {
	c.t.Helper()
	if got := c.claim(staff, request, minute); got != want {
		c.t.Errorf("Claim(%s, %s) at %d = %q, want %q", staff, request, minute, got, want)
	}
}

// wantLine fails unless exactly these wait, in this order.
func (c *counter) wantLine(want ...queue.Place) {
	c.t.Helper()
	got, err := c.Peek(c.t.Context(), c.line, 100)
	if err != nil {
		c.t.Fatalf("Peek: %v", err)
	}
	if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
		c.t.Errorf("waiting tickets (-want +got):\n%s", diff)
	}
}

func (c *counter) wantError(what string, got, want error) {
	c.t.Helper()
	if !errors.Is(got, want) {
		c.t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func place(ticket loket.TicketID, minute int) queue.Place {
	return queue.Place{Ticket: ticket, Due: at(minute)}
}
