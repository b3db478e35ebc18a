package faq

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Fate is what happened to an item between two catalogues.
type Fate string

// The fates of items.
const (
	Added   Fate = "added"
	Removed Fate = "removed"
	Changed Fate = "changed"
)

// Difference is one difference between two catalogues: an item that is new or
// gone, or one field of an item that has changed.
type Difference struct {
	Kind string `json:"kind"`         // of the item: "entry", "forms", …
	ID   string `json:"id,omitempty"` // empty for the tables of which there is one
	What Fate   `json:"what"`

	// Of a changed item: the field as an editor knows it, "facets.requirements"
	// or "slang.tidak", with what it was and is. Of a list, or a text of several
	// lines, only the lines that came and went; neither when only their order
	// has changed.
	Field string   `json:"field,omitempty"`
	Old   string   `json:"old,omitempty"`
	New   string   `json:"new,omitempty"`
	Gone  []string `json:"gone,omitempty"`
	Came  []string `json:"came,omitempty"`

	lines bool // Gone and Came tell it, not Old and New
}

// Item is the name of what changed as an editor knows it.
func (d Difference) Item() string {
	switch {
	case d.ID == "":
		return d.Kind
	case d.Kind == kindEntry:
		return d.ID
	default:
		return d.Kind + "/" + d.ID
	}
}

// String tells the difference in Indonesian, on one line or, for lists, on one line
// for each item that came or went.
func (d Difference) String() string {
	switch {
	case d.What == Added:
		return "+ " + d.Item() + " (baru)"
	case d.What == Removed:
		return "- " + d.Item() + " (dihapus)"
	case !d.lines:
		return fmt.Sprintf("~ %s: %s: %s → %s", d.Item(), d.Field, quoteText(d.Old), quoteText(d.New))
	case len(d.Gone)+len(d.Came) == 0:
		return fmt.Sprintf("~ %s: %s: urutannya berubah", d.Item(), d.Field)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "~ %s: %s:", d.Item(), d.Field)
	for _, line := range d.Gone {
		b.WriteString("\n    - " + quoteText(line))
	}
	for _, line := range d.Came {
		b.WriteString("\n    + " + quoteText(line))
	}
	return b.String()
}

// Diff tells how old became new, ordered by kind and id; fields in the order
// of an entry. A nil catalogue is an empty one.
func Diff(old, new *Catalog) []Difference { //nolint:revive // the two words say it best
	var found []Difference
	before, after := old.contents(), new.contents()
	for len(before)+len(after) > 0 {
		switch order := compareContents(before, after); {
		case order < 0:
			found = append(found, Difference{Kind: before[0].kind, ID: before[0].id, What: Removed})
			before = before[1:]
		case order > 0:
			found = append(found, Difference{Kind: after[0].kind, ID: after[0].id, What: Added})
			after = after[1:]
		default:
			d := comparison{item: Difference{Kind: after[0].kind, ID: after[0].id, What: Changed}}
			d.compare("", reflect.ValueOf(before[0].data).Elem(), reflect.ValueOf(after[0].data).Elem())
			found = append(found, d.found...)
			before, after = before[1:], after[1:]
		}
	}
	return found
}

// compareContents orders the first of two lists; an ended list comes last.
func compareContents(a, b []content) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	default:
		return a[0].compare(b[0])
	}
}

// comparison collects the differences of one item.
type comparison struct {
	item  Difference
	found []Difference
}

// compare notes what differs between two values of one type.
func (d *comparison) compare(path string, a, b reflect.Value) {
	switch a.Kind() {
	case reflect.Struct:
		fields := fieldsOf(a.Type())
		for name, field := range fieldsIn(b) {
			d.compare(join(path, name), a.Field(fields[name]), field)
		}
	case reflect.Pointer:
		d.compare(path, pointed(a), pointed(b))
	case reflect.Map:
		for _, key := range sortedNames(merged(a, b)) {
			d.compare(join(path, key), valueAt(a, key), valueAt(b, key))
		}
	case reflect.Slice:
		d.compareLists(path, a, b)
	case reflect.String:
		if strings.Contains(a.String()+b.String(), "\n") {
			d.compareLines(path, strings.Split(a.String(), "\n"), strings.Split(b.String(), "\n"))
			return
		}
		d.note(path, a.String(), b.String())
	default:
		d.note(path, fmt.Sprint(a), fmt.Sprint(b))
	}
}

