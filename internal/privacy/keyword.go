package privacy

import (
	"bytes"
	"regexp"
	"strings"
)

// keyword hides what only a word nearby gives away: group 1 of form, where one
// of the gates, in lower case, stands in the text at all.
type keyword struct {
	label string
	gates []string
	form  *regexp.Regexp
}

var (
	otpAfter = regexp.MustCompile(`(?i)\b(?:otp|kode verifikasi|kode rahasia|verification code|pin (?:ikd|atm|bank))` +
		`(?:[ :=.,"'(*\n-]|nya|saya|aku|beta|ini|itu|anda|adalah|yaitu|is|ikd|dukcapil){0,8}` +
		`\b([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})\b`)
	otpBefore = regexp.MustCompile(`(?i)\b([0-9]{3}[ -][0-9]{3}|[0-9]{4,8})[ ,:=]{0,3}(?:adalah|itu|ini|is|merupakan) ` +
		`{0,2}(?:kode|your|nomor)? {0,2}(?:otp|verifikasi|verification)`)
	bpjs     = regexp.MustCompile(`(?i)\b(?:bpjs|jkn|kis)[^0-9\x00]{0,30}\b((?:[0-9][ .-]?){12}[0-9])\b`)
	passport = regexp.MustCompile(`(?i)\bpas(?:spor|por|sport)[^0-9\x00]{0,30}\b([a-z] ?[0-9]{7})\b`)
	birth    = regexp.MustCompile(`(?i)\b(?:t(?:ang)?gl?(?:al)?\.? ?lahir|lahir (?:tgl|tanggal|pada)|ttl|dob|date of birth)[^0-9\x00]{0,30}\b` +
		`([0-9]{1,2}[-/. ](?:[0-9]{1,2}|jan|feb|mar|apr|mei|jun|jul|agu|sep|okt|nov|des)[a-z]*[-/. ](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}|[0-9]{6})\b`)
	mother = regexp.MustCompile(`(?i)\bibu kandung(?:nya| saya| beta| aku)?(?: ?[:=] ?| (?:bernama|namanya) )` +
		`([a-z\x01'][a-z\x01'.]*(?: [a-z\x01'][a-z\x01'.]*){0,2})`)
	motherNamed = regexp.MustCompile(`\b(?i:ibu kandung)(?i:nya| saya| beta| aku)? (?i:adalah|yaitu|ialah) ` +
		`([A-Z][A-Za-z\x01'.]+(?: [A-Z][A-Za-z\x01'.]+){0,3})`)
	// With no word between, only two words or more written as names are one.
	motherFollows = regexp.MustCompile(`\b(?i:ibu kandung)(?:nya| saya| beta| aku) ` +
		`([A-Z][a-z\x01'.]+(?: [A-Z][a-z\x01'.]+){1,3})`)
)

func keywords() []keyword {
	otp := []string{"otp", "verif", "rahasia", "pin "}
	return []keyword{
		{LabelBPJS, []string{"bpjs", "jkn", "kis"}, bpjs},
		{LabelPassport, []string{"paspor", "passpor"}, passport},
		{LabelBirth, []string{"lahir", "ttl", "dob", "birth"}, birth},
		{LabelOTP, otp, otpAfter},
		{LabelOTP, otp, otpBefore},
		{LabelMother, []string{"ibu kandung"}, mother},
		{LabelMother, []string{"ibu kandung"}, motherNamed},
		{LabelMother, []string{"ibu kandung"}, motherFollows},
	}
}

// keywords hides what a word nearby gives away. It comes last: what has a
// shape of its own is hidden by then and out of reach.
func (s *scan) keywords() {
	lower := bytes.ToLower(s.plain)
	for _, k := range keywords() {
		if !k.wanted(lower) {
			continue
		}
		for _, m := range k.form.FindAllSubmatchIndex(s.plain, -1) {
			s.hide(hit{m[2], m[3], k.label, k.value(s.plain[m[2]:m[3]])})
		}
	}
}

// value is the normalised form of what was written: without separators, but
// for words, which keep theirs.
func (k keyword) value(written []byte) string {
	upper := string(bytes.ToUpper(written))
	if k.label == LabelMother {
		return upper
	}
	return strings.NewReplacer(" ", "", "-", "", ".", "", "/", "").Replace(upper)
}

func (k keyword) wanted(lower []byte) bool {
	for _, gate := range k.gates {
		if bytes.Contains(lower, []byte(gate)) {
			return true
		}
	}
	return false
}
