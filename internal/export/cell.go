package export

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A value of a catalogue is carried as JSON, the form in which package faq
// hands out its items.

// record is an item with fields.
type record map[string]json.RawMessage

// field returns what stands at a path of names with dots; nil: nothing.
func (r record) field(path string) (json.RawMessage, error) {
	name, rest, deeper := strings.Cut(path, ".")
	if !deeper || r[name] == nil {
		return r[name], nil
	}
	var below record
	if err := json.Unmarshal(r[name], &below); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return below.field(rest)
}

// source is one basis of an answer.
type source struct {
	Rule    string `json:"rule"`
	Article string `json:"article"`
	URL     string `json:"url"`
}

// cellText writes a value as it stands in a cell.
func cellText(value json.RawMessage, f form) (string, error) {
	if len(value) == 0 || string(value) == "null" {
		return "", nil
	}
	switch f {
	case lines:
		var list []string
		err := json.Unmarshal(value, &list)
		for i := range list {
			list[i] = escape(list[i])
		}
		return strings.Join(list, "\n"), err
	case sources:
		var list []source
		err := json.Unmarshal(value, &list)
		rows := make([]string, 0, len(list))
		for _, s := range list {
			parts := []string{escapePart(s.Rule), escapePart(s.Article), escapePart(s.URL)}
			for len(parts) > 1 && parts[len(parts)-1] == "" {
				parts = parts[:len(parts)-1]
			}
			rows = append(rows, strings.Join(parts, " | "))
		}
		return strings.Join(rows, "\n"), err
	case flag:
		var on bool
		err := json.Unmarshal(value, &on)
		if on {
			return "ya", err
		}
		return "", err
	case number:
		return string(value), nil
	default:
		var s string
		err := json.Unmarshal(value, &s)
		return s, err
	}
}

// escape writes an item on one line: a line end in it as \n.
func escape(item string) string {
	return strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(item)
}

// escapePart writes a part of a source: the sign between parts as \|.
func escapePart(part string) string {
	return strings.ReplaceAll(escape(part), "|", `\|`)
}

// splitLine undoes escape, and divides at bare separators; 0: none.
func splitLine(line string, separator byte) []string {
	parts := []string{""}
	add := func(s string) { parts[len(parts)-1] += s }
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == separator && separator != 0:
			parts = append(parts, "")
		case line[i] != '\\' || i+1 == len(line):
			add(line[i : i+1])
		case line[i+1] == 'n':
			add("\n")
			i++
		case line[i+1] == '\\' || line[i+1] == separator && separator != 0:
			add(line[i+1 : i+2])
			i++
		default:
			add(`\`)
		}
	}
	return parts
}

// escaped is what spreadsheet programs read as one character by its number.
var escaped = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

// literal writes a text so that nothing in it is read as such: the library does
// not do so by itself for texts it shares between cells.
func literal(content string) string {
	if !strings.Contains(content, "_x") {
		return content
	}
	var b strings.Builder
	for i := range len(content) {
		if content[i] == '_' && escaped.MatchString(content[i:]) {
			b.WriteString("_x005F")
		}
		b.WriteByte(content[i])
	}
	return b.String()
}

// serial is a day as spreadsheet programs count it.
var serial = regexp.MustCompile(`^\d{5}(\.0+)?$`)

// dayText writes a date that a spreadsheet program has turned into a number
// the way an editor would.
func dayText(cell string) string {
	if !serial.MatchString(cell) {
		return cell
	}
	days, _ := strconv.ParseFloat(cell, 64) // the shape says that it is one
	t, err := excelize.ExcelDateToTime(days, false)
	if err != nil {
		return cell
	}
	return t.Format("2006-01-02")
}

// flagText reads what people write for yes and no; anything else stays for the
// loader to complain of.
func flagText(cell string) string {
	switch strings.ToLower(cell) {
	case "ya", "y", "true", "1":
		return "true"
	case "tidak", "false", "0", "":
		return "false"
	default:
		return cell
	}
}
