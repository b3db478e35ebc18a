package faq

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// yamlWriter writes structs as YAML that people edit: a line for each thing,
// long texts in blocks, what is short on one line. Fields bear the names of
// their json tags; empty ones are left out.
type yamlWriter struct{ strings.Builder }

// How wide a line may be for lists and pairs to stand on it, and how long an
// item of such a list may be, in characters.
const (
	lineWidth = 110
	itemWidth = 28
)

// fieldsIn yields the fields of a struct that are read from YAML, in the order
// they are declared.
func fieldsIn(v reflect.Value) func(yield func(name string, field reflect.Value) bool) {
	return func(yield func(string, reflect.Value) bool) {
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && !yield(name, v.Field(i)) {
				return
			}
		}
	}
}

// fields writes the fields of a struct, one below the other.
func (w *yamlWriter) fields(v reflect.Value, indent int) {
	for name, field := range fieldsIn(v) {
		if !field.IsZero() {
			w.pair(name, field, indent)
		}
	}
}

// pair writes "name: value" at an indent.
func (w *yamlWriter) pair(name string, v reflect.Value, indent int) {
	v = reflect.Indirect(v)
	pad := strings.Repeat(" ", indent)
	w.WriteString(pad + name + ":")
	if text := flow(v); v.Kind() != reflect.String && onOneLine(v) && utf8.RuneCountInString(text)+indent+len(name) < lineWidth {
		w.WriteString(" " + text + "\n")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		w.WriteString("\n")
		w.fields(v, indent+2)
	case reflect.Map:
		w.WriteString("\n")
		for _, key := range sortedNames(v) {
			w.pair(plain(key, false), v.MapIndex(reflect.ValueOf(key)), indent+2)
		}
	case reflect.Slice:
		w.WriteString("\n")
		for i := range v.Len() {
			if i > 0 && name == "entries" {
				w.WriteString("\n") // so that the eye finds where an answer begins
			}
			w.item(v.Index(i), indent+2)
		}
	default:
		w.WriteString(" " + scalarText(v, indent+2) + "\n")
	}
}

// item writes one item of a list.
func (w *yamlWriter) item(v reflect.Value, indent int) {
	pad := strings.Repeat(" ", indent)
	if v.Kind() != reflect.Struct {
		w.WriteString(pad + "- " + scalarText(v, indent+2) + "\n")
		return
	}
	if text := flow(v); onOneLine(v) && utf8.RuneCountInString(text)+indent < lineWidth {
		w.WriteString(pad + "- " + text + "\n")
		return
	}
	var one yamlWriter
	one.fields(v, indent+2)
	w.WriteString(pad + "- " + strings.TrimPrefix(one.String(), pad+"  "))
}

// onOneLine reports whether a value may stand on the line of its name: a list
// of short items, or a struct of few such fields.
func onOneLine(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Map:
		return v.Len() == 0
	case reflect.Slice:
		for i := range v.Len() {
			if e := v.Index(i); e.Kind() != reflect.String || utf8.RuneCountInString(e.String()) > itemWidth || strings.Contains(e.String(), "\n") {
				return false
			}
		}
		return true
	case reflect.Struct:
		for name, field := range fieldsIn(v) {
			if name == "id" || field.Kind() == reflect.Struct || strings.Contains(flow(field), `\n`) {
				return false // an entry, or a text of several lines
			}
		}
		return true
	case reflect.String:
		return !strings.Contains(v.String(), "\n")
	default:
		return true
	}
}

// flow writes a value on one line.
func flow(v reflect.Value) string {
	v = reflect.Indirect(v)
	var parts []string
	switch v.Kind() {
	case reflect.Struct:
		for name, field := range fieldsIn(v) {
			if !field.IsZero() {
				parts = append(parts, name+": "+flow(field))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case reflect.Map:
		for _, key := range sortedNames(v) {
			parts = append(parts, plain(key, true)+": "+flow(v.MapIndex(reflect.ValueOf(key))))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case reflect.Slice:
		for i := range v.Len() {
			parts = append(parts, flow(v.Index(i)))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.String:
		return plain(v.String(), true)
	default:
		return fmt.Sprint(v)
	}
}

// scalarText writes one scalar of a block: a text of several lines as "|".
func scalarText(v reflect.Value, indent int) string {
	if v.Kind() != reflect.String {
		return fmt.Sprint(v)
	}
	text := v.String()
	if !strings.Contains(text, "\n") || !blockShape(text) {
		return plain(text, false)
	}
	pad := "\n" + strings.Repeat(" ", indent)
	var b strings.Builder
	b.WriteString("|")
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" {
			b.WriteString("\n")
			continue
		}
		b.WriteString(pad + line)
	}
	return b.String()
}

// blockShape reports whether a text survives in a block: no line begins or
// ends with space, and there are no tabs.
func blockShape(text string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		if line != strings.TrimSpace(line) {
			return false
		}
	}
	return !strings.Contains(text, "\t")
}

var (
	// plainShape is what needs no quotes: it begins with a letter, or is a
	// date, or a number that a unit follows.
	plainShape = regexp.MustCompile(`^(\p{L}|\d{4}-\d{2}-\d{2}$|\d+ \p{L})`)
	// keyWord is what YAML may read as something other than a text.
	keyWord = regexp.MustCompile(`^(?i:null|true|false|yes|no|on|off|y|n|nan|inf)$`)
	// trouble is what ends a text without quotes, or gives it another meaning.
	trouble     = regexp.MustCompile(`: |:$| #|[\n\t\\"]|\p{Z}$`)
	flowTrouble = regexp.MustCompile(`[][{},:#']`)
)

// plain writes a text on one line, in quotes only where it needs them.
func plain(text string, inFlow bool) string {
	if plainShape.MatchString(text) && !keyWord.MatchString(text) && !trouble.MatchString(text) && !(inFlow && flowTrouble.MatchString(text)) {
		return text
	}
	if strings.ContainsAny(text, "\"\\") && !strings.ContainsAny(text, "\n\t") {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return quoteText(text)
}

// quoteText writes a text in double quotes as YAML reads them.
func quoteText(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(text) + `"`
}

// sortedNames returns the keys of a map in order; numbers as numbers.
func sortedNames(v reflect.Value) []string {
	names := make([]string, 0, v.Len())
	for _, key := range v.MapKeys() {
		names = append(names, key.String())
	}
	slices.SortFunc(names, func(a, b string) int {
		x, errX := strconv.Atoi(a)
		y, errY := strconv.Atoi(b)
		if errX == nil && errY == nil && x != y {
			return x - y
		}
		return strings.Compare(a, b)
	})
	return names
}
