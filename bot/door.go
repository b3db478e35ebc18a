package bot

import (
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// What a button carries. Entry ids are short enough for 64 bytes.
const (
	dataHuman  = "h"
	dataQuote  = "q:"
	dataDetail = "d:"
	dataStatus = "s:" // and the ticket's number
	dataCancel = "b:" // likewise
)

func humanButton() loket.Button { return loket.Button{Label: labelHuman, Data: dataHuman} }

// command serves what begins with a slash. Commands and buttons are answered
// even while a human has the conversation: they are meant for the clerk.
func (t *turn) command(m loket.Message) {
	name, payload, _ := strings.Cut(strings.TrimSpace(m.Text), " ")
	switch strings.ToLower(name) {
	case "/cek":
		t.checkCommand(m, strings.TrimSpace(payload))
	case "/start", "/mulai":
		t.start(m, strings.TrimSpace(payload))
	case "/menu":
		t.menu(m, "")
	case "/petugas":
		t.askForHuman(m)
	case "/status":
		t.statusCommand(m, payload)
	case "/batal":
		t.cancelCommand(m, payload)
	case "/pin":
		t.pinCommand(m, payload)
	case "/hubungkan":
		t.linkCommand(m, payload)
	case "/tarik":
		t.withdrawCommand(m, strings.TrimSpace(payload))
	default:
		if t.rightsCommand(m) {
			return
		}
		t.notice(m, loket.OutcomeNoticed, sayHelp(t.situation.Agency), menuButton(), humanButton())
	}
}

// start greets, opens the entry a link named, or goes on with the ticket it moves.
func (t *turn) start(m loket.Message, entry string) {
	if hash, ok := loket.HashMoveToken(entry); ok {
		t.move(m, hash)
		return
	}
	if _, ok := t.book.Catalog.Entry(entry); !ok {
		t.hello(m)
		return
	}
	t.press(m, entry, t.quote)
}

func (t *turn) askForHuman(m loket.Message) {
	topic, _ := t.topic(m)
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonAsked, Topic: topic}, m)
}

// button serves a press. What it carries was made by us, but anybody may send
// anything, so it is checked like words.
func (t *turn) button(m loket.Message) {
	switch {
	case t.rights(m), t.ratingButton(m), t.surveyButton(m):
	case m.Data == dataHuman:
		t.askForHuman(m)
	case strings.HasPrefix(m.Data, dataStatus):
		t.statusCommand(m, strings.TrimPrefix(m.Data, dataStatus))
	case strings.HasPrefix(m.Data, dataCancel):
		t.cancelCommand(m, strings.TrimPrefix(m.Data, dataCancel))
	case strings.HasPrefix(m.Data, dataPIN):
		t.pinCommand(m, strings.TrimPrefix(m.Data, dataPIN))
	case strings.HasPrefix(m.Data, dataMove):
		t.offerMove(m, strings.TrimPrefix(m.Data, dataMove))
	case strings.HasPrefix(m.Data, dataQuote):
		t.press(m, strings.TrimPrefix(m.Data, dataQuote), t.quote)
	case t.menuPress(m, m.Data):
	default:
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
	}
}

// press shows the entry a citizen chose. One that may not be quoted any more is
// a human's to answer.
func (t *turn) press(m loket.Message, entry string, show func(loket.Message, faq.Part) loket.AnswerID) {
	if _, ok := t.book.Catalog.Entry(entry); !ok {
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
		return
	}
	if t.botless(m) {
		return
	}
	if _, ok := t.quotable(entry); !ok {
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonNotQuotable, Topic: entry, Like: entry}, m)
		return
	}
	id := show(m, faq.Part{Entry: entry, Verdict: faq.Sure})
	t.settle(loket.OutcomeQuoted, id, t.joinable(), m)
	t.stillQueued(m)
}

// wordless serves what carries no words: media, a sticker, something unknown.
// Nothing is downloaded. While a ticket waits it only joins, but for the
// warning about documents.
func (t *turn) wordless(m loket.Message) {
	k := t.ticket()
	switch {
	case t.botless(m):
	case k != nil && (t.humanSpeaks() || !isAttachment(m.Kind)):
		t.join(*k, m)
	case isAttachment(m.Kind):
		t.notice(m, loket.OutcomeNoticed, sayAttachment, humanButton())
	default:
		t.notice(m, loket.OutcomeNoticed, sayMedia, humanButton())
	}
}
