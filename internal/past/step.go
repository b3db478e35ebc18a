package past

import (
	"time"

	"loket/internal/loket"
)

// step is one line being taken.
type step struct {
	timeline *Timeline
	thread   *thread
	ticket   *ticket // it is about; nil: none
	line     Line
	id       raw
	at       time.Duration
	before   []loket.Event
	events   []loket.Event
}

// take changes what is remembered and returns what the line becomes.
func (s *step) take() Step {
	s.passed(s.at)
	switch {
	case s.line.Event == Message:
		s.message()
	case s.line.Event.Ours():
		s.ours()
	case s.line.Event == Handoff:
		s.handoff()
	default:
		s.other()
	}
	contact := s.timeline.contact(s.line)
	return Step{
		Line: s.line, Channel: s.thread.channel, Contact: loket.IDOf[loket.ContactID](contact),
		Events: s.events, Before: s.before,
	}
}

// event is the line's own, or one that follows from it.
func (s *step) event(id raw, kind loket.EventKind) loket.Event {
	e := loket.Event{
		ID: loket.IDOf[loket.EventID](id), Agency: s.timeline.office.Agency, At: s.line.At, Kind: kind,
		Channel: s.thread.channel, Conversation: loket.IDOf[loket.ConversationID](s.thread.conversation),
		Episode: loket.IDOf[loket.EpisodeID](s.thread.episode), Topic: s.line.Topic, Entry: s.line.Entry,
		Unit: loket.UnitID(s.line.Unit),
	}
	if s.line.Until != nil {
		e.Until = s.line.Until.Truncate(time.Millisecond).UTC()
	}
	e.ActorKind, e.ActorID = s.actor()
	if s.line.Episode != "" {
		e.Episode = loket.IDOf[loket.EpisodeID](s.episode())
	}
	return e
}

// actor is who did what a line tells.
func (s *step) actor() (loket.ActorKind, string) {
	switch s.line.Event {
	case Message, Abandon, Rating:
		return loket.ByCitizen, ""
	case Close:
		return loket.ActorKind(s.line.By), s.line.Staff
	case Claim, Release, Transfer, Note, Reply, Await, Reopen:
		return loket.ByStaff, s.line.Staff
	case Quote, Ask, Receipt, Handoff, Notice, Promise:
	}
	return loket.ByBot, s.line.Staff
}

// episode is the one a line names.
func (s *step) episode() raw {
	return s.timeline.named("episode", s.line.Episode, s.line.Conversation+"\x00"+s.line.Episode)
}

// follows names an event that follows from another.
func (s *step) follows(id raw, how string) raw {
	return s.timeline.name("follows", string(id[:])+how)
}

// onTicket is an event about the ticket. A line that names its episode comes from a
// ledger of ours and says everything; in others what is known of the ticket holds on.
func (s *step) onTicket(id raw, kind loket.EventKind) loket.Event {
	e, k := s.event(id, kind), s.ticket
	if k == nil {
		return e
	}
	e.Ticket, e.Message = loket.IDOf[loket.TicketID](k.id), loket.IDOf[loket.MessageID](k.message)
	if s.line.Episode == "" {
		e.Episode = loket.IDOf[loket.EpisodeID](k.episode)
		if e.Topic == "" {
			e.Topic = k.topic
		}
		if e.Unit == "" {
			e.Unit = k.unit
		}
	}
	return e
}

// message is a citizen's words. They begin an episode when the one before is over,
// and bring back a ticket that waited for them.
func (s *step) message() {
	v := s.thread
	switch {
	case s.line.Episode != "":
		if named := s.episode(); named != v.episode {
			v.episode, v.rated = named, false
		}
	case !v.continues(s.at):
		v.episode, v.rated = s.follows(s.id, "episode"), false
	}
	v.open, v.in, v.message, v.named = true, s.at, s.id, s.line.Episode != ""
	if v.said {
		v.asked, v.said = s.id, false
	}
	e := s.event(s.id, loket.EventReceived)
	e.Message = loket.IDOf[loket.MessageID](s.id)
	if s.line.Ticket != "" {
		e.Ticket = loket.IDOf[loket.TicketID](s.ticket.id)
	}
	s.events = append(s.events, e)
	if k := v.ticket; k != nil && k.state == awaiting {
		s.ticket = k
		s.wake(s.at, s.id)
	}
}

// about is the message a line answers: the one it names, or the first that had no
// word of ours.
func (s *step) about() loket.MessageID {
	if s.line.Answers != "" {
		return loket.IDOf[loket.MessageID](s.timeline.named("event", s.line.Answers, s.line.Answers))
	}
	return loket.IDOf[loket.MessageID](s.thread.asked)
}

// ours is something said to the citizen: its line tells when it was delivered.
func (s *step) ours() {
	s.thread.said, s.thread.out = true, s.at
	kind := loket.EventKind(s.line.Event)
	var e loket.Event
	if s.line.Event == Reply {
		e = s.onTicket(s.id, kind)
	} else {
		e = s.event(s.id, kind)
		if s.line.Ticket != "" {
			e.Ticket = loket.IDOf[loket.TicketID](s.ticket.id)
		}
	}
	if e.Message == "" || s.line.Answers != "" || s.line.Event != Reply {
		e.Message = s.about()
	}
	e.Answer = loket.IDOf[loket.AnswerID](s.id)
	arrived := e
	arrived.ID, arrived.Kind = loket.IDOf[loket.EventID](s.follows(s.id, "delivered")), loket.EventDelivered
	arrived.ActorKind, arrived.ActorID = loket.ByBot, ""
	s.events = append(s.events, e, arrived)
	if k := s.ticket; k != nil && s.line.Event == Reply {
		if k.replied == 0 {
			k.replied = s.at
		}
		s.keep(e.Answer)
	}
}
