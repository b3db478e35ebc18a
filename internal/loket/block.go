package loket

import "time"

// MostBlock bounds a block: nobody is shut out of an office for good.
const MostBlock = 90 * 24 * time.Hour

// Block is what a contact is blocked for. While it stands their messages are
// kept and open no ticket; danger is heard all the same.
type Block struct {
	At     time.Time
	Until  time.Time // zero: the block is lifted
	Reason string
}

// Blocked tells whether the contact is blocked at now.
func (c Contact) Blocked(now time.Time) bool { return now.Before(c.BlockedUntil) }
