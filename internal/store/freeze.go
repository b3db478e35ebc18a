package store

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	// listMonth begins a closing. Who follows events holds the row of waits: none of
	// them is between reading which months are closed and changing rows of this one.
	holdProjected = `UPDATE projections SET seq = seq WHERE name = 'waits'`
	listMonth     = `
INSERT INTO frozen_months (agency_id, from_at, to_at, frozen_at) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, from_at) DO NOTHING`
	selectMonth = `SELECT from_at, to_at, frozen_at FROM frozen_months WHERE agency_id = $1 AND from_at = $2`
	keepFigures = `
INSERT INTO frozen_figures (agency_id, from_at, part, figures) VALUES ($1, $2, $3, $4) ON CONFLICT (agency_id, from_at, part) DO NOTHING`
	selectFigures = `SELECT figures FROM frozen_figures WHERE agency_id = $1 AND from_at = $2 AND part = $3`
	selectClosed  = `
SELECT m.from_at, m.to_at, m.frozen_at FROM frozen_months m
WHERE m.agency_id = $1 AND EXISTS (SELECT 1 FROM frozen_figures f WHERE f.agency_id = m.agency_id AND f.from_at = m.from_at)
ORDER BY m.from_at`
	selectFirstRow = `SELECT COALESCE(MIN(start_at), 0) FROM waits WHERE agency_id = $1`
	// What was told since of conversations whose rows changed, and what it was. Events of
	// a ticket may stand in another conversation.
	selectWhy = `
SELECT DISTINCT measure, CASE WHEN kind IS NULL THEN 'anew' WHEN import_id <> '' THEN 'imported' WHEN kind = 'erased' THEN 'erased'
  WHEN at <= $3 THEN 'late' ELSE 'after' END AS why
FROM (
  SELECT c.measure, e.kind, e.import_id, e.at FROM frozen_changes c
  LEFT JOIN events e ON e.conversation_id = c.conversation_id AND e.recorded_at > $3
  WHERE c.agency_id = $1 AND c.from_at = $2
  UNION ALL
  SELECT c.measure, e.kind, e.import_id, e.at FROM frozen_changes c
  JOIN waits w ON w.conversation_id = c.conversation_id AND w.ticket_id <> ''
  JOIN events e ON e.ticket_id = w.ticket_id AND e.ticket_id <> '' AND e.conversation_id <> c.conversation_id AND e.recorded_at > $3
  WHERE c.agency_id = $1 AND c.from_at = $2) AS told
ORDER BY measure, why`
)

// FrozenMonth is a month of an agency that is closed, or is being closed.
type FrozenMonth struct {
	From, To time.Time
	At       time.Time // as of when its figures are
}

// BeginFreeze lists a month as closed as of now: from then on what changes in it is
// noted. If it is listed already, it returns how.
func (s *Store) BeginFreeze(ctx context.Context, agency loket.AgencyID, from, to time.Time) (m FrozenMonth, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.exec(holdProjected); err != nil {
			return err
		}
		if _, err := t.exec(listMonth, string(agency), ms(from), ms(to), ms(t.now)); err != nil {
			return err
		}
		return t.one(func(r scanner) error { return r.Scan(when{&m.From}, when{&m.To}, when{&m.At}) }, selectMonth, string(agency), ms(from))
	})
	if err != nil {
		return m, fmt.Errorf("begin to close a month: %w", err)
	}
	return m, nil
}

// Freeze keeps the figures of a month that was begun, for each part: it is closed then.
// By is who closes it, for the audit log. Of a month that is closed nothing changes.
func (s *Store) Freeze(ctx context.Context, agency loket.AgencyID, m FrozenMonth, parts []report.Report, by loket.ActorKind) error {
	packed := make([][]byte, len(parts))
	for i, r := range parts {
		var err error
		if packed[i], err = packReport(r); err != nil {
			return fmt.Errorf("pack the figures of a month: %w", err)
		}
	}
	err := s.write(ctx, func(t *tx) error {
		kept := int64(0)
		for i, r := range parts {
			n, err := t.exec(keepFigures, string(agency), ms(m.From), string(r.By), packed[i])
			if err != nil {
				return err
			}
			kept += n
		}
		if kept == 0 {
			return nil
		}
		return t.audit(auditEntry{agency: agency, actor: by, action: "report.close", object: "month", id: parts[0].From.Format("2006-01")})
	})
	if err != nil {
		return fmt.Errorf("keep the figures of a month: %w", err)
	}
	return nil
}

// packedReport is a report with what its JSON leaves out.
type packedReport struct {
	report.Report

	Spread []report.Bar `json:"spread"`
}

// packReport makes a report small, and takes out what people are called.
func packReport(r report.Report) ([]byte, error) {
	r.Measures, r.Outages = slices.Clone(r.Measures), nil
	kept := packedReport{r, r.Spread}
	for i := range r.Measures {
		if m := &r.Measures[i]; m.GroupName != "" && !m.Hidden() {
			m.GroupName = ""
		}
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	err := errors.Join(json.NewEncoder(w).Encode(kept), w.Close())
	return b.Bytes(), err
}

func unpackReport(packed []byte) (r report.Report, err error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return r, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return r, err
	}
	var kept packedReport
	err = json.Unmarshal(text, &kept)
	kept.Report.Spread = kept.Spread
	return kept.Report, err
}

