package loket

import "time"

// Live is how the open tickets of an agency stand at a moment. It holds nothing that a
// citizen wrote.
type Live struct {
	Open         int
	Unattended   int       // no human's words yet, or the citizen waits for the next ones
	OldestSince  time.Time // since when the first of these waits; zero: none does
	PromisedSoon int       // promises that fall due within an hour
	PromiseLate  int       // broken, or past
	AtWork       int       // members of staff
}
