package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
)

func linkCases() []contractCase {
	return []contractCase{
		{"LinkFindUnlink", linkLife},
		{"OneAccountOnePerson", linkUnique},
		{"Disabled/ActsNoMore", linkDisabled},
		{"Code/OnceAndInTime", linkCode},
		{"Code/Replaced", linkCodeReplaced},
		{"AChangeOfKeys/StillFound", linkRekeyed},
	}
}

const person = "5550001"

// linked is the login of whom an account is linked to; empty: nobody.
func (o *office) linked(person string) string {
	o.t.Helper()
	m, err := o.LinkedStaff(o.ctx(), o.agency.ID, person)
	if !errors.Is(err, loket.ErrNotFound) {
		o.must(err)
	}
	return m.Login
}

func (o *office) wantLinked(person, want string) {
	o.t.Helper()
	if got := o.linked(person); got != want {
		o.t.Errorf("account %s is linked to %q, want %q", person, got, want)
	}
}

func linkLife(o *office) {
	o.member("rosa")
	o.wantLinked(person, "")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, " Rosa ", person))
	o.wantLinked(person, "rosa")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, "rosa", "5550002"))
	o.wantLinked(person, "")
	o.wantLinked("5550002", "rosa")
	if all, err := o.Links(o.ctx(), o.agency.ID); err != nil || len(all) != 1 || !all["rosa"] {
		o.t.Errorf("Links() = %v, %v, want rosa alone", all, err)
	}
	if _, err := o.LinkedStaff(o.ctx(), "lain", "5550002"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("LinkedStaff(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.UnlinkStaff(o.ctx(), o.agency.ID, "rosa"))
	o.wantLinked("5550002", "")
	if err := o.UnlinkStaff(o.ctx(), o.agency.ID, "rosa"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("UnlinkStaff() of one who is not linked = %v, want %v", err, loket.ErrNotFound)
	}
	if err := o.LinkStaff(o.ctx(), o.agency.ID, "tidakada", person); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("LinkStaff(unknown) = %v, want %v", err, loket.ErrNotFound)
	}
}

func linkUnique(o *office) {
	o.member("rosa")
	o.member("yanti")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, "rosa", person))
	if err := o.LinkStaff(o.ctx(), o.agency.ID, "yanti", person); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("LinkStaff() of another's account = %v, want %s", err, loket.CodeConflict)
	}
	o.wantLinked(person, "rosa")
}

func linkDisabled(o *office) {
	o.member("rosa")
	o.member("yanti")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, "rosa", person))
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "rosa"))
	o.wantLinked(person, "")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, "yanti", person))
	o.wantLinked(person, "yanti")
}

func linkCode(o *office) {
	o.member("rosa")
	soon := o.clock.Now().Add(time.Minute)
	o.must(o.OfferLink(o.ctx(), o.agency.ID, "rosa", "ABCD2345", soon, ""))
	take := func(code, person string) error { return o.TakeLink(o.ctx(), o.agency.ID, code, person) }
	if err := take("ABCD2346", person); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TakeLink(wrong code) = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(take("ABCD2345", person))
	o.wantLinked(person, "rosa")
	if err := take("ABCD2345", "5550002"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TakeLink() a second time = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.OfferLink(o.ctx(), o.agency.ID, "rosa", "EFGH2345", o.clock.Now().Add(time.Minute), ""))
	o.clock.Add(time.Minute)
	if err := take("EFGH2345", "5550002"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TakeLink() too late = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.ForgetSaid(o.ctx()))
}

func linkCodeReplaced(o *office) {
	o.member("rosa")
	until := o.clock.Now().Add(time.Minute)
	o.must(o.OfferLink(o.ctx(), o.agency.ID, "rosa", "ABCD2345", until, ""))
	o.must(o.OfferLink(o.ctx(), o.agency.ID, "rosa", "EFGH2345", until, ""))
	if err := o.TakeLink(o.ctx(), o.agency.ID, "ABCD2345", person); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TakeLink() of a code before = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.UnlinkStaff(o.ctx(), o.agency.ID, "rosa"))
	if err := o.TakeLink(o.ctx(), o.agency.ID, "EFGH2345", person); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TakeLink() after unlinking = %v, want %v", err, loket.ErrNotFound)
	}
}

func linkRekeyed(o *office) {
	o.member("rosa")
	o.must(o.LinkStaff(o.ctx(), o.agency.ID, "rosa", person))
	o.adopt(2, 1)
	o.wantLinked(person, "rosa")
	if done := o.rekey(); done.Staff != 1 {
		o.t.Errorf("Rekey() moved %+v, want one link", done)
	}
	o.wantOnlyCurrent()
	o.adopt(2)
	o.wantLinked(person, "rosa")
}
