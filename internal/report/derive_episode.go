package report

import (
	"time"

	"loket/internal/loket"
)

const (
	// lasting is how long nobody comes back after a close that lasted.
	lasting = 7 * 24 * time.Hour
	// settled is how long nobody asks again after a quote that helped.
	settled = 72 * time.Hour
	// gone is how long a citizen is silent after our question who left.
	gone = 24 * time.Hour
)

// episodeRows make what there is one of for each episode or close: M-08, M-09, M-12,
// M-13 and M-14.
func (t *thread) episodeRows() {
	for _, e := range t.events {
		if e.Kind == loket.EventClose && e.Conversation == t.id && !t.takenBack(e) {
			w := t.row(ReopenRate, e)
			w.end(Lasted, e.At.Add(lasting))
			if back, _ := t.relapse(e, lasting); !back.IsZero() {
				w.end(Reopened, back)
			}
			w.Topic, w.Staff = t.topicOf(e), loket.StaffID(e.ActorID)
			t.add(w)
		}
	}
	for _, p := range t.episodes {
		if p.first.Kind != loket.EventReceived && len(p.starts) == 0 {
			continue
		}
		t.resolutionRow(p)
		t.deflectionRow(p)
		t.outcomeRow(p)
		t.leftRow(p)
	}
}

// whole begins a row that is about a whole episode.
func (t *thread) whole(measure string, p *episode) Wait {
	w := t.row(measure, p.first)
	w.Start, w.Topic, w.Unit, w.Ticket, w.Kind = p.start, p.topic, p.unit, p.ticket, t.kinds[p.ticket]
	return w
}

// takenBack tells whether a close is the citizen's own.
func (t *thread) takenBack(closed loket.Event) bool {
	if closed.ActorKind == loket.ByCitizen {
		return true
	}
	for _, e := range t.events {
		if e.Kind == loket.EventAbandon && e.Ticket == closed.Ticket && e.Ticket != "" && e.At.Equal(closed.At) {
			return true
		}
	}
	return false
}

func (t *thread) topicOf(e loket.Event) string {
	if p := t.of(e.Episode); e.Topic == "" && p != nil {
		return p.topic
	}
	return e.Topic
}

// sameTopic tells whether two topics may be one: what is not known is taken to be,
// so that nobody gains by telling less.
func sameTopic(a, b string) bool { return a == b || a == "" || b == "" }

// relapse is when the same person came back on the same topic within a time of an
// event, or its ticket was opened again, and the episode of that; zero: they did not.
func (t *thread) relapse(after loket.Event, within time.Duration) (at time.Time, in *episode) {
	until, topic := after.At.Add(within), t.topicOf(after)
	for _, e := range t.events {
		if e.Kind == loket.EventReopen && e.Ticket == after.Ticket && e.Ticket != "" && !e.At.Before(after.At) && e.At.Before(until) {
			at, in = e.At, t.of(e.Episode)
			break
		}
	}
	for _, p := range t.episodes {
		back := p.asked && p.id != after.Episode && p.start.After(after.At) && p.start.Before(until)
		if back && sameTopic(p.topic, topic) && (at.IsZero() || p.start.Before(at)) {
			return p.start, p
		}
	}
	return at, in
}

// resolutionRow is M-08: to the first close that lasts, whether it comes in this
// episode or in one that goes on with it. An episode in which nothing was asked has
// nothing to resolve.
func (t *thread) resolutionRow(p *episode) {
	if !p.asked {
		return
	}
	w := t.whole(Resolution, p)
	chain := map[loket.EpisodeID]bool{p.id: true}
	for _, e := range t.events {
		if e.Kind != loket.EventClose || !chain[e.Episode] || e.At.Before(p.start) {
			continue
		}
		back, in := t.relapse(e, lasting)
		if !back.IsZero() {
			if in != nil {
				chain[in.id] = true
			}
			continue
		}
		w.end(t.resolved(e), e.At)
		w.Staff = loket.StaffID(e.ActorID)
		break
	}
	t.add(w)
}

