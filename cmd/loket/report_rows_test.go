package main

import (
	"context"
	"errors"
	"io"
	"testing"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
)

// TestOfFlag tells a wrong command line from what went wrong behind it.
func TestOfFlag(t *testing.T) {
	t.Parallel()
	away := errors.New("the ledger is away")
	f := figures{hours: func(context.Context, loket.AgencyID) (*calendar.Meter, error) { return nil, away }}
	_, err := f.rowWish(t.Context(), "kupang", "tickets", "csv", report.Wish{})
	if got := ofFlag(err); !errors.Is(got, away) || exitCode(got, io.Discard) != exitFailed {
		t.Errorf("ofFlag(%v) = %v with exit %d, want it as it is and 1", err, got, exitCode(got, io.Discard))
	}
	wrong := loket.Errorf(loket.CodeInvalid, `from "x" bukan tanggal`)
	if got := ofFlag(wrong); got.Error() != `--from "x" bukan tanggal` || exitCode(got, io.Discard) != exitUsage {
		t.Errorf("ofFlag(%v) = %v with exit %d, want it about the flag and 2", wrong, got, exitCode(got, io.Discard))
	}
}
