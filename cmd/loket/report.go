package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// reportCommand prints the figures of a period.
type reportCommand struct {
	From   string `help:"Hari pertama (baku: 28 hari lalu)." placeholder:"2026-11-01"`
	To     string `help:"Hari terakhir (baku: hari ini)." placeholder:"2026-11-30"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// defaultDays is how long a report looks back when nobody says.
const defaultDays = 28

// Run implements the command.
func (c *reportCommand) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		zone, err := time.LoadLocation(agency.Zone)
		if err != nil {
			return fmt.Errorf("load the agency's zone: %w", err)
		}
		from, to, err := c.period(s.now(), zone)
		if err != nil {
			return err
		}
		built, err := figures{ledger: ledger, now: s.now}.Report(s.ctx, agency.ID, from, to)
		if err != nil {
			return err
		}
		if c.JSON || c.Format == "json" {
			encoder := json.NewEncoder(s.stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(built)
		}
		return built.Table(s.stdout)
	})
}

// period reads the two days, both included, in the agency's zone.
func (c *reportCommand) period(now time.Time, zone *time.Location) (from, to time.Time, err error) {
	today := calendar.DateOf(now.In(zone))
	first, last := today, today
	if c.To != "" {
		if last, err = calendar.ParseDate(c.To); err != nil {
			return from, to, wrongDay("--to", c.To)
		}
	}
	if c.From != "" {
		if first, err = calendar.ParseDate(c.From); err != nil {
			return from, to, wrongDay("--from", c.From)
		}
	}
	to = time.Date(last.Year, last.Month, last.Day+1, 0, 0, 0, 0, zone)
	from = time.Date(first.Year, first.Month, first.Day, 0, 0, 0, 0, zone)
	if c.From == "" {
		from = to.AddDate(0, 0, -defaultDays)
	}
	if !from.Before(to) {
		return from, to, usageError{fmt.Errorf("--from %s sesudah --to %s; tukar keduanya", isoDay(from), isoDay(to.AddDate(0, 0, -1)))}
	}
	return from, to, nil
}

func isoDay(t time.Time) string { return t.Format(time.DateOnly) }

func wrongDay(flag, text string) error {
	return usageError{fmt.Errorf("%s %q bukan tanggal; tulis misalnya 2026-11-01", flag, text)}
}

// figures computes reports from the ledger: one code path for the command and
// the page.
type figures struct {
	ledger *store.Store
	now    func() time.Time
}

// Report returns the figures of what began in [from, to), as they stand now.
func (f figures) Report(ctx context.Context, agency loket.AgencyID, from, to time.Time) (report.Report, error) {
	bot, err := f.ledger.BotAnswers(ctx, agency, from, to)
	if err != nil {
		return report.Report{}, err
	}
	hand, err := f.ledger.HandOffs(ctx, agency, from, to)
	if err != nil {
		return report.Report{}, err
	}
	gaps, err := f.ledger.ChannelGaps(ctx, agency, from, to)
	if err != nil {
		return report.Report{}, err
	}
	facts := report.Facts{
		Agency: agency, From: from, To: to, AsOf: f.now().In(from.Location()), BotAnswers: bot, HandOffs: hand,
	}
	for _, g := range gaps {
		facts.Outages = append(facts.Outages, report.OutageOf(g, from.Location()))
	}
	return report.Build(facts), nil
}
