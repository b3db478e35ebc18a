package loket_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestErratumCheck(t *testing.T) {
	t.Parallel()
	right := loket.Erratum{Reason: "tarif lama", Wrong: []string{"r1"}}
	for name, c := range map[string]struct {
		change func(*loket.Erratum)
		want   error
	}{
		"Right":         {func(*loket.Erratum) {}, nil},
		"NoReason":      {func(e *loket.Erratum) { e.Reason = " \n" }, loket.ErrErratumReason},
		"LongestReason": {func(e *loket.Erratum) { e.Reason = strings.Repeat("ä", loket.LongestErratumReason) }, nil},
		"TooLong":       {func(e *loket.Erratum) { e.Reason = strings.Repeat("a", loket.LongestErratumReason+1) }, loket.ErrErratumLong},
		"NothingWrong":  {func(e *loket.Erratum) { e.Wrong = nil }, loket.ErrErratumSame},
	} {
		e := right
		c.change(&e)
		if got := e.Check(); !errors.Is(got, c.want) {
			t.Errorf("%s: Check() = %v, want %v", name, got, c.want)
		}
	}
}

// TestErratumApprove: a sensitive one needs somebody else, and each is approved once.
func TestErratumApprove(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		sensitive bool
		by        loket.StaffID
		want      error
	}{{false, "a", nil}, {false, "b", nil}, {true, "a", loket.ErrErratumSecond}, {true, "b", nil}} {
		e := loket.Erratum{By: "a", Sensitive: c.sensitive}
		if got := e.Approve(c.by, at); !errors.Is(got, c.want) || (got == nil) != e.ApprovedAt.Equal(at) || got == nil && e.ApprovedBy != c.by {
			t.Errorf("sensitive %v, by %s: Approve() = %v with %+v, want %v", c.sensitive, c.by, got, e, c.want)
		}
		if c.want == nil {
			if got := e.Approve("c", at.Add(time.Hour)); !errors.Is(got, loket.ErrErratumApproved) || e.ApprovedBy != c.by {
				t.Errorf("approved again = %v, by %s, want %v", got, e.ApprovedBy, loket.ErrErratumApproved)
			}
		}
	}
}

func TestErratumReach(t *testing.T) {
	t.Parallel()
	r := loket.ErratumReach{Channels: []loket.ErratumChannel{{N: 3}, {N: 4}}, Left: 9, Before: 9}
	if got := r.Recipients(); got != 7 {
		t.Errorf("Recipients() = %d, want those on the channels alone", got)
	}
}
