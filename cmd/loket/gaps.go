package main

import (
	"context"
	"strings"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
	"loket/internal/report"
)

const (
	// gapsOnPage and gapsInCommand bound the questions that are read, opened and
	// compared at once: about a second's work, and a few.
	gapsOnPage    = 2_000
	gapsInCommand = 10_000
)

// improver finds out what to fix next in the catalogue of an office.
type improver struct {
	figures
	book func(loket.AgencyID) *bot.Book
	most int
	turn chan struct{} // one works at a time; nil: nobody else does
}

// errImproving says that somebody else's list is being made.
var errImproving = loket.Errorf(loket.CodeUnavailable, "Daftar perbaikan sedang disusun untuk orang lain. Tunggu sebentar, lalu muat ulang halaman.")

// improving is how long a list waits for another to be made.
const improving = 5 * time.Second

// Improve implements manage.Improver: with texts the audit log says first that they
// were read, by whom and why.
func (m improver) Improve(ctx context.Context, q report.Query, texts *loket.AuditEntry) (report.Gaps, error) {
	if m.turn != nil {
		select {
		case m.turn <- struct{}{}:
			defer func() { <-m.turn }()
		case <-time.After(improving):
			return report.Gaps{}, errImproving
		case <-ctx.Done():
			return report.Gaps{}, ctx.Err()
		}
	}
	if texts != nil {
		e := *texts
		e.Agency, e.Action, e.Object, e.ID = q.Agency, "gaps.view", "agency", string(q.Agency)
		if err := m.ledger.Audit(ctx, e); err != nil {
			return report.Gaps{}, err
		}
	}
	facts, err := m.facts(ctx, q)
	if err != nil {
		return report.Gaps{}, err
	}
	facts.Texts = texts != nil
	m.recognise(&facts)
	return report.GapsOf(facts), ctx.Err()
}

// facts reads what the list is made of.
func (m improver) facts(ctx context.Context, q report.Query) (f report.GapFacts, err error) {
	if err := m.catchUp(ctx, mostBehind); err != nil {
		return f, err
	}
	hours, err := m.hours(ctx, q.Agency)
	if err != nil {
		return f, err
	}
	f = report.GapFacts{Agency: q.Agency, From: q.From, To: q.To, AsOf: m.now().In(hours.Zone()), Bound: m.most, Hours: hours}
	if f.Questions, f.Cut, err = m.ledger.Unanswered(ctx, q, m.most); err != nil {
		return f, err
	}
	if f.Publications, err = m.ledger.Published(ctx, q); err != nil {
		return f, err
	}
	q.To, q.AsOf = f.AsOf.Add(time.Millisecond), f.AsOf // what came of a question may have come later
	f.Waits, err = m.ledger.Waits(ctx, q, hours)
	return f, err
}

// ownWords are a citizen's in a recorded text: what stands for something hidden, and the
// mark of a sample, are ours.
func ownWords(text string) string {
	return privacy.WithoutMasks(strings.ReplaceAll(text, past.SampleMark, ""))
}

// recognise sets what the catalogue of today makes of each question.
func (m improver) recognise(f *report.GapFacts) {
	book := m.book(f.Agency)
	if book == nil {
		return
	}
	f.Titles = titlesOf(book.Catalog)
	for i := range f.Questions {
		q := &f.Questions[i]
		text := ownWords(q.Text)
		q.Traits = book.Matcher.Traits(text)
		parts := book.Matcher.Find(faq.Query{Text: text}).Parts
		if len(parts) > 0 && len(parts[0].Candidates) > 0 {
			q.Best, q.Likely = parts[0].Candidates[0].Entry, parts[0].Verdict != faq.Unknown
		}
	}
}

// improver is this house's.
func (h *house) improver() improver {
	return improver{figures: h.figures(), book: h.shelves.book, most: gapsOnPage, turn: make(chan struct{}, 1)}
}
