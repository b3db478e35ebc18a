package loket

import "time"

// Person is who a ticket is with, as staff see it without a reason: names and
// addresses masked down to their last four characters.
type Person struct {
	Contact ContactID
	Ticket  Ticket // from which they were looked up
	Channel ChannelKind
	Since   time.Time // when they first wrote
	Erased  bool      // nothing of theirs is kept any more

	Name, External, Address string // masked; see Unmasked

	BlockedUntil  time.Time // zero: they are not blocked
	BlockedReason string
	Earlier       []InboxRow // their other tickets with this agency, the newest first
}

// Unmasked is a contact's data in full.
type Unmasked struct {
	Name     string // as the channel gives it; may be empty
	External string // the channel's id of the person: on Telegram the number of the account
	Address  string // where answers go; on most channels the same
}

// MostEarlier bounds how many other tickets of a person are shown.
const MostEarlier = 20

// LeastReason is how long a reason for reading contact data is at least, in
// characters.
const LeastReason = 10
