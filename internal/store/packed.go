package store

import (
	"cmp"
	"context"
	"slices"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectPacked = `
SELECT hour_at, packed FROM packed_waits WHERE agency_id = $1 AND hour_at >= $2 AND hour_at < $3 ORDER BY hour_at, piece`
	deletePacked = `DELETE FROM packed_waits WHERE agency_id = $1 AND hour_at = $2`
	insertPacked = `INSERT INTO packed_waits (agency_id, hour_at, piece, packed) VALUES ($1, $2, $3, $4)`
)

// unpack reads the rows of a piece, hour_at and packed, each lent to take.
func unpack(r scanner, agency loket.AgencyID, take func(*report.Wait)) error {
	var hour int64
	var piece []byte
	if err := r.Scan(&hour, &piece); err != nil {
		return err
	}
	return report.Unpack(agency, clock(hour), piece, take)
}

// readAll reads the rows of a query's period, and the tickets that were open in it: what
// is packed of hours that did not change since, and the rest from the table.
func (f *factReader) readAll(read reading, q report.Query) error {
	from, to := bounds(q)
	args := func(from, to int64) []any { return append([]any{string(q.Agency), from, to}, f.args...) }
	spans, err := f.spans(read, q)
	if err != nil {
		return err
	}
	for _, s := range spans {
		if s.packed {
			err = read(f.unpacked(q, from, to), selectPacked, string(q.Agency), s.from, s.to)
		} else {
			err = read(f.take, f.columns+fromFacts+f.where, args(max(s.from, from), min(s.to, to))...)
		}
		if err != nil {
			return err
		}
	}
	if q.From.IsZero() {
		return nil
	}
	if err := f.lengths(read, f.take, report.Load, fromStillOpen, f.where, args(from, to)...); err != nil {
		return err
	}
	return read(f.take, f.columns+fromOlder+f.where, args(from, to)...)
}

// unpacked takes the rows of a piece that begin in a period and that a query takes.
func (f *factReader) unpacked(q report.Query, from, to int64) func(scanner) error {
	return func(r scanner) error {
		return unpack(r, q.Agency, func(w *report.Wait) {
			if at := w.Start.UnixMilli(); at >= from && at < to && q.Filter.Takes(w) {
				f.waits = append(f.waits, *w)
			}
		})
	}
}

// packedSpan is a span whose rows are all read from the same.
type packedSpan struct {
	from, to int64
	packed   bool
}

// spans divides a period by where its rows are read from, and makes room for them. What
// was known of some conversations at an earlier moment packed rows do not tell.
func (f *factReader) spans(read reading, q report.Query) (all []packedSpan, err error) {
	from, to := bounds(q)
	all = []packedSpan{{from: from, to: from}}
	stale, rows := len(f.later) > 0, 0
	if !stale {
		if err := read(func(r scanner) error { return r.Scan(&stale) }, selectStale); err != nil {
			return nil, err
		}
	}
	err = read(func(r scanner) error {
		var h keptHour
		err := h.scan(r)
		rows += h.waits
		last := &all[len(all)-1]
		if packed := h.packed() && !stale; packed != last.packed {
			last.to = h.at
			all = append(all, packedSpan{from: h.at, packed: packed})
		}
		return err
	}, selectHours, string(q.Agency), max(from, 0)-max(from, 0)%millisOfHour, to)
	all[len(all)-1].to = to
	f.waits = make([]report.Wait, 0, min(rows+rows/8, mostAhead))
	return all, err
}

// packedDiffers compares what is packed of an hour with what was made, in whatever order.
func (s *Store) packedDiffers(ctx context.Context, made builtHour) (bool, error) {
	var kept, rows []report.Wait
	err := s.read.each(ctx, func(r scanner) error {
		return unpack(r, made.agency, func(w *report.Wait) { kept = append(kept, *w) })
	}, selectPacked, string(made.agency), made.at, made.at+1)
	for _, piece := range made.pieces {
		if err == nil {
			err = report.Unpack(made.agency, clock(made.at), piece, func(w *report.Wait) { rows = append(rows, *w) })
		}
	}
	slices.SortFunc(kept, comparePacked)
	slices.SortFunc(rows, comparePacked)
	return !slices.EqualFunc(kept, rows, report.Wait.Equal), err
}

// comparePacked is an order of rows that figures tell apart.
func comparePacked(a, b report.Wait) int {
	return cmp.Or(
		a.Start.Compare(b.Start), cmp.Compare(a.Measure, b.Measure), a.End.Compare(b.End), cmp.Compare(a.Ended, b.Ended),
		cmp.Compare(a.Topic, b.Topic), cmp.Compare(a.Staff, b.Staff), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detail, b.Detail), cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.Wall, b.Wall), cmp.Compare(a.Office, b.Office), cmp.Compare(len(a.Pauses), len(b.Pauses)),
	)
}
