package web_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// TestEnglish: everything that pages say has an English, and the tables hold nothing
// that no page says.
func TestEnglish(t *testing.T) {
	t.Parallel()
	said := map[string]string{} // what is said → where
	for _, role := range loket.Roles() {
		said[string(role)] = "internal/loket"
	}
	for _, level := range []loket.Level{loket.LevelOwner, loket.LevelSupervisor, loket.LevelHead} {
		said[level.Name()] = "internal/loket"
	}
	templateRuns(t, said)
	goWords(t, said)
	for indonesian, where := range said {
		entry, ok := words.Find(indonesian)
		if !ok {
			t.Errorf("%s says %q: it has no English in internal/words/english", where, indonesian)
		} else if got, want := actionsOf(entry.English), actionsOf(indonesian); !slices.Equal(got, want) {
			t.Errorf("%s: the English %q has the actions %q, want %q", entry.File, entry.English, got, want)
		}
	}
	entries, err := words.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if _, used := said[e.Indonesian]; !used {
			t.Errorf("%s: nothing says %q any more", e.File, e.Indonesian)
		}
	}
}

// templateRuns collects the runs of every template of the house.
func templateRuns(t *testing.T, said map[string]string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		source, err := os.ReadFile(path)
		for _, run := range web.RunsOf(string(source)) {
			said[run] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

var (
	anAction = regexp.MustCompile(`\{\{.*?\}\}`)
	aLiteral = regexp.MustCompile(`"[^"]*"`)
)

// actionsOf are the actions of a run, without the words in them, in any order.
func actionsOf(run string) []string {
	all := anAction.FindAllString(run, -1)
	for i, a := range all {
		all[i] = aLiteral.ReplaceAllString(a, `""`)
	}
	slices.Sort(all)
	return all
}

// shownErrors are the packages whose errors people read on pages.
var shownErrors = []string{
	"loket/internal/loket", "loket/internal/desk",
	"loket/internal/web", "loket/internal/web/console", "loket/internal/web/manage", "loket/internal/web/public", "loket/internal/web/curate",
}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
	Standard                bool
}

// goWords collects what the house's own packages say in Go.
func goWords(t *testing.T, said map[string]string) {
	t.Helper()
	packages := listPackages(t)
	exports := map[string]string{}
	for _, p := range packages {
		exports[p.ImportPath] = p.Export
	}
	for _, p := range packages {
		if p.Standard || !strings.HasPrefix(p.ImportPath, "loket/") {
			continue
		}
		s := speaker{t: t, set: token.NewFileSet(), said: said, where: p.ImportPath}
		lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
		s.check(p, importer.ForCompiler(s.set, "gc", lookup))
	}
}

// listPackages lists the program's packages and all they import, with their export
// data.
func listPackages(t *testing.T) (all []listed) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports,Standard", "loket/cmd/loket")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// speaker collects what one package says.
type speaker struct {
	t     *testing.T
	set   *token.FileSet
	info  types.Info
	said  map[string]string
	where string
}

func (s *speaker) check(p listed, imports types.Importer) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(s.set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			s.t.Fatal(err)
		}
		files = append(files, file)
	}
	s.info = types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imports}
	if _, err := config.Check(p.ImportPath, s.set, files, &s.info); err != nil {
		s.t.Fatalf("check the types of %s: %v", p.ImportPath, err)
	}
	for _, file := range files {
		ast.Inspect(file, s.look)
	}
}

// look notes what an expression says: a constant that is a Text, or the format of one.
func (s *speaker) look(node ast.Node) bool {
	if sum, is := node.(*ast.AssignStmt); is && sum.Tok == token.ADD_ASSIGN && s.info.Types[sum.Lhs[0]].Type.String() == "loket/internal/words.Text" {
		s.t.Errorf("%s: Texts are joined by words.Say or words.Join, not by +=", s.set.Position(sum.Pos()))
	}
	expr, ok := node.(ast.Expr)
	if !ok {
		return true
	}
	if is := s.info.Types[expr]; is.Value != nil && is.Type.String() == "loket/internal/words.Text" {
		s.note(constant.StringVal(is.Value))
		return false
	}
	if sum, is := expr.(*ast.BinaryExpr); is && sum.Op == token.ADD && s.info.Types[sum].Type.String() == "loket/internal/words.Text" {
		s.t.Errorf("%s: Texts are joined by words.Say or words.Join, not by +", s.set.Position(sum.Pos()))
	}
	call, ok := expr.(*ast.CallExpr)
	if !ok {
		return true
	}
	switch name := s.called(call); {
	case name == "loket/internal/words.Say":
		s.format(call.Args[0])
	case name == "loket/internal/loket.Sayf":
		s.format(call.Args[1])
	case name == "loket/internal/loket.Errorf" && slices.Contains(shownErrors, s.where):
		s.format(call.Args[1])
	}
	return true
}

// called names the function that a call calls.
func (s *speaker) called(call *ast.CallExpr) string {
	name, ok := call.Fun.(*ast.Ident)
	if selector, is := call.Fun.(*ast.SelectorExpr); is {
		name, ok = selector.Sel, true
	}
	if !ok || s.info.Uses[name] == nil || s.info.Uses[name].Pkg() == nil {
		return ""
	}
	return s.info.Uses[name].Pkg().Path() + "." + name.Name
}

// format notes a format, which must be known before it is said.
func (s *speaker) format(arg ast.Expr) {
	value := s.info.Types[arg].Value
	switch {
	case value != nil:
	case filepath.Base(s.set.Position(arg.Pos()).Filename) == "fail.go":
		return // Explain says again what an error has said
	default:
		s.t.Errorf("%s: what is said here is not known before: say it by a constant format", s.set.Position(arg.Pos()))
		return
	}
	s.note(constant.StringVal(value))
}

var aVerb = regexp.MustCompile(`%[a-z]`)

// note notes what has words in it.
func (s *speaker) note(text string) {
	text = strings.TrimSpace(text)
	if strings.IndexFunc(aVerb.ReplaceAllString(text, ""), unicode.IsLetter) >= 0 {
		s.said[text] = s.where
	}
}
