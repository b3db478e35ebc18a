package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func presenceCases() []contractCase {
	return []contractCase{
		{"Attend/ASignOfLifeTwiceAMinute", attendNotes},
		{"Say/HoldsUntilSomethingElseIsSaid", sayHolds},
		{"Say/WorkEndsABreak", workEndsBreak},
		{"Attendance/OfTheAgencyByName", attendanceOfAgency},
		{"Shift/IsKeptAndTakenBack", shiftKept},
		{"Viewers/WhoElseHasTheTicketOpen", viewers},
		{"Viewers/OfAnotherAgencySeeNothing", viewersForeign},
		{"Claim/CountsWhatIsHeld", claimCounts},
		{"Claim/ManyAtOnceOfOneMember", claimCapacityRace},
	}
}

// petugas is an account of the office's agency that the ledger may not know.
func (o *office) petugas(id loket.StaffID) loket.Staff {
	return loket.Staff{ID: id, Agency: o.agency.ID, Name: "Petugas " + string(id), Role: loket.RoleOfficer}
}

// attendance is what is known of one member; zero: nothing.
func (o *office) attendance(id loket.StaffID) loket.Attendance {
	o.t.Helper()
	all, err := o.Attendance(o.ctx(), o.agency.ID)
	o.must(err)
	for _, a := range all {
		if a.Staff == id {
			return a
		}
	}
	return loket.Attendance{}
}

func attendNotes(o *office) {
	a, began := o.petugas("a"), o.clock.Now()
	o.must(o.Attend(o.ctx(), a))
	o.clock.Add(29 * time.Second)
	o.must(o.Attend(o.ctx(), a))
	if got := o.attendance("a"); !got.ActiveAt.Equal(began) || !got.WorkedAt.IsZero() || got.Said != loket.PresenceUnsaid {
		o.t.Errorf("after two signs in half a minute: %+v, want the first of them", got)
	}
	o.clock.Add(time.Second)
	o.must(o.Attend(o.ctx(), a))
	if got := o.attendance("a"); !got.ActiveAt.Equal(o.clock.Now()) {
		o.t.Errorf("after half a minute: active at %v, want now", got.ActiveAt)
	}
}

func sayHolds(o *office) {
	a := o.petugas("a")
	for _, said := range []loket.Presence{loket.PresenceWork, loket.PresenceAway} {
		o.must(o.Say(o.ctx(), a, said))
		at := o.clock.Now()
		o.clock.Add(time.Minute)
		o.must(o.Attend(o.ctx(), a))
		got := o.attendance("a")
		if got.Said != said || !got.SaidAt.Equal(at) || got.SaidBy != "a" || !got.ActiveAt.Equal(o.clock.Now()) {
			o.t.Errorf("a minute after saying %q: %+v, want it to stand", said, got)
		}
	}
	if got := o.attendance("a"); !got.WorkedAt.Equal(o.clock.Now().Add(-2 * time.Minute)) {
		o.t.Errorf("worked at %v, want when they said they begin", got.WorkedAt)
	}
}

func workEndsBreak(o *office) {
	k := o.ticket("a")
	o.must(o.Say(o.ctx(), o.petugas("a"), loket.PresenceAway))
	o.clock.Add(time.Minute)
	o.change(k.ID, func(*loket.Ticket) {}, o.did("a", loket.EventNote, k.ID))
	if got := o.attendance("a"); got.Said != loket.PresenceAway {
		o.t.Errorf("after a note they are %q, want still away", got.Said)
	}
	o.change(k.ID, func(*loket.Ticket) {}, o.did("a", loket.EventClaim, k.ID))
	got := o.attendance("a")
	if got.Said != loket.PresenceWork || !got.SaidAt.Equal(o.clock.Now()) || !got.WorkedAt.Equal(o.clock.Now()) || got.Unit != k.Unit {
		o.t.Errorf("after a claim: %+v, want them at work in the ticket's unit", got)
	}
}

