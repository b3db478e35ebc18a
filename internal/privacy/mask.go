package privacy

import (
	"regexp"
	"strings"
)

// maskForm matches every mask this package writes, so that a second look
// passes over it. It holds no more than four digits.
var maskForm = regexp.MustCompile(`\[(?:NIK|KK|NIK/KK|nomor 16 angka|ID\?|telepon|BPJS|paspor) •{1,12}[0-9]{4}\]` +
	`|\[(?:email|kode OTP|tanggal lahir|nama ibu kandung) disembunyikan\]`)

// bracketed is whatever stands in brackets.
var bracketed = regexp.MustCompile(`\[[^\[\]]*\]`)

// WithoutMasks is a text without what stands in the place of what was hidden: those words
// are ours, not the citizen's. Other words in brackets go with them; a blank stays for each.
func WithoutMasks(text string) string { return bracketed.ReplaceAllString(text, " ") }

// numbered is a mask that shows the last digits of what it hides.
var numbered = regexp.MustCompile(`\[([^\[\]•]+?) •+[0-9]{4}\]`)

// WithoutDigits is a text whose masks tell the kind of what was hidden and nothing else:
// "[NIK]".
func WithoutDigits(text string) string { return numbered.ReplaceAllString(text, "[$1]") }

// longestMask bounds the bullets of a mask: a number of any length stays one
// short word.
const longestMask = 12

// mask is what stands in the text instead of the hit.
func (h hit) mask() string {
	last := h.last4()
	if last == "" {
		return "[" + h.label + " disembunyikan]"
	}
	bullets := min(max(len(h.value)-len(last), 1), longestMask)
	return "[" + h.label + " " + strings.Repeat("•", bullets) + last + "]"
}

// last4 is what may be shown of a hit. The last four digits of an OTP or of a
// birthday are the secret itself; an address has none.
func (h hit) last4() string {
	switch h.label {
	case LabelEmail, LabelOTP, LabelBirth, LabelMother:
		return ""
	}
	return h.value[len(h.value)-4:]
}
