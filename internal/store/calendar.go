package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	selectCalendars = `SELECT from_at, version, rules FROM calendars WHERE agency_id = $1 ORDER BY from_at`
	insertCalendar  = `
INSERT INTO calendars (agency_id, from_at, version, rules)
SELECT $1, $2, $3, $4 WHERE $3 <> COALESCE((SELECT version FROM calendars WHERE agency_id = $1 ORDER BY from_at DESC LIMIT 1), '')
ON CONFLICT (agency_id, from_at) DO UPDATE SET version = excluded.version, rules = excluded.rules`
)

// KeepCalendar notes the hours of an office that count from now on; those that count
// already are not noted again.
func (s *Store) KeepCalendar(ctx context.Context, agency loket.AgencyID, version string, rules []byte) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(insertCalendar, string(agency), ms(t.now), version, string(rules)); err != nil {
			return fmt.Errorf("keep the hours of an office: %w", err)
		}
		return nil
	})
}

// KeptCalendar is the hours of an office from a moment on.
type KeptCalendar struct {
	From    time.Time
	Version string
	Rules   []byte // as they were given to KeepCalendar
}

// Calendars returns the hours of an office, the oldest first.
func (s *Store) Calendars(ctx context.Context, agency loket.AgencyID) (all []KeptCalendar, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var k KeptCalendar
		var rules string
		err := r.Scan(when{&k.From}, &k.Version, &rules)
		k.Rules = []byte(rules)
		all = append(all, k)
		return err
	}, selectCalendars, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read the hours of an office: %w", err)
	}
	return all, nil
}

const selectReportNames = `
SELECT id, name FROM channels WHERE agency_id = $1 UNION ALL SELECT id, name FROM staff WHERE agency_id = $1`

// ReportNames are the names of an agency's channels and staff.
func (s *Store) ReportNames(ctx context.Context, agency loket.AgencyID) (all []report.Name, err error) {
	err = s.report(ctx, func(r scanner) error {
		var n report.Name
		err := r.Scan(&n.ID, &n.Text)
		all = append(all, n)
		return err
	}, selectReportNames, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read names for a report: %w", err)
	}
	return all, nil
}
