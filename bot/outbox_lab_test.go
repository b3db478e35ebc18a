package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// lab is an outbox with a ledger in memory and a channel that does as it is
// told, in a bubble of time of its own.
type lab struct {
	t      testing.TB
	ledger *memory
	port   *script
	outbox *Outbox
	start  time.Time
	stop   context.CancelFunc
	ended  chan struct{}

	lease   loket.Lease
	expired atomic.Bool // the lease has run out
}

const labChannel = loket.ChannelID("lab")

// always is what a lease says that never runs out.
func always() bool { return true }

// inLab runs a test in a lab whose outbox runs.
func inLab(t *testing.T, line Line, port *script, test func(*lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, line, port)
		l.run(t.Context())
		defer l.end()
		test(l)
	})
}

func newLab(t testing.TB, line Line, port *script) *lab {
	l := &lab{t: t, ledger: &memory{sends: map[loket.SendID]*loket.Send{}}, port: port, start: time.Now(), ended: make(chan struct{}), lease: loket.Lease{Channel: labChannel, Epoch: 1}}
	port.t, port.start, port.tries, port.flying = t, l.start, map[loket.SendID]int{}, map[loket.ConversationID]bool{}
	line.Channel, line.Port = labChannel, port
	if line.Workers == 0 {
		line.Workers = 4
	}
	l.outbox = NewOutbox(l.ledger, time.Now, slog.New(slog.DiscardHandler), line)
	return l
}

func (l *lab) run(ctx context.Context) {
	ctx, l.stop = context.WithCancel(ctx)
	go func() {
		defer close(l.ended)
		l.outbox.Run(ctx, l.lease, func() bool { return !l.expired.Load() })
	}()
	synctest.Wait()
}

func (l *lab) end() {
	l.stop()
	<-l.ended
}

// pass lets time pass.
func (l *lab) pass(d time.Duration) { rest(l.t.Context(), d); synctest.Wait() }

// send makes a send of class A to a conversation, on the lane of answers.
func (l *lab) send(conversation string) loket.Send {
	id := loket.NewID[loket.SendID]()
	return loket.Send{
		ID: id, Channel: labChannel, Conversation: loket.ConversationID(conversation), Address: "chat-" + conversation,
		Answer: loket.AnswerID("answer of " + id), Target: loket.ToConversation, Op: loket.OpSend, Part: 1, Parts: 1,
		Lane: loket.LaneAnswer, Class: loket.ClassA, State: loket.SendOwed,
	}
}

// owes commits sends and gives the hint.
func (l *lab) owes(sends ...loket.Send) {
	l.ledger.commit(sends...)
	l.outbox.Owe(sends...)
	synctest.Wait()
}

func (l *lab) wantState(id loket.SendID, want loket.SendState) {
	l.t.Helper()
	if got := l.ledger.send(id).State; got != want {
		l.t.Errorf("send is %s, want %s", got, want)
	}
}

// wantTimes compares when calls were made, in whole milliseconds since the
// start.
func (l *lab) wantTimes(want ...time.Duration) {
	l.t.Helper()
	var got []time.Duration
	for _, c := range l.port.calls() {
		got = append(got, c.at.Round(time.Millisecond))
	}
	if !slices.Equal(got, want) {
		l.t.Errorf("calls at %v, want %v", got, want)
	}
}

// script is a channel that answers each call as told. It watches that a
// conversation never has two calls under way.
type script struct {
	answer func(s loket.Send, try int) error // nil: everything is delivered
	takes  time.Duration                     // of a call

	t     testing.TB
	start time.Time

	mu     sync.Mutex // guards all below
	made   []call
	tries  map[loket.SendID]int
	flying map[loket.ConversationID]bool
}

type call struct {
	at   time.Duration // since the start
	send loket.Send
}

