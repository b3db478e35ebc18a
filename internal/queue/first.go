package queue

import (
	"context"
	"slices"
	"time"

	"loket/internal/loket"
)

// ClaimFirst is Claim on that of some lines whose first ticket's turn comes first,
// and tells which. Of one line the script alone decides; of several their heads are
// read before, so that who takes the last of a line meanwhile sends the claim to
// the next. ErrRebuild when any of them was wiped.
func (q *Queue) ClaimFirst(
	ctx context.Context, lines []Line, staff loket.StaffID, requestID string, now, until time.Time,
) (Line, Place, bool, error) {
	if len(lines) > 1 {
		var err error
		if lines, err = q.byHead(ctx, lines); err != nil {
			return Line{}, Place{}, false, err
		}
	}
	for _, line := range lines {
		place, ok, err := q.Claim(ctx, line, staff, requestID, now, until)
		if ok || err != nil {
			return line, place, ok, err
		}
	}
	return Line{}, Place{}, false, nil
}

// byHead returns the lines in which somebody waits, the first turn first.
func (q *Queue) byHead(ctx context.Context, lines []Line) ([]Line, error) {
	type headed struct {
		line Line
		head Place
	}
	var all []headed
	for _, line := range lines {
		heads, err := q.Peek(ctx, line, 1)
		if err != nil {
			return nil, err
		}
		if len(heads) > 0 {
			all = append(all, headed{line, heads[0]})
		}
	}
	slices.SortFunc(all, func(a, b headed) int {
		return a.head.compare(b.head)
	})
	sorted := make([]Line, len(all))
	for i, h := range all {
		sorted[i] = h.line
	}
	return sorted, nil
}
