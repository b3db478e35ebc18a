package privacy

import "strings"

// shownFrom is how long a value is at least before its last four characters are
// shown: of a shorter one they would be half of it or more.
const shownFrom = 9

// Last4 masks a value: its last four characters stay. Of a short value nothing
// stays, and of none nothing comes.
func Last4(value string) string {
	runes := []rune(value)
	switch {
	case len(runes) == 0:
		return ""
	case len(runes) < shownFrom:
		return "••••"
	}
	return strings.Repeat("•", min(len(runes)-4, longestMask)) + string(runes[len(runes)-4:])
}
