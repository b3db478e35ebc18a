package bot

import (
	"context"
	"time"

	"loket/internal/loket"
)

const (
	forumEvery = 10 * time.Minute // how often the group is asked what topics it has
	forumRetry = time.Minute      // after it could not be asked, or refused a topic
	forumFirst = 5 * time.Second  // the same, while it was never asked
	forumLimit = 5 * time.Second  // how long an answer may take
)

// forum is what a Board knows of its group and of the places in it. The Board's
// lock guards it.
type forum struct {
	kind   loket.Forum // empty: not known yet
	ask    time.Time   // when to ask the group again
	loaded bool        // kept is read
	kept   map[loket.TicketID]loket.Topic
}

// look asks what topics the group has, when it is time, and reads where cards and
// topics are. A group that cannot be asked is taken to be as it was.
func (b *Board) look(ctx context.Context) {
	b.mu.Lock()
	due, loaded := !b.Now().Before(b.forum.ask), b.forum.loaded
	b.mu.Unlock()
	if !due && loaded {
		return
	}
	kind, err := loket.ForumNone, error(nil)
	if b.Forum != nil {
		asking, cancel := context.WithTimeout(ctx, forumLimit)
		defer cancel()
		kind, err = b.Forum(asking)
	}
	var topics []loket.Topic
	if err == nil && !loaded {
		topics, err = b.Topics.Topics(ctx, b.Channel)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.unanswered(ctx, err)
		return
	}
	for _, topic := range topics {
		b.forum.kept[topic.Ticket] = topic
	}
	b.forum.loaded = true
	b.learn(kind)
}

// unanswered lets a group that could not be asked rest. It needs the lock.
func (b *Board) unanswered(ctx context.Context, err error) {
	wait := forumRetry
	if b.forum.kind == "" {
		wait = forumFirst
	}
	b.forum.ask = b.Now().Add(wait)
	if ctx.Err() == nil {
		b.Log.Warn("look at the staff group's topics", "err", err)
	}
}

// learn takes down what topics the group has, and says so when that is new. It
// needs the lock.
func (b *Board) learn(kind loket.Forum) {
	b.forum.ask = b.Now().Add(forumEvery)
	if kind == b.forum.kind {
		return
	}
	b.forum.kind = kind
	switch kind {
	case loket.ForumOpen:
		b.Log.Info("every ticket gets a topic in the staff group")
	case loket.ForumBarred:
		b.Log.Warn("the staff group has topics, but the bot may not manage them, so tickets stand in the group itself: " +
			"make the bot an administrator with the right to manage topics (Kelola Topik)")
	case loket.ForumNone:
		b.Log.Info("the staff group has no topics, so tickets stand in the group itself: turn topics on in its settings to give each its own")
	}
}
