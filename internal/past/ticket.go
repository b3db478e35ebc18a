package past

import (
	"cmp"

	"loket/internal/loket"
)

// handoff begins a ticket, opened by the citizen's last message.
func (s *step) handoff() {
	v, t := s.thread, s.timeline
	k := &ticket{
		id: s.follows(s.id, "ticket"), episode: v.episode, message: v.message, conversation: v.conversation,
		channel: v.channel, unit: loket.UnitID(t.once(cmp.Or(s.line.Unit, string(loket.DefaultUnit)))),
		kind:  loket.TicketKind(t.once(cmp.Or(s.line.Kind, string(loket.KindQuestion)))),
		topic: t.once(s.line.Topic), opened: s.at,
	}
	if s.line.Ticket != "" {
		k.id = t.named("ticket", s.line.Ticket, s.line.Ticket)
		t.tickets[t.print(s.line.Ticket)] = k
	}
	if s.line.Answers != "" {
		k.message = t.named("event", s.line.Answers, s.line.Answers)
	}
	v.ticket, s.ticket, t.opened = k, k, append(t.opened, k)
	s.events = append(s.events, s.onTicket(s.id, loket.EventHandoff))
}

// other is every line that is neither words nor the beginning of a ticket.
func (s *step) other() {
	v, k := s.thread, s.ticket
	if s.line.Event == Rating || s.line.Event == Close && s.line.Ticket == "" && (k == nil || k.state == closed) {
		s.ofEpisode()
		return
	}
	e := s.onTicket(s.id, loket.EventKind(s.line.Event))
	switch s.line.Event {
	case Claim:
		k.state, k.claimedAt, k.staff = claimed, s.at, s.timeline.once(s.line.Staff)
	case Release:
		k.state = waiting
	case Transfer:
		k.state, k.unit = waiting, loket.UnitID(s.timeline.once(s.line.Unit))
	case Await:
		e.Kind = loket.EventAwait
		k.state, k.awaits = awaiting, 0
		if s.line.Until != nil {
			k.awaits = since(*s.line.Until)
		}
	case Close:
		k.state, k.closedAt, v.open = closed, s.at, false
	case Reopen:
		k.state, k.closedAt, k.promise, k.promised, k.renewals = waiting, 0, "", 0, 0
		k.episode, v.open, v.rated = v.episode, true, false
		e = s.onTicket(s.id, loket.EventReopen)
	case Abandon:
		k.state, k.closedAt = left, s.at
	case Promise:
		e = s.promise(e)
	default: // a note changes nothing
	}
	s.events = append(s.events, e)
	switch s.line.Event {
	case Close:
		s.breakPromise(s.id)
	case Abandon:
		k.promise = loket.PromiseWithdrawn
	default:
	}
}

// ofEpisode is what is said of the episode, whatever became of its tickets.
func (s *step) ofEpisode() {
	v := s.thread
	e := s.event(s.id, loket.EventKind(s.line.Event))
	if s.line.Event == Rating {
		v.rated, e.Value = true, s.line.Value
		if k := s.ticket; k != nil {
			e.Ticket = loket.IDOf[loket.TicketID](k.id)
		}
	} else {
		v.open = false
	}
	s.events = append(s.events, e)
}

// promise is a time that was told: the first with the hand-off, a later one instead.
func (s *step) promise(e loket.Event) loket.Event {
	k := s.ticket
	if k.promise != "" {
		e.Kind, e.Value = loket.EventPromiseRenewed, k.promised.Milliseconds()
		k.renewals++
	}
	k.promised = since(*s.line.Until)
	switch k.promise {
	case "":
		k.promise = loket.PromiseGiven
	case loket.PromiseGiven:
		k.promise = loket.PromiseRenewed
	default: // what is kept or broken stays so
	}
	return e
}

// standing tells whether the ticket's promise can still be kept or broken.
func (k *ticket) standing() bool {
	return k.promise == loket.PromiseGiven || k.promise == loket.PromiseRenewed
}

// keep notes that a human wrote in time; what was late broke before the line.
func (s *step) keep(answer loket.AnswerID) {
	k := s.ticket
	if !k.standing() {
		return
	}
	k.promise = loket.PromiseKept
	e := s.ofPromise(s.follows(s.id, "kept"), loket.EventPromiseKept)
	e.Answer = answer
	s.events = append(s.events, e)
}

// breakPromise notes that nobody wrote until the ticket was closed.
func (s *step) breakPromise(id raw) {
	if k := s.ticket; k.standing() {
		k.promise = loket.PromiseBroken
		s.events = append(s.events, s.ofPromise(s.follows(id, "broken"), loket.EventPromiseBroken))
	}
}

func (s *step) ofPromise(id raw, kind loket.EventKind) loket.Event {
	e := s.onTicket(id, kind)
	e.Until, e.Value, e.Entry = moment(s.ticket.promised), s.ticket.renewals, ""
	e.ActorKind, e.ActorID = loket.ByBot, ""
	return e
}
