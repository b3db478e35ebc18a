package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// callError is what is known of a call that failed.
type callError struct {
	code       int  // of the refusal or of the answer; 0: no answer came
	refused    bool // the Bot API itself said no: certainly not carried out
	wrote      bool // a byte of the request may have gone out
	barred     bool // held back by the gate: err says why
	retryAfter time.Duration
	movedTo    int64  // the group's new id
	reason     string // Telegram's words
	err        error  // of the way there
}

// Error never holds the token, nor what was sent.
func (e *callError) Error() string {
	switch {
	case e.refused:
		return fmt.Sprintf("telegram refused: %d %s", e.code, e.reason)
	case e.code != 0:
		return fmt.Sprintf("telegram answered %d without its envelope", e.code)
	}
	return fmt.Sprintf("reach telegram: %v", e.err)
}

func (e *callError) Unwrap() error { return e.err }

// envelope is the frame of every answer of the Bot API.
type envelope struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"` // seconds
		MovedTo    int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call makes one call of the Bot API within CallTimeout. What it returns is
// nil or a *callError.
func (a *Adapter) call(ctx context.Context, do func(context.Context) error) error {
	_, err := a.callWithin(ctx, a.CallTimeout, do)
	return err
}

func (a *Adapter) callWithin(ctx context.Context, limit time.Duration, do func(context.Context) error) (*exchange, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ctx, e := follow(ctx)
	err := do(ctx)
	if err == nil || e.accepted() {
		return e, nil
	}
	failure := a.explain(e, err)
	a.heed(e.method, failure)
	return e, failure
}

// heed keeps the silence a 429 asks for when it concerns no single chat: every
// call's when Telegram would not even be asked, else the speaking ones'.
func (a *Adapter) heed(method string, e *callError) {
	if e.code != http.StatusTooManyRequests {
		return
	}
	if all := !speaks(method); all || method == "answerCallbackQuery" {
		a.wire.gate.hush(a.Now().Add(e.retryAfter), all)
	}
}

// errRefused says that there is an answer, and that it is no yes: the exchange
// has it.
var errRefused = errors.New("refused")

// post calls a method with parameters as JSON. It returns nil only when Telegram
// said yes; what it said stands in the exchange.
func (a *Adapter) post(ctx context.Context, method string, params any) error {
	encoded, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("encode %s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.APIURL+"/bot"+a.Token+"/"+method, bytes.NewReader(encoded))
	if err != nil {
		return errors.New("make request of " + method) // its error would show the URL
	}
	return a.submit(req, "application/json")
}

// submit makes a call whose body has a media type. It returns nil only when
// Telegram said yes.
func (a *Adapter) submit(req *http.Request, kind string) error {
	req.Header.Set("Content-Type", kind)
	resp, err := a.wire.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if e, ok := req.Context().Value(exchangeKey{}).(*exchange); !ok || !e.accepted() {
		return errRefused
	}
	return nil
}

// accepted tells whether Telegram said yes, although the library could not
// read what else it said.
func (e *exchange) accepted() bool {
	var reply envelope
	return e.status == http.StatusOK && json.Unmarshal(e.body, &reply) == nil && reply.OK
}

// explain makes a callError of what an exchange has seen.
func (a *Adapter) explain(e *exchange, err error) *callError {
	out := &callError{code: e.status, wrote: e.wrote(), barred: e.barred > 0, retryAfter: e.barred}
	if e.status == 0 {
		out.err = a.mask(rootOf(err))
		return out
	}
	if seconds, err := strconv.Atoi(e.header.Get("Retry-After")); err == nil {
		out.retryAfter = time.Duration(seconds) * time.Second
	}
	var reply envelope
	if json.Unmarshal(e.body, &reply) != nil || reply.OK || reply.Code == 0 {
		return out
	}
	out.refused, out.code, out.movedTo = true, reply.Code, reply.Parameters.MovedTo
	out.reason = a.mask(errors.New(reply.Description)).Error()
	if reply.Parameters.RetryAfter > 0 {
		out.retryAfter = time.Duration(reply.Parameters.RetryAfter) * time.Second
	}
	return out
}

// rootOf strips the library's own words, which may hold what was sent.
func rootOf(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
