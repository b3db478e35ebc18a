package bot

import (
	"errors"

	"loket/internal/loket"
)

// dataMove is what the button carries that offers to go on in Telegram, before the
// ticket's number.
const dataMove = "t:"

// mayMove tells whether a citizen can be offered to go on in Telegram: who is on
// the web chat of an office whose bot is known.
func (t *turn) mayMove() bool {
	return t.situation.ChannelKind == loket.WebChat && t.telegram() != ""
}

// telegram is the name of the office's bot; "": it has none, or it is not known yet.
func (t *turn) telegram() string {
	if t.bot.Telegram == nil {
		return ""
	}
	return t.bot.Telegram(t.situation.Agency.ID)
}

func moveButton(k loket.Ticket) loket.Button {
	return loket.Button{Label: labelMove, Data: dataMove + k.Number}
}

// offerMove tells a link that moves the citizen's ticket to Telegram, once.
func (t *turn) offerMove(m loket.Message, number string) {
	k := t.named(number)
	switch {
	case k == nil || k.Number != number:
		t.notice(m, loket.OutcomeNoticed, sayNoTicket, humanButton())
	case !t.mayMove():
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
	case t.decision.Offer != nil:
		t.deferred = true
	default:
		token := loket.NewMoveToken()
		hash, _ := loket.HashMoveToken(token)
		t.decision.Offer = &loket.MoveOffer{
			ID: loket.NewID[loket.MoveID](), Agency: k.Agency, Ticket: k.ID, From: m.Conversation, Hash: hash,
			Expires: t.now.Add(loket.MoveWithin),
		}
		t.about(m, *k, sayMoveLink(k.Number, "https://t.me/"+t.telegram()+"?start="+token))
	}
}

// move takes the ticket that a token names into this conversation. A token that was
// used, has expired or was never ours does nothing.
func (t *turn) move(m loket.Message, hash []byte) {
	move, err := t.moving(hash)
	switch k := move.Ticket; {
	case errors.Is(err, loket.ErrNotFound), err == nil && k.Conversation == m.Conversation:
		t.notice(m, loket.OutcomeNoticed, sayMoveOver, humanButton())
	case err != nil:
		t.problem = err
	case t.standing(k.Kind) != nil:
		t.notice(m, loket.OutcomeNoticed, sayMoveBusy(t.standing(k.Kind).Number))
	case t.decision.Move != nil || t.decision.Cancel != "":
		t.deferred = true
	default:
		t.takeMove(m, move)
	}
}

// takeMove has the decision move a ticket and tells so on both sides. What else
// this turn considers finds the ticket here.
func (t *turn) takeMove(m loket.Message, move loket.Move) {
	k := move.Ticket
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice, Ticket: k.ID},
		loket.Content{Text: sayMovedHere(k.Number), Buttons: column([]loket.Button{statusButton(k), pinButton(k)})})
	t.settle(loket.OutcomeNoticed, id, k.ID, m)
	left := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: k.Agency, Conversation: k.Conversation, Ticket: k.ID,
		Kind: loket.AnswerNotice, CheckCode: loket.NewCheckCode(),
	}
	left.Sends = Compose(left, loket.Envelope{
		Channel: move.FromChannel, Address: move.FromAddress, Lane: loket.LaneNotice, Class: loket.ClassA, At: t.now,
	}, loket.Content{Text: sayMovedAway(k.Number)})
	t.decision.Move = &loket.MoveStep{Move: move, Notice: left}
	told := t.event(m, loket.EventNotice)
	told.Conversation, told.Channel, told.Episode, told.Answer, told.Ticket = k.Conversation, k.Channel, k.Episode, left.ID, k.ID
	moved := t.event(m, loket.EventMove)
	moved.Episode, moved.Ticket, moved.Unit, moved.Topic, moved.ActorKind = k.Episode, k.ID, k.Unit, k.Topic, loket.ByCitizen
	t.decision.Events = append(t.decision.Events, told, moved)
	if k.Kind == loket.KindQuestion {
		k.Conversation, k.Channel = m.Conversation, m.Channel
		t.situation.Ticket = &k
	}
}
