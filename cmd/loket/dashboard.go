package main

import (
	"cmp"
	"context"
	"slices"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/manage"
)

// dashboard is the house as the page of the figures sees it.
type dashboard struct {
	house *house
	figures
}

var _ manage.Counter = dashboard{}

// Live implements manage.Counter.
func (d dashboard) Live(ctx context.Context, agency loket.AgencyID) (loket.Live, error) {
	live, err := d.ledger.Live(ctx, agency)
	if err != nil {
		return live, err
	}
	live.AtWork, err = d.house.desk.AtWork(ctx, agency)
	return live, err
}

// TicketNumbers implements manage.Counter.
func (d dashboard) TicketNumbers(
	ctx context.Context, agency loket.AgencyID, ids []loket.TicketID,
) (map[loket.TicketID]string, error) {
	return d.ledger.TicketNumbers(ctx, agency, ids)
}

// Choices implements manage.Counter.
func (d dashboard) Choices(ctx context.Context, agency loket.AgencyID) (c manage.Choices, err error) {
	names, err := d.ledger.ReportNames(ctx, agency)
	if err != nil {
		return c, err
	}
	staff, err := d.ledger.ListStaff(ctx, agency)
	if err != nil {
		return c, err
	}
	for _, n := range names {
		if slices.ContainsFunc(staff, func(s loket.Staff) bool { return string(s.ID) == n.ID }) {
			c.Staff = append(c.Staff, n)
			continue
		}
		c.Channels = append(c.Channels, n)
	}
	for _, to := range d.house.destinations(agency) {
		if to.Agency == agency {
			c.Units = append(c.Units, report.Name{ID: string(to.Unit), Text: to.Name})
		}
	}
	if book := d.house.shelves.book(agency); book != nil {
		for _, e := range book.Catalog.Entries() {
			c.Topics = append(c.Topics, report.Name{ID: e.ID, Text: e.Title})
		}
	}
	for _, of := range [][]report.Name{c.Staff, c.Channels, c.Topics} {
		slices.SortFunc(of, func(a, b report.Name) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID)) })
	}
	return c, nil
}

// Rows are what the figure of a measure stands on, as many as its n: the same rows as
// Report's, by what is known at the query's moment; without one, by what is known now.
func (f figures) Rows(ctx context.Context, q report.Query, measure string) ([]report.Row, error) {
	if err := f.catchUp(ctx, mostBehind); err != nil {
		return nil, err
	}
	hours, err := f.hours(ctx, q.Agency)
	if err != nil {
		return nil, err
	}
	if q.AsOf.IsZero() {
		q.AsOf = f.now().In(hours.Zone())
	}
	var waits []report.Wait
	for _, of := range report.RowsOf(measure) {
		rows, err := f.ledger.WaitsOf(ctx, q, of, hours)
		if err != nil {
			return nil, err
		}
		waits = append(waits, rows...)
	}
	return report.Rows(report.Facts{Query: q, Waits: waits, Hours: hours}, measure), nil
}
