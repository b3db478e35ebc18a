package desk

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"loket/internal/loket"
)

// replyLimit bounds one reply, in characters.
const replyLimit = 8000

// Reply owes the staff member's words to the citizen: see Answer.
func (d *Desk) Reply(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, text string) error {
	return d.Answer(ctx, by, id, epoch, loket.Reply{Text: text})
}

// Answer owes a reply to the citizen, on the channel they used, and renews the
// lease, or ends the ticket in the same transaction. loket.ErrLeaseLost: a
// colleague has the ticket now; nothing is sent. A lease that only ran out is no
// obstacle. Words the guard refuses are not sent either: the error says how to
// write them instead, nor files that may not pass. An entry goes out as the catalogue has it, under the
// revision the member read: loket.ErrEntryChanged, loket.ErrEntryGone.
func (d *Desk) Answer(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, r loket.Reply) error {
	if err := mayServe(by); err != nil {
		return err
	}
	content, err := d.content(ctx, by, r)
	if err != nil {
		return err
	}
	var owed []loket.Send
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if err := t.MayWrite(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		answer := d.reply(t, s, by, content, r.Entry)
		event := d.done(*t, loket.EventReply, by)
		event.Answer, event.Entry, event.Revision = answer.ID, answer.Entry, answer.Revision
		change := loket.Change{Answers: []loket.Answer{answer}, Events: append([]loket.Event{event}, d.answered(t, answer.ID, by)...)}
		owed = slices.Clone(answer.Sends)
		if r.Close {
			owed = append(owed, d.end(t, s, by, &change)...)
		}
		return change, nil
	})
	if err != nil {
		return d.whyLost(ctx, by, id, fmt.Errorf("reply to ticket: %w", err))
	}
	d.Owe(light(owed)...)
	if !t.Open() {
		d.hint(ctx, t, d.Queue.Gone)
		return nil
	}
	d.hint(ctx, t, d.Queue.Taken)
	return nil
}

// content is what a reply shows: its words, and the file it brings.
func (d *Desk) content(ctx context.Context, by loket.Staff, r loket.Reply) (c loket.Content, err error) {
	if c.Text, err = d.wording(by, r); err == nil {
		c.File, err = d.attached(ctx, by, r)
	}
	return c, err
}

// wording is what a reply says. What the catalogue says was checked when it was
// published.
func (d *Desk) wording(by loket.Staff, r loket.Reply) (string, error) {
	if r.Entry != (loket.Quoted{}) {
		return d.Quote(by.Agency, r.Entry)
	}
	if r.Form != "" {
		return d.formText(by, r.Form)
	}
	text := tidy(r.Text)
	if err := checkReply(text); err != nil {
		return "", err
	}
	return text, d.Guard.Check(text)
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

// reply makes the answer and marks the ticket. Words of the member's own name no
// entry, whatever they began with.
func (d *Desk) reply(t *loket.Ticket, s loket.Situation, by loket.Staff, what loket.Content, of loket.Quoted) loket.Answer {
	now := d.Now()
	t.Answered(now)
	t.LeaseUntil, t.Lapses = later(t.LeaseUntil, d.until(t.Agency, now)), 0
	answer := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: t.Agency, Conversation: t.Conversation, Message: t.Message,
		Ticket: t.ID, Kind: loket.AnswerReply, Author: by.ID, CreatedAt: now,
		Entry: of.Entry, Revision: of.Revision, Facet: of.Facet, CheckCode: loket.NewCheckCode(),
	}
	answer.Sends = d.Compose(answer, loket.Envelope{
		Channel: t.Channel, Address: s.Conversation.Address, Lane: loket.LaneReply, Class: loket.ClassB, At: now,
	}, what)
	return answer
}
