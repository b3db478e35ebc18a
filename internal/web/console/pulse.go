package console

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"time"

	"loket/internal/loket"
)

// Changes is where a pulse learns what happened to tickets.
type Changes interface {
	// LastEvent is the number of the newest event.
	LastEvent(ctx context.Context) (int64, error)
	// Stirred tells which tickets the events of (after, upTo] are about, in all agencies.
	Stirred(ctx context.Context, after, upTo int64, limit int) ([]loket.Stirred, error)
	// Row returns a ticket as it stands in a list; loket.ErrNotFound: not in that agency.
	Row(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.InboxRow, error)
	// Tally counts an agency's open tickets.
	Tally(ctx context.Context, agency loket.AgencyID) (loket.Tally, error)
}

const (
	pulseEvery   = 250 * time.Millisecond // how often events are looked for
	recountEvery = 15 * time.Second       // leases run out without an event
	stirredMost  = 1000                   // read at once, of all agencies
	changesMost  = 100                    // told one by one; beyond it, only that there were many

	mostStreams = 200 // open at once in this process
	mostOfOne   = 10  // of one member of staff
	behindMost  = 16  // beats a stream may be behind
)

var errStreams = loket.Errorf(loket.CodeUnavailable, "Terlalu banyak daftar yang terbuka. Tutup tab yang tidak dipakai; daftar ini tetap dimuat ulang sendiri.")

// Pulse tells the consoles of this process what happens to their agency's tickets,
// whichever process did it: it reads the events by their number, as long as anybody
// listens. Make it with NewPulse.
type Pulse struct {
	changes Changes
	log     *slog.Logger

	mu        sync.Mutex
	listeners map[*listener]bool // guarded by mu
	seq       int64              // guarded by mu: the last event that was told
	closed    bool               // guarded by mu
	tallies   map[loket.AgencyID]loket.Tally
}

// NewPulse makes a pulse; Run makes it beat.
func NewPulse(changes Changes, log *slog.Logger) *Pulse {
	return &Pulse{changes: changes, log: log, listeners: map[*listener]bool{}, tallies: map[loket.AgencyID]loket.Tally{}}
}

// beat is what happened in one agency up to an event.
type beat struct {
	seq     int64
	tally   loket.Tally
	changes []change
	many    bool  // too much to tell one by one
	told    *told // shared by all who are told of it
}

// change is what became of a ticket.
type change struct {
	row     loket.InboxRow
	gone    bool // the agency has it no more
	citizen bool // the citizen wrote
}

// listener is a stream that is open.
type listener struct {
	staff loket.Staff
	from  int64         // the last event before the first beat
	beats chan beat     // never closed
	done  chan struct{} // closed when the pulse ends, or the stream fell behind
}

// now is the number of the last event; 0: there is no pulse, or it cannot be told.
func (p *Pulse) now(ctx context.Context) int64 {
	if p == nil {
		return 0
	}
	seq, err := p.changes.LastEvent(ctx)
	if err != nil {
		p.log.Warn("read the last event", "err", err)
	}
	return seq
}

// join opens a stream.
func (p *Pulse) join(ctx context.Context, staff loket.Staff) (*listener, error) {
	last, err := p.changes.LastEvent(ctx)
	if err != nil {
		return nil, fmt.Errorf("join the pulse: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	own := 0
	for l := range p.listeners {
		if l.staff.ID == staff.ID {
			own++
		}
	}
	if p.closed || len(p.listeners) >= mostStreams || own >= mostOfOne {
		return nil, errStreams
	}
	if len(p.listeners) == 0 {
		p.seq = last
	}
	l := &listener{staff: staff, from: p.seq, beats: make(chan beat, behindMost), done: make(chan struct{})}
	p.listeners[l] = true
	return l, nil
}

func (p *Pulse) leave(l *listener) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.listeners, l)
}

// Close ends every stream, and lets none be opened.
func (p *Pulse) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for l := range p.listeners {
		p.drop(l)
	}
}

// drop ends a stream; the caller holds mu.
func (p *Pulse) drop(l *listener) {
	delete(p.listeners, l)
	close(l.done)
}

