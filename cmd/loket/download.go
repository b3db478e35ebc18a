package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/manage"
)

// download makes ready what a member of staff asked for: their own agency's figures,
// or the rows behind them.
func (h *house) download(ctx context.Context, by loket.Staff, order manage.Order) (manage.File, error) {
	f := h.figures()
	if order.What == manage.OpinionFile {
		return h.opinionFile(ctx, by, order)
	}
	if order.What != "" {
		return f.rowFile(ctx, by, order)
	}
	if _, err := report.Format(order.Format); err != nil {
		return manage.File{}, err
	}
	built, err := f.Ask(ctx, by.Agency, order.Wish)
	if err != nil {
		return manage.File{}, err
	}
	paper := export.Paper{Report: built, Agency: string(by.Agency)}
	if office, served := h.office(by.Agency); served {
		paper.Agency = office.Name
	}
	if err := h.noteExport(ctx, by, order.Format, built.From, built.To); err != nil {
		return manage.File{}, err
	}
	return manage.File{
		Name: fileName("laporan", order.Format, by.Agency, built.From, built.To), Type: export.MediaType(order.Format),
		Write: func(w io.Writer) error { return paper.Write(w, order.Format) },
	}, nil
}

// noteExport has the audit log say who takes which figures.
func (h *house) noteExport(ctx context.Context, by loket.Staff, what string, from, to time.Time) error {
	entry := loket.AuditEntry{
		Agency: by.Agency, Actor: loket.ByStaff, ActorID: string(by.ID), Action: "report.export", Object: "report", ID: what, Reason: spanOf(from, to),
	}
	if err := h.ledger.Audit(ctx, entry); err != nil {
		return fmt.Errorf("note an export: %w", err)
	}
	return nil
}

// rowFile makes rows ready. Addresses, masked, are for who looks after the work of
// others.
func (f figures) rowFile(ctx context.Context, by loket.Staff, order manage.Order) (manage.File, error) {
	want, err := f.rowWish(ctx, by.Agency, order.What, order.Format, order.Wish)
	if err != nil {
		return manage.File{}, err
	}
	want.by, want.Contact, want.Text, want.reason = by, by.MaySupervise(), order.Text && by.MaySupervise(), order.Reason
	return manage.File{
		Name: fileName(order.What, order.Format, by.Agency, want.From, want.To), Type: export.MediaType(order.Format),
		Write: func(w io.Writer) error { return f.rows(ctx, w, want) },
	}, nil
}

func fileName(what, format string, agency loket.AgencyID, from, to time.Time) string {
	if format == report.FormatTable {
		format = "txt"
	}
	return export.FileName(format, what, string(agency), from.Format(time.DateOnly), to.Add(-1).Format(time.DateOnly))
}

// filterOf tells what a filter takes, for the audit log; empty: everything.
func filterOf(f report.Filter) string {
	var text strings.Builder
	for _, part := range [][2]string{
		{"unit", string(f.Unit)}, {"channel", string(f.Channel)}, {"topic", f.Topic}, {"staff", string(f.Staff)}, {"kind", string(f.Kind)},
	} {
		if part[1] != "" {
			text.WriteString(", " + part[0] + " " + part[1])
		}
	}
	return text.String()
}

// spanOf is a period, both days included.
func spanOf(from, to time.Time) string {
	return from.Format(time.DateOnly) + " sampai " + to.Add(-1).Format(time.DateOnly)
}
