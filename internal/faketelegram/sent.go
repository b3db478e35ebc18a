package faketelegram

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Button is a button under a message.
type Button struct {
	Text string
	Data string // what a press carries; empty: a link
	URL  string
}

// Sent is a message of the bot, as people see it.
type Sent struct {
	Chat      int64
	Thread    int64 // the topic it stands in; 0: none
	MessageID int64
	Text      string
	Buttons   [][]Button
	File      *SentFile // Text stands under it; nil: a text
	At        time.Time
}

// address names a message.
type address struct{ chat, message int64 }

// outbox is what the bot has done.
type outbox struct {
	opts Options

	mu       sync.Mutex // guards what follows
	count    int
	sent     []Sent           // as first sent; only ever appended to
	current  map[address]Sent // as they look now; deleted ones are gone
	edits    []Sent
	answered []string          // callback queries
	toasts   map[string]string // callback query → what whoever pressed is told

	reactions map[address]string // of the bot, to people's messages
	left      []int64            // chats
	changed   chan struct{}
}

func (o *outbox) init(opts Options) {
	o.opts, o.current, o.toasts, o.reactions = opts, map[address]Sent{}, map[string]string{}, map[address]string{}
}

// touch wakes who waits. The caller holds mu.
func (o *outbox) touch() {
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
}

// ring is touch for whoever does not hold mu.
func (o *outbox) ring() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.touch()
}

func (o *outbox) add(m Sent) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count++
	if !o.opts.Discard {
		o.sent = append(o.sent, m)
		o.current[address{m.Chat, m.MessageID}] = m
	}
	o.touch()
}

// Sent lists the messages that were accepted, as first sent, in order. Edited
// and deleted ones stay in it.
func (s *Server) Sent() []Sent {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return slices.Clip(s.outbox.sent)
}

// Count is how many messages were accepted; it counts also what
// Options.Discard does not keep.
func (s *Server) Count() int {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return s.outbox.count
}

// Message is a message as it looks now, after edits; false when there is none.
func (s *Server) Message(chat, id int64) (Sent, bool) {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	m, found := s.outbox.current[address{chat, id}]
	return m, found
}

// Edits lists the edits that changed something, in order.
func (s *Server) Edits() []Sent {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return slices.Clip(s.outbox.edits)
}

// Answered lists the callback queries that were answered.
func (s *Server) Answered() []string {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return slices.Clip(s.outbox.answered)
}

// Toast is what whoever pressed a button was told; false: nothing.
func (s *Server) Toast(callback string) (text string, told bool) {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	text, told = s.outbox.toasts[callback]
	return text, told
}

// Reaction is the bot's reaction to a message; empty: none.
func (s *Server) Reaction(chat, message int64) string {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return s.outbox.reactions[address{chat, message}]
}

// Left lists the chats the bot has left.
func (s *Server) Left() []int64 {
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	return slices.Clip(s.outbox.left)
}

// WaitSent waits until at least n messages were accepted.
func (s *Server) WaitSent(ctx context.Context, n int) error {
	return s.wait(ctx, func() bool { return s.Count() >= n })
}

// WaitFor waits until ready says so of all messages sent. It is asked again
// after every send, edit, deletion, answered callback, chat left and topic made or closed, and may
// call the Server's other methods.
func (s *Server) WaitFor(ctx context.Context, ready func([]Sent) bool) error {
	return s.wait(ctx, func() bool { return ready(s.Sent()) })
}

func (s *Server) wait(ctx context.Context, ready func() bool) error {
	for {
		changed := s.outbox.watch()
		if ready() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("wait after %d messages sent: %w", s.Count(), ctx.Err())
		}
	}
}

func (o *outbox) watch() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	return o.changed
}
