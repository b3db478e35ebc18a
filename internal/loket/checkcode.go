package loket

import (
	"crypto/rand"
	"strings"
	"time"
)

// checkLength is how many characters a check code has: 40 bits.
const checkLength = 8

// NewCheckCode draws the code by which anybody can check that the agency really wrote
// an answer: 8 characters of Crockford's base 32. A letter and a digit are among them,
// so that it looks neither like a word nor like a telephone number.
func NewCheckCode() string {
	var raw [checkLength]byte
	for {
		_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
		for i, b := range raw {
			raw[i] = crockford[b&31]
		}
		if code := string(raw[:]); strings.ContainsAny(code, crockford[:10]) && strings.ContainsAny(code, crockford[10:]) {
			return code
		}
	}
}

// ParseCheckCode brings what a person typed into the form of a check code: capitals, no
// spaces and dashes, O read as 0, I and L as 1. False: it is none.
func ParseCheckCode(typed string) (string, bool) {
	code := readable(strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(typed))))
	return code, len(code) == checkLength && strings.Trim(code, crockford) == ""
}

// FormatCheckCode writes a code as people read it: "7F3Q-9KXM".
func FormatCheckCode(code string) string {
	if len(code) != checkLength {
		return code
	}
	return code[:checkLength/2] + "-" + code[checkLength/2:]
}

// CheckLine is the line by which a text tells its code where nothing but text can.
func CheckLine(code string) string { return "Kode cek: " + FormatCheckCode(code) }

// CodeTry is one try to find what a check code names.
type CodeTry struct {
	ID     string // names the try: told twice, it counts once
	Agency AgencyID
	Code   string // as ParseCheckCode returns it
	Text   string // that came with the code, to be compared; empty: nothing is
	Asker  string // who tries, without personal data
}

// Likeness is what came of comparing a text with what was written.
type Likeness string

// The likenesses.
const (
	LikenessUnasked Likeness = ""       // no text was given
	LikenessSame    Likeness = "same"   // but for spaces, line ends and the code's own line
	LikenessOther   Likeness = "other"  // the text was changed, or is another
	LikenessErased  Likeness = "erased" // what was written is not kept any more
)

// Written is what anybody may learn of an answer by its code: neither to whom it went
// nor what it says.
type Written struct {
	Code     string
	At       time.Time
	Kind     AnswerKind
	Entry    string // that was quoted or corrected; empty: none
	Channel  ChannelKind
	Likeness Likeness
}

// ErrNoSuchCode says that a code names nothing an agency wrote.
var ErrNoSuchCode = Errorf(CodeNotFound, "Kode itu tidak ada pada pesan kami. Periksa hurufnya. "+
	"Bila sudah sama, pesan itu bukan dari kami: jangan menekan tautan, mengirim data, atau membayar.")

// Resembles compares a text with the parts an answer was sent in: with all of them, or
// with one, since a long answer comes in several. What opens or moves a ticket is masked
// on both sides, so that nobody finds it out by comparing.
func Resembles(text, code string, parts []string) Likeness {
	plain := func(text string) string {
		return strings.TrimSuffix(strings.Join(strings.Fields(HideOpeners(text)), " "), CheckLine(code))
	}
	given := strings.TrimSpace(plain(text))
	for _, part := range append([]string{strings.Join(parts, "")}, parts...) {
		if strings.TrimSpace(plain(part)) == given {
			return LikenessSame
		}
	}
	return LikenessOther
}
