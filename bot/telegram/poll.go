package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
)

const (
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 30 * time.Second
	ledgerBackoff  = 5 * time.Second // the longest while it is the ledger that cannot take updates: it asks nobody's patience but ours
	calm           = time.Minute     // without a conflict, before one counts as over
	patience       = 3               // refusals of a batch before its messages are stored one by one
	confirmWithin  = time.Minute     // how old a commit may be and still be confirmed by its offset
)

// allowedUpdates are the kinds Telegram is asked for.
func allowedUpdates() []string {
	return []string{"message", "edited_message", "callback_query", "my_chat_member"}
}

// RunPolling fetches updates until ctx ends, and then returns nil. It turns a
// webhook off first and keeps what waits there. Nothing is confirmed to
// Telegram before the Receiver has it.
//
// Update ids are no cursor: after an idle week they begin anew, perhaps lower,
// and an old offset would silently drop them. So a poll names no offset, gets
// whatever is unconfirmed, and the ledger knows duplicates. An offset is used
// once, right after the commit it stands for, in a call that does not wait.
func (a *Adapter) RunPolling(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var chores sync.WaitGroup
	chores.Go(func() { a.runChores(ctx) })
	defer chores.Wait()
	defer stop()
	p := poller{Adapter: a}
	for ctx.Err() == nil {
		err := p.step(ctx)
		if ctx.Err() != nil {
			break
		}
		if err == nil {
			p.succeeded()
			continue
		}
		p.failed(err)
		if a.Wait(ctx, p.backoff(err)) != nil {
			break
		}
	}
	return nil
}

// poller is the state of one RunPolling.
type poller struct {
	*Adapter
	ready       bool // the webhook is off, the bot's name is known
	heard       bool // a poll has gone through
	offset      int64
	committedAt time.Time // of what offset confirms
	failures    int       // steps that failed in a row
	conflicts   int       // with another poller, without a calm time between them
	conflictAt  time.Time // the last of them
	refusals    int       // batches the ledger refused in a row
}

// succeeded notes a step that went through. Between two programs that poll one
// bot each takes the poll from the other, so that a step now and then goes through
// for both: the conflict is over only when it has stayed away.
func (p *poller) succeeded() {
	p.failures, p.heard = 0, true
	if p.conflicts > 0 && p.Now().Sub(p.conflictAt) < calm {
		p.hear()
		return
	}
	p.conflicts = 0
	p.enter(StateWorking, nil)
}

func (p *poller) failed(err error) {
	p.failures++
	if stateOf(err) == StateConflict {
		p.conflicts, p.conflictAt = p.conflicts+1, p.Now()
	}
	p.enter(stateOf(err), err)
}

func (p *poller) step(ctx context.Context) error {
	if err := p.prepare(ctx); err != nil {
		return err
	}
	raws, err := p.fetch(ctx)
	if err != nil || len(raws) == 0 {
		return err
	}
	items := p.readAll(raws)
	if err := p.admit(ctx, items, p.refusals >= patience); err != nil {
		p.refusals++
		return ledgerError{err}
	}
	p.refusals = 0
	p.enlist(items)
	last, ok := lastID(raws)
	if !ok {
		return errors.New("read batch: no update has an id")
	}
	p.offset, p.committedAt = last+1, p.Now()
	return nil
}

// prepare learns the bot's name and turns the webhook off, until both worked.
func (p *poller) prepare(ctx context.Context) error {
	if p.ready {
		return nil
	}
	if _, err := p.Identify(ctx); err != nil {
		return err
	}
	err := p.call(ctx, func(ctx context.Context) error {
		_, err := p.client.DeleteWebhook(ctx, &tg.DeleteWebhookParams{})
		return err
	})
	if err != nil {
		return fmt.Errorf("turn webhook off: %w", err)
	}
	p.ready = true
	return nil
}

// pollRequest is the body of getUpdates. The library's own poller confirms
// what nobody has stored, so the call is ours.
type pollRequest struct {
	Offset  int64    `json:"offset,omitempty"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"` // seconds
	Allowed []string `json:"allowed_updates"`
}

// fetch makes one getUpdates call. With an offset to confirm it does not wait
// for news: that offset must not stand while ids could begin anew. If the call
// fails, what it would have confirmed comes again and is known. Nor does the first
// poll wait, or one after a failure: it tells whether Telegram is heard.
func (p *poller) fetch(ctx context.Context) ([]json.RawMessage, error) {
	body := pollRequest{Limit: 100, Timeout: int(p.PollTimeout / time.Second), Allowed: allowedUpdates()}
	if p.offset != 0 && p.Now().Sub(p.committedAt) < confirmWithin {
		body.Offset, body.Timeout = p.offset, 0
	}
	if !p.heard || p.failures > 0 {
		body.Timeout = 0
	}
	p.offset = 0
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode poll: %w", err)
	}
	limit := time.Duration(body.Timeout)*time.Second + p.CallTimeout
	var reply struct {
		Result []json.RawMessage `json:"result"`
	}
	_, err = p.callWithin(ctx, limit, func(ctx context.Context) error {
		url := p.APIURL + "/bot" + p.Token + "/getUpdates"
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(encoded))
		if err != nil {
			return errors.New("make poll request") // its error would show the URL
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := p.wire.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return errors.New("poll refused")
		}
		return json.NewDecoder(resp.Body).Decode(&reply)
	})
	if err != nil {
		return nil, fmt.Errorf("poll: %w", err)
	}
	return reply.Result, nil
}

// lastID is the id of the last update that has one: Telegram's order, not the
// highest number, says what came last.
func lastID(raws []json.RawMessage) (int64, bool) {
	for i := len(raws) - 1; i >= 0; i-- {
		if id, ok := updateID(raws[i]); ok {
			return id, true
		}
	}
	return 0, false
}

// ledgerError is trouble on our side of the door.
type ledgerError struct{ error }

func (e ledgerError) Unwrap() error { return e.error }

func stateOf(err error) State {
	if _, ours := errors.AsType[ledgerError](err); ours {
		return StateLedger
	}
	e, ok := errors.AsType[*callError](err)
	switch {
	case !ok:
		return StateUnreachable
	case errors.Is(e, errDeadToken) || e.code == http.StatusUnauthorized || e.code == http.StatusNotFound:
		return StateUnauthorized
	case e.code == http.StatusConflict:
		return StateConflict
	}
	return StateUnreachable
}

// backoff is how long to wait after a failure: half a second, doubling, at most
// 30 s, or 5 s when the failure is ours, half of it by chance; never less than
// Telegram asked for. Conflicts count on through polls that succeed in between.
func (p *poller) backoff(err error) time.Duration {
	full, tries := longestBackoff, p.failures
	switch stateOf(err) {
	case StateConflict:
		tries = p.conflicts
	case StateLedger:
		full = ledgerBackoff
	case StateIdle, StateWorking, StateUnauthorized, StateUnreachable:
	}
	if tries < 7 {
		full = min(full, firstBackoff<<(tries-1))
	}
	d := full/2 + rand.N(full/2)
	if e, ok := errors.AsType[*callError](err); ok {
		if stateOf(err) == StateUnauthorized && !e.barred {
			return pauseAfterRefusal
		}
		d = max(d, e.retryAfter)
	}
	return d
}
