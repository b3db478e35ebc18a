package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"loket/internal/report"
)

const (
	selectDays    = `SELECT day_at, versions FROM rollup_days WHERE agency_id = $1 AND day_at >= $2 AND day_at < $3`
	selectRollups = `
SELECT part, part_key, start_at, sums FROM rollups
WHERE agency_id = $1 AND span = $2 AND part IN ($3, '') AND start_at >= $4 AND start_at < $5`
	andKey   = ` AND part = $3 AND part_key = $6`
	onlyPart = ` AND part = $3`
	// Tickets that end in a span and began before.
	fromEnds = `
 FROM waits WHERE agency_id = $1 AND measure = 'M-18' AND end_at >= $2 AND end_at < $3 AND start_at < $2`
	// Tickets of the period that were still open at its end, and are not any more.
	fromLater = ` FROM waits WHERE agency_id = $1 AND measure = 'M-18' AND start_at >= $2 AND start_at < $3 AND +end_at >= $3`
	// What is open: of tickets, whenever they began. A + keeps SQLite from reading the
	// whole period instead.
	fromOpen = ` FROM waits WHERE agency_id = $1 AND end_at = 0 AND +start_at < $3 AND (start_at >= $2 OR measure = 'M-18')`
	// What ends after $4, or did in the hour before, and what may not have lasted for
	// seven days then: an hour that is summed up may be without it. Of tickets also those
	// that began after the period. Whether a close lasts ends in seven days: of a busy
	// office that is nearly all that ends after $4.
	fromAhead = ` FROM waits
WHERE agency_id = $1 AND end_at > CAST($4 AS BIGINT) - 3600000 AND +start_at >= $2 AND +start_at < $4 AND (+start_at < $3 OR measure = 'M-18')
  AND measure <> 'M-09'`
	fromLasting = ` FROM waits
WHERE agency_id = $1 AND measure = 'M-09' AND end_at > CAST($4 AS BIGINT) - 3600000 AND +start_at >= $2 AND +start_at < $3`
	fromUnsettled = ` FROM waits
WHERE agency_id = $1 AND measure = 'M-08' AND end_at > CAST($4 AS BIGINT) - 608400000 AND end_at <= CAST($4 AS BIGINT) - 3600000
  AND +start_at >= $2 AND +start_at < $3`
)

// Rolled returns what a long report is computed from, as of now: what is summed up of
// the query's part, and the rows that are in no sum. All is read at one moment. What is
// not summed up yet is read row by row, however long it takes: ask Size before. It does
// for reports that tell other parts apart as well, if these are named.
func (s *Store) Rolled(
	ctx context.Context, q report.Query, zone *time.Location, parts ...report.By,
) (waits []report.Wait, all []report.Rollup, err error) {
	err = s.snapshot(ctx, func(read reading) error {
		r := &rolledReader{q: q, parts: append([]report.By{q.By}, parts...), zone: zone, read: read, facts: newFactReader(q, parts), asOf: ms(q.AsOf)}
		if err := r.hours(); err != nil {
			return err
		}
		if err := r.sums(); err != nil {
			return err
		}
		err := r.rows()
		waits, all = r.facts.waits, r.rollups
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read rollups: %w", err)
	}
	from, to := bounds(q)
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(waits, pending...), all, err
}

// reading reads every row of a query through scan.
type reading func(scan func(scanner) error, query string, args ...any) error

// snapshot reads on a connection of the reports' pool, all as of one moment.
func (s *Store) snapshot(ctx context.Context, do func(reading) error) error {
	return s.turn(ctx, func(conn *sql.Conn) (err error) {
		t, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, ignoreDone(t.Rollback())) }()
		return do(func(scan func(scanner) error, query string, args ...any) error {
			rows, err := t.QueryContext(ctx, query, args...)
			if err != nil {
				return err
			}
			return drain(rows, scan)
		})
	})
}

