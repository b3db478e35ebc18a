package storetest

import (
	"errors"

	"loket/internal/loket"
)

func topicCases() []contractCase {
	return []contractCase{
		{"KeptUntilClosed", topicKept},
		{"Gone/WhileItsTicketIsOpen", topicGone},
		{"Fence/OnlyByTheOwner", topicFenced},
		{"SurvivesTheErasureOfItsCitizen", topicSurvivesErasure},
	}
}

func (o *office) topics() []loket.Topic {
	o.t.Helper()
	topics, err := o.Topics(o.ctx(), o.channel)
	o.must(err)
	return topics
}

// topic is the topic of a new ticket of person a.
func (o *office) topic() loket.Topic {
	ticket := o.ticket("a")
	return loket.Topic{
		Ticket: ticket.ID, Agency: o.agency.ID, Channel: o.channel, Group: "-100", Name: ticket.Number, Thread: "7", Made: 1,
	}
}

func topicKept(o *office) {
	topic, lease := o.topic(), o.takes("a")
	o.must(o.SaveTopic(o.ctx(), topic, lease.Epoch))
	topic.Card, topic.Shown = "8", "menunggu"
	o.must(o.SaveTopic(o.ctx(), topic, lease.Epoch))
	o.same("topics", o.topics(), []loket.Topic{topic})
	topic.Thread, topic.Card, topic.Made = "9", "10", 2
	o.must(o.SaveTopic(o.ctx(), topic, lease.Epoch))
	o.same("topics made anew", o.topics(), []loket.Topic{topic})
	topic.ClosedAt = o.clock.Now()
	o.must(o.SaveTopic(o.ctx(), topic, lease.Epoch))
	if left := o.topics(); len(left) != 0 {
		o.t.Errorf("topics after the close: %+v, want none", left)
	}
}

func topicGone(o *office) {
	topic := o.topic()
	topic.Thread = ""
	o.must(o.SaveTopic(o.ctx(), topic, 0))
	o.same("topics", o.topics(), []loket.Topic{topic})
	o.close(topic.Ticket)
	if left := o.topics(); len(left) != 0 {
		o.t.Errorf("topics of a closed ticket: %+v, want none", left)
	}
}

func topicFenced(o *office) {
	topic, former := o.topic(), o.takes("a")
	o.must(o.SaveTopic(o.ctx(), topic, former.Epoch))
	o.clock.Add(loket.LeaseTime + 1)
	o.takes("b")
	late := topic
	late.Thread = "6"
	if err := o.SaveTopic(o.ctx(), late, former.Epoch); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("SaveTopic of a former owner = %v, want %v", err, loket.ErrFenced)
	}
	o.same("topics", o.topics(), []loket.Topic{topic})
}

func topicSurvivesErasure(o *office) {
	o.must(o.SaveTopic(o.ctx(), o.topic(), 0))
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	if left := o.topics(); len(left) != 1 {
		o.t.Errorf("topics after the erasure: %+v, want the one that is still to be closed", left)
	}
}
