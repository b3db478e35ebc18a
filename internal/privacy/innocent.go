package privacy

import "regexp"

// Long runs of digits that everybody writes and that name nobody: dates, office
// hours, sums of money. Patterns are tried at the start of a group.
var (
	fullDate   = regexp.MustCompile(`^(?:(?:0?[1-9]|[12][0-9]|3[01])([-/. ])(?:0?[1-9]|1[0-2])([-/. ])(?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}([-/.])(?:0[1-9]|1[0-2])([-/.])(?:0[1-9]|[12][0-9]|3[01]))`)
	hourRange  = regexp.MustCompile(`^(?:[01]?[0-9]|2[0-4])\.[0-5][0-9](?: ?[-/] ?| )(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]`)
	rupiah     = regexp.MustCompile(`^[1-9][0-9]{0,2}(?:\.[0-9]{3}){1,3}`)
	shortDate  = regexp.MustCompile(`^(?:0?[1-9]|[12][0-9]|3[01])([-/.])(?:0?[1-9]|1[0-2])([-/.])[0-9]{2}`)
	hour       = regexp.MustCompile(`^(?:[01]?[0-9]|2[0-4])\.[0-5][0-9]`)
	year       = regexp.MustCompile(`^(?:19|20)[0-9]{2}`)
	phoneStart = regexp.MustCompile(`^62\.?8[1-9]`)
)

// widest is more glyphs than any of these patterns can take.
const widest = 24

// innocent is how many groups of run, from group i on, are a full date, a range
// of hours or a sum of money; 0: none.
func (s *scan) innocent(run []group, i int) int {
	for _, form := range []*regexp.Regexp{fullDate, hourRange, rupiah} {
		if n := s.token(form, run, i); n > 0 {
			return n
		}
	}
	return 0
}

// token is how many groups from i on form covers exactly. The separators
// inside must be alike, and the ones around must differ from them: "53.71.01"
// inside "53.71.01.120390.0001" is no date.
func (s *scan) token(form *regexp.Regexp, run []group, i int) int {
	text := s.plain[run[i].from:min(len(s.plain), run[i].from+widest)]
	m := form.FindSubmatchIndex(text)
	if m == nil || !alike(text, m) || form == rupiah && phoneStart.Match(text) {
		return 0
	}
	end, n := run[i].from+m[1], 0
	for i+n < len(run) && run[i+n].to <= end {
		n++
	}
	if n == 0 || run[i+n-1].to != end {
		return 0
	}
	inner := s.plain[run[i].to]
	if i > 0 && s.plain[run[i].from-1] == inner || i+n < len(run) && s.plain[end] == inner {
		return 0
	}
	return n
}

// alike tells whether the separators that a pattern caught are the same.
func alike(text []byte, m []int) bool {
	var seen byte
	for k := 2; k+1 < len(m); k += 2 {
		if m[k] < 0 {
			continue
		}
		if seen != 0 && text[m[k]] != seen {
			return false
		}
		seen = text[m[k]]
	}
	return true
}

// harmless tells whether a whole piece is nothing but short dates, hours or
// years, or counts up by one. Each alone could be part of a number that names
// somebody; a piece made of nothing else is not one.
func (s *scan) harmless(piece []group) bool {
	if len(piece) < 2 {
		return false
	}
	return s.counts(piece) || s.onlyTokens(piece)
}

func (s *scan) onlyTokens(piece []group) bool {
	for i := 0; i < len(piece); {
		n := max(s.token(shortDate, piece, i), s.token(hour, piece, i))
		if n == 0 && piece[i].size() == 4 && year.Match(s.plain[piece[i].from:piece[i].to]) {
			n = 1
		}
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}

// counts tells whether the groups count up by one: a list of queue numbers.
func (s *scan) counts(piece []group) bool {
	for i, g := range piece {
		if g.real != g.size() || g.size() > 6 {
			return false
		}
		if i > 0 && s.small(g) != s.small(piece[i-1])+1 {
			return false
		}
	}
	return true
}

// small reads a group of at most six digits.
func (s *scan) small(g group) int {
	n := 0
	for _, b := range s.plain[g.from:g.to] {
		n = n*10 + int(b-'0')
	}
	return n
}
