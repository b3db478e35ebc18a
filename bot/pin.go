package bot

import (
	"errors"
	"slices"
	"strings"

	"loket/internal/loket"
)

// dataPIN is what the button carries that asks for a PIN, before the ticket's number.
const dataPIN = "p:"

// hidePIN takes PINs out of what came in, before anything keeps it. A keyed hash
// stays, where a ticket's number stands beside: only that can be checked.
func (b *Bot) hidePIN(in loket.Inbound) loket.Inbound {
	text, number, pin := loket.HidePIN(in.Text)
	if text == in.Text {
		return in
	}
	hidden := loket.Hidden{Label: loket.PINLabel}
	if number != "" {
		hidden.Hash = b.HashPIN(number, pin)
	}
	in.Text, in.Hidden = text, append(slices.Clone(in.Hidden), hidden)
	return in
}

// fewOthers is how many words beside a number and a PIN still ask for nothing but
// the status.
const fewOthers = 4

// opensByPIN tells whether a message is a ticket's number and PIN. Words of danger
// go before.
func (t *turn) opensByPIN(m loket.Message) bool {
	words := len(strings.Fields(unmasked(m)))
	return pinIn(m) != nil && loket.FindTicketNumber(unmasked(m)) != "" && words <= fewOthers+3 && !t.newEmergency(m, t.ticket())
}

// pinIn is the hash of the PIN in a message; nil: there is none to check.
func pinIn(m loket.Message) []byte {
	for _, h := range m.Hidden {
		if h.Label == loket.PINLabel && len(h.Hash) > 0 {
			return h.Hash
		}
	}
	return nil
}

// openByPIN tells where the ticket of a number and a PIN stands, wherever it was
// opened. One's own needs no PIN.
func (t *turn) openByPIN(m loket.Message) {
	number := loket.FindTicketNumber(unmasked(m))
	if k := t.named(number); k != nil && k.Number == number {
		t.tellStatus(m, *k)
		return
	}
	k, err := t.byPIN(loket.PINTry{
		ID: string(m.ID), Agency: m.Agency, Number: number, Hash: pinIn(m), Asker: string(m.Conversation),
	})
	switch {
	case errors.Is(err, loket.ErrWrongPIN):
		t.notice(m, loket.OutcomeNoticed, sayWrongPIN, humanButton())
	case errors.Is(err, loket.ErrTooManyTries):
		t.notice(m, loket.OutcomeNoticed, sayTooManyTries, humanButton())
	case err != nil:
		t.problem = err
	default:
		if text, ok := t.statusText(k); ok {
			t.notice(m, loket.OutcomeNoticed, text)
		}
	}
}

// asksPIN tells whether a message is nothing but the wish for a ticket's PIN.
func asksPIN(text string) bool {
	words := strings.Fields(strings.ToLower(strings.Trim(text, " \n.!?")))
	if len(words) == 0 || words[0] != "pin" || len(words) > 2 {
		return false
	}
	if len(words) == 1 {
		return true
	}
	_, numbered := loket.ParseTicketNumber(words[1])
	return numbered || words[1] == "tiket" || words[1] == "baru"
}

// pinCommand draws a new PIN for the citizen's open ticket and tells it. What was
// opened in this turn is written first.
func (t *turn) pinCommand(m loket.Message, text string) {
	k := t.named(text)
	switch number := numberIn(text); {
	case k == nil || number != "" && number != k.Number:
		t.notice(m, loket.OutcomeNoticed, sayNoTicket, humanButton())
	default:
		t.about(m, *k, sayPIN(k.Number, t.drawPIN(*k)))
	}
}

// drawPIN draws what opens a ticket from now on. The one before opens it no more:
// nobody knows it, its hash alone was kept.
func (t *turn) drawPIN(k loket.Ticket) loket.PIN {
	pin := loket.NewPIN()
	t.decision.PINs = append(t.decision.PINs, loket.TicketPIN{Ticket: k.ID, Agency: k.Agency, Number: k.Number, PIN: pin})
	return pin
}

// receiptPIN is what a receipt says of the PIN: on the web chat the PIN itself,
// since a visitor's cookie may be gone tomorrow; elsewhere a button has it.
func (t *turn) receiptPIN(k loket.Ticket) string {
	if t.situation.ChannelKind != loket.WebChat || k.Priority >= loket.PriorityEmergency {
		return ""
	}
	return sayReceiptPIN(t.drawPIN(k))
}

func pinButton(k loket.Ticket) loket.Button {
	return loket.Button{Label: labelPIN, Data: dataPIN + k.Number}
}
