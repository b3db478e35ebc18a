package faketelegram

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

const (
	pollTerminated = "terminated by other getUpdates request; make sure that only one bot instance is running"
	pollWebhook    = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	pollOusted     = "terminated by setWebhook request"
)

// polls lets one getUpdates run at a time: a second one ends the first.
type polls struct {
	mu        sync.Mutex // guards what follows
	active    *poll
	conflicts int // polls ended by another
}

// poll is one getUpdates that may wait.
type poll struct {
	ended chan struct{} // closed when another call takes over
	why   string        // set before ended is closed
}

func (ps *polls) begin() *poll {
	mine := &poll{ended: make(chan struct{})}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.replace(mine, pollTerminated)
	return mine
}

// oust ends the poll in progress, if any.
func (ps *polls) oust(why string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.replace(nil, why)
}

func (ps *polls) replace(by *poll, why string) {
	if ps.active != nil {
		ps.conflicts++
		ps.active.why = why
		close(ps.active.ended)
	}
	ps.active = by
}

// Conflicts counts the polls that another one, or a webhook, has ended: 0 while
// one program polls.
func (s *Server) Conflicts() int {
	s.polls.mu.Lock()
	defer s.polls.mu.Unlock()
	return s.polls.conflicts
}

func (ps *polls) end(mine *poll) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.active == mine {
		ps.active = nil
	}
}

// getUpdates confirms by offset and returns what waits; with nothing there it
// waits up to timeout seconds.
func (s *Server) getUpdates(ctx context.Context, p params) (any, error) {
	if s.hook.active() {
		return nil, conflict(pollWebhook)
	}
	offset, limit, timeout, err := pollParams(p)
	if err != nil {
		return nil, err
	}
	if err := s.updates.allow(p); err != nil {
		return nil, err
	}
	mine := s.polls.begin()
	defer s.polls.end(mine)
	deadline := time.NewTimer(time.Duration(timeout) * s.opts.Second)
	defer deadline.Stop()
	for {
		entries, changed := s.updates.take(offset, limit)
		if len(entries) > 0 || timeout == 0 {
			return bodies(entries), nil
		}
		select {
		case <-changed:
		case <-mine.ended:
			return nil, conflict(mine.why)
		case <-deadline.C:
			return bodies(nil), nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func pollParams(p params) (offset, limit, timeout int64, err error) {
	if offset, err = p.integer("offset", 0, -1<<31, 1<<31-1); err != nil {
		return 0, 0, 0, err
	}
	if limit, err = p.integer("limit", 100, 1, 100); err != nil {
		return 0, 0, 0, err
	}
	timeout, err = p.integer("timeout", 0, 0, 50)
	return offset, limit, timeout, err
}

func bodies(entries []entry) []json.RawMessage {
	out := make([]json.RawMessage, len(entries))
	for i, e := range entries {
		out[i] = e.raw
	}
	return out
}
