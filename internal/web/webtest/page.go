package webtest

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// Node is one element of a page.
type Node struct {
	Name     string
	Attr     map[string]string
	parent   *Node
	children []*Node
	words    strings.Builder // its own and its descendants' text
}

// Parse reads a page. It fails the test when elements are not nested properly:
// pages of the house are written so that an XML reader gets along.
func Parse(t testing.TB, html string) *Node {
	t.Helper()
	reader := xml.NewDecoder(strings.NewReader(html))
	reader.Strict, reader.AutoClose, reader.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &Node{Name: "#page"}
	at := root
	for {
		token, err := reader.Token()
		if errors.Is(err, io.EOF) {
			return root
		}
		if err != nil {
			t.Fatalf("page is not well nested: %v\n%s", err, html)
		}
		switch token := token.(type) {
		case xml.StartElement:
			at = at.open(token)
		case xml.EndElement:
			at = at.parent
			switch token.Name.Local {
			case "p", "li", "dt", "dd", "td", "th", "tr", "div", "h1", "h2", "section":
				at.say(" ") // a reader sees it apart from what follows
			}
		case xml.CharData:
			at.say(string(token))
		}
	}
}

// say adds words to the element and to all it stands in.
func (n *Node) say(words string) {
	for ; n != nil; n = n.parent {
		n.words.WriteString(words)
	}
}

func (n *Node) open(start xml.StartElement) *Node {
	child := &Node{Name: start.Name.Local, Attr: map[string]string{}, parent: n}
	for _, a := range start.Attr {
		child.Attr[a.Name.Local] = a.Value
	}
	n.children = append(n.children, child)
	return child
}

// Text is what the element says, blanks folded into one.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	return strings.Join(strings.Fields(n.words.String()), " ")
}

// Raw is what the element says as it stands, without the line break a browser
// drops at the beginning of a textarea.
func (n *Node) Raw() string {
	if n == nil {
		return ""
	}
	return strings.TrimPrefix(n.words.String(), "\n")
}

// All returns the elements a selector fits, in the order of the page. A
// selector is simple ones with spaces between them (descendants), each a name,
// #id, .class or [attribute=value], joined without spaces.
func (n *Node) All(selector string) []*Node {
	found := []*Node{n}
	for _, step := range strings.Fields(selector) {
		var next []*Node
		for _, from := range found {
			from.walk(func(child *Node) {
				if child.fits(step) && !slices.Contains(next, child) {
					next = append(next, child)
				}
			})
		}
		found = next
	}
	return found
}

// One returns the only element a selector fits; nil when there is none or more
// than one.
func (n *Node) One(selector string) *Node {
	if found := n.All(selector); len(found) == 1 {
		return found[0]
	}
	return nil
}

// Saying returns the innermost elements that say these words.
func (n *Node) Saying(words string) (all []*Node) {
	n.walk(func(child *Node) {
		says := func(n *Node) bool { return strings.Contains(n.words.String(), words) }
		if says(child) && !slices.ContainsFunc(child.children, says) {
			all = append(all, child)
		}
	})
	return all
}

// Language is the code of the language that the element, or what it stands in, says it
// is in; empty: nothing says so.
func (n *Node) Language() string {
	for ; n != nil; n = n.parent {
		if code := n.Attr["lang"]; code != "" {
			return code
		}
	}
	return ""
}

func (n *Node) walk(visit func(*Node)) {
	for _, child := range n.children {
		visit(child)
		child.walk(visit)
	}
}

// fits tells whether the element is what one simple selector means.
func (n *Node) fits(step string) bool {
	for step != "" {
		end := strings.IndexAny(step[1:], "#.[") + 1
		if end == 0 {
			end = len(step)
		}
		part := step[:end]
		step = step[end:]
		switch part[0] {
		case '#':
			if n.Attr["id"] != part[1:] {
				return false
			}
		case '.':
			if !slices.Contains(strings.Fields(n.Attr["class"]), part[1:]) {
				return false
			}
		case '[':
			name, value, valued := strings.Cut(strings.Trim(part, "[]"), "=")
			if got, ok := n.Attr[name]; !ok || valued && got != value {
				return false
			}
		default:
			if n.Name != part {
				return false
			}
		}
	}
	return true
}
