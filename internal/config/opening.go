package config

import (
	"bytes"
	_ "embed"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"loket/internal/loket"
)

// openingHead stands above a loket.yaml that setting up has written.
//
//go:embed opening.yaml
var openingHead string

// Opening is what a configuration says of its first agency, as setting up asks it.
func (c Config) Opening() loket.Opening {
	a := c.Agencies[0]
	return loket.Opening{
		Agency: a.Agency, Hours: a.Hours, Units: a.Units, TokenFile: c.Telegram.TokenFile, StaffChat: c.Telegram.StaffChat,
	}
}

// with is the configuration that an opening makes of another.
func (c Config) with(o loket.Opening) Config {
	c.Agencies = slices.Clone(c.Agencies)
	a := &c.Agencies[0]
	a.Agency, a.Hours, a.Units = o.Agency, orNone(o.Hours), o.Units
	if len(o.Units) == 0 {
		a.Units = nil
	}
	c.Telegram.TokenFile, c.Telegram.StaffChat = o.TokenFile, o.StaffChat
	return c
}

// orNone makes one of the two ways to name no day.
func orNone(hours map[string][]string) map[string][]string {
	if len(hours) == 0 {
		return nil
	}
	return hours
}

// Stated is the opening that the content of loket.yaml says, whatever the environment
// says over it.
func Stated(name string, content []byte) (loket.Opening, error) {
	c := Default()
	err := c.apply(name, content)
	return c.Opening(), err
}

// CheckOpening refuses what could not be configured, in one error with place and
// cure.
func CheckOpening(o loket.Opening) error {
	c := Default().with(o)
	return c.Agencies[0].check()
}

// Write returns what loket.yaml is to say so that it says an opening: content with
// what differs changed and all else, comments too, as it was; of no content a whole
// file with its explanations. A loket.Error when it cannot be changed so.
func Write(name string, content []byte, o loket.Opening) ([]byte, error) {
	if len(bytes.TrimSpace(content)) == 0 {
		return []byte(openingHead + agencyText(o) + telegramText(o, false)), nil
	}
	before := Default()
	if err := before.apply(name, content); err != nil {
		return nil, err
	}
	want := before.with(o)
	changed, err := change(content, before, want)
	after := Default()
	if err == nil {
		err = after.apply(name, changed)
	}
	if err != nil || !reflect.DeepEqual(after, want) {
		return nil, loket.Errorf(loket.CodeConflict, "Berkas "+name+" tidak dapat diubah tanpa mengubah isinya yang lain. Ubah sendiri bagian ini:\n"+
			agencyText(o)+telegramText(o, true))
	}
	return changed, nil
}

// change edits the file's tree where the configurations differ.
func change(content []byte, before, want Config) ([]byte, error) {
	file, err := parser.ParseBytes(content, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	was, is := before.Opening(), want.Opening()
	listed := bytes.Contains(content, []byte("agencies:"))
	edits := []struct {
		same bool
		at   string // what is merged into
		text string
	}{
		{listed || reflect.DeepEqual(officeOf(was), officeOf(is)), "$", agencyText(is)},
		{!listed || was.Agency == is.Agency, "$.agencies[0]", scalars(is.Agency)},
		{!listed || reflect.DeepEqual(was.Hours, is.Hours), "$.agencies[0]", hoursText(is.Hours, "")},
		{!listed || reflect.DeepEqual(was.Units, is.Units), "$.agencies[0]", unitsText(is.Units, "")},
		{was.TokenFile == is.TokenFile && was.StaffChat == is.StaffChat, "$", telegramText(is, true)},
	}
	for _, edit := range edits {
		if edit.same {
			continue
		}
		if err := merge(file, edit.at, edit.text); err != nil {
			return nil, err
		}
	}
	if err := keepRemarks(content, file); err != nil {
		return nil, err
	}
	return []byte(file.String()), nil
}

func officeOf(o loket.Opening) loket.Opening {
	o.TokenFile, o.StaffChat = "", 0
	return o
}

// merge puts a mapping into the one at a path: its keys replace those of the same
// name.
func merge(file *ast.File, at, text string) error {
	path, err := yaml.PathString(at)
	if err != nil {
		return err
	}
	return path.MergeFromReader(file, strings.NewReader(text))
}

// scalar writes a text as YAML reads it back.
func scalar(text string) string {
	out, err := yaml.Marshal(text)
	var back any
	if err != nil || yaml.Unmarshal(out, &back) != nil || back != any(text) { // ".inf" it would leave as it is
		return strconv.Quote(text)
	}
	return strings.TrimSpace(string(out))
}

func scalars(a loket.Agency) string {
	return fmt.Sprintf("id: %s\ncode: %s\nname: %s\nzone: %s\n", scalar(string(a.ID)), scalar(a.Code), scalar(a.Name), scalar(a.Zone))
}

// agencyText is a whole list of agencies with one in it.
func agencyText(o loket.Opening) string {
	var b strings.Builder
	b.WriteString("agencies:\n")
	for i, line := range strings.Split(strings.TrimSpace(scalars(o.Agency)), "\n") {
		b.WriteString([]string{"  - ", "    "}[min(i, 1)] + line + "\n")
	}
	if len(o.Hours) > 0 {
		b.WriteString(hoursText(o.Hours, "    "))
	}
	if len(o.Units) > 0 {
		b.WriteString(unitsText(o.Units, "    "))
	}
	return b.String()
}

// hoursText writes the days from Monday on.
func hoursText(hours map[string][]string, indent string) string {
	var b strings.Builder
	b.WriteString(indent + "hours:")
	if len(hours) == 0 {
		return b.String() + " {}\n"
	}
	b.WriteString("\n")
	names := dayNames()
	for _, day := range append(names[1:], names[0]) {
		if spans := hours[day]; len(spans) > 0 {
			b.WriteString(indent + "  " + day + ": [" + strings.Join(spans, ", ") + "]\n")
		}
	}
	return b.String()
}

func unitsText(units []loket.Unit, indent string) string {
	if len(units) == 0 {
		return indent + "units: []\n"
	}
	var b strings.Builder
	b.WriteString(indent + "units:\n")
	for _, u := range units {
		fmt.Fprintf(&b, "%s  - id: %s\n%s    name: %s\n", indent, scalar(string(u.ID)), indent, scalar(u.Name))
	}
	return b.String()
}

// telegramText names the token's file and the staff group; with neither nothing,
// unless it is to say so.
func telegramText(o loket.Opening, always bool) string {
	if o.TokenFile == "" && o.StaffChat == 0 && !always {
		return ""
	}
	return fmt.Sprintf("telegram:\n  token_file: %s\n  staff_chat: %d\n", scalar(o.TokenFile), o.StaffChat)
}
