package desk

import (
	"errors"
	"strings"

	"loket/internal/loket"
)

// deed does what was asked for, and returns what whoever pressed a button is told.
type deed func(act) (told string, err error)

// read tells what is asked for; false: nothing. Words and commands but for
// /antrian count when they answer one of our messages: all others are between
// colleagues.
func (g *Group) read(in loket.Inbound) (do deed, meant bool) {
	switch in.Kind {
	case loket.MessageButton:
		press, ours := loket.ReadGroupPress(in.Data, g.Valid)
		return func(a act) (string, error) { return a.press(press) }, ours
	case loket.MessageCommand:
		return readCommand(in)
	case loket.MessageText:
		return act.words, in.ReplyTo != ""
	case loket.MessageUnread, loket.MessageUnknown:
		return nil, false
	case loket.MessagePhoto, loket.MessageDocument, loket.MessageVoice, loket.MessageVideo, loket.MessageSticker,
		loket.MessageLocation, loket.MessageContact:
		return refuse(errOnlyWords), in.ReplyTo != ""
	}
	return nil, false
}

func refuse(why error) deed { return func(act) (string, error) { return "", why } }

func readCommand(in loket.Inbound) (do deed, meant bool) {
	name, rest, _ := strings.Cut(in.Text, " ")
	switch strings.ToLower(name) {
	case "/antrian", "/antrean":
		return act.queue, true
	case "/tutup":
		if strings.TrimSpace(rest) != "" {
			return refuse(errCloseAlone), true
		}
		return act.close, true
	}
	return refuse(errNoCommand), in.ReplyTo != ""
}

// press serves a button that is ours.
func (a act) press(p loket.GroupPress) (string, error) {
	switch p.Act {
	case loket.GroupClaim:
		t, err := a.desk(false).claimIf(a.ctx, a.by, p.Ticket, a.asShown(p.Number))
		return a.sayClaimed(t), err
	case loket.GroupRelease:
		return sayReleased, a.desk(false).Release(a.ctx, a.by, p.Ticket, p.Number)
	case loket.GroupPage:
		return "", a.Ledger.TurnBoard(a.ctx, a.Channel, int(max(0, p.Number)))
	}
	return "", loket.ErrCardStale
}

// asShown refuses a claim of a ticket that was claimed since its button was
// shown, and is free again: whoever pressed saw less than there is to see.
func (a act) asShown(epoch int64) func(loket.Ticket) error {
	return func(t loket.Ticket) error {
		now := a.Desk.Now()
		if t.LeaseEpoch != epoch && t.Open() && !t.Held(now) {
			return loket.ErrCardStale
		}
		return nil
	}
}

// card is the card that was answered.
func (a act) card() (loket.Topic, error) {
	if a.in.ReplyTo == "" {
		return loket.Topic{}, errNoCard
	}
	card, err := a.Ledger.Card(a.ctx, a.Channel, a.in.Address, a.in.ReplyTo)
	if errors.Is(err, loket.ErrNotFound) {
		err = errNoCard
	}
	return card, err
}

// words answers a card: a note with its prefix, else a reply to the citizen under
// the claim the card has.
func (a act) words() (string, error) {
	card, err := a.card()
	if err != nil {
		return "", err
	}
	if note, isNote := cutNote(a.in.Text); isNote {
		return "", a.desk(false).Note(a.ctx, a.by, card.Ticket, note)
	}
	return "", a.desk(true).Reply(a.ctx, a.by, card.Ticket, card.Epoch, a.in.Text)
}

// cutNote takes the prefix off words for colleagues.
func cutNote(text string) (note string, isNote bool) {
	const word = "catatan:"
	text = strings.TrimSpace(text)
	if note, isNote = strings.CutPrefix(text, "//"); isNote {
		return note, true
	}
	if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
		return text[len(word):], true
	}
	return "", false
}

// close ends the ticket of the card that was answered.
func (a act) close() (string, error) {
	card, err := a.card()
	if err != nil {
		return "", err
	}
	return "", a.desk(true).Close(a.ctx, a.by, card.Ticket, card.Epoch)
}

// queueShown is how many tickets /antrian lists.
const queueShown = 10

// queue answers with the first tickets that wait.
func (a act) queue() (string, error) {
	rows, err := a.Desk.Inbox(a.ctx, a.by)
	if err != nil {
		return "", err
	}
	var waiting []loket.Ticket
	for _, row := range rows {
		if row.Ticket.State == loket.TicketWaiting {
			waiting = append(waiting, row.Ticket)
		}
	}
	return "", a.Ledger.NoteSaid(a.ctx, a.said(a.sayQueue(waiting)))
}
