package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

func turnCases() []contractCase {
	return []contractCase{
		{"EverywhereTheSame", turnEverywhere},
		{"Next/OfAUnit", nextOfUnit},
		{"Next/WhoseLeaseEnded", nextLapsed},
		{"Next/ManyAtOnceEachAnother", nextRace},
		{"Next/ARefusalWritesNothing", nextRefused},
	}
}

// next claims whose turn it is.
func (o *office) next(by loket.StaffID, unit loket.UnitID) (loket.Ticket, error) {
	now := o.clock.Now()
	return o.ClaimNext(o.ctx(), loket.Staff{ID: by, Agency: o.agency.ID}, unit, now, func(t *loket.Ticket, _ loket.Situation, _ int) (loket.Change, error) {
		return loket.Change{}, t.Claim(by, now, now.Add(5*time.Minute))
	})
}

// turnEverywhere holds list, queue, count and claim to one order: that of
// loket.Ticket.
func turnEverywhere(o *office) {
	var all []loket.Ticket
	for i := range 30 {
		k := o.ticket(fmt.Sprint(i))
		all = append(all, o.change(k.ID, func(t *loket.Ticket) {
			t.Priority = loket.Priority(i * 7 % 3)
			t.DueAt = o.clock.Now().Add(time.Duration(i*i%11-5) * 40 * time.Hour)
		}))
	}
	slices.SortFunc(all, loket.Ticket.Before)
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 100)
	o.must(err)
	queued, err := o.Queued(o.ctx(), o.agency.ID, loket.DefaultUnit)
	o.must(err)
	for i, want := range all {
		if rows[i].Ticket.ID != want.ID || queued[i].ID != want.ID {
			o.t.Errorf("place %d: the list has %s, the queue %s, want %s", i, rows[i].Ticket.ID, queued[i].ID, want.ID)
		}
		if n := o.before(want); n != i {
			o.t.Errorf("%d wait before %s, want %d", n, want.ID, i)
		}
	}
	for i, want := range all {
		k, err := o.next("petugas-a", "")
		o.must(err)
		if k.ID != want.ID || k.LeaseEpoch != 1 {
			o.t.Errorf("claim %d = %s, want %s", i, k.ID, want.ID)
		}
	}
	if _, err := o.next("petugas-a", ""); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("next of none = %v, want %v", err, loket.ErrNotFound)
	}
}

func nextOfUnit(o *office) {
	o.ticket("a")
	other := o.change(o.ticket("b").ID, func(t *loket.Ticket) { t.Unit = "akta" })
	k, err := o.next("petugas-a", "akta")
	o.must(err)
	if k.ID != other.ID {
		o.t.Errorf("next of akta = %s, want %s", k.ID, other.ID)
	}
	if _, err := o.next("petugas-a", "akta"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("next of akta once more = %v, want %v", err, loket.ErrNotFound)
	}
}

func nextLapsed(o *office) {
	k := o.ticket("a")
	_, err := o.claim(k.ID, "petugas-a")
	o.must(err)
	o.clock.Add(5*time.Minute - time.Millisecond)
	if _, err := o.next("petugas-b", ""); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("next while the lease lives = %v, want %v", err, loket.ErrNotFound)
	}
	o.clock.Add(time.Millisecond)
	taken, err := o.next("petugas-b", "")
	o.must(err)
	if taken.ID != k.ID || taken.LeaseEpoch != 2 {
		o.t.Errorf("next after the lease = %+v, want %s under epoch 2", taken, k.ID)
	}
	o.change(k.ID, func(t *loket.Ticket) { t.End(o.clock.Now(), loket.ByStaff) })
	o.clock.Add(time.Hour)
	if _, err := o.next("petugas-b", ""); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("next when only a closed ticket has an old lease = %v, want %v", err, loket.ErrNotFound)
	}
}

func nextRace(o *office) {
	const n = 16
	for i := range n {
		o.ticket(fmt.Sprint(i))
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	taken := map[loket.TicketID]bool{}
	for i := range n {
		all.Go(func() {
			k, err := o.next(loket.StaffID(fmt.Sprint("petugas-", i)), "")
			if err != nil {
				o.t.Errorf("next = %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			taken[k.ID] = true
		})
	}
	all.Wait()
	if len(taken) != n {
		o.t.Errorf("%d members took %d tickets, want %d", n, len(taken), n)
	}
}

func nextRefused(o *office) {
	k := o.ticket("a")
	refused := errors.New("not now")
	_, err := o.ClaimNext(o.ctx(), loket.Staff{ID: "petugas-a", Agency: o.agency.ID}, "", o.clock.Now(), func(t *loket.Ticket, _ loket.Situation, _ int) (loket.Change, error) {
		t.State = loket.TicketClosed
		return loket.Change{}, refused
	})
	if now := o.view(k.ID).Ticket; !errors.Is(err, refused) || now.State != loket.TicketWaiting {
		o.t.Errorf("a refused change: %v, ticket %s, want %v and it waiting", err, now.State, refused)
	}
}
