package store

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// A send that may have arrived is owed once more with its place among what its
// conversation is owed; the doubts it had stay counted.
const resendSend = `
UPDATE sends SET state = 'owed', not_before = 0, expires_at = $3, problem = ''
WHERE id = $1 AND conversation_id = $2 AND target = 'conversation' AND state = 'uncertain' RETURNING answer_id`

// resendFor is how long what is sent again is worth delivering.
const resendFor = 24 * time.Hour

// resend owes an uncertain send of a conversation once more, and has the change's
// first event name its answer. loket.ErrNotUncertain: it is not, or not any more.
func (t *tx) resend(c loket.ConversationID, made *loket.Change) error {
	if made.Resend == "" {
		return nil
	}
	err := t.one(func(r scanner) error { return r.Scan(&made.Events[0].Answer) },
		resendSend, string(made.Resend), string(c), ms(t.now.Add(resendFor)))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return loket.ErrNotUncertain
	case err != nil:
		return fmt.Errorf("owe a send again: %w", err)
	}
	return nil
}
