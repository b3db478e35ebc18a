package loket

import (
	"crypto/rand"
	"encoding/binary"
	"strings"
	"sync/atomic"
	"time"
)

// Identifiers are made by us, before anything is stored. A channel's own ids
// (chat, message, visitor) are opaque strings outside its adapter.
type (
	AgencyID       string
	ChannelID      string
	ContactID      string
	ConversationID string
	EpisodeID      string
	MessageID      string
	AnswerID       string
	SendID         string
	TicketID       string
	NoteID         string
	EventID        string
	StaffID        string
	UnitID         string
	FolderID       string
	ImportID       string
	ReadyID        string
)

// crockford is Crockford's base 32 alphabet: no I, L, O or U, so that a number
// read aloud or copied by hand keeps its meaning.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// lastStamp is the stamp of the last identifier: those made in one process
// within one millisecond keep the order they were made in.
var lastStamp atomic.Uint64 //nolint:gochecknoglobals // a clock that never stands still, not state

// NewID makes an identifier of 26 characters in Crockford's base 32: 48 bits of
// Unix milliseconds, 16 bits that count within them, 64 random bits.
// Identifiers sort by the time they were made; those of one process strictly.
func NewID[T ~string]() T {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], nextStamp(time.Now()))
	_, _ = rand.Read(raw[8:]) // crypto/rand.Read never returns an error
	return T(encode32(raw))
}

func nextStamp(at time.Time) uint64 {
	for {
		last := lastStamp.Load()
		next := max(uint64(at.UnixMilli())<<16, last+1)
		if lastStamp.CompareAndSwap(last, next) {
			return next
		}
	}
}

// IDOf writes 128 bits as an identifier, for what is named by something else than
// the moment it was made.
func IDOf[T ~string](raw [16]byte) T { return T(encode32(raw)) }

// ParseID reads what IDOf wrote; false: it is no identifier of ours.
func ParseID(text string) (raw [16]byte, ours bool) {
	if len(text) != 26 || text[0] > '7' {
		return raw, false
	}
	var high, low uint64
	for i := range len(text) {
		value := strings.IndexByte(crockford, text[i])
		if value < 0 {
			return raw, false
		}
		high, low = high<<5|low>>59, low<<5|uint64(value)
	}
	binary.BigEndian.PutUint64(raw[:8], high)
	binary.BigEndian.PutUint64(raw[8:], low)
	return raw, true
}

// encode32 writes 128 bits as 26 characters, most significant first.
func encode32(raw [16]byte) string {
	high, low := binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:])
	var out [26]byte
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = crockford[low&31]
		low = low>>5 | high<<59
		high >>= 5
	}
	return string(out[:])
}
