package desk

import (
	"context"
	"fmt"
	"unicode/utf8"

	"loket/internal/loket"
)

// replyLimit bounds one reply, in characters.
const replyLimit = 8000

// Reply owes the staff member's words to the citizen, on the channel they used,
// and renews the lease. loket.ErrLeaseLost: a colleague has the ticket
// now; nothing is sent. A lease that only ran out is no obstacle. Words the
// guard refuses are not sent either: the error says how to write them instead.
func (d *Desk) Reply(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, text string) error {
	if err := mayServe(by); err != nil {
		return err
	}
	text = tidy(text)
	if err := checkReply(text); err != nil {
		return err
	}
	if err := d.Guard.Check(text); err != nil {
		return err
	}
	var owed []loket.Send
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if err := t.MayWrite(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		answer := d.reply(t, s, by, text)
		owed = answer.Sends
		event := d.done(*t, loket.EventReply, by)
		event.Answer = answer.ID
		events := append([]loket.Event{event}, d.answered(t, answer.ID, by)...)
		return loket.Change{Answers: []loket.Answer{answer}, Events: events}, nil
	})
	if err != nil {
		return d.whyLost(ctx, by, id, fmt.Errorf("reply to ticket: %w", err))
	}
	d.Owe(owed...)
	d.hint(ctx, t, d.Queue.Taken)
	return nil
}

func checkReply(text string) error {
	switch {
	case text == "":
		return loket.Errorf(loket.CodeInvalid, "Balasan masih kosong. Tulis jawaban, lalu kirim.")
	case !utf8.ValidString(text):
		return loket.Errorf(loket.CodeInvalid, "Balasan memuat huruf yang rusak. Tulis ulang, lalu kirim.")
	case utf8.RuneCountInString(text) > replyLimit:
		return loket.Errorf(loket.CodeTooLarge, "Balasan lebih dari 8.000 huruf. Pendekkan, atau kirim dalam dua balasan.")
	}
	return nil
}

// reply makes the answer and marks the ticket.
func (d *Desk) reply(t *loket.Ticket, s loket.Situation, by loket.Staff, text string) loket.Answer {
	now := d.Now()
	t.Answered(now)
	t.LeaseUntil, t.Lapses = later(t.LeaseUntil, d.until(t.Agency, now)), 0
	answer := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: t.Agency, Conversation: t.Conversation, Message: t.Message,
		Ticket: t.ID, Kind: loket.AnswerReply, Author: by.ID, CreatedAt: now,
		CheckCode: loket.NewCheckCode(),
	}
	answer.Sends = d.Compose(answer, loket.Envelope{
		Channel: t.Channel, Address: s.Conversation.Address, Lane: loket.LaneReply, Class: loket.ClassB, At: now,
	}, loket.Content{Text: text})
	return answer
}
