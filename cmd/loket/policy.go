package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"loket/internal/loket"
)

// officePolicy is by when an office wants its tickets answered: what the configuration
// says, and what supervisors entered since.
type officePolicy struct {
	mu      sync.Mutex // guards file and entered
	file    loket.Policy
	entered []loket.PolicyChange

	now atomic.Pointer[loket.Policy]
}

// policy is the one in force; of an office whose policy was never read the zero one.
func (o *officePolicy) policy() loket.Policy {
	if now := o.now.Load(); now != nil {
		return *now
	}
	return loket.Policy{}
}

// set takes what the configuration says.
func (o *officePolicy) set(file loket.Policy) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.file = file
	o.join()
}

// take takes what was entered, and tells whether that is something else. A policy never
// changes once it was entered, so their names tell.
func (o *officePolicy) take(entered []loket.PolicyChange) (changed bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	same := func(a, b loket.PolicyChange) bool { return a.ID == b.ID }
	if slices.EqualFunc(entered, o.entered, same) {
		return false
	}
	o.entered = entered
	o.join()
	return true
}

// join makes the policy of both; the caller holds mu.
func (o *officePolicy) join() {
	made := o.file.With(o.entered)
	o.now.Store(&made)
}

// with is the policy with one change more.
func (o *officePolicy) with(c loket.PolicyChange) loket.Policy {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.file.With(append(slices.Clone(o.entered), c))
}

// policy is by when an agency wants its tickets answered; of an agency that is not
// served, what holds where nothing is said.
func (all shelves) policy(id loket.AgencyID) loket.Policy {
	if s := all[id]; s != nil {
		return s.policy.policy()
	}
	return loket.Policy{}
}

// policyWith is that of an agency with one change more.
func (all shelves) policyWith(c loket.PolicyChange) loket.Policy {
	if s := all[c.Agency]; s != nil {
		return s.policy.with(c)
	}
	return loket.Policy{}.With([]loket.PolicyChange{c})
}

// policy is by when an agency wants its tickets answered.
func (h *house) policy(id loket.AgencyID) loket.Policy { return h.shelves.policy(id) }

// followPolicy takes the policies of the ledger, and tells whether they are others.
func (s *shelf) followPolicy(ctx context.Context) (changed bool, err error) {
	entered, err := s.ledger.Policies(ctx, s.id)
	if err != nil {
		return false, err
	}
	return s.policy.take(entered), nil
}

// followTerms takes what supervisors entered of an agency, closings and policies, and
// tells whether either is another.
func (s *shelf) followTerms(ctx context.Context) (changed bool, err error) {
	hours, err := s.followHours(ctx)
	if err != nil {
		return false, err
	}
	policy, err := s.followPolicy(ctx)
	return hours || policy, err
}
