package loket

import (
	"strings"
	"time"
	"unicode/utf8"
)

// ErratumID names a correction.
type ErratumID string

// Bounds of a correction.
const (
	MostErratumDays      = 365
	LongestErratumReason = 300 // characters
)

// Erratum is a correction of an entry, for those who were quoted a text of it that was
// wrong.
type Erratum struct {
	ID        ErratumID
	Agency    AgencyID
	Entry     string
	Title     string    // of the entry
	Revision  string    // the right one
	Wrong     []string  // revisions that said something else
	Since     time.Time // who was quoted to before it is not corrected
	Text      string    // what they get
	Sensitive bool      // a second person has to approve
	Reason    string    // for the audit log
	By        StaffID
	ByName    string // when it is read; empty: no longer known, or the command line
	At        time.Time

	ApprovedBy     StaffID
	ApprovedByName string    // when it is read
	ApprovedAt     time.Time // zero: it waits for somebody else
	Tally          ErratumTally
}

// ErratumTally counts whom a correction reached.
type ErratumTally struct {
	Recipients int `json:"recipients"` // all of them; the rest adds up to it
	Waiting    int `json:"waiting"`    // nothing was called yet
	Sent       int `json:"sent"`
	Uncertain  int `json:"uncertain"` // it may have arrived
	Dead       int `json:"dead"`      // it never will
	Skipped    int `json:"skipped"`   // they withdrew, were erased or blocked before it was their turn
}

// ErratumReach is whom a correction would reach.
type ErratumReach struct {
	Channels []ErratumChannel // those with a recipient, by name
	Left     int              // were quoted it too, but withdrew, were erased or blocked
	Before   int              // were corrected already
}

// ErratumChannel counts the recipients on a channel.
type ErratumChannel struct {
	Channel ChannelID
	Name    string
	N       int
}

// Recipients is how many it would reach.
func (r ErratumReach) Recipients() (n int) {
	for _, c := range r.Channels {
		n += c.N
	}
	return n
}

// ErratumRecipient is one of them, whose turn it is.
type ErratumRecipient struct {
	Conversation ConversationID
	Channel      ChannelID
	Episode      EpisodeID // their last
	Address      string
}

// ErratumLetter is what one of them is owed, with the event of it.
type ErratumLetter struct {
	Answer Answer
	Event  Event
}

// What a correction is refused for.
var (
	ErrErratumReason   = Errorf(CodeInvalid, "Alasan ralat masih kosong. Tulis apa yang keliru, untuk catatan audit.")
	ErrErratumLong     = Errorf(CodeInvalid, "Alasan ralat paling banyak 300 huruf. Pendekkan, lalu ulangi.")
	ErrErratumDays     = Errorf(CodeInvalid, "Banyaknya hari harus 1 sampai 365. Perbaiki angkanya.")
	ErrErratumSame     = Errorf(CodeConflict, "Teks jawaban ini tidak pernah berubah, jadi tidak ada yang perlu diralat. Terbitkan dulu teks yang benar.")
	ErrErratumNobody   = Errorf(CodeConflict, "Tidak ada warga yang perlu diralat: tidak ada yang menerima teks lama dalam masa itu, atau semuanya sudah menerima ralatnya.")
	ErrErratumApproved = Errorf(CodeConflict, "Ralat ini sudah disetujui. Muat ulang halaman; hasilnya ada di sana.")
	ErrErratumSecond   = Errorf(CodeForbidden, "Jawaban ini peka: ralatnya disetujui orang kedua. Minta kurator atau admin lain menyetujuinya.")
	ErrErratumStale    = Errorf(CodeConflict, "Jawaban ini berubah sejak ralatnya dibuat. Buat ralat baru dengan teks yang berlaku sekarang.")
)

// Check refuses a correction that nobody could answer for.
func (e Erratum) Check() error {
	switch {
	case strings.TrimSpace(e.Reason) == "":
		return ErrErratumReason
	case utf8.RuneCountInString(e.Reason) > LongestErratumReason:
		return ErrErratumLong
	case len(e.Wrong) == 0:
		return ErrErratumSame
	}
	return nil
}

// Approve approves a correction; of a sensitive entry somebody else than who made it.
func (e *Erratum) Approve(by StaffID, at time.Time) error {
	switch {
	case !e.ApprovedAt.IsZero():
		return ErrErratumApproved
	case e.Sensitive && by == e.By:
		return ErrErratumSecond
	}
	e.ApprovedBy, e.ApprovedAt = by, at
	return nil
}
