package store

import (
	"cmp"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	// markHour says that rows of an hour changed: what is summed up of it is not true any
	// more. It goes with the change.
	markHour = `
INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at) VALUES ($1, $2, 1, $3, 0, 0)
ON CONFLICT (agency_id, hour_at) DO UPDATE
SET version = rollup_hours.version + 1, waits = rollup_hours.waits + excluded.waits, built_at = 0, due_at = 0`
	// A program from before there were rollups moves only the waits on, and marks nothing.
	selectStale = `
SELECT COALESCE((SELECT seq FROM projections WHERE name = 'waits'), 0) <> COALESCE((SELECT seq FROM projections WHERE name = 'rollups'), 0)`
	moveRollups = `
INSERT INTO projections (name, seq) VALUES ('rollups', $2)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE projections.seq = $1`
	millisOfHour = int64(time.Hour / time.Millisecond)
)

// agencyHour is an hour of one agency, in milliseconds.
type agencyHour struct {
	agency loket.AgencyID
	at     int64
}

func hourOf(agency loket.AgencyID, at time.Time) agencyHour {
	n := ms(at)
	return agencyHour{agency, n - n%millisOfHour}
}

// marks gathers the hours that a change of rows touches, and by how many rows.
type marks map[agencyHour]int

func (m marks) add(w report.Wait, n int) {
	m[hourOf(w.Agency, w.Start)] += n
	if w.Measure == report.Load && !w.End.IsZero() {
		m[hourOf(w.Agency, w.End)] += 0
	}
}

// replaced adds rows that go and rows that come.
func (m marks) replaced(gone, come []report.Wait) {
	for _, w := range gone {
		m.add(w, -1)
	}
	for _, w := range come {
		m.add(w, 1)
	}
}

// follow moves the rollups on with the waits. If a program that knows none of them has
// moved the waits meanwhile, nothing that is summed up is believed any more.
func (t *tx) follow(from, to int64) error {
	n, err := t.exec(moveRollups, from, to)
	if err != nil || n > 0 {
		return err
	}
	for _, query := range []string{forgetHours, listHours} {
		if _, err := t.exec(query); err != nil {
			return err
		}
	}
	_, err = t.exec(skipRollups, to)
	return err
}

// mark writes them, always in the same order, so that two that mark wait for each
// other and never in a circle.
func (t *tx) mark(m marks) error {
	hours := make([]agencyHour, 0, len(m))
	for h := range m {
		hours = append(hours, h)
	}
	slices.SortFunc(hours, func(a, b agencyHour) int { return cmp.Or(cmp.Compare(a.agency, b.agency), cmp.Compare(a.at, b.at)) })
	for _, h := range hours {
		if _, err := t.exec(markHour, string(h.agency), h.at, m[h]); err != nil {
			return err
		}
	}
	return nil
}
