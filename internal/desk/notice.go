package desk

import (
	"time"

	"loket/internal/loket"
)

// Words are what citizens are told of what the desk did with their ticket.
type Words struct {
	// Silent tells that a ticket was closed because the citizen did not write.
	Silent func(number string) string
	// Extended tells that a request is answered later, by a day, and why.
	Extended func(number, until, reason string) string
	// Merged tells that a ticket goes on in another.
	Merged func(from, into string) string
	// Transferred tells that another agency answers a ticket from now on.
	Transferred func(number, agency string) string
	// Answered asks whether a ticket that was closed is answered; nil: nobody is
	// asked.
	Answered func(r loket.Rating, number string) loket.Content
	// Delay is a word of apology and the new time of a promise. late tells that the
	// one before is over.
	Delay func(t loket.Ticket, late bool, now time.Time) loket.Content
}

// notice makes an answer that settles no question, and the event of it.
func (d *Desk) notice(t loket.Ticket, s loket.Situation, words loket.Content) (loket.Answer, loket.Event) {
	a := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: t.Agency, Conversation: t.Conversation, Message: t.Message, Ticket: t.ID,
		Kind: loket.AnswerNotice, CreatedAt: d.Now(), CheckCode: loket.NewCheckCode(),
	}
	a.Sends = d.Compose(a, loket.Envelope{
		Channel: t.Channel, Address: s.Conversation.Address, Lane: loket.LaneNotice, Class: loket.ClassA, At: d.Now(),
	}, words)
	told := d.event(t, loket.EventNotice)
	told.Answer, told.ActorKind = a.ID, loket.ByBot
	return a, told
}
