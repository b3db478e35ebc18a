package storetest

import (
	"errors"
	"slices"

	"loket/internal/loket"
)

func unitCases() []contractCase {
	return []contractCase{
		{"AreKept", unitsKept},
		{"Next/OfTheMembersUnits", nextOfMember},
	}
}

func unitsKept(o *office) {
	fresh := o.petugas("new")
	fresh.Login, fresh.PasswordHash, fresh.Units = "new", "$argon2id$", []loket.UnitID{"umum", "akta"}
	o.must(o.AddStaff(o.ctx(), fresh))
	o.must(o.Attend(o.ctx(), fresh))
	for _, c := range []struct{ set, want []loket.UnitID }{
		{nil, []loket.UnitID{"akta", "umum"}}, // as the account was made
		{[]loket.UnitID{"pengaduan"}, []loket.UnitID{"pengaduan"}},
		{[]loket.UnitID{"umum", "akta", "umum"}, []loket.UnitID{"akta", "umum"}},
		{[]loket.UnitID{}, nil},
	} {
		if c.set != nil {
			o.must(o.SetUnits(o.ctx(), fresh, c.set))
		}
		byID, err := o.StaffByID(o.ctx(), fresh.ID)
		o.must(err)
		if seen := o.attendance("new").Units; !slices.Equal(byID.Units, c.want) || !slices.Equal(seen, c.want) {
			o.t.Errorf("units = %v, in the attendance %v, want %v", byID.Units, seen, c.want)
		}
	}
}

func nextOfMember(o *office) {
	o.ticket("a")
	ticketIn := func(text string, unit loket.UnitID) loket.TicketID {
		return o.change(o.ticket(text).ID, func(t *loket.Ticket) { t.Unit = unit }).ID
	}
	akta, aktaUtara := ticketIn("b", "akta"), ticketIn("c", "akta-utara")
	take := func(unit loket.UnitID, units ...loket.UnitID) (loket.TicketID, error) {
		now := o.clock.Now()
		by := loket.Staff{ID: "petugas-a", Agency: o.agency.ID, Units: units}
		k, err := o.ClaimNext(o.ctx(), by, unit, now, func(t *loket.Ticket, _ loket.Situation, _ int) (loket.Change, error) {
			return loket.Change{}, t.Claim(by.ID, now, now.Add(1))
		})
		return k.ID, err
	}
	if _, err := take("", "pengaduan"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("next of who works for an empty unit = %v, want %v", err, loket.ErrNotFound)
	}
	if got, err := take("", "pengaduan", "akta-utara"); err != nil || got != aktaUtara {
		o.t.Errorf("next of akta-utara = %s, %v, want %s", got, err, aktaUtara)
	}
	if got, err := take("", "akta"); err != nil || got != akta {
		o.t.Errorf("next of akta = %s, %v, want %s", got, err, akta)
	}
	if got, err := take("umum", "akta"); err != nil || got == akta || got == aktaUtara {
		o.t.Errorf("next of a named unit = %s, %v, want that of umum, whatever the member's", got, err)
	}
}
