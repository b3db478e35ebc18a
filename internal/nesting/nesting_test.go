package nesting_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"
	"pgregory.net/rapid"

	"loket/internal/nesting"
)

func line(text string) int { return nesting.Line(lexer.Tokenize(text)) }

// deep writes n lists, maps or dashes inside of one another, with ends where they have
// ends.
func deep(open, inside, end string, n int) string {
	return strings.Repeat(open, n) + inside + strings.Repeat(end, n)
}

func TestLine(t *testing.T) {
	t.Parallel()
	const most = nesting.Most
	var indented strings.Builder
	for i := range 3 * most {
		fmt.Fprintf(&indented, "%s- a:\n", strings.Repeat(" ", 2*i))
	}
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"Nothing":           {"", 0},
		"Lists":             {deep("[", "a", "]", most), 0},
		"Lists/TooDeep":     {deep("[", "a", "]", most+1), 1},
		"Lists/NeverClosed": {"a: 1\nb: " + deep("[", "", "", most+1), 2},
		"Lists/LineByLine":  {deep("[\n", "a", "]", most+1), most + 1},
		"Maps":              {deep("{a: ", "b", "}", most), 0},
		"Maps/TooDeep":      {deep("{a: ", "b", "}", most+1), 1},
		"Mixed/TooDeep":     {deep("[{a: ", "b", "}]", most/2) + "\n---\n" + deep("[{a: ", "b", "}]", most/2+1), 3},
		"Dashes":            {deep("- ", "a", "", most), 0},
		"Dashes/TooDeep":    {"- a\n" + deep("- ", "a", "", most+1), 2},
		"Dashes/UnderTags":  {deep("- !a ", "a", "", most+1), 1},
		"Dashes/ThenLists":  {deep("- ", "", "", most/2) + deep("[", "a", "]", most/2+1), 1},
		"Siblings/Lists":    {"a: [" + strings.Repeat("[x], {y: z}, ", 10*most) + "]", 0},
		"Siblings/Lines":    {strings.Repeat("- - a\n  - [b]\n", 10*most), 0},
		"Indentation":       {indented.String(), 0},
		"Words/Quoted":      {"a: \"" + strings.Repeat("[{- ", 2*most) + "\"\nb: '" + strings.Repeat("[{- ", 2*most) + "'", 0},
		"Words/Plain":       {"a: x" + strings.Repeat("[{ - ", 2*most), 0},
		"Words/Block":       {"a: |\n" + strings.Repeat("  [[[ {{{ - - -\n", 2*most) + "b: >\n" + strings.Repeat("  [[[ {{{ - - -\n", 2*most), 0},
		"Words/Comment":     {"a: b # " + strings.Repeat("[{- ", 2*most) + "\n# " + strings.Repeat("[{- ", 2*most), 0},
		"Words/ThenTooDeep": {"a: 'it''s [[[' # [\nb: " + deep("[", "a", "]", most+1), 2},
		"Closed/TooOften":   {"[a" + strings.Repeat("]", 2*most) + "\n---\n" + deep("[", "a", "]", most+1), 3},
	} {
		if got := line(c.text); got != c.want {
			t.Errorf("%s: Line = %d, want %d", name, got, c.want)
		}
	}
}

// TestHouseIsShallow: no document that the house ships is refused.
func TestHouseIsShallow(t *testing.T) {
	t.Parallel()
	n := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(name string, entry fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err != nil || entry.IsDir() || ext != ".yaml" && ext != ".yml" {
			return err
		}
		content, err := os.ReadFile(name)
		n++
		if at := line(string(content)); at > 0 {
			t.Errorf("%s is too deep in line %d", name, at)
		}
		return err
	})
	if err != nil || n < 20 {
		t.Errorf("%d documents read, %v; want the catalogue and the settings among them", n, err)
	}
}

// TestWrittenIsShallow: whatever words a document holds, what was written by the
// program from a value as deep as may be is not refused, and one level more is.
func TestWrittenIsShallow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z \[\]{}"'#:,|>!&*-]{0,200}`), 1, 8).Draw(t, "words")
		var value any = words
		depth := rapid.IntRange(0, nesting.Most-1).Draw(t, "depth")
		for range depth {
			value = []any{value}
		}
		for what, write := range map[string]func(any) ([]byte, error){"lines": yaml.Marshal, "brackets": json.Marshal} {
			content, err := write(value)
			if err != nil {
				t.Fatal(err)
			}
			if at := line(string(content)); at > 0 {
				t.Fatalf("%d levels in %s are refused in line %d of\n%s", depth+1, what, at, content)
			}
		}
		if at := line(deep("[", "a", "]", nesting.Most-depth) + "\n" + deep("[", "a", "]", nesting.Most+1+depth)); at != 2 {
			t.Fatalf("%d levels too many are found in line %d, want 2", depth+1, at)
		}
	})
}
