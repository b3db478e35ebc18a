package privacy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// What a glyph becomes that is not ASCII. No text can hold these bytes: its
// control characters are deleted.
const (
	masked byte = 0x00 // something hidden already
	letter byte = 0x01 // a letter
	other  byte = 0x02 // anything else
)

// longestExpansion is the longest compatibility decomposition, in runes, that
// is followed. No number is longer; some Arabic ligatures are, and would let a
// text grow six-fold.
const longestExpansion = 4

// folded is a text in the form in which identifiers are looked for: one byte
// per glyph, every digit of every script as 0–9, dashes as '-', dots as '.',
// spaces as ' ', zero-width and control characters gone. Glyph i stands for
// the bytes from[i] to to[i] of the text.
type folded struct {
	plain    []byte
	from, to []int32
}

func fold(text string) folded {
	f := folded{
		plain: make([]byte, 0, len(text)),
		from:  make([]int32, 0, len(text)),
		to:    make([]int32, 0, len(text)),
	}
	done := 0
	if strings.Contains(text, "disembunyikan]") || strings.Contains(text, "•") {
		for _, m := range maskForm.FindAllStringIndex(text, -1) {
			f.addText(text[:m[0]], done)
			f.add(masked, m[0], m[1])
			done = m[1]
		}
	}
	f.addText(text, done)
	return f
}

// addText folds text from byte at to its end.
func (f *folded) addText(text string, at int) {
	for at < len(text) {
		if b := text[at]; b < utf8.RuneSelf {
			if b >= ' ' && b != 0x7f || b == '\n' || b == '\t' {
				f.add(b, at, at+1)
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		f.addRune(r, text[at:at+size], at)
		at += size
	}
}

// addRune folds one rune outside ASCII that stands at byte at.
func (f *folded) addRune(r rune, encoded string, at int) {
	end := at + len(encoded)
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		// A mark belongs to the glyph before it: "1" in a keycap is a 1.
		if n := len(f.to); n > 0 {
			f.to[n-1] = int32(end)
		}
	case unicode.In(r, unicode.Cf, unicode.Cc):
	default:
		whole := norm.NFKC.PropertiesString(encoded).Decomposition()
		if whole == nil || utf8.RuneCount(whole) > longestExpansion {
			f.add(plainOf(r), at, end)
			return
		}
		for _, part := range string(whole) {
			if !unicode.In(part, unicode.Mn, unicode.Me) {
				f.add(plainOf(part), at, end)
			}
		}
	}
}

func (f *folded) add(b byte, from, to int) {
	f.plain = append(f.plain, b)
	f.from = append(f.from, int32(from))
	f.to = append(f.to, int32(to))
}

func plainOf(r rune) byte {
	switch {
	case r < utf8.RuneSelf:
		return byte(r)
	case unicode.IsDigit(r):
		return digitOf(r)
	case unicode.Is(unicode.Pd, r), r == '−':
		return '-'
	case r == '·', r == '•', r == '∙', r == '⋅', r == '‧':
		return '.'
	case r == '⁄', r == '∕':
		return '/'
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.In(r, unicode.Zl, unicode.Zp):
		return '\n'
	case unicode.IsLetter(r):
		return letter
	}
	return other
}

// digitOf reads a decimal digit of any script. Unicode keeps the digits of a
// script together in rising order, so that every range of Nd starts at a zero.
func digitOf(r rune) byte {
	for _, in := range unicode.Nd.R16 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return '0' + byte((r-rune(in.Lo))%10)
		}
	}
	for _, in := range unicode.Nd.R32 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return '0' + byte((r-rune(in.Lo))%10)
		}
	}
	return other
}

// digits reads glyphs from to to as a number: separators are passed over,
// look-alikes read as the digit they look like.
func (f folded) digits(from, to int) string {
	out := make([]byte, 0, to-from)
	for _, b := range f.plain[from:to] {
		if d, ok := digitLike(b); ok {
			out = append(out, d)
		}
	}
	return string(out)
}

// before is the text just before glyph i, n glyphs at most, back to the last
// thing hidden.
func (f folded) before(i, n int) []byte {
	context := f.plain[max(0, i-n):i]
	for k := len(context) - 1; k >= 0; k-- {
		if context[k] == masked {
			return context[k+1:]
		}
	}
	return context
}

// after is the text from glyph i on, n glyphs at most, up to the next thing
// hidden.
func (f folded) after(i, n int) []byte {
	context := f.plain[i:min(len(f.plain), i+n)]
	for k, b := range context {
		if b == masked {
			return context[:k]
		}
	}
	return context
}
