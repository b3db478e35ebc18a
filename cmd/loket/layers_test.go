// Package main_test holds the house to its plan: which package may import
// which, which outside library belongs to whom, and how large files and
// functions may grow. It reads the source and must not know what the program
// does; only the scripts do, which run the built program as its users would.
package main_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A room is a package's place in the house.
type room struct {
	layer int
	may   []string // the own packages it may import; its tests may import more, see checkTests
	tests bool     // for tests only: no product package may import it
	real  bool     // tests of lower layers use it rather than a mock of it
}

// rooms is the plan: package → layer and allowed own imports. A new package is
// one line here. An import points to a lower layer, or to the package in whose
// folder the importer stands (a channel may speak bot's interfaces, a page use
// web's); packages of one layer do not import each other.
func rooms() map[string]room {
	var (
		nouns = []string{"internal/loket"}
		pages = []string{"internal/loket", "internal/words", "internal/calendar", "internal/privacy", "faq", "internal/desk", "internal/report"}
		page  = append(slices.Clone(pages), "internal/web")
	)
	return map[string]room{
		// The nouns: the standard library only.
		"internal/loket": {layer: 0},

		// What pages say, in the languages of those who read them.
		"internal/words": {layer: 0},

		// Files that survive a crash.
		"internal/durable": {layer: 0},

		// How deep YAML may go.
		"internal/nesting": {layer: 0},

		// Bodies packed for the way.
		"internal/pack": {layer: 0},

		// Rules: which files may pass; what a backup's file is; office time; what must not be kept or shown.
		"internal/attach":   {layer: 1, may: nouns},
		"internal/backup":   {layer: 1, may: nouns},
		"internal/calendar": {layer: 1, may: []string{"internal/loket", "internal/words"}},
		"internal/privacy":  {layer: 1, may: []string{"internal/loket", "internal/words", "internal/durable"}},

		// Knowledge.
		"faq":             {layer: 2, may: []string{"internal/loket", "internal/nesting"}},
		"faq/disdukcapil": {layer: 2, may: []string{"faq"}},
		"faq/schema":      {layer: 2, may: []string{"faq"}},

		// Decisions: no SQL, no HTTP, no clock of their own.
		"bot":             {layer: 3, may: []string{"internal/loket", "internal/calendar", "internal/privacy", "faq"}},
		"internal/desk":   {layer: 3, may: []string{"internal/loket", "internal/words", "internal/attach", "internal/calendar", "internal/privacy"}},
		"internal/past":   {layer: 3, may: nouns},
		"internal/report": {layer: 3, may: []string{"internal/loket", "internal/words", "internal/calendar"}},

		// The rim: each speaks with one thing outside.
		"bot/telegram":         {layer: 4, may: []string{"internal/loket", "bot"}},
		"bot/webchat":          {layer: 4, may: []string{"internal/loket", "internal/pack", "bot"}},
		"internal/store":       {layer: 4, real: true, may: []string{"internal/loket", "internal/words", "internal/durable", "internal/backup", "internal/privacy", "internal/past", "internal/report"}},
		"internal/queue":       {layer: 4, may: nouns},
		"internal/watch":       {layer: 4, may: nouns},
		"internal/assist":      {layer: 4, may: []string{"internal/loket", "internal/privacy", "faq"}},
		"internal/export":      {layer: 4, may: []string{"internal/loket", "internal/report", "faq"}},
		"internal/config":      {layer: 4, may: []string{"internal/loket", "internal/nesting", "internal/calendar", "internal/privacy"}},
		"internal/web":         {layer: 4, may: append(slices.Clone(pages), "internal/pack")},
		"internal/web/console": {layer: 4, may: page},
		"internal/web/curate":  {layer: 4, may: page},
		"internal/web/manage":  {layer: 4, may: page},
		"internal/web/public":  {layer: 4, may: page},
		"internal/web/api":     {layer: 4, may: page},
		"internal/web/setup":   {layer: 4, may: page},

		// The roof wires everything.
		"cmd/loket": {layer: 5, may: []string{
			"internal/loket", "internal/words", "internal/durable", "internal/attach", "internal/backup", "internal/calendar", "internal/privacy", "faq", "faq/disdukcapil", "faq/schema",
			"bot", "internal/desk", "internal/past", "internal/report", "bot/telegram", "bot/webchat",
			"internal/store", "internal/queue", "internal/watch", "internal/assist", "internal/export", "internal/config",
			"internal/web", "internal/web/console", "internal/web/curate", "internal/web/manage",
			"internal/web/public", "internal/web/api", "internal/web/setup",
		}},

		// For tests only; the layer says whose tests may use them.
		"internal/testserver":        {layer: 0, tests: true},
		"internal/crash":             {layer: 0, tests: true}, // and builds with the tag "crash"
		"internal/faketelegram":      {layer: 0, tests: true},
		"internal/assist/assisttest": {layer: 1, tests: true, may: nouns},
		"internal/history":           {layer: 0, tests: true},
		"internal/loket/lokettest":   {layer: 0, tests: true, may: nouns},
		"internal/store/storetest":   {layer: 4, tests: true, real: true, may: []string{"internal/loket", "internal/calendar", "internal/backup", "internal/privacy", "internal/past", "internal/report", "internal/store", "internal/loket/lokettest"}},
		"faq/faqtest":                {layer: 2, tests: true, may: []string{"internal/loket", "faq"}},
		"internal/web/webtest":       {layer: 4, tests: true, may: []string{"internal/loket", "internal/report"}},
		"internal/trial":             {layer: 5, tests: true, may: []string{"internal/loket", "internal/loket/lokettest", "internal/faketelegram", "internal/history", "internal/testserver", "internal/crash", "internal/assist/assisttest"}},
	}
}

