package queue

import (
	"time"

	"github.com/redis/go-redis/v9"
)

// Client is the connection behind a queue, for tests that break Redis.
func (q *Queue) Client() redis.UniversalClient { return q.client }

// Woken tells whether a pass of the reconciler has been asked for.
func (q *Queue) Woken() bool { return len(q.wake) > 0 }

// Patient gives every call so long that a busy machine fails no test.
func (q *Queue) Patient() { q.callBudget, q.batchBudget = time.Minute, time.Minute }
