package webtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

// Factors keeps second factors in memory, and changes of Accounts' passwords; it
// allows any number of tries until Refuse.
type Factors struct {
	accounts *Accounts

	mu       sync.Mutex
	secrets  map[loket.StaffID][]byte   // guarded by mu
	recovery map[loket.StaffID][]string // guarded by mu
	steps    map[loket.StaffID]int64    // guarded by mu: the last one used
	wait     time.Duration              // guarded by mu
	linking  string                     // guarded by mu: the last code to link an account
}

// NewFactors makes a place where nobody has a second factor.
func NewFactors(accounts *Accounts) *Factors {
	return &Factors{
		accounts: accounts, secrets: map[loket.StaffID][]byte{}, recovery: map[loket.StaffID][]string{}, steps: map[loket.StaffID]int64{},
	}
}

// Refuse has every try wait so long.
func (f *Factors) Refuse(wait time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wait = wait
}

// Linking is the last code offered to link a messenger account.
func (f *Factors) Linking() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.linking
}

// SecondFactor returns what was set.
func (f *Factors) SecondFactor(_ context.Context, id loket.StaffID) (loket.SecondFactor, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return loket.SecondFactor{Secret: f.secrets[id], Recovery: len(f.recovery[id])}, nil
}

// TakeTry allows it, unless told otherwise.
func (f *Factors) TakeTry(context.Context, loket.Staff, string) (time.Duration, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wait, nil
}

// UseStep takes each step once.
func (f *Factors) UseStep(_ context.Context, m loket.Staff, step int64, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if step <= f.steps[m.ID] {
		return loket.ErrUsedCode
	}
	f.steps[m.ID] = step
	return nil
}

// UseRecovery takes each code once.
func (f *Factors) UseRecovery(_ context.Context, m loket.Staff, code, _ string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.Index(f.recovery[m.ID], code)
	if i < 0 {
		return loket.ErrWrongCode
	}
	f.recovery[m.ID] = slices.Delete(f.recovery[m.ID], i, i+1)
	return nil
}

// SetSecondFactor keeps it and ends sessions.
func (f *Factors) SetSecondFactor(_ context.Context, m loket.Staff, n loket.NewFactor) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.secrets[m.ID] != nil && !n.Renew {
		return loket.ErrFactorSet
	}
	f.secrets[m.ID], f.recovery[m.ID], f.steps[m.ID] = n.Secret, n.Recovery, n.Step
	f.accounts.Change(m.ID, func(s *loket.Staff) { s.SessionEpoch++ })
	return nil
}

// SetRecovery replaces the codes.
func (f *Factors) SetRecovery(_ context.Context, m loket.Staff, codes []string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.recovery[m.ID] = codes
	return nil
}

// SetPassword changes the account, and ends sessions.
func (f *Factors) SetPassword(ctx context.Context, _ loket.AgencyID, login, hash string, _ loket.StaffID) error {
	m, err := f.accounts.StaffByLogin(ctx, login)
	f.accounts.Change(m.ID, func(s *loket.Staff) { s.PasswordHash, s.SessionEpoch = hash, s.SessionEpoch+1 })
	return err
}

// EndSessions ends them.
func (f *Factors) EndSessions(_ context.Context, m loket.Staff) error {
	f.accounts.Change(m.ID, func(s *loket.Staff) { s.SessionEpoch++ })
	return nil
}

// OfferLink remembers the code.
func (f *Factors) OfferLink(_ context.Context, _ loket.AgencyID, _, code string, _ time.Time, _ loket.StaffID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.linking = code
	return nil
}
