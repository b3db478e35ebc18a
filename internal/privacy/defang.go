package privacy

import (
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// endings are what a site's name or a program's file ends in: the endings that
// frauds in Indonesia use, and the common ones. Any other leaves a sentence
// without a space behind its full stop ("hilang.saya") as it is.
const endings = " ac app asia bid biz blog bond buzz cc cfd click cloud club co com cyou dev edu fun gd gl gov icu id in info ink io " +
	"land life link live lol ly me mobi my name net ngo one online org page pro pw qa quest rest ru sbs sg shop site sh so space store " +
	"tech tk to today top tv uk us vip website work world ws wiki xyz " +
	"7z aab apk apkm apks bat cmd dmg exe hta ipa iso jar js lnk msi ps1 rar scr vbs xapk zip "

var scheme = regexp.MustCompile(`(?i)[a-z][a-z0-9+-]*:(?://|\\\\)`)

// Defang makes links and names of programs in a citizen's text harmless where
// staff read it: "https://contoh.com/a" becomes "hxxps://contoh[.]com/a", and
// "undangan.apk" "undangan[.]apk". No page, mail program or chat makes a link of
// what is left, and copied it leads nowhere. Who wrote the text may be an
// attacker: whatever has a scheme is made harmless, wherever it leads. It is
// idempotent.
func Defang(text string) string {
	if !strings.ContainsFunc(text, isDot) && !strings.Contains(text, ":/") && !strings.Contains(text, `:\`) {
		return text
	}
	var out strings.Builder
	text = strings.ToValidUTF8(text, "\uFFFD")
	for text != "" {
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		out.WriteString(defangWord(text[:end]))
		_, space := utf8.DecodeRuneInString(text[end:])
		out.WriteString(text[end : end+space])
		text = text[end+space:]
	}
	return out.String()
}

func defangWord(word string) string {
	if !scheme.MatchString(word) && !named(word) && !inFigures(word) {
		return word
	}
	return scheme.ReplaceAllStringFunc(breakDots(word), harmlessScheme)
}

// isDot tells whether a rune parts the names of an address: full-width dots do too.
func isDot(r rune) bool { return r == '.' || r == '．' || r == '。' || r == '｡' }

func isNameRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// named tells whether a word names a site or a program.
func named(word string) bool {
	before := ' '
	for i, r := range word {
		if isDot(r) && (isNameRune(before) || before == ')' || before == '_' || before == '-') && leadsOn(word[:i], word[i+utf8.RuneLen(r):]) {
			return true
		}
		before = r
	}
	return false
}

// leadsOn tells whether two parts of a word, with a dot between them, make an
// address.
func leadsOn(before, after string) bool {
	if len(before) >= 3 && strings.EqualFold(before[len(before)-3:], "www") {
		return true
	}
	const longest = 8 // characters of an ending, and one more
	for i, r := range after {
		if !isNameRune(r) {
			after = after[:i]
			break
		}
		if i > longest {
			return false
		}
	}
	return after != "" && strings.Contains(endings, " "+strings.ToLower(after)+" ")
}

// inFigures tells whether a word begins with an internet address in figures. An
// amount of money is none: "1.500.000.000".
func inFigures(word string) bool {
	host := strings.Map(func(r rune) rune {
		if isDot(r) {
			return '.'
		}
		return r
	}, word)
	if cut := strings.IndexAny(host, ":/,;?!)"); cut >= 0 {
		host = host[:cut]
	}
	_, err := netip.ParseAddr(strings.Trim(host, ".("))
	return err == nil
}

// harmlessScheme writes hxxp for http, and sets others off from what follows.
func harmlessScheme(found string) string {
	name, slashes, _ := strings.Cut(found, ":")
	switch strings.ToLower(name) {
	case "http", "hxxp":
		return "hxxp:" + slashes
	case "https", "hxxps":
		return "hxxps:" + slashes
	}
	return name + "[:]" + slashes
}

// breakDots sets every dot that stands before a letter or figure in brackets.
func breakDots(word string) string {
	var out strings.Builder
	for i, r := range word {
		next, _ := utf8.DecodeRuneInString(word[i+utf8.RuneLen(r):])
		if isDot(r) && isNameRune(next) {
			out.WriteString("[.]")
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
