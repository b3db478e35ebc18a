package bot

import (
	"context"
	"slices"

	"loket/faq"
	"loket/internal/loket"
)

// Ranker gives a second opinion on what a matcher left unsure.
type Ranker interface {
	// Rank returns what was found, with unsure parts made sure, or their candidates in
	// another order, where it knows better. What fails, or takes more than a second,
	// leaves a part as it was. Nothing but entries of the matcher may come back.
	// What it takes is counted for the conversation.
	Rank(ctx context.Context, agency loket.AgencyID, chat loket.ConversationID, m *faq.Matcher, found faq.Result) faq.Result
}

// second asks for a second opinion on a result, and takes of it only what it is asked
// for: of a part that was unsure, an entry of the catalogue. What the matcher knew or
// did not know at all stays as it was, whatever comes back.
func (t *turn) second(r faq.Result) faq.Result {
	if t.rank == nil {
		return r
	}
	opinion := t.rank(r)
	if len(opinion.Parts) != len(r.Parts) {
		return r
	}
	parts := make([]faq.Part, len(r.Parts))
	for i, p := range r.Parts {
		if parts[i] = p; t.improves(p, opinion.Parts[i]) {
			parts[i].Verdict, parts[i].Assisted = opinion.Parts[i].Verdict, opinion.Parts[i].Assisted
			parts[i].Entry, parts[i].Score = opinion.Parts[i].Entry, opinion.Parts[i].Score
			parts[i].Candidates = opinion.Parts[i].Candidates
		}
	}
	r.Parts = parts
	return r
}

// improves tells whether an opinion on a part may be taken.
func (t *turn) improves(p, opinion faq.Part) bool {
	e, ok := t.book.Catalog.Entry(opinion.Entry)
	sure := opinion.Verdict == faq.Sure && opinion.Score >= e.SureAt
	if p.Verdict != faq.Unsure || !ok || e.Status != faq.Published || !sure && opinion.Verdict != faq.Unsure || len(opinion.Candidates) > len(p.Candidates) {
		return false
	}
	return !slices.ContainsFunc(opinion.Candidates, func(c faq.Candidate) bool {
		e, ok := t.book.Catalog.Entry(c.Entry)
		return !ok || e.Status != faq.Published || c.Title != e.Title // citizens read the title
	})
}

// model is what an answer to a part came from: the matcher's version, and whether an
// embedding decided.
func (t *turn) model(part faq.Part) string {
	if part.Assisted {
		return t.book.Matcher.Version() + "+assist"
	}
	return t.book.Matcher.Version()
}
