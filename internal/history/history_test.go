package history

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// good is a trial in which a citizen asks three times: the second question needs
// a human, two of whom take turns, and the answer to the first came twice.
func good() *Trial {
	return &Trial{
		Entries: []Entry{
			{Op: 1, Client: "chat 7", Action: Ask, Phase: Invoke, Key: "m:7:1"},
			{Op: 2, Client: "chat 7", Action: Ask, Phase: Invoke, Key: "m:7:2"},
			{Op: 1, Phase: OK},
			{Op: 2, Phase: OK},
			{Op: 3, Client: "ani", Action: Claim, Phase: Invoke, Key: "T"},
			{Op: 4, Client: "budi", Action: Claim, Phase: Invoke, Key: "T"},
			{Op: 3, Phase: OK, Epoch: 1},
			{Op: 4, Phase: Fail},
			{Op: 5, Client: "nemesis", Action: Lapse, Phase: Invoke},
			{Op: 5, Phase: Info},
			{Op: 6, Client: "budi", Action: Claim, Phase: Invoke, Key: "T"},
			{Op: 6, Phase: OK, Epoch: 2},
			{Op: 7, Client: "ani", Action: Reply, Phase: Invoke, Key: "T", Epoch: 1, Mark: "stale"},
			{Op: 8, Client: "budi", Action: Reply, Phase: Invoke, Key: "T", Epoch: 2, Mark: "first"},
			{Op: 7, Phase: Fail},
			{Op: 8, Phase: Info},
			{Op: 9, Client: "budi", Action: Close, Phase: Invoke, Key: "T", Epoch: 2},
			{Op: 9, Phase: OK},
			{Op: 10, Client: "chat 7", Action: Ask, Phase: Invoke, Key: "m:7:3"},
			{Op: 10, Phase: Info},
		},
		Accepted: []Accepted{{"7", "a", "quote"}, {"7", "b", "quote"}, {"7", "c", "receipt"}, {"7", "d", "first!"}},
		Messages: []Message{
			{ID: "m1", Origin: "m:7:1", Chat: "7", Seq: 1, Settled: true, Turn: 1, Answer: "A1"},
			{ID: "m2", Origin: "m:7:2", Chat: "7", Seq: 3, Settled: true, Turn: 2, Answer: "A2", Ticket: "T"},
		},
		Sends: []Send{
			{ID: "s1", Chat: "7", Message: "m1", Answer: "A1", State: Delivered, Doubts: 1, ChannelID: "b", Text: "quote"},
			{ID: "s2", Chat: "7", Message: "m2", Answer: "A2", State: Delivered, ChannelID: "c", Text: "receipt"},
			{ID: "s3", Chat: "7", Message: "m2", Answer: "A3", Human: true, State: Uncertain, Doubts: 1, Text: "first!", Mark: "first"},
		},
		Events: []Event{
			{Seq: 1, At: 10, Kind: "received", Message: "m1"},
			{Seq: 2, At: 11, Kind: "quote", Message: "m1", Answer: "A1"},
			{Seq: 3, At: 14, Kind: "delivered", Message: "m1", Answer: "A1"},
			{Seq: 4, At: 12, Kind: "received", Message: "m2"},
			{Seq: 5, At: 13, Kind: "handoff", Message: "m2", Ticket: "T"},
			{Seq: 6, At: 20, Kind: "claim", Message: "m2", Ticket: "T"},
			{Seq: 7, At: 21, Kind: "lease_lost", Message: "m2", Ticket: "T"},
			{Seq: 8, At: 21, Kind: "claim", Message: "m2", Ticket: "T"},
			{Seq: 9, At: 22, Kind: "reply", Message: "m2", Ticket: "T", Answer: "A3"},
			{Seq: 10, At: 23, Kind: "close", Message: "m2", Ticket: "T"},
		},
		Shown: []string{"s3"},
	}
}

func TestGood(t *testing.T) {
	t.Parallel()
	if got := good().Check(); len(got) > 0 {
		t.Errorf("Check of a good trial = %q, want nothing", got)
	}
}