func attendanceOfAgency(o *office) {
	for _, login := range []string{"zaenab", "anton"} {
		m := o.petugas(loket.StaffID(login))
		m.Login, m.Name, m.PasswordHash = login, "Pak "+login, "$argon2id$"
		o.must(errors.Join(o.AddStaff(o.ctx(), m), o.Attend(o.ctx(), m)))
	}
	other := loket.Agency{ID: "lain", Code: "LAI", Name: "Lain", Zone: "Asia/Jakarta"}
	o.must(o.Register(o.ctx(), other))
	o.must(o.Attend(o.ctx(), loket.Staff{ID: "asing", Agency: other.ID}))
	k := o.ticket("a")
	held, err := o.claim(k.ID, "anton")
	o.must(err)
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "zaenab"))
	all, err := o.Attendance(o.ctx(), o.agency.ID)
	o.must(err)
	now := o.clock.Now()
	want := []loket.Attendance{
		{Staff: "anton", Name: "Pak anton", ActiveAt: now, Holds: []loket.Hold{{Ticket: k.ID, Unit: k.Unit, Until: held.LeaseUntil}}},
		{Staff: "zaenab", Name: "Pak zaenab", Disabled: true, ActiveAt: now},
	}
	if diff := cmp.Diff(want, all); diff != "" {
		o.t.Errorf("Attendance (-want +got):\n%s", diff)
	}
}

func shiftKept(o *office) {
	a := o.petugas("a")
	o.must(o.Attend(o.ctx(), a))
	shift := []loket.Shift{{Day: time.Monday, From: 480, To: 720}, {Day: time.Monday, From: 780, To: 960}, {Day: time.Friday, From: 0, To: 1440}}
	o.must(o.SetShift(o.ctx(), a, []loket.Shift{{Day: time.Sunday, From: 1, To: 2}}))
	o.must(o.SetShift(o.ctx(), a, shift))
	o.must(o.SetShift(o.ctx(), o.petugas("never-seen"), shift[:1]))
	if diff := cmp.Diff(shift, o.attendance("a").Shift); diff != "" {
		o.t.Errorf("shift (-want +got):\n%s", diff)
	}
	o.must(o.SetShift(o.ctx(), a, nil))
	all, err := o.Shifts(o.ctx(), o.agency.ID)
	o.must(err)
	if len(all) != 1 || len(all["never-seen"]) != 1 || o.attendance("a").Shift != nil {
		o.t.Errorf("shifts = %v, want only that of who was never seen", all)
	}
	if checked, err := o.CheckAudit(o.ctx()); err != nil || checked.Rows != 4 {
		o.t.Errorf("audit log = %+v, %v, want a row for each change", checked, err)
	}
}

func viewers(o *office) {
	k, since := o.ticket("a"), o.clock.Now()
	o.must(o.Look(o.ctx(), o.petugas("a"), k.ID, loket.DoingView))
	o.must(o.Look(o.ctx(), o.petugas("b"), k.ID, loket.DoingIdle))
	o.clock.Add(time.Minute)
	o.must(o.Look(o.ctx(), o.petugas("b"), k.ID, loket.DoingWrite))
	seen := func(by loket.StaffID, since time.Time) string {
		all, err := o.Viewers(o.ctx(), o.petugas(by), k.ID, since)
		o.must(err)
		text := ""
		for _, v := range all {
			text += fmt.Sprintf("%s %s %v;", v.Staff, v.Doing, o.clock.Now().Sub(v.SeenAt))
		}
		return text
	}
	if got := seen("c", since); got != "a viewing 1m0s;b writing 0s;" {
		o.t.Errorf("viewers = %q, want both as they were seen last", got)
	}
	if got := seen("b", since); got != "a viewing 1m0s;" {
		o.t.Errorf("viewers beside b = %q, want a", got)
	}
	if got := seen("c", since.Add(time.Second)); got != "b writing 0s;" {
		o.t.Errorf("viewers of late = %q, want b", got)
	}
	o.clock.Add(10 * time.Minute)
	o.must(o.Look(o.ctx(), o.petugas("c"), k.ID, loket.DoingView))
	if got := seen("d", since); got != "b writing 10m0s;c viewing 0s;" {
		o.t.Errorf("viewers after ten minutes = %q, want a forgotten", got)
	}
}

