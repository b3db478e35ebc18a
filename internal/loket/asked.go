package loket

import "time"

// Asked is a question that a citizen asked, as the ledger keeps it.
type Asked struct {
	Message MessageID
	At      time.Time // when it was received
	Text    string    // redacted
	Topic   string    // the entry that was quoted last before it; empty: none within a day
	Choices []string  // the entries that were offered last before it, if that came after the quote
}
