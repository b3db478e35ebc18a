package main

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// frozen are the figures that a closed month was left with, and where they would be
// others had all been known then; loket.ErrNotFound: it is not closed.
func (f figures) frozen(ctx context.Context, q report.Query, from time.Time, hours report.Hours) (r report.Report, err error) {
	r, m, err := f.ledger.Frozen(ctx, q.Agency, from, q.By)
	if err != nil {
		return r, err
	}
	zone := hours.Zone()
	r.From, r.To, r.AsOf = r.From.In(zone), r.To.In(zone), r.AsOf.In(zone)
	r.Frozen = &report.Frozen{At: m.At.In(zone), Corrections: []report.Correction{}}
	r.Abroad = f.abroad[q.Agency]
	if r.Outages, err = f.outages(ctx, q, zone); err != nil {
		return r, err
	}
	names, err := f.ledger.ReportNames(ctx, q.Agency)
	if err != nil {
		return r, err
	}
	r.Call(names)
	why, err := f.ledger.FrozenChanges(ctx, q.Agency, m)
	if err != nil || len(why) == 0 && !r.Outdated() {
		return r, err
	}
	now, err := f.corrected(ctx, q, m, hours)
	if err == nil {
		r.Frozen.Corrections = report.Corrections(r, now, func(measure string) (all []report.Why) {
			for _, of := range report.RowsOf(measure) {
				all = append(all, why[of]...)
			}
			return all
		})
	}
	return r, err
}

// corrected is what a month would have been left with, had all been known then. More
// rows than a report reads are not read: then it is how things stand now.
func (f figures) corrected(ctx context.Context, q report.Query, m store.FrozenMonth, hours report.Hours) (report.Report, error) {
	q.AsOf = f.now().In(hours.Zone())
	rows, _, err := f.ledger.Size(ctx, q)
	if err != nil {
		return report.Report{}, err
	}
	if rows > mostExact {
		return f.live(ctx, q, hours)
	}
	facts := report.Facts{Query: q, Hours: hours}
	if facts.Waits, err = f.ledger.Facts(ctx, q, hours); err != nil {
		return report.Report{}, err
	}
	facts.AsOf = m.At.In(hours.Zone())
	all, err := f.build(ctx, facts, q.By)
	if err != nil {
		return report.Report{}, err
	}
	return all[0], nil
}

// closeMonth closes the month that begins then, as things stand now. One that is closed
// stays as it is. It returns as of when it is.
func (f figures) closeMonth(ctx context.Context, agency loket.AgencyID, from time.Time, by loket.ActorKind) (m store.FrozenMonth, err error) {
	if err := f.catchUp(ctx, mostBehind); err != nil {
		return m, err
	}
	hours, err := f.hours(ctx, agency)
	if err != nil {
		return m, err
	}
	to := from.AddDate(0, 1, 0)
	if m, err = f.ledger.BeginFreeze(ctx, agency, from, to); err != nil {
		return m, err
	}
	all, err := f.all(ctx, report.Query{Agency: agency, From: from, To: to, AsOf: m.At.In(hours.Zone()), Spread: true}, report.FrozenParts(), hours)
	if err != nil {
		return m, fmt.Errorf("compute the figures of a month: %w", err)
	}
	return m, f.ledger.Freeze(ctx, agency, m, all, by)
}

// closeDue closes the first month of an agency that ended so long ago, and tells whether
// there was one.
func (f figures) closeDue(ctx context.Context, agency loket.AgencyID, after time.Duration) (closed bool, err error) {
	hours, err := f.hours(ctx, agency)
	if err != nil {
		return false, err
	}
	first, err := f.ledger.FirstRow(ctx, agency)
	if err != nil || first.IsZero() {
		return false, err
	}
	months, err := f.ledger.FrozenMonths(ctx, agency)
	if err != nil {
		return false, err
	}
	done := map[int64]bool{}
	for _, m := range months {
		done[m.From.Unix()] = true
	}
	for from := monthOf(first.In(hours.Zone())); !from.AddDate(0, 1, 0).Add(after).After(f.now()); from = from.AddDate(0, 1, 0) {
		if !done[from.Unix()] {
			_, err := f.closeMonth(ctx, agency, from, loket.ByBot)
			return err == nil, err
		}
	}
	return false, nil
}

// closeDue closes one month of each office whose time has come; the next a minute later,
// for nobody waits for it.
func (h *house) closeDue(ctx context.Context) error {
	for id := range h.shelves {
		a, _ := h.office(id)
		if _, err := h.figures().closeDue(ctx, id, a.Freeze); err != nil {
			return fmt.Errorf("close a month of %s: %w", id, err)
		}
	}
	return nil
}

// monthOf is the midnight that begins the month of a moment, in its zone.
func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, at.Location())
}
