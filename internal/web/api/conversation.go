package api

import (
	"context"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Conversation is what was said, as staff read it: masked, and with links in
// citizens' words made harmless.
type Conversation struct {
	ID     string `json:"id"`
	Ticket string `json:"ticket_id" jsonschema_description:"Tiketnya yang terakhir di instansi ini"`
	Lines  []Line `json:"lines"`
}

// Line is one line of a conversation.
type Line struct {
	From   string    `json:"from" jsonschema:"enum=citizen,enum=bot,enum=staff"`
	At     time.Time `json:"at"`
	Kind   string    `json:"kind" jsonschema_description:"Jenis kiriman warga, atau jenis jawaban"`
	Text   string    `json:"text"`
	Hidden []string  `json:"hidden" jsonschema_description:"Apa yang disamarkan di dalamnya"`
	Entry  string    `json:"entry" jsonschema_description:"Id jawaban yang dikutip"`
	Author string    `json:"author" jsonschema_description:"Petugas yang membalas"`
	State  string    `json:"state" jsonschema_description:"owed, sending, delivered, uncertain, dead; kosong pada kata warga"`
}

func (a *API) getConversation(ctx context.Context, c *caller) (any, error) {
	view, err := a.Read.Conversation(ctx, c.staff, loket.ConversationID(c.named()))
	if err != nil {
		return nil, err
	}
	out := Conversation{ID: string(view.Ticket.Conversation), Ticket: string(view.Ticket.ID), Lines: []Line{}}
	for _, l := range view.Lines {
		out.Lines = append(out.Lines, lineOf(l))
	}
	return out, nil
}

func lineOf(l loket.Line) Line {
	if l.FromCitizen {
		return Line{
			From: "citizen", At: l.At.UTC(), Kind: string(l.MessageKind), Text: privacy.Defang(l.Text), Hidden: append([]string{}, l.Hidden...),
		}
	}
	line := Line{
		From: "bot", At: l.At.UTC(), Kind: string(l.Answer), Text: l.Text, Hidden: []string{}, Entry: l.Entry, Author: l.Author,
		State: string(l.State),
	}
	if l.Answer == loket.AnswerReply {
		line.From = "staff"
	}
	return line
}
