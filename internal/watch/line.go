package watch

import (
	"time"

	"loket/internal/loket"
)

// line follows the heads of one stage, channel by channel. The zero value has
// seen nothing.
type line struct {
	channels map[loket.ChannelID]progress
}

// progress is how a channel's heads move.
type progress struct {
	heads map[loket.Lane]time.Time // the oldest of each lane
	since time.Time                // the look since which no head has moved
}

// see takes in what waits now. A channel that asked for silence is not judged
// while that lasts: its wait begins anew.
func (l *line) see(now time.Time, waiting []loket.Backlog, silent func(loket.ChannelID) bool) {
	heads := map[loket.ChannelID]map[loket.Lane]time.Time{}
	for _, b := range waiting {
		if heads[b.Channel] == nil {
			heads[b.Channel] = map[loket.Lane]time.Time{}
		}
		heads[b.Channel][b.Lane] = b.Oldest
	}
	after := map[loket.ChannelID]progress{}
	for channel, these := range heads {
		before, known := l.channels[channel]
		p := progress{heads: these, since: before.since}
		if !known || before.moved(these) || silent(channel) {
			p.since = now
		}
		after[channel] = p
	}
	l.channels = after
}

// moved tells whether a head has gone on. A lane that was empty and no longer
// is shows no progress: others may be stuck beside it.
func (p progress) moved(heads map[loket.Lane]time.Time) bool {
	for lane, oldest := range p.heads {
		if now, waits := heads[lane]; !waits || now.After(oldest) {
			return true
		}
	}
	return false
}

// worst is the channel whose heads have stood still the longest, for how long,
// and how long the oldest thing there has waited.
func (l *line) worst(now time.Time) (channel loket.ChannelID, still, age time.Duration) {
	for id, p := range l.channels {
		if d := now.Sub(p.since); channel == "" || d > still {
			channel, still = id, d
		}
	}
	for _, oldest := range l.channels[channel].heads {
		age = max(age, now.Sub(oldest))
	}
	return channel, still, age
}
