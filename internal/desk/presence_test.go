package desk_test

import (
	"testing"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
)

// morning serves on Monday and Tuesday, 08.00 to 12.00.
func morning() []loket.Shift {
	return []loket.Shift{{Day: time.Monday, From: 480, To: 720}, {Day: time.Tuesday, From: 480, To: 720}}
}

// presence is a member's as colleagues see it.
func (o *office) presence(id loket.StaffID) loket.Presence {
	o.t.Helper()
	all, err := o.Colleagues(o.ctx(), petugasB())
	o.must(err)
	for _, c := range all {
		if c.Staff == id {
			return c.Presence
		}
	}
	return loket.PresenceUnsaid
}

// TestPresence tells days of one member's in steps: at a time something is done,
// and the presence after it compared.
func TestPresence(t *testing.T) {
	t.Parallel()
	type step struct {
		at   string // of the office's clock
		does string // open: a page; work, away, home: says so; claim: a new ticket; nothing: ""
		want loket.Presence
	}
	const unsaid, work, away, home = loket.PresenceUnsaid, loket.PresenceWork, loket.PresenceAway, loket.PresenceHome
	for name, c := range map[string]struct {
		shift []loket.Shift
		steps []step
	}{
		"Guess/AQuarterHourAfterTheLastSign": {nil, []step{
			{"2026-11-23 09.00", "", unsaid},
			{"2026-11-23 09.00", "open", work},
			{"2026-11-23 09.15", "", work},
			{"2026-11-23 09.16", "", away},
			{"2026-11-24 09.00", "", home},
		}},
		"Said/WorkHoldsWithoutASign": {nil, []step{
			{"2026-11-23 09.00", "work", work},
			{"2026-11-23 11.00", "", work},
			{"2026-11-23 16.10", "", away},
			{"2026-11-24 09.00", "", home},
		}},
		"Said/AwayHoldsAgainstAPageThatIsOpen": {nil, []step{
			{"2026-11-23 09.00", "away", away}, {"2026-11-23 09.05", "open", away}, {"2026-11-23 09.10", "claim", work},
		}},
		"Said/HomeHoldsForTheDay": {nil, []step{
			{"2026-11-23 15.55", "home", home},
			{"2026-11-23 15.58", "open", home},
			{"2026-11-24 08.01", "", work},
			{"2026-11-24 08.20", "", home},
			{"2026-11-24 08.30", "open", work},
		}},
		"Said/HomeIsNoSignOfLifeNextMorning": {nil, []step{
			{"2026-11-23 15.50", "open", work}, {"2026-11-23 15.55", "home", home}, {"2026-11-24 08.01", "", home},
		}},
		"Lease/CountsOnTheShift": {nil, []step{
			{"2026-11-23 09.00", "claim", work}, {"2026-11-23 09.16", "", away}, {"2026-11-23 09.20", "lease", work},
		}},
		"Shift/OutsideOfItAPageIsNotEnough": {morning(), []step{
			{"2026-11-23 11.50", "open", work},
			{"2026-11-23 12.01", "", away},
			{"2026-11-23 13.00", "open", away},
			{"2026-11-23 13.00", "claim", work},
			{"2026-11-23 13.16", "", away},
			{"2026-11-23 13.20", "lease", away},
			{"2026-11-23 14.00", "work", work},
			{"2026-11-23 14.16", "", away},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			o.must(o.ledger.SetShift(o.ctx(), petugasA(), c.shift))
			for i, s := range c.steps {
				o.goes(s.at)
				o.does(s.does, i)
				if got := o.presence("petugas-a"); got != s.want {
					t.Errorf("%s, after %q: %q, want %q", s.at, s.does, got, s.want)
				}
			}
		})
	}
}

