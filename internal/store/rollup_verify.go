package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	countHours = `SELECT COUNT(*) FROM rollup_hours WHERE hour_at <= $1`
	// Hours are listed anew from the rows, and all get another version.
	forgetRollups = `DELETE FROM rollups`
	forgetPacked  = `DELETE FROM packed_waits`
	forgetDays    = `DELETE FROM rollup_days`
	forgetHours   = `UPDATE rollup_hours SET version = version + 1, waits = 0, built_at = 0, due_at = 0`
	listHours     = `
INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at)
SELECT agency_id, hour_at, 1, SUM(n), 0, 0 FROM (
  SELECT agency_id, start_at - start_at % 3600000 AS hour_at, 1 AS n FROM waits
  UNION ALL
  SELECT agency_id, end_at - end_at % 3600000, 0 FROM waits WHERE measure = 'M-18' AND end_at > 0) AS t
WHERE 1 = 1
GROUP BY agency_id, hour_at
ON CONFLICT (agency_id, hour_at) DO UPDATE SET waits = excluded.waits`
	selectBuilt = `
SELECT agency_id, hour_at, version, built_at, packed FROM rollup_hours
WHERE built_at > 0 AND (agency_id, hour_at) > ($1, $2) ORDER BY agency_id, hour_at LIMIT $3`
	selectVersion = `SELECT version FROM rollup_hours WHERE agency_id = $1 AND hour_at = $2`
)

// RebuildRollups sums all hours up anew, beside a server that runs.
func (s *Store) RebuildRollups(ctx context.Context, hours HoursOf, tell Progress) error {
	err := s.write(ctx, func(t *tx) error {
		for _, query := range []string{forgetRollups, forgetPacked, forgetDays, forgetHours, listHours} {
			if _, err := t.exec(query); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forget rollups: %w", err)
	}
	var total int
	count := func(r scanner) error { return r.Scan(&total) }
	if err := s.read.one(ctx, count, countHours, ms(s.Now())-millisOfHour); err != nil {
		return fmt.Errorf("count hours: %w", err)
	}
	for done := 0; ; {
		n, err := s.RollUp(ctx, hours)
		if err != nil {
			return err
		}
		done += n
		tell(min(done, total), total)
		if n == 0 {
			return nil
		}
	}
}

// RollupFault is a span whose sums are not those of its rows.
type RollupFault struct {
	Agency loket.AgencyID
	Span   string // "hour", "day"
	Start  time.Time
}

// VerifyRollups sums up anew all hours that are, and the days of them, and compares. It
// returns up to a hundred faults and how many hours it compared.
func (s *Store) VerifyRollups(ctx context.Context, hours HoursOf, tell Progress) (faults []RollupFault, compared int, err error) {
	var total int
	if err := s.read.one(ctx, func(r scanner) error { return r.Scan(&total) }, countHours, ms(s.Now())); err != nil {
		return nil, 0, fmt.Errorf("count hours: %w", err)
	}
	after, days := agencyHour{at: -1}, map[spanOf]bool{}
	for {
		built, err := s.built(ctx, after)
		if err != nil {
			return nil, 0, err
		}
		if len(built) == 0 {
			tell(total, total)
			return faults[:min(len(faults), mostFaults)], compared, nil
		}
		for _, h := range built {
			found, err := s.verifyHour(ctx, h, hours, days)
			if err != nil {
				return nil, 0, fmt.Errorf("verify rollups: %w", err)
			}
			faults = append(faults, found...)
		}
		after, compared = built[len(built)-1].agencyHour, compared+len(built)
		tell(min(compared, total), total)
	}
}

// built lists hours that are summed up, some at a time.
func (s *Store) built(ctx context.Context, after agencyHour) (all []builtHour, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var h builtHour
		err := r.Scan(&h.agency, &h.at, &h.version, &h.built, &h.packedAt)
		all = append(all, h)
		return err
	}, selectBuilt, string(after.agency), after.at, rollupBatch)
	if err != nil {
		return nil, fmt.Errorf("list hours that are summed up: %w", err)
	}
	return all, nil
}

// verifyHour compares one hour, and its day when it is the first of it. What changes
// meanwhile is no fault.
func (s *Store) verifyHour(ctx context.Context, h builtHour, hours HoursOf, days map[spanOf]bool) (faults []RollupFault, err error) {
	made := builtHour{agencyHour: h.agencyHour}
	if err := s.sumUp(ctx, &made, clock(h.built)); err != nil {
		return nil, err
	}
	fault, err := s.differs(ctx, spanHour, spanOf{h.agency, h.at, h.at + millisOfHour}, made.rollups)
	if err == nil && !fault && h.goesOn() {
		fault, err = s.packedDiffers(ctx, made)
	}
	if err != nil {
		return nil, err
	}
	var version int64
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&version) }, selectVersion, string(h.agency), h.at)
	if err != nil {
		return nil, err
	}
	if fault && version == h.version {
		faults = append(faults, RollupFault{h.agency, spanHour, clock(h.at)})
	}
	meter, err := hours(h.agency)
	if err != nil {
		return nil, err
	}
	if day := dayOf(h.agency, h.at, meter.Zone()); !days[day] {
		days[day] = true
		wrong, err := s.verifyDay(ctx, day)
		if err != nil {
			return nil, err
		}
		if wrong {
			faults = append(faults, RollupFault{h.agency, spanDay, clock(day.from)})
		}
	}
	return faults, nil
}

// verifyDay compares a day that is believed with its hours.
func (s *Store) verifyDay(ctx context.Context, day spanOf) (wrong bool, err error) {
	believed := func() (sum int64, yes bool, err error) {
		sum, clean, err := s.versions(ctx, day)
		kept := int64(-1)
		if err == nil {
			err = s.read.each(ctx, func(r scanner) error {
				var at int64
				return r.Scan(&at, &kept)
			}, selectDays, string(day.agency), day.from, day.from+1)
		}
		return sum, clean && kept == sum, err
	}
	before, yes, err := believed()
	if err != nil || !yes {
		return false, err
	}
	merged, err := s.mergeDay(ctx, day)
	if err == nil {
		wrong, err = s.differs(ctx, spanDay, spanOf{day.agency, day.from, day.from + 1}, merged)
	}
	if err != nil || !wrong {
		return false, err
	}
	after, yes, err := believed()
	return yes && after == before, err
}

// differs compares what is kept of a span with what was made.
func (s *Store) differs(ctx context.Context, span string, at spanOf, made []report.Rollup) (bool, error) {
	kept, err := s.rollupsIn(ctx, at, span)
	if err != nil {
		return false, err
	}
	return !slices.EqualFunc(kept, made, func(a, b report.Rollup) bool {
		return a.Part == b.Part && a.Key == b.Key && bytes.Equal(a.Encode(), b.Encode())
	}), nil
}
