package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

func TestGoHome(t *testing.T) {
	t.Parallel()
	t.Run("EveryTicketBackAtItsPlaceWithItsPromise", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		promised := o.promised("a")
		first := o.claims(petugasA(), promised.ID)
		o.claims(petugasA(), o.ticket("b").ID)
		o.claims(petugasB(), o.ticket("c").ID)
		o.queue.told = nil
		returned, err := o.GoHome(o.ctx(), petugasA(), "petugas-a")
		if err != nil || returned != 2 {
			t.Fatalf("GoHome() = %d, %v, want 2", returned, err)
		}
		now := o.now(promised.ID)
		if now.State != loket.TicketWaiting || !now.DueAt.Equal(promised.DueAt) || now.Promise != promised.Promise || now.Lapses != 0 {
			t.Errorf("ticket = %+v, want it waiting at its old place with the promise %+v", now, promised.Promise)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"gone", "waiting", "gone", "waiting"}) {
			t.Errorf("the queue was told %v, want both gone and waiting", got)
		}
		for _, e := range o.events(loket.EventRelease) {
			if e.ActorKind != loket.ByStaff || e.ActorID != "petugas-a" || e.Value != 1 {
				t.Errorf("event = %+v, want a release by petugasA under epoch 1", e)
			}
		}
		err = o.Reply(o.ctx(), petugasA(), first.ID, first.LeaseEpoch, "Silakan datang.")
		o.wantErr("a reply under the old lease", err, loket.ErrLeaseLost)
		o.stands(promised.ID, loket.PromiseGiven, "2026-11-23 09.30", 0)
		if again := o.claims(petugasB(), first.ID); again.LeaseEpoch != 2 {
			t.Errorf("epoch %d, want the next one", again.LeaseEpoch)
		}
	})
	t.Run("OthersOnlyByASupervisor", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.claims(petugasA(), o.ticket("a").ID)
		_, err := o.GoHome(o.ctx(), petugasB(), "petugas-a")
		if loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("GoHome() of a colleague = %v, want %s", err, loket.CodeForbidden)
		}
		boss := member("penyelia", loket.RoleSupervisor)
		if returned, err := o.GoHome(o.ctx(), boss, "petugas-a"); err != nil || returned != 1 {
			t.Errorf("GoHome() by a supervisor = %d, %v, want 1", returned, err)
		}
		if e := o.events(loket.EventRelease); len(e) != 1 || e[0].ActorID != "penyelia" {
			t.Errorf("events = %+v, want one by the supervisor", e)
		}
		_, err = o.GoHome(o.ctx(), boss, "siapa")
		o.wantErr("GoHome() of nobody", err, loket.ErrNotFound)
	})
}

// endShifts runs the sweep and returns how many it sent home.
func (o *office) endShifts() int {
	o.t.Helper()
	n, err := o.EndShifts(o.ctx(), petugasA().Agency)
	o.must(err)
	return n
}

func TestEndShifts(t *testing.T) {
	t.Parallel()
	t.Run("AQuarterHourAfterTheOfficeCloses", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.promised("a").ID)
		o.goes("2026-11-23 16.14")
		if n := o.endShifts(); n != 0 || o.now(k.ID).State != loket.TicketClaimed {
			t.Errorf("at 16.14 %d were sent home, want none", n)
		}
		o.goes("2026-11-23 16.15")
		if n := o.endShifts(); n != 1 {
			t.Errorf("at 16.15 %d were sent home, want one", n)
		}
		if now := o.now(k.ID); now.State != loket.TicketWaiting || now.Promise != k.Promise {
			t.Errorf("ticket = %+v, want it waiting with its promise", now)
		}
		e := o.events(loket.EventRelease)
		if len(e) != 1 || e[0].ActorKind != loket.ByTimeout || e[0].ActorID != "petugas-a" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one by the clock, of petugasA's lease", e)
		}
		if n := o.endShifts(); n != 0 {
			t.Errorf("a second look sent %d home, want none", n)
		}
		err := o.Reply(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "Silakan datang.")
		o.wantErr("a reply under the old lease", err, loket.ErrLeaseLost)
	})
	t.Run("WhoGoesOnWorkingStays", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.goes("2026-11-23 16.10")
		o.must(o.Reply(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "Silakan datang."))
		o.goes("2026-11-23 16.24")
		if n := o.endShifts(); n != 0 {
			t.Errorf("%d were sent home fourteen minutes after a reply, want none", n)
		}
		o.goes("2026-11-23 16.25")
		if n := o.endShifts(); n != 1 {
			t.Errorf("%d were sent home a quarter hour after a reply, want one", n)
		}
	})
	t.Run("AtTheEndOfOnesOwnShift", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.must(o.ledger.SetShift(o.ctx(), petugasA(), morning()))
		o.claims(petugasA(), o.ticket("a").ID)
		o.claims(petugasB(), o.ticket("b").ID)
		o.goes("2026-11-23 12.15")
		if n := o.endShifts(); n != 1 || o.presence("petugas-a") != loket.PresenceHome || o.presence("petugas-b") == loket.PresenceHome {
			t.Errorf("%d were sent home at noon, want petugasA only", n)
		}
	})
	t.Run("NotAtTheBreakOfTheOffice", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.opens(calendar.Week{time.Monday: {{Open: 480, Close: 720}, {Open: 780, Close: 960}}})
		o.claims(petugasA(), o.ticket("a").ID)
		o.goes("2026-11-23 12.40")
		if n := o.endShifts(); n != 0 {
			t.Errorf("%d were sent home at lunch, want none", n)
		}
	})
	t.Run("ThroughMidnight", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.opens(calendar.Week{time.Monday: {{Open: 0, Close: 1440}}, time.Tuesday: {{Open: 0, Close: 360}}})
		o.claims(petugasA(), o.ticket("a").ID)
		o.goes("2026-11-24 06.14")
		if n := o.endShifts(); n != 0 {
			t.Errorf("%d were sent home in the middle of the night, want none", n)
		}
		o.goes("2026-11-24 06.15")
		if n := o.endShifts(); n != 1 {
			t.Errorf("%d were sent home in the morning, want one", n)
		}
	})
	t.Run("OnADayWithoutHours", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.goes("2026-11-28 10.00")
		o.claims(petugasA(), o.ticket("a").ID)
		o.goes("2026-11-28 10.14")
		early := o.endShifts()
		o.goes("2026-11-28 10.15")
		if late := o.endShifts(); early != 0 || late != 1 {
			t.Errorf("on a Saturday %d and %d were sent home, want none, then one after a quarter hour", early, late)
		}
	})
	t.Run("ADisabledAccountHoldsNothing", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		a := petugasA()
		a.Login, a.PasswordHash = "a", "$argon2id$"
		o.must(o.ledger.AddStaff(o.ctx(), a))
		k := o.claims(a, o.ticket("a").ID)
		o.must(o.ledger.DisableStaff(o.ctx(), a.Agency, "a"))
		if n := o.endShifts() + 10*o.endShifts(); n != 1 || o.now(k.ID).State != loket.TicketWaiting {
			t.Errorf("%d, ticket %s, want it sent home once", n, o.now(k.ID).State)
		}
	})
}

