package main

import (
	"context"

	"loket/internal/assist"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web/console"
	"loket/internal/web/curate"
)

// proposer has the language models of the house write for staff and curators.
type proposer struct{ *house }

var (
	_ console.Assistant = proposer{}
	_ curate.Assistant  = proposer{}
)

// allows tells whether an agency has a model, and a use of it switched on.
func (p proposer) allows(agency loket.AgencyID, use assist.Purpose) bool {
	client := p.assistants[agency]
	return client != nil && client.Allows(use)
}

// writer is an agency's; loket.ErrMachineOff: it has none.
func (p proposer) writer(agency loket.AgencyID) (assist.Writer, error) {
	client := p.assistants[agency]
	if client == nil {
		return assist.Writer{}, loket.ErrMachineOff
	}
	a, _ := p.office(agency)
	return assist.Writer{Client: client, Guard: privacy.Guard{Links: a.Links}}, nil
}

// Drafts implements console.Assistant.
func (p proposer) Drafts(agency loket.AgencyID) bool { return p.allows(agency, assist.PurposeDraft) }

// Summarises implements console.Assistant.
func (p proposer) Summarises(agency loket.AgencyID) bool {
	return p.allows(agency, assist.PurposeSummary)
}

// Names implements curate.Assistant.
func (p proposer) Names(agency loket.AgencyID) bool { return p.allows(agency, assist.PurposeGroup) }

// Draft implements console.Assistant.
func (p proposer) Draft(ctx context.Context, agency loket.AgencyID, wish loket.DraftWish, take func(loket.Sentence) error) error {
	w, err := p.writer(agency)
	if err != nil {
		return err
	}
	return w.Draft(ctx, wish, take)
}

// Summarise implements console.Assistant.
func (p proposer) Summarise(ctx context.Context, agency loket.AgencyID, turns []loket.Turn) ([]loket.Point, error) {
	w, err := p.writer(agency)
	if err != nil {
		return nil, err
	}
	return w.Summarise(ctx, turns)
}

// NameGroups implements curate.Assistant.
func (p proposer) NameGroups(ctx context.Context, agency loket.AgencyID, groups []loket.AskedGroup) ([]loket.GroupNaming, error) {
	w, err := p.writer(agency)
	if err != nil {
		return nil, err
	}
	return w.NameGroups(ctx, groups)
}

// Questions implements curate.Assistant.
func (p proposer) Questions(ctx context.Context, agency loket.AgencyID, of loket.Ground, known []string) ([]string, error) {
	w, err := p.writer(agency)
	if err != nil {
		return nil, err
	}
	return w.Questions(ctx, of, known)
}
