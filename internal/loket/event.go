package loket

import "time"

// EventKind tells what happened.
type EventKind string

// The kinds of events. Reports read nothing else. Value of what happened to a
// ticket at the desk is the lease epoch it happened under.
const (
	EventReceived  EventKind = "received" // Value: channel delay in ms, platform's date → received
	EventQuote     EventKind = "quote"    // Value, of the bot's answers: for how long the message was held for what might follow, ms
	EventAsk       EventKind = "ask"      // likewise; Revision: the entries offered, best first, a space between
	EventReceipt   EventKind = "receipt"  // likewise
	EventNotice    EventKind = "notice"
	EventReply     EventKind = "reply"
	EventDelivered EventKind = "delivered"
	EventSeen      EventKind = "seen"
	EventHandoff   EventKind = "handoff" // Revision: why, as a code; Entry: what resembled most what was not answered; Until: the ticket's deadline
	EventClaim     EventKind = "claim"
	EventRelease   EventKind = "release"
	EventLeaseLost EventKind = "lease_lost"
	EventPromise   EventKind = "promise" // a time was told with the hand-off: Until; Value: the place in the queue
	EventClose     EventKind = "close"
	EventReopen    EventKind = "reopen"
	EventAbandon   EventKind = "abandon"
	EventNote      EventKind = "note"
	EventRemark    EventKind = "remark" // a message was a closing remark, which opens no wait: thanks, a sticker

	EventNotThis EventKind = "not_this" // a citizen said of what was last quoted that they did not mean it; Entry: of the quote, as far as known
	EventJudged  EventKind = "judged"   // a curator judged a quote; Revision: the quote's event; Value: a Judgement
	EventPattern EventKind = "pattern"  // a curator decided on a question as a way to ask for Entry; Value: PatternTaken or PatternDismissed

	// Of a rating, in the episode that it is about; actor: the citizen, but for the asking.
	EventRatingAsked EventKind = "rating_asked" // Answer: what asked; their episodes are the base of the response rate
	EventAnswered    EventKind = "answered"     // "was it answered?" Value: 1 it was, 0 it was not
	EventRating      EventKind = "rating"       // Value: the score, 1 to 4; at most one in an episode
	EventRatingNote  EventKind = "rating_note"  // there were words beside the score

	// Of a survey, in the episode that it is about; actor: the citizen, but for the offer.
	EventSurveyOffered EventKind = "survey_offered" // Revision: its id
	EventSurveyAnswer  EventKind = "survey_answer"  // Revision: the element, "U1" to "U9"; Value: the score, 1 to 4
	EventSurveyEnded   EventKind = "survey_ended"   // Revision: the state it ended in; Value: elements answered; by the bot: danger or rage ended it

	EventTransfer EventKind = "transfer" // Agency, Unit: where it went; between agencies a second one tells where it was

	EventMove EventKind = "move" // Ticket: it goes on in this conversation, on this channel

	EventMerge EventKind = "merge" // Ticket: the one that ended; Revision: the one it goes on in

	EventReassign EventKind = "reassign" // a supervisor gave it to the member of staff in Revision; empty: back to the queue
	EventResend   EventKind = "resend"   // a member of staff had what may have arrived sent again: Answer

	EventReview  EventKind = "review"  // left too often: it waits for a supervisor
	EventReadmit EventKind = "readmit" // a supervisor looked at it

	EventPriority EventKind = "priority" // Revision: the new one, as a number

	EventKindSet  EventKind = "kind"     // Revision: the kind from now on; told at the hand-off of what is no question too
	EventDeadline EventKind = "deadline" // Until: by when the law wants it settled; Revision: the kind

	EventBlock   EventKind = "block"   // of the ticket's contact; Until: its end
	EventUnblock EventKind = "unblock" // the block was lifted

	EventAwait  EventKind = "await"  // the citizen owes something; Until: the limit
	EventSnooze EventKind = "snooze" // Until: when it comes back by itself
	EventWake   EventKind = "wake"   // it waits for staff again; Until: its deadline
	EventInsult EventKind = "insult" // a message was an insult or a threat; Value: the how-manieth in a row

	EventPromiseRenewed EventKind = "promise_renewed" // a later time was told: Until; Value: the one before, in ms UTC
	EventPromiseKept    EventKind = "promise_kept"    // a human wrote in time: Answer; Until: the time told last; Value: renewals before, 0: the first was kept
	EventPromiseBroken  EventKind = "promise_broken"  // At: when it broke; Until: the time told last; Value: renewals before

	EventEscalate   EventKind = "escalate"   // its delay was told: Revision: to whom; Value: the level; Until: when the step was due
	EventRecomputed EventKind = "recomputed" // hours or policy changed under it; Until: its deadline; Value: the one before, in ms UTC

	// Of the office, not of a ticket; actor: who did it.
	EventClosure       EventKind = "closure"        // Revision: its id; Value: from when, in ms UTC; Until: its end
	EventClosureLifted EventKind = "closure_lifted" // as it stands on
	EventPolicy        EventKind = "policy"         // Revision: its id; Until: from when
	EventPolicyDropped EventKind = "policy_dropped" // the same
	EventSwitchOff     EventKind = "switch_off"     // Revision: the kind; Entry, Channel: what, beside the bot
	EventSwitchOn      EventKind = "switch_on"      // likewise

	EventHistory        EventKind = "history"         // past events were imported; Revision: the import; Value: how many
	EventHistoryRemoved EventKind = "history_removed" // likewise: invented ones were taken out again

	EventAgencyRemoved EventKind = "agency_removed" // all of the agency was deleted, but this

	EventEraseAsked EventKind = "erase_asked" // a citizen wants everything about them erased
	EventErased     EventKind = "erased"      // nothing about them is left

	EventPrivacyNotice    EventKind = "privacy_notice"    // Revision: the version of the notice; Answer: what carried it
	EventConsentWithdrawn EventKind = "consent_withdrawn" // a citizen wants nothing of theirs processed any more
	EventConsentGiven     EventKind = "consent_given"     // and again
)

// ActorKind tells who did it.
type ActorKind string

// The actors.
const (
	ByCitizen ActorKind = "citizen"
	ByBot     ActorKind = "bot"
	ByStaff   ActorKind = "staff"
	ByTimeout ActorKind = "timeout"
)

// Event is one thing that happened: append-only, without personal data or text.
type Event struct {
	Seq          int64 // drawn by the ledger, without gaps a reader could miss
	ID           EventID
	Agency       AgencyID
	At           time.Time // when it happened
	RecordedAt   time.Time // when it was known
	Kind         EventKind
	Episode      EpisodeID
	Conversation ConversationID
	Ticket       TicketID
	Message      MessageID
	Answer       AnswerID
	Channel      ChannelID
	Unit         UnitID
	Topic        string
	Entry        string
	Revision     string
	ActorKind    ActorKind
	ActorID      string
	Until        time.Time // of a claim, a promise, a snooze
	Value        int64

	CalendarVersion string
	Import          ImportID // it came with a history; empty: it happened here
}