// Run looks for events until ctx ends.
func (p *Pulse) Run(ctx context.Context) error {
	tick, recount := time.NewTicker(pulseEvery), time.NewTicker(recountEvery)
	defer tick.Stop()
	defer recount.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			p.Close()
			return nil
		case <-tick.C:
			err = p.look(ctx)
		case <-recount.C:
			err = p.recount(ctx)
		}
		if err != nil && ctx.Err() == nil {
			p.log.Warn("look what happened to tickets", "err", err)
		}
	}
}

// look tells the listeners what happened since it last did.
func (p *Pulse) look(ctx context.Context) error {
	after, agencies := p.heard()
	if len(agencies) == 0 {
		return nil
	}
	last, err := p.changes.LastEvent(ctx)
	if err != nil || last <= after {
		return err
	}
	beats, err := p.between(ctx, after, last, agencies)
	if err != nil {
		return err
	}
	p.tell(last, beats)
	return nil
}

// heard are the agencies anybody listens for, and the last event they were told of.
func (p *Pulse) heard() (after int64, agencies map[loket.AgencyID]bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	agencies = map[loket.AgencyID]bool{}
	for l := range p.listeners {
		agencies[l.staff.Agency] = true
	}
	return p.seq, agencies
}

// recount tells the listeners of counts that changed without an event.
func (p *Pulse) recount(ctx context.Context) error {
	seq, agencies := p.heard()
	beats := map[loket.AgencyID]beat{}
	var failed []error
	for agency := range agencies {
		tally, err := p.changes.Tally(ctx, agency)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		p.mu.Lock()
		told, known := p.tallies[agency]
		p.mu.Unlock()
		if !known || !reflect.DeepEqual(told, tally) {
			beats[agency] = beat{seq: seq, tally: tally, told: newTold()}
		}
	}
	p.tell(seq, beats)
	return errors.Join(failed...)
}

// tell gives every listener the beat of its agency. One that is too far behind is
// dropped: it comes back with the number of the last event it has.
func (p *Pulse) tell(last int64, beats map[loket.AgencyID]beat) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seq = max(p.seq, last)
	for agency, b := range beats {
		p.tallies[agency] = b.tally
	}
	for l := range p.listeners {
		b, stirred := beats[l.staff.Agency]
		if !stirred {
			continue
		}
		select {
		case l.beats <- b:
		default:
			p.drop(l)
		}
	}
}

// between tells what the events of (after, upTo] did, by agency.
func (p *Pulse) between(ctx context.Context, after, upTo int64, agencies map[loket.AgencyID]bool) (map[loket.AgencyID]beat, error) {
	stirred, err := p.changes.Stirred(ctx, after, upTo, stirredMost)
	if err != nil {
		return nil, err
	}
	beats := map[loket.AgencyID]beat{}
	for agency := range agencies {
		tickets := map[loket.TicketID]bool{} // the citizen wrote
		for _, s := range stirred {
			if s.Agency == agency {
				tickets[s.Ticket] = tickets[s.Ticket] || s.Citizen
			}
		}
		if len(tickets) == 0 && len(stirred) < stirredMost {
			continue
		}
		b := beat{seq: upTo, told: newTold(), many: len(stirred) >= stirredMost || len(tickets) > changesMost}
		if b.tally, err = p.changes.Tally(ctx, agency); err != nil {
			return nil, err
		}
		if !b.many {
			b.changes, err = p.rows(ctx, agency, tickets)
		}
		if err != nil {
			return nil, err
		}
		beats[agency] = b
	}
	return beats, nil
}

// rows reads tickets as they are now.
func (p *Pulse) rows(ctx context.Context, agency loket.AgencyID, tickets map[loket.TicketID]bool) (all []change, err error) {
	for id, citizen := range tickets {
		row, err := p.changes.Row(ctx, loket.Staff{Agency: agency}, id)
		c := change{row: row, citizen: citizen}
		if errors.Is(err, loket.ErrNotFound) {
			c.gone, c.row.Ticket.ID, err = true, id, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