// does lets petugasA do something.
func (o *office) does(what string, i int) {
	o.t.Helper()
	person := string(rune('a' + i))
	switch what {
	case "open":
		o.Attend(o.ctx(), petugasA())
	case "work":
		o.must(o.Say(o.ctx(), petugasA(), loket.PresenceWork))
	case "away":
		o.must(o.Say(o.ctx(), petugasA(), loket.PresenceAway))
	case "home":
		_, err := o.GoHome(o.ctx(), petugasA(), "petugas-a")
		o.must(err)
	case "claim":
		o.claims(petugasA(), o.ticket(person).ID)
	case "lease":
		_, err := o.ledger.UpdateTicket(o.ctx(), petugasA().Agency, o.claimed("petugas-a"), func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			t.LeaseUntil = o.clock.Now().Add(time.Hour)
			return loket.Change{}, nil
		})
		o.must(err)
	}
}

// claimed is a ticket that a member holds.
func (o *office) claimed(by loket.StaffID) loket.TicketID {
	o.t.Helper()
	all, err := o.ledger.Attendance(o.ctx(), petugasA().Agency)
	o.must(err)
	for _, a := range all {
		if a.Staff == by && len(a.Holds) > 0 {
			return a.Holds[0].Ticket
		}
	}
	o.t.Fatalf("%s holds nothing", by)
	return ""
}

// TestPresentInAPromise: with a queue of eight and a quarter hour for each, the
// promise tells how many staff were counted.
func TestPresentInAPromise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(*office)
		want    time.Duration // after the office's next moment that is open
	}{
		"Nobody": {func(*office) {}, 2 * time.Hour},
		"TwoPagesAreOpen": {func(o *office) {
			o.Attend(o.ctx(), petugasA())
			o.Attend(o.ctx(), petugasB())
		}, time.Hour},
		"OneOfTwoIsAway": {func(o *office) {
			o.Attend(o.ctx(), petugasA())
			o.must(o.Say(o.ctx(), petugasB(), loket.PresenceAway))
		}, 2 * time.Hour},
		"OneOfTwoHasNoShift": {func(o *office) {
			o.Attend(o.ctx(), petugasA())
			o.Attend(o.ctx(), petugasB())
			o.must(o.ledger.SetShift(o.ctx(), petugasB(), []loket.Shift{{Day: time.Friday, From: 480, To: 720}}))
		}, 2 * time.Hour},
		"OneOfTwoWorksForAnotherUnit": {func(o *office) {
			o.Attend(o.ctx(), petugasA())
			k := o.ticket("unit lain")
			_, err := o.ledger.UpdateTicket(o.ctx(), k.Agency, k.ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
				t.Unit = "pengaduan"
				return loket.Change{}, nil
			})
			o.must(err)
			o.claims(petugasB(), k.ID)
		}, 2 * time.Hour},
		"OneOfTwoServesAnotherUnit": {func(o *office) {
			other := petugasB()
			other.Login, other.PasswordHash, other.Units = "b", "$argon2id$", []loket.UnitID{"pengaduan"}
			o.must(o.ledger.AddStaff(o.ctx(), other))
			o.Attend(o.ctx(), petugasA())
			o.Attend(o.ctx(), other)
		}, 2 * time.Hour},
		"OneOfTwoHasNoAccountAnyMore": {func(o *office) {
			gone := petugasB()
			gone.Login, gone.PasswordHash = "b", "$argon2id$"
			o.must(o.ledger.AddStaff(o.ctx(), gone))
			o.must(o.ledger.DisableStaff(o.ctx(), gone.Agency, "b"))
			o.Attend(o.ctx(), petugasA())
			o.Attend(o.ctx(), petugasB())
		}, 2 * time.Hour},
		"Closed/WhoWasThereUntilTheEnd": {func(o *office) {
			o.goes("2026-11-23 15.50")
			for _, by := range []loket.Staff{petugasA(), petugasB()} {
				_, err := o.GoHome(o.ctx(), by, by.ID)
				o.must(err)
			}
			o.goes("2026-11-23 20.00")
		}, time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			for i := range 7 {
				o.ticket(string(rune('k' + i)))
			}
			c.prepare(o)
			k := o.Open(o.clock.Now().Add(time.Minute), o.situation("akhir", "sulit"), loket.HandOff{Message: loket.Message{}})
			k.DueAt = o.clock.Now().Add(24 * time.Hour)
			got, err := o.Outlook(o.ctx(), k)
			o.must(err)
			want := desk.Latest(o.office, o.clock.Now(), c.want)
			if got.Place != 8 || !got.Latest.Equal(want) {
				t.Errorf("place %d until %v, want 8 until %v", got.Place, got.Latest, want)
			}
		})
	}
}

