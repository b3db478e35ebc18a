package storetest

import (
	"errors"
	"slices"
	"time"

	"loket/internal/loket"
)

func breachCases() []contractCase {
	return []contractCase{
		{"Account/ExactlyWhatItOpened", breachOfAccount},
		{"Account/Unknown", breachOfNobody},
		{"Account/ReadContactData", breachOfContactData},
		{"Everything/WhoeverStoodInTheLedger", breachOfEverything},
		{"Measures/SinceTheBreach", breachMeasures},
	}
}

// member adds an account.
func (o *office) member(login string) loket.Staff {
	o.t.Helper()
	m := loket.Staff{ID: loket.StaffID(login), Agency: o.agency.ID, Login: login, Name: login, Role: loket.RoleOfficer, PasswordHash: "$argon2id$"}
	o.must(o.AddStaff(o.ctx(), m))
	return m
}

// views has a member of staff read a person's ticket, a minute later.
func (o *office) views(by loket.Staff, t loket.Ticket) {
	o.t.Helper()
	o.clock.Add(time.Minute)
	o.must(o.NoteView(o.ctx(), by, t.ID))
}

// exposed are the names a breach concerns in one way, in order.
func exposed(all []loket.Subject, how loket.Exposure) (names []string) {
	for _, s := range all {
		if s.Exposure == how {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return names
}

func (o *office) concerned(b loket.Breach) []loket.Subject {
	o.t.Helper()
	all, err := o.Concerned(o.ctx(), o.agency.ID, b)
	o.must(err)
	return all
}

// breachOfAccount abuses one account of two for an hour: it reads one ticket
// and claims another. What it read before and after, and what the other account
// read, it did not open.
func breachOfAccount(o *office) {
	thief, honest := o.member("petugas1"), o.member("petugas2")
	tickets := map[string]loket.Ticket{}
	for _, person := range []string{"a", "b", "c", "d", "e"} {
		tickets[person] = o.ticket(person)
	}
	o.views(thief, tickets["c"])
	o.clock.Add(time.Hour)
	from := o.clock.Now()
	in := o.text("a", "m:a:nik", "NIK saya [NIK 0001]")
	in.Hidden = []loket.Hidden{{Label: "NIK", Last4: "0001"}}
	_, err := o.Ingest(o.ctx(), []loket.Inbound{in})
	o.must(err)
	o.views(thief, tickets["a"])
	o.views(thief, tickets["a"])
	o.views(honest, tickets["d"])
	_, err = o.UpdateTicket(o.ctx(), o.agency.ID, tickets["b"].ID, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{{
			Agency: o.agency.ID, At: o.clock.Now(), Kind: loket.EventClaim, Ticket: t.ID, ActorKind: loket.ByStaff, ActorID: string(thief.ID),
		}}}, t.Claim(thief.ID, o.clock.Now(), o.clock.Now().Add(5*time.Minute))
	})
	o.must(err)
	o.clock.Add(time.Minute)
	to := o.clock.Now()
	o.ticket("f")
	o.views(thief, tickets["e"])
	all := o.concerned(loket.Breach{From: from, To: to, Login: "Petugas1"})
	if got, want := exposed(all, loket.ExposedOpened), []string{"Warga a", "Warga b"}; !slices.Equal(got, want) {
		o.t.Errorf("opened: %v, want %v", got, want)
	}
	if got, want := exposed(all, loket.ExposedListed), []string{"Warga c", "Warga d", "Warga e"}; !slices.Equal(got, want) {
		o.t.Errorf("listed: %v, want %v", got, want)
	}
	a := all[0]
	if a.Name != "Warga a" || !a.First.Equal(from.Add(time.Minute)) || !a.Last.Equal(from.Add(2*time.Minute)) ||
		!slices.Equal(a.Tickets, []string{tickets["a"].Number}) || !slices.Equal(a.Data, []string{"NIK"}) || a.Channel != loket.Telegram {
		o.t.Errorf("the first is %+v, want Warga a with their ticket, two views and a NIK's last four", a)
	}
}

