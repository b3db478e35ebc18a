package store

import (
	"context"
	"fmt"
	"math"

	"loket/internal/loket"
)

const (
	insertPublication = `
INSERT INTO publications (agency_id, number, version, at, by, source, source_hash, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (agency_id, number) DO NOTHING`
	insertItem = `
INSERT INTO publication_items (agency_id, number, kind, item_id, revision, content) VALUES ($1, $2, $3, $4, $5, $6)`
	selectPublications = `
SELECT agency_id, number, version, at, by, source, source_hash, note
FROM publications WHERE agency_id = $1 ORDER BY number DESC LIMIT $2`
	selectLatestFrom = `
SELECT agency_id, number, version, at, by, source, source_hash, note
FROM publications WHERE agency_id = $1 AND source = $2 ORDER BY number DESC LIMIT 1`
	selectItemsSince = `
SELECT number, kind, item_id, revision, content
FROM publication_items WHERE agency_id = $1 AND number >= $2 AND number <= $3 ORDER BY number DESC, kind, item_id`
	selectCatalogue = `
SELECT i.kind, i.item_id, i.revision, i.content
FROM publication_items i
WHERE i.agency_id = $1 AND i.content IS NOT NULL AND i.number = (
  SELECT MAX(n.number) FROM publication_items n
  WHERE n.agency_id = i.agency_id AND n.kind = i.kind AND n.item_id = i.item_id AND n.number <= $2)
ORDER BY i.kind, i.item_id`
	selectItemHistory = `
SELECT p.agency_id, p.number, p.version, p.at, p.by, p.source, p.source_hash, p.note, i.kind, i.item_id, i.revision, i.content
FROM publication_items i JOIN publications p ON p.agency_id = i.agency_id AND p.number = i.number
WHERE i.agency_id = $1 AND i.kind = $2 AND i.item_id = $3 ORDER BY i.number DESC`
)

// Publish writes one change of an agency's catalogue, all of it or nothing.
// loket.ErrStale when the number is not the one after the latest: somebody else
// has published since. A publication without a time gets the ledger's.
func (s *Store) Publish(ctx context.Context, p loket.Publication) error {
	return s.write(ctx, func(t *tx) error { return t.publish(p) })
}

func (t *tx) publish(p loket.Publication) error {
	latest, _, err := latestPublication(p.Agency, t.each)
	if err != nil {
		return fmt.Errorf("read the latest publication: %w", err)
	}
	if p.Number != latest.Number+1 {
		return loket.ErrStale
	}
	at := p.At
	if at.IsZero() {
		at = t.now
	}
	n, err := t.exec(insertPublication, string(p.Agency), p.Number, p.Version, ms(at), p.By, p.Source, p.SourceHash, p.Note)
	if err != nil {
		return fmt.Errorf("write publication: %w", err)
	}
	if n == 0 { // another server's transaction took the number
		return loket.ErrStale
	}
	for _, item := range p.Items {
		if _, err := t.exec(insertItem, string(p.Agency), p.Number, item.Kind, item.ID, item.Revision, item.Content); err != nil {
			return fmt.Errorf("write %s %s: %w", item.Kind, item.ID, err)
		}
	}
	return t.audit(publishingOf(p))
}

// publishingOf is what the audit log keeps of a publication: who made which
// version, and where it came from. What came from files the program published.
func publishingOf(p loket.Publication) auditEntry {
	e := auditEntry{
		agency: p.Agency, actor: loket.ByStaff, actorID: p.By, action: "catalogue.publish",
		object: "publication", id: fmt.Sprintf("%d/%s", p.Number, p.Version), reason: p.Note, origin: p.Source,
	}
	if p.Source == loket.SourceShipped || p.Source == loket.SourceFolder {
		e.actor = loket.ByBot
	}
	return e
}

// each reads every row of a query: a store's statements, or a transaction's.
type each func(scan func(scanner) error, query string, args ...any) error

func (s *Store) committed(ctx context.Context) each {
	return func(scan func(scanner) error, query string, args ...any) error {
		return s.read.each(ctx, scan, query, args...)
	}
}

