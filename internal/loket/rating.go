package loket

import "time"

// RatingID names one rating.
type RatingID string

// RatingState is where a rating stands.
type RatingState string

// asked → answered → scored → done, or, from any of them, reopened.
const (
	RatingAsked    RatingState = "asked"    // was the question answered?
	RatingAnswered RatingState = "answered" // it was; from 1 to 4, how well?
	RatingScored   RatingState = "scored"   // a score was given; any words?
	RatingDone     RatingState = "done"     // nothing more is asked
	RatingReopened RatingState = "reopened" // it was not: the ticket goes on
)

// How long what a citizen types counts for a rating. A button counts for
// ReopenWithin.
const (
	RatingTyped = 24 * time.Hour   // "ya", "belum", a score
	RatingWords = 10 * time.Minute // words beside a score
)

// The scores, worst and best.
const (
	WorstScore = 1
	BestScore  = 4
)

// What a step of a rating is refused for.
var (
	ErrRatingOver = Errorf(CodeConflict, "Penilaian ini sudah selesai.")
	errScore      = Errorf(CodeInvalid, "Pilih nilai dari 1 sampai 4.")
)

// Rating is what a citizen is asked when staff close a ticket they answered: once
// per episode.
type Rating struct {
	ID           RatingID
	Agency       AgencyID
	Conversation ConversationID
	Ticket       TicketID
	Kind         TicketKind // of the ticket
	Topic        string     // of the ticket
	Unit         UnitID     // of the ticket, when it was closed
	Episode      EpisodeID  // that the close ended
	State        RatingState
	Score        int       // WorstScore to BestScore; 0: none was given
	AskedAt      time.Time // when the ticket was closed
	ChangedAt    time.Time // when it came to State
}

// NewRating asks about a ticket that was closed at now.
func NewRating(t Ticket, now time.Time) Rating {
	return Rating{
		ID: NewID[RatingID](), Agency: t.Agency, Conversation: t.Conversation, Ticket: t.ID, Kind: t.Kind, Topic: t.Topic,
		Unit: t.Unit, Episode: t.Episode, State: RatingAsked, AskedAt: now, ChangedAt: now,
	}
}

// Stale tells whether nothing can be done about a rating any more at now.
func (r Rating) Stale(now time.Time) bool {
	return r.State == RatingReopened || now.Sub(r.AskedAt) > ReopenWithin
}

// Confirm takes that the question was answered. Saying so again changes nothing
// until a score was given; then ErrRatingOver.
func (r *Rating) Confirm(now time.Time) error {
	switch r.State {
	case RatingAsked:
		r.State, r.ChangedAt = RatingAnswered, now
		return nil
	case RatingAnswered:
		return nil
	default:
		return ErrRatingOver
	}
}

// Rate takes a score, once, from WorstScore to BestScore. A score says that the
// question was answered, whether or not that was said before.
func (r *Rating) Rate(score int, now time.Time) error {
	switch {
	case r.State != RatingAsked && r.State != RatingAnswered:
		return ErrRatingOver
	case score < WorstScore || score > BestScore:
		return errScore
	}
	r.State, r.Score, r.ChangedAt = RatingScored, score, now
	return nil
}

// Finish ends the asking once a score was given, with words or without.
func (r *Rating) Finish(now time.Time) error {
	if r.State != RatingScored {
		return ErrRatingOver
	}
	r.State, r.ChangedAt = RatingDone, now
	return nil
}

// Deny takes that the question was not answered, whatever was said before; it
// tells whether that is news.
func (r *Rating) Deny(now time.Time) bool {
	if r.State == RatingReopened {
		return false
	}
	r.State, r.ChangedAt = RatingReopened, now
	return true
}

// RatingStep is what a decision makes of a rating.
type RatingStep struct {
	Rating Rating      // as it is then
	Was    RatingState // what it was decided on
	Note   *Note       // the citizen's words for staff; nil: none
}

// Reasons of a hand-off after which nobody is asked how it was.
const (
	ReasonEmergency = "emergency"
	ReasonInsults   = "insults"
)

// Reasons of a hand-off that figures tell apart; any other is the bot's own that it
// does not know.
const (
	ReasonAsked     = "asked" // for a human
	ReasonComplaint = "complaint"
	ReasonFailed    = "failed"  // considering it failed
	ReasonFlood     = "flood"   // more came in a minute than is read one by one
	ReasonBotOff    = "bot off" // while the bot is switched off
)

// Reasons of a hand-off of a question that the catalogue does not answer.
const (
	ReasonUnknown     = "unknown"
	ReasonPartUnknown = "part of it unknown"
	ReasonNotQuotable = "not quotable" // the entry has expired, or nobody verified it
)

// AsksRating tells whether a citizen is asked about a ticket that staff close now.
// Nothing was answered while a human still owes a word. Who was in danger or in a
// rage is not asked to grade it: that would be heartless to the one and bait to
// the other.
func (t Ticket) AsksRating() bool {
	answered := !t.FirstReplyAt.IsZero() && !t.Promise.Owed()
	return answered && t.Priority < PriorityEmergency && t.Reason != ReasonEmergency && t.Reason != ReasonInsults
}
