package report

import (
	"cmp"
	"slices"
	"time"

	"loket/internal/loket"
)

// Thread is what happened in one conversation, and to the tickets that began in
// it, wherever they went on.
type thread struct {
	id        loket.ConversationID
	hours     Hours
	events    []loket.Event // as they happened
	delivered map[loket.AnswerID]time.Time
	kinds     map[loket.TicketID]loket.TicketKind
	episodes  []*episode // as they began
	rows      []Wait
}

// episode is what one episode consists of.
type episode struct {
	id      loket.EpisodeID
	start   time.Time
	first   loket.Event // the citizen's first message; else whatever came first
	topic   string
	unit    loket.UnitID
	ticket  loket.TicketID
	asked   bool // something was asked: it was quoted, asked back or handed over
	quotes  []loket.Event
	asks    []loket.Event
	starts  []loket.Event // hand-offs and reopenings
	insults bool
}

// Derive makes the rows that begin in a conversation out of events, in any order:
// all of the conversation's, and all of the tickets named by them. Others do no
// harm. It is the one way from events to figures.
func Derive(conversation loket.ConversationID, events []loket.Event, hours Hours) []Wait {
	t := &thread{id: conversation, hours: hours, events: slices.Clone(events)}
	slices.SortFunc(t.events, func(a, b loket.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Seq, b.Seq))
	})
	t.gather()
	t.botRows()
	t.deskRows()
	t.promiseRows()
	t.statuteRows()
	t.episodeRows()
	t.quoteRows()
	t.askedRows()
	t.ratingRows()
	slices.SortFunc(t.rows, func(a, b Wait) int { return cmp.Compare(a.ID, b.ID) })
	return t.rows
}

// Known is what was known of events at a moment: what happened later, or was told
// later, was not. What came with an imported history counts as known when it
// happened.
func Known(events []loket.Event, asOf time.Time) (known []loket.Event) {
	for _, e := range events {
		if !e.At.After(asOf) && !knownAt(e).After(asOf) {
			known = append(known, e)
		}
	}
	return known
}

// LastKnown is when the latest of events was known: since then all that is derived of
// them is as it is. Zero: there are none.
func LastKnown(events []loket.Event) (last time.Time) {
	for _, e := range events {
		last = later(last, knownAt(e))
	}
	return last
}

func knownAt(e loket.Event) time.Time {
	if e.Import != "" {
		return e.At
	}
	return e.RecordedAt
}

// gather reads what all rows need.
func (t *thread) gather() {
	t.delivered = map[loket.AnswerID]time.Time{}
	t.kinds = map[loket.TicketID]loket.TicketKind{}
	byID := map[loket.EpisodeID]*episode{}
	for _, e := range t.events {
		switch e.Kind {
		case loket.EventDelivered:
			if _, before := t.delivered[e.Answer]; !before {
				t.delivered[e.Answer] = e.At
			}
		case loket.EventKindSet, loket.EventDeadline:
			if e.Revision != "" {
				t.kinds[e.Ticket] = loket.TicketKind(e.Revision)
			}
		default:
		}
		if e.Episode == "" || e.Conversation != t.id {
			continue
		}
		p := byID[e.Episode]
		if p == nil {
			p = &episode{id: e.Episode, start: e.At, first: e}
			byID[e.Episode], t.episodes = p, append(t.episodes, p)
		}
		p.take(e)
	}
}

// take adds an event to its episode.
func (p *episode) take(e loket.Event) {
	if e.Topic != "" {
		p.topic = e.Topic
	}
	if e.Unit != "" {
		p.unit = e.Unit
	}
	switch e.Kind {
	case loket.EventReceived:
		if p.first.Kind != loket.EventReceived {
			p.start, p.first = e.At, e
		}
	case loket.EventQuote:
		p.asked, p.quotes = true, append(p.quotes, e)
		p.topic = cmp.Or(p.topic, e.Entry)
	case loket.EventAsk:
		p.asked, p.asks = true, append(p.asks, e)
	case loket.EventHandoff, loket.EventReopen:
		p.asked, p.starts = true, append(p.starts, e)
		p.ticket = cmp.Or(p.ticket, e.Ticket)
	case loket.EventReceipt:
		p.asked = true
	case loket.EventInsult:
		p.insults = true
	default:
	}
}

// arrived is when what an event owes was delivered; zero: not yet. What names no
// answer was delivered as it happened: an imported event.
func (t *thread) arrived(e loket.Event) time.Time {
	if e.Answer == "" {
		return e.At
	}
	return t.delivered[e.Answer]
}

// row begins a row with an event.
func (t *thread) row(measure string, e loket.Event) Wait {
	return Wait{
		ID: measure + ":" + string(e.ID), Measure: measure, Start: e.At, Ended: Waiting,
		Agency: e.Agency, Channel: e.Channel, Unit: e.Unit, Topic: e.Topic, Kind: t.kinds[e.Ticket],
		Conversation: t.id, Episode: e.Episode, Ticket: e.Ticket,
	}
}

// end ends a row.
func (w *Wait) end(how Ending, at time.Time) { w.Ended, w.End = how, at }

// add keeps a row, with its length by both clocks. A ticket that nobody called
// anything else is a question.
func (t *thread) add(w Wait) {
	if w.Ticket != "" && w.Kind == "" {
		w.Kind = loket.KindQuestion
	}
	if !w.End.IsZero() {
		w.Wall, w.Office = w.length(w.End, Wall, t.hours), w.length(w.End, Office, t.hours)
	}
	t.rows = append(t.rows, w)
}

// of is the episode of an event; nil: none.
func (t *thread) of(id loket.EpisodeID) *episode {
	for _, p := range t.episodes {
		if p.id == id {
			return p
		}
	}
	return nil
}
