package main

import (
	"context"
	"fmt"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web"
)

// mostReplayed is on how many questions, the latest, another catalogue is tried.
const mostReplayed = 1_000

// replayer finds out what another catalogue would change for what citizens asked.
type replayer struct {
	ledger *store.Store
	book   func(loket.AgencyID) (*bot.Book, error) // in force
	office func(loket.AgencyID) (config.Agency, bool)
	now    func() time.Time
	turn   chan *bot.Book        // with the one tried last: one works at a time; nil: nobody else does
	step   func(done, total int) // nil: nobody wants to know how far it is
}

var (
	errReplaying = loket.Errorf(loket.CodeUnavailable, "Pertanyaan warga sedang dicoba untuk orang lain. Tunggu sebentar, lalu muat ulang halaman.")
	errNoOffice  = loket.Errorf(loket.CodeNotFound, "Instansi ini tidak dilayani di sini.")
)

// replaying is how long a trial waits for another to end.
const replaying = 10 * time.Second

// Gate implements manage.Gatekeeper. The audit log says first that citizens' words are
// read, and by whom.
func (r replayer) Gate(ctx context.Context, agency loket.AgencyID, candidate *faq.Catalog) (faq.Changes, error) {
	by := web.StaffOf(ctx)
	err := r.ledger.Audit(ctx, loket.AuditEntry{
		Agency: agency, Actor: loket.ByStaff, ActorID: string(by.ID), Action: "gate.view", Object: "catalogue", ID: candidate.Version,
		Reason: fmt.Sprintf("mencoba katalog pada %d pertanyaan terakhir", mostReplayed),
	})
	if err != nil {
		return faq.Changes{}, fmt.Errorf("note who reads what was asked: %w", err)
	}
	return r.replay(ctx, agency, candidate)
}

// replay puts the latest questions to the catalogue in force and to a candidate.
func (r replayer) replay(ctx context.Context, agency loket.AgencyID, candidate *faq.Catalog) (faq.Changes, error) {
	asked, err := r.ledger.Asked(ctx, agency, mostReplayed)
	if err != nil || len(asked) == 0 {
		return faq.Compare(faq.Side{}, faq.Side{}, nil, nil), err
	}
	a, served := r.office(agency)
	if !served {
		return faq.Changes{}, errNoOffice
	}
	book, err := r.book(agency)
	if err != nil {
		return faq.Changes{}, err
	}
	next, done, err := r.tried(ctx, a, book, candidate)
	if err != nil {
		return faq.Changes{}, err
	}
	defer done()
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return faq.Changes{}, fmt.Errorf("load the agency's zone: %w", err)
	}
	now := r.now().In(zone)
	return faq.Compare(sideOf(book, now), sideOf(next, now), queriesOf(asked), func(n int) {
		if r.step != nil {
			r.step(n, len(asked))
		}
	}), ctx.Err()
}

// tried is the book of a candidate, and what lets the next one work. What was tried
// before is not learned again.
func (r replayer) tried(ctx context.Context, a config.Agency, book *bot.Book, candidate *faq.Catalog) (next *bot.Book, done func(), err error) {
	done = func() {}
	if r.turn != nil {
		select {
		case next = <-r.turn:
			done = func() { r.turn <- next }
		case <-time.After(replaying):
			return nil, done, errReplaying
		case <-ctx.Done():
			return nil, done, ctx.Err()
		}
	}
	if candidate.Version == book.Catalog.Version {
		return book, done, nil
	}
	if next != nil && next.Catalog.Version == candidate.Version {
		return next, done, nil
	}
	trained, err := previewed(a, book, candidate)
	if err != nil {
		done()
		return nil, done, err
	}
	next = trained
	return trained, done, nil
}

// previewed is the book of a candidate.
func previewed(a config.Agency, book *bot.Book, candidate *faq.Catalog) (*bot.Book, error) {
	matcher, err := book.Matcher.Preview(candidate, disdukcapil.Learned())
	if err != nil {
		return nil, fmt.Errorf("train on the candidate: %w", err)
	}
	return bookOf(a, candidate, matcher)
}

// sideOf is a book as questions are put to it at a time of its zone.
func sideOf(book *bot.Book, now time.Time) faq.Side {
	return faq.Side{Matcher: book.Matcher, Quotable: func(id string) bool {
		_, ok := book.Quotable(id, now)
		return ok
	}}
}

// queriesOf are questions as the matcher is asked them, without the words of ours that
// stand where something was hidden.
func queriesOf(asked []loket.Asked) []faq.Query {
	queries := make([]faq.Query, len(asked))
	for i, q := range asked {
		queries[i] = faq.Query{Text: ownWords(q.Text), Topic: q.Topic, Choices: q.Choices}
	}
	return queries
}

// replayer is this house's.
func (h *house) replayer() replayer {
	turn := make(chan *bot.Book, 1)
	turn <- nil
	return replayer{ledger: h.ledger, book: h.inForce, office: h.office, now: h.now, turn: turn}
}

// inForce is what an agency's clerk answers from now.
func (h *house) inForce(agency loket.AgencyID) (*bot.Book, error) {
	if book := h.shelves.book(agency); book != nil {
		return book, nil
	}
	return nil, errNoOffice
}