// anyone may use a library that is vocabulary rather than machinery.
const anyone = "*"

// libraries is the other half of the plan: outside library → its owners, the
// only packages (with those in their folders) whose product code may import
// it. No owner: tests only. Tests may import every library named here.
func libraries() map[string][]string {
	return map[string][]string{
		"modernc.org/sqlite":                    {"internal/store"},
		"github.com/jackc/pgx":                  {"internal/store"},
		"github.com/pressly/goose":              {"internal/store"},
		"github.com/go-telegram/bot":            {"bot/telegram"},
		"github.com/redis/go-redis":             {"internal/queue"},
		"github.com/alicebob/miniredis":         {"internal/queue"},
		"github.com/goccy/go-yaml":              {"faq", "internal/config", "internal/nesting"},
		"github.com/invopop/jsonschema":         {"faq/schema", "internal/web/api"},
		"github.com/xuri/excelize":              {"internal/export"},
		"codeberg.org/go-pdf/fpdf":              {"internal/export"},
		"golang.org/x/image":                    {"internal/export"},
		"github.com/alecthomas/kong":            {"cmd/loket"},
		"github.com/alexedwards/scs":            {"internal/web"},
		"github.com/alexedwards/argon2id":       {"internal/web", "cmd/loket"},
		"github.com/pquerna/otp":                {"internal/web"},
		"github.com/boombuler/barcode":          {"internal/web"},
		"github.com/sashabaranov/go-openai":     {"internal/assist"},
		"github.com/failsafe-go/failsafe-go":    {"internal/assist"},
		"github.com/schollz/progressbar":        {"cmd/loket"},
		"golang.org/x/sync":                     {"cmd/loket"},
		"golang.org/x/term":                     {"cmd/loket"},
		"golang.org/x/text":                     {anyone},
		"golang.org/x/time":                     {anyone},
		"github.com/rivo/uniseg":                {anyone},
		"github.com/prometheus":                 {anyone},
		"github.com/google/go-cmp":              {},
		"github.com/santhosh-tekuri/jsonschema": {},
		"pgregory.net/rapid":                    {},
		"go.uber.org/goleak":                    {},
		"github.com/rogpeppe/go-internal":       {},
		"github.com/chromedp":                   {},
		"github.com/makiuchi-d/gozxing":         {},
		"github.com/trustelem/zxcvbn":           {},
	}
}

func TestLayers(t *testing.T) {
	t.Parallel()
	plan := plan{rooms: rooms(), libraries: libraries()}
	t.Run("PlanPointsDown", func(t *testing.T) {
		t.Parallel()
		report(t, plan.checkItself())
	})
	t.Run("CodeFollowsThePlan", func(t *testing.T) {
		t.Parallel()
		for _, p := range listPackages(t) {
			report(t, plan.check(p))
		}
	})
}

func report(t *testing.T, complaints []string) {
	t.Helper()
	for _, complaint := range complaints {
		t.Error(complaint)
	}
}

// A plan is both maps.
type plan struct {
	rooms     map[string]room
	libraries map[string][]string
}

// A listed package is what `go list` and its own comment say of it.
type listed struct {
	ImportPath, Dir                    string
	GoFiles, TestGoFiles, XTestGoFiles []string
	Imports, TestImports, XTestImports []string
	comment                            string // the package comment
}

// name is the package's path in the module.
func (p listed) name() string { return ownName(p.ImportPath) }

