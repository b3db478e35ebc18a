package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/store"
)

// staffQueue is the desk's queue on Redis.
type staffQueue struct {
	queue *queue.Queue
	now   func() time.Time
}

var _ desk.Queue = staffQueue{}

func lineOf(t loket.Ticket) queue.Line { return queue.Line{Agency: t.Agency, Unit: t.Unit} }

// Waiting puts a ticket in its place.
func (q staffQueue) Waiting(ctx context.Context, t loket.Ticket) error {
	return q.queue.Put(ctx, lineOf(t), t.ID, t.DueAt)
}

// Taken takes a ticket out of reach of others until its lease ends. The epoch
// the ledger gave the claim makes it idempotent.
func (q staffQueue) Taken(ctx context.Context, t loket.Ticket) error {
	request := fmt.Sprintf("%s:%d", t.ID, t.LeaseEpoch)
	err := q.queue.Renew(ctx, lineOf(t), t.ID, request, q.now(), t.LeaseUntil)
	if !errors.Is(err, queue.ErrLost) {
		return err
	}
	taken, err := q.queue.Take(ctx, lineOf(t), t.ID, t.Staff, request, q.now(), t.LeaseUntil)
	if err == nil && !taken {
		return errors.New("the queue has the ticket with somebody else")
	}
	return err
}

// Gone forgets a ticket.
func (q staffQueue) Gone(ctx context.Context, t loket.Ticket) error {
	return q.queue.Ack(ctx, lineOf(t), t.ID)
}

// queueSource is the ledger as the queue's reconciler sees it.
type queueSource struct {
	ledger *store.Store
	now    func() time.Time
}

var _ queue.Source = queueSource{}

// Lines returns every unit's line.
func (s queueSource) Lines(ctx context.Context) ([]queue.Line, error) {
	var lines []queue.Line
	err := s.ledger.EachUnit(ctx, func(agency loket.AgencyID, unit loket.UnitID) {
		lines = append(lines, queue.Line{Agency: agency, Unit: unit})
	})
	return lines, err
}

// Wanted returns what a line should hold: tickets that wait, and those under a
// lease.
func (s queueSource) Wanted(ctx context.Context, line queue.Line) (queue.Wanted, error) {
	var want queue.Wanted
	now := s.now()
	tickets, err := s.ledger.Queued(ctx, line.Agency, line.Unit)
	for _, t := range tickets {
		if t.Held(now) {
			want.Leased = append(want.Leased, queue.Lease{Ticket: t.ID, Until: t.LeaseUntil, Staff: t.Staff, Due: t.DueAt})
			continue
		}
		want.Waiting = append(want.Waiting, queue.Place{Ticket: t.ID, Due: t.DueAt})
	}
	return want, err
}
