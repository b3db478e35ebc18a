// Package nesting holds YAML to a depth that reading it can bear: the reader's work
// grows with the square of it, and in some forms faster. It looks at the signs a
// document consists of and must not know what the document says.
package nesting

import "github.com/goccy/go-yaml/token"

// Most is how many lists and maps may stand inside of one another where they need no
// line of their own. What is nested by indentation is bounded by the size of its file.
const Most = 64

// Line is the line, from 1, where signs go deeper than Most, before anything is made of
// them; 0: nowhere. It takes time in proportion to their number.
func Line(signs token.Tokens) int {
	brackets, dashes, line := 0, 0, 0
	for _, sign := range signs {
		if sign.Position.Line != line {
			line, dashes = sign.Position.Line, 0
		}
		switch sign.Type { //nolint:exhaustive // the others open nothing
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets = max(0, brackets-1)
		case token.SequenceEntryType: // "- - x" is a list in a list
			dashes++
		}
		if brackets+dashes > Most {
			return max(line, 1)
		}
	}
	return 0
}
