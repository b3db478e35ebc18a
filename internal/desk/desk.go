package desk

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"loket/internal/attach"
	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// Ledger is what the desk needs of the store.
type Ledger interface {
	// OpenTickets returns an agency's open tickets in the order of the queue.
	OpenTickets(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.InboxRow, error)
	// Ticket returns one ticket with its conversation; loket.ErrNotFound.
	Ticket(ctx context.Context, agency loket.AgencyID, id loket.TicketID) (loket.TicketView, error)
	// NoteView records in the audit log that a member of staff read a ticket.
	NoteView(ctx context.Context, by loket.Staff, id loket.TicketID) error
	// UpdateTicket lets change decide on a ticket and writes the ticket and
	// what change returns in one transaction. The change may run again.
	UpdateTicket(
		ctx context.Context, agency loket.AgencyID, id loket.TicketID,
		change func(*loket.Ticket, loket.Situation) (loket.Change, error),
	) (loket.Ticket, error)
	// MergeTickets lets change decide on two tickets and writes both, with what it
	// returns, in one transaction; what belongs to the first stands with the second
	// then. The change may run again.
	MergeTickets(
		ctx context.Context, agency loket.AgencyID, from, into loket.TicketID,
		change func(from, into *loket.Ticket, s loket.Situation) (loket.Change, error),
	) (merged, kept loket.Ticket, err error)
	// OpenTicket returns the open ticket of a kind in a conversation; nil: none.
	OpenTicket(ctx context.Context, c loket.ConversationID, kind loket.TicketKind) (*loket.Ticket, error)
	// LastClosed returns the ticket of a kind closed last in a conversation, at
	// since or later; nil: none.
	LastClosed(ctx context.Context, c loket.ConversationID, kind loket.TicketKind, since time.Time) (*loket.Ticket, error)
	// PastPause returns tickets of all agencies whose pause has ended by now.
	PastPause(ctx context.Context, now time.Time, limit int) ([]loket.Ticket, error)
}

// Queue finds waiting tickets fast. The ledger decides: every call here is a
// hint whose failure a reconciler makes good.
type Queue interface {
	// Waiting puts a ticket in its place.
	Waiting(ctx context.Context, t loket.Ticket) error
	// Taken takes a claimed ticket out of reach of others until its lease ends.
	Taken(ctx context.Context, t loket.Ticket) error
	// Next finds the ticket of a unit of the member's agency, of any of the member's
	// for an empty one, whose turn it is, and keeps it for them until a time; false: it knows of
	// none. The same request gets the same ticket. Of the ticket it knows id, agency
	// and unit.
	Next(ctx context.Context, by loket.Staff, unit loket.UnitID, request string, until time.Time) (loket.Ticket, bool, error)
	// Gone forgets a ticket.
	Gone(ctx context.Context, t loket.Ticket) error
}

// Terms are the times the desk works by.
type Terms struct {
	Lease  time.Duration // how long a claim holds without a sign of life
	Office bool          // Lease is office time

	Citizen     time.Duration // how long a ticket waits for its citizen, in office time
	CloseSilent bool          // then it is closed; otherwise staff look at it again
}

// DefaultTerms are the terms until an agency sets its own.
func DefaultTerms() Terms {
	return Terms{Lease: 5 * time.Minute, Citizen: 24 * time.Hour}
}

