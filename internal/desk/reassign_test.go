package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// hires makes accounts that the ledger knows.
func (o *office) hires(all ...loket.Staff) {
	o.t.Helper()
	for _, m := range all {
		m.Login, m.Name, m.PasswordHash = string(m.ID), "Rekan "+string(m.ID), "$argon2id$"
		o.must(o.ledger.AddStaff(o.ctx(), m))
	}
}

func penyelia() loket.Staff { return member("penyelia", loket.RoleSupervisor) }

func (o *office) moves(to loket.StaffID, ids ...loket.TicketID) desk.Assigned {
	o.t.Helper()
	out, err := o.Reassign(o.ctx(), penyelia(), desk.Assignment{Tickets: ids, To: to, Reason: "Pak A rapat sampai sore"})
	o.must(err)
	return out
}

func TestReassign(t *testing.T) {
	t.Parallel()
	t.Run("ToAColleague/WithTheReason", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.hires(petugasA(), petugasB(), penyelia())
		held := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(time.Minute)
		out := o.moves("petugas-b", held.ID)
		now := o.now(held.ID)
		if now.Staff != "petugas-b" || now.LeaseEpoch != held.LeaseEpoch+1 || !now.LeaseUntil.Equal(o.clock.Now().Add(desk.GroupLease)) || !now.DueAt.Equal(held.DueAt) {
			t.Errorf("ticket = %+v, want petugas-b's for half an hour, under a new epoch, with its deadline", now)
		}
		if len(out.Moved) != 1 || out.To.ID != "petugas-b" {
			t.Errorf("Reassign() = %+v, want one moved to petugas-b", out)
		}
		if e := o.events(loket.EventReassign); len(e) != 1 || e[0].ActorID != "penyelia" || e[0].Revision != "petugas-b" || e[0].Value != now.LeaseEpoch {
			t.Errorf("events = %+v, want one of the supervisor's", e)
		}
		err := o.Reply(o.ctx(), petugasA(), held.ID, held.LeaseEpoch, "Sudah saya cek.")
		o.wantErr("a reply of the former holder", err, loket.ErrLeaseLost)
		if text := loketText(err); !strings.Contains(text, "diberikan kepada Rekan petugas-b oleh Rekan penyelia") || !strings.Contains(text, "rapat sampai sore") {
			t.Errorf("the former holder reads %q, want who moved it, to whom and why", text)
		}
		o.must(o.Reply(o.ctx(), petugasB(), held.ID, now.LeaseEpoch, "Selamat siang."))
		if got := o.replies(); len(got) != 1 || got[0] != "Selamat siang." {
			t.Errorf("replies = %q, want the new holder's only", got)
		}
		view, err := o.View(o.ctx(), petugasB(), held.ID)
		o.must(err)
		if len(view.Notes) != 1 || view.Notes[0].Kind != loket.NoteReassign || view.Notes[0].Author != "penyelia" {
			t.Errorf("notes = %+v, want the supervisor's reason", view.Notes)
		}
	})
	t.Run("ToTheQueue/AtItsOldPlace", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k, next := o.ticket("a"), o.ticket("b")
		held := o.claims(petugasA(), k.ID)
		if out := o.moves("", k.ID); len(out.Moved) != 1 || out.To.ID != "" {
			t.Errorf("Reassign() = %+v, want it back in the queue", out)
		}
		now := o.now(k.ID)
		if now.State != loket.TicketWaiting || now.Staff != "" || !now.DueAt.Equal(k.DueAt) || now.Before(next) >= 0 {
			t.Errorf("ticket = %+v, want it waiting before what came after it", now)
		}
		o.wantErr("a reply of the former holder", o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Halo."), loket.ErrLeaseLost)
		if e := o.events(loket.EventReassign); len(e) != 1 || e[0].Revision != "" {
			t.Errorf("events = %+v, want one to the queue", e)
		}
	})
	t.Run("SeveralAtOnce/TheOthersAreTold", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.hires(petugasB())
		a, b, closed := o.ticket("a"), o.claims(petugasA(), o.ticket("b").ID), o.claims(petugasA(), o.ticket("c").ID)
		o.must(o.Close(o.ctx(), petugasA(), closed.ID, closed.LeaseEpoch))
		o.Capacity = func(loket.AgencyID) int { return 1 }
		out := o.moves("petugas-b", a.ID, b.ID, closed.ID, "tidak-ada", a.ID)
		if len(out.Moved) != 2 || len(out.Refused) != 2 || out.Holds != 2 || out.Most != 1 {
			t.Errorf("Reassign() = %+v, want two moved beyond the one they may hold, and two refused", out)
		}
	})
	t.Run("NoSignOfLife", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.hires(petugasB())
		o.moves("petugas-b", o.ticket("a").ID)
		floor, err := o.Survey(o.ctx(), penyelia())
		o.must(err)
		if len(floor.Team) != 1 || floor.Team[0].Presence != loket.PresenceHome {
			t.Errorf("team = %+v, want who was given a ticket still not at work", floor.Team)
		}
	})
	t.Run("OfATicketPutAside/KeepsItSo", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.hires(petugasB())
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Pause(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Pause{Kind: loket.PauseHour}))
		o.moves("petugas-b", k.ID)
		if now := o.now(k.ID); now.State != loket.TicketSnoozed || now.Staff != "petugas-b" {
			t.Errorf("ticket = %+v, want it snoozed under petugas-b's name", now)
		}
		o.moves("", k.ID)
		if now := o.now(k.ID); now.State != loket.TicketSnoozed || now.Staff != "" {
			t.Errorf("ticket = %+v, want it snoozed under nobody's name", now)
		}
	})
	t.Run("AfterALaterClaim/TheReasonIsNotTold", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		held := o.claims(petugasA(), k.ID)
		o.moves("", k.ID)
		o.clock.Add(time.Minute)
		o.claims(petugasB(), k.ID)
		err := o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Halo.")
		if o.wantErr("a late reply", err, loket.ErrLeaseLost); strings.Contains(loketText(err), "rapat") {
			t.Errorf("after another claim they read %q, want nothing of the move", loketText(err))
		}
	})
}

