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
	"loket/internal/web/curate"
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
// in force before, and the one in force with a draft in it.
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
	if name, is := strings.CutPrefix(id, curate.DraftCandidate); is {
		return c.draftCandidate(ctx, agency, name)
	}
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
	if name, is := strings.CutPrefix(id, curate.DraftCandidate); is {
		return c.publishDraft(ctx, by, name, found.Over, over)
	}
	return c.publishCatalogue(ctx, by, found.Catalog, over, "kembali ke "+strings.Replace(id, ":", " ", 1))
}

// draftCandidate is the catalogue in force with a draft in it, as it was read.
func (c candidates) draftCandidate(ctx context.Context, agency loket.AgencyID, name string) (found manage.Candidate, err error) {
	id, version, err := draftNamed(name)
	if err != nil {
		return found, err
	}
	d, err := c.ledger.Draft(ctx, agency, id)
	switch {
	case err != nil:
		return found, err
	case !d.Alive():
		return found, loket.ErrDraftClosed
	case d.Version != version:
		return found, loket.ErrDraftMoved
	}
	items, latest, err := c.ledger.Catalogue(ctx, agency)
	if err != nil {
		return found, err
	}
	live, err := faq.Assemble(items)
	if err != nil {
		return found, err
	}
	title := curate.TableText(d.Kind)
	if d.OfTable() {
		found.Catalog, err = live.WithTable(d.Kind, d.Content)
	} else {
		var e faq.Entry
		if e, err = faq.ReadEntry(d.Content); err == nil {
			title = words.Name(e.Title)
			found.Catalog, err = live.With(e)
		}
	}
	found.ID, found.Over = curate.DraftCandidate+name, latest.Number
	found.Name = words.Say("Rancangan: %s", title)
	return found, err
}

// publishDraft publishes a draft as it was tried, by the rules of drafts.
func (c candidates) publishDraft(ctx context.Context, by loket.Staff, name string, latest, over int) error {
	id, version, err := draftNamed(name)
	if err != nil {
		return err
	}
	if latest != over {
		return loket.ErrStale
	}
	return c.curating().Publish(ctx, by, id, version)
}

// draftNamed reads what a draft is called as a candidate: its id and the version that was
// read; loket.ErrNotFound.
func draftNamed(name string) (id loket.DraftID, version int, err error) {
	text, number, _ := strings.Cut(name, ":")
	if version, err = strconv.Atoi(number); err != nil {
		return "", 0, loket.ErrNotFound
	}
	return loket.DraftID(text), version, nil
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
