package attach

import (
	"path"
	"strings"
	"unicode"

	"loket/internal/loket"
)

// longestName bounds a file's name, in characters, without its ending.
const longestName = 60

// Name makes of the name a file was handed in with one that is safe to show and
// to save: no folder, no control or bidirectional character, the ending its
// content has.
func Name(given string, kind loket.FileType) string {
	given = path.Base(strings.ReplaceAll(given, `\`, "/"))
	given = strings.TrimSuffix(given, path.Ext(given))
	given = plain([]rune(strings.ToValidUTF8(given, "")))
	words := []rune(strings.Join(strings.Fields(given), " "))
	name := strings.Trim(string(words[:min(len(words), longestName)]), " -")
	if name == "" {
		name = "lampiran"
	}
	return name + kind.Ending()
}

// plain leaves letters, digits and a few marks. A dot stands between two digits
// only ("F-1.01"): elsewhere it would look like the ending of another kind of file.
func plain(given []rune) string {
	var out strings.Builder
	for i, r := range given {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r), strings.ContainsRune("-_ ()", r):
			out.WriteRune(r)
		case r == '.' && i > 0 && i+1 < len(given) && unicode.IsDigit(given[i-1]) && unicode.IsDigit(given[i+1]):
			out.WriteRune(r)
		case r == '.':
			out.WriteRune('-')
		}
	}
	return out.String()
}
