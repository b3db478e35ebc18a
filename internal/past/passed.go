package past

import (
	"time"

	"loket/internal/loket"
)

// passed adds what had happened by itself by now: a promise broke, a wait for the
// citizen came to its end, an episode nobody went on with was over.
func (s *step) passed(now time.Duration) {
	if s.ticket != nil {
		s.ticketPassed(s.ticket, now)
	}
	v := s.thread
	if v == nil {
		return
	}
	if v.ticket != nil && v.ticket != s.ticket {
		s.ticketPassed(v.ticket, now)
	}
	if (s.line.Event == Message || s.line.Event == "") && v.quiet(now) {
		v.open = false
		s.before = append(s.before, loket.Event{
			ID: loket.IDOf[loket.EventID](s.follows(v.episode, "quiet")), Agency: s.timeline.office.Agency,
			At: moment(v.out + loket.QuietEpisode), Kind: loket.EventClose, Episode: loket.IDOf[loket.EpisodeID](v.episode),
			Conversation: loket.IDOf[loket.ConversationID](v.conversation), Channel: v.channel, ActorKind: loket.ByBot,
		})
	}
}

func (s *step) ticketPassed(k *ticket, now time.Duration) {
	if k.state == awaiting && k.awaits > 0 && k.awaits < now {
		k.state = waiting
		e := s.byItself(k, loket.EventWake, k.awaits)
		e.ID = loket.IDOf[loket.EventID](s.follows(k.id, "wake"+moment(k.awaits).String()))
		s.before = append(s.before, e)
	}
	if k.standing() && k.promised < now {
		k.promise = loket.PromiseBroken
		e := s.byItself(k, loket.EventPromiseBroken, k.promised)
		e.ID = loket.IDOf[loket.EventID](s.follows(k.id, "broken"+moment(k.promised).String()))
		e.Until, e.Value = moment(k.promised), k.renewals
		s.before = append(s.before, e)
	}
}

// byItself is an event of a ticket that no line tells.
func (s *step) byItself(k *ticket, kind loket.EventKind, at time.Duration) loket.Event {
	return loket.Event{
		Agency: s.timeline.office.Agency, At: moment(at), Kind: kind, Episode: loket.IDOf[loket.EpisodeID](k.episode),
		Conversation: loket.IDOf[loket.ConversationID](k.conversation), Ticket: loket.IDOf[loket.TicketID](k.id),
		Message: loket.IDOf[loket.MessageID](k.message), Channel: k.channel, Unit: k.unit, Topic: k.topic,
		ActorKind: loket.ByBot,
	}
}

// wake brings a ticket back that waited for its citizen.
func (s *step) wake(at time.Duration, by raw) {
	k := s.ticket
	k.state = waiting
	e := s.byItself(k, loket.EventWake, at)
	e.ID = loket.IDOf[loket.EventID](s.follows(by, "wake"))
	s.events = append(s.events, e)
}
