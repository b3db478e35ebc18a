package assist

import (
	"sync"

	"loket/internal/loket"
)

// chats count what was asked for each conversation on a day, so that one that never ends
// leaves something of the day to the others. They are kept in memory: who begins anew with
// a new process is still held by the day's budget. It is safe for concurrent use.
type chats struct {
	mu    sync.Mutex // guards the rest
	day   string
	calls map[loket.ConversationID]int
}

// take counts a call for a conversation, unless it had so many on that day. A call for
// none always passes, and 0 is no limit.
func (c *chats) take(chat loket.ConversationID, day string, most int) bool {
	if chat == "" || most == 0 {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.day != day {
		c.day, c.calls = day, map[loket.ConversationID]int{}
	}
	if c.calls[chat] >= most {
		return false
	}
	c.calls[chat]++
	return true
}
