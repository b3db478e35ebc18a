package trial_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// crowd asks through a fake Telegram, each question from a chat of its own, and
// counts what every chat gets to read.
type crowd struct {
	fake *faketelegram.Server

	bell                 // its lock guards what follows; rung when something was read
	asked int            // questions so far
	bot   map[int64]int  // chat → messages of the bot
	human map[string]int // mark of a human reply → how often it came
	right string         // what every answer of the bot must hold; empty: anything
	wrong []string       // those that did not
}

// bell wakes those who wait until something it guards has changed. The zero bell
// is ready.
type bell struct {
	mu      sync.Mutex
	changed chan struct{} // closed when rung; nil: nobody waits
}

// ring needs the lock.
func (b *bell) ring() {
	if b.changed != nil {
		close(b.changed)
		b.changed = nil
	}
}

// until waits until ready, which is asked under the lock, or until ctx ends.
func (b *bell) until(ctx context.Context, ready func() bool) bool {
	for {
		b.mu.Lock()
		done := ready()
		if b.changed == nil {
			b.changed = make(chan struct{})
		}
		changed := b.changed
		b.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-changed:
		}
	}
}

const (
	firstChat = 1000
	// ticketEvery is how many messages there are to one that no entry answers.
	ticketEvery = 10
	// callTime is what a call of the fake Telegram takes.
	callTime = 5 * time.Millisecond
)

// newCrowd starts a fake Telegram whose sends take callTime and suffer faults.
func newCrowd(t testing.TB, faults ...faketelegram.Rule) *crowd {
	t.Helper()
	c := &crowd{bot: map[int64]int{}, human: map[string]int{}}
	c.fake = faketelegram.New(faketelegram.Options{Discard: true, OnSend: c.read, Seed: 1})
	t.Cleanup(c.fake.Close)
	for _, rule := range faults {
		c.fake.Inject(rule)
	}
	return c
}

// slowly makes every send take callTime.
func slowly() faketelegram.Rule {
	return faketelegram.Rule{Method: "sendMessage", Fault: faketelegram.Fault{Delay: callTime}}
}

// asksAnswered ends what is asked when staff close a ticket they answered.
const asksAnswered = "Apakah pertanyaan Anda sudah terjawab?"

// unsigned is a text on Telegram without its check code, of which each has its own.
func unsigned(text string) string {
	before, _, _ := strings.Cut(text, "\n\nKode cek: ")
	return before
}

// humanMark is in every reply of the officer.
var humanMark = regexp.MustCompile(`balasan-[0-9A-Za-z]+`)

// read counts a message that was accepted.
func (c *crowd) read(s faketelegram.Sent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch mark := humanMark.FindString(s.Text); {
	case mark != "":
		c.human[mark]++
	case strings.HasSuffix(unsigned(s.Text), asksAnswered): // of a close, and no answer
	default:
		c.bot[s.Chat]++
		if !strings.Contains(s.Text, c.right) {
			c.wrong = append(c.wrong, s.Text)
		}
	}
	c.ring()
}

// next makes the next question. Every tenth needs a human.
func (c *crowd) next() faketelegram.Update {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.asked
	c.asked++
	return faketelegram.Text(firstChat+int64(i), words(i))
}

// words are the i-th question.
func words(i int) string {
	if i%ticketEvery == 0 {
		return fmt.Sprintf("zxqv wkrt plmn %d", i)
	}
	return question
}

// ask delivers questions.
func (c *crowd) ask(n int) {
	for range n {
		c.fake.Deliver(c.next())
	}
}

// tickets is how many of the questions so far need a human.
func (c *crowd) tickets() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return (c.asked + ticketEvery - 1) / ticketEvery
}

// await waits until every question has an answer, and tells how many have none.
func (c *crowd) await(ctx context.Context) (lost int) {
	c.until(ctx, func() bool { lost = c.asked - len(c.bot); return lost == 0 })
	return lost
}

// copies tells how many messages of the bot came beyond the first of each
// chat, the most of one chat, and the most often a human reply came.
func (c *crowd) copies() (extra, most, human int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.bot {
		extra += n - 1
		most = max(most, n)
	}
	for _, n := range c.human {
		human = max(human, n)
	}
	return extra, most, human
}
