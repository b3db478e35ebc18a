package bot

import (
	"time"

	"loket/internal/loket"
)

// tellAgain is how long the clerk keeps quiet about a ticket that waits after
// saying so once.
const tellAgain = 10 * time.Minute

// handOff gives messages to a human: they join the open question ticket, or
// open one and the citizen gets its receipt.
func (t *turn) handOff(why loket.HandOff, messages ...loket.Message) {
	if k := t.ticket(); k != nil && why.Kind == loket.KindQuestion && t.decision.Ticket == nil {
		t.join(*k, messages...)
		return
	}
	if t.decision.Ticket != nil {
		t.settle(loket.OutcomeJoined, "", t.decision.Ticket.ID, messages...)
		return
	}
	why.Message = messages[0]
	ticket := t.bot.Desk.Open(t.now, t.situation, why)
	t.decision.Ticket = &ticket
	handoff := t.event(why.Message, loket.EventHandoff)
	handoff.Ticket, handoff.Unit, handoff.Topic, handoff.Until = ticket.ID, ticket.Unit, ticket.Topic, ticket.DueAt
	t.decision.Events = append(t.decision.Events, handoff)
	receipt := t.answer(why.Message, loket.Answer{Kind: loket.AnswerReceipt, Ticket: ticket.ID},
		loket.Content{Text: t.receiptText(ticket)})
	t.settle(loket.OutcomeHandedOff, receipt, ticket.ID, messages[:1]...)
	t.settle(loket.OutcomeJoined, receipt, ticket.ID, messages[1:]...)
}

func (t *turn) receiptText(k loket.Ticket) string {
	hours := ""
	if t.book != nil {
		hours = t.hours()
	}
	switch {
	case k.Priority == loket.PriorityEmergency:
		return sayEmergency(k.Number)
	case k.Kind == loket.KindComplaint:
		return sayComplaintReceipt(k.Number, hours)
	default:
		return sayReceipt(k.Number, hours)
	}
}

// join adds messages to a ticket that waits. The citizen is told so at most
// once in ten minutes, and not at all while a human has the conversation.
func (t *turn) join(k loket.Ticket, messages ...loket.Message) {
	told := t.situation.Conversation.ToldAt
	quiet := t.humanSpeaks() || t.decision.Told || (!told.IsZero() && t.now.Sub(told) < tellAgain)
	var by loket.AnswerID
	if !quiet {
		by = t.answer(messages[0], loket.Answer{Kind: loket.AnswerNotice, Ticket: k.ID},
			loket.Content{Text: sayJoined(k.Number)})
		t.decision.Told = true
	}
	t.settle(loket.OutcomeJoined, by, k.ID, messages...)
}

// surrender hands over messages that could not be considered.
func (t *turn) surrender() {
	if k := t.ticket(); k != nil {
		t.settle(loket.OutcomeFailed, "", k.ID, t.situation.Pending...)
		return
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "failed"}, t.situation.Pending...)
}
