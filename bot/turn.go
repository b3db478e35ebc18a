package bot

import (
	"strconv"
	"time"

	"loket/faq"
	"loket/internal/calendar"
	"loket/internal/loket"
)

// turn is one consideration of a conversation: what is known, and the decision
// as it grows.
type turn struct {
	bot       *Bot
	book      *Book
	situation loket.Situation
	now       time.Time
	decision  loket.Decision

	quoted map[string]bool // entries quoted in this turn, each once
	warned bool            // the personal-data warning was given in this turn
}

func newTurn(b *Bot, s loket.Situation) *turn {
	now := b.Now()
	return &turn{
		bot: b, situation: s, now: now, quoted: map[string]bool{},
		decision: loket.Decision{
			Agency: s.Agency.ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
			Episode: s.Conversation.Episode, At: now,
		},
	}
}

// ticket is the question ticket a message may join: the one open before, or the
// one opened in this turn.
func (t *turn) ticket() *loket.Ticket {
	if t.decision.Ticket != nil && t.decision.Ticket.Kind == loket.KindQuestion {
		return t.decision.Ticket
	}
	return t.situation.Ticket
}

// humanSpeaks tells whether a member of staff has the conversation: the open
// ticket is held, or a human wrote in the last half hour.
func (t *turn) humanSpeaks() bool {
	k := t.situation.Ticket
	if k == nil {
		return false
	}
	recent := !t.situation.Conversation.HumanAt.IsZero() &&
		t.now.Sub(t.situation.Conversation.HumanAt) < loket.HumanSilence
	return k.Held(t.now) || recent
}

// local is now in the agency's zone.
func (t *turn) local() time.Time {
	zone, err := time.LoadLocation(t.situation.Agency.Zone)
	if err != nil {
		return t.now.UTC()
	}
	return t.now.In(zone)
}

// hours is the office's status in a sentence.
func (t *turn) hours() string {
	return calendar.Sentence(t.book.Calendar.Status(t.now), t.now)
}

// answer owes one answer to m and records it.
func (t *turn) answer(m loket.Message, a loket.Answer, c loket.Content) loket.AnswerID {
	a.ID = loket.NewID[loket.AnswerID]()
	a.Agency, a.Conversation, a.Message = m.Agency, m.Conversation, m.ID
	a.CheckCode = newCheckCode()
	lane := loket.LaneAnswer
	if a.Kind == loket.AnswerNotice {
		lane = loket.LaneNotice
	}
	a.Sends = Compose(a, loket.Envelope{
		Channel: m.Channel, Address: t.situation.Conversation.Address, Lane: lane, Class: loket.ClassA, At: t.now,
	}, c)
	t.decision.Answers = append(t.decision.Answers, a)
	e := t.event(m, eventOf(a.Kind))
	e.Answer, e.Ticket, e.Entry, e.Revision = a.ID, a.Ticket, a.Entry, a.Revision
	t.decision.Events = append(t.decision.Events, e)
	return a.ID
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

func (t *turn) joinable() loket.TicketID {
	if k := t.ticket(); k != nil {
		return k.ID
	}
	return ""
}

func column(buttons []loket.Button) [][]loket.Button {
	var rows [][]loket.Button
	for _, b := range buttons {
		rows = append(rows, []loket.Button{b})
	}
	return rows
}

// What a button carries. Entry ids are short enough for 64 bytes.
const (
	dataHuman  = "h"
	dataNone   = "n"
	dataQuote  = "q:"
	dataDetail = "d:"
)

func humanButton() loket.Button { return loket.Button{Label: labelHuman, Data: dataHuman} }

// quote answers m with an entry's own text and nothing else. It reports false,
// and does nothing, when the entry may not be quoted.
func (t *turn) quote(m loket.Message, part faq.Part) (loket.AnswerID, bool) {
	e, ok := t.book.Catalog.Entry(part.Entry)
	if !ok || !e.Quotable(t.now) || (e.Verified == nil && !t.book.QuoteUnchecked) {
		return "", false
	}
	t.quoted[e.ID] = true
	text := e.Render(part.Facet, true)
	var buttons []loket.Button
	if e.RenderDetail() != text {
		buttons = append(buttons, loket.Button{Label: labelDetail, Data: dataDetail + e.ID})
	}
	id := t.answer(m, loket.Answer{
		Kind: loket.AnswerQuote, Entry: e.ID, Revision: e.Revision, Model: t.book.Matcher.Version(),
		Verdict: string(part.Verdict), Facet: string(part.Facet), Ticket: t.joinable(),
	}, loket.Content{Text: text, Buttons: column(append(buttons, humanButton()))})
	t.decision.SetTopic, t.decision.Topic, t.decision.Choices = true, e.ID, nil
	return id, true
}

// ask offers what a question may mean, with a way out.
func (t *turn) ask(m loket.Message, part faq.Part) loket.AnswerID {
	text := sayAsk
	var buttons []loket.Button
	var choices []string
	for i, c := range part.Candidates {
		label := strconv.Itoa(i+1) + ". " + c.Title
		text += "\n" + label
		buttons = append(buttons, loket.Button{Label: label, Data: dataQuote + c.Entry})
		choices = append(choices, c.Entry)
	}
	id := t.answer(m, loket.Answer{
		Kind: loket.AnswerAsk, Entry: part.Entry, Model: t.book.Matcher.Version(), Verdict: string(part.Verdict),
		Facet: string(part.Facet), Ticket: t.joinable(),
	}, loket.Content{Text: text, Buttons: column(append(buttons, humanButton()))})
	t.decision.SetTopic, t.decision.Choices = true, choices
	if t.decision.Topic == "" {
		t.decision.Topic = t.situation.Conversation.Topic
	}
	return id
}
