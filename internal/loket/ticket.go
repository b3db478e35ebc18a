package loket

import (
	"crypto/rand"
	"strings"
	"time"
)

// TicketKind tells what a citizen wants of a human.
type TicketKind string

// The kinds of tickets. One open question stands in a conversation; the others
// stand beside it.
const (
	KindQuestion   TicketKind = "question"
	KindComplaint  TicketKind = "complaint"
	KindRequest    TicketKind = "request" // information under UU 14/2008
	KindAspiration TicketKind = "aspiration"
	KindFraud      TicketKind = "fraud"
)

// TicketKinds lists every kind there is, in the order people read them.
func TicketKinds() []TicketKind {
	return []TicketKind{KindQuestion, KindComplaint, KindRequest, KindAspiration, KindFraud}
}

// TicketState is where a ticket stands.
type TicketState string

// waiting → claimed → waiting_citizen | snoozed → closed (→ reopened as waiting).
// A ticket that was left three times needs a supervisor's eyes.
const (
	TicketWaiting        TicketState = "waiting"
	TicketClaimed        TicketState = "claimed"
	TicketWaitingCitizen TicketState = "waiting_citizen"
	TicketSnoozed        TicketState = "snoozed"
	TicketReview         TicketState = "perlu_periksa"
	TicketClosed         TicketState = "closed"
)

// Priority gives a ticket a head start in the queue: see HeadStart.
type Priority int

// The priorities.
const (
	PriorityNormal    Priority = 0
	PriorityHigh      Priority = 1
	PriorityEmergency Priority = 2
)

// HandOff is the clerk's reason to open a ticket.
type HandOff struct {
	Message  Message // the message that opens it
	Kind     TicketKind
	Priority Priority
	Reason   string   // "unknown", "asked", "emergency", …
	Topic    string   // the entry it is about, as far as known
	Like     string   // the entry that resembled most what was not answered; empty: none did
	Ticket   TicketID // the closed ticket it goes on with; empty: the topic tells
}

// Ticket is a question a human owes an answer to.
type Ticket struct {
	ID           TicketID
	Number       string // "KPG-7F3Q9K-X": names the ticket, does not open it
	Agency       AgencyID
	Channel      ChannelID
	Conversation ConversationID
	Episode      EpisodeID
	Message      MessageID // the message that opened it
	Unit         UnitID
	Kind         TicketKind
	Priority     Priority
	State        TicketState
	Topic        string // the entry it is about, as far as known
	Reason       string // why the bot handed over: "unknown", "asked", "emergency", …

	Staff      StaffID   // holder; empty: nobody
	LeaseEpoch int64     // grows with every claim; every write of a holder carries it
	LeaseUntil time.Time // others may claim after it
	DueAt      time.Time // by when an answer is due; its place in the queue follows: see Turn
	Promise    Promise   // what the citizen was told
	Ladder     Ladder    // how its delay is told upwards

	Legal              // the times the law sets
	Lapses   int       // leases in a row that ran out without a reply and were taken over
	ReturnAt time.Time // when a paused ticket comes back by itself; zero: it is not paused

	OpenedAt     time.Time
	ClaimedAt    time.Time
	FirstReplyAt time.Time // a human's first words delivered or owed; zero: none
	ClosedAt     time.Time
	ClosedBy     string   // "staff", "citizen", "bot", "timeout", "merge"
	MergedInto   TicketID // the ticket it goes on in; empty: none
}

// Open tells whether a human still owes something.
func (t Ticket) Open() bool { return t.State != TicketClosed }

// Subject is what the ticket is about in a word or two: the entry, as far as it is
// known, else its kind in Indonesian.
func (t Ticket) Subject() string {
	if t.Topic != "" {
		return t.Topic
	}
	switch t.Kind {
	case KindComplaint:
		return "aduan"
	case KindRequest:
		return "permintaan informasi"
	case KindAspiration:
		return "aspirasi"
	case KindFraud:
		return "laporan penipuan"
	case KindQuestion:
	}
	return "pertanyaan"
}

