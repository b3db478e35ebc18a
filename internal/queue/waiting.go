package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/loket"
)

// Put lets a ticket wait, or moves it to another place in the line. A ticket
// that is leased stays with its holder: Put leaves it alone. One that comes after
// the window the reconciler keeps of a long line is left to the ledger.
func (q *Queue) Put(ctx context.Context, line Line, ticket loket.TicketID, due time.Time) error {
	if q.outside(line, Place{ticket, fromMilli(due.UnixMilli())}) {
		return nil
	}
	_, err := q.call(ctx, putScript, line, string(ticket), due.UnixMilli())
	if err != nil && !errors.Is(err, errNone) {
		return fmt.Errorf("put ticket in queue: %w", err)
	}
	return nil
}

// Peek returns the n tickets whose turn is next, without taking them. It
// returns ErrRebuild when Redis was wiped: the line is not known to be short.
func (q *Queue) Peek(ctx context.Context, line Line, n int) ([]Place, error) {
	if n <= 0 {
		return nil, nil
	}
	var heads *redis.ZSliceCmd
	err := q.read(ctx, line, func(ctx context.Context, p redis.Pipeliner) {
		heads = p.ZRangeWithScores(ctx, line.readyKey(), 0, int64(n-1))
	})
	if err != nil {
		return nil, fmt.Errorf("peek queue: %w", err)
	}
	places := make([]Place, 0, len(heads.Val()))
	for _, z := range heads.Val() {
		ticket, _ := z.Member.(string) // the client makes every member a string
		places = append(places, Place{Ticket: loket.TicketID(ticket), Due: fromMilli(int64(z.Score))})
	}
	return places, nil
}

// Position returns a ticket's place in the line: 1 is next, 0 does not wait.
// It returns ErrRebuild when Redis was wiped.
func (q *Queue) Position(ctx context.Context, line Line, ticket loket.TicketID) (int, error) {
	var rank *redis.IntCmd
	err := q.read(ctx, line, func(ctx context.Context, p redis.Pipeliner) {
		rank = p.ZRank(ctx, line.readyKey(), string(ticket))
	})
	switch {
	case err != nil:
		return 0, fmt.Errorf("find place in queue: %w", err)
	case errors.Is(rank.Err(), redis.Nil):
		return 0, nil
	}
	return int(rank.Val()) + 1, nil
}

// Len returns how many tickets wait. It returns ErrRebuild when Redis was wiped.
func (q *Queue) Len(ctx context.Context, line Line) (int, error) {
	var count *redis.IntCmd
	err := q.read(ctx, line, func(ctx context.Context, p redis.Pipeliner) {
		count = p.ZCard(ctx, line.readyKey())
	})
	if err != nil {
		return 0, fmt.Errorf("count queue: %w", err)
	}
	return int(count.Val()), nil
}

// Generation returns what the last reconciliation of the line was given, or ""
// when Redis was wiped since or the line was never reconciled.
func (q *Queue) Generation(ctx context.Context, line Line) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, q.callBudget)
	defer cancel()
	generation, err := q.client.Get(ctx, line.genKey()).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return "", fmt.Errorf("read generation of queue: %w", err)
	}
	return generation, nil
}

// read asks one question of a line, and in the same exchange whether the line
// may be trusted.
func (q *Queue) read(ctx context.Context, line Line, ask func(context.Context, redis.Pipeliner)) error {
	if q.away.Load() {
		return ErrAway
	}
	caller := ctx
	ctx, cancel := context.WithTimeout(ctx, q.callBudget)
	defer cancel()
	pipe := q.client.Pipeline()
	trusted := pipe.Exists(ctx, line.genKey())
	ask(ctx, pipe)
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return q.answered(caller, err)
	}
	if trusted.Val() == 0 {
		q.poke()
		return ErrRebuild
	}
	return nil
}

func fromMilli(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// parseMilli reads a score as the scripts write it.
func parseMilli(score string) (time.Time, error) {
	ms, err := strconv.ParseInt(score, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read score: %w", err)
	}
	return fromMilli(ms), nil
}
