package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// assistKept is how long it is remembered what the assistant was called for.
const assistKept = 400 * 24 * time.Hour

const (
	openAssistDay = `
INSERT INTO assist_days (agency_id, day, tokens, cost) VALUES ($1, $2, 0, 0) ON CONFLICT (agency_id, day) DO NOTHING`
	reserveAssist = `
UPDATE assist_days SET tokens = tokens + $3, cost = cost + $4
WHERE agency_id = $1 AND day = $2 AND ($5 = 0 OR tokens + $3 <= $5) AND ($6 = 0 OR cost + $4 <= $6)`
	correctAssist    = `UPDATE assist_days SET tokens = tokens + $3, cost = cost + $4 WHERE agency_id = $1 AND day = $2`
	selectAssistDay  = `SELECT tokens, cost FROM assist_days WHERE agency_id = $1 AND day = $2`
	insertAssistCall = `
INSERT INTO assist_calls (id, agency_id, at, purpose, prompt, model, outcome, input, output, cost, took_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	selectAssistCalls = `
SELECT agency_id, at, purpose, prompt, model, outcome, input, output, cost, took_ms FROM assist_calls
WHERE agency_id = $1 AND at >= $2 ORDER BY at, id`
	sweepAssistCalls = `DELETE FROM assist_calls WHERE at < $1`
)

// ReserveAssist adds to what an agency's assistant has spent on a day, unless that
// passes the limit, of which 0 is none: then it is false and nothing changes.
func (s *Store) ReserveAssist(ctx context.Context, agency loket.AgencyID, day string, want, limit loket.AssistSpend) (ok bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := t.exec(openAssistDay, string(agency), day); err != nil {
			return err
		}
		n, err := t.exec(reserveAssist, string(agency), day, want.Tokens, want.Cost, limit.Tokens, limit.Cost)
		ok = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("reserve what a call of the assistant may take: %w", err)
	}
	return ok, nil
}

// SettleAssist corrects what was reserved on a day to what the call took, and
// records the call.
func (s *Store) SettleAssist(ctx context.Context, day string, reserved loket.AssistSpend, call loket.AssistCall) error {
	took := call.Spend()
	id := string(loket.NewID[loket.EventID]())
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.exec(correctAssist, string(call.Agency), day, took.Tokens-reserved.Tokens, took.Cost-reserved.Cost); err != nil {
			return err
		}
		_, err := t.exec(insertAssistCall, id, string(call.Agency), ms(call.At), call.Purpose, call.Prompt, call.Model, call.Outcome,
			call.Input, call.Output, call.Cost, call.Took.Milliseconds())
		return err
	})
	if err != nil {
		return fmt.Errorf("record a call of the assistant: %w", err)
	}
	return nil
}

// AssistSpent is what an agency's assistant has spent on a day, with what calls
// under way may still take.
func (s *Store) AssistSpent(ctx context.Context, agency loket.AgencyID, day string) (spent loket.AssistSpend, err error) {
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&spent.Tokens, &spent.Cost) }, selectAssistDay, string(agency), day)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return spent, fmt.Errorf("read what the assistant has spent: %w", err)
	}
	return spent, nil
}

// AssistCalls are the calls of an agency's assistant since a moment, the oldest
// first.
func (s *Store) AssistCalls(ctx context.Context, agency loket.AgencyID, since time.Time) (calls []loket.AssistCall, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var c loket.AssistCall
		var took int64
		err := r.Scan(&c.Agency, when{&c.At}, &c.Purpose, &c.Prompt, &c.Model, &c.Outcome, &c.Input, &c.Output, &c.Cost, &took)
		c.Took = time.Duration(took) * time.Millisecond
		calls = append(calls, c)
		return err
	}, selectAssistCalls, string(agency), ms(since))
	if err != nil {
		return nil, fmt.Errorf("read calls of the assistant: %w", err)
	}
	return calls, nil
}

// ForgetAssistCalls forgets calls of more than 400 days ago; the days stay.
func (s *Store) ForgetAssistCalls(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(sweepAssistCalls, ms(t.now.Add(-assistKept)))
		return err
	})
}
