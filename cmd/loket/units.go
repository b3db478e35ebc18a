package main

import (
	"slices"

	"loket/internal/config"
	"loket/internal/loket"
)

// destinations are where an agency's staff may give a ticket: its own units, and
// the other agencies, whose first desk it comes to.
func (h *house) destinations(from loket.AgencyID) (all []loket.Destination) {
	for _, a := range h.config.Agencies {
		if a.ID != from {
			all = append(all, loket.Destination{Agency: a.ID, Unit: loket.DefaultUnit, Name: a.Name})
			continue
		}
		all = append(ownUnits(a), all...)
	}
	return all
}

// ownUnits are an agency's own, the first desk first.
func ownUnits(a config.Agency) []loket.Destination {
	own := []loket.Destination{{Agency: a.ID, Unit: loket.DefaultUnit, Name: "Umum"}}
	for _, unit := range a.Units {
		own = append(own, loket.Destination{Agency: a.ID, Unit: unit.ID, Name: unit.Name})
	}
	return own
}

// unitChoices are the units of an agency with their names.
func (h *house) unitChoices(of loket.AgencyID) []loket.Destination {
	return slices.DeleteFunc(h.destinations(of), func(d loket.Destination) bool { return d.Agency != of })
}

// units are those an agency has, the first desk first.
func (h *house) units(of loket.AgencyID) []loket.UnitID {
	a, _ := h.office(of)
	return unitsOf(a)
}

func unitsOf(a config.Agency) []loket.UnitID {
	units := []loket.UnitID{loket.DefaultUnit}
	for _, unit := range a.Units {
		units = append(units, unit.ID)
	}
	return units
}
