package report

import (
	"time"

	"loket/internal/loket"
)

// isAnswer tells whether an event is the bot's answer to a message, as M-01 counts.
func isAnswer(kind loket.EventKind) bool {
	return kind == loket.EventQuote || kind == loket.EventAsk || kind == loket.EventReceipt
}

// botRows makes M-01 and M-02. An answer that names no message, an imported one,
// is to the first message since the last answer.
func (t *thread) botRows() {
	answers := map[loket.MessageID][]loket.Event{}
	var asked []loket.Event
	open := -1
	for _, e := range t.events {
		switch {
		case e.Conversation != t.id:
		case e.Kind == loket.EventReceived:
			t.delayRow(e)
			asked = append(asked, e)
			if open < 0 {
				open = len(asked) - 1
			}
		case isAnswer(e.Kind) && e.Message != "":
			answers[e.Message] = append(answers[e.Message], e)
			open = -1
		case isAnswer(e.Kind) && open >= 0:
			t.answerRow(asked[open], []loket.Event{e})
			open = -1
		case e.Kind == loket.EventReply || e.Kind == loket.EventNotice:
			open = -1
		}
	}
	for _, e := range asked {
		if of := answers[e.Message]; e.Message != "" && len(of) > 0 {
			t.answerRow(e, of)
		}
	}
}

// answerRow is M-01 of one message: to the first of its answers that arrived. Value is
// for how long of it the message was held on purpose, in ms.
func (t *thread) answerRow(received loket.Event, answers []loket.Event) {
	w := t.row(BotAnswer, received)
	if p := t.of(received.Episode); p != nil {
		w.Topic, w.Unit = p.topic, p.unit
	}
	for _, a := range answers {
		if at := t.arrived(a); !at.IsZero() && (w.End.IsZero() || at.Before(w.End)) {
			w.end(Answered, later(at, w.Start))
			w.Value = max(0, min(a.Value, w.End.Sub(w.Start).Milliseconds()))
		}
	}
	t.add(w)
}

// delayRow is M-02 of one message. One without the platform's date is kept as a
// message, for M-18.
func (t *thread) delayRow(received loket.Event) {
	w := t.row(ChannelDelay, received)
	if p := t.of(received.Episode); p != nil {
		w.Topic, w.Unit = p.topic, p.unit
	}
	w.Start = received.At.Add(-time.Duration(received.Value) * time.Millisecond)
	w.end(Answered, received.At)
	if received.Value <= 0 {
		w.Start, w.Ended = received.At, Undated
	}
	t.add(w)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
