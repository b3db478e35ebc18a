package assist

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/sashabaranov/go-openai"

	"loket/internal/loket"
)

// Client is the one door to an agency's endpoint. It is safe for concurrent use
// and owns no goroutine.
type Client struct {
	settings    Settings
	api         *openai.Client
	gates       map[Purpose]*gate
	quick, slow chan struct{} // a seat for each call under way
	cache       *cache
	chats       chats
}

// New makes a client. It calls nobody.
func New(s Settings) (*Client, error) {
	s, err := s.complete()
	if err != nil {
		return nil, err
	}
	config := openai.DefaultConfig(s.Key)
	config.BaseURL = s.BaseURL
	config.HTTPClient = &http.Client{Transport: transport{s.Transport, s.Now}}
	c := &Client{
		settings: s, api: openai.NewClientWithConfig(config), gates: map[Purpose]*gate{}, cache: newCache(s.Cache),
		quick: make(chan struct{}, s.Parallel), slow: make(chan struct{}, s.Parallel),
	}
	for _, p := range append(Uses(), PurposeIndex, PurposeCheck, PurposeCheckVectors) {
		c.gates[p] = newGate(s.Rest, func(open bool) { s.Stopped(p, open) })
	}
	return c, nil
}

// Allows tells whether a purpose is switched on and has a model.
func (c *Client) Allows(p Purpose) bool { return c.settings.allows(p) }

// job is one call.
type job struct {
	purpose Purpose
	chat    loket.ConversationID // that it is about; empty: of none
	prompt  string
	most    loket.AssistCall // what it may take at most: tokens and their price
	// do calls once, and tells what it took; negative: the endpoint did not say.
	do func(ctx context.Context) (taken usage, err error)
}

// usage is what the endpoint says a call took, in tokens.
type usage struct{ input, output int }

// run does a job unless it is refused, and accounts for it either way.
func (c *Client) run(ctx context.Context, j job) (err error) {
	call := loket.AssistCall{
		Agency: c.settings.Agency, At: c.settings.Now(), Purpose: string(j.purpose), Prompt: j.prompt, Model: c.settings.model(j.purpose),
	}
	defer func() {
		call.Outcome, call.Took = Outcome(err), c.settings.Now().Sub(call.At)
		c.settings.Recorded(call)
	}()
	g := c.gates[j.purpose]
	switch {
	case !c.settings.allows(j.purpose):
		return ErrOff
	case g.closed(call.At):
		return ErrResting
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit(j.purpose))
	defer cancel()
	leave, err := c.seat(ctx, j.purpose)
	if err != nil {
		return err
	}
	defer leave()
	if !c.chats.take(j.chat, c.day(call.At), c.settings.PerChat) {
		return ErrChat
	}
	settle, err := c.reserve(ctx, &call, j.most)
	if err != nil {
		return err
	}
	if !g.enter() {
		settle(usage{}, ErrResting)
		return ErrResting
	}
	taken, err := c.tries(ctx, g, j)
	g.leave(err)
	settle(taken, err)
	return err
}

// limit is how long a call may take in all.
func (c *Client) limit(p Purpose) time.Duration {
	if p.quick() {
		return c.settings.Quick
	}
	return c.settings.Slow
}

// seat waits for a place among the calls under way.
func (c *Client) seat(ctx context.Context, p Purpose) (leave func(), err error) {
	seats := c.slow
	if p.quick() {
		seats = c.quick
	}
	select {
	case seats <- struct{}{}:
		return func() { <-seats }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a call to end: %w", ErrBusy)
	}
}

const (
	mostTries  = 3
	firstPause = 200 * time.Millisecond // before the second try; the next waits twice as long
)

// tries calls until it succeeds, fails for good, or what the endpoint asks to wait
// for is past the time of the call.
func (c *Client) tries(ctx context.Context, g *gate, j job) (taken usage, err error) {
	pause := firstPause
	for try := 1; ; try++ {
		under, hint := withHint(ctx)
		taken, err = j.do(under)
		wait := max(pause, hint.retryAfter)
		if err != nil && hint.retryAfter > 0 {
			g.rest(c.settings.Now().Add(hint.retryAfter))
		}
		deadline, _ := ctx.Deadline()
		if err == nil || !passing(err) || try == mostTries || time.Until(deadline) <= wait {
			return taken, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return taken, err
		}
		pause *= 2
	}
}