func (p *script) Send(ctx context.Context, s loket.Send) (string, error) {
	p.mu.Lock()
	if p.flying[s.Conversation] {
		p.t.Errorf("conversation %s has two calls under way", s.Conversation)
	}
	p.flying[s.Conversation] = true
	p.made = append(p.made, call{time.Since(p.start), s})
	p.tries[s.ID]++
	try := p.tries[s.ID]
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.flying[s.Conversation] = false
	}()
	rest(ctx, p.takes)
	if p.answer == nil {
		return "1", nil
	}
	return "1", p.answer(s, try)
}

func (p *script) calls() []call {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.made)
}

// to are the conversations called, in order.
func (p *script) to() []string {
	var out []string
	for _, c := range p.calls() {
		out = append(out, string(c.send.Conversation))
	}
	return out
}

func (p *script) callsOf(id loket.SendID) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tries[id]
}

// failing answers the first calls of every send with a failure.
func failing(times int, failure error) func(loket.Send, int) error {
	return func(_ loket.Send, try int) error {
		if try <= times {
			return failure
		}
		return nil
	}
}

var errRefused = errors.New("refused")

func fateOf(fate Fate) error { return &SendError{Fate: fate, Err: errRefused} }

// memory is the outbox's ledger in memory, as strict as the one in SQL.
type memory struct {
	mu       sync.Mutex // guards all below
	fail     trouble    // nil: none
	sends    map[loket.SendID]*loket.Send
	recovers int
}

// trouble makes a call of the ledger fail; done tells whether what was asked
// for is done all the same, and only the answer lost.
type trouble func(op string) (done bool, err error)

var errDown = errors.New("ledger is down")

func (m *memory) commit(sends ...loket.Send) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range sends {
		m.sends[s.ID] = &s
	}
}

func (m *memory) send(id loket.SendID) loket.Send {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.sends[id]
}

func (m *memory) breaks(how trouble) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = how
}

// trouble needs the lock.
func (m *memory) trouble(op string) (done bool, err error) {
	if m.fail == nil {
		return false, nil
	}
	return m.fail(op)
}

func (m *memory) Owed(_ context.Context, _ loket.ChannelID, now time.Time, limit int) ([]loket.Send, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.trouble("owed"); err != nil {
		return nil, err
	}
	var out []loket.Send
	for _, s := range m.sends {
		if s.State == loket.SendOwed && (!s.NotBefore.After(now) || s.Attempts > 0) {
			out = append(out, *s)
		}
	}
	slices.SortFunc(out, func(a, b loket.Send) int { return cmp.Or(cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.ID, b.ID)) })
	return out[:min(limit, len(out))], nil
}

func (m *memory) Begin(_ context.Context, begun loket.Send) error {
	return m.change("begin", begun.ID, func(s *loket.Send) error {
		if s.State != loket.SendOwed {
			return fmt.Errorf("begin: %w", loket.ErrStale)
		}
		s.Epoch = begun.Epoch
		s.State = loket.SendSending
		s.Attempts++
		return nil
	})
}

func (m *memory) Finish(_ context.Context, r loket.SendResult) error {
	return m.change("finish", r.Send.ID, func(s *loket.Send) error {
		if s.State != loket.SendSending || s.Epoch != r.Send.Epoch {
			return fmt.Errorf("finish: %w", loket.ErrStale)
		}
		s.State, s.NotBefore, s.Problem = r.State, r.NotBefore, r.Problem
		if r.Doubt {
			s.Doubts++
		}
		if r.MovedTo != "" {
			s.Address = r.MovedTo
		}
		return nil
	})
}

func (m *memory) change(op string, id loket.SendID, do func(*loket.Send) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	done, err := m.trouble(op)
	if err != nil && !done {
		return err
	}
	if refusal := do(m.sends[id]); refusal != nil {
		return refusal
	}
	return err
}

func (m *memory) Recover(_ context.Context, _ loket.ChannelID, epoch int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.trouble("recover"); err != nil {
		return err
	}
	m.recovers++
	for _, s := range m.sends {
		if s.State == loket.SendSending && s.Epoch < epoch {
			s.State = afterDoubt(*s)
			s.Doubts++
		}
	}
	return nil
}
