package main_test

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// The size budget, in lines. A quantile is a nearest rank. Packages for tests
// only are held to the longest lengths, test files to the longest file.
const (
	fileMedian, fileP95, fileMax = 120, 400, 600
	funcMedian, funcP95, funcMax = 12, 45, 80

	// A comment, alone or behind code, is wanted on 15 to 22 % of the lines
	// that are not blank. The bounds are two points wider, so that one page of
	// documentation or one long table more fails nothing.
	commentMin, commentMax = 13, 24
)

// A span is a file or a function and its length.
type span struct {
	name  string // path, or path:function
	lines int
}

// A part of the source.
type part struct {
	files, funcs []span
}

// sizes are the figures of the house.
type sizes struct {
	product, support, tests part // support: packages for tests only

	filled, commented int // lines of the product that are not blank, and those of them with a comment
}

func TestBudget(t *testing.T) {
	t.Parallel()
	s, err := measure(os.DirFS(filepath.Join("..", "..")), rooms())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(s)
	report(t, s.complaints())
}

// measure reads every Go file below root.
func measure(root fs.FS, rooms map[string]room) (s sizes, err error) {
	err = fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (base == "testdata" || base[0] == '.' || base[0] == '_'):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return fmt.Errorf("measure: %w", err)
		}
		return s.add(name, source, rooms[path.Dir(name)].tests)
	})
	return s, err
}

// add counts one file in.
func (s *sizes) add(name string, source []byte, support bool) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.ParseComments)
	if err != nil {
		return fmt.Errorf("measure: %w", err)
	}
	to := &s.product
	switch {
	case strings.HasSuffix(name, "_test.go"):
		to = &s.tests
	case support:
		to = &s.support
	default:
		s.filled += filled(source)
		s.commented += commented(set, file)
	}
	to.files = append(to.files, span{name, bytes.Count(source, []byte("\n"))})
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			to.funcs = append(to.funcs, span{name + ":" + f.Name.Name, linesOf(set, f)})
		}
	}
	return nil
}

// linesOf returns how many lines a piece of source stands on.
func linesOf(set *token.FileSet, n ast.Node) int {
	return set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1
}

// filled counts the lines that are not blank.
func filled(source []byte) (n int) {
	for line := range bytes.Lines(source) {
		if len(bytes.TrimSpace(line)) > 0 {
			n++
		}
	}
	return n
}

// commented counts the lines with a comment; directives are none.
func commented(set *token.FileSet, file *ast.File) (n int) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if !strings.HasPrefix(c.Text, "//go:") && !strings.HasPrefix(c.Text, "//nolint") {
				n += linesOf(set, c)
			}
		}
	}
	return n
}

// complaints tells what is over the budget, by name.
func (s sizes) complaints() (c []string) {
	c = slices.Concat(
		quantiles("file", s.product.files, fileMedian, fileP95),
		quantiles("function", s.product.funcs, funcMedian, funcP95),
		longer(fileMax, s.product.files, s.support.files, s.tests.files),
		longer(funcMax, s.product.funcs, s.support.funcs),
	)
	if share := s.commentShare(); share < commentMin || share > commentMax {
		c = append(c, fmt.Sprintf("comments on %.1f %% of the lines, want %d to %d %%", share, commentMin, commentMax))
	}
	if product, tests := total(s.product.files), s.testLines(); tests < product {
		c = append(c, fmt.Sprintf("%d lines of tests and their support for %d lines of product, want at least as many", tests, product))
	}
	return c
}

// quantiles complains of a median or 95th percentile over the budget, and
// names the longest spans: they are what to look at.
func quantiles(what string, spans []span, median, p95 int) (c []string) {
	if got := quantile(spans, 50); got > median {
		c = append(c, fmt.Sprintf("the median %s has %d lines, want at most %d", what, got, median))
	}
	if got := quantile(spans, 95); got > p95 {
		c = append(c, fmt.Sprintf("the 95th percentile %s has %d lines, want at most %d; the longest: %v", what, got, p95, longest(spans)[:min(8, len(spans))]))
	}
	return c
}

// longer complains of each span over the limit.
func longer(limit int, lists ...[]span) (c []string) {
	for _, s := range longest(slices.Concat(lists...)) {
		if s.lines > limit {
			c = append(c, fmt.Sprintf("%s has %d lines, want at most %d", s.name, s.lines, limit))
		}
	}
	return c
}

// longest returns the spans, the longest first.
func longest(spans []span) []span {
	return slices.SortedFunc(slices.Values(spans), func(a, b span) int {
		return cmp.Or(cmp.Compare(b.lines, a.lines), cmp.Compare(a.name, b.name))
	})
}

// quantile returns the nearest rank of percent, 0 for no spans.
func quantile(spans []span, percent int) int {
	if len(spans) == 0 {
		return 0
	}
	sorted := longest(spans)
	rank := (len(sorted)*percent + 99) / 100 // from the shortest, beginning with 1
	return sorted[len(sorted)-max(rank, 1)].lines
}

