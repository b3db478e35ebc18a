package store

import "time"

// ms is how a time stands in the ledger: milliseconds UTC, 0 for none.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// clock reads a time of the ledger.
func clock(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// when scans a BIGINT of milliseconds into a time.
type when struct{ to *time.Time }

// Scan implements sql.Scanner.
func (w when) Scan(src any) error {
	n, _ := src.(int64)
	*w.to = clock(n)
	return nil
}
