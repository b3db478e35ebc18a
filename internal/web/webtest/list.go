package webtest

import (
	"context"
	"slices"
	"strings"

	"loket/internal/loket"
)

// List shows what a filter shows, in one page.
func (d *Desk) List(ctx context.Context, staff loket.Staff, f loket.Filter, words string, after loket.Place) (l loket.Listing, err error) {
	rows, err := d.Inbox(ctx, staff)
	slices.SortFunc(rows, func(a, b loket.InboxRow) int { return a.Ticket.Before(b.Ticket) })
	l.Tally.Mine = map[loket.StaffID]int{}
	for _, row := range rows {
		d.tally(&l.Tally, row, staff)
		if !f.Shows(row, staff, d.Now()) || !strings.Contains(row.Question, words) {
			continue
		}
		l.Found++
		if after == (loket.Place{}) || row.Ticket.Place().After(after) > 0 {
			l.Rows = append(l.Rows, row)
		}
	}
	l.More = len(l.Rows) > loket.ListPage
	l.Rows = l.Rows[:min(len(l.Rows), loket.ListPage)]
	return l, err
}

func (d *Desk) tally(t *loket.Tally, row loket.InboxRow, staff loket.Staff) {
	on := func(tab loket.Tab) int {
		if row.Ticket.On(tab, staff, d.Now()) {
			return 1
		}
		return 0
	}
	t.All++
	t.Unattended += on(loket.TabUnattended)
	t.Mine[staff.ID] += on(loket.TabMine)
	if row.Ticket.State == loket.TicketReview {
		t.Review++
	} else {
		t.Waiting += on(loket.TabWaiting)
	}
}

// Shelf returns the folders of everybody, and no topics.
func (d *Desk) Shelf(context.Context, loket.Staff) ([]loket.Folder, []string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.folders), nil, d.err
}

// KeepFolder keeps or renames a folder.
func (d *Desk) KeepFolder(_ context.Context, _ loket.Staff, f loket.Folder) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if f.Name == "" {
		return loket.ErrFolderName
	}
	if f.ID == "" {
		f.ID = loket.FolderID("f-" + f.Name)
		d.folders = append(d.folders, f)
		return d.err
	}
	for i := range d.folders {
		if d.folders[i].ID == f.ID {
			d.folders[i].Name = f.Name
			return d.err
		}
	}
	return loket.ErrNotFound
}

// DropFolder forgets a folder.
func (d *Desk) DropFolder(_ context.Context, _ loket.Staff, id loket.FolderID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := len(d.folders)
	d.folders = slices.DeleteFunc(d.folders, func(f loket.Folder) bool { return f.ID == id })
	if len(d.folders) == before {
		return loket.ErrNotFound
	}
	return d.err
}
