package report

import (
	"time"

	"loket/internal/loket"
)

// Ending tells how a wait ended, or that it has not.
type Ending string

// The endings of a wait. Their counts sum to n.
const (
	Answered         Ending = "answered"          // what was waited for was delivered
	Waiting          Ending = "waiting"           // nothing has come yet
	ClosedUnanswered Ending = "closed_unanswered" // closed by staff, bot or time-out without an answer
	Withdrawn        Ending = "withdrawn"         // the citizen took the question back
)

// Wait is one citizen's wait for one thing, from its start to its end.
type Wait struct {
	Channel     loket.ChannelID
	ChannelName string // as staff read it
	ChannelKind loket.ChannelKind
	Start       time.Time
	End         time.Time // zero while open
	Ended       Ending
}

// at tells how the wait stood at a moment and how long it had lasted, in
// milliseconds. What ended later was still waiting then. An ending that cannot
// be read counts as waiting too: no mistake in the facts may flatter a figure.
func (w Wait) at(moment time.Time) (Ending, int64) {
	switch w.Ended {
	case Answered, ClosedUnanswered, Withdrawn:
		if !w.End.IsZero() && !w.End.After(moment) {
			return w.Ended, millis(w.End.Sub(w.Start))
		}
	case Waiting:
	}
	return Waiting, millis(moment.Sub(w.Start))
}

// millis rounds down to milliseconds; a clock that ran backwards gives 0.
func millis(d time.Duration) int64 { return max(0, d.Milliseconds()) }