// opens gives the office other hours.
func (o *office) opens(week calendar.Week) {
	o.t.Helper()
	office, err := calendar.New(calendar.Rules{Zone: "Asia/Makassar", Week: week})
	o.must(err)
	o.office = office
}

func TestCapacity(t *testing.T) {
	t.Parallel()
	t.Run("OneMoreIsRefusedWithTheCure", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.Capacity = func(loket.AgencyID) int { return 2 }
		first := o.claims(petugasA(), o.ticket("a").ID)
		o.claims(petugasA(), o.ticket("b").ID)
		third := o.ticket("c")
		_, err := o.Claim(o.ctx(), petugasA(), third.ID)
		const want = "Anda sudah memegang 2 tiket, sebanyak yang boleh dipegang sekaligus. Tutup, tunda, atau lepas satu tiket Anda, lalu ambil lagi."
		if shown, ok := errors.AsType[*loket.Error](err); !ok || shown.Message != want || shown.Code != loket.CodeConflict {
			t.Errorf("a third claim = %v, want %q", err, want)
		}
		if now := o.now(third.ID); now.Staff != "" || len(o.events(loket.EventClaim)) != 2 {
			t.Errorf("after the refusal: %+v, want it waiting, without an event", now)
		}
		o.claims(petugasA(), first.ID)
		o.claims(petugasB(), third.ID)
		_, err = o.Claim(o.ctx(), petugasA(), third.ID)
		o.wantErr("a claim of a colleague's ticket", err, loket.ErrTicketHeld)
		s := o.situation("d", "tolong")
		urgent := o.handOver(s, loket.HandOff{Kind: loket.KindQuestion, Priority: loket.PriorityEmergency})
		o.claims(petugasA(), urgent.ID)
		o.must(o.Release(o.ctx(), petugasA(), first.ID, first.LeaseEpoch))
		o.claims(petugasA(), o.ticket("e").ID)
	})
	for name, address := range map[string]func(*testing.T) string{
		"SQLite": func(t *testing.T) string { t.Helper(); return storetest.ReadySQLite(t) },
		"Postgres": func(t *testing.T) string {
			t.Helper()
			return testserver.SharedPostgres(t).Copy(t, storetest.MakeTables)
		},
	} {
		t.Run("ManyClaimsAtOnce/"+name, func(t *testing.T) {
			t.Parallel()
			o := openOfficeAt(t, address(t))
			o.Capacity = func(loket.AgencyID) int { return 5 }
			var all sync.WaitGroup
			won, full := make(chan bool, 40), make(chan error, 40)
			for i := range 20 {
				k := o.ticket(fmt.Sprint(i))
				for _, by := range []loket.Staff{petugasA(), petugasB()} {
					all.Go(func() {
						_, err := o.Claim(o.ctx(), by, k.ID)
						won <- err == nil
						full <- err
					})
				}
			}
			all.Wait()
			held := 0
			for range 40 {
				if <-won {
					held++
				}
				if err := <-full; err != nil && loket.CodeOf(err) != loket.CodeConflict {
					t.Errorf("a claim = %v, want it taken or refused", err)
				}
			}
			attendance, err := o.ledger.Attendance(o.ctx(), petugasA().Agency)
			o.must(err)
			for _, a := range attendance {
				if len(a.Holds) > 5 {
					t.Errorf("%s holds %d, want five at most", a.Staff, len(a.Holds))
				}
			}
			if held != 10 {
				t.Errorf("two took %d of 20 tickets, want five each", held)
			}
		})
	}
}
