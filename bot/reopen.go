package bot

import "loket/internal/loket"

// goesOn is the ticket closed lately that a hand-off goes on with; nil: none.
// Danger, floods and insults are matters of their own.
func (t *turn) goesOn(why loket.HandOff) *loket.Ticket {
	if t.closed == nil || why.Priority >= loket.PriorityEmergency || why.Reason == loket.ReasonFlood || why.Reason == loket.ReasonInsults {
		return nil
	}
	k, err := t.closed(why)
	if err != nil {
		t.problem = err
	}
	return k
}

// reopen goes on with a ticket: messages join it, and the citizen learns that it
// is the same one, before others, and by when a human writes.
func (t *turn) reopen(k loket.Ticket, messages ...loket.Message) {
	m := messages[0]
	outlook := t.promise(&k)
	t.decision.Reopen, t.decision.ReopenedBy = &k, m.ID
	again := t.event(m, loket.EventPromise)
	again.Ticket, again.Unit, again.Topic = k.ID, k.Unit, k.Topic
	t.promised(again, k, outlook)
	receipt := t.answer(m, loket.Answer{Kind: loket.AnswerReceipt, Ticket: k.ID},
		loket.Content{Text: sayReopened(k.Number, t.outlookText(k, outlook)), Buttons: t.receiptButtons(k)})
	t.settle(loket.OutcomeJoined, receipt, k.ID, messages...)
}
