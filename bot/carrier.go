package bot

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

// Parcel is a send with a file that is nobody's answer, so that no row of sends holds it.
// Whoever hands it over keeps its state.
type Parcel struct {
	Send loket.Send // OpFile
	File loket.File // with its content

	// Begin notes, before the call's first byte, that it is being made. loket.ErrStale: it
	// is owed no more.
	Begin func(ctx context.Context) error
	// End notes what became of the call. State SendOwed: nothing was delivered, and the
	// outbox tries again.
	End func(ctx context.Context, r loket.SendResult) error
}

// Carrier is a SendLedger that also owes parcels: they go out by the outbox's lanes, limits
// and delivery contract, one after the other to the same address.
type Carrier struct {
	SendLedger

	mu      sync.Mutex // guards parcels
	parcels map[loket.SendID]Parcel
}

// Carry owes a parcel until its call has ended. An outbox of its channel finds it within a
// second.
func (c *Carrier) Carry(p Parcel) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.parcels == nil {
		c.parcels = map[loket.SendID]Parcel{}
	}
	c.parcels[p.Send.ID] = p
}

// Carries tells whether a send is a parcel that is still owed.
func (c *Carrier) Carries(id loket.SendID) bool {
	_, ours := c.parcel(id)
	return ours
}

// Leave lets go of every parcel of a channel that this process sends for no more: its next
// owner has them.
func (c *Carrier) Leave(channel loket.ChannelID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, p := range c.parcels {
		if p.Send.Channel == channel {
			delete(c.parcels, id)
		}
	}
}

// File is the file of a parcel; loket.ErrFileGone: it is none.
func (c *Carrier) File(id loket.SendID) (loket.File, error) {
	p, ours := c.parcel(id)
	if !ours {
		return loket.File{}, loket.ErrFileGone
	}
	return p.File, nil
}

func (c *Carrier) parcel(id loket.SendID) (p Parcel, ours bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, ours = c.parcels[id]
	return p, ours
}

func (c *Carrier) drop(id loket.SendID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.parcels, id)
}

// Owed implements SendLedger.
func (c *Carrier) Owed(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) ([]loket.Send, error) {
	owed, err := c.SendLedger.Owed(ctx, channel, now, limit)
	c.mu.Lock()
	defer c.mu.Unlock()
	var ours []loket.Send
	for _, p := range c.parcels {
		if p.Send.Channel == channel {
			ours = append(ours, p.Send)
		}
	}
	slices.SortFunc(ours, func(a, b loket.Send) int { return cmp.Compare(a.ID, b.ID) })
	return append(owed, ours...), err
}

// Begin implements SendLedger.
func (c *Carrier) Begin(ctx context.Context, s loket.Send) error {
	p, ours := c.parcel(s.ID)
	if !ours {
		return c.SendLedger.Begin(ctx, s)
	}
	err := p.Begin(ctx)
	if errors.Is(err, loket.ErrStale) {
		c.drop(s.ID)
	}
	return err
}

// Finish implements SendLedger.
func (c *Carrier) Finish(ctx context.Context, r loket.SendResult) error {
	p, ours := c.parcel(r.Send.ID)
	if !ours {
		return c.SendLedger.Finish(ctx, r)
	}
	err := p.End(ctx, r)
	if err == nil && r.State != loket.SendOwed || errors.Is(err, loket.ErrStale) {
		c.drop(r.Send.ID)
	}
	return err
}
