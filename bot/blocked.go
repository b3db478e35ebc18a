package bot

import (
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// blocked tells whether staff blocked the citizen. Who is in danger is heard on,
// once they said so.
func (t *turn) blocked() bool {
	if !t.situation.Contact.Blocked(t.now) {
		return false
	}
	k := t.ticket()
	return k == nil || k.Priority < loket.PriorityEmergency
}

// whileBlocked keeps a message and tells the citizen once how long that goes on.
// Their rights are served, and danger is, before all else.
func (t *turn) whileBlocked(m loket.Message, flood bool) {
	switch {
	case !flood && (m.Kind == loket.MessageButton && t.rights(m) || m.Kind == loket.MessageCommand && t.rightsCommand(m)):
		return
	case !flood && m.Kind.Considered() && m.Kind != loket.MessageCommand && m.Kind != loket.MessageButton && t.danger(m):
		t.emergency(m)
		return
	}
	var id loket.AnswerID
	if c := t.situation; !t.decision.Told && c.Conversation.ToldAt.Before(c.Contact.BlockedAt) {
		t.decision.Told = true
		id = t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{
			Text: sayBlocked(c.Contact.BlockedUntil.In(t.book.Calendar.Zone())),
		})
	}
	t.settle(loket.OutcomeBlocked, id, "", m)
}

// danger tells whether a message speaks of danger.
func (t *turn) danger(m loket.Message) bool {
	return strings.TrimSpace(m.Text) != "" && t.find(m).Has(faq.IntentEmergency)
}
