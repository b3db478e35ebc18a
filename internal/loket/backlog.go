package loket

import "time"

// Backlog is what waits at one stage, on one channel and lane, and could go on
// now: what is held for a quiet window or rests after a refusal is not in it.
type Backlog struct {
	Channel ChannelID
	Lane    Lane // of sends; 0: messages
	Waiting int
	Oldest  time.Time // since when the oldest of them could have gone on
}
