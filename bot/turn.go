package bot

import (
	"time"

	"loket/faq"
	"loket/internal/calendar"
	"loket/internal/loket"
)

// turn is one consideration of a conversation: what is known, and the decision
// as it grows.
type turn struct {
	bot       *Bot
	book      *Book // nil while surrendering
	situation loket.Situation
	now       time.Time
	decision  loket.Decision

	// beside finds an open ticket that is no question; nil: there is none.
	beside func(loket.TicketKind) (*loket.Ticket, error)
	// outlook reads what can be told of a ticket.
	outlook func(loket.Ticket) (loket.Outlook, error)
	// closed finds a closed ticket that a hand-off goes on with; nil: there is none.
	closed func(loket.HandOff) (*loket.Ticket, error)
	// byPIN finds the ticket that a number and a PIN open; see Bot.OpenByPIN.
	byPIN func(loket.PINTry) (loket.Ticket, error)
	// verify finds what a check code names; see Bot.Verify.
	verify func(loket.CodeTry) (loket.Written, error)
	// moving finds the offer that a token's hash names; loket.ErrNotFound.
	moving func(hash []byte) (loket.Move, error)
	// link links the citizen's account to the member of staff a code was made for;
	// loket.ErrNotFound; nil: nobody can be linked.
	link func(code string) error
	// rank gives a second opinion on what was found; nil: nobody does.
	rank func(faq.Result) faq.Result
	// copy reads everything kept of the citizen; nil: nothing can be read.
	copy func() (loket.Archive, error)

	quoted    map[need]loket.AnswerID // in this turn
	cancelled *loket.Ticket           // in this turn; nil: none
	warned    warnings
	saidHours bool
	urgent    bool  // what is said now goes before everything else
	noNotice  bool  // what is said now is no place for the data-protection notice
	withdrawn bool  // the citizen wants nothing processed
	deferred  bool  // what is not settled needs another turn at once
	problem   error // what could not be read
}

func newTurn(b *Bot, s loket.Situation) *turn {
	now := b.Now()
	return &turn{
		bot: b, situation: s, now: now, withdrawn: !s.Conversation.WithdrawnAt.IsZero(), quoted: map[need]loket.AnswerID{},
		decision: loket.Decision{
			Agency: s.Agency.ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
			Episode: s.Conversation.Episode, At: now,
		},
	}
}

// humanSpeaks tells whether a member of staff has the conversation: the open
// ticket is held, or a human wrote on it in the last half hour. Words from before
// it was opened again are no more on it.
func (t *turn) humanSpeaks() bool {
	k, at := t.situation.Ticket, t.situation.Conversation.HumanAt
	if k == nil {
		return false
	}
	recent := !k.ClaimedAt.IsZero() && at.After(k.OpenedAt) && t.now.Sub(at) < loket.HumanSilence
	return k.Held(t.now) || recent
}

// topic is what was last quoted and offered before m, in this turn or, less than
// a day ago, before it. A message that was held follows nothing that was said
// since.
func (t *turn) topic(m loket.Message) (topic string, choices []string) {
	c := t.situation.Conversation
	held := !m.ConsiderAfter.IsZero()
	switch {
	case t.decision.SetTopic && !held:
		return t.decision.Topic, t.decision.Choices
	case t.now.Sub(c.TopicAt) >= loket.QuietEpisode, held && !c.TopicAt.Before(m.ReceivedAt):
		return "", nil
	}
	return c.Topic, c.Choices
}

// local is now in the office's zone.
func (t *turn) local() time.Time { return t.now.In(t.book.Calendar.Zone()) }

// hours is the office's status in a sentence.
func (t *turn) hours() string {
	return calendar.Sentence(t.book.Calendar.Status(t.now), t.now)
}

// openingHours is the office's week in a sentence, and its status.
func (t *turn) openingHours() string {
	return t.book.Calendar.Describe(t.now) + "\n" + t.hours()
}

// answer owes one answer to m and records it.
func (t *turn) answer(m loket.Message, a loket.Answer, c loket.Content) loket.AnswerID {
	a.ID = loket.NewID[loket.AnswerID]()
	a.Agency, a.Conversation, a.Message = m.Agency, m.Conversation, m.ID
	a.CheckCode = loket.NewCheckCode()
	if t.owesNotice() {
		c.Text += "\n\n" + t.giveNotice(m, a.ID)
	}
	a.Sends = Compose(a, loket.Envelope{
		Channel: m.Channel, Address: t.situation.Conversation.Address, Lane: t.lane(a.Kind), Class: loket.ClassA, At: t.now,
	}, c)
	t.decision.Answers = append(t.decision.Answers, a)
	e := t.event(m, eventOf(a.Kind))
	e.Answer, e.Ticket, e.Entry, e.Revision = a.ID, a.Ticket, a.Entry, a.Revision
	if e.Kind != loket.EventNotice {
		e.Value = t.held(m).Milliseconds()
	}
	t.decision.Events = append(t.decision.Events, e)
	return a.ID
}

func (t *turn) lane(kind loket.AnswerKind) loket.Lane {
	switch {
	case t.urgent:
		return loket.LaneReply
	case kind == loket.AnswerNotice:
		return loket.LaneNotice
	default:
		return loket.LaneAnswer
	}
}

// lastAnswer is the answer owed last in this turn.
func (t *turn) lastAnswer() loket.AnswerID {
	return t.decision.Answers[len(t.decision.Answers)-1].ID
}

func (t *turn) event(m loket.Message, kind loket.EventKind) loket.Event {
	return loket.Event{
		Agency: m.Agency, At: t.now, Kind: kind, Episode: m.Episode, Conversation: m.Conversation, Message: m.ID,
		Channel: m.Channel, ActorKind: loket.ByBot, CalendarVersion: t.calendarVersion(),
	}
}

func (t *turn) calendarVersion() string {
	if t.book == nil {
		return ""
	}
	return t.book.Calendar.Version
}

func eventOf(kind loket.AnswerKind) loket.EventKind {
	switch kind {
	case loket.AnswerQuote:
		return loket.EventQuote
	case loket.AnswerAsk:
		return loket.EventAsk
	case loket.AnswerReceipt:
		return loket.EventReceipt
	case loket.AnswerReply:
		return loket.EventReply
	default:
		return loket.EventNotice
	}
}

// settle ends messages with one outcome.
func (t *turn) settle(outcome loket.Outcome, by loket.AnswerID, ticket loket.TicketID, messages ...loket.Message) {
	for _, m := range messages {
		t.decision.Settled = append(t.decision.Settled, loket.Settlement{
			Message: m.ID, Outcome: outcome, Ticket: ticket, Answer: by,
		})
	}
}

// notice says a fixed sentence and settles m with it. While a ticket waits the
// message joins it too, so that staff see it.
func (t *turn) notice(m loket.Message, outcome loket.Outcome, text string, buttons ...loket.Button) {
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: text, Buttons: column(buttons)})
	t.settle(outcome, id, t.joinable(), m)
}

func column(buttons []loket.Button) [][]loket.Button {
	var rows [][]loket.Button
	for _, b := range buttons {
		rows = append(rows, []loket.Button{b})
	}
	return rows
}
