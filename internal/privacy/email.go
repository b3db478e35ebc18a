package privacy

import (
	"bytes"
	"regexp"
	"strings"
)

// How long the parts of an address may be (RFC 5321).
const (
	longestLocal  = 64
	longestDomain = 255
)

var emailDomain = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}`)

// emails hides every address around an at sign.
func (s *scan) emails() {
	for at := 0; ; at++ {
		next := bytes.IndexByte(s.plain[at:], '@')
		if next < 0 {
			return
		}
		at += next
		from := at
		for from > max(0, at-longestLocal) && isLocal(s.plain[from-1]) {
			from--
		}
		domain := emailDomain.Find(s.after(at+1, longestDomain))
		if from == at || len(domain) == 0 {
			continue
		}
		to := at + 1 + len(domain)
		s.hide(hit{from, to, LabelEmail, strings.ToLower(string(s.plain[from:to]))})
	}
}

// isLocal tells whether b may stand before the at sign.
func isLocal(b byte) bool {
	return isWord(b) || strings.IndexByte("._%+-", b) >= 0
}
