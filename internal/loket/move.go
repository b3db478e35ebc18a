package loket

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"time"
)

// MoveID names one offer to go on elsewhere.
type MoveID string

// MoveWithin is how long a token moves a ticket: long enough to change to the
// telephone, too short to be found later.
const MoveWithin = time.Hour

const (
	moveBegins = "lanjut-" // of a token
	moveBytes  = 16        // random ones in a token
)

// moveToken is a token wherever it stands.
var moveToken = regexp.MustCompile(moveBegins + `[A-Za-z0-9_-]{22}`)

// Move is an offer that a ticket goes on in another conversation.
type Move struct {
	ID          MoveID
	Ticket      Ticket // as it stands
	FromChannel ChannelID
	FromAddress string // where who moves away is told so
}

// MoveOffer is an offer as it is made: the token itself is told to the citizen and
// not kept.
type MoveOffer struct {
	ID      MoveID
	Agency  AgencyID
	Ticket  TicketID
	From    ConversationID
	Hash    []byte
	Expires time.Time
}

// MoveStep takes an offer: the ticket is the decision's conversation's from then on.
type MoveStep struct {
	Move   Move
	Notice Answer // to the conversation it leaves
}

// NewMoveToken draws what a link to a bot may carry (at most 64 letters, digits, _
// and -), with 128 random bits.
func NewMoveToken() string {
	var raw [moveBytes]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
	return moveBegins + base64.RawURLEncoding.EncodeToString(raw[:])
}

// HashMoveToken is what is kept of a token: its bits cannot be guessed, so a hash
// without a key tells nothing. false: nothing we can have drawn.
func HashMoveToken(token string) (hash []byte, ok bool) {
	drawn, ok := strings.CutPrefix(token, moveBegins)
	if !ok {
		return nil, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(drawn)
	if err != nil || len(raw) != moveBytes || len(drawn) != base64.RawURLEncoding.EncodedLen(moveBytes) {
		return nil, false
	}
	sum := sha256.Sum256([]byte(token))
	return sum[:], true
}

// HideOpeners masks what opens or moves a ticket in a text that is read by others
// than the citizen it was told to.
func HideOpeners(text string) string {
	hidden, _, _ := HidePIN(text)
	return moveToken.ReplaceAllString(hidden, moveBegins+"•••")
}
