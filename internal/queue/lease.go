package queue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
)

// sweepLimit is how many ended leases a claim gives back before it looks for
// the next ticket. More would make one claimer pay for all.
const sweepLimit = 20

// Claim leases the ticket whose turn is next to staff, from now until the given
// end, and tells whether there was one. Leases that have ended by now go back
// into the line first, each at the place it had.
//
// A request id names one claim: while its lease lives, the same staff and
// request get the same ticket again, with the end unchanged. Claim returns
// ErrRebuild when Redis was wiped.
func (q *Queue) Claim(ctx context.Context, line Line, staff loket.StaffID, requestID string, now, until time.Time) (Place, bool, error) {
	if err := checkHolder(staff, requestID); err != nil {
		return Place{}, false, err
	}
	reply, err := q.call(ctx, claimScript, line,
		string(staff), requestID, now.UnixMilli(), until.UnixMilli(), sweepLimit)
	if errors.Is(err, errNone) {
		q.drained(line)
		return Place{}, false, nil
	}
	if err != nil {
		return Place{}, false, fmt.Errorf("claim from queue: %w", err)
	}
	due, err := parseMilli(reply[1])
	if err != nil {
		return Place{}, false, fmt.Errorf("claim from queue: %w", err)
	}
	return Place{Ticket: loket.TicketID(reply[0]), Due: due}, true, nil
}

// Take leases one particular ticket. It reports false when another member of
// staff holds it, when it does not wait here, or when the request id already
// holds another ticket. Whoever holds the ticket already holds on: under the
// same request nothing changes, under another the lease is made anew.
// It returns ErrRebuild when Redis was wiped.
func (q *Queue) Take(ctx context.Context, line Line, ticket loket.TicketID, staff loket.StaffID, requestID string, now, until time.Time) (bool, error) {
	if err := checkHolder(staff, requestID); err != nil {
		return false, err
	}
	_, err := q.call(ctx, takeScript, line,
		string(ticket), string(staff), requestID, now.UnixMilli(), until.UnixMilli())
	if errors.Is(err, errNone) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("take ticket from queue: %w", err)
	}
	return true, nil
}

// Renew moves the end of a lease that still lives. It returns ErrLost when the
// lease has ended by now or belongs to another request, and ErrRebuild when
// Redis was wiped and cannot know. A lease the reconciler restored after a wipe
// has no request: the first one that renews it becomes its own.
func (q *Queue) Renew(ctx context.Context, line Line, ticket loket.TicketID, requestID string, now, until time.Time) error {
	if requestID == "" {
		return errNoRequest
	}
	_, err := q.call(ctx, renewScript, line,
		string(ticket), requestID, now.UnixMilli(), until.UnixMilli())
	if err != nil {
		return fmt.Errorf("renew lease: %w", err)
	}
	return nil
}

// Release lets a ticket wait again, at the place that due gives it. It returns
// ErrLost when another request holds the ticket. A ticket that is not leased,
// or was lost with everything else, is put into the line all the same: the
// ledger has decided that it waits.
func (q *Queue) Release(ctx context.Context, line Line, ticket loket.TicketID, requestID string, due time.Time) error {
	if requestID == "" {
		return errNoRequest
	}
	if _, err := q.call(ctx, releaseScript, line, string(ticket), requestID, due.UnixMilli()); err != nil {
		return fmt.Errorf("release ticket to queue: %w", err)
	}
	return nil
}

// Ack removes a ticket, whether it waits, is leased by anybody or is not there:
// the ledger has decided that nobody needs to find it any more.
func (q *Queue) Ack(ctx context.Context, line Line, ticket loket.TicketID) error {
	if _, err := q.call(ctx, ackScript, line, string(ticket)); err != nil {
		return fmt.Errorf("remove ticket from queue: %w", err)
	}
	return nil
}

// Reap gives back at most limit tickets whose lease has ended by now, each at
// the place it had, and returns how many.
func (q *Queue) Reap(ctx context.Context, line Line, now time.Time, limit int) (int, error) {
	reply, err := q.run(ctx, q.callBudget, reapScript, line, now.UnixMilli(), max(limit, 0))
	if err != nil {
		return 0, fmt.Errorf("reap leases: %w", err)
	}
	count, err := strconv.Atoi(reply[0])
	if err != nil {
		return 0, fmt.Errorf("reap leases: %w", err)
	}
	return count, nil
}

var errNoRequest = errors.New("request id is empty")

// checkHolder refuses what could not be told apart from another holder.
func checkHolder(staff loket.StaffID, requestID string) error {
	switch {
	case staff == "" || strings.Contains(string(staff), "|"):
		return fmt.Errorf("staff id %q is empty or holds a bar", staff)
	case requestID == "":
		return errNoRequest
	}
	return nil
}
