package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/words"
)

const (
	// publicationCandidate begins the id of a candidate that is the catalogue as it stood
	// after a publication; its number follows.
	publicationCandidate = "publikasi:"
	// candidatesListed is how many publications there are to go back to on the page.
	candidatesListed = 10
)

// candidates are the catalogues that an office may publish from its pages: those that were
// in force before.
type candidates struct{ *house }

var _ manage.Candidates = candidates{}

// Candidates implements manage.Candidates.
func (c candidates) Candidates(ctx context.Context, agency loket.AgencyID) (all []manage.Candidate, err error) {
	published, err := c.ledger.Publications(ctx, agency, candidatesListed+1)
	if err != nil {
		return nil, err
	}
	for _, p := range published[min(1, len(published)):] {
		all = append(all, c.candidate(p, published[0].Number))
	}
	return all, nil
}

func (c candidates) candidate(p loket.Publication, over int) manage.Candidate {
	zone := c.zone(p.Agency)
	return manage.Candidate{
		ID: publicationCandidate + strconv.Itoa(p.Number), Over: over,
		Name: words.Say("Publikasi %d, %s (%s)", p.Number, web.When(p.At, c.now(), zone), words.Name(p.Version)),
	}
}

// Candidate implements manage.Candidates.
func (c candidates) Candidate(ctx context.Context, agency loket.AgencyID, id string) (manage.Candidate, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(id, publicationCandidate))
	if err != nil || !strings.HasPrefix(id, publicationCandidate) {
		return manage.Candidate{}, loket.ErrNotFound
	}
	published, err := c.ledger.Publications(ctx, agency, 0)
	if err != nil {
		return manage.Candidate{}, err
	}
	for _, p := range published[min(1, len(published)):] {
		if p.Number != number {
			continue
		}
		found := c.candidate(p, published[0].Number)
		items, err := c.ledger.CatalogueAt(ctx, agency, number)
		if err == nil {
			found.Catalog, err = faq.Assemble(items)
		}
		return found, err
	}
	return manage.Candidate{}, loket.ErrNotFound
}

// PublishCandidate implements manage.Candidates.
func (c candidates) PublishCandidate(ctx context.Context, by loket.Staff, id string, over int) error {
	found, err := c.Candidate(ctx, by.Agency, id)
	if err != nil {
		return err
	}
	return c.publishCatalogue(ctx, by, found.Catalog, over, "kembali ke "+strings.Replace(id, ":", " ", 1))
}

// publishCatalogue publishes a catalogue in somebody's name over the publication that it
// was compared with; loket.ErrStale: that is not the latest any more.
func (h *house) publishCatalogue(ctx context.Context, by loket.Staff, catalog *faq.Catalog, over int, note string) error {
	a, served := h.office(by.Agency)
	if !served {
		return errNoOffice
	}
	if err := refuseFolder(a); err != nil {
		return err
	}
	items, latest, err := h.ledger.Catalogue(ctx, by.Agency)
	if err != nil && !errors.Is(err, loket.ErrNotFound) {
		return err
	}
	if latest.Number != over {
		return loket.ErrStale
	}
	return h.ledger.Publish(ctx, loket.Publication{
		Agency: by.Agency, Number: over + 1, Version: catalog.Version, By: string(by.ID), Source: loket.SourceCurator, Note: note,
		Items: changedItems(items, catalog.Items()),
	})
}

// refuseFolder refuses to publish over a folder that is the truth.
func refuseFolder(a config.Agency) error {
	if a.Catalogue == "" {
		return nil
	}
	return loket.Errorf(loket.CodeConflict, fmt.Sprintf(
		"Katalog %s diambil dari folder %s, jadi tidak dapat diubah di sini. Ubah isi folder itu lalu jalankan ulang server, atau hapus baris catalogue dari konfigurasi.",
		a.ID, a.Catalogue))
}
