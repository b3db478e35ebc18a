package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/web/manage"
)

// reportIKM prints the index of satisfaction of a period.
type reportIKM struct {
	From   string `help:"Hari pertama (baku: 28 hari lalu)." placeholder:"2026-01-01"`
	To     string `help:"Hari terakhir (baku: hari ini)." placeholder:"2026-12-31"`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Unit   string `help:"Hanya bagian ini." placeholder:"ID"`

	paperFlags `embed:""`
}

// Run implements the command.
func (c *reportIKM) Run(s *shell) error {
	format, err := c.form()
	if err != nil {
		return err
	}
	all, err := s.load()
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		catalog, err := s.liveCatalogue(all, agency)
		if err != nil {
			return err
		}
		built, err := s.figures(ledger, all).opinion(s.ctx, agency, report.Wish{From: c.From, To: c.To, Unit: c.Unit}, titlesOf(catalog))
		if err != nil {
			return ofFlag(err)
		}
		return s.writeOut(c.Out, func(w io.Writer) error { return opinionPaper(built, agency).Write(w, format) })
	})
}

// opinion is M-16 of an office. What is wrong with a wish comes as a *loket.Error that
// begins with the name of the field.
func (f figures) opinion(ctx context.Context, a config.Agency, wish report.Wish, titles map[string]string) (report.Opinion, error) {
	hours, err := f.hours(ctx, a.ID)
	if err != nil {
		return report.Opinion{}, err
	}
	q, err := wish.Query(a.ID, f.now(), hours.Zone())
	if err != nil {
		return report.Opinion{}, err
	}
	if _, known := unitName(a, q.Filter.Unit); !known {
		return report.Opinion{}, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("unit %q tidak ada; pilih salah satu: %s", q.Filter.Unit, unitList(a)))
	}
	return f.surveyed(ctx, q, titles)
}

// surveyed is M-16 of a query; without titles services go by the ids of entries.
func (f figures) surveyed(ctx context.Context, q report.Query, titles map[string]string) (report.Opinion, error) {
	sheets, served, err := f.ledger.Sheets(ctx, q)
	if err != nil {
		return report.Opinion{}, err
	}
	return report.OpinionOf(report.OpinionFacts{Query: q, Sheets: sheets, Served: served, Titles: titles})
}

// unitName names a part of an office; the empty one is all of it.
func unitName(a config.Agency, id loket.UnitID) (name string, known bool) {
	for _, unit := range ownUnits(a) {
		if unit.Unit == id {
			return unit.Name, true
		}
	}
	return "", id == ""
}

func unitList(a config.Agency) string {
	var ids []string
	for _, id := range unitsOf(a) {
		ids = append(ids, string(id))
	}
	return strings.Join(ids, ", ")
}

// opinionPaper is M-16 as a document.
func opinionPaper(built report.Opinion, a config.Agency) export.Opinion {
	unit, _ := unitName(a, built.Unit)
	return export.Opinion{Opinion: built, Agency: a.Name, Unit: unit}
}

// titlesOf are those of a catalogue's entries, by id.
func titlesOf(catalog *faq.Catalog) map[string]string {
	titles := map[string]string{}
	for _, e := range catalog.Entries() {
		titles[e.ID] = e.Title
	}
	return titles
}

// titles are those of the answers an office gives now.
func (h *house) titles(agency loket.AgencyID) map[string]string {
	if book := h.shelves.book(agency); book != nil {
		return titlesOf(book.Catalog)
	}
	return map[string]string{}
}

// opinions is the page of the survey.
func (h *house) opinions() *manage.Opinions {
	return &manage.Opinions{
		Opinion: h.opinion, Now: h.now, Zone: h.zone,
		Units: func(agency loket.AgencyID) (all []report.Name) {
			a, _ := h.office(agency)
			for _, unit := range ownUnits(a) {
				all = append(all, report.Name{ID: string(unit.Unit), Text: unit.Name})
			}
			return all
		},
		Offered: func(agency loket.AgencyID) bool {
			book := h.shelves.book(agency)
			return book != nil && book.Survey.Every > 0
		},
	}
}

func (h *house) opinion(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error) {
	a, served := h.office(agency)
	if !served {
		return report.Opinion{}, loket.ErrNotFound
	}
	return h.figures().opinion(ctx, a, wish, h.titles(agency))
}

// opinionFile makes a report on the survey ready, once the audit log says so.
func (h *house) opinionFile(ctx context.Context, by loket.Staff, order manage.Order) (manage.File, error) {
	if _, err := report.Format(order.Format); err != nil {
		return manage.File{}, err
	}
	built, err := h.opinion(ctx, by.Agency, order.Wish)
	if err != nil {
		return manage.File{}, err
	}
	if err := h.noteExport(ctx, by, "ikm "+order.Format, built.From, built.To); err != nil {
		return manage.File{}, err
	}
	a, _ := h.office(by.Agency)
	return manage.File{
		Name: fileName(manage.OpinionFile, order.Format, by.Agency, built.From, built.To), Type: export.MediaType(order.Format),
		Write: func(w io.Writer) error { return opinionPaper(built, a).Write(w, order.Format) },
	}, nil
}
