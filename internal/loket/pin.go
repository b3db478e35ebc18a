package loket

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"strings"
	"time"
	"unicode"
)

// PIN is the six digits that open a ticket, beside its number, from elsewhere than
// the conversation it was opened in. It is printed and logged as a mask; Digits
// alone tells it.
type PIN string

// pinLength is how many digits a PIN has.
const pinLength = 6

// How often a ticket may be tried, and for how long its PIN opens it.
const (
	PINTries  = 5                   // wrong ones in PINSpan, per ticket number and per asker
	PINSpan   = 15 * time.Minute    // in which they count
	PINLasts  = 30 * 24 * time.Hour // after the close
	pinMask   = "[" + PINLabel + " ••••••]"
	PINLabel  = "PIN" // of a PIN that was hidden in a message
	pinBefore = "pin" // the word after which six digits are one
)

// What opening a ticket is refused for. Whether the number or the PIN was wrong is
// not told.
var (
	ErrWrongPIN     = Errorf(CodeNotFound, "Nomor tiket atau PIN tidak cocok. Periksa keduanya, lalu coba lagi.")
	ErrTooManyTries = Errorf(CodeTooMany, "Terlalu banyak percobaan. Coba lagi 15 menit lagi, atau tanyakan dari obrolan tempat tiket dibuat.")
)

// NewPIN draws a PIN; each of the million is as likely.
func NewPIN() PIN {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // crypto/rand never fails
	}
	return PIN(fmt.Sprintf("%06d", n.Int64()))
}

// ParsePIN reads what a person typed as a PIN, spaces and dashes left out; false:
// it is none.
func ParsePIN(typed string) (PIN, bool) {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
	return PIN(digits), isPIN(digits)
}

// Digits are the digits themselves, for the citizen.
func (p PIN) Digits() string { return string(p) }

// Format implements fmt.Formatter: a PIN is never printed.
func (PIN) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, pinMask) }

// LogValue implements slog.LogValuer: a PIN is never logged.
func (PIN) LogValue() slog.Value { return slog.StringValue(pinMask) }

// TicketPIN is a ticket with the PIN that opens it from now on.
type TicketPIN struct {
	Ticket TicketID
	Agency AgencyID
	Number string
	PIN    PIN
}

// PINTry is one try to open a ticket of an agency.
type PINTry struct {
	ID     string // names the try: told twice, it counts once
	Agency AgencyID
	Number string
	Hash   []byte // the PIN's, under every key at hand
	Asker  string // who tries, without personal data
}

// HidePIN masks every PIN in a text: six digits by themselves where a ticket's
// number stands too, or behind the word PIN or another PIN. It returns the number and
// the first PIN; "": there are not both.
func HidePIN(text string) (hidden, number string, pin PIN) {
	tokens := tokensOf(text)
	number = numberAmong(tokens)
	var out strings.Builder
	done, announced := 0, false // the token before says that a PIN follows
	for _, t := range tokens {
		hide := t.maybePIN && (number != "" || announced)
		announced = hide || strings.EqualFold(t.text, pinBefore)
		if !hide {
			continue
		}
		if pin == "" {
			pin, _ = ParsePIN(t.text)
		}
		out.WriteString(text[done:t.from] + pinMask)
		done = t.to
	}
	if number == "" {
		pin = ""
	}
	if pin == "" {
		number = ""
	}
	return out.String() + text[done:], number, pin
}

// FindTicketNumber is the first ticket number in a text, in one piece or in three;
// "": there is none.
func FindTicketNumber(text string) string { return numberAmong(tokensOf(text)) }

// token is a stretch of a text that may be a number or a PIN, or part of one.
type token struct {
	from, to int // bytes
	text     string
	maybePIN bool
}

// tokensOf cuts a text at everything but letters, digits and dashes; two groups of
// three digits with a space between are one.
func tokensOf(text string) (tokens []token) {
	from := -1
	flush := func(to int) {
		if from >= 0 {
			word := text[from:to]
			tokens = append(tokens, token{from, to, word, isPIN(strings.ReplaceAll(word, "-", ""))})
		}
		from = -1
	}
	for i, r := range text {
		switch inside := r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r); {
		case !inside:
			flush(i)
		case from < 0:
			from = i
		}
	}
	flush(len(text))
	return pairs(text, tokens)
}

// pairs puts "123 456" together.
func pairs(text string, tokens []token) (out []token) {
	for _, t := range tokens {
		if n := len(out) - 1; n >= 0 && text[out[n].to:t.from] == " " && len(t.text) == 3 && len(out[n].text) == 3 &&
			isPIN(out[n].text+t.text) {
			out[n] = token{out[n].from, t.to, text[out[n].from:t.to], true}
			continue
		}
		out = append(out, t)
	}
	return out
}

// numberAmong is the first ticket number among tokens, written in one or in three
// pieces; what belongs to it is no PIN.
func numberAmong(tokens []token) (number string) {
	for i := range tokens {
		for _, pieces := range []int{1, 3} {
			if i+pieces > len(tokens) {
				continue
			}
			var joined strings.Builder
			for _, t := range tokens[i : i+pieces] {
				joined.WriteString(t.text)
			}
			found, ok := ParseTicketNumber(joined.String())
			if !ok {
				continue
			}
			for j := i; j < i+pieces; j++ {
				tokens[j].maybePIN = false
			}
			if number == "" {
				number = found
			}
		}
	}
	return number
}

// isPIN tells whether a text is six digits.
func isPIN(text string) bool {
	return len(text) == pinLength && strings.Trim(text, "0123456789") == ""
}
