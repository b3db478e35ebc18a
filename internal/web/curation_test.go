package web_test

import (
	"context"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web/curate"
	"loket/internal/web/webtest"
)

// curation is the curators' room over an office without a catalogue.
func curation(now func() time.Time) *curate.Curate {
	return &curate.Curate{
		Shelf: bare{}, Drafts: bare{}, Improver: &webtest.Improver{}, Who: func(context.Context, string) string { return "Rekan" },
		Now: now, Zone: webtest.WITA,
	}
}

// bare is a catalogue of nothing, in which nothing can be done.
type bare struct{}

func (bare) Live(context.Context, loket.AgencyID) (*faq.Catalog, string, error) { return nil, "", nil }

func (bare) Lint(context.Context, loket.AgencyID, faq.Entry) ([]faq.Remark, error) {
	return nil, nil
}

func (bare) Show(context.Context, loket.AgencyID, faq.Entry, faq.Facet) (curate.Shown, error) {
	return curate.Shown{}, nil
}

func (bare) Try(context.Context, loket.AgencyID, faq.Entry, string) (curate.Trial, error) {
	return curate.Trial{}, nil
}

func (bare) Publish(context.Context, loket.Staff, loket.DraftID, int) error { return loket.ErrNotFound }

func (bare) AddDraft(context.Context, loket.Staff, loket.Draft) error { return nil }

func (bare) Drafts(context.Context, loket.AgencyID, int) ([]loket.Draft, error) { return nil, nil }

func (bare) Draft(context.Context, loket.AgencyID, loket.DraftID) (loket.Draft, error) {
	return loket.Draft{}, loket.ErrNotFound
}

func (bare) UpdateDraft(
	context.Context, loket.Staff, loket.DraftID, func(*loket.Draft, time.Time) error,
) (loket.Draft, error) {
	return loket.Draft{}, loket.ErrNotFound
}

func (bare) ItemHistory(context.Context, loket.AgencyID, string, string) ([]loket.Publication, error) {
	return nil, nil
}
