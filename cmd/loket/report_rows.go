package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// reportRows writes the rows behind the figures.
type reportRows struct {
	What string `help:"Baris apa: episodes, messages, tickets, atau waits." placeholder:"APA" default:"episodes"`

	rowFlags `embed:""`

	Format string `help:"Bentuk: csv, xlsx, atau json." placeholder:"BENTUK" default:"csv"`
	Text   bool   `help:"Sertakan isi pesan, yang sudah disamarkan; perlu --reason."`
	Reason string `help:"Alasan membuka isi pesan, dicatat di audit." placeholder:"ALASAN"`
	Out    string `help:"Berkas baru (baku: dicetak; xlsx selalu ke berkas)." placeholder:"BERKAS"`
}

// Run implements the command. Whoever has the command line has what an admin has.
func (c *reportRows) Run(s *shell) error {
	if c.Text && strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--text perlu --reason: isi pesan hanya dibuka dengan alasan, yang dicatat di audit")}
	}
	if err := printable(c.Format, c.Out); err != nil {
		return err
	}
	all, err := s.load()
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		f := s.figures(ledger, all)
		want, err := f.rowWish(s.ctx, agency.ID, c.What, c.Format, c.wish())
		if err != nil {
			return ofFlag(err)
		}
		want.Contact, want.Text, want.reason = true, c.Text, c.Reason
		return s.writeOut(c.Out, func(w io.Writer) error { return f.rows(s.ctx, w, want) })
	})
}

// rowWish is which rows somebody wants, and how.
type rowWish struct {
	store.RowQuery
	what, format string
	zone         *time.Location
	by           loket.Staff // zero: the command line
	reason       string
}

// rowWish reads a wish for rows. What is wrong with it is loket.CodeInvalid and begins
// with the name of the field; any other error is the ledger's.
func (f figures) rowWish(ctx context.Context, agency loket.AgencyID, what, format string, wish report.Wish) (rowWish, error) {
	hours, err := f.hours(ctx, agency)
	if err != nil {
		return rowWish{}, err
	}
	q, err := wish.Query(agency, f.now(), hours.Zone())
	if err != nil {
		return rowWish{}, err
	}
	if q.Filter.Staff, err = f.staffOf(ctx, agency, wish.Staff); err != nil {
		return rowWish{}, err
	}
	if !slices.Contains([]string{"episodes", "messages", "tickets", "waits"}, what) {
		return rowWish{}, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("what %q tidak dikenal; pilih episodes, messages, tickets, atau waits", what))
	}
	if !slices.Contains([]string{export.CSV, export.XLSX, export.JSON}, format) {
		return rowWish{}, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("format %q tidak dikenal; pakai csv, xlsx, atau json", format))
	}
	return rowWish{
		RowQuery: store.RowQuery{Agency: agency, From: q.From, To: q.To, Filter: q.Filter}, what: what, format: format, zone: hours.Zone(),
	}, nil
}

// note has the audit log say who takes which rows, before any is read.
func (f figures) note(ctx context.Context, want rowWish) error {
	reason := spanOf(want.From, want.To) + ", " + want.format + filterOf(want.Filter)
	if want.Text {
		reason += ", dengan teks: " + want.reason
	}
	entry := loket.AuditEntry{Agency: want.Agency, Action: "report.rows", Object: "rows", ID: want.what, Reason: reason}
	if want.by.ID != "" {
		entry.Actor, entry.ActorID = loket.ByStaff, string(want.by.ID)
	}
	if err := f.ledger.Audit(ctx, entry); err != nil {
		return fmt.Errorf("note an export: %w", err)
	}
	return nil
}

// rows writes rows one by one, once the audit log says so.
func (f figures) rows(ctx context.Context, w io.Writer, want rowWish) error {
	if err := f.note(ctx, want); err != nil {
		return err
	}
	if err := f.catchUp(ctx, mostBehind); err != nil {
		return err
	}
	switch want.what {
	case "messages":
		return writeRows(ctx, w, want, "Pesan", export.MessageColumns(), export.MessageCells, f.ledger.EachMessage)
	case "tickets":
		return writeRows(ctx, w, want, "Tiket", export.TicketColumns(), export.TicketCells, f.ledger.EachTicket)
	case "waits":
		return writeRows(ctx, w, want, "Masa tunggu", export.WaitColumns(), export.WaitCells, f.ledger.EachWait)
	default:
		return writeRows(ctx, w, want, "Episode", export.EpisodeColumns(), export.EpisodeCells, f.ledger.EachEpisode)
	}
}

func writeRows[T any](
	ctx context.Context, w io.Writer, want rowWish, title string, columns []string, cells func(T, *time.Location) []export.Cell,
	each func(context.Context, store.RowQuery, func(T) error) error,
) error {
	table, err := export.NewTable(w, want.format, title, columns)
	if err != nil {
		return err
	}
	if err := each(ctx, want.RowQuery, func(row T) error { return table.Row(cells(row, want.zone)...) }); err != nil {
		return errors.Join(err, table.Discard())
	}
	return table.Close()
}
