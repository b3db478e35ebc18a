package main

import (
	"net/http"
	"strings"
	"testing"

	"loket/internal/loket"
)

// withUnit is an office with a section for complaints.
const withUnit = `
console: {second_factor: off}
agencies:
  - {id: kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, units: [{id: pengaduan, name: Seksi Pengaduan}]}
`

// takenAt tells which ticket a form led to; "": none waits.
func takenAt(location string) loket.TicketID {
	id, _ := strings.CutPrefix(location, "/loket/tiket/")
	id, is := strings.CutSuffix(id, "#balas")
	if !is {
		return ""
	}
	return loket.TicketID(id)
}

// TestNextOfOwnUnits: who works for a section is given its tickets only, from the next
// request on, though another waits longer; who was given none again takes every one.
func TestNextOfOwnUnits(t *testing.T) {
	t.Parallel()
	o := openOffices(t, withUnit, nil)
	general := o.tickets["kupang"] // waits longest
	complaints := []loket.Ticket{o.askIn(t, o.config.Agencies[0], "pengaduan"), o.askIn(t, o.config.Agencies[0], "pengaduan")}
	officer, err := o.ledger.StaffByID(t.Context(), staffAt("kupang", loket.RoleOfficer))
	if err != nil {
		t.Fatal(err)
	}
	b := o.signIn(t, "kupang", loket.RoleOfficer)
	serves := func(units ...loket.UnitID) {
		t.Helper()
		if err := o.ledger.SetUnits(t.Context(), officer, units); err != nil {
			t.Fatal(err)
		}
	}
	next := func(what string, want loket.TicketID) {
		t.Helper()
		got := b.Post("/loket/ambil")
		if got.Status != http.StatusSeeOther || takenAt(got.Location()) != want {
			t.Errorf("%s: status %d to %q, want ticket %q", what, got.Status, got.Location(), want)
		}
	}
	serves("pengaduan")
	next("the first of the section", complaints[0].ID)
	next("the second of the section", complaints[1].ID)
	next("none of the section is left", "")
	if k, err := o.ledger.Ticket(t.Context(), "kupang", general.ID); err != nil || k.Ticket.State != loket.TicketWaiting {
		t.Errorf("the general ticket is %s, %v; want it waiting", k.Ticket.State, err)
	}
	serves()
	next("of every section", general.ID)
}
