package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectHoursDue = `
SELECT agency_id, hour_at, version, built_at, packed FROM rollup_hours
WHERE due_at <= $1 AND hour_at <= $2 ORDER BY agency_id, hour_at LIMIT $3`
	keepHour = `
UPDATE rollup_hours SET version = version + 1, packed = version + 1, built_at = $4, due_at = $5
WHERE agency_id = $1 AND hour_at = $2 AND version = $3`
	deleteRollups = `
DELETE FROM rollups
WHERE agency_id = $1 AND span = $2 AND part IN ('', 'channel', 'unit', 'topic', 'staff', 'kind') AND start_at = $3`
	insertRollups = `INSERT INTO rollups (agency_id, span, part, start_at, part_key, sums) VALUES`
	onSameRollup  = ` ON CONFLICT (agency_id, span, part, start_at, part_key) DO UPDATE SET sums = excluded.sums`

	spanHour, spanDay = "hour", "day"
	// rollupBatch is how many hours are summed up before those of a day are put together,
	// and rollupKept how many one transaction keeps: on SQLite whoever writes waits meanwhile.
	rollupBatch, rollupKept = 48, 12
	// settleEvery is how long an hour stays as it was summed up at least while no row of it
	// changes: what settles meanwhile is read live.
	settleEvery = millisOfHour
	never       = math.MaxInt64
)

// builtHour is what an hour sums up to.
type builtHour struct {
	agencyHour

	version  int64 // of the rows it was made of
	built    int64 // when it was summed up before, ms; 0: it was not
	packedAt int64 // the version of which its rows are packed
	due      int64 // when it has to be made anew, ms
	rollups  []report.Rollup
	pieces   [][]byte // its rows, packed
}

// goesOn tells that no row of the hour has changed since it was summed up: some have
// settled, and that is all.
func (h *builtHour) goesOn() bool { return h.built > 0 && h.packedAt == h.version }

// RollUp sums up hours that are over and not summed up yet, or in which something has
// settled since: some at a time. It tells how many it looked at; 0: there are no more.
// Two processes may do it at once.
func (s *Store) RollUp(ctx context.Context, hours HoursOf) (n int, err error) {
	now := s.Now()
	var due []builtHour
	err = s.read.each(ctx, func(r scanner) error {
		var h builtHour
		err := r.Scan(&h.agency, &h.at, &h.version, &h.built, &h.packedAt)
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
	for some := range slices.Chunk(due, rollupKept) {
		if err := s.write(ctx, func(t *tx) error { return t.keepHours(some, now) }); err != nil {
			return 0, fmt.Errorf("keep hours: %w", err)
		}
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
				if hours[i].goesOn() {
					errs[hand] = s.settle(ctx, &hours[i], now)
				} else {
					errs[hand] = s.sumUp(ctx, &hours[i], now)
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// sumUp makes the rollups of an hour as they are at a moment, and packs its rows, reading
// them one by one: in a flood there are hundreds of thousands of them.
func (s *Store) sumUp(ctx context.Context, h *builtHour, now time.Time) error {
	sums, rows := report.NewSumming(clock(h.at), time.Hour, now), report.NewPacking(clock(h.at))
	f := newFactReader(report.Query{Agency: h.agency}, report.Parts())
	take := func(packed bool) func(scanner) error {
		return func(r scanner) error {
			if err := r.Scan(f.into...); err != nil {
				return err
			}
			w, err := f.row()
			sums.Add(&w)
			if packed {
				rows.Add(&w)
			}
			return err
		}
	}
	// What begins in the hour, and tickets that end in it and began before.
	args := []any{string(h.agency), h.at, h.at + millisOfHour}
	err := s.read.each(ctx, take(true), f.columns+fromFacts, args...)
	if err == nil {
		err = s.read.each(ctx, take(false), f.columns+fromEnds, args...)
	}
	if err != nil {
		return fmt.Errorf("read the rows of an hour: %w", err)
	}
	h.pieces = rows.Pieces()
	h.summed(sums, now)
	return nil
}

// settle brings the rollups of an hour, of which no row has changed, to how they are at a
// moment: those it returns are others.
func (s *Store) settle(ctx context.Context, h *builtHour, now time.Time) error {
	before, err := s.rollupsIn(ctx, spanOf{h.agency, h.at, h.at + millisOfHour}, spanHour)
	if err != nil {
		return fmt.Errorf("read the sums of an hour: %w", err)
	}
	sums := report.GoOn(before, clock(h.built), clock(h.at), time.Hour, now)
	err = s.read.each(ctx, func(r scanner) error {
		return unpack(r, h.agency, func(w *report.Wait) { sums.Add(w) })
	}, selectPacked, string(h.agency), h.at, h.at+millisOfHour)
	if err != nil {
		return fmt.Errorf("read the packed rows of an hour: %w", err)
	}
	h.summed(sums, now)
	return nil
}

// summed takes what was summed up.
func (h *builtHour) summed(sums *report.Summing, now time.Time) {
	var next time.Time
	h.rollups, next = sums.Rollups()
	if h.due = never; !next.IsZero() {
		h.due = max(ms(next), ms(now)+settleEvery)
	}
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
		if !h.goesOn() {
			if err := t.forgetHour(h.agencyHour); err != nil {
				return err
			}
			if err := t.keepPieces(h); err != nil {
				return err
			}
		}
		if err := t.keepRollups(h.agency, spanHour, h.at, h.rollups); err != nil {
			return err
		}
	}
	return nil
}

// forgetHour takes away what is kept of an hour.
func (t *tx) forgetHour(h agencyHour) error {
	if _, err := t.exec(deleteRollups, string(h.agency), spanHour, h.at); err != nil {
		return err
	}
	_, err := t.exec(deletePacked, string(h.agency), h.at)
	return err
}

// keepPieces writes the packed rows of an hour.
func (t *tx) keepPieces(h builtHour) error {
	for n, piece := range h.pieces {
		if _, err := t.exec(insertPacked, string(h.agency), h.at, n, piece); err != nil {
			return err
		}
	}
	return nil
}

// keepRollups writes rollups of a span; others of it stay.
func (t *tx) keepRollups(agency loket.AgencyID, span string, at int64, all []report.Rollup) error {
	rows := make([][]any, len(all))
	for i := range all {
		r := &all[i]
		rows[i] = []any{string(agency), span, string(r.Part), at, r.Key, r.Encode()}
	}
	return t.insertMany(insertRollups, rows, onSameRollup)
}
