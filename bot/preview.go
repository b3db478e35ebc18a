package bot

import (
	"context"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// Preview is what a citizen would read in answer to a text: exactly what the
// clerk decides, with nothing stored. It is empty when a human answers, except
// in an emergency, where the numbers come at once.
func Preview(book *Book, agency loket.Agency, now time.Time, q faq.Query) string {
	return PreviewBy(book, agency, now, q, nil)
}

// PreviewBy is Preview with somebody's second opinion on what was found; nil: nobody's.
func PreviewBy(book *Book, agency loket.Agency, now time.Time, q faq.Query, rank func(faq.Result) faq.Result) string {
	message := loket.Message{ID: "preview", Agency: agency.ID, Kind: loket.MessageText, Text: q.Text, ReceivedAt: now}
	t := newTurn(
		&Bot{Desk: previewDesk{}, Now: func() time.Time { return now }},
		loket.Situation{
			Agency: agency, Pending: []loket.Message{message},
			Conversation: loket.Conversation{Agency: agency.ID, Topic: q.Topic, Choices: q.Choices, TopicAt: now},
		})
	t.noNotice, t.rank = true, rank
	t.outlook = func(loket.Ticket) (loket.Outlook, error) { return loket.Outlook{}, nil }
	t.book = book
	t.decide()
	var texts []string
	for _, a := range t.decision.Answers {
		if a.Kind == loket.AnswerReceipt && t.decision.Ticket.Priority < loket.PriorityEmergency {
			continue
		}
		for _, s := range a.Sends {
			texts = append(texts, s.Content.Text)
		}
	}
	return strings.Join(texts, "\n\n")
}

// PreviewEntry is what a citizen would be sent for an entry of the book, message by
// message, as if it might be quoted: first the answer to a question for a need of it,
// then what the button for all of it brings; none where there is no such button.
func PreviewEntry(book *Book, agency loket.Agency, now time.Time, id string, need faq.Facet) (answer, whole []loket.Content) {
	say := func(quote func(*turn, loket.Message, faq.Part) loket.AnswerID) (all []loket.Content) {
		t := newTurn(&Bot{Desk: previewDesk{}, Now: func() time.Time { return now }}, loket.Situation{Agency: agency})
		t.book, t.noNotice = book, true
		quote(t, loket.Message{ID: "preview", Agency: agency.ID, ReceivedAt: now}, faq.Part{Entry: id, Facet: need, Verdict: faq.Sure})
		for _, a := range t.decision.Answers {
			for _, s := range a.Sends {
				all = append(all, s.Content)
			}
		}
		return all
	}
	answer = say((*turn).quote)
	if e, _ := book.Catalog.Entry(id); e.RenderDetail() != e.Render(need, true) {
		whole = say((*turn).detail)
	}
	return answer, whole
}

// previewDesk opens tickets that nobody will see.
type previewDesk struct{}

func (previewDesk) Open(_ time.Time, _ loket.Situation, why loket.HandOff) loket.Ticket {
	return loket.Ticket{Number: "(nomor tiket)", Kind: why.Kind, Priority: why.Priority, State: loket.TicketWaiting}
}

func (previewDesk) Outlook(context.Context, loket.Ticket) (loket.Outlook, error) {
	return loket.Outlook{}, nil
}

func (previewDesk) Closed(context.Context, loket.Situation, loket.HandOff) (*loket.Ticket, error) {
	return nil, nil
}

func (previewDesk) NextDue(_ loket.Ticket, now time.Time) time.Time { return now }

func (previewDesk) Announce(context.Context, loket.Ticket) {}

func (previewDesk) Standing(context.Context, loket.Situation, loket.TicketKind) (*loket.Ticket, error) {
	return nil, nil
}
