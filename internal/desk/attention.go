package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"loket/internal/loket"
)

// Attention lists the tickets whose delay the member of staff is told of, the
// highest level first, a hundred at most.
func (d *Desk) Attention(ctx context.Context, by loket.Staff) ([]loket.InboxRow, error) {
	if !by.Active() || !by.MayOversee() {
		return nil, errMayNotOversee
	}
	rows, err := d.Lists.Delayed(ctx, by.Agency, by.Role.Hears())
	if err != nil {
		return nil, fmt.Errorf("list delayed tickets: %w", err)
	}
	return Delayed(rows, by), nil
}

// errMayNotOversee is what a role hears that is not told of delays.
var errMayNotOversee = loket.Errorf(loket.CodeForbidden, "Daftar ini untuk penyelia dan pimpinan. Minta admin bila Anda memerlukannya.")

// Delayed are the rows of a list whose delay a member of staff is told of, the
// highest level first, then what is due longest.
func Delayed(rows []loket.InboxRow, by loket.Staff) []loket.InboxRow {
	delayed := slices.DeleteFunc(slices.Clone(rows), func(r loket.InboxRow) bool { return !by.Hears(r.Ticket.Ladder.Level) })
	slices.SortStableFunc(delayed, func(a, b loket.InboxRow) int {
		return cmp.Or(cmp.Compare(b.Ticket.Ladder.Level, a.Ticket.Ladder.Level), a.Ticket.DueAt.Compare(b.Ticket.DueAt))
	})
	return delayed
}
