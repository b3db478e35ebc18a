package history

import (
	"fmt"
	"slices"
	"sync"
)

// Action is what a client tried.
type Action string

// The actions. The key of Ask is an origin key, of Lapse nothing, of the others
// a ticket.
const (
	Ask   Action = "ask"   // a citizen's update; ok: the program has confirmed it
	Claim Action = "claim" // ok: the epoch is that of the new lease
	Reply Action = "reply" // under an epoch, with a mark that no other reply has
	Close Action = "close" // under an epoch
	Lapse Action = "lapse" // every lease on a ticket runs out somewhere within
)

// Phase is the beginning of an operation, or its end.
type Phase string

// The phases. Info is the end of an operation of which nobody knows whether it
// took effect: the connection broke, or the program said that it failed itself.
const (
	Invoke Phase = "invoke"
	OK     Phase = "ok"
	Fail   Phase = "fail" // it certainly took no effect
	Info   Phase = "info"
)

// Entry is one line of a history.
type Entry struct {
	Op     int // pairs a beginning with its end; from 1
	Client string
	Action Action
	Phase  Phase
	Key    string
	Epoch  int64
	Mark   string
}

// Log is a history being made. The order of its entries is that of real time.
// It is safe for concurrent use; its zero value is empty.
type Log struct {
	mu      sync.Mutex // guards what follows
	entries []Entry
	last    int // number of the newest operation
}

// Begin notes that a client is about to try something, and returns its number.
func (l *Log) Begin(e Entry) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	e.Op, e.Phase = l.last, Invoke
	l.entries = append(l.entries, e)
	return e.Op
}

// End notes how an operation ended; the epoch is that of a lease it brought, or
// 0.
func (l *Log) End(op int, phase Phase, epoch int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, Entry{Op: op, Phase: phase, Epoch: epoch})
}

// Operations is how many have begun.
func (l *Log) Operations() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

// Entries is the history so far.
func (l *Log) Entries() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries)
}

// Operation is a beginning with its end.
type Operation struct {
	Entry // of the beginning; Phase and, of a claim, Epoch are those of the end

	Began, Ended int // places in the history
}

// before tells whether an operation had ended when another began.
func (o Operation) before(other Operation) bool { return o.Ended < other.Began }

// maybe tells whether an operation may have taken effect.
func (o Operation) maybe() bool { return o.Phase != Fail }

// pair joins beginnings and ends, and complains of what has not exactly one of
// each, and of a client that did two things at once.
func pair(entries []Entry) (ops []Operation, faults []Violation) {
	open := map[int]int{}     // operation → its place in ops
	busy := map[string]bool{} // clients with an operation that has not ended
	ended := map[int]bool{}
	for at, e := range entries {
		if e.Phase == Invoke {
			if busy[e.Client] && e.Action != Ask {
				faults = append(faults, violation(Unended, "%s began operation %d before its last one ended", e.Client, e.Op))
			}
			busy[e.Client] = true
			open[e.Op] = len(ops)
			ops = append(ops, Operation{Entry: e, Began: at, Ended: len(entries)})
			continue
		}
		i, known := open[e.Op]
		if !known || ended[e.Op] {
			faults = append(faults, violation(Unended, "operation %d ended %s without a beginning of its own", e.Op, e.Phase))
			continue
		}
		ended[e.Op] = true
		busy[ops[i].Client] = false
		ops[i].Phase, ops[i].Ended = e.Phase, at
		if ops[i].Action == Claim {
			ops[i].Epoch = e.Epoch
		}
	}
	for _, o := range ops {
		if !ended[o.Op] {
			faults = append(faults, violation(Unended, "%s %d of %s on %s has no end", o.Action, o.Op, o.Client, o.Key))
		}
	}
	return ops, faults
}

// Rule names what a violation breaks.
type Rule string

// The rules.
const (
	Lost    Rule = "lost"    // (a) what was confirmed is in the ledger once, settled and answered
	Holder  Rule = "holder"  // (b) one holder at a time, and none that is stale writes
	Sends   Rule = "sends"   // (c) what people got is what the ledger says they got
	Time    Rule = "time"    // (d) no duration is negative
	Order   Rule = "order"   // (e) a conversation keeps its order
	Unended Rule = "unended" // (f) every operation has one beginning and one end
)

// Violation is one thing that must not have happened.
type Violation struct {
	Rule Rule
	Text string
}

// String implements fmt.Stringer.
func (v Violation) String() string { return string(v.Rule) + ": " + v.Text }

func violation(r Rule, format string, args ...any) Violation {
	return Violation{r, fmt.Sprintf(format, args...)}
}
