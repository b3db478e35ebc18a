package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

const (
	// staleTries is how often a conversation that changed under the clerk's
	// hands is considered again at once.
	staleTries = 5
	// failTries is how often considering may fail before a human gets it.
	failTries = 3
	// failPause is how long a message rests after considering it failed.
	failPause = 5 * time.Second
	// ledgerPause is how long a worker rests while the ledger is in trouble.
	ledgerPause = time.Second
)

// consider settles what waits in one conversation: reads only, then one
// transaction, and only hints after it. What can be neither decided nor
// settled rests and counts a failure, so that it ends with a human; what the
// ledger is in trouble for is nobody's failure, and waits for the next sweep. A
// conversation on another's channel is let alone.
func (b *Bot) consider(ctx context.Context, id loket.ConversationID) {
	var err error
	for range staleTries {
		if err = b.considerSafely(ctx, id); !errors.Is(err, loket.ErrStale) {
			break
		}
	}
	if errors.Is(err, loket.ErrNoLedger) {
		b.Log.Warn("the ledger is in trouble; the conversation waits", "conversation", id, "err", err)
		rest(ctx, ledgerPause)
		return
	}
	if err != nil && !b.refused(id, err) {
		b.Log.Error("consider", "conversation", id, "err", err)
		err = b.postpone(ctx, id, err)
		if err != nil && !b.refused(id, err) {
			b.Log.Error("postpone", "conversation", id, "err", err)
		}
	}
}

// refused tells whether a write was refused because the channel has a newer
// owner, who decides for itself.
func (b *Bot) refused(id loket.ConversationID, err error) bool {
	if !errors.Is(err, loket.ErrFenced) {
		return false
	}
	b.Log.Warn("write refused: the channel has a newer owner", "conversation", id, "err", err)
	return true
}

// considerSafely turns a panic on the way to a decision, or after it, into an
// error: no conversation may end the program.
func (b *Bot) considerSafely(ctx context.Context, id loket.ConversationID) (err error) {
	defer caught(&err)
	return b.considerOnce(ctx, id)
}

// caught makes an error of a panic; it is to be deferred.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic: %v", r)
	}
}

func (b *Bot) considerOnce(ctx context.Context, id loket.ConversationID) error {
	s, err := b.Ledger.Situation(ctx, id)
	if err != nil || len(s.Pending) == 0 {
		return err
	}
	epoch, owned := b.Epoch(s.Conversation.Channel)
	if !owned {
		return nil
	}
	if halted, err := b.halted(ctx, s, epoch); halted || err != nil {
		return err
	}
	t := newTurn(b, s)
	t.decision.Epoch, t.decision.NextDue = epoch, b.nextDue(s, t.now)
	t.beside = func(kind loket.TicketKind) (*loket.Ticket, error) { return b.Desk.Standing(ctx, s, kind) }
	t.outlook = func(k loket.Ticket) (loket.Outlook, error) { return b.Desk.Outlook(ctx, k) }
	t.closed = func(why loket.HandOff) (*loket.Ticket, error) { return b.Desk.Closed(ctx, s, why) }
	t.byPIN = func(try loket.PINTry) (loket.Ticket, error) { return b.OpenByPIN(ctx, try) }
	t.verify = func(try loket.CodeTry) (loket.Written, error) { return b.Verify(ctx, try) }
	t.moving = func(hash []byte) (loket.Move, error) { return b.MoveByToken(ctx, s.Agency.ID, hash) }
	if b.Link != nil {
		t.link = func(code string) error { return b.Link(ctx, s.Agency.ID, code, s.Conversation.Address) }
	}
	if b.Ranker != nil {
		t.rank = func(found faq.Result) faq.Result { return b.Ranker.Rank(ctx, s.Agency.ID, id, t.book.Matcher, found) }
	}
	if b.Archive != nil {
		t.copy = func() (loket.Archive, error) { return b.Archive(ctx, id) }
	}
	if err := t.decideSafely(); err != nil {
		return fmt.Errorf("decide: %w", err)
	}
	first := b.Outbox.reserve(t.decision)
	err = b.settle(ctx, t.decision)
	if first != nil {
		first.leave(ctx, err)
	}
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	b.hint(ctx, t)
	return nil
}

// nextDue is the deadline of the wait that begins when a paused ticket of the
// conversation is joined.
func (b *Bot) nextDue(s loket.Situation, now time.Time) time.Time {
	if s.Ticket != nil {
		return b.Desk.NextDue(*s.Ticket, now)
	}
	return b.Desk.NextDue(loket.Ticket{Agency: s.Agency.ID, Unit: loket.DefaultUnit}, now)
}

// settle writes a decision; a panic of the ledger is its error, so that a seat
// that was taken is given back.
func (b *Bot) settle(ctx context.Context, d loket.Decision) (err error) {
	defer caught(&err)
	return b.Ledger.Settle(ctx, d)
}

// hint tells outbox, desk and lanes of what was just committed.
func (b *Bot) hint(ctx context.Context, t *turn) {
	for _, a := range t.decision.Answers {
		for _, send := range a.Sends {
			if send.State == loket.SendOwed { // otherwise it is under way
				b.Outbox.Owe(send)
			}
		}
	}
	if t.decision.Move != nil {
		b.Outbox.Owe(t.decision.Move.Notice.Sends...)
	}
	if t.decision.Ticket != nil {
		b.Desk.Announce(ctx, *t.decision.Ticket)
	}
	if t.cancelled != nil {
		b.Desk.Announce(ctx, *t.cancelled)
	}
	if t.decision.Reopen != nil {
		b.Desk.Announce(ctx, *t.decision.Reopen)
	}
	if k := t.woken(); k != nil {
		b.Desk.Announce(ctx, *k)
	}
	if k := t.situation.Ticket; t.decision.Urgent != "" && !k.Held(t.now) {
		urgent := *k
		urgent.Hurry(t.now)
		b.Desk.Announce(ctx, urgent)
	}
	if t.deferred {
		b.lanes.add(t.situation.Conversation.Channel, t.situation.Conversation.ID)
	}
}

// decideSafely turns a panic over one conversation into its problem alone. A
// conversation that failed repeatedly goes to a human unread.
func (t *turn) decideSafely() (err error) {
	defer caught(&err)
	if t.situation.Pending[0].Attempts >= failTries {
		t.surrender()
		return nil
	}
	agency := t.situation.Agency.ID
	if t.book = t.bot.Book(agency); t.book == nil {
		return fmt.Errorf("agency %s has no catalogue", agency)
	}
	t.decide()
	return t.problem
}

// postpone lets the messages of a conversation rest whose consideration failed.
func (b *Bot) postpone(ctx context.Context, id loket.ConversationID, problem error) (err error) {
	defer caught(&err)
	s, err := b.Ledger.Situation(ctx, id)
	if err != nil || len(s.Pending) == 0 {
		return err
	}
	epoch, owned := b.Epoch(s.Conversation.Channel)
	if !owned {
		return nil
	}
	d := loket.Decision{
		Agency: s.Agency.ID, Channel: s.Conversation.Channel, Conversation: id, Epoch: epoch,
		HoldUntil: b.Now().Add(failPause), Problem: problem.Error(),
	}
	for _, m := range s.Pending {
		d.Held = append(d.Held, m.ID)
	}
	return b.Ledger.Settle(ctx, d)
}
