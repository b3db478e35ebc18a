package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func factorCases() []contractCase {
	return []contractCase{
		{"SetRenewReset", factorLife},
		{"Step/OnceAndForward", factorStep},
		{"Step/TwoReplicasAtOnce", factorAtOnce},
		{"Recovery/EachOnce", factorRecovery},
		{"Recovery/TwoReplicasAtOnce", factorRecoveryAtOnce},
		{"Tries/FiveInAnyWindow", factorTries},
		{"Tries/AtOnce", factorTriesAtOnce},
		{"Tries/AKnownPlaceHasItsOwn", factorPlaces},
		{"AChangeOfKeys/StillOpens", factorRekeyed},
		{"Password/EndsSessions", passwordSet},
	}
}

const home, away = "203.0.113.7", "198.51.100.9"

// factored is a member of staff with a second factor and two recovery codes.
func (o *office) factored(login string) loket.Staff {
	o.t.Helper()
	m := o.member(login)
	f := loket.NewFactor{Secret: []byte("rahasia " + login), Step: 10, Recovery: []string{"SATU", "DUA"}}
	o.must(o.SetSecondFactor(o.ctx(), m, f))
	return m
}

func (o *office) factor(m loket.Staff) loket.SecondFactor {
	o.t.Helper()
	f, err := o.SecondFactor(o.ctx(), m.ID)
	o.must(err)
	return f
}

func (o *office) sessionEpoch(m loket.Staff) int64 {
	o.t.Helper()
	got, err := o.StaffByID(o.ctx(), m.ID)
	o.must(err)
	return got.SessionEpoch
}

