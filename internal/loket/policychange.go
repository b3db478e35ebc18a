package loket

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"
)

// PolicyID names a policy that staff entered while the counter runs.
type PolicyID string

// What a policy may ask for, of office time: no less than can be kept, and no more
// than a month of office days.
const (
	LeastAnswer = time.Minute
	MostAnswer  = 240 * time.Hour
)

// Bounds of a policy that is entered while the counter runs; more stands in the
// configuration, where somebody reads it again.
const (
	MostPolicyRules = 20
	MostPolicyAhead = 366 * 24 * time.Hour
)

// PolicyChange is by when tickets should be answered from a day on, as staff entered
// it beside the configuration.
type PolicyChange struct {
	ID      PolicyID
	Agency  AgencyID
	From    time.Time // the first moment of its day, on the agency's clock
	Answers []AnswerRule
	Reason  string
	By      StaffID
	ByName  string // when it is read; empty: no longer known
	At      time.Time
}

// What a policy is refused for.
var (
	ErrPolicyPast  = Errorf(CodeInvalid, "Kebijakan baru berlaku paling cepat hari ini. Ganti tanggal mulainya.")
	ErrPolicyFar   = Errorf(CodeInvalid, "Kebijakan paling jauh setahun ke depan. Yang lebih jauh ditulis di policy pada loket.yaml.")
	ErrPolicyEmpty = Errorf(CodeInvalid, "Belum ada aturan. Isi menit paling sedikit pada satu baris.")
	ErrPolicyLong  = Errorf(CodeInvalid, "Paling banyak 20 aturan. Kosongkan menit pada baris yang tidak perlu.")
	ErrPolicyTime  = Errorf(CodeInvalid, "Waktu menjawab harus 1 sampai 14400 menit jam kantor. Perbaiki menitnya.")
	ErrPolicyTwice = Errorf(CodeInvalid, "Dua aturan menyebut syarat yang sama. Kosongkan menit salah satunya.")
	ErrPolicyGone  = Errorf(CodeConflict, "Kebijakan ini sudah dicabut. Muat ulang halaman.")
)

// Check refuses a policy that cannot be used from today on; today is the first moment
// of the day on the agency's clock.
func (c PolicyChange) Check(today time.Time) error {
	switch {
	case c.From.Before(today):
		return ErrPolicyPast
	case c.From.Sub(today) > MostPolicyAhead:
		return ErrPolicyFar
	case len(c.Answers) == 0:
		return ErrPolicyEmpty
	case len(c.Answers) > MostPolicyRules:
		return ErrPolicyLong
	}
	for i, rule := range c.Answers {
		if rule.Within < LeastAnswer || rule.Within > MostAnswer {
			return ErrPolicyTime
		}
		if slices.ContainsFunc(c.Answers[:i], rule.same) {
			return ErrPolicyTwice
		}
	}
	return nil
}

// same tells whether a rule names the same conditions.
func (r AnswerRule) same(other AnswerRule) bool {
	if (r.Priority == nil) != (other.Priority == nil) || r.Priority != nil && *r.Priority != *other.Priority {
		return false
	}
	return r.Kind == other.Kind && r.Unit == other.Unit
}

// With is the policy with what staff entered, in the order they did: of two that begin
// on one day the later counts, and before all the configuration's. Its version names
// both; with nothing entered it is the policy itself.
func (p Policy) With(changes []PolicyChange) Policy {
	if len(changes) == 0 {
		return p
	}
	p.Dated = slices.Clone(p.Dated)
	names := sha256.New()
	for _, c := range changes {
		p.Dated = append(p.Dated, DatedPolicy{From: c.From, Answers: c.Answers, Entered: &c})
		names.Write([]byte(string(c.ID) + "\n"))
	}
	p.Version += "+" + hex.EncodeToString(names.Sum(nil)[:6])
	return p
}