func total(spans []span) (n int) {
	for _, s := range spans {
		n += s.lines
	}
	return n
}

// testLines counts what exists for tests.
func (s sizes) testLines() int { return total(s.tests.files) + total(s.support.files) }

// commentShare is in percent.
func (s sizes) commentShare() float64 { return 100 * float64(s.commented) / float64(max(s.filled, 1)) }

func (s sizes) String() string {
	row := func(what string, spans []span) string {
		return fmt.Sprintf("%-10s %5d, median %3d, p95 %3d, longest %3d lines\n", what, len(spans), quantile(spans, 50), quantile(spans, 95), quantile(spans, 100))
	}
	product, tests := total(s.product.files), s.testLines()
	return row("files", s.product.files) + row("functions", s.product.funcs) +
		fmt.Sprintf("product    %d lines, comments on %.1f %%\n", product, s.commentShare()) +
		fmt.Sprintf("tests      %d lines (support %d), %.2f for one of product", tests, total(s.support.files), float64(tests)/float64(max(product, 1)))
}

// TestBudgetComplains holds the budget to what it promises to find.
func TestBudgetComplains(t *testing.T) {
	t.Parallel()
	rooms := map[string]room{"fake": {tests: true}}
	t.Run("Measure", func(t *testing.T) {
		t.Parallel()
		got := mustMeasure(t, fstest.MapFS{
			"a/a.go":            source("// Package a is short.", "package a", "", "func f() int {", "\treturn 1 // one", "}"),
			"a/a_test.go":       source("package a", "", "func g() {", "}"),
			"fake/fake.go":      source("package fake"),
			"a/testdata/bad.go": source("this is not Go"),
			".cache/bad.go":     source("nor is this"),
		}, rooms)
		want := "files          1, median   6, p95   6, longest   6 lines\n" +
			"functions      1, median   3, p95   3, longest   3 lines\n" +
			"product    6 lines, comments on 40.0 %\n" +
			"tests      5 lines (support 1), 0.83 for one of product"
		if got.String() != want {
			t.Errorf("measure = \n%v\nwant\n%s", got, want)
		}
	})
	t.Run("BrokenSource", func(t *testing.T) {
		t.Parallel()
		if _, err := measure(fstest.MapFS{"a.go": source("package")}, rooms); err == nil {
			t.Error("measure(a file that is not Go) = nil, want an error")
		}
	})

	long := func(name string, lines int) string {
		return "func " + name + "() {\n" + strings.Repeat("\t_ = 0 // .\n", lines-2) + "}\n"
	}
	cases := []struct {
		name string
		file string
		text string
		want string // a part of one complaint
	}{
		{"FileTooLong", "a.go", "package a\n" + strings.Repeat("var _ int\n", fileMax), "a.go has 601 lines, want at most 600"},
		{"TestFileTooLong", "a_test.go", "package a\n" + strings.Repeat("var _ int\n", fileMax), "a_test.go has 601 lines"},
		{"FunctionTooLong", "a.go", "package a\n" + long("f", funcMax+1), "a.go:f has 81 lines, want at most 80"},
		{"SupportFunctionTooLong", "fake/a.go", "package fake\n" + long("f", funcMax+1), "fake/a.go:f has 81 lines"},
		{"MedianFunction", "a.go", "package a\n" + long("f", funcMedian+1), "the median function has 13 lines, want at most 12"},
		{"LongTail", "a.go", "package a\n" + long("f", funcP95+1), "the 95th percentile function has 46 lines, want at most 45; the longest: [{a.go:f 46}]"},
		{"MedianFile", "a.go", "package a\n" + strings.Repeat("var _ int\n", fileMedian), "the median file has 121 lines"},
		{"FewComments", "a.go", "package a\n", "comments on 0.0 % of the lines, want 13 to 24 %"},
		{"ManyComments", "a.go", "// Package a is.\npackage a\n", "comments on 50.0 % of the lines"},
		{"FewTests", "a.go", "package a\n", "0 lines of tests and their support for 1 lines of product"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := mustMeasure(t, fstest.MapFS{c.file: {Data: []byte(c.text)}}, rooms).complaints()
			if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("complaints of %s = %q, want one with %q", c.file, got, c.want)
			}
		})
	}
}

func TestBudgetQuantile(t *testing.T) {
	t.Parallel()
	ten := make([]span, 10)
	for i := range ten {
		ten[i].lines = i + 1
	}
	for percent, want := range map[int]int{1: 1, 50: 5, 51: 6, 95: 10, 100: 10} {
		if got := quantile(ten, percent); got != want {
			t.Errorf("quantile(1…10, %d) = %d, want %d", percent, got, want)
		}
	}
	if got := quantile(nil, 50); got != 0 {
		t.Errorf("quantile(nothing, 50) = %d, want 0", got)
	}
}

// source is a file of these lines.
func source(lines ...string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n") + "\n")}
}

func mustMeasure(t *testing.T, root fs.FS, rooms map[string]room) sizes {
	t.Helper()
	s, err := measure(root, rooms)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
