package bot

import (
	"strconv"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// quotable finds an entry that may be quoted now, and is not switched off.
func (t *turn) quotable(id string) (faq.Entry, bool) {
	e, ok := t.book.Quotable(id, t.local())
	return e, ok && !t.off(loket.SwitchEntry, id)
}

// Quotable finds an entry that may be quoted at now, a time of the office's zone:
// published, not expired on that day, verified where the policy asks for it, and
// not withheld.
func (b *Book) Quotable(id string, now time.Time) (faq.Entry, bool) {
	e, ok := b.Catalog.Entry(id)
	return e, ok && e.Quotable(now) && (e.Verified != nil || b.QuoteUnchecked) && b.Withheld[id] == nil
}

// QuoteButton is the button by which a citizen asks for an entry.
func QuoteButton(e faq.Entry) loket.Button {
	return loket.Button{Label: e.Title, Data: dataQuote + e.ID}
}

// quoteAll quotes what may be quoted and returns the first answer. A need that
// was served in this turn is not served twice.
func (t *turn) quoteAll(m loket.Message, sure []faq.Part) (first loket.AnswerID) {
	for _, part := range sure {
		need := need{part.Entry, part.Facet}
		id := t.quoted[need]
		if id == "" {
			id = t.quote(m, part)
			t.quoted[need] = id
		}
		if first == "" {
			first = id
		}
	}
	return first
}

// need is what an entry is quoted for.
type need struct {
	entry string
	facet faq.Facet
}

// quote answers m with a quotable entry's own text and nothing else.
func (t *turn) quote(m loket.Message, part faq.Part) loket.AnswerID {
	e, _ := t.quotable(part.Entry)
	text := e.Render(part.Facet, true)
	var buttons []loket.Button
	if e.RenderDetail() != text {
		buttons = append(buttons, loket.Button{Label: labelDetail, Data: dataDetail + e.ID})
	}
	buttons = append(buttons, t.related(e)...)
	return t.oweQuote(m, e, part, loket.Content{Text: text, Buttons: column(append(buttons, humanButton()))})
}

// mostRelated is how many related entries are offered under a quote.
const mostRelated = 3

// related offers entries near one that may be quoted now, in the order its author
// names them.
func (t *turn) related(e faq.Entry) (buttons []loket.Button) {
	for _, id := range e.Related {
		if near, ok := t.quotable(id); ok && id != e.ID && len(buttons) < mostRelated {
			buttons = append(buttons, QuoteButton(near))
		}
	}
	return buttons
}

// detail answers m with all that a quotable entry says.
func (t *turn) detail(m loket.Message, part faq.Part) loket.AnswerID {
	e, _ := t.quotable(part.Entry)
	return t.oweQuote(m, e, part, loket.Content{
		Text: e.RenderDetail(), Buttons: column(append(t.related(e), humanButton())),
	})
}

// oweQuote owes an entry's text. Behind one that speaks of hours comes what the
// calendar says: the week's hours and whether the office is open now.
func (t *turn) oweQuote(m loket.Message, e faq.Entry, part faq.Part, c loket.Content) loket.AnswerID {
	id := t.answer(m, loket.Answer{
		Kind: loket.AnswerQuote, Entry: e.ID, Revision: e.Revision, Model: t.model(part),
		Verdict: string(part.Verdict), Facet: string(part.Facet), Ticket: t.joinable(),
	}, c)
	if e.Facets.Hours != "" && !t.saidHours {
		t.saidHours = true
		t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: t.openingHours()})
	}
	t.decision.SetTopic, t.decision.Topic, t.decision.Choices = true, e.ID, nil
	return id
}

// ask offers what a question may mean, with a way out. It returns no answer
// when there is nothing to offer.
func (t *turn) ask(m loket.Message, parts []faq.Part) loket.AnswerID {
	for _, part := range parts {
		if part.Verdict == faq.Unsure && len(part.Candidates) > 0 {
			return t.offer(m, part)
		}
	}
	return ""
}

func (t *turn) offer(m loket.Message, part faq.Part) loket.AnswerID {
	lines := []string{sayAsk}
	var buttons []loket.Button
	var choices []string
	for i, c := range part.Candidates {
		label := strconv.Itoa(i+1) + ". " + c.Title
		lines = append(lines, label)
		buttons = append(buttons, loket.Button{Label: label, Data: dataQuote + c.Entry})
		choices = append(choices, c.Entry)
	}
	id := t.answer(m, loket.Answer{
		Kind: loket.AnswerAsk, Entry: part.Entry, Model: t.model(part), Verdict: string(part.Verdict),
		Facet: string(part.Facet), Ticket: t.joinable(),
	}, loket.Content{Text: strings.Join(lines, "\n"), Buttons: column(append(buttons, humanButton()))})
	t.decision.Events[len(t.decision.Events)-1].Revision = strings.Join(choices, " ")
	topic, _ := t.topic(m)
	t.decision.SetTopic, t.decision.Topic, t.decision.Choices = true, topic, choices
	return id
}
