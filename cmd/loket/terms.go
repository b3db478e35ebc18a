package main

import (
	"loket/internal/config"
	"loket/internal/loket"
)

// deskTerms are the terms of an agency's desk that a reload replaces.
type deskTerms struct {
	onCall string // whom the staff group calls in an emergency; empty: nobody is named
}

func deskTermsOf(a config.Agency) deskTerms { return deskTerms{a.OnCall} }

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