// Size is how many rows a query's period has, and of how many of them nothing is
// summed up.
func (s *Store) Size(ctx context.Context, q report.Query) (rows, loose int, err error) {
	from, to := bounds(q)
	asOf, stale := ms(q.AsOf), false
	if err := s.report(ctx, func(r scanner) error { return r.Scan(&stale) }, selectStale); err != nil {
		return 0, 0, fmt.Errorf("ask who changed rows: %w", err)
	}
	err = s.report(ctx, func(r scanner) error {
		var h keptHour
		err := h.scan(r)
		if h.at < to {
			rows += h.waits
		}
		if stale || !h.clean(asOf) {
			loose += h.waits
		}
		return err
	}, selectHours, string(q.Agency), from, int64(math.MaxInt64))
	if err != nil {
		return 0, 0, fmt.Errorf("count rows: %w", err)
	}
	return rows, loose, nil
}

// rolledReader reads what a long report is computed from.
type rolledReader struct {
	q       report.Query
	parts   []report.By
	zone    *time.Location
	read    reading
	facts   *factReader
	asOf    int64
	rollups []report.Rollup
	runs    []run
	stale   bool            // a program that knows no rollups changed rows
	loose   map[int64]bool  // hours that are read row by row
	built   map[int64]int64 // the others: when they were summed up
}

// source is where a span is read from.
type source int

const (
	fromRows source = iota
	fromHours
	fromDays
)

// run is a span in which all hours are read from the same.
type run struct {
	from, to int64
	source   source
	days     map[int64]int64 // of days: how long each is
}

// hours decides where each hour of the period, and after it, is read from.
func (r *rolledReader) hours() error {
	from, to := bounds(r.q)
	if err := r.read(func(row scanner) error { return row.Scan(&r.stale) }, selectStale); err != nil {
		return err
	}
	var hours []keptHour
	err := r.read(func(row scanner) error {
		var h keptHour
		err := h.scan(row)
		if r.stale {
			h.built = 0
		}
		hours = append(hours, h)
		return err
	}, selectHours, string(r.q.Agency), max(from, 0)-max(from, 0)%millisOfHour, max(r.asOf+1, from))
	if err != nil {
		return err
	}
	days := map[int64]int64{}
	err = r.read(func(row scanner) error {
		var at, versions int64
		err := row.Scan(&at, &versions)
		days[at] = versions
		return err
	}, selectDays, string(r.q.Agency), from, r.asOf)
	if err != nil {
		return err
	}
	open := 0 // rows of hours in which something has not settled
	for _, h := range hours {
		if h.due < never {
			open += h.waits
		}
	}
	r.facts.waits = make([]report.Wait, 0, min(open/6, mostAhead)) // two of fourteen, in an office whose week is not over
	r.loose, r.built = map[int64]bool{}, map[int64]int64{}
	for len(hours) > 0 {
		day, n := dayOf(r.q.Agency, hours[0].at, r.zone), 0
		for n < len(hours) && hours[n].at < day.to {
			n++
		}
		r.day(day, hours[:n], days, from, to)
		hours = hours[n:]
	}
	return nil
}

// day decides for the hours of one day.
func (r *rolledReader) day(day spanOf, hours []keptHour, days map[int64]int64, from, to int64) {
	// whole: none of a span is outside of the period, or all is after it.
	whole := func(a, b int64) bool { return a >= from && (b <= to || a >= to) }
	versions, all := int64(0), !slices.Contains(r.parts, report.ByHour) && whole(day.from, day.to)
	for _, h := range hours {
		versions, r.built[h.at] = versions+h.version, h.built
		all = all && h.clean(r.asOf)
	}
	if kept, ok := days[day.from]; all && ok && kept == versions {
		r.extend(day.from, day.to, fromDays)
		r.runs[len(r.runs)-1].days[day.from] = day.to - day.from
		return
	}
	for _, h := range hours {
		if h.clean(r.asOf) && whole(h.at, h.at+millisOfHour) {
			r.extend(h.at, h.at+millisOfHour, fromHours)
			continue
		}
		r.loose[h.at] = true
		r.extend(h.at, h.at+millisOfHour, fromRows)
	}
}

// extend adds a span to the last run, or begins one. Between two spans nothing began.
func (r *rolledReader) extend(from, to int64, source source) {
	if n := len(r.runs); n > 0 && r.runs[n-1].source == source {
		r.runs[n-1].to = to
		return
	}
	r.runs = append(r.runs, run{from, to, source, map[int64]int64{}})
}