// note notes a field with one value.
func (d *comparison) note(path, before, after string) {
	if before != after {
		c := d.item
		c.Field, c.Old, c.New = path, before, after
		d.found = append(d.found, c)
	}
}

// compareLists compares lists: item by item where items have names of their
// own ("forms.F-1.02"), line by line otherwise.
func (d *comparison) compareLists(path string, a, b reflect.Value) {
	before, after := namesOf(a), namesOf(b)
	if before == nil || after == nil {
		d.compareLines(path, linesOf(a), linesOf(b))
		return
	}
	var gone, came []string
	for i, name := range before {
		if !slices.Contains(after, name) {
			gone = append(gone, flow(a.Index(i)))
		}
	}
	for i, name := range after {
		at := slices.Index(before, name)
		if at < 0 {
			came = append(came, flow(b.Index(i)))
			continue
		}
		d.compare(join(path, name), a.Index(at), b.Index(i))
	}
	if !slices.Equal(before, after) {
		d.noteLines(path, gone, came)
	}
}

// compareLines compares texts line by line.
func (d *comparison) compareLines(path string, before, after []string) {
	if slices.Equal(before, after) {
		return
	}
	d.noteLines(path, without(before, after), without(after, before))
}

// noteLines notes a field of several lines.
func (d *comparison) noteLines(path string, gone, came []string) {
	c := d.item
	c.Field, c.Gone, c.Came, c.lines = path, gone, came, true
	d.found = append(d.found, c)
}

// namesOf returns what the structs of a list are called: the value of their
// first field, when that is a text no two have in common. Otherwise nil.
func namesOf(list reflect.Value) []string {
	if list.Type().Elem().Kind() != reflect.Struct || list.Type().Elem().Field(0).Type.Kind() != reflect.String {
		return nil
	}
	names, seen := make([]string, 0, list.Len()), map[string]bool{}
	for i := range list.Len() {
		name := list.Index(i).Field(0).String()
		if seen[name] {
			return nil
		}
		seen[name] = true
		names = append(names, name)
	}
	return names
}

// linesOf writes each item of a list on a line.
func linesOf(list reflect.Value) []string {
	lines := make([]string, 0, list.Len())
	for i := range list.Len() {
		line := list.Index(i).String()
		if list.Index(i).Kind() != reflect.String {
			line = flow(list.Index(i))
		}
		lines = append(lines, line)
	}
	return lines
}

// without returns the lines that others do not have, each as often as it is
// missing there.
func without(lines, others []string) []string {
	count := make(map[string]int, len(others))
	for _, line := range others {
		count[line]++
	}
	var left []string
	for _, line := range lines {
		if count[line]--; count[line] < 0 {
			left = append(left, line)
		}
	}
	return left
}

// merged is a map with the keys of both.
func merged(a, b reflect.Value) reflect.Value {
	both := reflect.MakeMap(a.Type())
	for _, m := range []reflect.Value{a, b} {
		for _, key := range m.MapKeys() {
			both.SetMapIndex(key, m.MapIndex(key))
		}
	}
	return both
}

// valueAt is a map's value, the zero one when there is none.
func valueAt(m reflect.Value, key string) reflect.Value {
	if v := m.MapIndex(reflect.ValueOf(key)); v.IsValid() {
		return v
	}
	return reflect.Zero(m.Type().Elem())
}

// pointed is what a pointer points at, the zero value for nil.
func pointed(p reflect.Value) reflect.Value {
	if p.IsNil() {
		return reflect.Zero(p.Type().Elem())
	}
	return p.Elem()
}

// join appends a name to a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