// loketText is what a person reads of an error.
func loketText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestReassignRefused(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.hires(petugasB(), member("auditor", loket.RoleAuditor), loket.Staff{ID: "jauh", Agency: lokettest.Agency().ID, Role: loket.RoleOfficer})
	o.must(o.ledger.DisableStaff(o.ctx(), lokettest.Agency().ID, "jauh"))
	id := o.ticket("a").ID
	many := make([]loket.TicketID, 101)
	for name, c := range map[string]struct {
		by loket.Staff
		a  desk.Assignment
	}{
		"ByAnOfficer":    {petugasA(), desk.Assignment{Tickets: []loket.TicketID{id}, To: "petugas-b", Reason: "x"}},
		"Nothing":        {penyelia(), desk.Assignment{To: "petugas-b", Reason: "x"}},
		"TooMany":        {penyelia(), desk.Assignment{Tickets: many, To: "petugas-b", Reason: "x"}},
		"WithoutAReason": {penyelia(), desk.Assignment{Tickets: []loket.TicketID{id}, To: "petugas-b", Reason: " "}},
		"ToNobodyKnown":  {penyelia(), desk.Assignment{Tickets: []loket.TicketID{id}, To: "siapa", Reason: "x"}},
		"ToWhoServesNot": {penyelia(), desk.Assignment{Tickets: []loket.TicketID{id}, To: "auditor", Reason: "x"}},
		"ToWhoIsGone":    {penyelia(), desk.Assignment{Tickets: []loket.TicketID{id}, To: "jauh", Reason: "x"}},
	} {
		if _, err := o.Reassign(context.Background(), c.by, c.a); loket.CodeOf(err) == "" {
			t.Errorf("%s: Reassign() = %v, want words for the person", name, err)
		}
	}
	if out := o.moves("", id); len(out.Refused) != 1 {
		t.Errorf("taking back what nobody has: %+v, want it refused", out)
	}
	o.moves("petugas-b", id)
	if out := o.moves("petugas-b", id); len(out.Refused) != 1 || out.Refused[0].Number == "" {
		t.Errorf("giving it to who has it: %+v, want it refused by its number", out)
	}
}

func TestSurvey(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.hires(petugasA(), petugasB(), member("auditor", loket.RoleAuditor))
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.ticket("b")
	floor, err := o.Survey(o.ctx(), member("kepala", loket.RoleHead))
	o.must(err)
	if len(floor.Team) != 2 || floor.Team[0].Staff != "petugas-a" || len(floor.Team[0].Holds) != 1 || floor.Team[0].Holds[0].Ticket != k.ID {
		t.Errorf("team = %+v, want petugas-a with what they hold, and petugas-b who never came", floor.Team)
	}
	if len(floor.Tickets) != 2 || floor.Tickets[0].Question+floor.Tickets[1].Question != "" {
		t.Errorf("tickets = %+v, want both, without what was asked", floor.Tickets)
	}
	if _, err := o.Survey(o.ctx(), petugasA()); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("Survey() by an officer = %v, want it refused", err)
	}
}
