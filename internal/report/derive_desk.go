package report

import (
	"time"

	"loket/internal/loket"
)

// round is the life of a ticket from a hand-off, or from the moment it was opened
// again, until it was closed, or opened again.
type round struct {
	start   loket.Event
	events  []loket.Event // after start, of the ticket and of what it was merged into
	reply   time.Time     // when the first human words arrived; zero: not
	owed    bool          // there are some, arrived or not
	claimed time.Time
	replier loket.StaffID
	claimer loket.StaffID
	ended   time.Time // closed or taken back; zero: open
	end     loket.Event
}

// deskRows makes what begins with a hand-off: M-03 to M-07, M-10, M-14 and M-18.
func (t *thread) deskRows() {
	counted := map[loket.EpisodeID]bool{}
	for i, e := range t.events {
		if e.Conversation != t.id || e.Ticket == "" || e.Kind != loket.EventHandoff && e.Kind != loket.EventReopen {
			continue
		}
		r := t.round(i)
		wait := t.replyRow(r)
		t.add(wait)
		t.queueRow(r)
		t.handlingRow(r)
		t.deadlineRow(r, wait)
		t.lifeRow(r)
		if p := t.of(e.Episode); p != nil && !counted[p.id] {
			counted[p.id] = true
			t.totalRow(p, wait)
		}
	}
	t.nextReplyRows()
}

// round follows a ticket from the event that begins a round. A merged ticket goes
// on in the one it names; one that names none, of an earlier release, ends there.
func (t *thread) round(from int) round {
	r := round{start: t.events[from]}
	ticket := r.start.Ticket
	for _, e := range t.events[from+1:] {
		if e.Ticket != ticket || e.Ticket == "" {
			continue
		}
		if e.Kind == loket.EventReopen || e.Kind == loket.EventHandoff {
			break
		}
		r.events = append(r.events, e)
		if e.Kind == loket.EventMerge && e.Revision != "" {
			ticket = loket.TicketID(e.Revision)
			continue
		}
		r.take(t, e)
		if !r.ended.IsZero() {
			break
		}
	}
	return r
}

// take reads one event of a round.
func (r *round) take(t *thread, e loket.Event) {
	switch e.Kind {
	case loket.EventReply:
		r.owed = true
		if at := t.arrived(e); !at.IsZero() && (r.reply.IsZero() || at.Before(r.reply)) {
			r.reply, r.replier = at, loket.StaffID(e.ActorID)
		}
		r.claim(e.At, e.ActorID)
	case loket.EventClaim:
		r.claim(e.At, e.ActorID)
	case loket.EventReassign:
		if e.Revision != "" {
			r.claim(e.At, e.Revision)
		}
	case loket.EventClose, loket.EventAbandon, loket.EventMerge:
		r.ended, r.end = e.At, e
	default:
	}
}

func (r *round) claim(at time.Time, by string) {
	if r.claimed.IsZero() {
		r.claimed, r.claimer = at, loket.StaffID(by)
	}
}

// withdrawn tells whether the citizen ended the round.
func (r *round) withdrawn() bool {
	return !r.ended.IsZero() && (r.end.Kind != loket.EventClose || r.end.ActorKind == loket.ByCitizen)
}

// replyRow is M-03: to the first human words that arrived. Words on their way when
// the ticket was closed are still waited for; closing alone answers nobody, and for
// good: who is answered after it was opened again has waited a second time.
func (t *thread) replyRow(r round) Wait {
	w := t.row(HandOffWait, r.start)
	switch {
	case !r.reply.IsZero() && (!r.withdrawn() || !r.reply.After(r.ended)):
		w.end(Answered, later(r.reply, w.Start))
		w.Staff = r.replier
	case r.withdrawn():
		w.end(Withdrawn, r.ended)
	case !r.ended.IsZero() && !r.owed:
		w.end(ClosedUnanswered, r.ended)
	}
	return w
}

// totalRow is M-04: from the first message of an episode to the end of its first
// hand-off wait.
func (t *thread) totalRow(p *episode, wait Wait) {
	w := wait
	w.ID, w.Measure = TotalWait+":"+string(p.first.ID), TotalWait
	if p.start.Before(w.Start) {
		w.Start = p.start
	}
	t.add(w)
}

// queueRow is M-06: to the first claim.
func (t *thread) queueRow(r round) {
	w := t.row(QueueTime, r.start)
	switch {
	case !r.claimed.IsZero():
		w.end(Answered, later(r.claimed, w.Start))
		w.Staff = r.claimer
	case r.withdrawn():
		w.end(Withdrawn, r.ended)
	case !r.ended.IsZero():
		w.end(ClosedUnanswered, r.ended)
	}
	t.add(w)
}

