package main

import (
	"context"
	"fmt"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web/manage"
)

// errata corrects entries for those who were quoted a wrong text of them.
type errata struct {
	ledger *store.Store
	now    func() time.Time
	book   func(loket.AgencyID) (*bot.Book, error)
	zone   func(loket.AgencyID) *time.Location
}

var _ manage.Errata = errata{}

// errata are this house's.
func (h *house) errata() errata {
	return errata{ledger: h.ledger, now: h.now, book: h.inForce, zone: h.zone}
}

// Draft implements manage.Errata.
func (m errata) Draft(ctx context.Context, agency loket.AgencyID, entry string, days int) (e loket.Erratum, reach loket.ErratumReach, err error) {
	if days < 1 || days > loket.MostErratumDays {
		return e, reach, loket.ErrErratumDays
	}
	book, err := m.book(agency)
	if err != nil {
		return e, reach, err
	}
	now := m.now()
	found, ok := book.Quotable(entry, now.In(m.zone(agency)))
	if !ok {
		return e, reach, loket.Errorf(loket.CodeNotFound, fmt.Sprintf(
			"Jawaban %q tidak ada, atau tidak boleh dikutip sekarang. Periksa id-nya, dan terbitkan dulu teks yang benar.", entry))
	}
	e = loket.Erratum{
		Agency: agency, Entry: entry, Title: found.Title, Revision: found.Revision, Since: now.AddDate(0, 0, -days),
		Text: bot.ErratumText(found), Sensitive: found.Sensitive(),
	}
	if e.Wrong, err = m.superseded(ctx, agency, book.Catalog, entry); err != nil || len(e.Wrong) == 0 {
		return e, reach, err
	}
	reach, err = m.ledger.ErratumReach(ctx, e)
	return e, reach, err
}

// superseded are the revisions of an entry that said something else.
func (m errata) superseded(ctx context.Context, agency loket.AgencyID, catalog *faq.Catalog, entry string) ([]string, error) {
	published, err := m.ledger.ItemHistory(ctx, agency, "entry", entry)
	if err != nil {
		return nil, err
	}
	var items []loket.CatalogueItem
	for _, p := range published {
		items = append(items, p.Items...)
	}
	return catalog.Superseded(entry, items), nil
}

// Propose implements manage.Errata.
func (m errata) Propose(ctx context.Context, by loket.Staff, p manage.Proposal) (approved bool, err error) {
	e, _, err := m.Draft(ctx, by.Agency, p.Entry, p.Days)
	if err != nil {
		return false, err
	}
	e.ID, e.Reason, e.By = p.ID, p.Reason, by.ID
	if err := e.Check(); err != nil {
		return false, err
	}
	if e.Revision != p.Revision {
		return false, loket.ErrErratumStale
	}
	if !e.Sensitive {
		if err := e.Approve(by.ID, m.now()); err != nil {
			return false, err
		}
	}
	return !e.ApprovedAt.IsZero(), m.ledger.MakeErratum(ctx, e)
}

// Approve implements manage.Errata.
func (m errata) Approve(ctx context.Context, by loket.Staff, id loket.ErratumID) error {
	e, err := m.ledger.Erratum(ctx, by.Agency, id)
	if err != nil {
		return err
	}
	book, err := m.book(by.Agency)
	if err != nil {
		return err
	}
	now, ok := book.Quotable(e.Entry, m.now().In(m.zone(by.Agency)))
	if !ok || now.Revision != e.Revision {
		return loket.ErrErratumStale
	}
	return m.ledger.ApproveErratum(ctx, by.Agency, id, by.ID)
}

// Errata implements manage.Errata.
func (m errata) Errata(ctx context.Context, agency loket.AgencyID) ([]loket.Erratum, error) {
	return m.ledger.Errata(ctx, agency, errataListed)
}

const (
	errataListed = 10          // on the page
	errataEvery  = time.Second // how often the ledger is asked for approved ones
	errataBatch  = 100         // letters in a transaction
)

// followErrata owes approved corrections until ctx ends. What is not owed by then is found
// at the next start.
func (h *house) followErrata(ctx context.Context) error {
	tick := time.NewTicker(errataEvery)
	defer tick.Stop()
	for {
		if err := h.oweErrata(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("owe a correction", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// oweErrata owes what approved corrections still have to say.
func (h *house) oweErrata(ctx context.Context) error {
	due, err := h.ledger.ErrataDue(ctx)
	for _, e := range due {
		for more := true; more && err == nil && ctx.Err() == nil; {
			more, err = h.oweSome(ctx, e)
		}
	}
	return err
}

// oweSome owes one batch, and tells whether there may be more.
func (h *house) oweSome(ctx context.Context, e loket.Erratum) (more bool, err error) {
	to, err := h.ledger.ErratumRecipients(ctx, e.ID, errataBatch)
	if err != nil || len(to) == 0 {
		return false, err
	}
	letters := make([]loket.ErratumLetter, len(to))
	for i, one := range to {
		letters[i] = bot.Erratum(e, one, h.now())
	}
	owed, err := h.ledger.OweErratum(ctx, e.ID, letters)
	if err != nil {
		return false, err
	}
	for _, a := range owed {
		h.outbox.Owe(a.Sends...)
	}
	return true, nil
}