// TestBad spoils the good trial in one way at a time: the checkers must say so,
// and complain of nothing by another rule.
func TestBad(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		spoil func(*Trial)
		want  string // a part of a complaint, from its rule on; empty: it is allowed
	}{
		{"LostMessage", func(r *Trial) { r.Messages = r.Messages[1:] }, "lost: m:7:1 was confirmed and is not in the ledger"},
		{"DoubledMessage", func(r *Trial) {
			r.Messages = append(r.Messages, Message{ID: "m9", Origin: "m:7:2", Chat: "7", Seq: 3, Settled: true, Turn: 2, Answer: "A2"})
		}, "lost: m:7:2 stands 2 times"},
		{"UnsettledMessage", func(r *Trial) { r.Messages[0].Settled = false }, "lost: m:7:1 was confirmed and was never settled"},
		{"UnansweredMessage", func(r *Trial) { r.Messages[0].Answer = "" }, "lost: m:7:1 was confirmed and has no answer"},
		{"AnswerGivenUp", func(r *Trial) { r.Sends[1].State = Dead }, "lost: m:7:2 was confirmed and its answer never went out"},
		{"Phantom", func(r *Trial) {
			r.Messages = append(r.Messages, Message{ID: "m9", Origin: "m:8:1", Chat: "8", Seq: 1, Settled: true})
		}, "lost: m:8:1 stands in the ledger and was never asked"},
		{"StillOwed", func(r *Trial) { r.Sends[2].State = "owed" }, "lost: send s3 to chat 7 is still owed"},
		{"LostReply", func(r *Trial) { r.end(8, OK); r.Sends = r.Sends[:2]; r.Accepted = r.Accepted[:3] }, "lost: reply first of budi was accepted"},

		{"TwoHoldersOfOneEpoch", func(r *Trial) { r.epoch(6, 1) }, "holder: ticket T: ani and budi both hold it under epoch 1"},
		{"TwoHoldersAtOnce", func(r *Trial) { r.drop(5) }, "holder: ticket T: budi took it under epoch 2 while ani held it"},
		{"EpochGoesBack", func(r *Trial) { r.epoch(3, 5) }, "holder: ticket T: claim of budi under epoch 2 was accepted after claim of ani under epoch 5"},
		{"StaleReplyAccepted", func(r *Trial) {
			r.end(7, OK)
			r.Sends = append(r.Sends, Send{ID: "s4", Chat: "7", Answer: "A4", Human: true, State: Delivered, ChannelID: "e", Text: "stale!", Mark: "stale"})
			r.Accepted = append(r.Accepted, Accepted{"7", "e", "stale!"})
		}, "holder: ticket T: reply of ani under epoch 1 was accepted after claim of budi under epoch 2"},
		{"RefusedReplySent", func(r *Trial) { r.end(8, Fail) }, "holder: reply first of budi under epoch 2 was refused and stands in the ledger"},
		{"ReplyTwiceInTheLedger", func(r *Trial) {
			r.Sends = append(r.Sends, Send{ID: "s4", Chat: "7", Answer: "A4", Human: true, State: Uncertain, Doubts: 1, Text: "first!", Mark: "first"})
			r.Shown = append(r.Shown, "s4")
		}, "holder: reply first stands 2 times"},
		{"ReplyOfNobody", func(r *Trial) { r.drop(8) }, "holder: reply first stands in the ledger and nobody wrote it"},
		{"ReplyAfterClosing", func(r *Trial) {
			r.Entries = append(r.Entries,
				Entry{Op: 11, Client: "budi", Action: Claim, Phase: Invoke, Key: "T"}, Entry{Op: 11, Phase: OK, Epoch: 2})
		}, "holder: ticket T: claim of budi was accepted after it was closed"},

		{"DeliveredAndNotGot", func(r *Trial) { r.Accepted = r.Accepted[:2:2] }, "sends: send s2 to chat 7 is delivered and was not got"},
		{"DeliveredAsOne", func(r *Trial) {
			r.Sends = append(r.Sends, Send{ID: "s4", Chat: "7", Answer: "A4", State: Delivered, ChannelID: "c", Text: "receipt"})
		}, "sends: sends s2 and s4 are delivered as one message"},
		{"DoubledAnswer", func(r *Trial) { r.Sends[0].Doubts = 0 }, "sends: chat 7 got 1 messages that no send explains, [\"quote\"], at most 0"},
		{"AnswerOfNobody", func(r *Trial) { r.Accepted = append(r.Accepted, Accepted{"7", "z", "spam"}) }, "sends: chat 7 got 1 messages that no send explains, [\"spam\"], at most 0"},
		{"DoubledReply", func(r *Trial) { r.Accepted = append(r.Accepted, Accepted{"7", "z", "first!"}) }, "sends: reply first came 2 times"},
		{"HiddenDoubt", func(r *Trial) { r.Shown = nil }, "sends: reply first is uncertain, and staff do not see it"},
		{"DoubledAnswerOfUnknownWords", func(r *Trial) {
			r.Sends = append(r.Sends, Send{ID: "s4", Chat: "7", Message: "m1", Answer: "A4", State: Uncertain, Doubts: 1})
			r.Accepted = append(r.Accepted, Accepted{"7", "y", "a"}, Accepted{"7", "z", "b"}, Accepted{"7", "w", "c"})
		}, "sends: chat 7 got 3 messages"},
		{"ReplyGivenUp", func(r *Trial) { r.Sends[2].State = Dead }, "sends: reply first was given up"},

		{"NegativeWait", func(r *Trial) { r.Events[2].At = 9 }, "time: answer A1: delivered (event 3) is 2 ms before quote (event 2)"},
		{"NegativeHandling", func(r *Trial) { r.Events[9].At = 19 }, "time: ticket T: close (event 10) is 3 ms before reply"},

		{"LedgerOutOfOrder", func(r *Trial) {
			r.Messages[0].Seq, r.Messages[1].Seq = 3, 1
			r.Sends[0].Message, r.Sends[1].Message = "m2", "m1"
		}, "order: m:7:1 and m:7:2 of chat 7 changed places"},
		{"AnswersOutOfOrder", func(r *Trial) { r.Accepted[1], r.Accepted[2] = r.Accepted[2], r.Accepted[1] }, "order: chat 7 got send s1 after s2"},

		{"SettledOutOfOrder", func(r *Trial) { r.Messages[0].Turn = 5 }, "order: chat 7: m:7:1 was settled after m:7:2"},
		{"LanesApart", func(r *Trial) {
			r.Accepted[1], r.Accepted[2] = r.Accepted[2], r.Accepted[1]
			r.Sends[1].Lane = 2
		}, ""},

		{"NoEnd", func(r *Trial) { r.Entries = r.Entries[:len(r.Entries)-1] }, "unended: ask 10 of chat 7 on m:7:3 has no end"},
		{"TwoEnds", func(r *Trial) { r.Entries = append(r.Entries, Entry{Op: 10, Phase: OK}) }, "unended: operation 10 ended ok without"},
		{"TwoAtOnce", func(r *Trial) {
			r.Entries = append(r.Entries,
				Entry{Op: 11, Client: "ani", Action: Claim, Phase: Invoke, Key: "U"}, Entry{Op: 12, Client: "ani", Action: Claim, Phase: Invoke, Key: "U"},
				Entry{Op: 11, Phase: Fail}, Entry{Op: 12, Phase: Fail})
		}, "unended: ani began operation 12 before"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := good()
			c.spoil(r)
			got := r.Check()
			if c.want == "" && len(got) == 0 {
				return
			}
			if len(got) == 0 {
				t.Fatalf("Check found nothing, want %q", c.want)
			}
			rule := Rule(strings.SplitN(c.want, ":", 2)[0])
			if slices.ContainsFunc(got, func(v Violation) bool { return v.Rule != rule }) ||
				!slices.ContainsFunc(got, func(v Violation) bool { return strings.Contains(v.String(), c.want) }) {
				t.Errorf("Check = %q, want %q and nothing of another rule", got, c.want)
			}
		})
	}
}

