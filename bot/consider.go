package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

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
)

// consider settles what waits in one conversation: reads only, then one
// transaction, and only hints after it.
func (b *Bot) consider(ctx context.Context, id loket.ConversationID) {
	for range staleTries {
		err := b.considerOnce(ctx, id)
		if err == nil {
			return
		}
		if !errors.Is(err, loket.ErrStale) {
			b.Log.Error("consider", "conversation", id, "err", err)
			return
		}
	}
	b.lanes.add(id)
}

func (b *Bot) considerOnce(ctx context.Context, id loket.ConversationID) error {
	s, err := b.Ledger.Situation(ctx, id)
	if err != nil || len(s.Pending) == 0 {
		return err
	}
	d, problem := b.decideSafely(s)
	if problem != nil {
		b.Log.Error("decide", "conversation", id, "err", problem)
		d = b.postpone(s, problem)
	}
	if err := b.Ledger.Settle(ctx, d); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	for _, a := range d.Answers {
		b.Outbox.Owe(a.Sends...)
	}
	if d.Ticket != nil {
		b.Desk.Announce(ctx, *d.Ticket)
	}
	return nil
}

// decideSafely turns a panic over one conversation into its problem alone. A
// conversation that failed repeatedly goes to a human unread.
func (b *Bot) decideSafely(s loket.Situation) (d loket.Decision, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	t := newTurn(b, s)
	if s.Pending[0].Attempts >= failTries {
		t.surrender()
		return t.decision, nil
	}
	book := b.Book(s.Agency.ID)
	if book == nil {
		return d, fmt.Errorf("agency %s has no catalogue", s.Agency.ID)
	}
	t.book = book
	t.decide()
	return t.decision, nil
}

// postpone lets messages rest whose consideration failed.
func (b *Bot) postpone(s loket.Situation, problem error) loket.Decision {
	d := loket.Decision{
		Agency: s.Agency.ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
		HoldUntil: b.Now().Add(failPause), Problem: problem.Error(),
	}
	for _, m := range s.Pending {
		d.Held = append(d.Held, m.ID)
	}
	return d
}