func factorLife(o *office) {
	m := o.member("rosa")
	if f := o.factor(m); f.SetUp() || f.Recovery != 0 {
		o.t.Errorf("a new account has %+v, want no second factor", f)
	}
	o.must(o.SetSecondFactor(o.ctx(), m, loket.NewFactor{Secret: []byte("satu"), Step: 10, Recovery: []string{"A", "B", "C"}}))
	if f := o.factor(m); string(f.Secret) != "satu" || f.Recovery != 3 {
		o.t.Errorf("second factor = %q with %d codes, want the one set and 3", f.Secret, f.Recovery)
	}
	other := loket.NewFactor{Secret: []byte("dua"), Step: 11, Recovery: []string{"D"}}
	if err := o.SetSecondFactor(o.ctx(), m, other); !errors.Is(err, loket.ErrFactorSet) {
		o.t.Errorf("SetSecondFactor() over another = %v, want %v", err, loket.ErrFactorSet)
	}
	before := o.sessionEpoch(m)
	other.Renew = true
	o.must(o.SetSecondFactor(o.ctx(), m, other))
	if f := o.factor(m); string(f.Secret) != "dua" || f.Recovery != 1 || o.sessionEpoch(m) <= before {
		o.t.Errorf("renewed: %q with %d codes, epoch %d after %d, want the other one and a later epoch", f.Secret, f.Recovery, o.sessionEpoch(m), before)
	}
	o.must(o.SetRecovery(o.ctx(), m, []string{"E", "F"}))
	if err := o.UseRecovery(o.ctx(), m, "D", home); !errors.Is(err, loket.ErrWrongCode) {
		o.t.Errorf("a recovery code that was replaced = %v, want %v", err, loket.ErrWrongCode)
	}
	if err := o.ResetSecondFactor(o.ctx(), "lain", "rosa"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("ResetSecondFactor(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	before = o.sessionEpoch(m)
	o.must(o.ResetSecondFactor(o.ctx(), o.agency.ID, " Rosa "))
	if f := o.factor(m); f.SetUp() || f.Recovery != 0 || o.sessionEpoch(m) <= before {
		o.t.Errorf("reset: %+v, epoch %d after %d, want none and a later epoch", f, o.sessionEpoch(m), before)
	}
	if err := o.UseStep(o.ctx(), m, 99, home); !errors.Is(err, loket.ErrUsedCode) {
		o.t.Errorf("UseStep() without a second factor = %v, want %v", err, loket.ErrUsedCode)
	}
	if _, err := o.SecondFactor(o.ctx(), "tidak-ada"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("SecondFactor(nobody) = %v, want %v", err, loket.ErrNotFound)
	}
}

func factorStep(o *office) {
	m := o.factored("rosa")
	for _, c := range []struct {
		step int64
		want error
	}{{10, loket.ErrUsedCode}, {12, nil}, {12, loket.ErrUsedCode}, {11, loket.ErrUsedCode}, {13, nil}} {
		if err := o.UseStep(o.ctx(), m, c.step, home); !errors.Is(err, c.want) {
			o.t.Errorf("UseStep(%d) = %v, want %v", c.step, err, c.want)
		}
	}
}

// second opens the same ledger a second time, as another replica does; SQLite has
// one process, and one ledger, by design.
func (o *office) second() *store.Store {
	o.t.Helper()
	if !o.Shared() {
		return o.Store
	}
	other, err := store.Open(o.ctx(), o.address, store.Options{Sealer: o.sealer, Now: o.clock.Now})
	o.must(err)
	o.t.Cleanup(func() { o.must(other.Close()) })
	return other
}

// race runs do eight times at once on two replicas and returns how often it
// succeeded.
func (o *office) race(do func(*store.Store) error) int {
	o.t.Helper()
	replicas := []*store.Store{o.Store, o.second()}
	var all sync.WaitGroup
	var done atomic.Int32
	for i := range 8 {
		all.Go(func() {
			switch err := do(replicas[i%2]); {
			case err == nil:
				done.Add(1)
			case loket.CodeOf(err) != loket.CodeUnauthorized:
				o.t.Errorf("a code used at once: %v", err)
			}
		})
	}
	all.Wait()
	return int(done.Load())
}

func factorAtOnce(o *office) {
	m := o.factored("rosa")
	if n := o.race(func(s *store.Store) error { return s.UseStep(o.ctx(), m, 11, home) }); n != 1 {
		o.t.Errorf("one code opened %d of 8 sign-ins at once, want 1", n)
	}
}

func factorRecovery(o *office) {
	m := o.factored("rosa")
	if err := o.UseRecovery(o.ctx(), m, "TIGA", home); !errors.Is(err, loket.ErrWrongCode) {
		o.t.Errorf("UseRecovery(unknown) = %v, want %v", err, loket.ErrWrongCode)
	}
	if err := o.UseRecovery(o.ctx(), o.factored("yanti"), "SATU", home); err != nil {
		o.t.Errorf("UseRecovery(of the account itself) = %v, want nil", err)
	}
	o.must(o.UseRecovery(o.ctx(), m, "SATU", home))
	if err := o.UseRecovery(o.ctx(), m, "SATU", home); !errors.Is(err, loket.ErrWrongCode) {
		o.t.Errorf("UseRecovery() again = %v, want %v", err, loket.ErrWrongCode)
	}
	if f := o.factor(m); f.Recovery != 1 {
		o.t.Errorf("%d recovery codes are left, want 1", f.Recovery)
	}
	for _, row := range o.column(o.db(), "staff", "totp_sealed") {
		if bytes.Contains(row.sealed, []byte("rahasia")) {
			o.t.Errorf("%v holds the secret as it is", row)
		}
	}
	var plain int
	o.must(o.db().QueryRowContext(o.ctx(), `SELECT COUNT(*) FROM recovery_codes WHERE code_hash LIKE '%DUA%'`).Scan(&plain))
	if plain > 0 {
		o.t.Error("a recovery code is kept as it is, want its hash")
	}
}

func factorRecoveryAtOnce(o *office) {
	m := o.factored("rosa")
	if n := o.race(func(s *store.Store) error { return s.UseRecovery(o.ctx(), m, "DUA", home) }); n != 1 {
		o.t.Errorf("one recovery code opened %d of 8 sign-ins at once, want 1", n)
	}
}

// try counts a try and tells whether it was let.
func (o *office) try(m loket.Staff, origin string) bool {
	o.t.Helper()
	wait, err := o.TakeTry(o.ctx(), m, origin)
	o.must(err)
	if wait < 0 || wait > loket.FactorWindow {
		o.t.Errorf("to wait %v, want up to %v", wait, loket.FactorWindow)
	}
	return wait == 0
}

// factorTries guesses from another address every time, for an hour.
func factorTries(o *office) {
	m := o.factored("rosa")
	var let []time.Time
	for i := range 360 {
		if o.try(m, fmt.Sprint("198.51.100.", i%100)) {
			let = append(let, o.clock.Now())
		}
		o.clock.Add(10 * time.Second)
	}
	for i := loket.FactorTries; i < len(let); i++ {
		if over := let[i].Sub(let[i-loket.FactorTries]); over < loket.FactorWindow {
			o.t.Errorf("%d tries within %v, want %d at most in any %v", loket.FactorTries+1, over, loket.FactorTries, loket.FactorWindow)
		}
	}
	if len(let) != 4*loket.FactorTries {
		o.t.Errorf("%d tries in an hour, want %d: nobody is locked out", len(let), 4*loket.FactorTries)
	}
}

func factorTriesAtOnce(o *office) {
	m := o.factored("rosa")
	replicas := []*store.Store{o.Store, o.second()}
	var all sync.WaitGroup
	var let atomic.Int32
	for i := range 20 {
		all.Go(func() {
			if wait, err := replicas[i%2].TakeTry(o.ctx(), m, away); err != nil {
				o.t.Errorf("try at once: %v", err)
			} else if wait == 0 {
				let.Add(1)
			}
		})
	}
	all.Wait()
	if n := let.Load(); n < 1 || n > loket.FactorTries {
		o.t.Errorf("%d of 20 tries at once were let, want 1 to %d", n, loket.FactorTries)
	}
}

// factorPlaces: a guesser cannot keep the owner out where the owner was before.
func factorPlaces(o *office) {
	m := o.factored("rosa")
	if !o.try(m, home) {
		o.t.Fatal("the first try is refused")
	}
	o.must(o.UseStep(o.ctx(), m, 11, home))
	for range 2 * loket.FactorTries {
		o.try(m, away)
	}
	if o.try(m, "198.51.100.10") {
		o.t.Error("a stranger from a third address is let, want all strangers counted together")
	}
	for range loket.FactorTries {
		if !o.try(m, home) {
			o.t.Fatal("the owner is refused where they signed in before")
		}
	}
	if o.try(m, home) {
		o.t.Error("a sixth wrong code from the owner's place is let")
	}
	o.clock.Add(loket.FactorWindow)
	o.must(o.UseRecovery(o.ctx(), m, "SATU", home))
	if !o.try(m, home) {
		o.t.Error("a right code did not give the tries back")
	}
	o.adopt(2, 1)
	if !o.try(m, home) {
		o.t.Error("after a change of keys the owner's place is not known")
	}
}

func factorRekeyed(o *office) {
	m := o.factored("rosa")
	o.adopt(2, 1)
	if done := o.rekey(); done.Staff != 1 {
		o.t.Errorf("Rekey() = %+v, want one secret moved", done)
	}
	o.adopt(2)
	if f := o.factor(m); string(f.Secret) != "rahasia rosa" {
		o.t.Errorf("secret = %q after a change of keys, want it as it was", f.Secret)
	}
	o.must(o.UseRecovery(o.ctx(), m, "SATU", home))
}

func passwordSet(o *office) {
	m := o.member("rosa")
	before := o.sessionEpoch(m)
	if err := o.SetPassword(o.ctx(), "lain", "rosa", "$baru$", ""); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("SetPassword(other agency) = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(o.SetPassword(o.ctx(), o.agency.ID, " Rosa ", "$baru$", m.ID))
	got, err := o.StaffByID(o.ctx(), m.ID)
	o.must(err)
	if got.PasswordHash != "$baru$" || got.SessionEpoch <= before {
		o.t.Errorf("password hash %q, epoch %d after %d, want the new one and a later epoch", got.PasswordHash, got.SessionEpoch, before)
	}
	before = got.SessionEpoch
	o.must(o.EndSessions(o.ctx(), m))
	if o.sessionEpoch(m) <= before {
		o.t.Error("EndSessions() left the epoch as it was")
	}
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "rosa"))
	for what, err := range map[string]error{
		"SetPassword": o.SetPassword(o.ctx(), o.agency.ID, "rosa", "$lagi$", ""), "EndSessions": o.EndSessions(o.ctx(), m),
		"ResetSecondFactor": o.ResetSecondFactor(o.ctx(), o.agency.ID, "rosa"),
	} {
		if !errors.Is(err, loket.ErrNotFound) {
			o.t.Errorf("%s(disabled account) = %v, want %v", what, err, loket.ErrNotFound)
		}
	}
}
