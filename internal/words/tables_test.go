package words_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"loket/internal/words"
)

// eachLine gives every line of every table to a check.
func eachLine(t *testing.T, check func(t *testing.T, e words.Entry)) {
	t.Helper()
	entries, err := words.Entries()
	if err != nil || len(entries) < 100 {
		t.Fatalf("%d lines, %v, want the tables of the whole house", len(entries), err)
	}
	for _, e := range entries {
		check(t, e)
	}
}

// saidOf are the ways a line is said in English.
func saidOf(e words.Entry) []string {
	if e.One == "" {
		return []string{e.English}
	}
	return []string{e.English, e.One}
}

// TestLinesAreClean: nothing in a line is what no page could show: no sign between two
// languages, no broken letter, no space but single ones; and no word stands twice.
func TestLinesAreClean(t *testing.T) {
	t.Parallel()
	eachLine(t, func(t *testing.T, e words.Entry) {
		t.Helper()
		for _, text := range append(saidOf(e), e.Indonesian) {
			if strings.Join(strings.Fields(text), " ") != text {
				t.Errorf("%s: %q has spaces that a page would not show", e.File, text)
			}
			if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError || r == '\ufeff' }) {
				t.Errorf("%s: %q has letters that cannot be read", e.File, text)
			}
		}
		if e.One == e.English {
			t.Errorf("%s: %q is said of one as of many: the third column says nothing", e.File, e.Indonesian)
		}
		if twice := doubled(e.English); twice != "" {
			t.Errorf("%s: the English %q says %q twice", e.File, e.English, twice)
		}
	})
}

// doubled is a word that stands twice, one after the other; empty: none.
func doubled(text string) string {
	all := strings.Fields(text)
	for i := 1; i < len(all); i++ {
		if all[i] == all[i-1] && strings.IndexFunc(all[i], unicode.IsLetter) == 0 {
			return all[i]
		}
	}
	return ""
}

// TestLinesEndAlike: the English ends with the punctuation of the Indonesian: a sentence
// stays a sentence, a question a question, and what goes on goes on.
func TestLinesEndAlike(t *testing.T) {
	t.Parallel()
	end := func(text string) string {
		last, _ := utf8.DecodeLastRuneInString(text)
		if strings.ContainsRune(".,:;?!…)–—”", last) {
			return string(last)
		}
		return ""
	}
	eachLine(t, func(t *testing.T, e words.Entry) {
		t.Helper()
		for _, english := range saidOf(e) {
			if got, want := end(english), end(e.Indonesian); got != want {
				t.Errorf("%s: %q ends with %q, its English %q with %q", e.File, e.Indonesian, want, english, got)
			}
		}
	})
}

var placeholders = map[string]*regexp.Regexp{
	"actions":  regexp.MustCompile(`\{\{.*?\}\}`),
	"tags":     regexp.MustCompile(`</?[a-zA-Z][^>]*>`),
	"entities": regexp.MustCompile(`&(#\d+|[a-zA-Z]+);`),
	"commands": regexp.MustCompile(`(^|\s)/[a-z]+(-[a-z]+)*\b`),
}

// TestLinesHoldTheSame: whatever is filled into a line, or stands in it for a program,
// stands in its English as well, as often and in any order.
func TestLinesHoldTheSame(t *testing.T) {
	t.Parallel()
	quoted := regexp.MustCompile(`"[^"]*"`)
	eachLine(t, func(t *testing.T, e words.Entry) {
		t.Helper()
		for kind, pattern := range placeholders {
			held := func(text string) []string {
				all := pattern.FindAllString(text, -1)
				for i, one := range all {
					all[i] = quoted.ReplaceAllString(strings.TrimSpace(one), `""`)
				}
				slices.Sort(all)
				return all
			}
			for _, english := range saidOf(e) {
				if got, want := held(english), held(e.Indonesian); !slices.Equal(got, want) {
					t.Errorf("%s: %q has the %s %q, its English %q has %q", e.File, e.Indonesian, kind, want, english, got)
				}
			}
		}
		for _, sign := range []string{"%%", "@", "#", "→", "←"} {
			for _, english := range saidOf(e) {
				if got, want := strings.Count(english, sign), strings.Count(e.Indonesian, sign); got != want {
					t.Errorf("%s: %q has %d %s, its English %q has %d", e.File, e.Indonesian, want, sign, english, got)
				}
			}
		}
	})
}
