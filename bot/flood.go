package bot

import (
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// beyondFlood tells for each pending message whether more than loket.Flood were
// sent in the minute up to it.
func (t *turn) beyondFlood() []bool {
	over := make([]bool, len(t.situation.Pending))
	if !t.bot.Settings.Flood {
		return over
	}
	sent := append([]time.Time{}, t.situation.Before...)
	for i, m := range t.situation.Pending {
		sent = append(sent, m.Sent())
		earlier := len(sent) - 1 - loket.Flood
		over[i] = earlier >= 0 && m.Sent().Sub(sent[earlier]) < loket.FloodSpan
	}
	return over
}

// flood keeps a message beyond the flood for a human: it joins the ticket that
// is open or opens one, and the citizen is told once in ten minutes. Whatever it
// is, it gets no answer of its own, but for an emergency.
func (t *turn) flood(m loket.Message) {
	k := t.ticket()
	switch {
	case t.newEmergency(m, k):
		t.emergency(m)
	case k != nil:
		t.settle(loket.OutcomeJoined, t.tell(*k, m, sayFlood(k.Number)), k.ID, m)
	default:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonFlood}, m)
		t.decision.Told = !t.deferred
	}
}

// newEmergency tells whether a message speaks of danger that the ticket does not
// know of yet.
func (t *turn) newEmergency(m loket.Message, k *loket.Ticket) bool {
	if k != nil && k.Priority >= loket.PriorityEmergency || t.decision.Urgent != "" || !m.Kind.Considered() {
		return false
	}
	m.Text = unmasked(m)
	return t.find(m).Has(faq.IntentEmergency)
}
