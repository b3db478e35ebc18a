package bot

import (
	"context"
	"time"

	"loket/internal/loket"
)

// TopicLedger is what a Board needs of the store.
type TopicLedger interface {
	// Topics returns the topics of a channel's staff group that are not closed.
	Topics(ctx context.Context, channel loket.ChannelID) ([]loket.Topic, error)
	// SaveTopic records where a topic and its card are; loket.ErrFenced: the
	// channel has a newer owner than that of epoch.
	SaveTopic(ctx context.Context, topic loket.Topic, epoch int64) error
}

const (
	forumEvery = 10 * time.Minute // how often the group is asked what topics it has
	forumRetry = time.Minute      // after it could not be asked, or refused a topic
	forumLimit = 5 * time.Second  // how long an answer may take
)

// forum is what a Board knows of the topics in its group. The Board's lock
// guards it.
type forum struct {
	kind   loket.Forum
	ask    time.Time // when to ask the group again
	loaded bool      // kept is read
	kept   map[loket.TicketID]loket.Topic
}

// topicCall is a call that a topic needs.
type topicCall struct {
	op    loket.SendOp
	topic loket.Topic
	text  string // of the card, or the topic's name
}

// urgency orders calls: an empty topic gets its card first, then cards that say
// what is not so any more are changed, then topics are made, then closed.
func (c topicCall) urgency() int {
	switch c.op {
	case loket.OpSend:
		return 0
	case loket.OpEdit:
		return 1
	case loket.OpOpenTopic:
		return 2
	default:
		return 3
	}
}

// nextTopic is the call that topics need most, for the most urgent ticket; false:
// none. A ticket gets its topic while it waits, and keeps it, made anew when
// need be, until it is closed. It needs the lock.
func (b *Board) nextTopic(rows []loket.InboxRow) (best topicCall, due bool) {
	if b.forum.kind != loket.ForumOpen || !b.forum.loaded {
		return best, false
	}
	open := map[loket.TicketID]bool{}
	for _, row := range rows {
		open[row.Ticket.ID] = true
		if call, needed := b.topicOf(row); needed && (!due || call.urgency() < best.urgency()) {
			best, due = call, true
		}
	}
	if len(rows) >= boardLimit { // one that is missing may be open
		return best, due
	}
	for id, topic := range b.forum.kept {
		if open[id] || topic.Thread == "" {
			continue
		}
		if call := closing(topic); !due || call.urgency() < best.urgency() || call.urgency() == best.urgency() && call.topic.Ticket < best.topic.Ticket {
			best, due = call, true
		}
	}
	return best, due
}

// topicOf is the call an open ticket's topic needs. It needs the lock.
func (b *Board) topicOf(row loket.InboxRow) (call topicCall, needed bool) {
	k := row.Ticket
	topic, known := b.forum.kept[k.ID]
	if !known || topic.Group != b.Group() {
		topic = loket.Topic{Ticket: k.ID, Agency: b.Agency, Channel: b.Channel, Group: b.Group()}
	}
	topic.Name = topicName(row)
	text := sayTopicCard(row, b.Zone)
	switch {
	case topic.Thread == "":
		return topicCall{loket.OpOpenTopic, topic, topic.Name}, known || k.State == loket.TicketWaiting
	case topic.Card == "":
		return topicCall{loket.OpSend, topic, text}, true
	}
	return topicCall{loket.OpEdit, topic, text}, topic.Shown != text
}

// closing is the call a closed ticket's topic needs: its card says so, then it is
// closed.
func closing(topic loket.Topic) topicCall {
	if text := sayTopicClosed(topic); topic.Card != "" && topic.Shown != text {
		return topicCall{loket.OpEdit, topic, text}
	}
	return topicCall{op: loket.OpCloseTopic, topic: topic}
}

// after is a topic once a call for it has ended; false: nothing of it is to be
// recorded.
func (c topicCall) after(r loket.SendResult) (topic loket.Topic, changed bool) {
	topic = c.topic
	switch {
	case r.Missing == loket.MissingTopic && c.op == loket.OpCloseTopic:
		topic.ClosedAt = r.At
	case r.Missing == loket.MissingTopic:
		topic.Thread, topic.Card, topic.Shown = "", "", ""
	case r.Missing == loket.MissingCard:
		topic.Card, topic.Shown = "", ""
	case r.State != loket.SendDelivered:
		return topic, false
	case c.op == loket.OpOpenTopic:
		topic.Thread, topic.Card, topic.Shown = r.ChannelMessageID, "", ""
		topic.Made++
	case c.op == loket.OpSend:
		topic.Card, topic.Shown = r.ChannelMessageID, c.text
	case c.op == loket.OpEdit:
		topic.Shown = c.text
	case c.op == loket.OpCloseTopic:
		topic.ClosedAt = r.At
	}
	return topic, true
}

// finishTopic records what became of a call for a topic before anything else is
// called: a topic that is there and not recorded would be made twice.
func (b *Board) finishTopic(ctx context.Context, call topicCall, r loket.SendResult) error {
	topic, changed := call.after(r)
	if changed {
		if err := b.Topics.SaveTopic(ctx, topic, r.Send.Epoch); err != nil {
			return err
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case changed && topic.ClosedAt.IsZero():
		b.forum.kept[topic.Ticket] = topic
	case changed:
		delete(b.forum.kept, topic.Ticket)
	case r.Missing == loket.MissingRight:
		b.forum.kind, b.forum.ask = "", b.Now().Add(forumRetry)
		b.Log.Warn("the staff group takes no topic", "problem", r.Problem)
	default:
		b.rests = b.Now().Add(boardRest)
		b.Log.Warn("a topic of the staff group", "call", call.op, "ticket", call.topic.Name, "problem", r.Problem)
	}
	b.owed = owedCall{}
	return nil
}

// look asks what topics the group has, when it is time, and reads where they are.
// A group that cannot be asked is taken to be as it was.
func (b *Board) look(ctx context.Context) {
	b.mu.Lock()
	due, loaded := b.Forum != nil && !b.Now().Before(b.forum.ask), b.forum.loaded
	b.mu.Unlock()
	if !due {
		return
	}
	asking, cancel := context.WithTimeout(ctx, forumLimit)
	defer cancel()
	kind, err := b.Forum(asking)
	var topics []loket.Topic
	if err == nil && kind == loket.ForumOpen && !loaded {
		topics, err = b.Topics.Topics(ctx, b.Channel)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.forum.ask = b.Now().Add(forumRetry)
		if ctx.Err() == nil {
			b.Log.Warn("look at the staff group's topics", "err", err)
		}
		return
	}
	if kind == loket.ForumOpen && !loaded {
		b.forum.loaded = true
		for _, topic := range topics {
			b.forum.kept[topic.Ticket] = topic
		}
	}
	b.learn(kind)
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
