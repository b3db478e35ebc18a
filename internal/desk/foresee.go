package desk

import (
	"context"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// foreseenLimit bounds the tickets that are named one by one; all are counted.
const foreseenLimit = 200

// Foresight is what other hours or another policy would change. Nothing of it is written.
type Foresight struct {
	Deadlines int  // that would move
	Promises  int  // that fall into a closing: so many citizens are told a new time
	Now       bool // they are told at once; otherwise the next day from 07.00 on
	Moves     []Move
}

// Move is what would change of one ticket.
type Move struct {
	Ticket  loket.Ticket // as it is now
	Due     time.Time    // its deadline then; zero: it stays
	Promise time.Time    // what its citizen would be told; zero: the promise stands
}

// Foresee tells what Recompute would do to an agency's open tickets on some channels
// if these were the hours.
func (d *Desk) Foresee(ctx context.Context, agency loket.AgencyID, channels []loket.ChannelID, hours calendar.Calendar) (Foresight, error) {
	return d.under(agency, hours).foreseeAll(ctx, agency, channels)
}

// ForeseePolicy tells the same of another policy.
func (d *Desk) ForeseePolicy(ctx context.Context, agency loket.AgencyID, channels []loket.ChannelID, policy loket.Policy) (Foresight, error) {
	then := *d
	then.Policy = func(id loket.AgencyID) loket.Policy {
		if id == agency {
			return policy
		}
		return d.Policy(id)
	}
	return then.foreseeAll(ctx, agency, channels)
}

// foreseeAll tells what Recompute would do by what this desk works by.
func (d *Desk) foreseeAll(ctx context.Context, agency loket.AgencyID, channels []loket.ChannelID) (f Foresight, err error) {
	for _, channel := range channels {
		for after := loket.TicketID(""); ; {
			page, err := d.Ladder.Outdated(ctx, channel, agency, d.version(agency), after, recomputePage)
			if err != nil {
				return f, err
			}
			for _, t := range page {
				if err := d.foresee(ctx, t, &f); err != nil {
					return f, err
				}
			}
			if len(page) < recomputePage {
				break
			}
			after = page[len(page)-1].ID
		}
	}
	return f, nil
}

// under is the desk with other hours of an agency.
func (d *Desk) under(agency loket.AgencyID, hours calendar.Calendar) *Desk {
	then := *d
	then.Calendar = func(id loket.AgencyID) calendar.Calendar {
		if id == agency {
			return hours
		}
		return d.Calendar(id)
	}
	then.Due = func(id loket.AgencyID, now time.Time, within time.Duration) time.Time {
		if id != agency {
			return d.Due(id, now, within)
		}
		if due := hours.Add(now, within); !due.IsZero() {
			return due.UTC()
		}
		return now.Add(within)
	}
	return &then
}

// foresee adds what would change of a ticket.
func (d *Desk) foresee(ctx context.Context, t loket.Ticket, f *Foresight) error {
	now, move, after := d.Now(), Move{Ticket: t}, t
	d.adjust(&after, now)
	if !after.DueAt.Equal(t.DueAt) {
		move.Due = after.DueAt
		f.Deadlines++
	}
	lost := d.lostPromise(t, now)
	if lost {
		f.Promises++
		f.Now = mayTell(d.Calendar(t.Agency), t.Promise, now)
	}
	if move.Due.IsZero() && !lost || len(f.Moves) == foreseenLimit {
		return nil
	}
	if lost {
		outlook, err := d.Outlook(ctx, t)
		if err != nil {
			return err
		}
		move.Promise = outlook.Latest
	}
	f.Moves = append(f.Moves, move)
	return nil
}
