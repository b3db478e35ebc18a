package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectHoursDue = `
SELECT agency_id, hour_at, version FROM rollup_hours WHERE due_at <= $1 AND hour_at <= $2 ORDER BY agency_id, hour_at LIMIT $3`
	sumColumns = `measure, start_at, end_at, ended, wall_ms, office_ms, value, channel_id, unit_id, topic, kind, staff_id, detail`
	// What begins in an hour, and tickets that end in it and began before.
	selectHourRows = `SELECT ` + sumColumns + ` FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3`
	selectHourEnds = `
SELECT ` + sumColumns + ` FROM waits
WHERE agency_id = $1 AND measure = 'M-18' AND end_at >= $2 AND end_at < $3 AND start_at < $2`
	keepHour = `
UPDATE rollup_hours SET version = version + 1, built_at = $4, due_at = $5 WHERE agency_id = $1 AND hour_at = $2 AND version = $3`
	deleteRollups = `
DELETE FROM rollups
WHERE agency_id = $1 AND span = $2 AND part IN ('', 'channel', 'unit', 'topic', 'staff', 'kind') AND start_at = $3`
	insertRollups = `INSERT INTO rollups (agency_id, span, part, start_at, part_key, sums) VALUES`

	spanHour, spanDay = "hour", "day"
	// rollupBatch is how many hours one transaction keeps: on SQLite whoever writes waits
	// meanwhile.
	rollupBatch = 12
	never       = math.MaxInt64
)

// builtHour is what an hour sums up to.
type builtHour struct {
	agencyHour

	version int64 // of the rows it was made of
	due     int64 // when it has to be made anew, ms
	rollups []report.Rollup
}

// RollUp sums up hours that are over and not summed up yet, or in which something has
// settled since: some at a time. It tells how many it looked at; 0: there are no more.
// Two processes may do it at once.
func (s *Store) RollUp(ctx context.Context, hours HoursOf) (n int, err error) {
	now := s.Now()
	var due []builtHour
	err = s.read.each(ctx, func(r scanner) error {
		var h builtHour
		err := r.Scan(&h.agency, &h.at, &h.version)
		due = append(due, h)
		return err
	}, selectHoursDue, ms(now), ms(now)-millisOfHour, rollupBatch)
	if err != nil {
		return 0, fmt.Errorf("list hours to sum up: %w", err)
	}
	if len(due) == 0 {
		return 0, nil
	}
	if err := s.sumUpEach(ctx, due, now); err != nil {
		return 0, err
	}
	if err := s.write(ctx, func(t *tx) error { return t.keepHours(due, now) }); err != nil {
		return 0, fmt.Errorf("keep hours: %w", err)
	}
	return len(due), s.rollUpDays(ctx, due, hours)
}

// sumUpEach makes the rollups of hours, on as many cores as reports have.
func (s *Store) sumUpEach(ctx context.Context, hours []builtHour, now time.Time) error {
	hands := reportConnections() + 1
	errs := make([]error, hands)
	var all sync.WaitGroup
	for hand := range hands {
		all.Go(func() {
			for i := hand; i < len(hours) && errs[hand] == nil; i += hands {
				errs[hand] = s.sumUp(ctx, &hours[i], now)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// sumUp makes the rollups of an hour as they are at a moment, out of its rows one by one:
// in a flood there are hundreds of thousands of them.
func (s *Store) sumUp(ctx context.Context, h *builtHour, now time.Time) error {
	sums := report.NewSumming(clock(h.at), time.Hour, now)
	take := func(r scanner) error {
		w := report.Wait{Agency: h.agency}
		if err := r.Scan(&w.Measure, when{&w.Start}, when{&w.End}, &w.Ended, &w.Wall, &w.Office, &w.Value,
			&w.Channel, &w.Unit, &w.Topic, &w.Kind, &w.Staff, &w.Detail); err != nil {
			return err
		}
		sums.Add(&w)
		return nil
	}
	for _, query := range []string{selectHourRows, selectHourEnds} {
		if err := s.read.each(ctx, take, query, string(h.agency), h.at, h.at+millisOfHour); err != nil {
			return fmt.Errorf("read the rows of an hour: %w", err)
		}
	}
	var next time.Time
	h.rollups, next = sums.Rollups()
	if h.due = never; !next.IsZero() {
		h.due = ms(next)
	}
	return nil
}

// keepHours writes what was summed up of hours whose rows have not changed since.
func (t *tx) keepHours(due []builtHour, now time.Time) error {
	for _, h := range due {
		n, err := t.exec(keepHour, string(h.agency), h.at, h.version, ms(now), h.due)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := t.keepRollups(h.agency, spanHour, h.at, h.rollups); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) keepRollups(agency loket.AgencyID, span string, at int64, all []report.Rollup) error {
	if _, err := t.exec(deleteRollups, string(agency), span, at); err != nil {
		return err
	}
	rows := make([][]any, len(all))
	for i := range all {
		r := &all[i]
		rows[i] = []any{string(agency), span, string(r.Part), at, r.Key, r.Encode()}
	}
	return t.insertMany(insertRollups, rows, "")
}
