package faketelegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	firstBackoff   = 1    // seconds before the second attempt; doubles with each failure
	longestBackoff = 60   // seconds
	longestAsked   = 3600 // seconds of a receiver's Retry-After that are honoured

	answerWithin = time.Minute // real time a receiver has to answer
)

// hook delivers updates by POST: one at a time for each chat, chats beside
// each other.
type hook struct {
	mu     sync.Mutex         // guards what follows
	cancel context.CancelFunc // of ctx; nil: no webhook
	lines  map[int64]*line
	failed string
	failAt int64

	done sync.WaitGroup // of the deliveries; what follows changes only while there are none

	server *Server
	client *http.Client
	ctx    context.Context // of the deliveries; ends with the webhook
	url    string
	secret string
	limit  int
	slots  chan struct{} // one for each connection that may be open
}

// line is what waits for one chat.
type line struct {
	waiting []entry
	busy    bool // somebody is delivering it
}

func (h *hook) active() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.cancel != nil
}

func (h *hook) info() webhookInfo {
	h.mu.Lock()
	defer h.mu.Unlock()
	info := webhookInfo{MaxConnections: h.limit, LastError: h.failed, LastErrorDate: h.failAt}
	if h.cancel != nil {
		info.URL = h.url
	}
	return info
}

func (h *hook) pending() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, l := range h.lines {
		n += len(l.waiting)
	}
	return n
}

func (h *hook) start(s *Server, url, secret string, limit int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.server, h.url, h.secret, h.limit = s, url, secret, limit
	h.slots, h.lines, h.failed, h.failAt = make(chan struct{}, limit), map[int64]*line{}, "", 0
	h.ctx, h.cancel = context.WithCancel(context.Background())
	h.client = &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: limit},
		Timeout:   answerWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// stop ends the deliveries, waits for them, and returns what is left in order
// of update id.
func (h *hook) stop() []entry {
	h.mu.Lock()
	if h.cancel != nil {
		h.cancel()
		h.cancel = nil
	}
	h.mu.Unlock()
	h.done.Wait()
	h.mu.Lock()
	defer h.mu.Unlock()
	var left []entry
	for _, l := range h.lines {
		left = append(left, l.waiting...)
	}
	if h.client != nil {
		h.client.CloseIdleConnections()
	}
	h.lines = nil
	slices.SortFunc(left, func(a, b entry) int { return int(a.id - b.id) })
	return left
}

func (h *hook) push(entries []entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, e := range entries {
		l := h.lines[e.chat]
		if l == nil {
			l = &line{}
			h.lines[e.chat] = l
		}
		l.waiting = append(l.waiting, e)
		if !l.busy {
			l.busy = true
			h.done.Go(func() { h.deliver(l) })
		}
	}
}

// deliver empties a line. An update that is refused is tried again after a
// pause that doubles, until it is a day old.
func (h *hook) deliver(l *line) {
	backoff := firstBackoff
	for {
		e, more := h.head(l)
		if !more {
			return
		}
		asked, err := h.attempt(e)
		if err == nil {
			h.drop(l)
			h.server.opts.OnTaken(e.id)
			backoff = firstBackoff
			continue
		}
		h.note(err)
		wait := backoff
		backoff = min(2*backoff, longestBackoff)
		if asked > 0 {
			wait = min(asked, longestAsked)
		}
		if !pause(h.ctx, time.Duration(wait)*h.server.opts.Second) {
			return
		}
	}
}

// head is the update to deliver next; without one the line is left idle.
func (h *hook) head(l *line) (entry, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for len(l.waiting) > 0 && h.server.opts.Now().Sub(l.waiting[0].at) >= keep {
		l.waiting = l.waiting[1:]
	}
	if len(l.waiting) == 0 || h.ctx.Err() != nil {
		l.busy = false
		return entry{}, false
	}
	return l.waiting[0], true
}

func (h *hook) drop(l *line) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.waiting = l.waiting[1:]
}

func (h *hook) note(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.failed, h.failAt = err.Error(), h.server.opts.Now().Unix()
}

// attempt posts one update and returns the seconds of the receiver's
// Retry-After. A 2xx takes the update; its body may hold one call.
func (h *hook) attempt(e entry) (retryAfter int, err error) {
	select {
	case h.slots <- struct{}{}:
	case <-h.ctx.Done():
		return 0, h.ctx.Err()
	}
	defer func() { <-h.slots }()
	req, err := http.NewRequestWithContext(h.ctx, http.MethodPost, h.url, bytes.NewReader(e.raw))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if h.secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", h.secret)
	}
	resp, err := h.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxRequest))
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		retryAfter, _ = strconv.Atoi(resp.Header.Get("Retry-After"))
		return retryAfter, fmt.Errorf("wrong response from the webhook: %s", resp.Status)
	}
	if err == nil {
		h.server.answer(h.ctx, body)
	}
	return 0, nil
}

// answer carries out the call in a webhook's answer. Whoever sent it never
// learns what came of it, as with Telegram.
func (s *Server) answer(ctx context.Context, body []byte) {
	p := params{}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return
	}
	for name, raw := range fields {
		p.addRaw(name, raw)
	}
	switch p["method"] {
	case "", "getUpdates", "setWebhook", "deleteWebhook": // these would end the delivery they came with
	default:
		call := s.faults.count(Call{Method: p["method"], Chat: p.chat(), Text: p["text"]})
		_, _ = s.run(ctx, call, p)
	}
}