// sums reads the rollups of each part, and those of all rows once.
func (r *rolledReader) sums() error {
	read := map[report.By]bool{}
	for _, by := range r.parts {
		q := r.q
		q.By = by
		part, key, _ := q.Part()
		if read[part] {
			continue
		}
		if err := r.sumsOf(part, key, !read[""]); err != nil {
			return err
		}
		read[part], read[""] = true, true
	}
	return nil
}

func (r *rolledReader) sumsOf(part report.By, key string, all bool) error {
	query := selectRollups
	args := []any{string(r.q.Agency), "", string(part), 0, 0}
	switch {
	case key != "":
		query, args = query+andKey, append(args, key)
	case !all:
		query += onlyPart
	}
	for _, run := range r.runs {
		if args[1] = spanHour; run.source == fromDays {
			args[1] = spanDay
		}
		if run.source == fromRows {
			continue
		}
		args[3], args[4] = run.from, run.to
		err := r.read(func(row scanner) error {
			rollup, err := scanRollup(row)
			rollup.Span = time.Hour
			if run.source == fromDays {
				rollup.Span = time.Duration(run.days[ms(rollup.Start)]) * time.Millisecond
			}
			if rollup.Span > 0 { // a day by another zone's clock is none of ours
				r.rollups = append(r.rollups, rollup)
			}
			return err
		}, query, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// isLoose tells whether a row is read with all others of its hour.
func (r *rolledReader) isLoose(w *report.Wait) bool { return r.loose[hourOf(w.Agency, w.Start).at] }

// counted tells whether a row is among those of its hour already, one by one or in its
// sums, as far as it had settled when they were made; or is a ticket that has ended, of
// which sums tell at once.
func (r *rolledReader) counted(w *report.Wait) bool {
	settles := ms(w.Settles())
	switch {
	case r.isLoose(w):
		return true
	case settles == 0:
		return false
	case w.Measure == report.Load:
		return settles <= r.asOf
	}
	return settles <= r.built[hourOf(w.Agency, w.Start).at]
}

// told tells whether a ticket that has ended is among the rows that are read otherwise.
func (r *rolledReader) told(w *report.Wait) bool {
	return r.isLoose(w) || r.loose[hourOf(w.Agency, w.End).at] || ms(w.End) > r.asOf
}

// rows reads what is in no rollup.
func (r *rolledReader) rows() error {
	f := r.facts
	read := func(take func(scanner) error, table string, from, to int64) error {
		args := append([]any{string(r.q.Agency), from, to}, f.args...)
		return r.read(take, f.columns+table+f.where, args...)
	}
	but := func(has func(*report.Wait) bool) func(scanner) error {
		return func(row scanner) error {
			before := len(f.waits)
			if err := f.take(row); err != nil || len(f.waits) == before {
				return err
			}
			if has(&f.waits[before]) {
				f.waits = f.waits[:before]
			}
			return nil
		}
	}
	for _, run := range r.runs {
		if run.source != fromRows {
			continue
		}
		if err := read(f.take, fromFacts, run.from, run.to); err != nil {
			return err
		}
		if err := read(but(r.isLoose), fromEnds, run.from, run.to); err != nil {
			return err
		}
	}
	from, to := bounds(r.q)
	if to < r.asOf && slices.ContainsFunc(r.parts, report.By.IsTime) {
		if err := read(but(r.told), fromLater, from, to); err != nil {
			return err
		}
	}
	if err := read(but(r.isLoose), fromOpen, from, r.asOf); err != nil {
		return err
	}
	where, filter := filtered(r.q.Filter, 5)
	args := append([]any{string(r.q.Agency), from, min(to, r.asOf), r.asOf}, filter...)
	if err := r.read(but(r.counted), f.columns+fromAhead+where, args...); err != nil {
		return err
	}
	if err := f.lengths(r.read, but(r.counted), report.ReopenRate, fromLasting, where, args...); err != nil {
		return err
	}
	return f.lengths(r.read, but(r.counted), report.Resolution, fromUnsettled, where, args...)
}
