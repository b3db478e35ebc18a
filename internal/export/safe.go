package export

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// dangerous are the characters with which a spreadsheet program begins a formula,
// and those after which it looks again; also as wide as East Asian ones.
const dangerous = "=+-@\t\r\n＝＋－＠"

// Safe keeps a spreadsheet program from reading a text of CSV as a formula: what
// begins like one, behind whatever cannot be seen, gets an apostrophe before it.
func Safe(text string) string {
	if text == "" {
		return text
	}
	bare := strings.TrimLeftFunc(text, func(r rune) bool {
		return !strings.ContainsRune("\t\r\n", r) && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r))
	})
	first, _ := utf8.DecodeRuneInString(bare)
	if bare != "" && strings.ContainsRune(dangerous, first) {
		return "'" + text
	}
	return text
}

// longestName bounds the name of a file, in characters.
const longestName = 100

// FileName makes the name of a file out of parts that anybody may have chosen:
// letters, digits, dots and hyphens of ASCII, no dot or hyphen at its ends.
func FileName(extension string, parts ...string) string {
	var b strings.Builder
	for _, r := range strings.Join(parts, "-") {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)), r == '-', r == '.':
			b.WriteRune(r)
		case !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := b.String()
	for strings.Contains(name, "..") {
		name = strings.ReplaceAll(name, "..", ".")
	}
	name = strings.Trim(name[:min(len(name), longestName)], "-.")
	if name == "" {
		name = "loket"
	}
	return name + "." + extension
}
