package desk

import (
	"context"
	"fmt"
	"sync"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// PromiseLedger is what promises need of the store.
type PromiseLedger interface {
	// Load tells how busy the queue of a ticket is, and what is known of its staff.
	Load(ctx context.Context, t loket.Ticket) (loket.Load, error)
	// Handlings returns what tickets of a unit took that staff closed since a
	// time, the latest first.
	Handlings(ctx context.Context, agency loket.AgencyID, unit loket.UnitID, since time.Time, limit int) ([]loket.Handling, error)
	// PromisesDue returns a channel's open tickets that are owed a reply they were
	// promised by a time, the earliest first.
	PromisesDue(ctx context.Context, channel loket.ChannelID, by time.Time, limit int) ([]loket.Ticket, error)
}

// Promises computes what citizens can be told. Its fields are set once, before
// use.
type Promises struct {
	Ledger   PromiseLedger
	Handling func(loket.AgencyID) time.Duration // what a ticket takes while too few were closed, in office time

	mu    sync.Mutex // guards known
	known map[line]figure
}

// line names a queue.
type line struct {
	agency loket.AgencyID
	unit   loket.UnitID
}

// figure is what a ticket takes, as it was computed.
type figure struct {
	typical time.Duration
	at      time.Time
}

const (
	// figureAge is how long a figure of 28 days is good.
	figureAge = 10 * time.Minute
	// handlingLimit bounds the tickets a figure is made of.
	handlingLimit = 5000
)

// Outlook is the place of a ticket in its queue, and by when it should be
// answered: of a ticket that is put aside, counted from when it comes back. It
// reads, and stores nothing.
func (d *Desk) Outlook(ctx context.Context, t loket.Ticket) (loket.Outlook, error) {
	p, now := d.Promises, d.Now()
	office := d.Calendar(t.Agency)
	load, err := p.Ledger.Load(ctx, t)
	if err != nil {
		return loket.Outlook{}, fmt.Errorf("read the load of the queue: %w", err)
	}
	handling, err := p.handling(ctx, line{t.Agency, t.Unit}, office, now)
	if err != nil {
		return loket.Outlook{}, fmt.Errorf("read what tickets took: %w", err)
	}
	place, from, staff := load.Before+1, now, present(load.Staff, t.Unit, office, now)
	if t.Paused() && t.ReturnAt.After(now) {
		from = t.ReturnAt
	}
	return loket.Outlook{
		Place: place, Latest: Latest(office, from, Wait(place, handling, staff, t.Promise.Renewals)),
	}, nil
}

// handling is what a ticket of a line takes. It is read anew after ten minutes:
// four weeks change slowly, and every hand-off asks.
func (p *Promises) handling(ctx context.Context, of line, office calendar.Calendar, now time.Time) (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, known := p.known[of]; known && now.Sub(f.at) < figureAge {
		return f.typical, nil
	}
	all, err := p.Ledger.Handlings(ctx, of.agency, of.unit, now.AddDate(0, 0, -handlingDays), handlingLimit)
	if err != nil {
		return 0, err
	}
	if p.known == nil {
		p.known = map[line]figure{}
	}
	f := figure{typical(office, all, p.Handling(of.agency)), now}
	p.known[of] = f
	return f.typical, nil
}
