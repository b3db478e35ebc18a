package bot

import (
	"context"
	"slices"
	"time"

	"loket/internal/loket"
)

// TopicLedger is where a Board's cards and topics are.
type TopicLedger interface {
	// Topics returns the places in a channel's staff group that are kept up to date.
	Topics(ctx context.Context, channel loket.ChannelID) ([]loket.Topic, error)
	// SaveTopic records where a ticket's topic and card are; loket.ErrFenced: the
	// channel has a newer owner than that of epoch.
	SaveTopic(ctx context.Context, topic loket.Topic, epoch int64) error
}

// placeCalls are the calls that places need most; nil: none.
type placeCalls struct{ asked, other *groupCall }

// take keeps a call that is more urgent than the one before, for a ticket that is
// no less.
func (p *placeCalls) take(c groupCall) {
	best := &p.other
	if c.asked {
		best = &p.asked
	}
	if *best == nil || c.urgency() < (*best).urgency() {
		*best = &c
	}
}

// nextPlace are the calls that places need most, for the most urgent ticket. A
// ticket gets its place while it waits, or when somebody took it in the group, and
// keeps it, made anew when need be, until it is closed. It needs the lock.
func (b *Board) nextPlace(v view) (best placeCalls) {
	open := map[loket.TicketID]bool{}
	room := b.room() != 0
	for _, row := range v.rows {
		open[row.Ticket.ID] = true
		if call, needed := b.placeOf(row, v.wanted[row.Ticket.ID]); needed && (room || call.asked || !call.fresh) {
			best.take(call)
		}
	}
	if len(v.rows) >= boardLimit { // one that is missing may be open
		return best
	}
	var gone []loket.TicketID
	for id := range b.forum.kept {
		if !open[id] {
			gone = append(gone, id)
		}
	}
	slices.Sort(gone)
	for _, id := range gone {
		if call, needed := b.closing(b.forum.kept[id]); needed {
			best.take(call)
		}
	}
	return best
}

// room is how many places may be made now; negative: any number. It needs the
// lock.
func (b *Board) room() int {
	if b.Cards == 0 {
		return -1
	}
	now := b.Now()
	b.made = slices.DeleteFunc(b.made, func(at time.Time) bool { return now.Sub(at) >= time.Minute })
	return max(0, b.Cards-len(b.made))
}

// placeOf is the call an open ticket's place needs. It needs the lock.
func (b *Board) placeOf(row loket.InboxRow, wanted bool) (call groupCall, needed bool) {
	k, held := row.Ticket, row.Ticket.Held(b.Now())
	topic, known := b.forum.kept[k.ID]
	if !known || topic.Group != b.Group() {
		topic = loket.Topic{Ticket: k.ID, Agency: b.Agency, Channel: b.Channel, Group: b.Group()}
	}
	asked := held || k.LeaseEpoch != topic.Epoch
	topic.Name, topic.Epoch = topicName(row), k.LeaseEpoch
	call = groupCall{op: loket.OpSend, content: b.sayCard(row), thread: topic.Thread, topic: topic, asked: asked}
	switch {
	case topic.Card != "":
		call.op, call.message = loket.OpEdit, topic.Card
		return call, topic.Shown != digest(call.content)
	case topic.Thread != "":
		return call, true
	case b.forum.kind == loket.ForumOpen:
		call.op, call.content = loket.OpOpenTopic, loket.Content{Text: topic.Name}
	}
	call.fresh, call.asked = true, held && wanted
	return call, known || wanted || k.State == loket.TicketWaiting
}

// closing is the call a closed ticket's place needs: its card says so, then its
// topic is closed.
func (b *Board) closing(topic loket.Topic) (call groupCall, needed bool) {
	topics := b.forum.kind == loket.ForumOpen && topic.Thread != ""
	call = groupCall{op: loket.OpEdit, content: sayClosedCard(topic), message: topic.Card, thread: topic.Thread, topic: topic, asked: true}
	if topic.Card != "" && topic.Shown != digest(call.content) {
		call.last = !topics
		return call, true
	}
	return groupCall{op: loket.OpCloseTopic, thread: topic.Thread, topic: topic, last: true}, topics
}

// topicAfter is a place once a call for it has ended; false: nothing of it is to
// be recorded.
func (c groupCall) topicAfter(r loket.SendResult) (topic loket.Topic, changed bool) {
	topic = c.topic
	delivered := r.State == loket.SendDelivered
	switch {
	case r.Missing == loket.MissingTopic && !c.last:
		topic.Thread, topic.Card, topic.Shown = "", "", ""
	case r.Missing == loket.MissingCard && !c.last:
		topic.Card, topic.Shown = "", ""
	case !delivered && r.Missing != loket.MissingTopic && r.Missing != loket.MissingCard:
		return topic, false
	case c.op == loket.OpOpenTopic:
		topic.Thread, topic.Card, topic.Shown = r.ChannelMessageID, "", ""
		topic.Made++
	case c.op == loket.OpSend:
		topic.Card, topic.Shown = r.ChannelMessageID, digest(c.content)
	case c.op == loket.OpEdit:
		topic.Shown = digest(c.content)
	}
	if c.last {
		topic.ClosedAt = r.At
	}
	return topic, true
}

// recordTopic records what became of a call for a place.
func (b *Board) recordTopic(ctx context.Context, c groupCall, r loket.SendResult) error {
	topic, changed := c.topicAfter(r)
	if !changed {
		return nil
	}
	if err := b.Topics.SaveTopic(ctx, topic, r.Send.Epoch); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if topic.ClosedAt.IsZero() {
		b.forum.kept[topic.Ticket] = topic
	} else {
		delete(b.forum.kept, topic.Ticket)
	}
	return nil
}
