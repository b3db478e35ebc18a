package loket

import (
	"cmp"
	"time"
)

// Tab is one view of the open tickets of an agency.
type Tab string

// The tabs.
const (
	TabMine       Tab = "milik"    // whose name is on it: held, or put aside
	TabWaiting    Tab = "menunggu" // whoever's comes first
	TabAll        Tab = "semua"
	TabUnattended Tab = "belum" // the citizen waits for a human's words, the first or the next
)

// Tabs lists the tabs as they stand on the page.
func Tabs() []Tab { return []Tab{TabMine, TabWaiting, TabAll, TabUnattended} }

// ListPage is how many tickets one page of a list shows.
const ListPage = 50

// Filter says which open tickets a list shows: a tab, and of it what meets every
// condition that is set.
type Filter struct {
	Tab     Tab // empty: every one
	Kind    TicketKind
	Unit    UnitID
	Channel ChannelKind
	Topic   string
	Holder  StaffID
	Late    bool
}

// Shows tells whether a ticket of the member's agency is on the list at now.
func (f Filter) Shows(r InboxRow, by Staff, now time.Time) bool {
	t := r.Ticket
	return t.Open() && t.On(f.Tab, by, now) && (!f.Late || t.Late(now)) &&
		either(f.Kind, t.Kind) && either(f.Unit, t.Unit) && either(f.Channel, r.Channel) &&
		either(f.Topic, t.Topic) && either(f.Holder, t.Staff)
}

// either tells whether a condition is unset or met.
func either[T ~string](wanted, is T) bool { return wanted == "" || wanted == is }

// On tells whether an open ticket stands on a member's tab. Whose holder's time ran
// out waits again, and stays with the holder until somebody else takes it.
func (t Ticket) On(tab Tab, by Staff, now time.Time) bool {
	switch tab {
	case TabMine:
		return t.Staff == by.ID && (t.State == TicketClaimed || t.Paused())
	case TabWaiting:
		return t.Claimable(now) || t.State == TicketReview && by.MaySupervise()
	case TabUnattended:
		return t.Unattended()
	case TabAll:
	}
	return true
}

// Unattended tells whether the citizen waits for a human's words, the first or the
// next.
func (t Ticket) Unattended() bool {
	return t.Open() && (t.FirstReplyAt.IsZero() || t.Ladder.Climbing())
}

// Late tells whether an answer is owed, by staff, since before now.
func (t Ticket) Late(now time.Time) bool {
	return t.Unattended() && !t.Paused() && !t.DueAt.IsZero() && t.DueAt.Before(now)
}

// Place is where a list goes on: behind a ticket. Its zero value: at the front.
type Place struct {
	Turn   time.Time
	Ticket TicketID
}

// Place is the ticket's own.
func (t Ticket) Place() Place { return Place{Turn: t.Turn(), Ticket: t.ID} }

// After orders places as Ticket.Before orders tickets. Positive: p comes behind.
func (p Place) After(other Place) int {
	return cmp.Or(p.Turn.Compare(other.Turn), cmp.Compare(p.Ticket, other.Ticket))
}

// Tally counts the open tickets of an agency.
type Tally struct {
	All        int
	Waiting    int // but for those that wait for a supervisor
	Review     int
	Unattended int
	Mine       map[StaffID]int // those with a member's name on them
}

// Of is the count of a member's tab.
func (c Tally) Of(tab Tab, by Staff) int {
	switch tab {
	case TabMine:
		return c.Mine[by.ID]
	case TabWaiting:
		if by.MaySupervise() {
			return c.Waiting + c.Review
		}
		return c.Waiting
	case TabUnattended:
		return c.Unattended
	case TabAll:
	}
	return c.All
}

// Listing is one page of a list.
type Listing struct {
	Rows  []InboxRow
	Tally Tally
	More  bool // there is a next page

	// Of a search: how many it found, and whether there was more than it goes
	// through.
	Found   int
	Partial bool
}

// MostFolders is how many folders a member of staff may keep.
const MostFolders = 20

// Folder is a filter a member of staff keeps under a name.
type Folder struct {
	ID    FolderID
	Name  string
	Query string // the filter as it stands in the address of a list
}

// What a folder is refused for.
var (
	ErrFolderName  = Errorf(CodeInvalid, "Beri folder nama, paling banyak 40 huruf, lalu simpan lagi.")
	ErrFolderTwice = Errorf(CodeConflict, "Anda sudah punya folder dengan nama itu. Pilih nama lain.")
	ErrFolders     = Errorf(CodeConflict, "Anda sudah punya 20 folder, sebanyak yang boleh. Hapus satu, lalu simpan lagi.")
)

// Stirred is what happened to the open tickets of an agency since an event.
type Stirred struct {
	Agency  AgencyID
	Ticket  TicketID
	Citizen bool // the citizen wrote
}
