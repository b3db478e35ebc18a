package bot

import (
	"time"

	"loket/internal/loket"
)

// sendExpiry is how long an answer is worth delivering.
const sendExpiry = 24 * time.Hour

// Compose makes the sends an answer is delivered with: its text in parts a
// channel takes, the buttons under the last.
func Compose(a loket.Answer, e loket.Envelope, c loket.Content) []loket.Send {
	parts := Split(c.Text)
	sends := make([]loket.Send, len(parts))
	for i, text := range parts {
		sends[i] = loket.Send{
			ID: loket.NewID[loket.SendID](), Agency: a.Agency, Channel: e.Channel, Conversation: a.Conversation,
			Message: a.Message, Ticket: a.Ticket, Answer: a.ID, Kind: a.Kind, Target: loket.ToConversation,
			Address: e.Address, Op: loket.OpSend, Part: i + 1, Parts: len(parts), Lane: e.Lane, Class: e.Class,
			Content: loket.Content{Text: text}, State: loket.SendOwed, ExpiresAt: e.At.Add(sendExpiry), CreatedAt: e.At,
		}
	}
	sends[len(sends)-1].Content.Buttons = c.Buttons
	return sends
}