// handlingRow is M-07: from the first claim to the close, without what the citizen
// owed something.
func (t *thread) handlingRow(r round) {
	if r.claimed.IsZero() {
		return
	}
	w := t.row(HandlingTime, r.start)
	w.Start, w.Staff = r.claimed, r.claimer
	for _, e := range r.events {
		last := len(w.Pauses) - 1
		switch e.Kind {
		case loket.EventAwait:
			if last < 0 || !w.Pauses[last].To.IsZero() {
				w.Pauses = append(w.Pauses, Span{From: e.At})
			}
		case loket.EventWake, loket.EventClaim, loket.EventReply, loket.EventClose, loket.EventAbandon, loket.EventReassign:
			if last >= 0 && w.Pauses[last].To.IsZero() {
				w.Pauses[last].To = e.At
			}
		default:
		}
	}
	for i := range w.Pauses {
		t.endPause(&w.Pauses[i])
	}
	switch {
	case r.withdrawn():
		w.end(Withdrawn, r.ended)
	case !r.ended.IsZero():
		w.end(Answered, r.ended)
	}
	t.add(w)
}

// endPause ends a wait on the citizen with their next message.
func (t *thread) endPause(p *Span) {
	for _, e := range t.events {
		if e.Kind == loket.EventReceived && e.At.After(p.From) && (p.To.IsZero() || e.At.Before(p.To)) {
			p.To = e.At
			return
		}
	}
}

// deadlineRow is M-10: the time for the first reply as it stood when it fell due.
func (t *thread) deadlineRow(r round, wait Wait) {
	due, id := r.start.Until, r.start
	for _, e := range r.events {
		if e.Kind == loket.EventRecomputed && !e.At.After(due) {
			due = e.Until
		}
	}
	if due.IsZero() {
		return
	}
	w := t.row(DeadlinesMet, id)
	w.Start, w.Staff = due, wait.Staff
	w.end(Missed, due)
	if by := wait.End; !by.IsZero() && !by.After(due) {
		switch wait.Ended {
		case Answered:
			w.Ended = Met
		case Withdrawn:
			w.Ended = Withdrawn
		default:
		}
	}
	t.add(w)
}

// lifeRow is a ticket's time in the house, for M-18.
func (t *thread) lifeRow(r round) {
	w := t.row(Load, r.start)
	if !r.ended.IsZero() {
		w.end(Closed, r.ended)
	}
	w.Staff = r.claimer
	t.add(w)
}

// nextReplyRows make M-05: once a human has written, each first message after our
// last word waits for the next human words. A closing remark opens none.
func (t *thread) nextReplyRows() {
	remarks := map[loket.MessageID]bool{}
	for _, e := range t.events {
		if e.Kind == loket.EventRemark {
			remarks[e.Message] = true
		}
	}
	talk := nextReply{}
	for _, e := range t.events {
		switch e.Kind {
		case loket.EventReply:
			talk.replied(t, e)
		case loket.EventReceived:
			if e.Conversation == t.id && talk.human != "" && talk.open == nil {
				talk.wrote(t, e, e.Message != "" && remarks[e.Message])
			}
		case loket.EventClose, loket.EventAbandon, loket.EventMerge:
			if e.Ticket == talk.human {
				talk.over(t, e)
			}
		default:
		}
	}
	talk.keep(t)
}

// nextReply is how far M-05 has read.
type nextReply struct {
	human loket.TicketID // the ticket under which a human writes; empty: nobody does
	last  loket.Event    // their last words
	open  *Wait
	owed  bool // words are on their way
}

// wrote reads a citizen's first message after our last word.
func (n *nextReply) wrote(t *thread, e loket.Event, remark bool) {
	w := t.row(NextReply, e)
	w.Ticket, w.Unit, w.Topic, w.Kind = n.human, n.last.Unit, n.last.Topic, t.kinds[n.human]
	if remark {
		w.end(Remark, e.At)
		t.add(w)
		return
	}
	n.open = &w
}

// replied reads human words: they end what is open once they arrive.
func (n *nextReply) replied(t *thread, e loket.Event) {
	n.human, n.last = e.Ticket, e
	if n.open == nil {
		return
	}
	n.owed = true
	if at := t.arrived(e); !at.IsZero() {
		n.open.end(Answered, later(at, n.open.Start))
		n.open.Staff = loket.StaffID(e.ActorID)
		n.keep(t)
	}
}

// over reads the end of the ticket.
func (n *nextReply) over(t *thread, e loket.Event) {
	switch {
	case n.open == nil, n.owed && e.Kind == loket.EventClose && e.ActorKind != loket.ByCitizen:
	case e.Kind == loket.EventClose && e.ActorKind != loket.ByCitizen:
		n.open.end(ClosedUnanswered, e.At)
	case e.Kind == loket.EventMerge && e.Revision != "":
		n.human = loket.TicketID(e.Revision)
		return
	default:
		n.open.end(Withdrawn, e.At)
	}
	n.keep(t)
	n.human = ""
}

// keep keeps what is open as it is.
func (n *nextReply) keep(t *thread) {
	if n.open != nil {
		t.add(*n.open)
	}
	n.open, n.owed = nil, false
}
