package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
)

func (o *office) takesNext(by loket.Staff) loket.TicketID {
	o.t.Helper()
	k, err := o.Next(o.ctx(), by, "")
	o.must(err)
	if !k.Held(o.clock.Now()) || k.Staff != by.ID {
		o.t.Errorf("Next() = %+v, want it held by %s", k, by.ID)
	}
	return k.ID
}

func TestNext(t *testing.T) {
	t.Parallel()
	t.Run("QueueFinds", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.ticket("a")
		second := o.ticket("b")
		o.queue.offers = []loket.Ticket{second}
		if got := o.takesNext(petugasA()); got != second.ID {
			t.Errorf("Next() = %s, want %s, which the queue found", got, second.ID)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"taken"}) {
			t.Errorf("the queue was told %v, want taken", got)
		}
	})
	t.Run("StaleOffers/AreGoneAndPassed", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		held, moved, waits := o.ticket("a"), o.ticket("b"), o.ticket("c")
		o.claims(petugasB(), held.ID)
		moved.Unit = "akta"
		o.queue.told, o.queue.offers = nil, []loket.Ticket{held, moved, waits}
		if got := o.takesNext(petugasA()); got != waits.ID {
			t.Errorf("Next() = %s, want %s: the others are not there to be taken", got, waits.ID)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"gone", "gone", "taken"}) {
			t.Errorf("the queue was told %v, want gone, gone, taken", got)
		}
	})
	t.Run("HoldsEnough/TheOfferGoesBack", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.Capacity = func(loket.AgencyID) int { return 1 }
		o.claims(petugasA(), o.ticket("a").ID)
		waits := o.ticket("b")
		o.queue.told, o.queue.offers = nil, []loket.Ticket{waits}
		if k, err := o.Next(o.ctx(), petugasA(), ""); loket.CodeOf(err) != loket.CodeConflict {
			t.Errorf("Next() of who holds enough = %+v, %v, want a refusal", k, err)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"gone", "waiting"}) {
			t.Errorf("the queue was told %v, want gone, waiting", got)
		}
		if now := o.now(waits.ID); now.State != loket.TicketWaiting {
			t.Errorf("the ticket is %s, want it waiting", now.State)
		}
	})
	t.Run("NothingButStaleOffers/LedgerFinds", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		held, waits := o.ticket("a"), o.ticket("b")
		o.claims(petugasB(), held.ID)
		o.queue.offers = []loket.Ticket{held, held, held, held}
		if got := o.takesNext(petugasA()); got != waits.ID {
			t.Errorf("Next() = %s, want %s", got, waits.ID)
		}
	})
	t.Run("QueueAway/LedgerFindsByTurn", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		first := o.ticket("a")
		o.clock.Add(time.Minute)
		s := o.situation("b", "ada api")
		urgent := o.handOver(s, loket.HandOff{Kind: loket.KindQuestion, Reason: "emergency", Priority: loket.PriorityEmergency})
		o.queue.err = errors.New("redis is gone")
		for _, want := range []loket.TicketID{urgent.ID, first.ID} {
			if got := o.takesNext(petugasA()); got != want {
				t.Errorf("Next() = %s, want %s", got, want)
			}
		}
		_, err := o.Next(t.Context(), petugasA(), "")
		o.wantErr("Next() of none", err, desk.ErrNobodyWaits)
	})
	t.Run("Units/OnlyOnesOwnAreOffered", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.ticket("a")
		by := petugasA()
		by.Units = []loket.UnitID{"pengaduan"}
		_, err := o.Next(o.ctx(), by, "")
		if loket.CodeOf(err) != loket.CodeNotFound || !strings.Contains(err.Error(), "di bagian Anda") {
			t.Errorf("Next() = %v, want that nobody waits in one's units", err)
		}
		if _, err := o.Next(o.ctx(), by, loket.DefaultUnit); err != nil {
			t.Errorf("Next() of a named unit = %v, want its ticket", err)
		}
	})
	t.Run("LeftOnceTooOften/IsPassed", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		left := o.ticket("a")
		for i := range 3 {
			o.claims(member(loket.StaffID(fmt.Sprint("pergi-", i)), loket.RoleOfficer), left.ID)
			o.clock.Add(5 * time.Minute)
		}
		waits := o.ticket("b")
		if got := o.takesNext(petugasA()); got != waits.ID {
			t.Errorf("Next() = %s, want %s", got, waits.ID)
		}
		if now := o.now(left.ID); now.State != loket.TicketReview {
			t.Errorf("the ticket that was left is %s, want it for a supervisor", now.State)
		}
	})
	t.Run("ManyAtOnce/EachAnother", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		for i := range 8 {
			o.ticket(fmt.Sprint(i))
		}
		var all sync.WaitGroup
		var mu sync.Mutex
		taken := map[loket.TicketID]bool{}
		for i := range 8 {
			all.Go(func() {
				k, err := o.Next(o.ctx(), member(loket.StaffID(fmt.Sprint("petugas-", i)), loket.RoleOfficer), "")
				if err != nil {
					t.Errorf("Next() = %v", err)
				}
				mu.Lock()
				defer mu.Unlock()
				taken[k.ID] = true
			})
		}
		all.Wait()
		if len(taken) != 8 {
			t.Errorf("8 members took %d tickets, want 8", len(taken))
		}
	})
	t.Run("Auditor/Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		if _, err := o.Next(t.Context(), member("auditor", loket.RoleAuditor), ""); loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("Next() by an auditor = %v, want it refused", err)
		}
	})
	t.Run("LedgerFails/NotEmpty", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.queue.offers = []loket.Ticket{o.ticket("a")}
		o.must(o.ledger.Close())
		for range 2 {
			if _, err := o.Next(t.Context(), petugasA(), ""); err == nil || errors.Is(err, desk.ErrNobodyWaits) {
				t.Errorf("Next() with a closed ledger = %v, want its error", err)
			}
		}
	})
}