// ownName returns the path in the module of one of our packages, "" for any
// other.
func ownName(importPath string) string {
	name, ours := strings.CutPrefix(importPath, "loket/")
	if !ours {
		return ""
	}
	return strings.TrimSuffix(name, "_test")
}

// checkItself holds the plan to its own rules.
func (pl plan) checkItself() (complaints []string) {
	for _, name := range slices.Sorted(maps.Keys(pl.rooms)) {
		from := pl.rooms[name]
		for _, imported := range from.may {
			to, planned := pl.rooms[imported]
			switch {
			case !planned:
				complaints = append(complaints, fmt.Sprintf("plan: %s may import %s, which the plan does not name", name, imported))
			case to.tests && !from.tests:
				complaints = append(complaints, fmt.Sprintf("plan: %s may import %s, which is for tests only", name, imported))
			case to.layer >= from.layer && path.Dir(name) != imported && !to.tests:
				complaints = append(complaints, fmt.Sprintf("plan: %s (layer %d) may import %s (layer %d), which is not below it", name, from.layer, imported, to.layer))
			}
		}
	}
	return complaints
}

// check returns what is wrong with one package.
func (pl plan) check(p listed) (complaints []string) {
	home, planned := pl.rooms[p.name()]
	if !planned {
		return []string{fmt.Sprintf("%s: not in the plan; give it a line in rooms()", p.name())}
	}
	for _, imported := range p.Imports {
		complaints = append(complaints, pl.checkImport(p.name(), home, imported)...)
	}
	for _, imported := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(p.TestImports, p.XTestImports)))) {
		complaints = append(complaints, pl.checkTests(p.name(), home, imported)...)
	}
	if n := sentences(p.comment); n < 2 {
		complaints = append(complaints, fmt.Sprintf("%s: its package comment has %d sentences, want at least 2: what it is, and what it must not know", p.name(), n))
	}
	return complaints
}

// checkImport judges one import of product code, or of a package for tests.
func (pl plan) checkImport(name string, home room, imported string) []string {
	if own := ownName(imported); own != "" {
		if slices.Contains(home.may, own) {
			return nil
		}
		return []string{fmt.Sprintf("%s imports %s: rooms() does not allow it", name, own)}
	}
	if standard(imported) {
		return nil
	}
	library, owners := pl.library(imported)
	switch {
	case library == "":
		return []string{fmt.Sprintf("%s imports %s: libraries() names no owner of it", name, imported)}
	case home.tests || slices.Contains(owners, anyone) || slices.ContainsFunc(owners, func(owner string) bool { return within(name, owner) }):
		return nil
	case len(owners) == 0:
		return []string{fmt.Sprintf("%s imports %s: it is for tests only", name, imported)}
	}
	return []string{fmt.Sprintf("%s imports %s: it belongs to %s", name, imported, strings.Join(owners, ", "))}
}

// checkTests judges one import of a package's tests: they may look sideways,
// and at what is for tests only, but not up, except at the real thing where the
// alternative is a mock; and use every library we know.
func (pl plan) checkTests(name string, home room, imported string) []string {
	own := ownName(imported)
	if own == "" {
		if library, _ := pl.library(imported); library == "" && !standard(imported) {
			return []string{fmt.Sprintf("tests of %s import %s: libraries() does not name it", name, imported)}
		}
		return nil
	}
	to, planned := pl.rooms[own]
	if planned && to.layer > home.layer && !to.real {
		return []string{fmt.Sprintf("tests of %s (layer %d) import %s (layer %d), which is above it", name, home.layer, own, to.layer)}
	}
	return nil // a package out of the plan is complained of by itself
}

// library returns the library an import belongs to, and its owners; "" when
// the plan does not name it.
func (pl plan) library(imported string) (name string, owners []string) {
	for library, owners := range pl.libraries {
		if within(imported, library) {
			return library, owners
		}
	}
	return "", nil
}

// within reports whether a path is the folder or stands in it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// standard reports whether an import is the standard library's: only outside
// modules begin with a host.
func standard(imported string) bool {
	host, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(host, ".")
}

// sentences counts the sentences of a comment.
func sentences(comment string) int {
	return len(regexp.MustCompile(`[.!?](\s|$)`).FindAllString(comment, -1))
}

// listPackages asks the go command for every package of the module.
func listPackages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e",
		"-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list ./...: %v", err)
	}
	var all []listed
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		p.comment = packageComment(t, p)
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b listed) int { return cmp.Compare(a.ImportPath, b.ImportPath) })
	return all
}

// packageComment returns the longest comment on a package clause; a package
// that is tests only tells it in one of them.
func packageComment(t *testing.T, p listed) (longest string) {
	t.Helper()
	for _, file := range slices.Concat(p.GoFiles, p.TestGoFiles, p.XTestGoFiles) {
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Errorf("read package comment: %v", err)
			continue
		}
		if text := parsed.Doc.Text(); len(text) > len(longest) {
			longest = text
		}
	}
	return longest
}

