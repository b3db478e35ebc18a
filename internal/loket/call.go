package loket

import "time"

// Call is one request of a program that changes something, under the key by which
// the program would repeat it.
type Call struct {
	Token   TokenID
	Key     string // the program's own, one for each thing it wants done
	Request string // all that was asked for: the same key with another is a mistake
	Attempt int64  // drawn by the ledger: only what the latest attempt writes counts
}

// CallLimit is how long one attempt may take. What has not been done by then is
// never done by it, and may be tried again.
const CallLimit = 30 * time.Second

// CallState is what the ledger knows of a call that comes in.
type CallState int

// The states of a call.
const (
	CallNew      CallState = iota // nobody has done it: go on
	CallAnswered                  // it was done, and this was the answer
	CallRunning                   // another attempt is under way
	CallDiffers                   // the key was used for something else
	CallDone                      // it was done; the answer was lost on the way
)

// CallAnswer is what a call was answered with.
type CallAnswer struct {
	State  CallState
	Status int    // of HTTP
	Body   []byte // JSON
}
