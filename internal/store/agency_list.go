package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

// Holding is what the ledger has of an agency.
type Holding struct {
	loket.Agency           // without a name: it was removed, and may have left something behind
	Channels     []string  // kinds, sorted, each once
	Open         int64     // tickets that are not closed
	Events       int64     // but the one that tells of a removal
	First, Last  time.Time // of the events; zero: there is none
}

const (
	selectHoldings = `
SELECT a.id, a.code, a.name, a.zone,
  (SELECT COUNT(*) FROM tickets t WHERE t.agency_id = a.id AND t.state <> 'closed'),
  (SELECT COUNT(*) FROM events e WHERE e.agency_id = a.id AND e.kind <> '` + string(loket.EventAgencyRemoved) + `'),
  (SELECT COALESCE(MIN(e.at), 0) FROM events e WHERE e.agency_id = a.id AND e.kind <> '` + string(loket.EventAgencyRemoved) + `'),
  (SELECT COALESCE(MAX(e.at), 0) FROM events e WHERE e.agency_id = a.id AND e.kind <> '` + string(loket.EventAgencyRemoved) + `')
FROM agencies a ORDER BY a.id`
	selectKinds = `SELECT agency_id, kind FROM channels GROUP BY agency_id, kind ORDER BY agency_id, kind`
)

// Holdings are the agencies of the ledger, by id, those that were removed too.
func (s *Store) Holdings(ctx context.Context) ([]Holding, error) {
	kinds := map[loket.AgencyID][]string{}
	err := s.read.each(ctx, func(r scanner) error {
		var agency loket.AgencyID
		var kind string
		err := r.Scan(&agency, &kind)
		kinds[agency] = append(kinds[agency], kind)
		return err
	}, selectKinds)
	if err != nil {
		return nil, fmt.Errorf("read the channels of agencies: %w", err)
	}
	var all []Holding
	err = s.read.each(ctx, func(r scanner) error {
		var h Holding
		err := r.Scan(&h.ID, &h.Code, &h.Name, &h.Zone, &h.Open, &h.Events, when{&h.First}, when{&h.Last})
		h.Channels = kinds[h.ID]
		all = append(all, h)
		return err
	}, selectHoldings)
	if err != nil {
		return nil, fmt.Errorf("read what the ledger has of agencies: %w", err)
	}
	return all, nil
}
