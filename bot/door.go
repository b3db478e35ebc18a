package bot

import (
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// command serves what begins with a slash. Commands are answered even while a
// human has the conversation.
func (t *turn) command(m loket.Message) {
	name, payload, _ := strings.Cut(strings.TrimSpace(m.Text), " ")
	switch strings.ToLower(name) {
	case "/start", "/mulai":
		t.start(m, strings.TrimSpace(payload))
	case "/petugas":
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "asked", Topic: t.situation.Conversation.Topic}, m)
	case "/status":
		if k := t.ticket(); k != nil {
			t.notice(m, loket.OutcomeNoticed, sayStatus(*k, t.hours()))
			return
		}
		t.notice(m, loket.OutcomeNoticed, sayNoTicket, humanButton())
	case "/privasi":
		t.notice(m, loket.OutcomeNoticed, sayPrivacy(t.situation.Agency))
	default:
		t.notice(m, loket.OutcomeNoticed, sayHelp(t.situation.Agency), humanButton())
	}
}

// start greets, or opens the entry a link named.
func (t *turn) start(m loket.Message, entry string) {
	if entry != "" {
		if id, ok := t.quote(m, faq.Part{Entry: entry, Verdict: faq.Sure}); ok {
			t.settle(loket.OutcomeQuoted, id, t.joinable(), m)
			return
		}
	}
	t.hello(m)
}

// button serves a press. What it carries was made by us, but anybody may send
// anything, so it is checked like words.
func (t *turn) button(m loket.Message) {
	switch {
	case m.Data == dataHuman:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "asked", Topic: t.situation.Conversation.Topic}, m)
	case strings.HasPrefix(m.Data, dataQuote):
		t.pressEntry(m, strings.TrimPrefix(m.Data, dataQuote))
	case strings.HasPrefix(m.Data, dataDetail):
		t.pressDetail(m, strings.TrimPrefix(m.Data, dataDetail))
	default:
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
	}
}

func (t *turn) pressEntry(m loket.Message, entry string) {
	id, ok := t.quote(m, faq.Part{Entry: entry, Verdict: faq.Sure})
	if !ok {
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
		return
	}
	t.settle(loket.OutcomeQuoted, id, t.joinable(), m)
}

// pressDetail gives an entry in full.
func (t *turn) pressDetail(m loket.Message, entry string) {
	e, ok := t.book.Catalog.Entry(entry)
	if !ok || !e.Quotable(t.now) || (e.Verified == nil && !t.book.QuoteUnchecked) {
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
		return
	}
	id := t.answer(m, loket.Answer{
		Kind: loket.AnswerQuote, Entry: e.ID, Revision: e.Revision, Verdict: string(faq.Sure), Ticket: t.joinable(),
	}, loket.Content{Text: e.RenderDetail(), Buttons: column([]loket.Button{humanButton()})})
	t.decision.SetTopic, t.decision.Topic, t.decision.Choices = true, e.ID, nil
	t.settle(loket.OutcomeQuoted, id, t.joinable(), m)
}

// wordless serves what carries no words: media, a sticker, something unknown.
// Nothing is downloaded.
func (t *turn) wordless(m loket.Message) {
	if t.humanSpeaks() {
		t.join(*t.situation.Ticket, m)
		return
	}
	text := sayMedia
	if m.Kind == loket.MessagePhoto || m.Kind == loket.MessageDocument {
		text = sayAttachment
	}
	t.notice(m, loket.OutcomeNoticed, text, humanButton())
}
