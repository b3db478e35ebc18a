package main

import (
	"loket/internal/config"
	"loket/internal/loket"
)

// deskTerms are the terms of an agency's desk that a reload replaces.
type deskTerms struct {
	policy loket.Policy
	onCall string // whom the staff group calls in an emergency; empty: nobody is named
}

func deskTermsOf(a config.Agency) (deskTerms, error) {
	policy, err := a.Deadlines()
	return deskTerms{policy, a.OnCall}, err
}

// terms are what an agency's desk works by now; of an agency that is not served,
// what holds where nothing is said.
func (all shelves) terms(id loket.AgencyID) deskTerms {
	if s := all[id]; s != nil {
		if terms := s.desk.Load(); terms != nil {
			return *terms
		}
	}
	return deskTerms{}
}

// policy is by when an agency wants its tickets answered.
func (h *house) policy(id loket.AgencyID) loket.Policy { return h.shelves.terms(id).policy }