func TestColleagues(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.must(o.Say(o.ctx(), petugasA(), loket.PresenceAway))
	o.claims(petugasB(), o.ticket("a").ID)
	all, err := o.Colleagues(o.ctx(), petugasA())
	o.must(err)
	if len(all) != 2 || all[0].Staff != "petugas-b" || len(all[0].Holds) != 1 || all[1].Presence != loket.PresenceAway {
		t.Errorf("colleagues = %+v, want petugasB at work with a ticket, then petugasA away", all)
	}
	curator := member("kurator", loket.RoleCurator)
	_, err = o.Colleagues(o.ctx(), curator)
	for what, err := range map[string]error{"Colleagues": err, "Say": o.Say(o.ctx(), curator, loket.PresenceWork)} {
		if loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("%s by a curator = %v, want %s", what, err, loket.CodeForbidden)
		}
	}
	if err := o.Say(o.ctx(), petugasA(), loket.PresenceHome); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("Say(home) = %v, want %s: tickets must go back with it", err, loket.CodeInvalid)
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	sees := func(by loket.Staff, epoch int64, doing loket.Doing) int {
		return len(o.Look(o.ctx(), by, loket.Sight{Ticket: k.ID, Epoch: epoch, Doing: doing}).Others)
	}
	o.clock.Add(time.Minute)
	if n := sees(petugasA(), k.LeaseEpoch, loket.DoingWrite) + 10*sees(petugasB(), 0, loket.DoingView); n != 10 {
		t.Errorf("%d, want nobody beside the first and one beside the second", n)
	}
	if until := o.now(k.ID).LeaseUntil; !until.Equal(o.clock.Now().Add(5 * time.Minute)) {
		t.Errorf("lease until %v, want it renewed by who writes", until)
	}
	o.clock.Add(time.Minute)
	sees(petugasA(), k.LeaseEpoch, loket.DoingIdle)
	sees(petugasB(), k.LeaseEpoch, loket.DoingWrite)
	if now := o.now(k.ID); !now.LeaseUntil.Equal(o.clock.Now().Add(4*time.Minute)) || now.Staff != "petugas-a" {
		t.Errorf("ticket = %+v, want the lease as it was: an idle page and another's renew nothing", now)
	}
	o.clock.Add(74 * time.Second)
	if sees(petugasB(), 0, loket.DoingView) != 1 {
		t.Error("petugasA is not seen any more after 74 s")
	}
	o.clock.Add(2 * time.Second)
	if sees(petugasB(), 0, loket.DoingView) != 0 {
		t.Error("petugasA is seen still after 76 s")
	}
}

// TestPresenceWithoutLedger: nobody is kept from work because a sign of life could
// not be stored.
func TestPresenceWithoutLedger(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.ticket("a")
	o.must(o.ledger.Close())
	o.Attend(o.ctx(), petugasA())
	if all := o.Look(o.ctx(), petugasA(), loket.Sight{Ticket: k.ID, Doing: loket.DoingView}); len(all.Others) != 0 {
		t.Errorf("Look() with a closed ledger = %+v, want nobody", all)
	}
	if _, err := o.Colleagues(o.ctx(), petugasA()); err == nil {
		t.Error("Colleagues() with a closed ledger = nil, want an error")
	}
}