// resolved tells how a close that lasts ends an episode: closing alone resolves
// nothing.
func (t *thread) resolved(closed loket.Event) Ending {
	if t.takenBack(closed) {
		return Withdrawn
	}
	for _, e := range t.events {
		if e.At.After(closed.At) {
			break
		}
		replied := e.Kind == loket.EventReply && e.Ticket == closed.Ticket
		quoted := e.Kind == loket.EventQuote && closed.Ticket == "" && e.Episode == closed.Episode
		if replied || quoted {
			return Answered
		}
	}
	return ClosedUnanswered
}

// deflectionRow is M-12. It is not known before 72 hours have passed.
func (t *thread) deflectionRow(p *episode) {
	w := t.whole(Deflection, p)
	w.end(NoQuote, p.start)
	switch {
	case len(p.starts) > 0:
		w.end(HandedOff, p.starts[0].At)
	case len(p.quotes) > 0:
		last := p.quotes[len(p.quotes)-1]
		if n := len(p.asks); n > 0 && p.asks[n-1].At.After(last.At) {
			break
		}
		w.end(Deflected, last.At.Add(settled))
		last.Topic = p.topic
		if back, _ := t.relapse(last, settled); !back.IsZero() {
			w.end(AskedAgain, back)
		}
	}
	t.add(w)
}

// outcomeRow is M-13: what the bot made of an episode, once; why it was handed over
// goes before what was quoted.
func (t *thread) outcomeRow(p *episode) {
	w := t.whole(BotOutcome, p)
	switch {
	case len(p.starts) > 0:
		w.end(handedOver(p.starts[0]), p.starts[0].At)
	case p.insults:
		w.end(OutcomeGuarded, p.start)
	case len(p.quotes) > 0 && len(p.asks) > 0 && !p.quotes[len(p.quotes)-1].At.Before(p.asks[0].At):
		w.end(OutcomeClarified, p.quotes[len(p.quotes)-1].At)
	case len(p.quotes) > 0:
		w.end(OutcomeAnswered, p.quotes[0].At)
	default:
		w.end(OutcomeNone, p.start)
	}
	t.add(w)
}

// handedOver reads why something was handed over. What was opened again by a
// citizen asks for a human.
func handedOver(e loket.Event) Ending {
	switch e.Revision {
	case loket.ReasonFailed:
		return OutcomeFailed
	case loket.ReasonEmergency, loket.ReasonInsults, loket.ReasonFlood:
		return OutcomeGuarded
	case loket.ReasonAsked, loket.ReasonComplaint:
		return OutcomeAsked
	}
	if e.Kind == loket.EventReopen {
		return OutcomeAsked
	}
	return OutcomeAbstained
}

// leftRow is M-14, of an episode that was handed over or asked back: the citizen
// left before a human wrote. Silence is known after 24 hours and ends no wait.
func (t *thread) leftRow(p *episode) {
	if len(p.starts) == 0 && len(p.asks) == 0 {
		return
	}
	w := t.whole(Left, p)
	w.end(Stayed, p.start)
	var question time.Time // of ours, not answered yet
	for _, e := range t.events {
		if e.At.Before(p.start) || e.Conversation != t.id {
			continue
		}
		if !question.IsZero() && !e.At.Before(question.Add(gone)) {
			break
		}
		switch {
		case e.Kind == loket.EventReply && e.Episode == p.id:
			t.add(w)
			return
		case e.Kind == loket.EventReceived:
			question = time.Time{}
		case e.Episode == p.id && (e.Kind == loket.EventAbandon || e.Kind == loket.EventClose && e.ActorKind == loket.ByCitizen):
			w.end(LeftSaid, e.At)
			t.add(w)
			return
		case e.Episode == p.id && (e.Kind == loket.EventAsk || e.Kind == loket.EventAwait):
			question = e.At
		}
	}
	if !question.IsZero() {
		w.end(LeftSilent, question.Add(gone))
	}
	t.add(w)
}
