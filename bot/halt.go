package bot

import (
	"context"
	"slices"
	"time"

	"loket/internal/loket"
)

// Switches tells what an office has switched off. It is asked at every turn, and
// answers from memory.
type Switches interface {
	// Off tells whether something is switched off now; target is empty of the bot.
	Off(agency loket.AgencyID, kind loket.SwitchKind, target string) bool
}

// haltPause is how long messages rest that came on a channel that is switched off.
// Switching it on wakes them at once; a message that a process held which had not
// heard of that waits no longer than this.
const haltPause = time.Minute

// off tells whether something is switched off in the office of this conversation.
func (t *turn) off(kind loket.SwitchKind, target string) bool {
	return t.bot.Switches != nil && t.bot.Switches.Off(t.situation.Agency.ID, kind, target)
}

// halted keeps what came in on a channel that is switched off, and tells the citizen
// so, once in ten minutes. It is considered, in its order, when the channel is
// on again. False: the channel is on.
func (b *Bot) halted(ctx context.Context, s loket.Situation, epoch int64) (bool, error) {
	t := newTurn(b, s)
	if !t.off(loket.SwitchChannel, string(s.Conversation.Channel)) {
		return false, nil
	}
	t.decision.Epoch, t.decision.HoldUntil, t.noNotice = epoch, t.now.Add(haltPause), true
	for _, m := range s.Pending {
		t.decision.Held = append(t.decision.Held, m.ID)
	}
	news := slices.ContainsFunc(s.Pending, func(m loket.Message) bool { return m.ReceivedAt.After(s.Conversation.ToldAt) })
	if news && t.now.Sub(s.Conversation.ToldAt) >= tellAgain && !t.withdrawn && !s.Contact.Blocked(t.now) {
		t.decision.Told = true
		t.answer(s.Pending[len(s.Pending)-1], loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayHalted})
	}
	if err := b.settle(ctx, t.decision); err != nil {
		return true, err
	}
	b.hint(ctx, t)
	return true, nil
}

// botless serves a message while the bot is switched off: a human answers all of it.
// Danger was served before, and so were commands, buttons that ask nothing of the
// catalogue, and what a citizen asks about their own ticket.
func (t *turn) botless(m loket.Message) bool {
	if !t.off(loket.SwitchBot, "") {
		return false
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonBotOff}, m)
	return true
}