// LatestPublication returns an agency's latest publication without its items;
// false when nothing was published yet.
func (s *Store) LatestPublication(ctx context.Context, agency loket.AgencyID) (loket.Publication, bool, error) {
	p, ok, err := latestPublication(agency, s.committed(ctx))
	if err != nil {
		return p, false, fmt.Errorf("read the latest publication: %w", err)
	}
	return p, ok, nil
}

// LatestPublicationFrom is LatestPublication among those of one source.
func (s *Store) LatestPublicationFrom(
	ctx context.Context, agency loket.AgencyID, source string,
) (p loket.Publication, ok bool, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		ok = true
		return r.Scan(publicationFields(&p)...)
	}, selectLatestFrom, string(agency), source)
	if err != nil {
		return p, false, fmt.Errorf("read the latest publication from %s: %w", source, err)
	}
	return p, ok, nil
}

func latestPublication(agency loket.AgencyID, rows each) (p loket.Publication, ok bool, err error) {
	err = rows(func(r scanner) error {
		ok = true
		return r.Scan(publicationFields(&p)...)
	}, selectPublications, string(agency), 1)
	return p, ok, err
}

func publicationFields(p *loket.Publication) []any {
	return []any{&p.Agency, &p.Number, &p.Version, when{&p.At}, &p.By, &p.Source, &p.SourceHash, &p.Note}
}

func itemFields(i *loket.CatalogueItem) []any {
	return []any{&i.Kind, &i.ID, &i.Revision, &i.Content}
}

// Catalogue returns the items of an agency's catalogue by kind and id, as they
// stand after its latest publication, and that publication without its items.
// loket.ErrNotFound when nothing was published yet.
func (s *Store) Catalogue(ctx context.Context, agency loket.AgencyID) ([]loket.CatalogueItem, loket.Publication, error) {
	p, ok, err := s.LatestPublication(ctx, agency)
	if err != nil {
		return nil, p, err
	}
	if !ok {
		return nil, p, loket.ErrNotFound
	}
	items, err := s.CatalogueAt(ctx, agency, p.Number)
	return items, p, err
}

// CatalogueAt returns the items as they stood after a publication. Rows are
// only added, so that whatever is published meanwhile does not show.
func (s *Store) CatalogueAt(ctx context.Context, agency loket.AgencyID, number int) ([]loket.CatalogueItem, error) {
	var items []loket.CatalogueItem
	err := s.read.each(ctx, func(r scanner) error {
		var i loket.CatalogueItem
		err := r.Scan(itemFields(&i)...)
		items = append(items, i)
		return err
	}, selectCatalogue, string(agency), number)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	return items, nil
}

// Publications returns an agency's publications with what each changed, the
// latest first, at most limit; 0: all.
func (s *Store) Publications(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.Publication, error) {
	if limit <= 0 {
		limit = math.MaxInt32
	}
	var out []loket.Publication
	err := s.read.each(ctx, func(r scanner) error {
		var p loket.Publication
		err := r.Scan(publicationFields(&p)...)
		out = append(out, p)
		return err
	}, selectPublications, string(agency), limit)
	if err != nil {
		return nil, fmt.Errorf("read publications: %w", err)
	}
	if len(out) == 0 {
		return nil, nil
	}
	last := out[0].Number
	err = s.read.each(ctx, func(r scanner) error {
		var number int
		var i loket.CatalogueItem
		if err := r.Scan(append([]any{&number}, itemFields(&i)...)...); err != nil {
			return err
		}
		p := &out[last-number] // numbers leave no gap
		p.Items = append(p.Items, i)
		return nil
	}, selectItemsSince, string(agency), out[len(out)-1].Number, last)
	if err != nil {
		return nil, fmt.Errorf("read what was published: %w", err)
	}
	return out, nil
}

// ItemHistory returns the publications that changed one item, the latest first,
// each with that item alone. None is an empty list.
func (s *Store) ItemHistory(ctx context.Context, agency loket.AgencyID, kind, id string) ([]loket.Publication, error) {
	var out []loket.Publication
	err := s.read.each(ctx, func(r scanner) error {
		var p loket.Publication
		var i loket.CatalogueItem
		err := r.Scan(append(publicationFields(&p), itemFields(&i)...)...)
		p.Items = []loket.CatalogueItem{i}
		out = append(out, p)
		return err
	}, selectItemHistory, string(agency), kind, id)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s %s: %w", kind, id, err)
	}
	return out, nil
}
