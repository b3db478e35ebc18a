package desk

import (
	"context"
	"slices"
	"time"

	"loket/internal/loket"
)

// PolicyLedger keeps by when tickets should be answered as supervisors enter it, each
// with an event and a row of the audit log.
type PolicyLedger interface {
	// EnterPolicy keeps one; the same once more changes nothing.
	EnterPolicy(ctx context.Context, c loket.PolicyChange) error
	// WithdrawPolicy ends that one counts, with who and why in c; loket.ErrNotFound,
	// loket.ErrPolicyGone.
	WithdrawPolicy(ctx context.Context, c loket.PolicyChange) error
}

var (
	errMayNotRule = loket.Errorf(loket.CodeForbidden, "Hanya penyelia dan admin yang dapat mengubah tenggat. Minta penyelia Anda.")
	errNoUnit     = loket.Errorf(loket.CodeInvalid, "Bagian itu tidak ada di instansi ini. Pilih dari daftar.")
)

// checkedPolicy is a policy as it may be kept: from the beginning of its day on.
func (c *Controls) checkedPolicy(by loket.Staff, change loket.PolicyChange) (loket.PolicyChange, error) {
	if mayStop(by) != nil {
		return change, errMayNotRule
	}
	reason, err := c.reason(change.Reason)
	if err != nil {
		return change, err
	}
	zone := c.Desk.Calendar(by.Agency).Zone()
	change.Agency, change.By, change.Reason, change.From = by.Agency, by.ID, reason, beginning(change.From, zone)
	if err := change.Check(beginning(c.Desk.Now(), zone)); err != nil {
		return change, err
	}
	for _, rule := range change.Answers {
		if rule.Unit != "" && c.Units != nil && !slices.Contains(c.Units(by.Agency), rule.Unit) {
			return change, errNoUnit
		}
	}
	return change, nil
}

// beginning is the first moment of the day of t in a zone.
func beginning(t time.Time, zone *time.Location) time.Time {
	year, month, day := t.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// ForeseePolicy tells what a policy would change, and returns it as it would be kept.
func (c *Controls) ForeseePolicy(ctx context.Context, by loket.Staff, change loket.PolicyChange) (loket.PolicyChange, Foresight, error) {
	change, err := c.checkedPolicy(by, change)
	if err != nil {
		return change, Foresight{}, err
	}
	f, err := c.Desk.ForeseePolicy(ctx, by.Agency, c.Channels(by.Agency), c.Policy(change))
	return change, f, err
}

// EnterPolicy keeps a policy and lets the deadlines that are ahead follow.
func (c *Controls) EnterPolicy(ctx context.Context, by loket.Staff, change loket.PolicyChange) error {
	change, err := c.checkedPolicy(by, change)
	if err == nil {
		err = c.Policies.EnterPolicy(ctx, change)
	}
	return c.changed(ctx, by, err)
}

// WithdrawPolicy ends that a policy counts: deadlines that are ahead come back to what
// was said before it.
func (c *Controls) WithdrawPolicy(ctx context.Context, by loket.Staff, id loket.PolicyID, reason string) error {
	if mayStop(by) != nil {
		return errMayNotRule
	}
	reason, err := c.reason(reason)
	if err == nil {
		err = c.Policies.WithdrawPolicy(ctx, loket.PolicyChange{ID: id, Agency: by.Agency, By: by.ID, Reason: reason})
	}
	return c.changed(ctx, by, err)
}
