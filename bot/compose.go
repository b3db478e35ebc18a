package bot

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"loket/internal/loket"
)

// sendExpiry is how long an answer is worth delivering.
const sendExpiry = 24 * time.Hour

// Compose makes the sends an answer is delivered with: its text in parts a
// channel takes, the buttons and the check code under the last. Parts that show
// nothing are left out: a channel refuses them. A file stands over the text where that
// is short enough, else behind it.
func Compose(a loket.Answer, e loket.Envelope, c loket.Content) []loket.Send {
	parts := Split(c.Text)
	if seen := slices.DeleteFunc(slices.Clone(parts), blank); len(seen) > 0 {
		parts = seen
	}
	switch last := parts[len(parts)-1]; {
	case c.File != nil && units(Signed(last, a.CheckCode)) > loket.LongestCaption:
		parts = append(parts, "")
	case units(Signed(last, a.CheckCode)) > partLimit:
		parts = append(parts[:len(parts)-1], splitWithin(last, partLimit-partLimit/4)...)
	}
	sends := make([]loket.Send, len(parts))
	for i, text := range parts {
		sends[i] = loket.Send{
			ID: loket.NewID[loket.SendID](), Agency: a.Agency, Channel: e.Channel, Conversation: a.Conversation,
			Message: a.Message, Ticket: a.Ticket, Answer: a.ID, Kind: a.Kind, Target: loket.ToConversation,
			Address: e.Address, Op: loket.OpSend, Part: i + 1, Parts: len(parts), Lane: e.Lane, Class: e.Class,
			Content: loket.Content{Text: text}, State: loket.SendOwed, ExpiresAt: e.At.Add(sendExpiry), CreatedAt: e.At,
		}
	}
	last := &sends[len(sends)-1]
	last.Content.Buttons, last.Content.Check = c.Buttons, a.CheckCode
	if c.File != nil {
		last.Op, last.Content.File = loket.OpFile, c.File
	}
	return sends
}

// Signed is a text with its check code under it, for channels that show nothing beside
// a text.
func Signed(text, code string) string {
	switch {
	case code == "":
		return text
	case blank(text):
		return loket.CheckLine(code)
	}
	return strings.TrimRightFunc(text, unicode.IsSpace) + "\n\n" + loket.CheckLine(code)
}

// blank tells whether nothing of a text can be seen.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && unicode.IsGraphic(r) && r != braille })
}

// braille is the pattern without dots: a letter that shows nothing.
const braille = '\u2800'
