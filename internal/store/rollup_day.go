package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectHours = `
SELECT hour_at, version, built_at, due_at, waits, packed FROM rollup_hours WHERE agency_id = $1 AND hour_at >= $2 AND hour_at < $3 ORDER BY hour_at`
	selectSpans = `
SELECT part, part_key, start_at, sums FROM rollups
WHERE agency_id = $1 AND span = $2 AND part IN ('', 'channel', 'unit', 'topic', 'staff', 'kind') AND start_at >= $3 AND start_at < $4`
	keepDay = `
INSERT INTO rollup_days (agency_id, day_at, versions) VALUES ($1, $2, $3)
ON CONFLICT (agency_id, day_at) DO UPDATE SET versions = excluded.versions`
)

// spanOf is a local day of an agency.
type spanOf struct {
	agency   loket.AgencyID
	from, to int64
}

// dayOf is the day in which a moment lies.
func dayOf(agency loket.AgencyID, at int64, zone *time.Location) spanOf {
	y, m, d := clock(at).In(zone).Date()
	return spanOf{agency, ms(time.Date(y, m, d, 0, 0, 0, 0, zone)), ms(time.Date(y, m, d+1, 0, 0, 0, 0, zone))}
}

// keptHour is what is known of an hour.
type keptHour struct {
	at, version, built, due int64
	waits                   int
	packedAt                int64 // the version of which its rows are packed
}

// packed tells whether the rows that are packed of the hour are true.
func (h keptHour) packed() bool { return h.built > 0 && h.packedAt == h.version }

// clean tells whether what is summed up of the hour is true at a moment.
func (h keptHour) clean(at int64) bool { return h.built > 0 && h.built <= at && h.due > at }

func (h *keptHour) scan(r scanner) error {
	return r.Scan(&h.at, &h.version, &h.built, &h.due, &h.waits, &h.packedAt)
}

// rollUpDays sums up the days of hours, as far as all hours of a day are.
func (s *Store) rollUpDays(ctx context.Context, hours []builtHour, of HoursOf) error {
	done, zones := map[spanOf]bool{}, map[loket.AgencyID]*time.Location{}
	for _, h := range hours {
		if zones[h.agency] == nil {
			meter, err := of(h.agency)
			if err != nil {
				return fmt.Errorf("read the hours of an office: %w", err)
			}
			zones[h.agency] = meter.Zone()
		}
		day := dayOf(h.agency, h.at, zones[h.agency])
		if done[day] {
			continue
		}
		done[day] = true
		if err := s.rollUpDay(ctx, day); err != nil {
			return fmt.Errorf("sum up a day: %w", err)
		}
	}
	return nil
}

// rollUpDay sums a day up if all its hours are. The versions are read first: an hour
// that changes meanwhile has another, and nobody believes the day.
func (s *Store) rollUpDay(ctx context.Context, day spanOf) error {
	versions, clean, err := s.versions(ctx, day)
	if err != nil || !clean {
		return err
	}
	merged, err := s.mergeDay(ctx, day)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(keepDay, string(day.agency), day.from, versions); err != nil {
			return err
		}
		if _, err := t.exec(deleteRollups, string(day.agency), spanDay, day.from); err != nil {
			return err
		}
		return t.keepRollups(day.agency, spanDay, day.from, merged)
	})
}

func (s *Store) versions(ctx context.Context, day spanOf) (sum int64, clean bool, err error) {
	now := ms(s.Now())
	clean = day.to <= now
	err = s.read.each(ctx, func(r scanner) error {
		var h keptHour
		err := h.scan(r)
		sum, clean = sum+h.version, clean && h.clean(now)
		return err
	}, selectHours, string(day.agency), day.from, day.to)
	return sum, clean, err
}

// mergeDay makes a day's rollups out of those of its hours.
func (s *Store) mergeDay(ctx context.Context, day spanOf) ([]report.Rollup, error) {
	hours, err := s.rollupsIn(ctx, day, spanHour)
	if err != nil {
		return nil, err
	}
	return report.Merge(clock(day.from), time.Duration(day.to-day.from)*time.Millisecond, hours), nil
}

// rollupsIn reads the rollups of a day, in the order of time, part and key.
func (s *Store) rollupsIn(ctx context.Context, day spanOf, span string) (all []report.Rollup, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		rollup, err := scanRollup(r)
		all = append(all, rollup)
		return err
	}, selectSpans, string(day.agency), span, day.from, day.to)
	slices.SortFunc(all, func(a, b report.Rollup) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Part, b.Part), cmp.Compare(a.Key, b.Key))
	})
	return all, err
}

// scanRollup reads part, part_key, start_at and sums.
func scanRollup(r scanner) (rollup report.Rollup, err error) {
	var sums []byte
	if err := r.Scan(&rollup.Part, &rollup.Key, when{&rollup.Start}, &sums); err != nil {
		return rollup, err
	}
	return rollup, rollup.Decode(sums)
}