// InLine tells whether the ticket waits for staff, at a place that can be told.
func (t Ticket) InLine() bool { return t.State == TicketWaiting || t.State == TicketReview }

// Held tells whether somebody holds the ticket at now.
func (t Ticket) Held(now time.Time) bool {
	return t.State == TicketClaimed && now.Before(t.LeaseUntil)
}

// Claimable tells whether the ticket is whoever's that comes first: it waits, or its
// holder's lease has ended by now.
func (t Ticket) Claimable(now time.Time) bool {
	return t.State == TicketWaiting || t.State == TicketClaimed && !t.Held(now)
}

// Claim makes by the holder until the given time. It refuses a closed ticket, one
// that another holds and one that is for a supervisor. Claiming what one holds
// already renews it under the same epoch. Taking over a lease that ran out counts
// as a lapse; the one that is too many changes the ticket and is refused with
// ErrTicketReview.
func (t *Ticket) Claim(by StaffID, now, until time.Time) error {
	switch {
	case t.State == TicketClosed:
		return ErrTicketClosed
	case t.Held(now) && t.Staff == by:
		t.LeaseUntil = until
		return nil
	case t.Held(now):
		return ErrTicketHeld
	case t.State == TicketReview:
		return ErrTicketReview
	}
	if t.State == TicketClaimed {
		if err := t.lapse(); err != nil {
			return err
		}
	}
	t.State, t.Staff = TicketClaimed, by
	t.LeaseEpoch++
	t.LeaseUntil, t.ClaimedAt, t.ReturnAt = until, now, time.Time{}
	return nil
}

// MayWrite tells whether by, who claimed under epoch, may still write. A lease
// that ran out only lets others claim: under an unchanged epoch the holder may
// go on.
func (t Ticket) MayWrite(by StaffID, epoch int64) error {
	switch {
	case t.State == TicketClosed:
		return ErrTicketClosed
	case t.State != TicketClaimed || t.Staff != by || t.LeaseEpoch != epoch:
		return ErrLeaseLost
	}
	return nil
}

// NewTicketNumber draws a number for an agency's code: the code, six random
// characters of Crockford's base 32 (30 bits) and a check character.
func NewTicketNumber(code string) string {
	var raw [6]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
	var body strings.Builder
	for _, b := range raw {
		body.WriteByte(crockford[b&31])
	}
	return code + "-" + body.String() + "-" + string(checkCharacter(code, body.String()))
}

// ParseTicketNumber brings what a person typed into the form of a ticket
// number: capitals, dashes, O read as 0, I and L as 1. It reports false when
// the check character does not fit.
func ParseTicketNumber(typed string) (string, bool) {
	bare := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(typed)))
	if len(bare) < 2+7 || len(bare) > 5+7 {
		return "", false
	}
	code, rest := bare[:len(bare)-7], readable(bare[len(bare)-7:])
	for _, r := range code {
		if r < 'A' || r > 'Z' {
			return "", false
		}
	}
	body, check := rest[:6], rest[6]
	if strings.Trim(rest, crockford) != "" || check != checkCharacter(code, body) {
		return "", false
	}
	return code + "-" + body + "-" + string(check), true
}

func readable(s string) string {
	return strings.NewReplacer("O", "0", "I", "1", "L", "1", "U", "V").Replace(s)
}

// checkCharacter weighs every character's value by its place with odd weights.
// Values stay below 32, so one wrong character always shows.
func checkCharacter(code, body string) byte {
	sum, weight := 0, 1
	for i := range len(code) {
		sum, weight = sum+weight*int(code[i]-'A'), weight+2
	}
	for i := range len(body) {
		sum, weight = sum+weight*strings.IndexByte(crockford, body[i]), weight+2
	}
	return crockford[sum%len(crockford)]
}
