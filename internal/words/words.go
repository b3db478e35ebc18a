// Package words holds what Loket says to staff, in the languages staff read. It is
// written in Indonesian, where it is said; the English stands in tables beside
// this file, found by the Indonesian.
//
// It must not know pages, requests or what is said: only how to say it again.
package words

import (
	"fmt"
	"strings"
)

// Language is one that pages are shown in, by its code for HTML.
type Language string

// The languages. The zero Language is Indonesian.
const (
	Indonesian Language = "id"
	English    Language = "en"
)

// Text is something Loket itself says. A constant becomes one as it is; what has
// figures, names or other Texts in it is made by Say. What people wrote is no Text.
//
// Texts are joined by Say or Join, not by +, and written by In or String, not by
// string(text): one that was made has both languages inside, between signs.
type Text string

// The signs: one Text in Indonesian, then in English.
const (
	begin = "\x02"
	then  = "\x03"
	end   = "\x04"
)

// Say makes a Text from an Indonesian format, as fmt.Sprintf does. Arguments that
// are Texts are said in the same language.
func Say(format string, args ...any) Text {
	if len(args) == 0 {
		return Text(format)
	}
	return Both(
		fmt.Sprintf(format, inLanguage(args, Indonesian)...),
		fmt.Sprintf(found(format, one(args)), inLanguage(args, English)...),
	)
}

// Both makes a Text that is known in both languages.
func Both(indonesian, english string) Text {
	clean := strings.NewReplacer(begin, "", then, "", end, "")
	return Text(begin + clean.Replace(indonesian) + then + clean.Replace(english) + end)
}

// Name makes a Text that is the same in every language: a name, a number, what
// somebody wrote. The empty one stays empty.
func Name(same string) Text {
	if same == "" {
		return ""
	}
	return Both(same, same)
}

// Join joins Texts with a separator that is the same in every language.
func Join(all []Text, between string) Text {
	if len(all) == 0 {
		return ""
	}
	indonesian, english := make([]string, len(all)), make([]string, len(all))
	for i, one := range all {
		indonesian[i], english[i] = one.In(Indonesian), one.In(English)
	}
	return Both(strings.Join(indonesian, between), strings.Join(english, between))
}

// Map changes a Text by what is good for every language, such as strings.ToLower.
func Map(change func(string) string, t Text) Text {
	if t == "" {
		return ""
	}
	return Both(change(t.In(Indonesian)), change(t.In(English)))
}

// In says the text in a language; in Indonesian what has no English.
func (t Text) In(l Language) string {
	var out strings.Builder
	rest := string(t)
	for rest != "" {
		constant, made, more := strings.Cut(rest, begin)
		indonesian, after, _ := strings.Cut(made, then)
		english, after, _ := strings.Cut(after, end)
		if l == English {
			out.WriteString(found(constant, false) + english)
		} else {
			out.WriteString(constant + indonesian)
		}
		if rest = after; !more {
			break
		}
	}
	return out.String()
}

// String says the text in Indonesian.
func (t Text) String() string { return t.In(Indonesian) }

// inLanguage returns arguments with their Texts said in a language.
func inLanguage(args []any, l Language) []any {
	out := make([]any, len(args))
	for i, arg := range args {
		if t, ok := arg.(Text); ok {
			arg = t.In(l)
		}
		out[i] = arg
	}
	return out
}

// one tells whether the first number among arguments is one.
func one(args []any) bool {
	for _, arg := range args {
		switch n := arg.(type) {
		case int:
			return n == 1
		case int64:
			return n == 1
		}
	}
	return false
}
