package report

import (
	"slices"
	"time"

	"loket/internal/loket"
)

// Ending tells how a wait ended, or that it has not.
type Ending string

// The endings of a wait for somebody or something. Their counts sum to n.
const (
	Answered         Ending = "answered"          // what was waited for came
	Waiting          Ending = "waiting"           // nothing has come yet
	ClosedUnanswered Ending = "closed_unanswered" // closed by staff, bot or time-out without it
	Withdrawn        Ending = "withdrawn"         // the citizen took the question back
)

// The endings of what is counted as a share.
const (
	Lasted     Ending = "lasted"      // M-09: nobody came back within seven days
	Reopened   Ending = "reopened"    // M-09
	Met        Ending = "met"         // M-10, M-20
	Missed     Ending = "missed"      // M-10, M-20
	Kept       Ending = "kept"        // M-11
	Renewed    Ending = "renewed"     // M-11: a later time was told before the first was over
	Broken     Ending = "broken"      // M-11
	Deflected  Ending = "deflected"   // M-12
	HandedOff  Ending = "handed_off"  // M-12, M-17
	AskedAgain Ending = "asked_again" // M-12
	NoQuote    Ending = "no_quote"    // M-12: nothing was quoted, or something was left open after it
	LeftSaid   Ending = "left_said"   // M-14
	LeftSilent Ending = "left_silent" // M-14
	Stayed     Ending = "stayed"      // M-14
	Rated      Ending = "rated"       // M-15; Value: the score
	Silent     Ending = "silent"      // M-15: asked, and nothing came
	Helped     Ending = "helped"      // M-17: the citizen said so
	Denied     Ending = "denied"      // M-17: the citizen said that it did not help
	Quoted     Ending = "quoted"      // M-17: nothing followed
	Offered    Ending = "offered"     // M-19: among the choices, and not quoted in its episode
	Resembled  Ending = "resembled"   // M-19: most like what was handed over, and neither quoted nor offered
	Right      Ending = "right"       // M-21: a curator judged so
	Wrong      Ending = "wrong"       // M-21
	Unsure     Ending = "unsure"      // M-21
	Closed     Ending = "closed"      // M-18: the life of a ticket
	Undated    Ending = "undated"     // M-02: the platform gave no date
	Remark     Ending = "remark"      // M-05: it opened no wait
)

// The bot's outcomes, M-13: exactly one for an episode.
const (
	OutcomeAnswered  Ending = "bot_answered"
	OutcomeClarified Ending = "bot_clarified" // a question back, then a quote
	OutcomeAbstained Ending = "bot_abstained" // handed off by itself
	OutcomeAsked     Ending = "bot_asked"     // the citizen wanted a human
	OutcomeGuarded   Ending = "bot_guarded"   // danger, insults, a flood
	OutcomeFailed    Ending = "bot_failed"
	OutcomeNone      Ending = "bot_none" // nothing was asked, or nothing answered yet
)

// Span is a time from one moment until just before another.
type Span struct{ From, To time.Time } // To zero: not over

// Wait is one row: one citizen's wait for one thing, from its start to its end, or
// one thing that a share counts. Everything in it was derived from events, and
// nothing in it depends on when it is looked at.
type Wait struct {
	ID      string // the measure and the id of the event it starts with
	Measure string
	Start   time.Time // what it is dated by
	End     time.Time // zero while open; may lie ahead: what has to stay away until then
	Ended   Ending    // Waiting while open
	Wall    int64     // from Start to End without Pauses, ms
	Office  int64     // as much of it as was office time, ms
	Value   int64
	Pauses  []Span // that do not count, in order

	Agency       loket.AgencyID
	Channel      loket.ChannelID
	Unit         loket.UnitID
	Topic        string
	Kind         loket.TicketKind
	Staff        loket.StaffID // who answered
	Conversation loket.ConversationID
	Episode      loket.EpisodeID
	Ticket       loket.TicketID
	Detail       string // the entry of a quote or of what was asked, the clock of a statute
}

// Clock names one of the two clocks.
type Clock string

// The clocks.
const (
	Wall   Clock = "wall"
	Office Clock = "office"
)

// Hours measures office time: *calendar.Meter does.
type Hours interface {
	Between(a, b time.Time) time.Duration
	AddWorkingDays(t time.Time, n int) time.Time
	Zone() *time.Location
}

// at tells how the wait stood at a moment. What ended later was still waiting
// then. An ending that cannot be read counts as waiting too: no mistake in the
// facts may flatter a figure.
func (w *Wait) at(moment time.Time) Ending {
	if w.Ended == "" || w.End.IsZero() || w.End.After(moment) {
		return Waiting
	}
	return w.Ended
}

// lasted is how long it had lasted, ended in such a way, at a moment by a clock, in
// ms.
func (w *Wait) lasted(how Ending, moment time.Time, clock Clock, hours Hours) int64 {
	switch {
	case how == Waiting:
		return w.length(moment, clock, hours)
	case clock == Office:
		return max(0, w.Office)
	}
	return max(0, w.Wall)
}

// length is the time from the start to an end without the pauses, in ms, rounded
// down. A clock that ran backwards gives 0.
func (w *Wait) length(end time.Time, clock Clock, hours Hours) int64 {
	between := func(from, to time.Time) int64 {
		if !to.After(from) {
			return 0
		}
		if clock == Office {
			return hours.Between(from, to).Milliseconds()
		}
		return to.Sub(from).Milliseconds()
	}
	sum := between(w.Start, end)
	for _, p := range w.Pauses {
		to := p.To
		if to.IsZero() || to.After(end) {
			to = end
		}
		sum -= between(p.From, to)
	}
	return max(0, sum)
}

// Equal tells whether two rows say the same.
func (w Wait) Equal(o Wait) bool {
	same := slices.EqualFunc(w.Pauses, o.Pauses, func(a, b Span) bool { return a.From.Equal(b.From) && a.To.Equal(b.To) })
	moments := w.Start.Equal(o.Start) && w.End.Equal(o.End)
	w.Pauses, o.Pauses = nil, nil
	w.Start, w.End, o.Start, o.End = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	return same && moments && w.same(o)
}

// same compares everything but moments and pauses.
func (w Wait) same(o Wait) bool {
	type plain struct {
		id, measure, topic, detail string
		ended                      Ending
		wall, office, value        int64
		agency                     loket.AgencyID
		channel                    loket.ChannelID
		unit                       loket.UnitID
		kind                       loket.TicketKind
		staff                      loket.StaffID
		conversation               loket.ConversationID
		episode                    loket.EpisodeID
		ticket                     loket.TicketID
	}
	of := func(w Wait) plain {
		return plain{
			w.ID, w.Measure, w.Topic, w.Detail, w.Ended, w.Wall, w.Office, w.Value,
			w.Agency, w.Channel, w.Unit, w.Kind, w.Staff, w.Conversation, w.Episode, w.Ticket,
		}
	}
	return of(w) == of(o)
}
