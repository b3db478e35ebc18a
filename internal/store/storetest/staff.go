package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func staffCases() []contractCase {
	return []contractCase{
		{"AddFindDisable", staffLife},
		{"Sessions/ExpireAndEnd", sessionLife},
		{"Ping", func(o *office) { o.must(o.Ping(o.ctx())) }},
	}
}

func staffLife(o *office) {
	member := loket.Staff{
		ID: loket.NewID[loket.StaffID](), Agency: o.agency.ID, Login: "petugas1", Name: "Petugas Satu",
		Role: loket.RoleOfficer, PasswordHash: "$argon2id$",
	}
	o.must(o.AddStaff(o.ctx(), member))
	if err := o.AddStaff(o.ctx(), member); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("AddStaff() with a taken login = %v, want %s", err, loket.CodeConflict)
	}
	got, err := o.StaffByLogin(o.ctx(), " Petugas1 ")
	o.must(err)
	if got.ID != member.ID || got.Role != member.Role || got.PasswordHash != member.PasswordHash || !got.Active() {
		o.t.Errorf("StaffByLogin() = %+v, want %+v", got, member)
	}
	if err := o.DisableStaff(o.ctx(), "lain", "petugas1"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("DisableStaff(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "petugas1"))
	if got, err := o.StaffByID(o.ctx(), member.ID); err != nil || got.Active() {
		o.t.Errorf("after disabling: %+v, %v, want an inactive account", got, err)
	}
	if all, err := o.ListStaff(o.ctx(), o.agency.ID); err != nil || len(all) != 1 {
		o.t.Errorf("ListStaff() = %d, %v, want 1", len(all), err)
	}
	if _, err := o.StaffByLogin(o.ctx(), "tidakada"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("StaffByLogin(unknown) = %v, want %v", err, loket.ErrNotFound)
	}
}

func sessionLife(o *office) {
	s := store.Sessions{Store: o.Store}
	o.must(s.CommitCtx(o.ctx(), "t", []byte("1"), o.clock.Now().Add(time.Hour)))
	o.must(s.CommitCtx(o.ctx(), "t", []byte("2"), o.clock.Now().Add(time.Hour)))
	if data, found, err := s.FindCtx(o.ctx(), "t"); err != nil || !found || string(data) != "2" {
		o.t.Errorf("FindCtx() = %q, %v, %v, want the last write", data, found, err)
	}
	o.clock.Add(time.Hour)
	if _, found, err := s.FindCtx(o.ctx(), "t"); err != nil || found {
		o.t.Errorf("an expired session was found (%v)", err)
	}
	o.must(s.DeleteExpired(o.ctx()))
	o.must(s.CommitCtx(o.ctx(), "s", []byte("1"), o.clock.Now().Add(time.Hour)))
	for i, swap := range []struct {
		token, was, is string
		want           bool
	}{{"s", "2", "3", false}, {"s", "1", "2", true}, {"s", "1", "3", false}, {"ended", "1", "2", false}} {
		if swapped, err := s.SwapCtx(o.ctx(), swap.token, []byte(swap.was), []byte(swap.is)); err != nil || swapped != swap.want {
			o.t.Errorf("SwapCtx() %d of %s for %s = %v, %v, want %v", i, swap.is, swap.was, swapped, err, swap.want)
		}
	}
	if data, found, err := s.FindCtx(o.ctx(), "s"); err != nil || !found || string(data) != "2" {
		o.t.Errorf("FindCtx() = %q, %v, %v, want the one swap that fitted", data, found, err)
	}
	if _, found, err := s.FindCtx(o.ctx(), "ended"); err != nil || found {
		o.t.Errorf("a swap brought a session into being (%v)", err)
	}
	o.must(s.CommitCtx(o.ctx(), "u", []byte{}, o.clock.Now().Add(time.Hour)))
	o.must(s.DeleteCtx(o.ctx(), "u"))
	if _, found, err := s.FindCtx(o.ctx(), "u"); err != nil || found {
		o.t.Errorf("an ended session was found (%v)", err)
	}
}
