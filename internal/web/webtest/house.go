package webtest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"loket/internal/loket"
	"loket/internal/report"
)

// Password opens every account of Accounts.
const Password = "kuda laut makan jagung"

// WITA is the zone the tests live in.
func WITA(loket.AgencyID) *time.Location { return time.FixedZone("WITA", 8*3600) }

// Clock is a clock that moves when told to.
type Clock struct {
	mu sync.Mutex
	at time.Time // guarded by mu
}

// NewClock starts a clock on a Saturday, 21 November 2026, at 14.05 WITA.
func NewClock() *Clock {
	return &Clock{at: time.Date(2026, time.November, 21, 14, 5, 0, 0, WITA(""))}
}

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Move lets time pass.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Accounts holds members of staff.
type Accounts struct {
	mu    sync.Mutex
	staff []loket.Staff // guarded by mu
	asked int           // guarded by mu: how often a login was looked up
}

// NewAccounts makes one active account per role, whose login and id are the
// role's name, all of one agency and with one Password of little cost.
func NewAccounts() *Accounts {
	hash, err := argon2id.CreateHash(Password, &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16})
	if err != nil {
		panic(err) // only when the machine gives no random numbers
	}
	a := &Accounts{}
	for _, role := range loket.Roles() {
		a.staff = append(a.staff, loket.Staff{
			ID: loket.StaffID(role), Agency: "kupang", Login: string(role), Name: "Rekan " + string(role), Role: role, PasswordHash: hash,
		})
	}
	return a
}

// Change changes an account.
func (a *Accounts) Change(id loket.StaffID, change func(*loket.Staff)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.staff {
		if a.staff[i].ID == id {
			change(&a.staff[i])
		}
	}
}

// Asked tells how often a login was looked up.
func (a *Accounts) Asked() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked
}

// StaffByLogin finds an account by its login.
func (a *Accounts) StaffByLogin(_ context.Context, login string) (loket.Staff, error) {
	a.mu.Lock()
	a.asked++
	a.mu.Unlock()
	return a.find(func(s loket.Staff) bool { return s.Login == login })
}

// StaffByID finds an account by its id.
func (a *Accounts) StaffByID(_ context.Context, id loket.StaffID) (loket.Staff, error) {
	return a.find(func(s loket.Staff) bool { return s.ID == id })
}

func (a *Accounts) find(is func(loket.Staff) bool) (loket.Staff, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.IndexFunc(a.staff, is); i >= 0 {
		return a.staff[i], nil
	}
	return loket.Staff{}, loket.ErrNotFound
}

// Sessions is a session store that forgets nothing by itself.
type Sessions struct {
	mu   sync.Mutex
	rows map[string][]byte // guarded by mu
	err  error             // guarded by mu: what every call returns, when set

	between func() // guarded by mu: see Between
}

// NewSessions makes an empty store.
func NewSessions() *Sessions { return &Sessions{rows: map[string][]byte{}} }

// Break makes every call return err; nil mends it.
func (s *Sessions) Break(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// Keys lists the tokens as they are stored.
func (s *Sessions) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key := range s.rows {
		keys = append(keys, key)
	}
	return keys
}

// Delete removes a session.
func (s *Sessions) Delete(token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rows, token)
	return s.err
}

// Find returns a session.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row, ok := s.rows[token]
	return row, ok, s.err
}

// Commit stores a session.
func (s *Sessions) Commit(token string, row []byte, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[token] = row
	return s.err
}

// All returns what is kept, by its tokens.
func (s *Sessions) All() (map[string][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.rows), s.err
}

// AllCtx is All.
func (s *Sessions) AllCtx(context.Context) (map[string][]byte, error) { return s.All() }

// DeleteCtx is Delete.
func (s *Sessions) DeleteCtx(_ context.Context, token string) error { return s.Delete(token) }

// FindCtx is Find.
func (s *Sessions) FindCtx(_ context.Context, token string) ([]byte, bool, error) {
	return s.Find(token)
}

// CommitCtx is Commit.
func (s *Sessions) CommitCtx(_ context.Context, token string, row []byte, until time.Time) error {
	return s.Commit(token, row, until)
}

// SwapCtx replaces what still is as it was, after what Between was told.
func (s *Sessions) SwapCtx(_ context.Context, token string, was, is []byte) (bool, error) {
	if meanwhile := s.meanwhile(); meanwhile != nil {
		meanwhile()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if row, ok := s.rows[token]; !ok || !bytes.Equal(row, was) || s.err != nil {
		return false, s.err
	}
	s.rows[token] = is
	return true, nil
}

// Between has something happen once between the next reading of a session and its
// change.
func (s *Sessions) Between(happens func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.between = happens
}

// meanwhile takes what is to happen; nil: nothing.
func (s *Sessions) meanwhile() func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	happens := s.between
	s.between = nil
	return happens
}

// Figures answers every period with one report. What it is made of is set before the
// first question.
type Figures struct {
	mu    sync.Mutex
	Facts report.Facts // what the report is built from, whatever the period
	Err   error
	Asked report.Query // last; read it when no question is under way
}

// Report builds the report, as of the moment of the facts and over all time, and
// remembers what was asked.
func (f *Figures) Report(_ context.Context, q report.Query) (report.Report, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Asked = q
	facts := f.Facts
	facts.By, facts.Filter = q.By, q.Filter
	return report.Build(facts), f.Err
}

// Reports builds one for each part, like Report.
func (f *Figures) Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error) {
	var all []report.Report
	for _, part := range parts {
		q.By = part
		r, err := f.Report(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Improver makes what to fix next out of fixed facts.
type Improver struct {
	Facts report.GapFacts
	Err   error
	Asked report.Query      // last
	Texts *loket.AuditEntry // last: who read texts; nil: nobody
}

// Improve makes the list and remembers what was asked.
func (m *Improver) Improve(_ context.Context, q report.Query, texts *loket.AuditEntry) (report.Gaps, error) {
	m.Asked, m.Texts = q, texts
	facts := m.Facts
	facts.Texts = texts != nil
	return report.GapsOf(facts), m.Err
}
