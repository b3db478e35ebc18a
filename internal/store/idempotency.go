package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// callsKept is how long it is remembered what a program had done.
const callsKept = 24 * time.Hour

// callDomain is the use of the keyed hash that compares two requests.
const callDomain = "api call"

const (
	insertCall = `
INSERT INTO api_calls (token_id, call_key, attempt, request_hash, began_at) VALUES ($1, $2, 1, $3, $4)
ON CONFLICT (token_id, call_key) DO NOTHING`
	selectCall = `
SELECT attempt, request_hash, began_at, acted_at, status, answer_sealed, key_id FROM api_calls
WHERE token_id = $1 AND call_key = $2`
	retryCall = `
UPDATE api_calls SET attempt = attempt + 1, began_at = $4 WHERE token_id = $1 AND call_key = $2 AND attempt = $3`
	markCall = `
UPDATE api_calls SET acted_at = CASE WHEN acted_at = 0 THEN $4 ELSE acted_at END
WHERE token_id = $1 AND call_key = $2 AND attempt = $3`
	answerCall = `
UPDATE api_calls SET status = $4, answer_sealed = $5, key_id = $6 WHERE token_id = $1 AND call_key = $2 AND attempt = $3`
	dropCall   = `DELETE FROM api_calls WHERE token_id = $1 AND call_key = $2 AND attempt = $3 AND acted_at = 0`
	sweepCalls = `DELETE FROM api_calls WHERE began_at < $1`
)

type callKey struct{}

// BeginCall judges a call. With loket.CallNew the caller does what was asked for
// under the returned context, and then ends the returned call with FinishCall: what
// is written under that context says in the same transaction that it was done, and
// is refused with loket.ErrFenced once a later attempt took over.
func (s *Store) BeginCall(ctx context.Context, call loket.Call) (
	under context.Context, begun loket.Call, answer loket.CallAnswer, err error,
) {
	begun = call
	err = s.write(ctx, func(t *tx) error {
		begun.Attempt, answer = 1, loket.CallAnswer{}
		sum, _ := t.store.sealer.Hash(callDomain, call.Request)
		n, err := t.exec(insertCall, string(call.Token), call.Key, sum, ms(t.now))
		if err != nil || n == 1 {
			return err
		}
		begun.Attempt, answer, err = t.judgeCall(call)
		return err
	})
	if err != nil {
		return ctx, begun, answer, fmt.Errorf("begin a call: %w", err)
	}
	return context.WithValue(ctx, callKey{}, begun), begun, answer, nil
}

// judgeCall decides on a call that came before.
func (t *tx) judgeCall(call loket.Call) (attempt int64, answer loket.CallAnswer, err error) {
	var began, acted time.Time
	var sum, sealed []byte
	var keyID string
	err = t.one(func(r scanner) error {
		return r.Scan(&attempt, &sum, when{&began}, when{&acted}, &answer.Status, &sealed, &keyID)
	}, t.locking(selectCall, "FOR UPDATE"), string(call.Token), call.Key)
	if err != nil {
		return attempt, answer, notFound(err)
	}
	same := slices.ContainsFunc(t.store.sealer.Hashes(callDomain, call.Request), func(h privacy.KeyedHash) bool { return bytes.Equal(h.Sum, sum) })
	switch {
	case !same:
		answer.State = loket.CallDiffers
	case answer.Status != 0:
		answer.State = loket.CallAnswered
		if answer.Body, err = t.store.sealer.Open(sealed, keyID, callPlace(call)); errors.Is(err, privacy.ErrUnknownKey) {
			answer.State, err = loket.CallDone, nil
		}
	case !acted.IsZero() && t.now.Sub(began) >= loket.CallLimit:
		answer.State = loket.CallDone
	case t.now.Sub(began) < loket.CallLimit:
		answer.State = loket.CallRunning
	default:
		_, err = t.exec(retryCall, string(call.Token), call.Key, attempt, ms(t.now))
		attempt++
	}
	return attempt, answer, err
}

func callPlace(call loket.Call) privacy.AAD {
	return aad("api_calls", "answer_sealed", string(call.Token)+"/"+call.Key)
}

// FinishCall keeps what a call was answered with, for whoever repeats it. A refusal
// of something that was not done is forgotten: it may be tried again. A failure is
// no answer: whoever repeats what was done all the same hears that it was.
func (s *Store) FinishCall(ctx context.Context, call loket.Call, answer loket.CallAnswer) error {
	err := s.write(ctx, func(t *tx) error {
		if answer.Status >= 400 {
			n, err := t.exec(dropCall, string(call.Token), call.Key, call.Attempt)
			if err != nil || n == 1 || answer.Status >= 500 {
				return err
			}
		}
		sealed, keyID := t.store.sealer.Seal(answer.Body, callPlace(call))
		_, err := t.exec(answerCall, string(call.Token), call.Key, call.Attempt, answer.Status, sealed, keyID)
		return err
	})
	if err != nil {
		return fmt.Errorf("finish a call: %w", err)
	}
	return nil
}

// ForgetCalls forgets calls of more than a day ago.
func (s *Store) ForgetCalls(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(sweepCalls, ms(t.now.Add(-callsKept)))
		return err
	})
}

// marked has a change say that the call its context is under was done.
func marked(ctx context.Context, change func(*tx) error) func(*tx) error {
	call, under := ctx.Value(callKey{}).(loket.Call)
	if !under {
		return change
	}
	return func(t *tx) error {
		if err := change(t); err != nil {
			return err
		}
		n, err := t.exec(markCall, string(call.Token), call.Key, call.Attempt, ms(t.now))
		if err == nil && n == 0 {
			err = loket.ErrFenced
		}
		return err
	}
}
