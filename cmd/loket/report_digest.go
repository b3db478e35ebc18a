package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// reportDigest writes the page for the head of the office.
type reportDigest struct {
	Period string `help:"Masa: day, week, atau month." placeholder:"MASA" default:"week"`
	AsOf   string `help:"Keadaan pada saat ini (baku: sekarang); masanya yang terakhir sebelum itu." placeholder:"2026-11-30T08:00:00+08:00"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Out    string `help:"Berkas baru; akhirannya bentuknya: .pdf, .png, .html, atau .json (baku: JSON dicetak)." placeholder:"BERKAS"`
}

// Run implements the command.
func (c *reportDigest) Run(s *shell) error {
	period, err := report.ReadPeriod(c.Period)
	if err != nil {
		return usageError{flagged(err)}
	}
	format, err := c.format()
	if err != nil {
		return err
	}
	all, agency, err := s.configured(c.Agency)
	if err != nil {
		return err
	}
	catalog, err := s.liveCatalogue(all, agency)
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		f := s.figures(ledger, all)
		hours, err := f.hours(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		q, err := report.Wish{AsOf: c.AsOf}.Query(agency.ID, s.now(), hours.Zone())
		if err != nil {
			return usageError{flagged(err)}
		}
		made, err := f.digest(s.ctx, agency, namesFor(agency, catalog), period, q.AsOf)
		if err != nil {
			return err
		}
		return s.writeOut(c.Out, func(w io.Writer) error { return export.WriteDigest(w, format, made) })
	})
}

// format is what the name of the file ends with.
func (c *reportDigest) format() (string, error) {
	if c.Out == "" {
		return report.FormatJSON, nil
	}
	switch format := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), "."); format {
	case report.FormatPDF, "png", report.FormatHTML, report.FormatJSON:
		return format, nil
	}
	return "", usageError{errors.New("--out harus berakhiran .pdf, .png, .html, atau .json")}
}

// digest makes the digest of the last whole period before a moment, by what was known
// then. The same moment gives the same digest.
func (f figures) digest(ctx context.Context, agency config.Agency, names []report.Name, period report.Period, asOf time.Time) (report.Digest, error) {
	hours, err := f.hours(ctx, agency.ID)
	if err != nil {
		return report.Digest{}, err
	}
	asOf = asOf.In(hours.Zone()).Truncate(time.Millisecond)
	of, before := period.Span(asOf, hours)
	facts := report.DigestFacts{Period: period, Agency: agency.Name, Names: names}
	query := report.Query{Agency: agency.ID, From: of.From, To: of.To, AsOf: asOf}
	now, err := f.Reports(ctx, query, "", report.ByUnit, report.ByTopic, report.ByHour)
	if err != nil {
		return report.Digest{}, fmt.Errorf("compute the digest: %w", err)
	}
	facts.Now, facts.Units, facts.Topics, facts.Hours = now[0], now[1], now[2], now[3]
	query.From, query.To = before.From, before.To
	if facts.Before, err = f.Report(ctx, query); err != nil {
		return report.Digest{}, fmt.Errorf("compute the digest: %w", err)
	}
	return report.MakeDigest(facts), nil
}

// namesFor are what people call units, and the entries that topics are named after.
func namesFor(agency config.Agency, catalog *faq.Catalog) []report.Name {
	names := []report.Name{{ID: string(loket.DefaultUnit), Text: "umum"}}
	for _, u := range agency.Units {
		names = append(names, report.Name{ID: string(u.ID), Text: u.Name})
	}
	if catalog == nil {
		return names
	}
	for _, e := range catalog.Entries() {
		names = append(names, report.Name{ID: e.ID, Text: e.Title})
	}
	return names
}