// breachOfContactData counts how often an account read whose contact data in full,
// in the window; who was only looked up was opened too.
func breachOfContactData(o *office) {
	thief, honest := o.member("petugas1"), o.member("petugas2")
	a, b, c := o.ticket("a"), o.ticket("b"), o.ticket("c")
	reads := func(by loket.Staff, t loket.Ticket) {
		o.clock.Add(time.Minute)
		full, err := o.Unmask(o.ctx(), by, t.ID, "memeriksa sesuatu", func(loket.Ticket) error { return nil })
		o.must(err)
		if full.Name == "" || full.External == "" || full.Address == "" {
			o.t.Errorf("Unmask() = %+v, want all there is", full)
		}
	}
	reads(thief, a)
	o.clock.Add(time.Minute)
	from := o.clock.Now()
	reads(thief, a)
	reads(thief, a)
	reads(honest, c)
	o.clock.Add(time.Minute)
	p, err := o.Person(o.ctx(), thief, b.ID)
	o.must(err)
	if p.Name != "••••" || p.Erased || len(p.Earlier) != 0 {
		o.t.Errorf("Person() = %+v, want their short name masked", p)
	}
	o.views(thief, a)
	o.clock.Add(time.Minute)
	all := o.concerned(loket.Breach{From: from, To: o.clock.Now(), Login: "petugas1"})
	if got, want := exposed(all, loket.ExposedOpened), []string{"Warga a", "Warga b"}; !slices.Equal(got, want) {
		o.t.Errorf("opened: %v, want %v", got, want)
	}
	if all[0].Unmasked != 2 || !all[0].First.Equal(from.Add(time.Minute)) || all[1].Unmasked != 0 || len(all[0].Tickets) != 1 {
		o.t.Errorf("concerned: %+v, want the first's data read twice, the first time a minute in", all)
	}
}

func breachOfNobody(o *office) {
	o.member("petugas1")
	b := loket.Breach{From: o.clock.Now(), To: o.clock.Now().Add(time.Hour), Login: "petugas9"}
	if _, err := o.Concerned(o.ctx(), o.agency.ID, b); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Concerned(nobody) = %v, want %v", err, loket.ErrNotFound)
	}
	b.Login = "petugas1"
	if _, err := o.Concerned(o.ctx(), "lain", b); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Concerned(another agency's) = %v, want %v", err, loket.ErrNotFound)
	}
}

func breachOfEverything(o *office) {
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	o.clock.Add(time.Hour)
	from := o.clock.Now()
	o.says("b", "m:b:1", "halo")
	o.clock.Add(time.Hour)
	to := o.clock.Now()
	o.says("c", "m:c:1", "halo")
	if got, want := exposed(o.concerned(loket.Breach{From: from, To: to}), loket.ExposedKept), []string{"Warga b"}; !slices.Equal(got, want) {
		o.t.Errorf("kept in the window: %v, want %v", got, want)
	}
	all := o.concerned(loket.Breach{From: from.Add(-2 * time.Hour), To: to})
	if len(all) != 2 || !all[0].Erased || all[0].Name != "" {
		o.t.Errorf("a window before the erasure concerns %+v, want the erased person too, without a name", all)
	}
}

func breachMeasures(o *office) {
	m := o.member("petugas1")
	ticket := o.ticket("a")
	o.clock.Add(time.Hour)
	since := o.clock.Now()
	o.views(m, ticket)
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "petugas1"))
	o.must(o.NoteBreach(o.ctx(), o.agency.ID, loket.Breach{From: since, To: o.clock.Now(), Login: "petugas1"}, 1))
	got, err := o.Measures(o.ctx(), o.agency.ID, since)
	o.must(err)
	if len(got) != 2 || got[0].Action != "staff.disable" || got[1].Action != "breach.report" || got[1].Object != "petugas1" {
		o.t.Errorf("Measures() = %+v, want the account's end and the report", got)
	}
	_, err = o.CheckAudit(o.ctx())
	o.must(err)
}
