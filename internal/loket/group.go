package loket

import (
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// GroupAct is what a button in the staff group asks for.
type GroupAct string

// The acts of buttons in the staff group.
const (
	GroupClaim   GroupAct = "a" // of Ticket, if it was claimed Number times
	GroupRelease GroupAct = "l" // of Ticket, under the epoch Number
	GroupPage    GroupAct = "p" // of the board: page Number
)

// GroupPress is a press on a button in the staff group.
type GroupPress struct {
	Act    GroupAct
	Ticket TicketID // empty: of the board
	Number int64    // the lease epoch that was shown, or a page
}

const (
	groupPrefix = "g"
	groupMAC    = 9 // bytes of the keyed hash that a button carries: 72 bits
)

// Sign is what the button carries: at most 64 bytes. mac is a keyed hash of at
// least 9 bytes of what it is given, bound to one group.
func (p GroupPress) Sign(mac func(text string) []byte) string {
	text := strings.Join([]string{groupPrefix, string(p.Act), string(p.Ticket), strconv.FormatInt(p.Number, 10)}, ":")
	return text + ":" + base64.RawURLEncoding.EncodeToString(mac(text)[:groupMAC])
}

// ReadGroupPress reads what a button carried; false: it was not made by Sign, or
// valid, which compares the beginning of a keyed hash in constant time, says that
// it was changed or is of another group.
func ReadGroupPress(data string, valid func(text string, mac []byte) bool) (p GroupPress, ok bool) {
	cut := strings.LastIndexByte(data, ':')
	if cut < 0 {
		return p, false
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(data[cut+1:])
	parts := strings.Split(data[:cut], ":")
	if err != nil || len(mac) != groupMAC || len(parts) != 4 || parts[0] != groupPrefix || !valid(data[:cut], mac) {
		return p, false
	}
	p = GroupPress{Act: GroupAct(parts[1]), Ticket: TicketID(parts[2])}
	p.Number, err = strconv.ParseInt(parts[3], 10, 64)
	return p, err == nil
}

// Said is one thing a member of staff did in the staff group. The ledger takes
// each once, with what came of it.
type Said struct {
	Channel ChannelID
	Agency  AgencyID
	Key     string // its origin key
	Staff   StaffID

	Answer  string // what the group is to be told; empty: nothing
	ReplyTo string // the channel's id of the message it answers
	Thread  string // the topic that stands in; empty: none
	At      time.Time
}

// Heard is what came of something said in the staff group.
type Heard struct {
	Told string // to whoever pressed a button; empty: nothing
	Done bool   // it was done: a sign of it is due
}

// ErrSaid says that something said in the staff group was taken before.
var ErrSaid = errors.New("this was said in the staff group and taken before")

// GroupBoard is the one message in a staff group that lists the tickets without a
// card of their own.
type GroupBoard struct {
	Channel ChannelID
	Group   string // the group's address
	Message string // the channel's id; empty: there is none
	Shown   string // what it shows; see Topic
	Page    int    // the page asked for, from 0
}

// What the group's buttons and cards are refused for.
var (
	ErrCardStale = Errorf(CodeConflict, "Kartu ini sudah lama: tiketnya sudah berubah. Tunggu kartu diperbarui, lalu tekan lagi.")
	ErrNotYours  = Errorf(CodeConflict, "Tidak dilakukan, dan tidak ada yang dikirim: menurut kartu ini tiketnya tidak sedang Anda pegang. "+
		"Tekan Ambil pada kartu atau tunggu kartu diperbarui, lalu ulangi.")
)
