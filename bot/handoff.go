package bot

import (
	"slices"
	"time"

	"loket/internal/loket"
)

// tellAgain is how long the clerk keeps quiet about a ticket that waits after
// saying so once.
const tellAgain = 10 * time.Minute

// handOff gives messages to a human: they join the open ticket of the kind, go
// on with one that was closed lately, or open one and the citizen gets its
// receipt. A decision carries one new ticket: what needs another is left to the
// next turn.
func (t *turn) handOff(why loket.HandOff, messages ...loket.Message) {
	if k := t.standing(why.Kind); k != nil {
		t.join(*k, messages...)
		return
	}
	if t.decision.Ticket != nil || t.decision.Reopen != nil {
		t.deferred = true
		return
	}
	if k := t.goesOn(why); k != nil {
		t.reopen(*k, messages...)
		return
	}
	ticket, receipt := t.open(why, messages[0])
	t.settle(loket.OutcomeHandedOff, receipt, ticket, messages[0])
	t.settle(loket.OutcomeJoined, receipt, ticket, messages[1:]...)
}

// open makes the decision's ticket and owes its receipt.
func (t *turn) open(why loket.HandOff, m loket.Message) (loket.TicketID, loket.AnswerID) {
	why.Message = m
	k := t.bot.Desk.Open(t.now, t.situation, why)
	outlook := t.promise(&k)
	t.decision.Ticket = &k
	handoff := t.event(m, loket.EventHandoff)
	handoff.Ticket, handoff.Unit, handoff.Topic, handoff.Until, handoff.Revision = k.ID, k.Unit, k.Topic, k.DueAt, k.Reason
	like := handoff
	like.Entry = why.Like
	t.decision.Events = append(t.decision.Events, like)
	if kind := handoff; k.Kind != loket.KindQuestion {
		kind.Kind, kind.Until, kind.Revision = loket.EventKindSet, time.Time{}, string(k.Kind)
		t.decision.Events = append(t.decision.Events, kind)
	}
	t.promised(handoff, k, outlook)
	if law := handoff; !k.CloseDue.IsZero() {
		law.Kind, law.Until, law.Revision = loket.EventDeadline, k.CloseDue, string(k.Kind)
		t.decision.Events = append(t.decision.Events, law)
	}
	return k.ID, t.answer(m, loket.Answer{Kind: loket.AnswerReceipt, Ticket: k.ID},
		loket.Content{Text: t.receiptText(k, outlook), Buttons: t.receiptButtons(k)})
}

func (t *turn) receiptText(k loket.Ticket, outlook loket.Outlook) string {
	hours := lines(t.outlookText(k, outlook), t.receiptPIN(k))
	switch {
	case k.Priority == loket.PriorityEmergency:
		return sayEmergency(k.Number)
	case k.Reason == loket.ReasonFlood:
		return lines(sayFlood(k.Number), hours)
	case k.Reason == loket.ReasonBotOff && k.Kind == loket.KindQuestion:
		return sayReceipt(k.Number, lines(hours, sayBotOff))
	case k.Reason == loket.ReasonInsults:
		return sayInsultsReceipt(k.Number, hours)
	case k.Kind == loket.KindComplaint:
		return sayComplaintReceipt(k.Number, hours)
	default:
		return sayReceipt(k.Number, hours)
	}
}

// ticket is the question ticket a message may join: the one open before, or the
// one opened in this turn.
func (t *turn) ticket() *loket.Ticket { return t.standing(loket.KindQuestion) }

// standing is the open ticket of a kind in this conversation; nil: none.
func (t *turn) standing(kind loket.TicketKind) *loket.Ticket {
	if made := t.decision.Ticket; made != nil && made.Kind == kind {
		return made
	}
	if again := t.decision.Reopen; again != nil && again.Kind == kind {
		return again
	}
	if kind == loket.KindQuestion {
		return t.situation.Ticket
	}
	if t.beside == nil {
		return nil
	}
	k, err := t.beside(kind)
	if err != nil {
		t.problem = err
	}
	return k
}

func (t *turn) joinable() loket.TicketID {
	if k := t.ticket(); k != nil {
		return k.ID
	}
	return ""
}

// join adds messages to a ticket that waits, and tells the citizen so when it
// is time.
func (t *turn) join(k loket.Ticket, messages ...loket.Message) {
	t.settle(loket.OutcomeJoined, t.tell(k, messages[0], sayJoined(k.Number)), k.ID, messages...)
}

// woken is the question ticket as it is after a decision that ended its pause;
// nil: it did not.
func (t *turn) woken() *loket.Ticket {
	k := t.situation.Ticket
	if k == nil || !slices.ContainsFunc(t.decision.Settled, func(s loket.Settlement) bool {
		return s.Ticket == k.ID && s.Outcome.Wakes()
	}) {
		return nil
	}
	awake := *k
	if awake.Wake(t.now, t.decision.NextDue) != nil {
		return nil
	}
	return &awake
}

// stillQueued tells a citizen who was quoted to that the ticket is not
// forgotten over it.
func (t *turn) stillQueued(m loket.Message) {
	if k := t.situation.Ticket; k != nil {
		t.tell(*k, m, sayStillQueued(k.Number))
	}
}

// tell says something about a ticket that waits: at most once in ten minutes of
// its life, not in the turn that opened it, and not while a human has the conversation.
// It returns no answer when it kept quiet.
func (t *turn) tell(k loket.Ticket, m loket.Message, text string) loket.AnswerID {
	told, made, again := t.situation.Conversation.ToldAt, t.decision.Ticket, t.decision.Reopen
	switch {
	case t.humanSpeaks(), t.decision.Told, made != nil && made.ID == k.ID, again != nil && again.ID == k.ID:
		return ""
	case !told.Before(k.OpenedAt) && t.now.Sub(told) < tellAgain:
		return ""
	}
	t.decision.Told = true
	return t.answer(m, loket.Answer{Kind: loket.AnswerNotice, Ticket: k.ID}, loket.Content{Text: text})
}

// surrender hands over messages that could not be considered, without looking
// into them.
func (t *turn) surrender() {
	messages := t.situation.Pending
	var ticket loket.TicketID
	var receipt loket.AnswerID
	if k := t.ticket(); k != nil {
		ticket = k.ID
	} else {
		ticket, receipt = t.open(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonFailed}, messages[0])
	}
	t.settle(loket.OutcomeFailed, receipt, ticket, messages...)
}
