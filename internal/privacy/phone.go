package privacy

import (
	"regexp"
	"strings"
)

const (
	longestPhone  = 15 // the longest writing of a number: 62, 0, and 12 digits
	shortestApart = 10 // digits of a number written in several groups
)

var (
	// Mobile numbers, and the land lines of Kupang.
	phoneForm = regexp.MustCompile(`^(?:620?|0)(?:8[1-9][0-9]{6,10}|380[0-9]{6,7})$`)
	// Land lines anywhere, believed only after a word that says so.
	landline  = regexp.MustCompile(`^(?:620?|0)[2-79][0-9]{7,9}$`)
	phoneWord = regexp.MustCompile(`(?i)\b(?:telp|tlp|telf|telepon|telpon|phone|fax|faks|hub|call)`)
)

// phone is how many groups at the start of piece make a telephone number; 0:
// none do. It takes as many as fit, but not a lone digit after longer groups:
// in "0812 3456 7890 2 orang" the 2 counts people.
func (s *scan) phone(piece []group) int {
	if s.phoneAlone(piece[0]) {
		return 1
	}
	digits, taken := "", 0
	for i, g := range piece {
		if g.real != g.size() || len(digits)+g.size() > longestPhone {
			break
		}
		if taken > 0 && g.size() == 1 && piece[i-1].size() > 1 {
			break
		}
		digits += s.digits(g.from, g.to)
		if s.isPhone(digits, piece[0].from) && (i == 0 || len(digits) >= shortestApart) {
			taken = i + 1
		}
	}
	return taken
}

// phoneAlone tells whether g is a whole telephone number, a letter stuck to
// its end aside.
func (s *scan) phoneAlone(g group) bool {
	g = s.trim(g)
	return g.real == g.size() && g.size() >= shortestApart && s.isPhone(s.digits(g.from, g.to), g.from)
}

func (s *scan) isPhone(digits string, at int) bool {
	return phoneForm.MatchString(digits) ||
		landline.MatchString(digits) && phoneWord.Match(s.before(at, nearby))
}

// hidePhone hides a telephone number with its plus sign and brackets.
func (s *scan) hidePhone(piece []group) {
	from, to := s.trim(piece[0]).from, s.trim(piece[len(piece)-1]).to
	value := canonicalPhone(s.digits(from, to))
	if from > 0 && s.plain[from-1] == '+' {
		from--
	}
	if from > 0 && s.plain[from-1] == '(' && strings.Contains(string(s.plain[from:to]), ")") {
		from--
	}
	s.hide(hit{from, to, LabelPhone, value})
}

// canonicalPhone writes a telephone number with 0 instead of the country's 62.
// Other numbers stay as they are.
func canonicalPhone(digits string) string {
	national := strings.TrimPrefix(strings.TrimPrefix(digits, "62"), "0")
	if len(digits) > longestPhone || national == digits {
		return digits
	}
	return "0" + national
}
