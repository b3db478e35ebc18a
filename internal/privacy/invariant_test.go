package privacy_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"loket/internal/privacy"
)

var (
	contiguous = regexp.MustCompile(`[0-9]{15,}`)
	joined     = regexp.MustCompile(`[0-9](?:[ ./_\n-]?[0-9])*`)
	// What may stay: full dates, sums, hours, years, in this order.
	harmless = regexp.MustCompile(`\b(?:[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}|[0-9]{4}[-/.][0-9]{2}[-/.][0-9]{2}|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,2}\.[0-9]{2}|(?:19|20)[0-9]{2})\b`)
)

// normalise is the normalisation of security.md §4.1, written a second time
// and differently.
func normalise(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me), unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t':
			return -1
		case unicode.IsDigit(r):
			for zero := r; ; zero-- {
				if !unicode.IsDigit(zero-1) || (r-zero) == 9 {
					return '0' + (r-zero)%10
				}
			}
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, norm.NFKC.String(text))
}

// plainDigits are the digits of a text, whatever their script.
func plainDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, normalise(text))
}

// leaks is a number of 15 to 17 digits that a redacted text still shows;
// empty: none.
func leaks(redacted string) string {
	text := normalise(redacted)
	if run := contiguous.FindString(text); run != "" {
		return run
	}
	for _, run := range joined.FindAllString(text, -1) {
		n := len(plainDigits(run))
		if n >= 15 && n <= 17 && !harmless.MatchString(run) && !countsUp(run) {
			return run
		}
	}
	return ""
}

// countsUp tells whether the numbers of a run rise by one.
func countsUp(run string) bool {
	fields := strings.FieldsFunc(run, func(r rune) bool { return !unicode.IsDigit(r) })
	number := func(s string) (n int) {
		for _, r := range s {
			n = n*10 + int(r-'0')
		}
		return n
	}
	for i := 1; i < len(fields); i++ {
		if number(fields[i]) != number(fields[i-1])+1 {
			return false
		}
	}
	return len(fields) > 1
}

// checkRedaction tests everything Redact promises of any text.
func checkRedaction(t interface {
	Helper()
	Errorf(string, ...any)
}, in string,
) {
	t.Helper()
	out := privacy.Redactor{}.Redact(in)
	if run := leaks(out.Text); run != "" {
		t.Errorf("Redact(%q) = %q still shows %q", in, out.Text, run)
	}
	again := privacy.Redactor{}.Redact(out.Text)
	if again.Text != out.Text || again.Hidden != nil {
		t.Errorf("Redact(%q) = %q, and again = %q: want no change", in, out.Text, again.Text)
	}
	if len(out.Hidden) == 0 && out.Text != in {
		t.Errorf("Redact(%q) = %q with nothing hidden", in, out.Text)
	}
	if utf8.ValidString(in) && !utf8.ValidString(out.Text) {
		t.Errorf("Redact(%q) = %q cuts a rune", in, out.Text)
	}
	rest := in
	for _, kept := range anyMask.Split(out.Text, -1) {
		at := strings.Index(rest, kept)
		if at < 0 {
			t.Errorf("Redact(%q) = %q: %q was not there before", in, out.Text, kept)
			return
		}
		rest = rest[at+len(kept):]
	}
}

var anyMask = regexp.MustCompile(`\[[^\[\]]{2,20} •{1,12}[0-9]{4}\]|\[[A-Za-z ]{5,20} disembunyikan\]`)

func TestRedactProperties(t *testing.T) {
	t.Parallel()
	t.Run("Numbers", rapid.MakeCheck(func(t *rapid.T) {
		checkRedaction(t, rapid.StringOfN(rapid.RuneFrom([]rune("0123456789012345678901234567890123456789 .-/_\n()+OlSBx:")), 0, 80, -1).Draw(t, "text"))
	}))
	t.Run("Pieces", rapid.MakeCheck(func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
			"5371", "0112", "0390", "0001", "5371011203900001", "08", "0812", "3456", "7890", "+62", "62", "12-01-2026", "08.00-16.00", "08.30", "1.500.000",
			"2026", "12", "1", " ", " ", " ", "-", ".", "/", "\n", " - ", "OOO1", "l2", "S1", "NIK ", "kk ", "bpjs ", "otp ", "tgl lahir ", "paspor B1234567", "a@b.co",
			"ibu kandung: ", "[NIK ••••0001]", "[kode OTP disembunyikan]", "\u200b", "１", "٣", "⑯", "½", "é", "\u0301", "\xff",
		}), 0, 30).Draw(t, "pieces")
		checkRedaction(t, strings.Join(pieces, ""))
	}))
	t.Run("Anything", rapid.MakeCheck(func(t *rapid.T) {
		checkRedaction(t, rapid.String().Draw(t, "text"))
	}))
}

func FuzzRedact(f *testing.F) {
	for _, seed := range []string{
		"NIK 5371011203900001", "+62 (812) 3456-7890", "5371 0112 0390 OOO1", "12-01-2026 08.00-16.00", "otp 123 456", "a@b.co", "\xff5\u200b3", "[NIK ••••0001]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) { checkRedaction(t, in) })
}