// end changes how an operation ended.
func (t *Trial) end(op int, phase Phase) {
	for i, e := range t.Entries {
		if e.Op == op && e.Phase != Invoke {
			t.Entries[i].Phase = phase
		}
	}
}

// epoch changes the epoch a claim ended with.
func (t *Trial) epoch(op int, epoch int64) {
	for i, e := range t.Entries {
		if e.Op == op && e.Phase != Invoke {
			t.Entries[i].Epoch = epoch
		}
	}
}

// drop takes an operation out of the history.
func (t *Trial) drop(op int) {
	kept := t.Entries[:0]
	for _, e := range t.Entries {
		if e.Op != op {
			kept = append(kept, e)
		}
	}
	t.Entries = kept
}

func TestLog(t *testing.T) {
	t.Parallel()
	var l Log
	first := l.Begin(Entry{Client: "ani", Action: Claim, Key: "T"})
	second := l.Begin(Entry{Client: "budi", Action: Claim, Key: "T"})
	l.End(second, Fail, 0)
	l.End(first, OK, 3)
	ops, faults := pair(l.Entries())
	if l.Operations() != 2 || len(faults) > 0 {
		t.Fatalf("%d operations, faults %q, want 2 and none", l.Operations(), faults)
	}
	if got := fmt.Sprintln(ops[0].Phase, ops[0].Epoch, ops[0].Began, ops[0].Ended, ops[1].Phase, ops[1].Ended); got != "ok 3 0 3 fail 2\n" {
		t.Errorf("operations = %s", got)
	}
}
