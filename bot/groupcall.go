package bot

import (
	"crypto/sha256"
	"encoding/hex"

	"loket/internal/loket"
)

// groupCall is one call to the staff group.
type groupCall struct {
	op      loket.SendOp
	content loket.Content
	message string // to edit; empty: none
	thread  string // the topic it goes into; empty: none
	replyTo string // the message it answers; empty: none

	topic loket.Topic       // the place it is for, as it will be; Ticket empty: none
	board *loket.GroupBoard // it is for; nil: none
	said  *loket.Said       // it answers; nil: none
	loud  []loket.InboxRow  // the tickets whose delay it tells of

	asked bool // staff asked for it, or did what it shows
	fresh bool // it begins a place, and counts among the new cards of a minute
	last  bool // after it nothing is kept up to date there
}

// urgency orders calls for places: an empty topic gets its card first, then cards
// that say what is not so any more are changed, then places are made, then topics
// closed.
func (c groupCall) urgency() int {
	switch {
	case c.op == loket.OpSend && !c.fresh:
		return 0
	case c.op == loket.OpEdit:
		return 1
	case c.op == loket.OpCloseTopic:
		return 3
	}
	return 2
}

func answerCall(m loket.Said) groupCall {
	return groupCall{
		op: loket.OpSend, content: loket.Content{Text: m.Answer}, thread: m.Thread, replyTo: m.ReplyTo, said: &m, asked: true,
	}
}

// digest tells contents apart without keeping them: what a card shows may hold
// what a citizen wrote.
func digest(c loket.Content) string {
	hash := sha256.New()
	hash.Write([]byte(c.Text))
	for _, row := range c.Buttons {
		hash.Write([]byte{0})
		for _, button := range row {
			hash.Write([]byte(button.Label + "\x00" + button.Data + "\x00"))
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:16])
}
