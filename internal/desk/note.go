package desk

import (
	"context"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// noteLimit bounds one note or reason, in characters.
const noteLimit = 2000

// What a note or a reason is refused for.
var (
	errNoNote      = loket.Errorf(loket.CodeInvalid, "Isian masih kosong. Tulis catatan atau alasannya, lalu kirim lagi.")
	errBrokenNote  = loket.Errorf(loket.CodeInvalid, "Isian memuat huruf yang rusak. Tulis ulang, lalu kirim lagi.")
	errNoteTooLong = loket.Errorf(loket.CodeTooLarge, "Isian lebih dari 2.000 huruf. Pendekkan, lalu kirim lagi.")
)

// Note keeps words about a ticket for colleagues; nothing of it is ever sent.
// Who serves tickets may note, whoever holds this one, open or closed. Personal
// data in it is hidden as it is in what citizens write. Colleagues it names by
// their login ("@login") are told: see Mentioned.
func (d *Desk) Note(ctx context.Context, by loket.Staff, id loket.TicketID, text string) error {
	if err := mayServe(by); err != nil {
		return err
	}
	note, err := d.newNote(by, loket.NotePlain, text)
	if err != nil {
		return err
	}
	_, err = d.step(ctx, by, id, "note on ticket", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Notes: []loket.Note{note}, Events: []loket.Event{d.done(*t, loket.EventNote, by)}}, nil
	})
	return err
}

// newNote checks what was typed and hides personal data in it.
func (d *Desk) newNote(by loket.Staff, kind loket.NoteKind, typed string) (loket.Note, error) {
	text := tidy(typed)
	switch {
	case text == "":
		return loket.Note{}, errNoNote
	case !utf8.ValidString(text):
		return loket.Note{}, errBrokenNote
	case utf8.RuneCountInString(text) > noteLimit:
		return loket.Note{}, errNoteTooLong
	}
	return loket.Note{
		ID: loket.NewID[loket.NoteID](), Kind: kind, Author: by.ID, At: d.Now(), Text: d.Redactor.Redact(text).Text,
		Mentions: Logins(text),
	}, nil
}

// tidy takes the ends and what no text holds out of what was typed.
func tidy(typed string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\x00", "").Replace(typed))
}
