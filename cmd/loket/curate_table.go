package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/web/curate"
)

// Change implements curate.Tables.
func (c *curating) Change(ctx context.Context, agency loket.AgencyID, kind string, content []byte) (change curate.Change, err error) {
	live, _, err := c.Live(ctx, agency)
	if err != nil || live == nil {
		return change, err
	}
	next, err := live.WithTable(kind, content)
	if err != nil {
		return change, err
	}
	a, _ := c.office(agency)
	return changeOf(a, live, next, kind), nil
}

// changeOf tells what a table changes. That the guard of answers refuses an entry with it,
// and did not before, is a mistake too.
func changeOf(a config.Agency, live, next *faq.Catalog, kind string) curate.Change {
	change := curate.Change{Now: live.WithFacts(a.Facts), Then: next.WithFacts(a.Facts), Remarks: faq.LintTable(live, next, kind)}
	change.Touched = faq.Touched(change.Now, change.Then)
	change.Second = faq.DelicateTable(change.Now, change.Then, change.Touched)
	guard := privacy.Guard{Links: a.Links}
	before, after := bot.Withheld(change.Now, guard), bot.Withheld(change.Then, guard)
	for _, t := range change.Touched {
		if why := after[t.After.ID]; why != nil && before[t.After.ID] == nil {
			change.Remarks = append(change.Remarks, faq.Remark{
				Severity: faq.SeverityError, Rule: faq.RuleAsksData, Text: fmt.Sprintf("Bot tidak akan mengutip %q lagi. %v", t.After.Title, why),
			})
		}
	}
	return change
}

// mayPublishTable is mayPublish for a table.
func (c *curating) mayPublishTable(d loket.Draft, live *faq.Catalog) (next *faq.Catalog, second bool, err error) {
	if live.Table(d.Kind).Revision != d.Base {
		return nil, false, loket.ErrDraftStale
	}
	if next, err = live.WithTable(d.Kind, d.Content); err != nil {
		return nil, false, err
	}
	a, _ := c.office(d.Agency)
	change := changeOf(a, live, next, d.Kind)
	if faq.Failed(change.Remarks) {
		return nil, false, curate.ErrMistakes
	}
	return next, len(change.Second) > 0, nil
}

// TryTable implements curate.Tables, as Try does it for an entry.
func (c *curating) TryTable(ctx context.Context, agency loket.AgencyID, kind string, content []byte, question string) (trial curate.Trial, err error) {
	live, _, err := c.Live(ctx, agency)
	book := c.shelves.book(agency)
	if err != nil || live == nil || book == nil {
		return trial, err
	}
	next, err := live.WithTable(kind, content)
	if err != nil {
		return trial, err
	}
	a, _ := c.office(agency)
	changed := *book
	changed.Catalog = next.WithFacts(a.Facts)
	return c.try(&changed, a, question)
}

// try asks a question of the bot at work, and of one that has learned its catalogue.
func (c *curating) try(book *bot.Book, a config.Agency, question string) (trial curate.Trial, err error) {
	query := faq.Query{Text: question}
	trial.Now = c.shelves.book(a.ID).Matcher.Find(query)
	if book.Matcher, err = c.learn(book); err != nil {
		return trial, err
	}
	trial.Then, trial.Text = book.Matcher.Explain(query), bot.Preview(book, a.Agency, c.now(), query)
	return trial, nil
}

// Settings implements curate.Tables.
func (c *curating) Settings(agency loket.AgencyID) map[string]string {
	a, _ := c.office(agency)
	return a.Facts
}

// Rescued implements curate.Tables, for the catalogue in force: one at a time.
func (c *curating) Rescued(ctx context.Context, agency loket.AgencyID, days int) (found curate.Rescued, err error) {
	c.counting.Lock()
	defer c.counting.Unlock()
	return c.replayer().rescued(ctx, agency, days, mostReplayed)
}

// rescued tells what each word of an agency did for the questions of so many days, today
// among them, of which so many are looked at.
func (r replayer) rescued(ctx context.Context, agency loket.AgencyID, days, most int) (found curate.Rescued, err error) {
	a, served := r.office(agency)
	if !served {
		return found, errNoOffice
	}
	book, err := r.book(agency)
	if err != nil {
		return found, err
	}
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return found, fmt.Errorf("load the agency's zone: %w", err)
	}
	now := r.now().In(zone)
	found.From = time.Date(now.Year(), now.Month(), now.Day()-days+1, 0, 0, 0, 0, zone)
	asked, err := r.ledger.Asked(ctx, agency, most+1)
	if err != nil {
		return found, err
	}
	asked = slices.DeleteFunc(asked, func(q loket.Asked) bool { return q.At.Before(found.From) })
	found.More = len(asked) > most
	asked = asked[:min(len(asked), most)]
	found.Asked = len(asked)
	found.Words = faq.Rescues(sideOf(book, now), queriesOf(asked), func(n int) {
		if r.step != nil {
			r.step(n, len(asked))
		}
	})
	return found, ctx.Err()
}

// mostPicks is how many picked choices are looked at, the latest, and as many of those that
// were decided on.
const mostPicks = 2_000

// Suggestions implements curate.Suggester. What was typed counts as picked if the bot at
// work would take it for the choice.
func (c *curating) Suggestions(ctx context.Context, agency loket.AgencyID, since time.Time) ([]report.Suggestion, error) {
	catalog, _, err := c.Live(ctx, agency)
	book := c.shelves.book(agency)
	if err != nil || catalog == nil || book == nil {
		return nil, err
	}
	picks, err := c.ledger.Picks(ctx, agency, since, mostPicks)
	if err != nil {
		return nil, err
	}
	picks = slices.DeleteFunc(picks, func(p loket.Pick) bool {
		if p.Reply == "" {
			return false
		}
		picked, ok := book.Matcher.Picks(faq.Query{Text: p.Reply, Choices: p.Choices})
		return !ok || picked != p.Entry
	})
	for i := range picks {
		picks[i].Text = strings.Join(strings.Fields(ownWords(picks[i].Text)), " ")
	}
	plain := catalog.Plainly()
	knows := map[string]map[string]bool{}
	return report.Suggest(picks, plain, func(entry, said string) bool {
		e, there := catalog.Entry(entry)
		if knows[entry] == nil {
			knows[entry] = map[string]bool{}
			for _, q := range e.Questions {
				knows[entry][plain(q)] = true
			}
		}
		return there && !knows[entry][said]
	}), nil
}

// DecidePattern implements curate.Suggester.
func (c *curating) DecidePattern(ctx context.Context, by loket.Staff, entry string, asked []loket.MessageID, how int64) error {
	return c.ledger.DecidePattern(ctx, by, entry, asked, how)
}
