package crash

// Point is a step of a message's way at which the program can be made to die.
type Point string

// In: from the channel to the ledger.
const (
	Received    Point = "received"    // an update was fetched and read; nothing is stored
	Redacted    Point = "redacted"    // personal data is taken out; the transaction has not begun
	Appended    Point = "appended"    // rows and events of any transaction are written, not committed
	Stored      Point = "stored"      // the message is committed; the clerk was not woken
	Accepted    Point = "accepted"    // the adapter knows; no offset was raised, no 200 written
	Confirming  Point = "confirming"  // a poll (or a call before the first one) is written, with the offset that was due; no answer yet
	Unreadable  Point = "unreadable"  // an update nobody can read is about to be set aside
	Quarantined Point = "quarantined" // it is set aside and not acknowledged
)

// The clerk: from a pending message to what is owed for it.
const (
	Taken      Point = "taken"      // a worker has the conversation and has read nothing
	Considered Point = "considered" // the conversation is read, nothing is decided
	Decided    Point = "decided"    // the decision is made, not committed
	Settled    Point = "settled"    // it is committed, its first send marked as begun; nothing was sent
	Announcing Point = "announcing" // a ticket is committed; the queue has not heard of it
	Announced  Point = "announced"  // the queue knows the ticket
)

// Out: from what is owed to what is recorded.
const (
	Recovering Point = "recovering" // at the start, before half-made sends are settled
	Begun      Point = "begun"      // a send is marked as begun by a commit of its own
	Sending    Point = "sending"    // just before the call
	Written    Point = "written"    // the call's last byte is written; doubtful from here …
	Answering  Point = "answering"  // the first byte of the answer has come
	Answered   Point = "answered"   // the answer is read, not recorded; … to here
	Recorded   Point = "recorded"   // what became of the send is committed
)

// Staff: what a form does to a ticket.
const (
	Claiming Point = "claiming" // the claim is decided within its transaction
	Claimed  Point = "claimed"  // it is committed; the queue has not heard, the page is not answered
	Replying Point = "replying" // the reply is decided within its transaction
	Replied  Point = "replied"  // it is owed; the outbox has not heard
	Closing  Point = "closing"  // the closing is decided within its transaction
	Closed   Point = "closed"   // it is committed; the queue has not heard
)

// Reconciling is passed at each comparison of the queue with the ledger. No
// message passes it, so it is only for being held up.
const Reconciling Point = "reconciling"

// Points lists every point, in the order of a message's way.
func Points() []Point {
	return []Point{
		Received, Redacted, Appended, Stored, Accepted, Confirming, Unreadable, Quarantined,
		Taken, Considered, Decided, Settled, Announcing, Announced,
		Recovering, Begun, Sending, Written, Answering, Answered, Recorded,
		Claiming, Claimed, Replying, Replied, Closing, Closed,
	}
}
