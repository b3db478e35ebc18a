package storetest

import (
	"errors"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

func clockOutCases() []contractCase {
	return []contractCase{
		{"OnesOwn/GivesEveryTicketBack", homeOwn},
		{"OfAnother/OnlyWhoWasSeenHere", homeOfAnother},
		{"ByTheClock/OnlyWhoIsSilent", homeByClock},
		{"ARefusalKeepsEverything", homeRefused},
		{"BesideAReply/OneOfThemIsFirst", homeBesideReply},
	}
}

// goes sends a member home, by whom.
func (o *office) goes(staff, by loket.StaffID, silent loket.Attendance) ([]loket.Ticket, error) {
	h := loket.ClockOut{Agency: o.agency.ID, Staff: staff, By: by, Silent: silent}
	return o.SendHome(o.ctx(), h, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{o.did(staff, loket.EventRelease, t.ID)}}, t.Release(staff, t.LeaseEpoch)
	})
}

// holding claims tickets of so many people for a member.
func (o *office) holding(staff loket.StaffID, people ...string) (all []loket.TicketID) {
	o.t.Helper()
	for _, person := range people {
		k := o.ticket(person)
		o.must(o.takesOf(staff, k.ID, 100))
		all = append(all, k.ID)
	}
	return all
}

func homeOwn(o *office) {
	held := o.holding("a", "1", "2", "3")
	kept := o.holding("b", "4")
	due := o.view(held[0]).Ticket.DueAt
	o.clock.Add(time.Minute)
	returned, err := o.goes("a", "a", loket.Attendance{})
	o.must(err)
	var ids []loket.TicketID
	for _, k := range returned {
		ids = append(ids, k.ID)
	}
	slices.Sort(held)
	if !slices.Equal(ids, held) || count(o.events(), loket.EventRelease) != 3 {
		o.t.Errorf("went back: %v, %d events, want %v and 3", ids, count(o.events(), loket.EventRelease), held)
	}
	for _, id := range held {
		if k := o.view(id).Ticket; k.State != loket.TicketWaiting || k.Staff != "" || k.LeaseEpoch != 1 {
			o.t.Errorf("ticket = %+v, want it to wait under the same epoch", k)
		}
	}
	if now := o.view(returned[0].ID).Ticket.DueAt; len(returned) > 0 && now.Before(due) {
		o.t.Errorf("due %v, want its old place %v", now, due)
	}
	if k := o.view(kept[0]).Ticket; k.Staff != "b" || o.attendance("b").Said != loket.PresenceUnsaid {
		o.t.Error("a colleague's ticket went back too")
	}
	got := o.attendance("a")
	if got.Said != loket.PresenceHome || got.SaidBy != "a" || got.Returned != 3 || !got.SaidAt.Equal(o.clock.Now()) || len(got.Holds) != 0 {
		o.t.Errorf("attendance = %+v, want them home with three tickets gone back", got)
	}
	if returned, err := o.goes("never-seen", "never-seen", loket.Attendance{}); err != nil || len(returned) != 0 {
		o.t.Errorf("going home without having come = %v, %v, want nothing gone back", returned, err)
	}
}

func homeOfAnother(o *office) {
	o.holding("a", "1")
	if _, err := o.goes("siapa", "penyelia", loket.Attendance{}); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("sending home who was never seen = %v, want %v", err, loket.ErrNotFound)
	}
	foreign := loket.ClockOut{Agency: "lain", Staff: "a", By: "asing"}
	if _, err := o.SendHome(o.ctx(), foreign, nil); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("sending home by another agency = %v, want %v", err, loket.ErrNotFound)
	}
	if got := o.attendance("a"); got.Said != loket.PresenceUnsaid || len(got.Holds) != 1 {
		o.t.Errorf("attendance = %+v, want it untouched", got)
	}
	before := o.attendance("a").ActiveAt
	o.clock.Add(time.Minute)
	returned, err := o.goes("a", "penyelia", loket.Attendance{})
	o.must(err)
	if got := o.attendance("a"); len(returned) != 1 || got.SaidBy != "penyelia" || !got.ActiveAt.Equal(before) {
		o.t.Errorf("attendance = %+v, want them sent by the supervisor, without a sign of life", got)
	}
	if checked, err := o.CheckAudit(o.ctx()); err != nil || checked.Rows != 1 {
		o.t.Errorf("audit log = %+v, %v, want one row", checked, err)
	}
}

func homeByClock(o *office) {
	o.holding("a", "1")
	seen := o.attendance("a")
	o.clock.Add(time.Minute)
	o.must(o.Attend(o.ctx(), o.petugas("a")))
	if _, err := o.goes("a", "", seen); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("the clock sends home who gave a sign of life = %v, want %v", err, loket.ErrNotFound)
	}
	if got := o.attendance("a"); got.Said != loket.PresenceUnsaid || len(got.Holds) != 1 {
		o.t.Errorf("attendance = %+v, want it untouched", got)
	}
	returned, err := o.goes("a", "", o.attendance("a"))
	o.must(err)
	if got := o.attendance("a"); len(returned) != 1 || got.Said != loket.PresenceHome || got.SaidBy != "" || got.Returned != 1 {
		o.t.Errorf("attendance = %+v, want them sent home by the clock", got)
	}
}

func homeRefused(o *office) {
	held := o.holding("a", "1", "2")
	refused := errors.New("refused")
	h := loket.ClockOut{Agency: o.agency.ID, Staff: "a", By: "a"}
	_, err := o.SendHome(o.ctx(), h, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if t.ID == max(held[0], held[1]) {
			return loket.Change{}, refused
		}
		return loket.Change{}, t.Release("a", t.LeaseEpoch)
	})
	if !errors.Is(err, refused) {
		o.t.Errorf("SendHome = %v, want the refusal", err)
	}
	if got := o.attendance("a"); got.Said != loket.PresenceUnsaid || len(got.Holds) != 2 {
		o.t.Errorf("attendance = %+v, want both tickets held and nothing said", got)
	}
}

// homeBesideReply: a reply that comes beside the clock-out is written before it,
// or refused; the ticket goes back either way.
func homeBesideReply(o *office) {
	for i := range 5 {
		person := string(rune('a' + i))
		id := o.holding("petugas", person)[0]
		var all sync.WaitGroup
		var replied error
		all.Go(func() {
			_, replied = o.UpdateTicket(o.ctx(), o.agency.ID, id, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
				if err := t.MayWrite("petugas", 1); err != nil {
					return loket.Change{}, err
				}
				t.FirstReplyAt = o.clock.Now()
				return loket.Change{Events: []loket.Event{o.did("petugas", loket.EventReply, t.ID)}}, nil
			})
		})
		all.Go(func() {
			if _, err := o.goes("petugas", "petugas", loket.Attendance{}); err != nil {
				o.t.Errorf("going home beside a reply = %v", err)
			}
		})
		all.Wait()
		k := o.view(id).Ticket
		if k.State != loket.TicketWaiting || errors.Is(replied, loket.ErrLeaseLost) != k.FirstReplyAt.IsZero() {
			o.t.Errorf("reply = %v, ticket = %+v, want it to wait, with the reply if it was accepted", replied, k)
		}
	}
}
