package loket

import (
	"slices"
	"time"
)

// Statute is what the law gives an office for a kind of ticket, in working days
// from the day it came in; 0: no such clock. No pause stops it.
type Statute struct {
	Verify   int // until it is checked and passed on
	FollowUp int // until the first follow-up
	Close    int // until it is settled
	Extend   int // more days for Close, once, with a reason in writing
}

// Statute returns the clocks of a kind.
//
// Question: none. A question about a service is no request under UU 14/2008.
//
// Complaint: PermenPANRB 62/2018 (SP4N-LAPOR!): 3 working days to verify and pass
// on; 5 to the first follow-up, as offices of SP4N do and Kota Kupang rules; 14 to
// settle a complaint that is no matter of supervision. The 5 and 14 are as
// published by offices, not read from the regulation's own text.
//
// Information request: UU 14/2008, Pasal 22 ayat (7): an answer within 10 working
// days; ayat (8): 7 more, once, with the reason in writing.
//
// Aspiration: passed on and followed up like every report to SP4N-LAPOR!
// (PermenPANRB 62/2018: 3, and 5); nothing says when one is settled.
//
// Fraud report: a complaint that is a matter of supervision (PermenPANRB 62/2018,
// as published by offices): 3, 5, and 60 working days.
func (k TicketKind) Statute() Statute {
	switch k {
	case KindComplaint:
		return Statute{Verify: 3, FollowUp: 5, Close: 14}
	case KindRequest:
		return Statute{Close: 10, Extend: 7}
	case KindAspiration:
		return Statute{Verify: 3, FollowUp: 5}
	case KindFraud:
		return Statute{Verify: 3, FollowUp: 5, Close: 60}
	case KindQuestion:
	}
	return Statute{}
}

// Legal are the times by which the law wants things done; zero: none.
type Legal struct {
	VerifyDue   time.Time
	FollowUpDue time.Time
	CloseDue    time.Time
	Extended    bool // CloseDue was moved, which the law allows once
}

// What a change of kind or of a legal time is refused for.
var (
	ErrKind       = Errorf(CodeInvalid, "Pilih jenis tiket dari daftar, lalu kirim lagi.")
	ErrNoExtend   = Errorf(CodeInvalid, "Tenggat hanya dapat diperpanjang untuk permohonan informasi (UU 14/2008 Pasal 22).")
	ErrExtendOnce = Errorf(CodeConflict, "Tenggat permohonan ini sudah diperpanjang sekali; UU 14/2008 tidak mengizinkan lagi. Jawab sebelum tenggatnya.")
)

// Classify makes a ticket its holder has under epoch one of another kind, with
// that kind's times, which count from when it was opened.
func (t *Ticket) Classify(by StaffID, epoch int64, kind TicketKind, legal Legal) error {
	if err := t.MayWrite(by, epoch); err != nil {
		return err
	}
	if !slices.Contains(TicketKinds(), kind) {
		return ErrKind
	}
	t.Kind, t.Legal, t.Ladder.ComputedBy = kind, legal, ""
	return nil
}

// Extend moves the time by which a request must be answered, once.
func (t *Ticket) Extend(by StaffID, epoch int64, due time.Time) error {
	switch err := t.MayWrite(by, epoch); {
	case err != nil:
		return err
	case t.Kind.Statute().Extend == 0:
		return ErrNoExtend
	case t.Extended:
		return ErrExtendOnce
	}
	t.CloseDue, t.Extended = due, true
	return nil
}
