package loket

import "time"

// NoteKind tells what a note is about.
type NoteKind string

// The kinds of notes.
const (
	NotePlain    NoteKind = "note"
	NoteBlock    NoteKind = "block"    // why the citizen was blocked
	NoteTransfer NoteKind = "transfer" // why a ticket was given to another unit or agency
	NoteReassign NoteKind = "reassign" // why a supervisor gave it to somebody, or took it back
	NoteRating   NoteKind = "rating"   // what the citizen wrote beside a score; it has no author
)

// Note is what a member of staff wrote about a ticket for colleagues. It is never
// sent to a citizen, and not part of what a citizen is given of their data.
type Note struct {
	ID     NoteID
	Kind   NoteKind
	Author StaffID
	Name   string // the author's, when it is read; empty: no longer known
	At     time.Time
	Text   string

	Mentions []string // logins of the colleagues it names, when it is written
}
