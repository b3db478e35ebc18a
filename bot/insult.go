package bot

import (
	"loket/faq"
	"loket/internal/loket"
)

// insultsToHuman is how many insults in a row a human should know of. The count
// ends when a day passes without one, so however many follow they open one
// ticket at most.
const insultsToHuman = 3

// insults is how many came in a row before what is considered now.
func (t *turn) insults() int {
	c := t.situation.Conversation
	switch {
	case t.decision.Insults > 0:
		return t.decision.Insults
	case t.now.Sub(c.InsultedAt) < loket.InsultSpan:
		return c.Insults
	}
	return 0
}

// insult answers an insult or a threat calmly, with nothing of what was said. The
// third in a row is a human's to read.
func (t *turn) insult(m loket.Message) {
	if t.insults()+1 == insultsToHuman {
		t.dropSurvey(m)
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonInsults}, m)
		return
	}
	t.notice(m, loket.OutcomeGuarded, sayAbuse, humanButton())
}

// markInsult counts a message that was settled and is an insult or a threat, so
// that staff are warned on its ticket.
func (t *turn) markInsult(m loket.Message, r faq.Result) {
	if t.deferred || !r.Has(faq.IntentAbuse) {
		return
	}
	t.decision.Insults = t.insults() + 1
	e := t.event(m, loket.EventInsult)
	e.Ticket, e.Value = t.joinable(), int64(t.decision.Insults)
	t.decision.Events = append(t.decision.Events, e)
}
