package webchat_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

// holder names one visitor's transcript.
type holder struct {
	channel loket.ChannelID
	person  string
}

// office is a ledger in memory: it keeps what the handler may rely on and
// nothing else.
type office struct {
	mu       sync.Mutex // guards all below
	lines    map[holder][]loket.Line
	inbound  map[string]loket.Inbound // by origin key
	receipts map[string]loket.Receipt
	glances  map[holder]int64
	down     error // what every call is answered with; nil: none
	reads    int

	// answer is called with each new message, outside the lock; nil: none.
	answer func(loket.Inbound)
}

func newOffice() *office {
	return &office{
		lines:    map[holder][]loket.Line{},
		inbound:  map[string]loket.Inbound{},
		receipts: map[string]loket.Receipt{},
		glances:  map[holder]int64{},
	}
}

func (o *office) Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	var receipts []loket.Receipt
	for _, in := range batch {
		receipt, err := o.receive(in)
		if err != nil {
			return nil, err
		}
		if !receipt.Duplicate && o.answer != nil {
			o.answer(in)
		}
		receipts = append(receipts, receipt)
	}
	return receipts, ctx.Err()
}

func (o *office) receive(in loket.Inbound) (loket.Receipt, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return loket.Receipt{}, o.down
	}
	if known, ok := o.receipts[in.OriginKey]; ok {
		known.Duplicate = true
		return known, nil
	}
	line := o.append(holder{in.Channel, in.Person}, loket.Line{
		FromCitizen: true, OriginKey: in.OriginKey, MessageKind: in.Kind, Text: in.Text,
	})
	o.inbound[in.OriginKey] = in
	o.receipts[in.OriginKey] = loket.Receipt{OriginKey: in.OriginKey, Seq: line.Seq}
	return o.receipts[in.OriginKey], nil
}

func (o *office) Quarantine(context.Context, loket.Poison) error { return nil }

func (o *office) Lines(_ context.Context, channel loket.ChannelID, person string, after int64, limit int) ([]loket.Line, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.reads++
	if o.down != nil {
		return nil, o.down
	}
	at := holder{channel, person}
	var out []loket.Line
	for _, line := range o.lines[at] {
		if line.Seq > after && len(out) < limit {
			line.Seen = line.Seq <= o.glances[at]
			out = append(out, line)
		}
	}
	return out, nil
}

// FileAt implements webchat.Transcript.
func (o *office) FileAt(_ context.Context, channel loket.ChannelID, person string, seq int64) (loket.File, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, line := range o.lines[holder{channel, person}] {
		if line.Seq == seq && line.File != nil {
			return *line.File, nil
		}
	}
	return loket.File{}, loket.ErrFileGone
}

func (o *office) Seen(_ context.Context, channel loket.ChannelID, person string, upTo int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down != nil {
		return o.down
	}
	at := holder{channel, person}
	o.glances[at] = max(o.glances[at], upTo)
	return nil
}

// say commits one of our lines and returns the send that would announce it.
func (o *office) say(at holder, line loket.Line) loket.Send {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.append(at, line)
	return loket.Send{Channel: at.channel, Address: at.person, Op: loket.OpSend}
}

// append numbers a line; the caller holds mu.
func (o *office) append(at holder, line loket.Line) loket.Line {
	line.Seq = int64(len(o.lines[at])) + 1
	line.At = opening.Add(time.Duration(line.Seq) * time.Second)
	o.lines[at] = append(o.lines[at], line)
	return line
}

func (o *office) setDown(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.down = err
}

// transcript is what the ledger holds of one visitor.
func (o *office) transcript(at holder) []loket.Line {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.lines[at])
}

// received is everything that came in, in no order.
func (o *office) received() []loket.Inbound {
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []loket.Inbound
	for _, in := range o.inbound {
		all = append(all, in)
	}
	return all
}

func (o *office) glance(at holder) int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.glances[at]
}