// TestLayersComplain holds the check itself to what it promises to find.
func TestLayersComplain(t *testing.T) {
	t.Parallel()
	plan := plan{
		rooms: map[string]room{
			"noun":       {layer: 0},
			"rule":       {layer: 1, may: []string{"noun"}},
			"other":      {layer: 1, may: []string{"noun"}},
			"other/part": {layer: 1, may: []string{"other"}},
			"roof":       {layer: 2, may: []string{"noun", "rule"}},
			"fixture":    {layer: 0, tests: true},
		},
		libraries: map[string][]string{"example.org/sql": {"other"}, "example.org/words": {anyone}, "example.org/diff": {}},
	}
	const comment = "Package x is a thing. It must not know another."
	cases := []struct {
		name string
		p    listed
		want string // a part of the only complaint; empty: none
	}{
		{"Allowed", listed{ImportPath: "loket/rule", Imports: []string{"loket/noun", "net/http", "example.org/words/id"}}, ""},
		{"Upwards", listed{ImportPath: "loket/rule", Imports: []string{"loket/roof"}}, "rule imports roof"},
		{"Sideways", listed{ImportPath: "loket/rule", Imports: []string{"loket/other"}}, "rule imports other"},
		{"OwnFolder", listed{ImportPath: "loket/other/part", Imports: []string{"loket/other"}}, ""},
		{"NotInThePlan", listed{ImportPath: "loket/shed"}, "shed: not in the plan"},
		{"FixtureInProduct", listed{ImportPath: "loket/roof", Imports: []string{"loket/fixture"}}, "roof imports fixture"},
		{"ForeignLibrary", listed{ImportPath: "loket/rule", Imports: []string{"example.org/sql/driver"}}, "belongs to other"},
		{"OwnersFolder", listed{ImportPath: "loket/other/part", Imports: []string{"example.org/sql"}}, ""},
		{"UnknownLibrary", listed{ImportPath: "loket/rule", Imports: []string{"example.org/new"}}, "names no owner"},
		{"LikeNamedLibrary", listed{ImportPath: "loket/other", Imports: []string{"example.org/sqlx"}}, "names no owner"},
		{"TestLibraryInProduct", listed{ImportPath: "loket/rule", Imports: []string{"example.org/diff"}}, "for tests only"},
		{"TestLibraryInTests", listed{ImportPath: "loket/rule", TestImports: []string{"example.org/diff"}, XTestImports: []string{"example.org/sql"}}, ""},
		{"TestsSideways", listed{ImportPath: "loket/rule", XTestImports: []string{"loket/rule", "loket/other", "loket/fixture"}}, ""},
		{"TestsUpwards", listed{ImportPath: "loket/rule", XTestImports: []string{"loket/roof"}}, "tests of rule"},
		{"TestsUnknownLibrary", listed{ImportPath: "loket/rule", TestImports: []string{"example.org/new"}}, "does not name it"},
		{"OneSentence", listed{ImportPath: "loket/rule", comment: "Package rule is a rule."}, "has 1 sentences"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if c.p.comment == "" {
				c.p.comment = comment
			}
			got := plan.check(c.p)
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("check(%+v) = %q, want %q", c.p, got, c.want)
			}
		})
	}
}

// TestLayersPlanComplains holds the plan's check of itself to its promise.
func TestLayersPlanComplains(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		rooms map[string]room
		want  string // a part of the only complaint; empty: none
	}{
		{"Down", map[string]room{"a": {layer: 0}, "b": {layer: 1, may: []string{"a"}}}, ""},
		{"IntoItsFolder", map[string]room{"a": {layer: 1}, "a/b": {layer: 1, may: []string{"a"}}}, ""},
		{"Sideways", map[string]room{"a": {layer: 1}, "b": {layer: 1, may: []string{"a"}}}, "not below"},
		{"Up", map[string]room{"a": {layer: 2}, "b": {layer: 1, may: []string{"a"}}}, "not below"},
		{"Nowhere", map[string]room{"b": {layer: 1, may: []string{"a"}}}, "does not name"},
		{"IntoTests", map[string]room{"a": {layer: 0, tests: true}, "b": {layer: 1, may: []string{"a"}}}, "tests only"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := plan{rooms: c.rooms}.checkItself()
			if c.want == "" && len(got) > 0 || c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)) {
				t.Errorf("checkItself(%v) = %q, want %q", c.rooms, got, c.want)
			}
		})
	}
}