func viewersForeign(o *office) {
	k := o.ticket("a")
	foreign := loket.Staff{ID: "asing", Agency: "lain"}
	o.must(o.Look(o.ctx(), foreign, k.ID, loket.DoingWrite))
	o.must(o.Look(o.ctx(), o.petugas("a"), k.ID, loket.DoingView))
	for _, by := range []loket.Staff{foreign, o.petugas("a")} {
		if all, err := o.Viewers(o.ctx(), by, k.ID, o.clock.Now()); err != nil || len(all) != 0 {
			o.t.Errorf("viewers for %s = %+v, %v, want none", by.ID, all, err)
		}
	}
}

// takesOf claims a ticket for a member who may hold so many.
func (o *office) takesOf(by loket.StaffID, id loket.TicketID, most int) error {
	_, err := o.ClaimTicket(o.ctx(), o.petugas(by), id, func(t *loket.Ticket, _ loket.Situation, held int) (loket.Change, error) {
		if held >= most {
			return loket.Change{}, loket.ErrCapacity(most)
		}
		return loket.Change{}, t.Claim(by, o.clock.Now(), o.clock.Now().Add(5*time.Minute))
	})
	return err
}

func claimCounts(o *office) {
	var all []loket.Ticket
	for i := range 5 {
		all = append(all, o.ticket(fmt.Sprint(i)))
	}
	o.must(errors.Join(o.takesOf("a", all[0].ID, 2), o.takesOf("a", all[1].ID, 2), o.takesOf("b", all[2].ID, 2)))
	o.clock.Add(time.Hour)
	if err := o.takesOf("a", all[3].ID, 2); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("a third claim = %v, want a refusal: a lease that ran out is held still", err)
	}
	if got := o.view(all[3].ID).Ticket; got.Staff != "" {
		o.t.Errorf("after the refusal %s holds it, want nobody", got.Staff)
	}
	if err := o.takesOf("a", all[0].ID, 2); err != nil {
		o.t.Errorf("claiming one's own again = %v, want it renewed: it is not counted against itself", err)
	}
	o.change(all[1].ID, func(t *loket.Ticket) { t.Priority = loket.PriorityEmergency })
	o.must(o.takesOf("a", all[3].ID, 2))
	if err := o.takesOf("a", all[4].ID, 2); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("a claim beside two and an emergency = %v, want a refusal", err)
	}
	if got := o.attendance("a"); !got.ActiveAt.Equal(o.clock.Now()) {
		o.t.Errorf("active at %v, want the last claim that was written", got.ActiveAt)
	}
}

func claimCapacityRace(o *office) {
	const most = 5
	var tickets []loket.Ticket
	for i := range 12 {
		tickets = append(tickets, o.ticket(fmt.Sprint(i)))
	}
	var all sync.WaitGroup
	var won, full atomic.Int32
	for _, k := range tickets {
		all.Go(func() {
			switch err := o.takesOf("a", k.ID, most); {
			case err == nil:
				won.Add(1)
			case loket.CodeOf(err) == loket.CodeConflict:
				full.Add(1)
			default:
				o.t.Errorf("claim = %v, want nil or a refusal", err)
			}
		})
	}
	all.Wait()
	if won.Load() != most || full.Load() != 12-most || len(o.attendance("a").Holds) != most {
		o.t.Errorf("12 claims at once: %d won, %d refused, %d held, want %d, %d, %d",
			won.Load(), full.Load(), len(o.attendance("a").Holds), most, 12-most, most)
	}
}
