package desk

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// ListLedger is what the lists of tickets are read from.
type ListLedger interface {
	// Worklist returns a page of what a filter shows, by its turn, from behind a place
	// on, and whether there is more.
	Worklist(ctx context.Context, by loket.Staff, f loket.Filter, after loket.Place) (rows []loket.InboxRow, more bool, err error)
	// Search finds what holds every word; incomplete: there was more to go through.
	Search(ctx context.Context, by loket.Staff, f loket.Filter, text string) (found []loket.Place, complete bool, err error)
	// Rows returns those of loket.ListPage tickets at most that the member's agency
	// has, as they stand in a list, by their turn.
	Rows(ctx context.Context, by loket.Staff, ids []loket.TicketID) ([]loket.InboxRow, error)
	// Tally counts an agency's open tickets.
	Tally(ctx context.Context, agency loket.AgencyID) (loket.Tally, error)
	// Delayed returns the open tickets whose delay was told up to a level or beyond.
	Delayed(ctx context.Context, agency loket.AgencyID, atLeast loket.Level) ([]loket.InboxRow, error)
}

// List returns a page of the open tickets a filter shows, those that come first
// first, and the counts of all tabs. With words it shows what holds all of them.
func (d *Desk) List(
	ctx context.Context, by loket.Staff, f loket.Filter, words string, after loket.Place,
) (l loket.Listing, err error) {
	if err := mayServe(by); err != nil {
		return l, err
	}
	if l.Tally, err = d.Lists.Tally(ctx, by.Agency); err != nil {
		return l, fmt.Errorf("list tickets: %w", err)
	}
	if words = tidy(words); words != "" {
		err = d.search(ctx, by, f, words, after, &l)
	} else {
		l.Rows, l.More, err = d.Lists.Worklist(ctx, by, f, after)
	}
	if err != nil {
		return l, fmt.Errorf("list tickets: %w", err)
	}
	return l, nil
}

// search fills the page of a search.
func (d *Desk) search(ctx context.Context, by loket.Staff, f loket.Filter, words string, after loket.Place, l *loket.Listing) error {
	found, complete, err := d.Lists.Search(ctx, by, f, words)
	if err != nil {
		return err
	}
	l.Found, l.Partial = len(found), !complete
	page := make([]loket.TicketID, 0, loket.ListPage)
	for _, place := range found {
		if after != (loket.Place{}) && place.After(after) <= 0 {
			continue
		}
		if l.More = len(page) == loket.ListPage; l.More {
			break
		}
		page = append(page, place.Ticket)
	}
	if len(page) == 0 {
		return nil
	}
	l.Rows, err = d.Lists.Rows(ctx, by, page) // but for what went elsewhere meanwhile
	l.More = l.More && len(l.Rows) > 0
	return err
}

// FolderLedger is where the filters staff keep are kept, each member's own.
type FolderLedger interface {
	Folders(ctx context.Context, by loket.Staff) ([]loket.Folder, error)
	AddFolder(ctx context.Context, by loket.Staff, f loket.Folder) error
	RenameFolder(ctx context.Context, by loket.Staff, id loket.FolderID, name string) error
	DropFolder(ctx context.Context, by loket.Staff, id loket.FolderID) error
	// OpenTopics names what an agency's open tickets are about.
	OpenTopics(ctx context.Context, agency loket.AgencyID) ([]string, error)
}

// maxFolderName is how long a folder's name may be, in characters.
const maxFolderName = 40

// Shelf returns the folders of the member, and the topics they can filter by.
func (d *Desk) Shelf(ctx context.Context, by loket.Staff) (folders []loket.Folder, topics []string, err error) {
	if err := mayServe(by); err != nil {
		return nil, nil, err
	}
	folders, err = d.Folders.Folders(ctx, by)
	if err == nil {
		topics, err = d.Folders.OpenTopics(ctx, by.Agency)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read folders: %w", err)
	}
	return folders, topics, nil
}

// KeepFolder keeps a filter under a name, or renames the folder that f.ID names.
// Personal data in a name is hidden. loket.ErrFolderName, loket.ErrFolderTwice,
// loket.ErrFolders, loket.ErrNotFound.
func (d *Desk) KeepFolder(ctx context.Context, by loket.Staff, f loket.Folder) error {
	if err := mayServe(by); err != nil {
		return err
	}
	f.Name = d.Redactor.Redact(strings.Join(strings.Fields(tidy(f.Name)), " ")).Text
	if n := utf8.RuneCountInString(f.Name); n == 0 || n > maxFolderName || !utf8.ValidString(f.Name) {
		return loket.ErrFolderName
	}
	if f.ID != "" {
		return d.Folders.RenameFolder(ctx, by, f.ID, f.Name)
	}
	f.ID = loket.NewID[loket.FolderID]()
	return d.Folders.AddFolder(ctx, by, f)
}

// DropFolder forgets a folder of the member's.
func (d *Desk) DropFolder(ctx context.Context, by loket.Staff, id loket.FolderID) error {
	if err := mayServe(by); err != nil {
		return err
	}
	return d.Folders.DropFolder(ctx, by, id)
}
