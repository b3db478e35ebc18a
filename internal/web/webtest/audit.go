package webtest

import (
	"context"

	"loket/internal/loket"
)

// AuditLog holds rows, the newest first, whose filter it remembers. It is not for
// concurrent use.
type AuditLog struct {
	Rows  []loket.AuditRow
	State loket.AuditState
	Asked loket.AuditFilter // of the last call
}

// AuditRows returns the rows below the filter's cursor.
func (l *AuditLog) AuditRows(_ context.Context, f loket.AuditFilter) (out []loket.AuditRow, err error) {
	l.Asked = f
	for _, row := range l.Rows {
		if (f.Before == 0 || row.Seq < f.Before) && len(out) < f.Limit {
			out = append(out, row)
		}
	}
	return out, nil
}

// AuditState returns the state.
func (l *AuditLog) AuditState(context.Context) (loket.AuditState, error) { return l.State, nil }
