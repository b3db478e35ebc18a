package privacy

import (
	"cmp"
	"slices"
	"strings"
)

// Redactor hides personal identifiers: every number of 15 digits or more,
// Indonesian telephone numbers, e-mail addresses, and by keyword OTPs, BPJS and
// passport numbers, dates of birth and a mother's maiden name. The zero value
// hides all of them and gives no hashes. It is safe for concurrent use when
// Hash is.
type Redactor struct {
	Own  []string            // the agency's own numbers and addresses, in any writing: never hidden
	Hash func([]byte) []byte // keyed hash of a hidden value; nil: Found.Hash stays nil
}

// Redaction is a text that may be stored, and what was taken out of it.
type Redaction struct {
	Text   string
	Hidden []Found // in the order of the text, but for what only a second look found
}

// Found is one thing that was hidden. Neither the text nor Found can show it
// again.
type Found struct {
	Label string // one of the labels below
	Last4 string // its last four digits; empty when they would give it away
	Hash  []byte // keyed hash of its normalised form; nil for OTPs, birthdays and names
}

// The labels, as staff read them.
const (
	LabelNIK      = "NIK"
	LabelKK       = "KK"
	LabelNIKOrKK  = "NIK/KK"         // the structure fits both and no word nearby tells
	LabelSixteen  = "nomor 16 angka" // a card, a tax number, a mistyped NIK
	LabelID       = "ID?"            // 15, 17 or more digits
	LabelPhone    = "telepon"
	LabelEmail    = "email"
	LabelOTP      = "kode OTP"
	LabelBPJS     = "BPJS"
	LabelPassport = "paspor"
	LabelBirth    = "tanggal lahir"
	LabelMother   = "nama ibu kandung"
)

// Redact hides what must not be stored in text. What is not hidden comes back
// byte by byte, whatever its encoding. Redacting twice changes nothing: it
// looks again until there is nothing left to hide. Time grows linearly with
// the text.
func (r Redactor) Redact(text string) Redaction {
	out := Redaction{Text: text}
	own := r.ownValues()
	for {
		s := scan{folded: fold(out.Text), own: own}
		s.emails()
		s.numbers()
		s.keywords()
		if len(s.hits) == 0 {
			return out
		}
		slices.SortFunc(s.hits, func(a, b hit) int { return cmp.Compare(a.from, b.from) })
		for _, h := range s.hits {
			out.Hidden = append(out.Hidden, r.found(h))
		}
		out.Text = s.rewrite(out.Text)
	}
}

func (r Redactor) found(h hit) Found {
	f := Found{Label: h.label, Last4: h.last4()}
	if r.Hash != nil && (f.Last4 != "" || h.label == LabelEmail) {
		f.Hash = r.Hash([]byte(h.value))
	}
	return f
}

// ownValues is the set of normalised forms that are never hidden.
func (r Redactor) ownValues() map[string]bool {
	own := make(map[string]bool, len(r.Own))
	for _, written := range r.Own {
		f := fold(written)
		if strings.Contains(written, "@") {
			own[strings.ToLower(strings.TrimSpace(string(f.plain)))] = true
			continue
		}
		own[canonicalPhone(f.digits(0, len(f.plain)))] = true
	}
	return own
}

// hit is one thing to hide: glyphs from to to, exclusive.
type hit struct {
	from, to int
	label    string
	value    string // normalised: digits, a lower-case address
}

// scan is one look at a text.
type scan struct {
	folded
	own  map[string]bool
	hits []hit
}

// hide notes a hit unless it is the agency's own, and blanks its glyphs so
// that nothing else is found in them.
func (s *scan) hide(h hit) {
	if s.own[h.value] {
		return
	}
	s.hits = append(s.hits, h)
	for i := h.from; i < h.to; i++ {
		s.plain[i] = masked
	}
}

// rewrite puts a mask in the place of every hit. Two hits can share one rune
// of the text (a circled 16); it is replaced once.
func (s *scan) rewrite(text string) string {
	var out strings.Builder
	done := 0
	for _, h := range s.hits {
		out.WriteString(text[done:max(done, int(s.from[h.from]))])
		out.WriteString(h.mask())
		done = max(done, int(s.to[h.to-1]))
	}
	out.WriteString(text[done:])
	return out.String()
}