// Desk is the staff's side. Its fields are set once, before use.
type Desk struct {
	Ledger Ledger
	Queue  Queue
	Terms  Terms
	Due    func(agency loket.AgencyID, now time.Time, within time.Duration) time.Time // in office time
	Now    func() time.Time
	Log    *slog.Logger

	Calendar func(agency loket.AgencyID) calendar.Calendar // when the counter is open
	Policy   func(agency loket.AgencyID) loket.Policy      // by when tickets should be answered
	Ladder   LadderLedger                                  // the ledger, where delays are told
	Promises *Promises                                     // what citizens can be told of their tickets
	Lists    ListLedger                                    // what the console's lists are read from
	Folders  FolderLedger                                  // the filters staff keep
	Team     TeamLedger                                    // who is at work
	Viewers  ViewerLedger                                  // who has which ticket's page open
	People   PersonLedger                                  // who tickets are with

	Attachments FileLedger // where what citizens sent lies
	// Fetch gets a citizen's file from its channel; a loket.Error says why not.
	Fetch func(ctx context.Context, in loket.Incoming) ([]byte, error)

	Floor    FloorLedger                     // what a supervisor looks after
	Capacity func(agency loket.AgencyID) int // how many tickets one may hold at once; nil: any number
	Words    Words
	Pages    PageLedger    // where programs read tickets from, page by page
	Ready    ReadyLedger   // what staff say often
	Mentions MentionLedger // who was named in notes

	// Destinations are the units and agencies an agency's staff may give a ticket.
	Destinations func(agency loket.AgencyID) []loket.Destination

	// Quote is what an entry says to a citizen now; loket.ErrEntryChanged: not what it
	// said under that revision; loket.ErrEntryGone: it may not be quoted.
	Quote func(agency loket.AgencyID, q loket.Quoted) (string, error)
	// Form is a form the office has laid out for its citizens; false: it has not.
	Form func(agency loket.AgencyID, code string) (loket.Form, bool)
	// Files checks files that go out, and those that came in before they are shown.
	Files *attach.Checker
	// Guard refuses replies that ask for what an office never asks for.
	Guard privacy.Guard
	// Redactor hides personal data in what staff write for each other.
	Redactor privacy.Redactor
	// Compose cuts a text into the sends of a channel.
	Compose func(a loket.Answer, e loket.Envelope, c loket.Content) []loket.Send
	// Owe tells the outbox of sends that were committed.
	Owe func(sends ...loket.Send)
}

// Open makes the ticket a hand-off opens. It stores nothing.
func (d *Desk) Open(now time.Time, s loket.Situation, why loket.HandOff) loket.Ticket {
	t := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber(s.Agency.Code), Agency: s.Agency.ID,
		Channel: s.Conversation.Channel, Conversation: s.Conversation.ID, Episode: why.Message.Episode,
		Message: why.Message.ID, Unit: loket.DefaultUnit, Kind: why.Kind, Priority: why.Priority,
		State: loket.TicketWaiting, Topic: why.Topic, Reason: why.Reason, OpenedAt: now,
	}
	t.Legal = d.legal(t.Agency, t.Kind, now)
	t.DueAt, t.Ladder = d.NextDue(t, now), loket.BeginLadder(now)
	t.Ladder.NextAt, t.Ladder.ComputedBy = d.nextStep(t), d.version(t.Agency)
	return t
}

// Standing returns the open ticket of a kind in a conversation; nil: none.
func (d *Desk) Standing(ctx context.Context, s loket.Situation, kind loket.TicketKind) (*loket.Ticket, error) {
	return d.Ledger.OpenTicket(ctx, s.Conversation.ID, kind)
}

// Announce puts a stored ticket into the queue; one that was closed leaves it.
func (d *Desk) Announce(ctx context.Context, t loket.Ticket) {
	if !t.Open() {
		d.hint(ctx, t, d.Queue.Gone)
		return
	}
	d.hint(ctx, t, d.Queue.Waiting)
}

// hint tells the queue; a failure is logged and left to the reconciler.
func (d *Desk) hint(ctx context.Context, t loket.Ticket, tell func(context.Context, loket.Ticket) error) {
	if err := tell(ctx, t); err != nil {
		d.Log.Warn("tell the queue", "ticket", t.ID, "state", t.State, "err", err)
	}
}

// inboxLimit bounds how many tickets one list shows.
const inboxLimit = 500

// Inbox lists the open tickets of the staff member's agency, first things
// first.
func (d *Desk) Inbox(ctx context.Context, by loket.Staff) ([]loket.InboxRow, error) {
	if err := mayServe(by); err != nil {
		return nil, err
	}
	rows, err := d.Ledger.OpenTickets(ctx, by.Agency, inboxLimit)
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	return rows, nil
}

// View returns a ticket of the staff member's agency with its conversation, and
// has the audit log say that they read it.
func (d *Desk) View(ctx context.Context, by loket.Staff, id loket.TicketID) (loket.TicketView, error) {
	if err := mayServe(by); err != nil {
		return loket.TicketView{}, err
	}
	view, err := d.Ledger.Ticket(ctx, by.Agency, id)
	if err != nil {
		return view, fmt.Errorf("view ticket: %w", err)
	}
	if err := d.Ledger.NoteView(ctx, by, id); err != nil {
		return loket.TicketView{}, fmt.Errorf("note the view: %w", err)
	}
	return view, nil
}

// errMayNotServe is what a role hears that works on no tickets.
var errMayNotServe = loket.Errorf(loket.CodeForbidden, "Peran Anda tidak melayani tiket. Minta admin memberi peran petugas.")

func mayServe(by loket.Staff) error {
	if !by.Active() || !by.MayServe() {
		return errMayNotServe
	}
	return nil
}
