package loket

import "time"

// Pick is a question that the bot asked back about, and what the citizen picked. One that a
// curator has decided on is kept in mind with its words for as long as these are kept.
type Pick struct {
	Message MessageID // the question
	At      time.Time // when something was picked; of one decided on, when it was asked
	Text    string    // the question, redacted
	Entry   string    // what was picked
	Choices []string  // what was offered, as it was shown
	Reply   string    // what was typed, redacted; empty: a button was pressed
	Decided bool      // a curator took the question as a way to ask for the entry, or dismissed it
}

// What a curator decides on a question that was picked for.
const (
	PatternDismissed = 0
	PatternTaken     = 1
)