// Frozen returns the figures that the month beginning then was left with, told apart by
// a part, and since when; loket.ErrNotFound: it is not closed.
func (s *Store) Frozen(ctx context.Context, agency loket.AgencyID, from time.Time, part report.By) (r report.Report, m FrozenMonth, err error) {
	var packed []byte
	take := func(row scanner) error { return row.Scan(&packed) }
	if err := s.report(ctx, take, selectFigures, string(agency), ms(from), string(part)); err != nil {
		return r, m, fmt.Errorf("read the figures of a closed month: %w", err)
	}
	if packed == nil {
		return r, m, loket.ErrNotFound
	}
	err = s.report(ctx, func(row scanner) error { return row.Scan(when{&m.From}, when{&m.To}, when{&m.At}) }, selectMonth, string(agency), ms(from))
	if err == nil {
		r, err = unpackReport(packed)
	}
	if err != nil {
		return r, m, fmt.Errorf("read the figures of a closed month: %w", err)
	}
	return r, m, nil
}

// FrozenMonths are an agency's closed months, in order.
func (s *Store) FrozenMonths(ctx context.Context, agency loket.AgencyID) (all []FrozenMonth, err error) {
	err = s.report(ctx, func(r scanner) error {
		var m FrozenMonth
		err := r.Scan(when{&m.From}, when{&m.To}, when{&m.At})
		all = append(all, m)
		return err
	}, selectClosed, string(agency))
	if err != nil {
		return nil, fmt.Errorf("list closed months: %w", err)
	}
	return all, nil
}

// FirstRow is when the first row of an agency begins; zero: it has none.
func (s *Store) FirstRow(ctx context.Context, agency loket.AgencyID) (first time.Time, err error) {
	err = s.report(ctx, func(r scanner) error { return r.Scan(when{&first}) }, selectFirstRow, string(agency))
	if err != nil {
		return first, fmt.Errorf("read the first row: %w", err)
	}
	return first, nil
}

// FrozenChanges tells of which measures rows of a closed month are others than when it
// was closed, and why; empty: no figure of it can be another.
func (s *Store) FrozenChanges(ctx context.Context, agency loket.AgencyID, m FrozenMonth) (map[string][]report.Why, error) {
	why := map[string][]report.Why{}
	err := s.report(ctx, func(r scanner) error {
		var measure string
		var one report.Why
		err := r.Scan(&measure, &one)
		why[measure] = append(why[measure], one)
		return err
	}, selectWhy, string(agency), ms(m.From), ms(m.At))
	if err != nil {
		return nil, fmt.Errorf("read what changed in a closed month: %w", err)
	}
	for measure := range why { // what any conversation goes on with, or has nothing of, explains least
		for _, least := range []report.Why{report.WhyAnew, report.WhyAfter} {
			if len(why[measure]) > 1 {
				why[measure] = slices.DeleteFunc(why[measure], func(w report.Why) bool { return w == least })
			}
		}
	}
	return why, nil
}

const (
	selectListedMonths = `SELECT agency_id, from_at, to_at, frozen_at FROM frozen_months`
	insertChange       = `
INSERT INTO frozen_changes (agency_id, from_at, conversation_id, measure) VALUES`
)

// touch gathers what a change of rows touches besides: sums of hours, and months that
// are closed.
type touch struct {
	hours   marks
	months  []listedMonth
	changes map[monthChange]bool
}

type listedMonth struct {
	agency loket.AgencyID
	FrozenMonth
}

// monthChange says that a conversation's rows of a measure changed in a month.
type monthChange struct {
	agency       loket.AgencyID
	from         int64
	conversation loket.ConversationID
	measure      string
}

// touching begins to gather.
func (t *tx) touching() (*touch, error) {
	c := &touch{hours: marks{}, changes: map[monthChange]bool{}}
	err := t.each(func(r scanner) error {
		var m listedMonth
		err := r.Scan(&m.agency, when{&m.From}, when{&m.To}, when{&m.At})
		c.months = append(c.months, m)
		return err
	}, selectListedMonths)
	return c, err
}

// replaced adds rows that go and rows that come.
func (c *touch) replaced(gone, come []report.Wait) {
	c.hours.replaced(gone, come)
	if len(c.months) == 0 {
		return
	}
	before := make(map[string]*report.Wait, len(gone))
	for i := range gone {
		before[gone[i].ID] = &gone[i]
	}
	for i := range come {
		w := &come[i]
		c.changed(before[w.ID], w)
		delete(before, w.ID)
	}
	for _, w := range before {
		c.changed(w, nil)
	}
}

// changed notes a row that is another, or comes or goes, in each closed month it
// belongs to, unless it would have stood there alike when the month was closed.
func (c *touch) changed(old, now *report.Wait) {
	for _, m := range c.months {
		was, is := old != nil && m.has(old), now != nil && m.has(now)
		if !was && !is || was && is && old.Seen(m.At).Equal(now.Seen(m.At)) {
			continue
		}
		w := cmp.Or(now, old)
		c.changes[monthChange{m.agency, ms(m.From), w.Conversation, w.Measure}] = true
	}
}

// has tells whether a row belongs to the month: a ticket as long as it is open.
func (m listedMonth) has(w *report.Wait) bool {
	if w.Agency != m.agency || !w.Start.Before(m.To) {
		return false
	}
	return !w.Start.Before(m.From) || w.Measure == report.Load && (w.End.IsZero() || !w.End.Before(m.From))
}

// noteChanges writes what changed in closed months.
func (t *tx) noteChanges(c *touch) error {
	rows := make([][]any, 0, len(c.changes))
	for m := range c.changes {
		rows = append(rows, []any{string(m.agency), m.from, string(m.conversation), m.measure})
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(int64), b[1].(int64)),
			cmp.Compare(a[2].(string), b[2].(string)), cmp.Compare(a[3].(string), b[3].(string)))
	})
	if err := t.insertMany(insertChange, rows, " ON CONFLICT DO NOTHING"); err != nil {
		return fmt.Errorf("note what changed in closed months: %w", err)
	}
	return nil
}
